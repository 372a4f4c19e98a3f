//! What holds whatever happens: threads, kills, damage, mistakes, size.

use std::fs::{self, File};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Instant;

use arrow_array::{ArrayRef, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;
use tempfile::TempDir;

use crate::common::program::{jingwen, json_lines, kill_after, run, says};
use crate::common::tree::tree;
use crate::files::{batch, body, groups, metadata, put, read, text, texts, write};

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

/// Of a few thousand bytes that unpack to 80 MiB nothing is read, until the limit is lifted.
#[test]
fn columns_that_unpack_to_more_than_the_limits_allow_are_refused() {
    let dir = TempDir::new().unwrap();
    let bomb = dir.path().join("in/bomb.parquet");
    put(&dir.path().join("in/a.parquet"), &batch(600), 200);
    let schema = Schema::new(vec![Field::new("text", DataType::Utf8, true)]);
    let spaces = " ".repeat(16 << 20);
    let column: ArrayRef = Arc::new(StringArray::from_iter_values((0..5).map(|_| &*spaces)));
    let rows = RecordBatch::try_new(Arc::new(schema), vec![column]).unwrap();
    let properties = WriterProperties::builder()
        .set_dictionary_enabled(false)
        .set_compression(Compression::ZSTD(Default::default()))
        .build();
    write(&bomb, [rows.clone()], properties);
    assert!(fs::metadata(&bomb).unwrap().len() < 100_000);
    let why = [
        "in/bomb.parquet: unpacks to over 64 MiB and more than 250 times its size",
        "--max-ratio 0",
        "nothing was written for it",
    ];
    let args = ["clean", "in", "-o", "out", "-q", "--max-document", "1M"];
    says(&run(dir.path(), &args, 2), &why);
    let done = tree(&dir.path().join("out"));
    assert_eq!(done.keys().collect::<Vec<_>>(), ["a.parquet"]);
    says(&run(dir.path(), &["scan", "in", "-q"], 2), &why);
    let lifted = [&args[..], &["--max-ratio", "0", "--resume"]].concat();
    says(
        &run(dir.path(), &lifted, 2),
        &["in/bomb.parquet:1: a document of over 1 MiB"],
    );
    assert!(read(&dir.path().join("out/bomb.parquet")) == rows);
    // So it is with the size alone, of all that is read.
    let small = ["clean", "in/a.parquet", "-o", "o", "--max-unpacked", "10K"];
    says(
        &run(dir.path(), &small, 2),
        &["in/a.parquet: unpacks to more than --max-unpacked 10K;"],
    );
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
    let rows = (0..256).map(|row| {
        let text = if row == 0 {
            text(1)
        } else {
            Some(format!("{row} {long}"))
        };
        let column: ArrayRef = Arc::new(StringArray::from_iter([text]));
        RecordBatch::try_new(schema.clone(), vec![column]).unwrap()
    });
    write(&path, rows, properties);
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
