//! The program from outside: exit status, what goes to which stream, and every bad input.
#![cfg(feature = "cli")]

mod common;

use std::fs;
use std::path::Path;
use std::process::{Output, Stdio};

use common::program::{jingwen, piped};
use common::tree::dir_with;

/// Lines that a JSON library would change if it parsed and printed them again.
const ODD_LINES: &str = concat!(
    r#"{"id": 12345678901234567890123, "x":2.50, "y":1E+2, "text":"One.\n\u4e2d\/\ud83d\ude00", "x":3}"#,
    "\n",
    r#" { "nan":NaN , "inf":-Infinity, "s":"\ud800", "text" : "中文 text" }  "#,
    "\r\n\n",
    r#"{"text":null}"#,
    "\n",
    r#"{"text":"half \udc00"}"#,
    "\n",
    r#"{"data":{"content":["a","b"]},"text":["One.","","Two."]}"#,
);

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

#[test]
fn texts_without_boilerplate_come_out_byte_for_byte() {
    let dir = dir_with(&[]);
    let texts: [&[u8]; 8] = [
        b"",
        b"   \n \t\n",
        b"News",
        "新闻\r\n正文。\r".as_bytes(),
        "👩‍👩‍👧 \u{202E}txet\u{202C} e\u{301}\u{200B}\n".as_bytes(),
        b"\xEF\xBB\xBFmarked",
        b"\xEF\xBB\xBF",
        b"nul \0 and bell \x07\n",
    ];
    for text in texts {
        let output = piped(dir.path(), &["clean", "--no-builtin"], text);
        check(&output, 0, text, &[]);
        let output = piped(dir.path(), &["clean", "--no-builtin", "--check", "-"], text);
        check(&output, 0, "", &[]);
    }
}

#[test]
fn bytes_that_are_not_utf8_are_a_note_and_stay_or_an_error_on_request() {
    let dir = dir_with(&[("a.txt", b"cut\xFF news")]);
    let output = run(dir.path(), &["clean", "--no-builtin", "a.txt"]);
    check(
        &output,
        0,
        b"cut\xFF news",
        &["note: a.txt: not UTF-8 at byte 3"],
    );
    let output = run(dir.path(), &["clean", "--no-builtin", "--quiet", "a.txt"]);
    check(&output, 0, b"cut\xFF news", &[]);
    let output = run(dir.path(), &["clean", "--strict-encoding", "a.txt"]);
    check(
        &output,
        2,
        "",
        &["error: a.txt: not UTF-8 at byte 3", "--strict-encoding"],
    );
}

#[test]
fn text_in_another_encoding_comes_out_as_utf8_with_a_note_or_is_an_error_on_request() {
    let gb18030 = b"\xB1\xBE\xB1\xA8\xBC\xC7\xD5\xDF\xB1\xA8\xB5\xC0\xA1\xA3\n";
    let dir = dir_with(&[("a.txt", gb18030), ("b.txt", b"\xFF\xFEn\0")]);
    let output = run(dir.path(), &["clean", "--no-builtin", "a.txt"]);
    let note = "note: a.txt: read as gb18030 (likely)";
    check(&output, 0, "本报记者报道。\n", &[note]);
    let output = run(dir.path(), &["clean", "--strict-encoding", "a.txt"]);
    let error = "error: a.txt: read as gb18030 (likely); name the encoding with --encoding";
    check(&output, 2, "", &[error, "--strict-encoding"]);
    let output = run(dir.path(), &["clean", "--strict-encoding", "b.txt"]);
    check(&output, 0, "n", &["note: b.txt: read as utf-16le (mark)"]);
    let output = piped(dir.path(), &["clean"], b"\xFF\xFEn\0\0");
    let note = "note: -: read as utf-16le (mark), mistakes read as U+FFFD: 1";
    check(&output, 0, "n\u{FFFD}", &[note]);
}

#[test]
fn odd_jsonl_lines_come_out_byte_for_byte_and_restore_exactly() {
    let dir = dir_with(&[("a.jsonl", ODD_LINES.as_bytes())]);
    let output = run(dir.path(), &["clean", "--no-builtin", "a.jsonl"]);
    let notes = [
        "a.jsonl: 1 of 5 lines left as they are, first line 4",
        "half a surrogate pair",
    ];
    check(&output, 0, ODD_LINES, &notes);
    let recorded = run(
        dir.path(),
        &["clean", "--no-builtin", "-q", "--record", "a.jsonl"],
    );
    let text = String::from_utf8(recorded.stdout.clone()).unwrap();
    let record = r#","jingwen":{"schema":1,"outcome":"unchanged","edits":[]}}"#;
    assert_eq!(text.matches(record).count(), 3, "{text}");
    let restored = piped(dir.path(), &["restore", "-q"], &recorded.stdout);
    check(&restored, 0, ODD_LINES, &[]);
}

#[test]
fn a_broken_line_passes_in_its_place_and_the_rest_is_done() {
    let lines = "{\"text\":\"a\"}\n{\"text\":\"b\"\n[1]\n{\"text\":\"c\"}";
    let dir = dir_with(&[("a.jsonl", lines.as_bytes())]);
    let output = run(dir.path(), &["clean", "a.jsonl"]);
    let errors = [
        "error: a.jsonl:2:12: not valid JSON, expected `,` or `}`",
        "a.jsonl:3:1:",
        "mend the line",
    ];
    check(&output, 2, lines, &errors);
    let output = run(dir.path(), &["scan", "--format", "jsonl", "a.jsonl"]);
    let records = String::from_utf8(output.stdout).unwrap();
    let types: Vec<_> = records
        .lines()
        .map(|line| line.split('"').nth(3).unwrap())
        .collect();
    assert_eq!(types, ["document", "skipped", "skipped", "document"]);
    assert_eq!(output.status.code(), Some(2));
    let output = piped(
        dir.path(),
        &["clean", "--input-format", "jsonl"],
        b"{\"text\":\"\xE9\"}\n",
    );
    check(
        &output,
        2,
        b"{\"text\":\"\xE9\"}\n",
        &["error: -:1: not UTF-8 at byte 9"],
    );
}

#[test]
fn records_keep_the_type_of_the_id_and_count_in_the_unit_asked_for() {
    let lines = b"{\"id\":7,\"text\":\"\xF0\x9F\x98\x80\"}\n{\"id\":\"x\",\"text\":\"\"}\n{\"text\":\"a\"}\n{\"text\":3}\n";
    let dir = dir_with(&[("a.jsonl", lines)]);
    let output = run(
        dir.path(),
        &[
            "scan",
            "-q",
            "--format",
            "jsonl",
            "--offsets",
            "utf16",
            "a.jsonl",
        ],
    );
    let records = String::from_utf8(output.stdout).unwrap();
    let records: Vec<_> = records.lines().collect();
    assert!(records[0].starts_with(
        r#"{"type":"document","schema":1,"id":7,"offset_unit":"utf16","spans":[],"kept":[],"langs":[{"start":0,"end":2,"#
    ), "{}", records[0]);
    assert!(records[0].ends_with(r#""outcome":"unchanged"}"#));
    assert!(records[1].contains(r#""id":"x""#) && records[1].contains(r#""langs":[]"#));
    assert!(records[2].contains(r#""id":"a.jsonl:3""#) && !records[2].contains("dropped"));
    assert!(records[3].starts_with(r#"{"type":"skipped","schema":1,"id":"a.jsonl:4","#));
    assert_eq!(records.len(), 4);
    let output = run(
        dir.path(),
        &[
            "lang",
            "-q",
            "--format",
            "jsonl",
            "--offsets",
            "byte",
            "a.jsonl",
        ],
    );
    let langs = String::from_utf8(output.stdout).unwrap();
    assert!(
        langs
            .lines()
            .next()
            .unwrap()
            .contains(r#""langs":[{"start":0,"end":4,"#),
        "{langs}"
    );
    assert!(!langs.contains("outcome"));
}

#[test]
fn fields_are_named_by_path_and_a_missing_one_is_said() {
    let line = b"{\"data\":{\"content\":\"a\"}}\n";
    let dir = dir_with(&[("a.jsonl", line)]);
    let output = run(dir.path(), &["clean", "a.jsonl"]);
    check(
        &output,
        0,
        line,
        &[
            "1 of 1 lines left as they are",
            "text, content, body, article",
            "--text-field",
        ],
    );
    let args = [
        "clean",
        "--record",
        "--text-field",
        "data.content",
        "a.jsonl",
    ];
    let output = run(dir.path(), &args);
    let recorded = b"{\"data\":{\"content\":\"a\"},\"jingwen\":{\"schema\":1,\"outcome\":\"unchanged\",\"field\":\"data.content\",\"edits\":[]}}\n";
    check(&output, 0, recorded, &[]);
}

#[test]
fn restore_names_lines_that_no_longer_fit() {
    let dir = dir_with(&[]);
    let lines = concat!(
        r#"{"text":"ac","jingwen":{"schema":1,"outcome":"cleaned","edits":[{"at":1,"text":"\u0062","rule":"x/y","category":null}]}}"#,
        "\n",
        r#"{"text":"","jingwen":{"schema":1,"outcome":"cleaned","edits":[{"at":5,"text":"b","rule":"x/y","category":null}]}}"#,
        "\n",
        r#"{"text":"","jingwen":{"schema":2,"outcome":"cleaned","edits":[]}}"#,
        "\n",
        r#"{"text":"none"}"#,
        "\n",
    );
    let output = piped(dir.path(), &["restore"], lines.as_bytes());
    let mut expected: Vec<_> = lines.lines().collect();
    expected[0] = r#"{"text":"a\u0062c"}"#;
    let errors = [
        "-:2: edit 0 at offset 5 does not fit",
        "-:3: the record has schema 2",
        "1 lines without record",
    ];
    check(&output, 2, expected.join("\n") + "\n", &errors);
    let output = run(dir.path(), &["restore", "no.jsonl"]);
    check(
        &output,
        2,
        "",
        &["error: no.jsonl: no such file or directory"],
    );
}

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
