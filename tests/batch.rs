//! Trees: what is read, what is written, and that nothing is lost, whatever happens in between.
#![cfg(feature = "cli")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use common::program::{json_lines, run, says};
use common::texts::{BODY, STORY, line};
use common::tree::{dir_with, gzip, tree, unpacked};

fn encodings() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/encodings")
}

/// The texts of a file that other programs wrote, as they come out where nothing is judged.
fn texts(name: &str, bytes: &[u8]) -> Vec<String> {
    let plain = name.trim_end_matches(".gz").trim_end_matches(".zst");
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
    let of = |value: &Value| value["text"].as_str().unwrap().to_owned();
    if plain.ends_with(".json") {
        let array: Vec<Value> = serde_json::from_str(text).unwrap();
        array.iter().map(of).collect()
    } else if plain.ends_with("jsonl") {
        let lines = text.lines().map(|line| serde_json::from_str(line).unwrap());
        lines.map(|value: Value| of(&value)).collect()
    } else {
        vec![text.to_owned()]
    }
}

#[test]
fn what_python_gzip_and_zstd_wrote_is_read() {
    let out = TempDir::new().unwrap();
    let dir = out.path().join("out");
    let args = [
        "clean",
        "--no-builtin",
        "--no-model",
        "-o",
        dir.to_str().unwrap(),
    ];
    let input = encodings();
    let output = run(&input, &[&args[..], &["."]].concat(), 2);
    let written = tree(&dir);
    let (mut read, mut damaged) = (0, 0);
    for row in json_lines(&fs::read(input.join("expected.jsonl")).unwrap()) {
        let name = row["file"].as_str().unwrap();
        let expected: Vec<&str> = row["texts"]
            .as_array()
            .unwrap()
            .iter()
            .map(|text| text.as_str().unwrap())
            .collect();
        if row.get("damage").is_some() {
            damaged += 1;
            assert!(!written.contains_key(name), "{name} is damaged");
            says(&output, &[&format!("error: ./{name}")]);
            continue;
        }
        let bytes = written
            .get(name)
            .unwrap_or_else(|| panic!("{name} was not written"));
        assert_eq!(texts(name, &unpacked(name, bytes)), expected, "{name}");
        read += 1;
    }
    assert!(read >= 30 && damaged >= 3, "{read} read, {damaged} damaged");
    let journal = json_lines(&fs::read(dir.join(".jingwen/journal.jsonl")).unwrap());
    let encoding = |name: &str| {
        let entry = journal.iter().find(|entry| entry["target"] == name);
        entry.unwrap_or_else(|| panic!("no {name}"))["encoding"].clone()
    };
    for row in json_lines(&fs::read(input.join("expected.jsonl")).unwrap()) {
        if row.get("damage").is_none() {
            let name = row["file"].as_str().unwrap();
            let (found, expected) = (encoding(name), row["encoding"].as_str().unwrap());
            let same = found == *expected
                || expected == "gbk" && found == "gb18030"
                || expected == "big5-hkscs" && found == "big5"
                || expected.starts_with("utf-16") && found.as_str().unwrap().starts_with("utf-16");
            assert!(same, "{name}: {found}, not {expected}");
        }
    }
}

#[test]
fn every_form_is_cleaned_and_keeps_its_form() {
    let lines = line(1, STORY) + "\n" + &line(2, "Nothing to clean here, said the clerk.");
    let array = format!("[\n  {},\n  {{\"text\": 3}}\n]\n", line(1, STORY).trim());
    let dir = dir_with(&[
        ("in/a.txt", STORY.as_bytes()),
        ("in/b/c.md.gz", &gzip(STORY.as_bytes())),
        (
            "in/d.txt.zst",
            &zstd::encode_all(STORY.as_bytes(), 1).unwrap(),
        ),
        ("in/e.jsonl", lines.as_bytes()),
        (
            "in/f.ndjson.gz",
            &[gzip(lines.as_bytes()), gzip(b"{}\n")].concat(),
        ),
        ("in/g.json", array.as_bytes()),
        ("in/h.jsonl.zst", &[]),
        ("in/i.txt.gz", &[]),
        ("in/photo.jpg", b"\xFF\xD8"),
    ]);
    let args = [
        "clean",
        "in",
        "-o",
        "out",
        "--copy-others",
        "--progress",
        "json",
    ];
    let output = run(dir.path(), &args, 0);
    let told = String::from_utf8_lossy(&output.stderr);
    let last = told.lines().rfind(|line| line.starts_with('{')).unwrap();
    let progress: Value = serde_json::from_str(last).unwrap();
    for (done, all) in [("files", 8), ("files_total", 8), ("documents", 9)] {
        assert_eq!(progress[done], Value::from(all), "{progress}");
    }
    assert_eq!(progress["bytes"], progress["bytes_total"]);
    says(
        &output,
        &["1 files of other types copied", "documents: 9, changed: 6"],
    );
    let out = tree(&dir.path().join("out"));
    assert_eq!(out.len(), 9);
    let text = |name: &str| String::from_utf8(unpacked(name, &out[name])).unwrap();
    for name in ["a.txt", "b/c.md.gz", "d.txt.zst"] {
        assert_eq!(text(name), BODY, "{name}");
    }
    assert_eq!(text("e.jsonl"), lines.replace("Advertisement\\n", ""));
    assert_eq!(
        text("f.ndjson.gz"),
        lines.replace("Advertisement\\n", "") + "{}\n"
    );
    assert_eq!(text("g.json"), array.replace("Advertisement\\n", ""));
    assert_eq!(
        (text("h.jsonl.zst"), text("i.txt.gz")),
        (String::new(), String::new())
    );
    assert_eq!(out["photo.jpg"], b"\xFF\xD8");
}

#[test]
fn the_output_is_the_same_on_any_number_of_threads() {
    let mut lines = String::new();
    for id in 0..1200 {
        lines += &line(id, &format!("{STORY}Number {id} was sold on Friday."));
    }
    let mut files: Vec<(String, Vec<u8>)> = vec![
        ("in/big.jsonl".to_owned(), lines.clone().into_bytes()),
        ("in/big.jsonl.gz".to_owned(), gzip(lines.as_bytes())),
        (
            "in/big.jsonl.zst".to_owned(),
            zstd::encode_all(lines.as_bytes(), 1).unwrap(),
        ),
    ];
    for id in 0..40 {
        files.push((
            format!("in/{id}.txt"),
            format!("{id}: {STORY}").into_bytes(),
        ));
    }
    let files: Vec<(&str, &[u8])> = files.iter().map(|(n, b)| (n.as_str(), &b[..])).collect();
    let dir = dir_with(&files);
    let mut first = None;
    for threads in ["1", "2", "5"] {
        let out = format!("out{threads}");
        let spans = format!("spans{threads}");
        run(
            dir.path(),
            &[
                "clean", "in", "-o", &out, "-j", threads, "--spans", &spans, "--quiet",
            ],
            0,
        );
        let found = (
            tree(&dir.path().join(out)),
            fs::read(dir.path().join(spans)).unwrap(),
        );
        assert!(found.0.len() == 43 && found.1.len() > 100_000);
        assert_eq!(
            first.get_or_insert_with(|| found.clone()),
            &found,
            "{threads} threads"
        );
    }
}

#[test]
fn records_beside_the_tree_marks_and_originals() {
    let dir = dir_with(&[
        ("in/a.jsonl", line(7, STORY).as_bytes()),
        ("in/b.json", b"[{\"text\":\"x\"}]"),
    ]);
    let with = [
        "--spans",
        "s.jsonl",
        "--removed",
        "r.jsonl",
        "--keep-original",
        "raw",
    ];
    run(
        dir.path(),
        &[&["clean", "in", "-o", "out"][..], &with].concat(),
        0,
    );
    let cleaned = &json_lines(&fs::read(dir.path().join("out/a.jsonl")).unwrap())[0];
    assert_eq!(
        (&cleaned["text"], &cleaned["raw"]),
        (&Value::from(BODY), &Value::from(STORY))
    );
    let removed = json_lines(&fs::read(dir.path().join("r.jsonl")).unwrap());
    assert_eq!(removed.len(), 1);
    assert_eq!(removed[0]["text"], "Advertisement");
    assert_eq!(
        (&removed[0]["id"], &removed[0]["start"]),
        (&Value::from(7), &Value::from(67))
    );
    let spans = json_lines(&fs::read(dir.path().join("s.jsonl")).unwrap());
    let scanned = run(dir.path(), &["scan", "--format", "jsonl", "in"], 0);
    assert_eq!(spans, json_lines(&scanned.stdout));

    let marked = run(dir.path(), &["clean", "--mark", "in/a.jsonl"], 0).stdout;
    let text = json_lines(&marked)[0]["text"].as_str().unwrap().to_owned();
    assert!(
        text.contains("\n⟦advertisement⟧Advertisement⟦/advertisement⟧\n"),
        "{text}"
    );
    let taken = run(
        dir.path(),
        &["clean", "--keep-original", "text", "in/a.jsonl"],
        2,
    );
    says(&taken, &["in/a.jsonl:1: it has a field `text` already"]);

    let lines = run(dir.path(), &["clean", "--output-format", "jsonl", "in"], 0).stdout;
    assert_eq!(json_lines(&lines).len(), 2);
}

#[test]
fn a_part_of_the_documents_is_the_same_part_every_time() {
    let lines: String = (0..500).map(|id| line(id, STORY)).collect();
    let array = format!("[{}]", lines.trim().replace('\n', ","));
    let dir = dir_with(&[("a.jsonl", lines.as_bytes()), ("b.json", array.as_bytes())]);
    let first = run(dir.path(), &["clean", "--limit", "3", "a.jsonl"], 0).stdout;
    assert_eq!(json_lines(&first).len(), 3);
    let sample = |seed: &str, file: &str| {
        run(
            dir.path(),
            &["clean", "--sample", "0.2", "--seed", seed, file],
            0,
        )
        .stdout
    };
    let (one, again, other) = (
        sample("1", "a.jsonl"),
        sample("1", "a.jsonl"),
        sample("2", "a.jsonl"),
    );
    assert_eq!(one, again);
    assert_ne!(one, other);
    assert!(
        (60..140).contains(&json_lines(&one).len()),
        "{}",
        json_lines(&one).len()
    );
    for seed in ["1", "2", "3"] {
        let array: Vec<Value> = serde_json::from_slice(&sample(seed, "b.json")).unwrap();
        assert!((60..140).contains(&array.len()), "{}", array.len());
    }
}

#[test]
fn a_document_over_the_limit_passes_and_is_an_error() {
    let long = format!("{}Advertisement\n", "Long. ".repeat(400));
    let lines = line(1, &long) + &line(2, STORY);
    let dir = dir_with(&[
        ("in/a.txt", long.as_bytes()),
        ("in/b.jsonl", lines.as_bytes()),
        ("in/c.txt", STORY.as_bytes()),
    ]);
    let output = run(
        dir.path(),
        &["clean", "in", "-o", "out", "--max-document", "1K"],
        2,
    );
    says(
        &output,
        &[
            "in/a.txt: a document of over",
            "in/b.jsonl:1: a document of over",
            "--max-document",
        ],
    );
    let out = tree(&dir.path().join("out"));
    assert_eq!(out["a.txt"], long.as_bytes());
    assert_eq!(out["b.jsonl"], (line(1, &long) + &line(2, BODY)).as_bytes());
    assert_eq!(out["c.txt"], BODY.as_bytes());
}

#[test]
fn globs_lists_links_and_dry_runs() {
    let dir = dir_with(&[
        ("in/a.txt", b"x"),
        ("in/b/c.txt", b"y"),
        ("in/b/d.md", b"z"),
        ("other/e.txt", b"e"),
        ("list", b"in/a.txt\nin/b/d.md\n"),
    ]);
    let seen = |args: &[&str]| {
        let args = [
            &["clean", "--dry-run", "--output-format", "jsonl"][..],
            args,
        ]
        .concat();
        String::from_utf8(run(dir.path(), &args, 0).stdout).unwrap()
    };
    assert_eq!(
        seen(&["in", "--include", "*.txt"]),
        "in/a.txt\nin/b/c.txt\n"
    );
    assert_eq!(seen(&["in", "--exclude", "b"]), "in/a.txt\n");
    assert_eq!(
        seen(&["in", "--exclude", "/b/*.md", "-o", "out"]),
        "in/a.txt -> out/a.txt.jsonl\nin/b/c.txt -> out/b/c.txt.jsonl\n"
    );
    assert_eq!(seen(&["--files-from", "list"]), "in/a.txt\nin/b/d.md\n");
    assert!(!dir.path().join("out").exists());
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(dir.path().join("other"), dir.path().join("in/link")).unwrap();
        std::os::unix::fs::symlink(dir.path().join("in"), dir.path().join("in/b/loop")).unwrap();
        assert!(!seen(&["in"]).contains("e.txt"));
        let output = run(dir.path(), &["clean", "in", "--follow", "-o", "out"], 2);
        says(&output, &["loop", "the rest of in was read"]);
        assert_eq!(fs::read(dir.path().join("out/link/e.txt")).unwrap(), b"e");
        assert_eq!(fs::read(dir.path().join("out/b/c.txt")).unwrap(), b"y");
    }
}

#[cfg(unix)]
#[test]
fn a_name_that_is_not_utf8_is_named_and_the_rest_is_done() {
    use std::os::unix::ffi::OsStrExt as _;
    let dir = dir_with(&[("in/a.txt", b"x")]);
    let odd = std::ffi::OsStr::from_bytes(b"in/\xB1\xBE.txt");
    fs::write(dir.path().join(odd), "y").unwrap();
    let output = run(dir.path(), &["clean", "in", "-o", "out"], 2);
    says(&output, &["the name is not UTF-8; rename it"]);
    assert_eq!(tree(&dir.path().join("out")).len(), 1);
}

#[cfg(unix)]
#[test]
fn what_cannot_be_written_is_named_and_the_rest_is_done() {
    let dir = dir_with(&[
        ("in/a.txt", STORY.as_bytes()),
        ("in/b.txt", STORY.as_bytes()),
        ("in/c.txt", STORY.as_bytes()),
        ("out/b.txt/is-a-directory", b"x"),
        ("out/.jingwen/tmp/x", b"x"),
    ]);
    // A directory, where a.txt is written until it is whole. Full disks are in tests/faults.
    let name = &blake3::hash(b"a.txt").to_hex().to_string()[..32];
    let temporary = dir.path().join("out/.jingwen/tmp").join(name);
    fs::create_dir_all(temporary).unwrap();
    let output = run(dir.path(), &["clean", "in", "-o", "out", "--overwrite"], 2);
    says(
        &output,
        &[
            "out/a.txt: cannot be written (Is a directory",
            "mend that and run again with --resume",
            "out/b.txt: cannot be written",
            "cannot be written                               2",
        ],
    );
    assert_eq!(
        fs::read(dir.path().join("out/c.txt")).unwrap(),
        BODY.as_bytes()
    );
    assert!(!dir.path().join("out/a.txt").exists());
    fs::remove_dir_all(dir.path().join("out/b.txt")).unwrap();
    run(dir.path(), &["clean", "in", "-o", "out", "--resume"], 0);
    for name in ["a.txt", "b.txt", "c.txt"] {
        assert_eq!(
            fs::read(dir.path().join("out").join(name)).unwrap(),
            BODY.as_bytes()
        );
    }
}

#[test]
fn an_encoding_may_be_given_and_the_sum_says_what_was_assumed() {
    // "新闻" twice: too little to tell by itself.
    let gbk = b"\xD0\xC2\xCE\xC5\xD0\xC2\xCE\xC5";
    let dir = dir_with(&[
        ("in/a.txt", gbk),
        ("in/b.jsonl", b"{\"text\":\"\xD0\xC2\xCE\xC5\"}\n"),
    ]);
    let output = run(
        dir.path(),
        &["clean", "in", "-o", "out", "--encoding", "gbk"],
        0,
    );
    says(
        &output,
        &["gb18030 (given)                                 2"],
    );
    let out = tree(&dir.path().join("out"));
    assert_eq!(out["a.txt"], "新闻新闻".as_bytes());
    assert_eq!(out["b.jsonl"], "{\"text\":\"新闻\"}\n".as_bytes());
    let unknown = run(dir.path(), &["clean", "in", "--encoding", "gb2313"], 2);
    says(&unknown, &["unknown encoding `gb2313`"]);
}

#[test]
fn records_restore_every_form_of_objects() {
    let array = format!("[\n  {},\n  {{\"text\": 3}}\n]\n", line(1, STORY).trim());
    let lines = line(1, STORY) + &line(2, STORY);
    let dir = dir_with(&[
        ("in/a.json", array.as_bytes()),
        ("in/b.jsonl.gz", &gzip(lines.as_bytes())),
    ]);
    run(dir.path(), &["clean", "in", "-o", "out", "--record"], 0);
    for (name, before) in [("a.json", array), ("b.jsonl.gz", lines)] {
        let cleaned = format!("out/{name}");
        assert_ne!(
            unpacked(name, &fs::read(dir.path().join(&cleaned)).unwrap()),
            before.as_bytes()
        );
        assert_eq!(
            run(dir.path(), &["restore", &cleaned], 0).stdout,
            before.as_bytes()
        );
    }
}
