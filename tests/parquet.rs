//! Parquet in and out. What other programs make of it, and every type of column, `make parquet` tests.

mod common;

use std::fs::{self, File};
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Instant;

use arrow_array::cast::AsArray as _;
use arrow_array::{Array as _, ArrayRef, Int64Array, RecordBatch, StringArray, StructArray};
use arrow_schema::{DataType, Field, Schema};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::metadata::{KeyValue, ParquetMetaData, ParquetMetaDataReader};
use parquet::file::properties::WriterProperties;
use tempfile::TempDir;

use common::program::{jingwen, json_lines, kill_after, run, says};
use common::texts::{FIRST, LAST};
use common::tree::tree;

const NOTICE: &str = "Disclaimer: This article is for informational purposes only and does not constitute investment advice.";

/// The text of a row: of every third an article, of every third one with a notice, else none.
fn text(row: usize) -> Option<String> {
    let article =
        format!("{FIRST}\n\nIn year {row} of the plan nobody had spoken of it.\n\n{LAST}");
    match row % 3 {
        0 => Some(article),
        1 => Some(format!("{article}\n\n{NOTICE}")),
        _ => None,
    }
}

fn body(row: usize) -> Option<String> {
    text(row).map(|text| text.replace(&format!("\n\n{NOTICE}"), ""))
}

fn batch(rows: usize) -> RecordBatch {
    let texts = StringArray::from_iter((0..rows).map(text));
    let ids = StringArray::from_iter_values((0..rows).map(|row| format!("d{row}")));
    let urls = StringArray::from_iter_values(
        (0..rows).map(|row| format!("https://news{}.example.com/{row}", row % 7)),
    );
    let content: ArrayRef = Arc::new(texts.clone());
    let inner = Field::new("content", DataType::Utf8, true);
    let number: ArrayRef = Arc::new(Int64Array::from_iter_values(0..rows as i64));
    let number_field = Field::new("n", DataType::Int64, false);
    let data = StructArray::from(vec![
        (Arc::new(inner), content),
        (Arc::new(number_field), number),
    ]);
    let note = [("note".to_owned(), "kept".to_owned())].into();
    let schema = Schema::new(vec![
        Field::new("id", DataType::Utf8, false).with_metadata(note),
        Field::new("text", DataType::Utf8, true),
        Field::new("data", data.data_type().clone(), false),
        Field::new("url", DataType::Utf8, true),
    ]);
    let columns: Vec<ArrayRef> = vec![
        Arc::new(ids),
        Arc::new(texts),
        Arc::new(data),
        Arc::new(urls),
    ];
    RecordBatch::try_new(Arc::new(schema), columns).unwrap()
}

fn put(path: &Path, batch: &RecordBatch, group: usize) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let zstd = Compression::ZSTD(ZstdLevel::try_new(1).unwrap());
    let properties = WriterProperties::builder()
        .set_max_row_group_row_count(Some(group))
        .set_compression(zstd)
        .set_key_value_metadata(Some(vec![KeyValue::new(
            "made".to_owned(),
            "here".to_owned(),
        )]))
        .build();
    let file = File::create(path).unwrap();
    let mut writer = ArrowWriter::try_new(file, batch.schema(), Some(properties)).unwrap();
    writer.write(batch).unwrap();
    writer.close().unwrap();
}

fn read(path: &Path) -> RecordBatch {
    let file = File::open(path).unwrap();
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
    let schema = builder.schema().clone();
    let mut batches = builder.with_batch_size(1 << 20).build().unwrap();
    let whole = batches
        .next()
        .map_or_else(|| RecordBatch::new_empty(schema), Result::unwrap);
    assert!(batches.next().is_none());
    whole
}

fn metadata(path: &Path) -> ParquetMetaData {
    let file = File::open(path).unwrap();
    ParquetMetaDataReader::new()
        .parse_and_finish(&file)
        .unwrap()
}

fn groups(path: &Path) -> Vec<i64> {
    let metadata = metadata(path);
    metadata.row_groups().iter().map(|g| g.num_rows()).collect()
}

fn texts(batch: &RecordBatch) -> Vec<Option<String>> {
    let texts = batch.column_by_name("text").unwrap().as_string::<i32>();
    texts.iter().map(|text| text.map(str::to_owned)).collect()
}

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
fn any_number_of_threads_and_any_kill_give_the_same_bytes() {
    let dir = TempDir::new().unwrap();
    for (name, rows, group) in [("a", 900, 400), ("b", 1200, 5000), ("c", 10, 3)] {
        put(
            &dir.path().join(format!("in/{name}.parquet")),
            &batch(rows),
            group,
        );
    }
    let begun = Instant::now();
    run(
        dir.path(),
        &["clean", "in", "-o", "whole", "-q", "--record"],
        0,
    );
    let takes = begun.elapsed();
    let expected = tree(&dir.path().join("whole"));
    assert_eq!(expected.len(), 3);
    for threads in ["1", "5"] {
        let out = format!("threads{threads}");
        run(
            dir.path(),
            &["clean", "in", "-o", &out, "-q", "--record", "-j", threads],
            0,
        );
        assert!(tree(&dir.path().join(out)) == expected, "{threads} threads");
    }
    let mut killed = 0;
    for round in 0..4u32 {
        let out = format!("out{round}");
        let args = ["clean", "in", "-o", &out, "-q", "--record", "--resume"];
        let moment = takes * (round * 2 + 1) / 10;
        killed += u32::from(kill_after(jingwen(dir.path(), &args), moment));
        run(dir.path(), &args, 0);
        assert!(tree(&dir.path().join(&out)) == expected, "round {round}");
    }
    assert!(killed >= 2, "{killed} of 4 were killed");
}

#[test]
fn in_place_and_back() {
    let dir = TempDir::new().unwrap();
    put(&dir.path().join("in/a.parquet"), &batch(600), 250);
    put(&dir.path().join("in/same.parquet"), &batch(1), 250);
    let before = tree(&dir.path().join("in"));
    run(dir.path(), &["clean", "--in-place", "in", "-q"], 0);
    let after = tree(&dir.path().join("in"));
    assert_eq!(before["same.parquet"], after["same.parquet"]);
    let cleaned = read(&dir.path().join("in/a.parquet"));
    assert_eq!(texts(&cleaned), (0..600).map(body).collect::<Vec<_>>());
    // With another level it is cleaned anew, from the original.
    run(
        dir.path(),
        &[
            "clean",
            "--in-place",
            "in",
            "-q",
            "--resume",
            "--only",
            "copyright",
        ],
        0,
    );
    assert_eq!(
        texts(&read(&dir.path().join("in/a.parquet"))),
        (0..600).map(text).collect::<Vec<_>>()
    );
    run(dir.path(), &["restore", "in"], 0);
    assert!(tree(&dir.path().join("in")) == before);
}

#[test]
fn what_is_damaged_is_named_and_the_rest_done() {
    let dir = TempDir::new().unwrap();
    let whole = dir.path().join("in/whole.parquet");
    put(&whole, &batch(600), 200);
    let bytes = fs::read(&whole).unwrap();
    let text = metadata(&whole).row_group(1).column(1).clone();
    let (start, length) = text.byte_range();
    let mut broken = bytes.clone();
    broken[start as usize..(start + length) as usize].fill(0xA5);
    fs::write(dir.path().join("in/page.parquet"), &broken).unwrap();
    fs::write(dir.path().join("in/cut.parquet"), &bytes[..bytes.len() / 2]).unwrap();
    fs::write(dir.path().join("in/empty.parquet"), b"").unwrap();
    let output = run(dir.path(), &["clean", "in", "-o", "out"], 2);
    says(
        &output,
        &[
            "in/page.parquet: row group 2 of 3 is damaged",
            "in/cut.parquet: cannot be read as Parquet",
            "in/empty.parquet: cannot be read as Parquet",
        ],
    );
    let out = tree(&dir.path().join("out"));
    assert_eq!(out.keys().collect::<Vec<_>>(), ["whole.parquet"]);
    assert!(!dir.path().join("out/.jingwen/tmp").exists());
    let cleaned = read(&dir.path().join("out/whole.parquet"));
    assert_eq!(texts(&cleaned), (0..600).map(body).collect::<Vec<_>>());
    // Whoever looks sees the rows before the damage.
    let output = run(
        dir.path(),
        &["scan", "--format", "jsonl", "in/page.parquet"],
        2,
    );
    assert_eq!(json_lines(&output.stdout).len(), 200);
}

#[test]
fn what_cannot_be_done_is_said() {
    let dir = TempDir::new().unwrap();
    put(&dir.path().join("in/a.parquet"), &batch(9), 200);
    put(
        &dir.path().join("in/b.parquet"),
        &batch(3).project(&[0, 2]).unwrap(),
        9,
    );
    put(&dir.path().join("in/c.parquet"), &batch(3), 9);
    let output = run(
        dir.path(),
        &["clean", "in", "-o", "out", "--id-field", "data.n"],
        2,
    );
    says(
        &output,
        &[
            "in/b.parquet: has no column text, content, body, article: name one of those of strings with --text-field: id, data.content",
        ],
    );
    assert_eq!(tree(&dir.path().join("out")).len(), 2);
    let cases: [(&[&str], &str); 7] = [
        (
            &["clean", "in/a.parquet"],
            "Parquet is written to files alone",
        ),
        (
            &["clean", "in/a.parquet", "-o", "o", "--limit", "2"],
            "leave out --limit",
        ),
        (
            &["clean", "in/a.parquet", "-o", "o", "--diff"],
            "cannot be used with",
        ),
        (
            &["clean", "in/a.parquet", "--diff"],
            "--diff compares texts",
        ),
        (
            &["clean", "in/a.parquet", "-o", "o", "--html-field", "url"],
            "the text of the pages in `url`",
        ),
        (
            &["clean", "in/a.parquet", "-o", "p", "--keep-original", "url"],
            "has a column `url` already",
        ),
        (&["scan", "-", "--input-format", "parquet"], "name the file"),
    ];
    for (args, why) in cases {
        says(&run(dir.path(), args, 2), &[why]);
    }
    // A row over the limit stays as it is.
    let args = [
        "clean",
        "in/a.parquet",
        "-o",
        "limited",
        "--max-document",
        "300",
    ];
    says(
        &run(dir.path(), &args, 2),
        &["in/a.parquet:2: a document of over"],
    );
    let limited = texts(&read(&dir.path().join("limited/a.parquet")));
    assert_eq!(limited, (0..9).map(text).collect::<Vec<_>>());
    // So do rows whose text is of another kind.
    let args = [
        "clean",
        "in/a.parquet",
        "-o",
        "other",
        "--text-field",
        "data.n",
    ];
    says(&run(dir.path(), &args, 0), &["9 of 9"]);
    assert_eq!(read(&dir.path().join("other/a.parquet")), batch(9));
    assert!(
        run(dir.path(), &["clean", "in/a.parquet", "--check"], 1)
            .stderr
            .len()
            < 1000
    );
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
    let texts = StringArray::from_iter_values((0..20).map(story));
    let rows = RecordBatch::try_new(Arc::new(schema), vec![Arc::new(urls), Arc::new(texts)]);
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
    let cleaned = texts_of(&dir.path().join("out/a.parquet"));
    assert_eq!(cleaned.len(), 20);
    assert!(
        cleaned
            .iter()
            .all(|text| text.as_ref().is_some_and(|text| !text.contains("Lantern")))
    );
}

fn texts_of(path: &Path) -> Vec<Option<String>> {
    texts(&read(path))
}

/// Of 256 MiB of text in one row group, a fraction is in memory at any time, although the column is
/// encoded anew: its first row changes. The others are over the limit, so that they take no time.
#[test]
#[cfg(target_os = "linux")]
fn a_row_group_of_any_size_takes_bounded_memory() {
    let dir = TempDir::new().unwrap();
    let long = "The harbour board met in the old library on Monday. ".repeat(20_000);
    let path = dir.path().join("a.parquet");
    let schema = Arc::new(Schema::new(vec![Field::new("text", DataType::Utf8, true)]));
    let properties = WriterProperties::builder()
        .set_dictionary_enabled(false)
        .set_compression(Compression::SNAPPY)
        .build();
    let file = File::create(&path).unwrap();
    let mut writer = ArrowWriter::try_new(file, schema.clone(), Some(properties)).unwrap();
    for row in 0..256 {
        let text = if row == 0 {
            text(1)
        } else {
            Some(format!("{row} {long}"))
        };
        let column: ArrayRef = Arc::new(StringArray::from_iter([text]));
        let batch = RecordBatch::try_new(schema.clone(), vec![column]).unwrap();
        writer.write(&batch).unwrap();
    }
    writer.close().unwrap();
    assert_eq!(groups(&path), [256]);
    let args = [
        "clean",
        "a.parquet",
        "-o",
        "out",
        "-q",
        "-j",
        "1",
        "--max-document",
        "100K",
    ];
    let mut child = jingwen(dir.path(), &args)
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut most = 0;
    while child.try_wait().unwrap().is_none() {
        let status = fs::read_to_string(&status).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
        most = most.max(kilobytes.unwrap_or(0_usize) << 10);
        std::thread::yield_now();
    }
    assert_eq!(child.wait().unwrap().code(), Some(2));
    assert!((1 << 20..128 << 20).contains(&most), "{most} bytes");
    let file = File::open(dir.path().join("out/a.parquet")).unwrap();
    let builder = ParquetRecordBatchReaderBuilder::try_new(file)
        .unwrap()
        .with_batch_size(1);
    for (row, batch) in builder.build().unwrap().enumerate() {
        let is = &texts(&batch.unwrap())[0];
        let was = if row == 0 {
            body(1)
        } else {
            Some(format!("{row} {long}"))
        };
        assert!(*is == was, "row {row}");
    }
}
