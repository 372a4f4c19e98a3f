//! What a batch promises, for every form.

use std::fs;

use serde_json::Value;
use tempfile::TempDir;

use crate::common::program::{json_lines, run, says, text};
use crate::common::tree::{gunzip, gzip, put, tree};
use crate::inputs::{body, cleaned_table, conversion, fill, mail, mbox, page, table};

#[test]
fn every_form_gives_the_same_on_any_number_of_threads() {
    let dir = TempDir::new().unwrap();
    fill(&dir.path().join("in"), 24);
    let mut found = Vec::new();
    for threads in ["1", "4"] {
        let out = format!("out{threads}");
        let spans = format!("{threads}.jsonl");
        let args = [
            "clean", "in", "-o", &out, "-j", threads, "--spans", &spans, "-q",
        ];
        run(dir.path(), &args, 0);
        let spans = fs::read(dir.path().join(spans)).unwrap();
        found.push((tree(&dir.path().join(out)), spans));
    }
    assert_eq!(found[0], found[1]);
    let names: Vec<&str> = found[0].0.keys().map(String::as_str).collect();
    let expected = [
        "a.warc.jsonl.gz",
        "b.wet.jsonl",
        "m.mbox.jsonl",
        "one.eml.txt",
        "p/0.html.txt",
    ];
    assert_eq!(names[..5], expected);
    assert_eq!(found[0].0["p/0.html.txt"], body().as_bytes());
    assert_eq!(text(&found[0].0["t.csv"]), cleaned_table(24));
}

#[test]
fn what_is_bad_is_named_and_the_rest_is_done_and_done_again_when_it_is_mended() {
    let dir = TempDir::new().unwrap();
    let input = dir.path().join("in");
    fill(&input, 8);
    run(dir.path(), &["clean", "in", "-o", "good", "-q"], 0);
    let good = tree(&dir.path().join("good"));
    // In every file the first document is bad, and the second is not.
    let packed = gzip(page(3).as_bytes());
    let damaged: Vec<u8> = [&gzip(&conversion(1))[..20], &gzip(&conversion(2))].concat();
    let deep = "Content-Type: message/rfc822\n\n".repeat(300);
    let messages = format!("From a\nFrom: a@example.com\n{deep}x\n\n{}", mbox(1));
    let bad: [(&str, Vec<u8>, &str); 6] = [
        (
            "bad/p.html.gz",
            packed[..packed.len() - 9].to_vec(),
            "in/bad/p.html.gz: its gzip data is cut off",
        ),
        (
            "bad/t.csv",
            b"id,text\n1,\"x\"y\n2,ok\n".to_vec(),
            "in/bad/t.csv:2: a quote",
        ),
        (
            "bad/t.tsv",
            b"id\ttext\n1\n2\tok\n".to_vec(),
            "in/bad/t.tsv:2: 1 cells, where",
        ),
        (
            "bad/a.wet.gz",
            damaged,
            "in/bad/a.wet.gz:1: the record is damaged",
        ),
        (
            "bad/m.mbox",
            messages.into_bytes(),
            "in/bad/m.mbox:1: it holds over 256",
        ),
        (
            "bad/one.eml",
            b"\n\nno head\n".to_vec(),
            "in/bad/one.eml: it is no message",
        ),
    ];
    for (name, bytes, _) in &bad {
        put(&input.join(name), bytes);
    }
    for threads in ["1", "4"] {
        let out = format!("out{threads}");
        let output = run(dir.path(), &["clean", "in", "-o", &out, "-j", threads], 2);
        for (_, _, said) in &bad {
            says(&output, &[said]);
        }
        assert_eq!(text(&output.stderr).matches("error:").count(), bad.len());
        let found = tree(&dir.path().join(&out));
        for (name, bytes) in &good {
            assert!(found.get(name) == Some(bytes), "{name}");
        }
        let others: Vec<&str> = found
            .keys()
            .filter(|name| !good.contains_key(*name))
            .map(String::as_str)
            .collect();
        // What is one document and cannot be read is not written.
        let expected = [
            "bad/a.wet.jsonl.gz",
            "bad/m.mbox.jsonl",
            "bad/t.csv",
            "bad/t.tsv",
        ];
        assert_eq!(others, expected);
        assert_eq!(found["bad/t.csv"], bad[1].1);
        assert_eq!(found["bad/t.tsv"], bad[2].1);
        let ids = |name: &str| -> Vec<Value> {
            let objects = json_lines(&found[name]);
            objects.iter().map(|object| object["id"].clone()).collect()
        };
        assert_eq!(ids("bad/m.mbox.jsonl"), ["0@example.com"]);
    }
    for (name, ..) in &bad {
        fs::remove_file(input.join(name)).unwrap();
    }
    put(&input.join("bad/p.html.gz"), &packed);
    run(
        dir.path(),
        &["clean", "in", "-o", "out1", "--resume", "-q"],
        0,
    );
    let again = tree(&dir.path().join("out1"));
    assert_eq!(gunzip(&again["bad/p.html.txt.gz"]), body().as_bytes());
}

#[test]
fn the_exit_status_says_whether_a_form_would_change() {
    let dir = TempDir::new().unwrap();
    fill(dir.path(), 4);
    let names = [
        "p/0.html",
        "t.csv",
        "a.warc.gz",
        "b.wet",
        "m.mbox",
        "one.eml",
    ];
    for name in names {
        let args = ["clean", "--check", name, "--phrases", "phrases", "-q"];
        put(
            &dir.path().join("phrases"),
            "when does work start\nin may, the mayor told reporters",
        );
        let changes = run(dir.path(), &args, 1);
        says(&changes, &[&format!("would change: {name}")]);
        let keep = ["clean", "--check", name, "--no-builtin", "--no-model", "-q"];
        run(dir.path(), &keep, 0);
    }
    // Errors outrank it.
    put(&dir.path().join("bad.csv"), "id,text\n1\n2,Advertisement\n");
    run(dir.path(), &["clean", "--check", "bad.csv", "-q"], 2);
}

#[test]
fn records_restore_the_text_of_every_form() {
    let dir = TempDir::new().unwrap();
    fill(dir.path(), 4);
    for name in [
        "p/0.html",
        "t.csv",
        "a.warc.gz",
        "b.wet",
        "m.mbox",
        "one.eml",
    ] {
        let json = ["--output-format", "jsonl", "-q"];
        let bare = ["clean", name, "--no-builtin", "--no-model"];
        let read = run(dir.path(), &[&bare, &json[..]].concat(), 0);
        let cleaned = [
            &["clean", name, "--record", "--phrases", "phrases"],
            &json[..],
        ]
        .concat();
        put(
            &dir.path().join("phrases"),
            "in may, the mayor told reporters",
        );
        let cleaned = run(dir.path(), &cleaned, 0);
        put(&dir.path().join("cleaned.jsonl"), &cleaned.stdout);
        let restored = run(dir.path(), &["restore", "cleaned.jsonl", "-q"], 0);
        let texts = |bytes: &[u8]| -> Vec<Value> {
            json_lines(bytes)
                .iter()
                .map(|object| object["text"].clone())
                .collect()
        };
        assert!(!read.stdout.is_empty());
        assert_ne!(texts(&cleaned.stdout), texts(&read.stdout), "{name}");
        assert_eq!(texts(&restored.stdout), texts(&read.stdout), "{name}");
    }
}

#[test]
fn a_name_that_says_nothing_leaves_it_to_the_first_bytes() {
    let dir = TempDir::new().unwrap();
    fill(dir.path(), 4);
    for (name, like) in [
        ("page", "p/0.html"),
        ("index.php", "p/0.html"),
        ("crawl.2024", "a.warc.gz"),
        ("texts.1", "b.wet"),
        ("inbox", "m.mbox"),
        ("message.1", "one.eml"),
    ] {
        fs::copy(dir.path().join(like), dir.path().join(name)).unwrap();
        let told = run(dir.path(), &["clean", name, "-q"], 0);
        let named = run(dir.path(), &["clean", like, "-q"], 0);
        assert!(!told.stdout.is_empty());
        assert_eq!(text(&told.stdout), text(&named.stdout), "{name}");
    }
    // What is named decides: the name, and --input-format before it.
    fs::copy(dir.path().join("p/0.html"), dir.path().join("page.txt")).unwrap();
    assert!(text(&run(dir.path(), &["clean", "page.txt", "-q"], 0).stdout).contains("<nav>"));
    let given = ["clean", "page.txt", "--input-format", "html", "-q"];
    assert_eq!(text(&run(dir.path(), &given, 0).stdout), body());
    fs::copy(dir.path().join("a.warc.gz"), dir.path().join("crawl.2025")).unwrap();
    run(
        dir.path(),
        &["clean", "crawl.2024", "crawl.2025", "-o", "out", "-q"],
        0,
    );
    let found = tree(&dir.path().join("out"));
    let names: Vec<&String> = found.keys().collect();
    assert_eq!(names, ["crawl.2024.jsonl.gz", "crawl.2025.jsonl.gz"]);
}

#[test]
fn a_table_is_cleaned_in_place_and_put_back_and_what_becomes_another_form_is_not() {
    let dir = TempDir::new().unwrap();
    put(&dir.path().join("d/t.csv"), table(30));
    put(&dir.path().join("d/u.csv.gz"), gzip(table(3).as_bytes()));
    let before = tree(&dir.path().join("d"));
    run(dir.path(), &["clean", "--in-place", "d", "-q"], 0);
    let after = tree(&dir.path().join("d"));
    assert_eq!(text(&after["t.csv"]), cleaned_table(30));
    run(dir.path(), &["restore", "d", "-q"], 0);
    assert_eq!(tree(&dir.path().join("d")), before);
    for (name, bytes, what) in [
        (
            "p.html",
            page(1).into_bytes(),
            "is html, and its articles are written as text",
        ),
        (
            "a.warc",
            conversion(1),
            "is warc, and its articles are written as jsonl",
        ),
        (
            "m.mbox",
            mbox(1).into_bytes(),
            "is mbox, and its articles are written as jsonl",
        ),
        (
            "one.eml",
            mail(1).into_bytes(),
            "is eml, and its articles are written as text",
        ),
    ] {
        let root = dir.path().join(format!("d-{name}"));
        put(&root.join(name), &bytes);
        let refused = run(
            dir.path(),
            &["clean", "--in-place", root.to_str().unwrap()],
            2,
        );
        says(&refused, &[&format!("{name}: {what}"), "-o DIR"]);
        assert!(!root.join(".jingwen").exists());
        assert_eq!(fs::read(root.join(name)).unwrap(), bytes);
    }
}

#[test]
fn what_does_not_go_together_is_refused() {
    let dir = TempDir::new().unwrap();
    put(&dir.path().join("p.html"), page(1));
    put(&dir.path().join("t.csv"), table(1));
    put(&dir.path().join("a.warc"), conversion(1));
    let cases: [(&[&str], &str); 6] = [
        (&["p.html", "t.csv"], "cannot share standard output"),
        (&["t.csv", "--record"], "--record needs JSONL"),
        (
            &["p.html", "--keep-original", "raw"],
            "--output-format jsonl",
        ),
        (
            &["a.warc", "--output-format", "text"],
            "WARC input gives JSONL",
        ),
        (
            &["p.html", "--output-format", "csv"],
            "--output-format is text or jsonl",
        ),
        (
            &["p.html", "--diff"],
            "p.html: --diff compares texts, JSONL and JSON",
        ),
    ];
    for (args, why) in cases {
        let output = run(dir.path(), &[&["clean"], args].concat(), 2);
        says(&output, &[why]);
        assert!(output.stdout.is_empty());
    }
    let json = [
        "clean",
        "p.html",
        "t.csv",
        "a.warc",
        "--output-format",
        "jsonl",
    ];
    assert_eq!(json_lines(&run(dir.path(), &json, 0).stdout).len(), 3);
    let limited = ["clean", "t.csv", "--limit", "0"];
    assert_eq!(run(dir.path(), &limited, 0).stdout, b"");
    let check = run(dir.path(), &["clean", "--check", "p.html", "t.csv"], 1);
    says(&check, &[]);
}

#[test]
#[cfg(not(feature = "parquet"))]
fn a_build_without_parquet_says_so() {
    let dir = TempDir::new().unwrap();
    put(&dir.path().join("in/a.parquet"), b"PAR1....PAR1");
    put(
        &dir.path().join("in/b.txt"),
        b"The council met on Monday.\n",
    );
    for args in [&["clean", "in", "-o", "out"][..], &["scan", "in"]] {
        let output = run(dir.path(), args, 2);
        says(&output, &["in/a.parquet: this build", "--features parquet"]);
    }
    let files = tree(&dir.path().join("out"));
    assert_eq!(files.keys().collect::<Vec<_>>(), ["b.txt"]);
}
