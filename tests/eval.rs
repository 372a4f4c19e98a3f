//! `jingwen eval` from outside, on articles and phrases made for it: every figure is counted by hand.
#![cfg(feature = "cli")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::{Value, json};
use tempfile::TempDir;

use common::program::jingwen;

fn data(name: &str) -> PathBuf {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/eval");
    data.join(name)
}

/// Runs it with the phrases only, so that no figure moves with the built-in rules.
fn eval(dir: &Path, args: &[&str]) -> Output {
    // The rules alone: what a fitted model takes besides changes with every fit.
    let mut command = jingwen(dir, &["eval", "--no-builtin", "--no-model", "--phrases"]);
    command.arg(data("phrases.txt")).args(args);
    command.env_remove("NO_COLOR").output().unwrap()
}

fn on_articles(args: &[&str]) -> Output {
    let articles = data("articles.jsonl");
    let mut all = vec![articles.to_str().unwrap()];
    all.extend(args);
    eval(Path::new("."), &all)
}

#[track_caller]
fn text(output: Output, code: i32) -> String {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "stderr: {said}");
    String::from_utf8(output.stdout).unwrap()
}

#[track_caller]
fn said(output: &Output, code: i32) -> String {
    assert_eq!(output.status.code(), Some(code), "{output:?}");
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn every_figure_is_the_one_counted_by_hand() {
    let report: Value = serde_json::from_str(&text(on_articles(&["--json"]), 0)).unwrap();
    // Right 31 + 31 + 9 + 9, wrong 39, left 20 and half of 4 (the mixed article weighs 0.5).
    let all = &report["overall"];
    assert_eq!(all["docs"], 7);
    assert_eq!(all["publishers"], 4);
    assert_eq!(all["precision"], 0.6723); // 80 / 119
    assert_eq!(all["recall"], 0.7843); // 80 / 102
    assert_eq!(all["body_chars_lost"], 39);
    assert_eq!(all["boilerplate_chars_left"], 24);
    assert_eq!(
        (&all["exact"], &all["docs_with_body_loss"]),
        (&json!(4), &json!(1))
    );
    // Four removed spans of five are boilerplate; four gold spans of four, one and a half one.
    assert_eq!(all["spans"]["precision"], 0.8);
    assert_eq!(all["spans"]["recall"], 0.7273);
    assert_eq!(report["by_lang"]["en"]["precision"], 0.6139); // 62 / 101
    assert_eq!(report["by_kind"]["clean"]["exact"], 1);
    assert_eq!(report["by_lang_kind"]["en/trap"]["precision"], 0.0);
    assert_eq!(report["no_body"]["recall"], 0.3647); // 31 / 85
    assert_eq!(report["by_category"]["source_credit"]["span_recall"], 1.0);
    assert_eq!(report["by_category"]["source_credit"]["agreement"], 0.0);
    assert_eq!(
        report["by_category"]["navigation"]["agreement"],
        Value::Null
    );
    assert_eq!(report["category_agreement"], 0.3875); // 31 / 80
    let losses = ["clean", "trap", "structural"].map(|group| &report[group]["body_chars_lost"]);
    assert_eq!(losses, [&json!(0), &json!(39), &json!(0)]);
    assert_eq!(report["by_lang"]["mixed"]["intervals"], Value::Null);
    let rule = |i: usize, key: &str| report["per_rule"][i][key].clone();
    assert_eq!(rule(0, "rule"), "phrases/line-4");
    assert_eq!(
        (rule(0, "wrong_spans"), rule(0, "wrong_chars")),
        (json!(1), json!(39))
    );
    assert_eq!(
        (rule(1, "rule"), rule(1, "hits")),
        (json!("phrases/line-2"), json!(2))
    );
    assert_eq!(
        (rule(1, "right_spans"), rule(1, "right_chars")),
        (json!(2), json!(62))
    );
    let worst = report["worst"].as_array().unwrap();
    let worst: Vec<&Value> = worst.iter().map(|w| &w["id"]).collect();
    assert_eq!(worst, ["en-trap", "en-two", "mixed-one"]);
}

#[test]
fn the_same_articles_give_the_same_bytes() {
    assert_eq!(
        on_articles(&["--json"]).stdout,
        on_articles(&["--json"]).stdout
    );
}

#[test]
fn the_table_fits_a_hundred_columns() {
    let table = text(on_articles(&["--worst", "1", "--per-rule"]), 0);
    let long = table.lines().find(|line| line.chars().count() > 100);
    assert_eq!(long, None);
    for part in [
        "7 documents of 4 publishers, standard level, half: all",
        "P 0.672 [0.00, 1.00] R 0.784 [",
        "zh-Hant        1     1  0 (0)      P 1.000 [–]",
        "        39      0  en-trap\n",
        "     1       0       1     39       0       0  phrases/line-4\n",
    ] {
        assert!(table.contains(part), "no `{part}` in\n{table}");
    }
    assert!(!table.contains("en-two"), "{table}");
}

#[test]
fn halves_are_told_apart_by_id() {
    let count = |half: &str| -> Value {
        let report = text(on_articles(&["--json", "--half", half]), 0);
        serde_json::from_str::<Value>(&report).unwrap()["overall"]["docs"].clone()
    };
    assert_eq!((count("held"), count("fitted")), (json!(5), json!(2)));
}

#[test]
fn an_article_is_shown_with_what_went() {
    let trap = text(on_articles(&["--dump", "en-trap"]), 0);
    assert!(
        trap.contains("\n[!The committee met in the old library on Monday.!] Its"),
        "{trap}"
    );
    assert!(trap.contains("39 wrongly removed"), "{trap}");
    let two = text(on_articles(&["--dump", "en-two"]), 0);
    assert!(
        two.contains("\n[-Printed with permission of the test.-]\n"),
        "{two}"
    );
    assert!(two.contains("\n[+Read more stories here.+]\n"), "{two}");
    let colored = text(on_articles(&["--dump", "en-two", "--color", "always"]), 0);
    assert!(
        colored.contains("\x1b[1;33mRead more stories here.\x1b[0m\n"),
        "{colored}"
    );
    let never = text(on_articles(&["--dump", "en-two", "--color", "never"]), 0);
    assert_eq!(never, two);
    let unknown = on_articles(&["--dump", "en-three"]);
    assert!(said(&unknown, 2).contains("no article has the id `en-three`"));
}

#[test]
fn broken_lines_are_named_and_nothing_is_measured() {
    let dir = TempDir::new().unwrap();
    let good = fs::read_to_string(data("articles.jsonl")).unwrap();
    let bad = format!("{good}\n{{\"id\": 3}}\n{{\"id\"\n");
    fs::write(dir.path().join("bad.jsonl"), bad).unwrap();
    let output = eval(dir.path(), &["bad.jsonl", "absent.jsonl", "."]);
    let said = said(&output, 2);
    assert!(output.stdout.is_empty());
    for part in [
        "bad.jsonl:10:8: invalid type: integer `3`, expected a string; a line is a JSON object with",
        "bad.jsonl:11:5: EOF",
        "absent.jsonl: no such file or directory; check the path",
        ".: cannot be read (it is a directory; name the .jsonl files)",
        "nothing was measured",
    ] {
        assert!(said.contains(part), "no `{part}` in {said}");
    }
}

#[test]
fn an_id_that_stands_twice_is_a_mistake() {
    let articles = data("articles.jsonl");
    let twice = on_articles(&[articles.to_str().unwrap()]);
    assert!(said(&twice, 2).contains("articles.jsonl:1: the id `en-one` stands twice"));
}

#[test]
fn nothing_to_measure_is_an_error() {
    let dir = TempDir::new().unwrap();
    fs::write(dir.path().join("empty.jsonl"), "\n").unwrap();
    let output = eval(dir.path(), &["empty.jsonl"]);
    assert!(said(&output, 2).contains("no article of the half `all`"));
    let output = on_articles(&["--languages", "--json"]);
    assert!(said(&output, 2).contains("cannot be used with"));
}

#[test]
fn floors_are_written_held_broken_and_kept_from_falling() {
    let dir = TempDir::new().unwrap();
    let articles = data("articles.jsonl");
    let articles = articles.to_str().unwrap();
    let with = |args: &[&str]| {
        let mut all = vec![articles, "--baseline", "floors.toml"];
        all.extend(args);
        eval(dir.path(), &all)
    };
    let floors = || fs::read_to_string(dir.path().join("floors.toml")).unwrap();
    assert!(said(&with(&[]), 2).contains("write it with --update-baseline"));

    // The held half: en-one, en-two, en-trap, hans-one, mixed-one, and one without body.
    text(with(&["--update-baseline"]), 0);
    let first = floors();
    for part in [
        "[held]\nsha256-of-id = \"0-7\"\n",
        "[languages.en]\nprecision = 0.613\nrecall = 0.756\n", // 62 / 101, 62 / 82
        "[languages.mixed]\nprecision = 1.000\nrecall = 0.000\n",
        "[lost]\nclean = 0\ntrap = 39\nstructural = 0\n",
    ] {
        assert!(first.contains(part), "no `{part}` in\n{first}");
    }
    assert!(!first.contains("zh-Hant"), "{first}");
    assert!(text(with(&[]), 0).contains("floors.toml on 6 held documents: all hold"));

    let raised = first.replace("recall = 0.756", "recall = 0.757");
    let raised = raised.replace("trap = 39", "trap = 38");
    fs::write(dir.path().join("floors.toml"), &raised).unwrap();
    let below = text(with(&["--half", "fitted"]), 1);
    assert!(
        below.contains("  en recall: 0.7561, floor 0.757\n"),
        "{below}"
    );
    assert!(
        below.contains("  trap body characters lost: 39, allowed 38\n"),
        "{below}"
    );
    let json: Value = serde_json::from_str(&text(with(&["--json"]), 1)).unwrap();
    assert_eq!(json["floors"]["fell"][0]["what"], "en recall");

    let refused = with(&["--update-baseline"]);
    assert!(said(&refused, 1).contains("--allow-regression lowers its floors"));
    assert_eq!(floors(), raised);
    text(with(&["--update-baseline", "--allow-regression"]), 0);
    assert_eq!(floors(), first);

    fs::write(dir.path().join("floors.toml"), first.replace("en]", "de]")).unwrap();
    assert!(said(&with(&[]), 2).contains("floors.toml:[languages.de] is no language"));
}
