//! A web archive, plain or in gzip members: every line of the output is a JSON object.
#![no_main]

use jingwen::batch::{Format, Style};
use jingwen_fuzz::{CLEANER, clean, input, let_panics_be_caught, texts};
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: let_panics_be_caught(), |data: &[u8]| {
    let file = input(Format::Warc, data);
    texts(&file);
    let (out, _) = clean(&file, &CLEANER, Style::default());
    let lines = String::from_utf8(out).expect("the output is UTF-8");
    for line in lines.lines() {
        let object: serde_json::Value = serde_json::from_str(line).expect("a line is JSON");
        assert!(object.is_object());
    }
});
