//! Attribute files for dolma: `clean --dolma`. That dolma reads them so is tested in tests/corpora.
#![cfg(feature = "cli")]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Output;
use std::time::Instant;

use serde_json::{Value, json};
use tempfile::TempDir;

use common::program::{jingwen, json_lines, kill_after, run, says};
use common::tree::{gzip, put, tree, unpacked};

const FIRST: &str = "The council approved the new bridge 😀 on Monday after a long debate.";
const LAST: &str = "Work on the bridge will start in May, the mayor told reporters.";
const DOLMA: [&str; 4] = ["clean", "d/documents", "--dolma", "d/attributes/jw"];

fn texts() -> Vec<String> {
    vec![
        format!("{FIRST}\n\nAdvertisement\n\n{LAST}"),
        format!("e\u{301}𠮷 {FIRST}\r\nAdvertisement\r\n广告\r\n{LAST}\r\n"),
        format!("{FIRST}\n{LAST}"),
        String::new(),
        "Advertisement\n".to_owned(),
        "市政府昨日宣布，新大橋將於五月動工。\n責任編輯：張三\n".to_owned(),
    ]
}

/// Lines of so many documents.
fn documents(n: usize) -> String {
    let texts = texts();
    let line =
        |n: usize| json!({"id": format!("{n}"), "text": texts[n % texts.len()]}).to_string() + "\n";
    (0..n).map(line).collect()
}

/// The texts of the files of a tree, unpacked.
fn plain(dir: &Path) -> BTreeMap<String, String> {
    let file = |(name, bytes): (String, Vec<u8>)| {
        let text = String::from_utf8(unpacked(&name, &bytes)).unwrap();
        (name, text)
    };
    tree(dir).into_iter().map(file).collect()
}

/// A tree of documents, in every packing.
fn fill(dir: &Path, n: usize) {
    let lines = documents(n);
    put(
        &dir.join("d/documents/cc/a.jsonl.gz"),
        gzip(lines.as_bytes()),
    );
    put(
        &dir.join("d/documents/cc/b.jsonl.zst"),
        zstd::encode_all(lines.as_bytes(), 1).unwrap(),
    );
    put(&dir.join("d/documents/c.json.gz"), gzip(lines.as_bytes()));
    put(
        &dir.join("d/documents/c.jsonl"),
        lines.replace('\n', "\r\n"),
    );
}

/// What `dolma mix` makes of a text: spans are code points, sorted, disjoint and not empty.
fn mixed(text: &str, spans: &Value) -> String {
    let chars: Vec<char> = text.chars().collect();
    let (mut body, mut done) = (String::new(), 0);
    for span in spans.as_array().unwrap() {
        let [start, end] = [0, 1].map(|i| usize::try_from(span[i].as_u64().unwrap()).unwrap());
        assert!(
            done <= start && start < end && end <= chars.len(),
            "{spans}"
        );
        let score = span[2].as_f64().unwrap();
        assert!((0.0..=1.0).contains(&score), "{spans}");
        body.extend(&chars[done..start]);
        done = end;
    }
    body.extend(&chars[done..]);
    body
}

#[test]
fn every_line_has_its_row_whose_spans_leave_the_body() {
    let dir = TempDir::new().unwrap();
    fill(dir.path(), 60);
    run(dir.path(), &DOLMA, 0);
    run(dir.path(), &["clean", "d/documents", "-o", "bodies"], 0);
    let (found, bodies) = (
        plain(&dir.path().join("d/attributes/jw")),
        plain(&dir.path().join("bodies")),
    );
    let read = plain(&dir.path().join("d/documents"));
    let names: Vec<&String> = found.keys().collect();
    assert_eq!(names, read.keys().collect::<Vec<_>>());
    assert_eq!(names.len(), 4);
    let texts = texts();
    for name in names {
        let (attributes, bodies) = (
            json_lines(found[name].as_bytes()),
            json_lines(bodies[name].as_bytes()),
        );
        assert_eq!((attributes.len(), bodies.len()), (60, 60), "{name}");
        for (n, (row, body)) in attributes.iter().zip(&bodies).enumerate() {
            assert_eq!(row["id"], json!(format!("{n}")), "{name}");
            let removed = &row["attributes"]["jw__removed"];
            let text = &texts[n % texts.len()];
            assert_eq!(
                mixed(text, removed),
                body["text"].as_str().unwrap(),
                "{name} {n}"
            );
            let by_category = row["attributes"].as_object().unwrap().iter();
            let by_category = by_category.filter(|(key, _)| *key != "jw__removed");
            let mut all: Vec<&Value> = by_category
                .flat_map(|(_, v)| v.as_array().unwrap())
                .collect();
            all.sort_by_key(|span| span[0].as_u64());
            assert_eq!(json!(all), *removed, "{name} {n}");
        }
        let spans = attributes
            .iter()
            .filter(|r| r["attributes"]["jw__removed"] != json!([]));
        assert_eq!(spans.count(), 40, "{name}");
    }
    let first = &json_lines(found["c.jsonl"].as_bytes())[0]["attributes"];
    let start = FIRST.chars().count() + 2;
    assert_eq!(
        *first,
        json!({
            "jw__removed": [[start, start + 15, 1.0]],
            "jw__advertisement": [[start, start + 15, 1.0]],
        })
    );
}

#[test]
fn what_is_wrong_with_a_line_costs_no_row() {
    let dir = TempDir::new().unwrap();
    let text = &texts()[0];
    let good = |id: &str| format!("{{\"id\":{id},\"text\":{}}}\n", json!(text));
    let lines = [
        good("\"a\""),
        "{broken\n".to_owned(),
        good("12345678901234567890123"),
        "{\"id\":\"none\"}\n".to_owned(),
        "{\"id\":\"list\",\"text\":[\"Advertisement\"]}\n".to_owned(),
        "{\"id\":\"half\",\"text\":\"Advertisement\\ud800\"}\n".to_owned(),
        "{\"text\":\"Advertisement\\n\"}\n".to_owned(),
        "{\"content\":\"Advertisement\\n\",\"id\":null}\n".to_owned(),
        format!("{{\"id\":\"large\",\"text\":\"{}\"}}\n", "x".repeat(5000)),
        good("\"\\u4e2d\""),
    ];
    put(&dir.path().join("d/documents/a.jsonl"), lines.concat());
    put(
        &dir.path().join("d/documents/b.jsonl"),
        good("\"b\"") + "\n" + &good("\"c\""),
    );
    let output = run(
        dir.path(),
        &[&DOLMA[..], &["--max-document", "4K", "--spans", "s.jsonl"]].concat(),
        2,
    );
    says(
        &output,
        &[
            "a.jsonl:2:2: not valid JSON",
            "a.jsonl:9: a document of over",
            "a.jsonl: 3 of 9 lines, first line 4: no spans, since `text` is missing or no string",
            "a.jsonl: 3 of 9 lines, first line 3: no `id` that is a string: `dolma mix` pairs by place",
            "first line 6: the text holds half a surrogate pair",
            "b.jsonl: 1 of 3 lines, first line 2: blank, which `dolma mix` stops at",
        ],
    );
    let found = plain(&dir.path().join("d/attributes/jw"));
    let ids: Vec<&str> = found["a.jsonl"]
        .lines()
        .map(|row| row.split(",\"attributes\"").next().unwrap())
        .collect();
    let expected = [
        "{\"id\":\"a\"",
        "{\"id\":null",
        "{\"id\":12345678901234567890123",
        "{\"id\":\"none\"",
        "{\"id\":\"list\"",
        "{\"id\":\"half\"",
        "{\"id\":null",
        "{\"id\":null",
        "{\"id\":null",
        "{\"id\":\"\\u4e2d\"",
    ];
    assert_eq!(ids, expected);
    let removed = |row: &str| row.contains("\"jw__removed\":[[");
    let with = found["a.jsonl"]
        .lines()
        .enumerate()
        .filter(|(_, row)| removed(row));
    assert_eq!(with.map(|(n, _)| n).collect::<Vec<_>>(), [0, 2, 6, 9]);
    assert_eq!(json_lines(found["b.jsonl"].as_bytes()).len(), 2);
    let spans = fs::read_to_string(dir.path().join("s.jsonl")).unwrap();
    assert_eq!(spans.lines().count(), 11);
}

#[test]
fn rows_are_the_same_on_any_number_of_threads_and_after_a_kill() {
    let dir = TempDir::new().unwrap();
    fill(dir.path(), 260);
    let begun = Instant::now();
    run(
        dir.path(),
        &[
            "clean",
            "d/documents",
            "--dolma",
            "whole/jw",
            "-j",
            "1",
            "-q",
        ],
        0,
    );
    let takes = begun.elapsed();
    // The names of attributes follow the directory's.
    let expected = tree(&dir.path().join("whole/jw"));
    assert_eq!(expected.len(), 4);
    let mut killed = 0;
    for round in 0..4u32 {
        let out = format!("out{round}/jw");
        let args = [
            "clean",
            "d/documents",
            "--dolma",
            &out,
            "-j",
            "3",
            "-q",
            "--resume",
            "--checkpoint",
            "16K",
        ];
        let moment = takes * (round * 2 + 1) / 12;
        killed += u32::from(kill_after(jingwen(dir.path(), &args), moment));
        run(dir.path(), &args, 0);
        assert!(tree(&dir.path().join(&out)) == expected, "round {round}");
    }
    assert!(killed >= 2, "{killed} of 4 were killed");
    let output = run(
        dir.path(),
        &["clean", "d/documents", "--dolma", "out0/jw"],
        2,
    );
    says(&output, &["not empty; add --resume"]);
}

#[test]
fn files_go_where_dolma_looks_for_them() {
    let dir = TempDir::new().unwrap();
    fill(dir.path(), 6);
    let names = |args: &[&str], code| -> (Vec<String>, Output) {
        let _ = fs::remove_dir_all(dir.path().join("d/attributes"));
        let args = [&["clean"], args, &["--dolma", "d/attributes/jw"]].concat();
        let output = run(dir.path(), &args, code);
        let root = dir.path().join("d/attributes/jw");
        (
            if root.exists() {
                plain(&root).into_keys().collect()
            } else {
                Vec::new()
            },
            output,
        )
    };
    let all = ["c.json.gz", "c.jsonl", "cc/a.jsonl.gz", "cc/b.jsonl.zst"];
    let (found, output) = names(&["d/documents"], 0);
    assert_eq!(found, all);
    assert!(!String::from_utf8_lossy(&output.stderr).contains("will not be found"));
    // However the documents are named; the attributes are not read as some.
    assert_eq!(names(&["d"], 0).0, all);
    assert_eq!(
        names(&["d/documents/cc", "d/documents/c.jsonl"], 0).0,
        all[1..]
    );
    let output = run(
        dir.path(),
        &["clean", "d/documents/cc", "--dolma", "x/jw"],
        0,
    );
    says(
        &output,
        &[
            "attributes of 2 of 2 files will not be found",
            "d/attributes/jw/cc/a.jsonl.gz",
        ],
    );
    assert_eq!(
        plain(&dir.path().join("x/jw"))
            .into_keys()
            .collect::<Vec<_>>(),
        ["a.jsonl.gz", "b.jsonl.zst"]
    );
    put(&dir.path().join("d/documents/x.csv"), "text\nx\n");
    let (found, output) = names(&["d/documents"], 2);
    assert!(found.is_empty());
    says(
        &output,
        &[
            "x.csv: is csv, and dolma's documents are JSON lines: leave such files out with --exclude",
        ],
    );
    assert_eq!(names(&["d/documents", "--exclude", "*.csv"], 0).0, all);
}

#[test]
fn what_dolma_would_not_understand_is_refused() {
    let dir = TempDir::new().unwrap();
    fill(dir.path(), 2);
    for more in [
        &["-o", "out"][..],
        &["--in-place"],
        &["--record"],
        &["--mark"],
        &["--check"],
        &["--diff"],
        &["--limit", "1"],
        &["--sample", "0.5"],
        &["--text-field", "content"],
        &["--id-field", "key"],
        &["--html-field", "page"],
        &["--output-format", "jsonl"],
        &["--copy-others"],
    ] {
        let output = run(dir.path(), &[&DOLMA[..], more].concat(), 2);
        says(&output, &[more[0], "--dolma"]);
    }
    let output = run(
        dir.path(),
        &[
            "clean",
            "-",
            "--dolma",
            "d/attributes/jw",
            "--input-format",
            "jsonl",
        ],
        2,
    );
    says(&output, &["standard input has no name"]);
    let output = run(dir.path(), &["clean", "d/documents", "--dolma", "d/.."], 2);
    says(&output, &["name one such as data/attributes/jingwen"]);
    let output = run(dir.path(), &[&DOLMA[..], &["--dry-run"]].concat(), 0);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(
        said.contains("d/documents/c.jsonl -> d/attributes/jw/c.jsonl"),
        "{said}"
    );
    assert!(!dir.path().join("d/attributes").exists());
}

#[test]
fn the_configuration_in_the_documentation_is_the_one_that_is_tested() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |name: &str| {
        fs::read_to_string(root.join(name))
            .unwrap()
            .replace("\r\n", "\n")
    };
    let config = read("tests/corpora/mix.yaml");
    assert!(read("docs/batch.md").contains(&format!("```yaml\n{config}```")));
}
