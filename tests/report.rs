//! `report`, `sample`, `clean --diff`, `scan` for people, and `fit --marks` from outside.
#![cfg(feature = "cli")]

mod common;

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

use common::program::jingwen;

fn run(dir: &Path, args: &[&str]) -> Output {
    let mut command = jingwen(dir, args);
    command.env_remove("NO_COLOR").env("COLUMNS", "80");
    command.output().unwrap()
}

#[track_caller]
fn prints(dir: &Path, args: &[&str]) -> String {
    let output = run(dir, args);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{args:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

#[track_caller]
fn fails(dir: &Path, args: &[&str], expected: &str) {
    let output = run(dir, args);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{args:?}: {said}");
    assert!(said.contains(expected), "no `{expected}` in: {said}");
}

/// Articles of several sources in one file, more than fit one chunk, and two texts.
fn corpus() -> TempDir {
    let dir = TempDir::new().unwrap();
    let mut lines = String::new();
    for n in 0..300 {
        let body = match n % 2 {
            0 => format!(
                "The council of ward {n} approved the new bridge on Monday after a long debate.\nAdvertisement\nWork on the bridge will start in May, the mayor told reporters in the town hall."
            ),
            _ => format!(
                "第{n}区议会周一在长时间辩论之后批准了新桥的建设，市长对记者表示，大桥将于五月开工，工期为三年。\n扫描二维码关注我们的公众号\n建成后两岸之间的车程将由四十分钟缩短到十分钟，货车也不必再绕道上游的旧桥。"
            ),
        };
        let body = format!(
            "{body}\n{}",
            "The works are paid for by the county. ".repeat(n % 40)
        );
        let url = format!("https://{}.example/{n}", ["a", "b", "c"][n % 3]);
        lines += &format!("{}\n", json!({"id": n, "url": url, "text": body}));
    }
    fs::write(dir.path().join("news.jsonl"), lines).unwrap();
    let texts = [
        (
            "one.txt",
            "The council approved the new bridge on Monday after a long debate.\nAdvertisement\nWork on the bridge will start in May, the mayor told reporters.\n免責聲明：投資有風險，本文並非投資建議，以上內容不應被視為任何金融產品的購買或出售要約、建議或邀請。",
        ),
        (
            "sub/two words.txt",
            "\u{FEFF}Eins.\r\nThe council approved the new bridge on Monday after a long debate.\r\nAdvertisement\r\nWork on the bridge will start in May, the mayor told reporters.\r\n",
        ),
    ];
    fs::create_dir(dir.path().join("sub")).unwrap();
    for (name, text) in texts {
        fs::write(dir.path().join(name), text).unwrap();
    }
    dir
}

#[test]
fn a_report_is_the_same_on_any_number_of_threads_and_from_records() {
    let dir = corpus();
    let page = |name: &str, threads: &str| {
        let args = ["clean", "-q", "news.jsonl", "-j", threads, "--report", name];
        prints(dir.path(), &args);
        fs::read_to_string(dir.path().join(name)).unwrap()
    };
    let one = page("one.html", "1");
    assert_eq!(one, page("four.html", "4"));
    assert!(one.contains(">a.example<") && one.contains("advertisement"));
    let spans = prints(
        dir.path(),
        &["scan", "--format", "jsonl", "--with-text", "news.jsonl"],
    );
    // So that the places are the same.
    fs::create_dir(dir.path().join("spans")).unwrap();
    fs::write(dir.path().join("spans/news.jsonl"), spans).unwrap();
    let records = prints(&dir.path().join("spans"), &["report", "news.jsonl"]);
    assert_eq!(one, records);
    let other = prints(
        &dir.path().join("spans"),
        &["report", "news.jsonl", "--seed", "5"],
    );
    assert_ne!(one, other);
}

#[test]
fn cleaned_lines_with_their_record_make_a_report_of_the_same_texts() {
    let dir = corpus();
    let cleaned = prints(dir.path(), &["clean", "--record", "news.jsonl"]);
    fs::create_dir(dir.path().join("cleaned")).unwrap();
    fs::write(
        dir.path().join("cleaned/news.jsonl"),
        cleaned + "{\"text\":\"no record\"}\n",
    )
    .unwrap();
    let output = run(&dir.path().join("cleaned"), &["report", "news.jsonl"]);
    assert_eq!(output.status.code(), Some(0));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("1 objects without a record"), "{said}");
    let data = |page: &str| -> Value {
        let data = page.split("id=\"data\">").nth(1).unwrap();
        serde_json::from_str(data.split("</script>").next().unwrap()).unwrap()
    };
    let from_record = data(&String::from_utf8(output.stdout).unwrap());
    prints(
        dir.path(),
        &["clean", "-q", "news.jsonl", "--report", "r.html"],
    );
    let direct = data(&fs::read_to_string(dir.path().join("r.html")).unwrap());
    let texts = |data: &Value| -> Vec<String> {
        let documents = data["documents"].as_array().unwrap();
        let mut hashes: Vec<String> = documents.iter().map(|d| d["sha256"].to_string()).collect();
        hashes.sort();
        hashes
    };
    assert!(texts(&direct).len() >= 100);
    assert_eq!(texts(&from_record), texts(&direct));
}

#[test]
fn what_is_no_record_is_named_and_the_rest_is_shown() {
    let dir = corpus();
    let record = prints(dir.path(), &["scan", "--format", "jsonl", "one.txt"]);
    let broken = "{\"type\":\"document\",\"schema\":9,\"id\":1,\"spans\":[]}\n{\"type\":\n";
    fs::write(dir.path().join("spans.jsonl"), format!("{broken}{record}")).unwrap();
    let output = run(dir.path(), &["report", "spans.jsonl", "one.txt"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    for part in [
        "spans.jsonl:1: the record has schema 9",
        "spans.jsonl:2:",
        "1 of the inputs are no JSON",
        "1 records hold no text",
    ] {
        assert!(said.contains(part), "no `{part}` in {said}");
    }
    assert!(String::from_utf8_lossy(&output.stdout).contains("advertisement"));
}

#[test]
fn a_sample_has_so_many_spans_of_every_rule_and_does_not_depend_on_threads() {
    let dir = corpus();
    let sample = |more: &[&str]| {
        let args = [&["sample", "-q", "news.jsonl", "--per-rule", "7"], more].concat();
        prints(dir.path(), &args)
    };
    let one = sample(&["-j", "1"]);
    assert_eq!(one, sample(&["-j", "3"]));
    assert_ne!(one, sample(&["--seed", "1"]));
    let mut rules = std::collections::BTreeMap::<String, usize>::new();
    for line in one.lines() {
        let mark: Value = serde_json::from_str(line).unwrap();
        let text: Vec<char> = mark["text"].as_str().unwrap().chars().collect();
        let at = |field: &str| mark[field].as_u64().unwrap() as usize;
        let span: String = text[at("start")..at("end")].iter().collect();
        assert_eq!(mark["span"], span);
        assert!(mark["mark"].is_null() && mark["id"].is_u64());
        *rules.entry(mark["rule"].to_string()).or_default() += 1;
    }
    assert!(
        rules.len() >= 2 && rules.values().all(|n| *n == 7),
        "{rules:?}"
    );
}

/// The sample, those of the first rule marked wrong, the others right.
fn marked(dir: &Path) -> String {
    let sample = prints(dir, &["sample", "-q", "news.jsonl", "--per-rule", "10"]);
    let mut first = None;
    let mut out = String::new();
    for line in sample.lines() {
        let mut mark: Value = serde_json::from_str(line).unwrap();
        let rule = mark["rule"].as_str().unwrap().to_owned();
        let wrong = *first.get_or_insert_with(|| rule.clone()) == rule;
        mark["mark"] = json!(if wrong { "wrong" } else { "right" });
        out += &format!("{mark}\n");
    }
    out
}

#[test]
fn marks_are_scored_by_rule_and_category() {
    let dir = corpus();
    let marks = marked(dir.path());
    fs::write(dir.path().join("a.jsonl"), &marks).unwrap();
    // A second reviewer agrees, but for one span; one line is not marked.
    let (line, rest) = marks.split_once('\n').unwrap();
    let other = line.replace("\"mark\":\"wrong\"", "\"mark\":\"right\"");
    let third = rest.lines().next().unwrap();
    let third = third.replace("\"mark\":\"wrong\"", "\"mark\":null");
    assert!(other != line && third.contains("null"));
    let second = format!("{other}\n{rest}{third}\n");
    fs::write(dir.path().join("b.jsonl"), second).unwrap();
    let output = run(dir.path(), &["sample", "--score", "a.jsonl", "b.jsonl"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        said.contains("1 spans are not marked")
            && said.contains("1 spans are marked right and wrong"),
        "{said}"
    );
    let table = String::from_utf8(output.stdout).unwrap();
    let rows: Vec<Vec<&str>> = table
        .lines()
        .map(|l| l.split_whitespace().collect())
        .collect();
    let row = |name: &str| rows.iter().find(|row| row.first() == Some(&name)).unwrap();
    let mark: Value = serde_json::from_str(line).unwrap();
    // None of nine: the upper end is z²/(n + z²) = 3.8415 / 12.8415 = 0.2991.
    assert_eq!(
        row(mark["rule"].as_str().unwrap())[1..],
        ["0", "9", "0.000", "0.000–0.299"]
    );
    assert_eq!(
        row(mark["category"].as_str().unwrap())[1..],
        ["0", "9", "0.000", "0.000–0.299"]
    );
    let all = row("all");
    assert_eq!(all[2].parse::<usize>().unwrap(), marks.lines().count() - 1);
    fails(
        dir.path(),
        &["sample", "--score", "none.jsonl"],
        "no such file",
    );
    fs::write(dir.path().join("c.jsonl"), line.replace("wrong", "perhaps")).unwrap();
    fails(
        dir.path(),
        &["sample", "--score", "c.jsonl"],
        "c.jsonl:1: not a mark",
    );
    fs::write(dir.path().join("d.jsonl"), &third).unwrap();
    fails(
        dir.path(),
        &["sample", "--score", "d.jsonl"],
        "no span is marked",
    );
}

#[test]
fn marks_are_fitted_beside_annotated_articles() {
    let dir = corpus();
    fs::write(dir.path().join("marks.jsonl"), marked(dir.path())).unwrap();
    let mut gold = String::new();
    for n in 0..12 {
        let body = format!(
            "The council of ward {n} approved the new bridge on Monday after a long debate. "
        );
        let start = body.len();
        let text = format!("{body}Read our terms of use number {n}.");
        gold += &format!(
            "{}\n",
            json!({"id": format!("g{n}"), "lang": "en", "kind": "composed",
            "publisher": format!("p{}.example", n % 6), "text": text,
            "boilerplate": [{"start": start, "end": text.len(), "category": "legal_terms"}]})
        );
    }
    fs::write(dir.path().join("gold.jsonl"), gold).unwrap();
    let fit = |args: &[&str]| {
        let output = run(
            dir.path(),
            &[&["fit", "gold.jsonl", "-o", "w.toml"], args].concat(),
        );
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(0), "{said}");
        (fs::read_to_string(dir.path().join("w.toml")).unwrap(), said)
    };
    let (without, _) = fit(&[]);
    let (with, said) = fit(&["--marks", "marks.jsonl"]);
    assert!(said.contains("texts with marks read"), "{said}");
    assert_ne!(without, with);
    assert_eq!(with, fit(&["--marks", "marks.jsonl"]).0);
}

#[test]
fn a_diff_applied_by_patch_gives_the_bodies_and_writes_nothing_itself() {
    let dir = corpus();
    let names = ["news.jsonl", "one.txt", "sub/two words.txt"];
    let inputs = names.map(|name| fs::read(dir.path().join(name)).unwrap());
    let diff = prints(
        dir.path(),
        &["clean", "-q", "--diff", "news.jsonl", "one.txt", "sub"],
    );
    let (old, new) = (
        "\n--- one.txt\n+++ one.txt\n@@ -1,4 +1,2 @@\n",
        "\n\\ No newline at end of file\n",
    );
    assert!(
        diff.contains(old) && diff.contains(new),
        "{}",
        &diff[diff.len() - 1500..]
    );
    for (name, input) in names.iter().zip(&inputs) {
        assert_eq!(fs::read(dir.path().join(name)).unwrap(), *input, "{name}");
    }
    let bodies = names.map(|name| run(dir.path(), &["clean", "-q", name]).stdout);
    let mut patch = Command::new("patch");
    patch
        .args(["-p0", "--binary", "--silent", "--fuzz=0"])
        .current_dir(dir.path());
    let mut patch = patch
        .stdin(Stdio::piped())
        .spawn()
        .expect("patch is installed");
    std::io::Write::write_all(&mut patch.stdin.take().unwrap(), diff.as_bytes()).unwrap();
    assert!(patch.wait().unwrap().success());
    for ((name, body), input) in names.iter().zip(&bodies).zip(&inputs) {
        assert_ne!(body, input, "{name}");
        let patched = fs::read(dir.path().join(name)).unwrap();
        assert_eq!(
            String::from_utf8_lossy(&patched),
            String::from_utf8_lossy(body),
            "{name}"
        );
    }
    // Nothing is left to do, and --check says the same.
    assert_eq!(
        prints(dir.path(), &["clean", "--diff", "--check", "one.txt"]),
        ""
    );
}

#[test]
fn a_scan_for_people_underlines_the_place_by_columns() {
    let dir = corpus();
    let human = prints(dir.path(), &["scan", "--format", "human", "one.txt"]);
    let expected = "\
advertisement[en-advert-label/line]: removed, score 1.000
 --> one.txt:2:1
  |
2 | Advertisement
  | ^^^^^^^^^^^^^
";
    assert!(human.starts_with(expected), "{human}");
    // Long lines are cut to the columns of the terminal, 80 here; a Han character takes two.
    let line = human.lines().find(|line| line.starts_with("4 | ")).unwrap();
    let expected = "4 | 免責聲明：投資有風險，本文並非投資建議，以上內容不應被視為任何金融產品的…";
    assert_eq!(line, expected);
    let carets = "  | ".to_owned() + &"^".repeat(36 * 2 + 1);
    assert!(human.lines().any(|line| line == carets), "{human}");
    assert!(!human.contains('\x1b'));
    // What is piped stays a line a finding.
    let short = prints(dir.path(), &["scan", "one.txt"]);
    assert!(
        short.starts_with(
            "one.txt:2:1: advertisement en-advert-label/line 1.000 \"Advertisement\"\n"
        )
    );
    assert_eq!(
        short,
        prints(dir.path(), &["scan", "--format", "short", "one.txt"])
    );
}

#[test]
fn colour_only_where_it_is_wanted_and_no_escape_of_a_text() {
    let dir = corpus();
    let text = "The council approved the new bridge on Monday after a long debate.\nFor more information, please visit \u{1b}[2J\u{202E}www.example.com.\nAdvertisement\n";
    fs::write(dir.path().join("bad.txt"), text).unwrap();
    let args = ["scan", "--format", "human", "bad.txt", "--color", "never"];
    let plain = prints(dir.path(), &args);
    assert!(!plain.contains(['\x1b', '\u{202E}']), "{plain:?}");
    let args = ["scan", "--format", "human", "one.txt", "--color", "always"];
    let colored = prints(dir.path(), &args);
    assert!(colored.starts_with("\x1b[1;31madvertisement[en-advert-label/line]\x1b[0m"));
    let mut bare = String::new();
    for part in colored.split("\x1b[") {
        let is_code = part.starts_with(|c: char| c.is_ascii_digit());
        bare += if is_code {
            part.split_once('m').unwrap().1
        } else {
            part
        };
    }
    assert_eq!(
        bare,
        prints(dir.path(), &["scan", "--format", "human", "one.txt"])
    );
}

#[test]
fn a_place_over_many_lines_shows_the_first_and_the_last() {
    let dir = corpus();
    let text = prints(
        dir.path(),
        &[
            "sample",
            "-q",
            "one.txt",
            "--format",
            "text",
            "--per-rule",
            "1",
        ],
    );
    assert!(
        text.contains("advertisement[en-advert-label/line]: removed"),
        "{text}"
    );
    assert!(text.contains("--> one.txt \"one.txt\"\n |\n"), "{text}");
    assert!(
        text.contains("\n | Advertisement\n | ^^^^^^^^^^^^^\n"),
        "{text}"
    );
}
