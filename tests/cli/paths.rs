//! Directories, files that are missing, arguments that are mistaken, and standard output.

use std::fs;
use std::process::Stdio;

use crate::common::program::{jingwen, piped};
use crate::common::tree::dir_with;
use crate::{check, run};

#[test]
fn a_directory_goes_to_the_same_tree() {
    let dir = dir_with(&[
        ("in/b/x.txt", b"News."),
        ("in/a.jsonl", b"{\"text\":\"News.\"}\n"),
        ("in/B.MD", b""),
        ("in/c.bin", b"\0"),
    ]);
    let output = run(dir.path(), &["clean", "--no-builtin", "in", "-o", "in/out"]);
    let said = [
        "1 files of other types left out, first in/c.bin",
        "documents: 3, changed: 0, for review: 0, empty: 0; removed 0 of 10 bytes (0.0 %)",
    ];
    check(&output, 0, "", &said);
    for (name, text) in [
        ("b/x.txt", "News."),
        ("a.jsonl", "{\"text\":\"News.\"}\n"),
        ("B.MD", ""),
    ] {
        assert_eq!(
            fs::read_to_string(dir.path().join("in/out").join(name)).unwrap(),
            text
        );
    }
    let output = run(dir.path(), &["clean", "in", "-o", "in/out"]);
    check(
        &output,
        2,
        "",
        &[
            "error: in/out: the output directory is not empty",
            "--overwrite",
        ],
    );
    let output = run(
        dir.path(),
        &["clean", "in", "-o", "in/out", "--overwrite", "--quiet"],
    );
    check(&output, 0, "", &[]);
    assert!(
        !dir.path().join("in/out/out").exists(),
        "the output was read as input"
    );
    let left = fs::read_dir(dir.path().join("in/out")).unwrap().count();
    assert_eq!(left, 4, "three files and .jingwen");
    let state = fs::read_dir(dir.path().join("in/out/.jingwen")).unwrap();
    assert_eq!(state.count(), 1, "a temporary file was left behind");
}

#[test]
fn outputs_that_would_collide_are_refused_before_anything_is_written() {
    let dir = dir_with(&[("x/a.txt", b"1"), ("y/a.txt", b"2")]);
    let output = run(dir.path(), &["clean", "x", "y", "-o", "out"]);
    check(
        &output,
        2,
        "",
        &["x/a.txt and y/a.txt would both be written to out/a.txt"],
    );
    assert!(!dir.path().join("out").exists());
    let output = run(dir.path(), &["clean", "x/a.txt", "-o", "x", "--overwrite"]);
    check(
        &output,
        2,
        "",
        &["x/a.txt would be overwritten by its own output"],
    );
    let output = run(dir.path(), &["clean", "x", "-o", "y/a.txt"]);
    check(
        &output,
        2,
        "",
        &["y/a.txt: is a file; -o takes a directory"],
    );
    let output = run(dir.path(), &["clean", "-", "-o", "out"]);
    check(&output, 2, "", &["standard input has no name"]);
}

#[test]
fn several_texts_share_standard_output_only_as_jsonl() {
    let dir = dir_with(&[("a.txt", b"One."), ("b.txt", b"Two.")]);
    let output = run(dir.path(), &["clean", "."]);
    check(
        &output,
        2,
        "",
        &[
            "cannot share standard output",
            "-o DIR",
            "--output-format jsonl",
        ],
    );
    let output = run(
        dir.path(),
        &[
            "clean",
            "--no-builtin",
            "--output-format",
            "jsonl",
            "a.txt",
            "b.txt",
        ],
    );
    check(
        &output,
        0,
        "{\"id\":\"a.txt\",\"text\":\"One.\"}\n{\"id\":\"b.txt\",\"text\":\"Two.\"}\n",
        &[],
    );
    let output = run(dir.path(), &["clean", "--record", "a.txt"]);
    check(&output, 2, "", &["--record needs JSONL"]);
    let output = piped(
        dir.path(),
        &[
            "clean",
            "--input-format",
            "jsonl",
            "--output-format",
            "text",
        ],
        b"{}",
    );
    check(&output, 2, "", &["JSONL input gives JSONL"]);
}

#[test]
fn a_missing_or_unreadable_file_does_not_stop_the_others() {
    let dir = dir_with(&[("a.jsonl", b"{\"text\":\"One.\"}\n")]);
    let output = run(dir.path(), &["clean", "no.txt", "a.jsonl"]);
    check(
        &output,
        2,
        "{\"text\":\"One.\"}\n",
        &["error: no.txt: no such file or directory; check the path"],
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let closed = dir.path().join("closed.jsonl");
        fs::write(&closed, "{}").unwrap();
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).unwrap();
        if fs::read(&closed).is_err() {
            let output = run(dir.path(), &["clean", "closed.jsonl", "a.jsonl"]);
            check(
                &output,
                2,
                "{\"text\":\"One.\"}\n",
                &["error: closed.jsonl: permission denied; make it readable"],
            );
        }
    }
}

#[test]
fn an_empty_directory_is_said() {
    let dir = dir_with(&[]);
    check(
        &run(dir.path(), &["scan", "."]),
        0,
        "",
        &[
            "note: .: no .txt, .md, .jsonl, .ndjson, .json, .html, .htm, .xhtml, .csv, .tsv, .warc, .wet, .eml, .mbox or .parquet file in it, nor one of those with .gz or .zst",
        ],
    );
}

#[test]
fn mistaken_arguments_exit_2() {
    let dir = dir_with(&[("a.txt", b"")]);
    let cases = [
        (
            &["clean", "--only", "copyrite", "a.txt"][..],
            "the nearest is `copyright`",
        ),
        (
            &["clean", "--keep", "copyright,cookies", "a.txt"],
            "unknown category `cookies`",
        ),
        (
            &["clean", "--level", "strict", "a.txt"],
            "conservative, standard or thorough",
        ),
        (
            &["scan", "--offsets", "word", "a.txt"],
            "byte, char or utf16",
        ),
        (
            &["clean", "--rules", "a.txt", "a.txt"],
            "a.txt: is not a directory",
        ),
        (
            &["rules", "check", "--rules", "none"],
            "none: is not a directory",
        ),
        (&["clean", "--overwrite", "a.txt"], "--output"),
        (&["man", "nothing"], "no command `nothing`"),
        (&[], "Usage"),
    ];
    for (args, message) in cases {
        check(&run(dir.path(), args), 2, "", &[message]);
    }
}

#[cfg(unix)]
#[test]
fn links_in_directories_are_not_followed() {
    let dir = dir_with(&[("in/a.txt", b"One."), ("other/b.txt", b"Two.")]);
    std::os::unix::fs::symlink(dir.path().join("other"), dir.path().join("in/link")).unwrap();
    let output = run(dir.path(), &["clean", "--no-builtin", "in"]);
    check(&output, 0, "One.", &["in: 1 symbolic links not followed"]);
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let line = format!("{{\"text\":\"{}\"}}\n", "word ".repeat(1000));
    let dir = dir_with(&[("a.jsonl", line.repeat(100).as_bytes())]);
    let mut child = jingwen(dir.path(), &["clean", "--no-builtin", "a.jsonl"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    check(&child.wait_with_output().unwrap(), 0, "", &[]);
}
