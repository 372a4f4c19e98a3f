//! `jingwen diff` from outside: two scans with two rule directories, and every bad input.
#![cfg(feature = "cli")]

mod common;

use std::fs;
use std::path::Path;
use std::process::Output;

use serde_json::Value;
use tempfile::TempDir;

use common::program::jingwen;

const ARTICLES: &str = concat!(
    r#"{"id":12345678901234567890123,"url":"https://a.example/1","text":"The council approved the new bridge on Monday after a long debate.\nSubscribe to the Harbour Letter today.\nWork on the bridge will start in May, the mayor told reporters."}"#,
    "\n",
    r#"{"id":"b","url":"https://b.example/2","text":"市议会周一在长时间辩论之后批准了新桥的建设。\n本文由海港通讯社独家呈现。\n市长对记者表示，大桥将于五月开工，工期为三年，建成后两岸之间的车程将由四十分钟缩短到十分钟，货车也不必再绕道上游的旧桥。"}"#,
    "\n",
    r#"{"id":"c","text":null}"#,
    "\n",
);

fn rule(key: &str, lang: &str, text: &str) -> String {
    format!(
        "category = \"house_promo\"\nextent = \"line\"\nstrength = \"decisive\"\n\n[[pattern]]\nkey = \"{key}\"\nlang = \"{lang}\"\ntext = \"{text}\"\n"
    )
}

/// Articles, and an old and a new directory of rules: the English line goes to another rule, the
/// Chinese line is found by the new rules only.
fn corpus() -> TempDir {
    let dir = TempDir::new().unwrap();
    let letter = "Subscribe to the Harbour Letter today";
    for (name, text) in [
        ("articles.jsonl", ARTICLES.to_owned()),
        ("old/house_promo/letter.toml", rule("line", "en", letter)),
        ("new/house_promo/mail.toml", rule("line", "en", letter)),
        (
            "new/house_promo/agency.toml",
            rule("by", "zh", "本文由海港通讯社独家呈现"),
        ),
    ] {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    dir
}

fn run(dir: &Path, args: &[&str]) -> Output {
    let mut command = jingwen(dir, args);
    command.env_remove("NO_COLOR").output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// Scans with a directory of rules, into a file of its name.
fn scan(dir: &Path, rules: &str, more: &[&str]) {
    let mut args = vec![
        "scan",
        "-q",
        "--format",
        "jsonl",
        "--no-builtin",
        "--rules",
        rules,
    ];
    args.extend(more);
    args.push("articles.jsonl");
    let output = run(dir, &args);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    fs::write(dir.join(format!("{rules}.jsonl")), output.stdout).unwrap();
}

#[track_caller]
fn check(output: &Output, code: i32, stdout: &str, stderr: &str) {
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "stderr: {said}");
    assert_eq!(text(&output.stdout), stdout);
    assert!(said.contains(stderr), "no `{stderr}` in stderr: {said}");
    assert_eq!(said.is_empty(), stderr.is_empty(), "stderr: {said}");
}

const TOTALS: &str = "\
documents             3 compared, 2 changed
removed before        38 characters in 1 span
removed now           51 characters in 2 spans
- newly removed       13 characters in 1 span
+ no longer removed   0 characters in 0 spans
~ by another rule     38 characters in 1 span
outcome unchanged → cleaned     1: \"b\"
";

#[test]
fn two_scans_with_two_rule_directories() {
    let dir = corpus();
    scan(dir.path(), "old", &["--with-text"]);
    scan(dir.path(), "new", &["--with-text"]);
    let expected = format!(
        "{TOTALS}
agency/by house_promo: 0 spans before, 1 now
  - newly removed 13 characters in 1 span
    - \"b\" 23..36 (b.example): 市议会周一在长时间辩论之后批准了新桥的建设。⏎[-本文由海港通讯社独家呈现。-]⏎市长对记者表示，大桥将于五月开工，工期为三年，建成后两岸之间的车程将由四十分钟

letter/line house_promo: 1 span before, 0 now
  ~ passed on 38 characters in 1 span to mail/line 38

mail/line house_promo: 0 spans before, 1 now
  ~ taken over 38 characters in 1 span from letter/line 38
    ~ 12345678901234567890123 67..105 (a.example): w bridge on Monday after a long debate.⏎[~Subscribe to the Harbour Letter today.~]⏎Work on the bridge will start in May, t
"
    );
    let args = ["diff", "old.jsonl", "new.jsonl"];
    check(&run(dir.path(), &args), 0, &expected, "");
    check(
        &run(dir.path(), &[&args[..], &["--summary"]].concat()),
        0,
        TOTALS,
        "",
    );
    check(
        &run(dir.path(), &[&args[..], &["--summary", "--check"]].concat()),
        1,
        TOTALS,
        "",
    );
    let same = ["diff", "--check", "old.jsonl", "old.jsonl"];
    assert_eq!(run(dir.path(), &same).status.code(), Some(0));
}

#[test]
fn colours_and_the_way_back() {
    let dir = corpus();
    scan(dir.path(), "old", &["--with-text"]);
    scan(dir.path(), "new", &["--with-text"]);
    let back = run(
        dir.path(),
        &["diff", "new.jsonl", "old.jsonl", "--rule", "agency"],
    );
    let shown = text(&back.stdout);
    assert!(shown.contains("{+本文由海港通讯社独家呈现。+}"), "{shown}");
    assert!(
        !shown.contains("letter") && !shown.contains('\x1b'),
        "{shown}"
    );
    let args = ["diff", "old.jsonl", "new.jsonl", "--color", "always"];
    let coloured = run(dir.path(), &args);
    let shown = text(&coloured.stdout);
    assert!(
        shown.contains("\x1b[31m本文由海港通讯社独家呈现。\x1b[0m"),
        "{shown}"
    );
    assert!(!shown.contains("[-"), "{shown}");
}

#[test]
fn texts_come_from_the_scanned_inputs_and_without_them_places_are_shown() {
    let dir = corpus();
    scan(dir.path(), "old", &[]);
    scan(dir.path(), "new", &[]);
    let args = [
        "diff",
        "old.jsonl",
        "new.jsonl",
        "--category",
        "house_promo",
    ];
    let places = run(dir.path(), &args);
    assert!(text(&places.stdout).contains("\n    - \"b\" 23..36\n"));
    assert!(text(&places.stderr).contains("--with-text"));
    let quoted = run(
        dir.path(),
        &[&args[..], &["--texts", "articles.jsonl"]].concat(),
    );
    assert_eq!(text(&quoted.stderr), "");
    let line = "- \"b\" 23..36 (b.example): 市议会";
    assert!(
        text(&quoted.stdout).contains(line),
        "{}",
        text(&quoted.stdout)
    );

    fs::write(
        dir.path().join("other.jsonl"),
        "{\"id\":\"b\",\"text\":\"短\"}\n",
    )
    .unwrap();
    let other = run(
        dir.path(),
        &[&args[..], &["--texts", "other.jsonl"]].concat(),
    );
    let said = text(&other.stderr);
    assert!(
        said.contains("1 documents of --texts have another text"),
        "{said}"
    );
    assert!(
        said.contains("1 documents with examples are not among"),
        "{said}"
    );
}

#[test]
fn json_holds_the_same_and_ids_keep_their_digits() {
    let dir = corpus();
    scan(dir.path(), "old", &["--with-text"]);
    scan(dir.path(), "new", &[]);
    let args = ["diff", "--format", "json", "old.jsonl", "new.jsonl"];
    let output = run(dir.path(), &args);
    assert!(text(&output.stdout).contains(r#""id":12345678901234567890123,"#));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["type"], "diff");
    assert_eq!(report["compared"], 3);
    assert_eq!(report["newly_removed"]["length"], 13);
    let rule = &report["rules"][0];
    assert_eq!(rule["rule"], "agency/by");
    assert_eq!(rule["examples"][0]["kind"], "newly_removed");
    assert_eq!(rule["examples"][0]["context"][1]["mark"], "minus");
}

#[test]
fn another_order_is_compared_and_said_and_one_sided_documents_are_named() {
    let dir = corpus();
    scan(dir.path(), "old", &[]);
    let old = fs::read_to_string(dir.path().join("old.jsonl")).unwrap();
    let lines: Vec<&str> = old.lines().collect();
    fs::write(
        dir.path().join("turned.jsonl"),
        [lines[2], lines[1], lines[0]].join("\n"),
    )
    .unwrap();
    let turned = run(
        dir.path(),
        &["diff", "--check", "old.jsonl", "turned.jsonl"],
    );
    assert_eq!(turned.status.code(), Some(0));
    assert!(text(&turned.stderr).contains("another order"));
    assert!(text(&turned.stdout).starts_with("documents             3 compared, 0 changed\n"));

    fs::write(
        dir.path().join("less.jsonl"),
        [lines[0], lines[2]].join("\n"),
    )
    .unwrap();
    let less = run(dir.path(), &["diff", "--check", "old.jsonl", "less.jsonl"]);
    assert_eq!(less.status.code(), Some(1));
    let shown = text(&less.stdout);
    assert!(
        shown.contains("  only in OLD         1, not compared: \"b\"\n"),
        "{shown}"
    );
}

#[test]
fn bad_inputs_exit_2_and_say_the_mend() {
    let dir = corpus();
    scan(dir.path(), "old", &[]);
    scan(dir.path(), "new", &["--offsets", "byte"]);
    let diff = |old: &str, new: &str| run(dir.path(), &["diff", old, new]);
    check(
        &diff("old.jsonl", "new.jsonl"),
        2,
        "",
        "new.jsonl:1: offsets in byte, in char in old.jsonl; scan both with `--offsets char`",
    );
    let old = fs::read_to_string(dir.path().join("old.jsonl")).unwrap();
    fs::write(dir.path().join("cut.jsonl"), &old[..old.len() - 9]).unwrap();
    check(
        &diff("old.jsonl", "cut.jsonl"),
        2,
        "",
        "cut.jsonl:3: not valid JSON",
    );
    let articles = diff("old.jsonl", "articles.jsonl");
    check(
        &articles,
        2,
        "",
        "articles.jsonl:1: not a record of findings",
    );
    check(
        &diff("old.jsonl", "none.jsonl"),
        2,
        "",
        "none.jsonl: no such file",
    );
    check(&diff("-", "-"), 2, "", "only one of the two");
    let text_format = run(dir.path(), &["scan", "--with-text", "articles.jsonl"]);
    check(&text_format, 2, "", "add --format jsonl");
}
