//! The program from outside: exit status, what goes to which stream, and every bad input.
#![cfg(feature = "cli")]

#[path = "../common/mod.rs"]
mod common;
mod documents;
mod paths;

use std::path::Path;
use std::process::Output;

use common::program::jingwen;
use common::tree::dir_with;

fn run(dir: &Path, args: &[&str]) -> Output {
    jingwen(dir, args).output().unwrap()
}

#[track_caller]
fn check(output: &Output, code: i32, stdout: impl AsRef<[u8]>, stderr: &[&str]) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "stderr: {said}");
    let (got, expected) = (&output.stdout, stdout.as_ref());
    let shown = String::from_utf8_lossy(got);
    assert!(
        got == expected,
        "stdout: {shown}\nexpected: {}",
        String::from_utf8_lossy(expected)
    );
    for part in stderr {
        assert!(said.contains(part), "no `{part}` in stderr: {said}");
    }
    assert_eq!(said.is_empty(), stderr.is_empty(), "stderr: {said}");
}

#[test]
fn help_names_the_commands_the_flags_and_the_exit_status() {
    let dir = dir_with(&[]);
    let parts = [
        (
            &["--help"][..],
            &[
                "clean",
                "scan",
                "lang",
                "learn",
                "rules",
                "restore",
                "completions",
                "man",
                "Exit status",
            ][..],
        ),
        (
            &["clean", "--help"],
            &[
                "--output",
                "--record",
                "--check",
                "--text-field",
                "--level",
                "--keep-whitespace",
                "--learn",
            ],
        ),
        (
            &["scan", "--help"],
            &["--format", "--explain", "--offsets", "byte, char or utf16"],
        ),
        (&["man"], &[".TH jingwen", "restore"]),
        (&["man", "clean"], &["overwrite"]),
        (&["completions", "bash"], &["_jingwen"]),
        (
            &["rules", "list", "--categories"],
            &[
                "copyright               delete",
                "correction_note         keep",
            ],
        ),
    ];
    for (args, expected) in parts {
        let output = run(dir.path(), args);
        assert_eq!(output.status.code(), Some(0), "{args:?}");
        let text = String::from_utf8(output.stdout).unwrap();
        for part in expected {
            assert!(text.contains(part), "no `{part}` in {args:?}:\n{text}");
        }
    }
}
