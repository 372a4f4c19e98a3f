//! The commands that only look at documents take every form, and know their publishers.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::common::program::{json_lines, run, says, text};
use crate::common::texts::{NOTICE, sentence};
use crate::common::tree::put;
use crate::inputs::{archive, fill, page, record};

/// The paragraphs of a story, which ends as all of its publisher do.
fn story(n: usize) -> Vec<String> {
    let paragraph = |i: usize| {
        format!(
            "{} {}",
            sentence(11 * n + 2 * i),
            sentence(11 * n + 2 * i + 1)
        )
    };
    (0..5).map(paragraph).chain([NOTICE.to_owned()]).collect()
}

fn story_page(n: usize) -> String {
    let paragraphs: String = story(n)
        .iter()
        .map(|text| format!("<p>{text}</p>"))
        .collect();
    format!(
        "<html><head><title>Story {n}</title><link rel=canonical href='https://lantern.example/{n}'></head>\
         <body><article><h1>Story {n}</h1>{paragraphs}</article></body></html>"
    )
}

const STORIES: usize = 20;

/// The same stories in every form, each with the arguments that read it.
fn stories(dir: &Path) -> Vec<(&'static str, Vec<&'static str>)> {
    let all = 0..STORIES;
    for n in all.clone() {
        put(&dir.join(format!("pages/{n}.html")), story_page(n));
    }
    let response = |n| {
        let http = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{}",
            story_page(n)
        );
        let record = record("response", n, "application/http", http.as_bytes());
        text(&record)
            .replace("news.example.com", "lantern.example")
            .into_bytes()
    };
    let records: Vec<Vec<u8>> = all.clone().map(response).collect();
    put(&dir.join("a.warc.gz"), archive(&records));
    let object = |n| json!({"id": n, "html": story_page(n)}).to_string() + "\n";
    put(
        &dir.join("a.jsonl"),
        all.clone().map(object).collect::<String>(),
    );
    let row = |n| {
        let text = story(n).join("\n");
        format!("{n},https://lantern.example/{n},\"{text}\"\n")
    };
    let rows: String = all.clone().map(row).collect();
    put(&dir.join("t.csv"), format!("id,url,text\n{rows}"));
    let message = |n| {
        let text = story(n).join("\n\n");
        format!("From a\nFrom: desk@lantern.example\nSubject: Story {n}\n\n{text}\n\n")
    };
    put(&dir.join("m.mbox"), all.map(message).collect::<String>());
    vec![
        ("lantern.example", vec!["pages"]),
        ("lantern.example", vec!["a.warc.gz"]),
        ("lantern.example", vec!["a.jsonl", "--html-field", "html"]),
        ("lantern.example", vec!["t.csv"]),
        (
            "desk@lantern.example",
            vec!["m.mbox", "--source-field", "from"],
        ),
    ]
}

#[test]
fn a_site_is_learned_from_every_form_and_its_documents_are_cleaned() {
    let dir = TempDir::new().unwrap();
    for (source, input) in stories(dir.path()) {
        let mut drafts = Vec::new();
        for threads in ["1", "4"] {
            let args = [&["learn", "-o", "site.toml", "-j", threads], &input[..]].concat();
            let learned = run(dir.path(), &args, 0);
            says(&learned, &["20 documents of 1 source,", "1 rule learned"]);
            drafts.push(fs::read_to_string(dir.path().join("site.toml")).unwrap());
            fs::remove_file(dir.path().join("site.toml")).unwrap();
        }
        assert_eq!(drafts[0], drafts[1], "{input:?}");
        assert!(
            drafts[0].contains(&format!("sources = [\"{source}\"]")),
            "{}",
            drafts[0]
        );
        assert!(
            drafts[0].contains("that the Lantern should know"),
            "{}",
            drafts[0]
        );
        put(&dir.path().join("site.toml"), &drafts[0]);
        let json = ["--output-format", "jsonl", "-q"];
        let rules = [&["clean", "--rules", "site.toml"], &input[..], &json].concat();
        let learn = [&["clean", "--learn"], &input[..], &json].concat();
        let cleaned = run(dir.path(), &rules, 0);
        let objects = json_lines(&cleaned.stdout);
        assert_eq!(objects.len(), STORIES, "{input:?}");
        for object in &objects {
            let text = object["text"].as_str().unwrap();
            assert!(!text.contains("Lantern") && text.ends_with('.'), "{text}");
            assert_eq!(
                text.split_whitespace()
                    .filter(|word| word.ends_with('.'))
                    .count(),
                10
            );
        }
        assert_eq!(
            run(dir.path(), &learn, 0).stdout,
            cleaned.stdout,
            "{input:?}"
        );
    }
}

#[test]
fn scans_samples_and_reports_know_the_documents_of_every_form() {
    let dir = TempDir::new().unwrap();
    fill(dir.path(), 8);
    let html = json!({"id": "h", "html": page(7)}).to_string();
    put(&dir.path().join("h.jsonl"), html);
    let host = "news.example.com";
    let cases: [(&[&str], usize, &str, &str); 5] = [
        (&["p/0.html"], 1, host, "p/0.html"),
        (&["a.warc.gz"], 8, host, "a.warc.gz:3"),
        (&["b.wet"], 8, host, "b.wet:1"),
        (&["h.jsonl", "--html-field", "html"], 1, host, "h.jsonl:1"),
        (
            &["t.csv", "--source", "bridge.example"],
            8,
            "bridge.example",
            "t.csv:2",
        ),
    ];
    for (input, count, source, place) in cases {
        let scan = [&["scan", "--format", "jsonl", "--with-text", "-q"], input].concat();
        let scanned = run(dir.path(), &scan, 0).stdout;
        let records = json_lines(&scanned);
        assert_eq!(records.len(), count, "{input:?}");
        for record in &records {
            assert_eq!(record["source"], source, "{input:?}");
            assert_eq!(record["spans"][0]["category"], "advertisement", "{input:?}");
            let text = record["text"].as_str().unwrap();
            let span = &record["spans"][0];
            let at = |name: &str| span[name].as_u64().unwrap() as usize;
            let chars = text.chars().skip(at("start")).take(at("end") - at("start"));
            assert!(
                chars.collect::<String>().contains("Advertisement"),
                "{input:?}"
            );
        }
        let human = text(&run(dir.path(), &[&["scan", "-q"], input].concat(), 0).stdout);
        assert!(human.contains(place), "{human}");
        let languages = text(&run(dir.path(), &[&["lang", "-q"], input].concat(), 0).stdout);
        assert!(
            languages.starts_with(&format!("{place}:1:1: en ")),
            "{languages}"
        );
        let sample = [&["sample", "-q", "--per-rule", "3"], input].concat();
        let marks = json_lines(&run(dir.path(), &sample, 0).stdout);
        assert_eq!(marks.len(), count.min(3), "{input:?}");
        for mark in &marks {
            assert_eq!(
                (&mark["source"], &mark["mark"]),
                (&Value::from(source), &Value::Null)
            );
            assert!(
                mark["span"].as_str().unwrap().contains("Advertisement"),
                "{mark}"
            );
        }
        // A page of what the scan found, and one of the cleaning itself.
        put(&dir.path().join("scan.jsonl"), &scanned);
        run(
            dir.path(),
            &["report", "scan.jsonl", "-o", "scan.html", "-q"],
            0,
        );
        let clean = [
            "clean",
            "-o",
            "out",
            "--overwrite",
            "--report",
            "clean.html",
            "-q",
        ];
        run(dir.path(), &[&clean, input].concat(), 0);
        for name in ["scan.html", "clean.html"] {
            let report = fs::read_to_string(dir.path().join(name)).unwrap();
            assert!(
                report.contains(source) && report.contains("advertisement"),
                "{name}"
            );
        }
        // What two scans differ in is shown in its text.
        let keep = [&scan[..], &["--keep", "advertisement"]].concat();
        put(
            &dir.path().join("keep.jsonl"),
            run(dir.path(), &keep, 0).stdout,
        );
        let mut diff = vec!["diff", "scan.jsonl", "keep.jsonl", "--texts", input[0]];
        diff.extend(&input[1..]);
        let output = run(dir.path(), &diff, 0);
        assert!(
            text(&output.stdout).contains("bridge on Monday after a long debate."),
            "{}",
            text(&output.stdout)
        );
    }
    // Records are in JSON; other forms hold none.
    let refused = run(
        dir.path(),
        &["report", "p/0.html", "b.wet", "-o", "r.html"],
        2,
    );
    says(
        &refused,
        &["2 of the inputs are no JSON, and hold no records"],
    );
}
