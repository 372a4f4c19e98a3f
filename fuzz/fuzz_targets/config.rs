//! `jingwen.toml`: its mistakes are reported, each with the file; what has none are arguments that
//! the command line takes.
#![no_main]

#[allow(dead_code)]
#[path = "../../src/cli/mod.rs"]
mod cli;

use std::ffi::OsString;
use std::fs;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let path = jingwen_fuzz::path("jingwen.toml");
    fs::write(&path, data).expect("the file is written");
    let path = path.into_os_string();
    for command in [&["clean"][..], &["rules", "check"], &["learn", "a"]] {
        let mut argv: Vec<OsString> = vec!["jingwen".into(), "--config".into(), path.clone()];
        argv.extend(command.iter().map(OsString::from));
        let given = argv.len();
        match cli::with_config(argv) {
            Ok(argv) => assert!(argv.len() >= given),
            Err(mistakes) => {
                assert!(!mistakes.is_empty());
                for mistake in mistakes {
                    assert!(mistake.contains("jingwen.toml"), "{mistake}");
                    assert!(!mistake.contains('\u{1B}'), "{mistake:?}");
                }
            }
        }
    }
});
