//! What comes out of texts and of JSON lines, byte for byte, and what is said of broken ones.

use crate::common::program::piped;
use crate::common::tree::dir_with;
use crate::{check, run};

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
