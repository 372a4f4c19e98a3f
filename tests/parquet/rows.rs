//! Rows are documents: what comes out of them, and back.

use std::fs;
use std::sync::Arc;

use arrow_array::cast::AsArray as _;
use arrow_array::{Array as _, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema};
use parquet::basic::Compression;
use parquet::file::metadata::ParquetMetaData;
use tempfile::TempDir;

use crate::common::program::{json_lines, run, says};
use crate::common::tree::tree;
use crate::files::{batch, body, groups, metadata, put, read, text, texts};

#[test]
fn the_text_changes_and_nothing_else() {
    let dir = TempDir::new().unwrap();
    let (before, source) = (batch(700), dir.path().join("in/a.parquet"));
    put(&source, &before, 300);
    let output = run(dir.path(), &["clean", "in", "-o", "out"], 0);
    says(&output, &["233 of 700", "not a string"]);
    let out = dir.path().join("out/a.parquet");
    let after = read(&out);
    assert_eq!(texts(&after), (0..700).map(body).collect::<Vec<_>>());
    assert_eq!(after.schema(), before.schema());
    for name in ["id", "data", "url"] {
        assert_eq!(after.column_by_name(name), before.column_by_name(name));
    }
    assert_eq!(groups(&out), [300, 300, 100]);
    let (was, is) = (metadata(&source), metadata(&out));
    let pairs = |of: &ParquetMetaData| of.file_metadata().key_value_metadata().cloned();
    assert!(pairs(&was).is_some_and(|pairs| pairs.iter().any(|pair| pair.key == "made")));
    assert_eq!(pairs(&was), pairs(&is));
    let codecs = |of: &ParquetMetaData| -> Vec<Compression> {
        let columns = of.row_group(0).columns().iter();
        columns.map(|column| column.compression()).collect()
    };
    assert_eq!(codecs(&was), codecs(&is));

    // A path leads into a column of columns.
    run(
        dir.path(),
        &["clean", "in", "-o", "inner", "--text-field", "data.content"],
        0,
    );
    let after = read(&dir.path().join("inner/a.parquet"));
    assert_eq!(texts(&after), texts(&before));
    let data = after.column_by_name("data").unwrap().as_struct();
    let content = data.column_by_name("content").unwrap().as_string::<i32>();
    let content: Vec<_> = content.iter().map(|text| text.map(str::to_owned)).collect();
    assert_eq!(content, (0..700).map(body).collect::<Vec<_>>());
}

#[test]
fn a_file_in_which_nothing_changes_is_the_same_file() {
    let dir = TempDir::new().unwrap();
    let source = dir.path().join("in/a.parquet");
    put(&source, &batch(1), 300);
    put(&dir.path().join("in/none.parquet"), &batch(0), 300);
    run(dir.path(), &["clean", "in", "-o", "out"], 0);
    assert_eq!(tree(&dir.path().join("out")), tree(&dir.path().join("in")));
    assert_eq!(tree(&dir.path().join("out")).len(), 2);
    // Of row groups of which one changes, the others' columns are copied.
    put(&dir.path().join("two/a.parquet"), &batch(2), 1);
    run(dir.path(), &["clean", "two", "-o", "three"], 0);
    let (was, is) = ("two/a.parquet", "three/a.parquet");
    let (was, is) = (
        metadata(&dir.path().join(was)),
        metadata(&dir.path().join(is)),
    );
    let text = |of: &ParquetMetaData, group| of.row_group(group).column(1).compressed_size();
    assert_eq!(text(&was, 0), text(&is, 0));
    assert_ne!(text(&was, 1), text(&is, 1));
}

#[test]
fn rows_are_the_objects_of_json_lines() {
    let dir = TempDir::new().unwrap();
    put(&dir.path().join("a.parquet"), &batch(30), 20);
    let args = ["clean", "a.parquet", "--output-format", "jsonl", "-q"];
    let cleaned = json_lines(&run(dir.path(), &args, 0).stdout);
    assert_eq!(cleaned.len(), 30);
    let row = &cleaned[4];
    assert_eq!(row["text"].as_str(), body(4).as_deref());
    assert_eq!(row["data"]["content"].as_str(), text(4).as_deref());
    assert_eq!(
        (row["id"].as_str(), row["data"]["n"].as_i64()),
        (Some("d4"), Some(4))
    );
    assert!(cleaned[2]["text"].is_null());

    // Whoever only looks sees the same documents as in JSON lines.
    let all = [
        "clean",
        "a.parquet",
        "--output-format",
        "jsonl",
        "-q",
        "--only",
        "copyright",
    ];
    let all = run(dir.path(), &all, 0);
    assert_eq!(
        json_lines(&all.stdout)[1]["text"].as_str(),
        text(1).as_deref()
    );
    fs::write(dir.path().join("a.jsonl"), &all.stdout).unwrap();
    for command in [
        &["scan", "--format", "jsonl"][..],
        &[
            "scan",
            "--format",
            "jsonl",
            "--text-field",
            "data.content",
            "--id-field",
            "data.n",
        ],
        &["lang"],
    ] {
        let of = |name| run(dir.path(), &[command, &[name, "-q"]].concat(), 0).stdout;
        let (rows, objects) = (of("a.parquet"), of("a.jsonl"));
        assert!(rows.len() > 1000);
        let renamed = String::from_utf8(objects)
            .unwrap()
            .replace("a.jsonl", "a.parquet");
        assert_eq!(String::from_utf8(rows).unwrap(), renamed, "{command:?}");
    }
    // Without an id, a row is called by its number.
    let named = json_lines(
        &run(
            dir.path(),
            &[
                "scan",
                "--format",
                "jsonl",
                "--id-field",
                "none",
                "a.parquet",
                "-q",
            ],
            0,
        )
        .stdout,
    );
    assert_eq!(named[1]["id"].as_str(), Some("a.parquet:2"));
    let sample = run(dir.path(), &["sample", "a.parquet", "-q"], 0);
    assert!(String::from_utf8_lossy(&sample.stdout).contains("informational purposes"));
    run(
        dir.path(),
        &[
            "clean",
            "a.parquet",
            "-o",
            "page",
            "--report",
            "page.html",
            "--spans",
            "spans.jsonl",
            "-q",
        ],
        0,
    );
    let page = fs::read_to_string(dir.path().join("page.html")).unwrap();
    assert!(page.contains("informational purposes"));
    let spans = fs::read_to_string(dir.path().join("spans.jsonl")).unwrap();
    assert_eq!(spans.lines().count(), 30);
}

#[test]
fn a_record_gives_the_rows_back() {
    let dir = TempDir::new().unwrap();
    let before = batch(500);
    put(&dir.path().join("in/a.parquet"), &before, 300);
    for (field, offsets) in [("text", "char"), ("data.content", "byte")] {
        let out = format!("out-{field}");
        let args = [
            "clean",
            "in",
            "-o",
            &out,
            "--record",
            "--text-field",
            field,
            "--offsets",
            offsets,
            "-q",
        ];
        run(dir.path(), &args, 0);
        let out = format!("{out}/a.parquet");
        let kept = read(&dir.path().join(&out));
        let record = kept.column_by_name("jingwen").unwrap().as_struct();
        let outcomes = record.column_by_name("outcome").unwrap().as_string::<i32>();
        assert_eq!(
            (outcomes.value(0), outcomes.value(1)),
            ("unchanged", "cleaned")
        );
        let nulls = record.null_count();
        assert_eq!(nulls, (0..500).filter(|row| row % 3 == 2).count());
        let back = run(dir.path(), &["restore", &out], 0);
        fs::write(dir.path().join("back.parquet"), back.stdout).unwrap();
        let back = dir.path().join("back.parquet");
        assert_eq!(read(&back), before, "{field}");
        assert_eq!(groups(&back), [300, 200]);
        // A report is made of the records alone.
        run(dir.path(), &["report", &out, "-o", "page.html", "-q"], 0);
        assert!(
            fs::read_to_string(dir.path().join("page.html"))
                .unwrap()
                .contains("informational")
        );
        let again = run(
            dir.path(),
            &["clean", &out, "-o", "again", "--record", "--overwrite"],
            2,
        );
        says(&again, &["has a column `jingwen` already"]);
    }
    let mended = [
        "clean",
        "in",
        "-o",
        "kept",
        "--keep-original",
        "before",
        "-q",
    ];
    run(dir.path(), &mended, 0);
    let kept = read(&dir.path().join("kept/a.parquet"));
    let original = kept.column_by_name("before").unwrap().as_string::<i32>();
    let original: Vec<_> = original
        .iter()
        .map(|text| text.map(str::to_owned))
        .collect();
    assert_eq!(original, texts(&before));
    assert_eq!(texts(&kept), (0..500).map(body).collect::<Vec<_>>());
    let output = run(dir.path(), &["restore", "in/a.parquet"], 2);
    says(&output, &["a.parquet: has no column `jingwen`"]);
    assert!(output.stdout.is_empty());
}

#[test]
fn a_name_or_bytes_tell_the_form() {
    let dir = TempDir::new().unwrap();
    let source = dir.path().join("a.parquet");
    put(&source, &batch(4), 9);
    fs::copy(&source, dir.path().join("rows")).unwrap();
    fs::copy(&source, dir.path().join("rows.bin")).unwrap();
    let of = |args: &[&str]| {
        let json = ["clean", "--output-format", "jsonl", "-q", "--source", "x"];
        run(dir.path(), &[&json, args].concat(), 0).stdout
    };
    let expected = of(&["a.parquet"]);
    assert!(expected.len() > 400);
    assert_eq!(of(&["rows"]), expected);
    assert_eq!(of(&["rows.bin", "--input-format", "parquet"]), expected);
}

#[test]
fn a_site_is_learned_from_rows() {
    let dir = TempDir::new().unwrap();
    let story = |row: usize| {
        let sentences = (0..9).map(|n| {
            format!(
                "Item {n} of report {row} was read to the board by clerk {}.",
                row * 31 + n * 7
            )
        });
        let sentences: Vec<String> = sentences.collect();
        format!(
            "{}\n\nTell us what you know, that the Lantern should know too",
            sentences.join(" ")
        )
    };
    let schema = Schema::new(vec![
        Field::new("url", DataType::Utf8, false),
        Field::new("text", DataType::Utf8, false),
    ]);
    let urls =
        StringArray::from_iter_values((0..20).map(|n| format!("https://lantern.example/{n}")));
    let stories = StringArray::from_iter_values((0..20).map(story));
    let rows = RecordBatch::try_new(Arc::new(schema), vec![Arc::new(urls), Arc::new(stories)]);
    put(&dir.path().join("in/a.parquet"), &rows.unwrap(), 7);
    says(
        &run(dir.path(), &["learn", "in", "-o", "site.toml"], 0),
        &["20 documents of 1 source,", "1 rule learned"],
    );
    run(
        dir.path(),
        &["clean", "in", "-o", "out", "--rules", "site.toml", "-q"],
        0,
    );
    let cleaned = texts(&read(&dir.path().join("out/a.parquet")));
    assert_eq!(cleaned.len(), 20);
    assert!(
        cleaned
            .iter()
            .all(|text| text.as_ref().is_some_and(|text| !text.contains("Lantern")))
    );
}
