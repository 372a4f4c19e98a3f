//! CSV and TSV: a document a row.

use serde_json::Value;
use tempfile::TempDir;

use crate::common::program::{json_lines, run, says, text};
use crate::common::texts::{FIRST, LAST};
use crate::common::tree::put;
use crate::inputs::{cleaned_table, table};

#[test]
fn a_table_keeps_every_byte_but_the_text() {
    let dir = TempDir::new().unwrap();
    put(&dir.path().join("t.csv"), table(20));
    let output = run(dir.path(), &["clean", "t.csv"], 0);
    assert_eq!(text(&output.stdout), cleaned_table(20));
    // Another reader agrees on what the cells hold.
    let read = |bytes: &[u8]| -> Vec<csv::StringRecord> {
        csv::Reader::from_reader(bytes)
            .records()
            .map(Result::unwrap)
            .collect()
    };
    let (before, after) = (read(table(20).as_bytes()), read(&output.stdout));
    assert_eq!(before.len(), after.len());
    for (before, after) in before.iter().zip(&after) {
        assert_eq!((&before[0], &before[2]), (&after[0], &after[2]));
        assert_eq!(before[1].replace("Advertisement\n", ""), after[1]);
    }
    for column in ["2", "text"] {
        let by = run(dir.path(), &["clean", "t.csv", "--text-field", column], 0);
        assert_eq!(by.stdout, output.stdout, "{column}");
    }
    let none = run(dir.path(), &["clean", "t.csv", "--text-field", "body"], 0);
    assert_eq!(text(&none.stdout), table(20));
    says(
        &none,
        &[
            "20 of 20 lines left as they are",
            "name it with --text-field",
        ],
    );
    let objects = run(
        dir.path(),
        &["clean", "t.csv", "--output-format", "jsonl", "--record"],
        0,
    );
    let first = &json_lines(&objects.stdout)[0];
    assert_eq!(
        (&first["id"], &first["note"]),
        (&Value::from("0"), &Value::from("plain"))
    );
    put(&dir.path().join("o.jsonl"), &objects.stdout);
    let restored = json_lines(&run(dir.path(), &["restore", "o.jsonl"], 0).stdout);
    assert_eq!(restored[0]["text"], &before[0][1]);
}

#[test]
fn other_marks_and_bare_cells() {
    let dir = TempDir::new().unwrap();
    let cases = [
        ("t.csv", "id;text\n1;AD, \"x\"\n"),
        (
            "t.tsv",
            "id\ttext\n1\tAdvertisement\n2\t\"Quoted,\" he said\n",
        ),
        ("u.tsv", "id\ttext\n1\t\"a\tb\"\n"),
        ("n.csv", "text\n\n\"\"\n"),
    ];
    for (name, bytes) in cases {
        put(&dir.path().join(name), bytes);
        let output = run(dir.path(), &["clean", name, "--keep", "advertisement"], 0);
        assert_eq!(text(&output.stdout), bytes, "{name}");
    }
    // What is left of a bare cell must not begin like a quoted one.
    put(&dir.path().join("phrases"), "read more here\n");
    put(
        &dir.path().join("b.csv"),
        format!("id,text\n1,Read more here \"{FIRST}\" {FIRST}\n"),
    );
    let args = [
        "clean",
        "b.csv",
        "--output-format",
        "jsonl",
        "--phrases",
        "phrases",
    ];
    let body = json_lines(&run(dir.path(), &args, 0).stdout)[0]["text"].clone();
    let table = run(dir.path(), &["clean", "b.csv", "--phrases", "phrases"], 0);
    let mut reader = csv::Reader::from_reader(&table.stdout[..]);
    let row = reader.records().next().unwrap().unwrap();
    assert_eq!(&row[1], body.as_str().unwrap());
}

#[test]
fn a_broken_row_passes_and_is_named() {
    let dir = TempDir::new().unwrap();
    let rows = format!(
        "id,text\r\n1,\"open\r\n2,{FIRST}\r\n3,a,b\r\n4,\"x\"y\r\n5,\"{FIRST}\nAdvertisement\n{LAST}\"\r\n6,\"never closed\r\n7,{FIRST}\r\n"
    );
    put(&dir.path().join("t.csv"), &rows);
    let output = run(dir.path(), &["clean", "t.csv"], 2);
    assert_eq!(text(&output.stdout), rows.replace("Advertisement\n", ""));
    says(
        &output,
        &[
            "t.csv:2: a quote is not closed",
            "t.csv:4: 3 cells, where the first row has 2",
            "t.csv:5: ",
            "t.csv:9: a quote is not closed",
        ],
    );
    assert_eq!(text(&output.stderr).matches("error:").count(), 4);
    let objects = run(
        dir.path(),
        &["clean", "t.csv", "--output-format", "jsonl"],
        2,
    );
    let ids: Vec<Value> = json_lines(&objects.stdout)
        .iter()
        .map(|o| o["id"].clone())
        .collect();
    assert_eq!(ids, ["2", "5", "7"]);
}

#[test]
fn a_row_over_the_limit_passes() {
    let dir = TempDir::new().unwrap();
    let long = "x".repeat(5000);
    let rows = format!("id,text\n1,{long}\n2,\"{FIRST}\nAdvertisement\n{LAST}\"\n");
    put(&dir.path().join("t.csv"), &rows);
    let small = ["--max-document", "4K"];
    let output = run(dir.path(), &[&["clean", "t.csv"], &small[..]].concat(), 2);
    assert_eq!(text(&output.stdout), rows.replace("Advertisement\n", ""));
    says(
        &output,
        &["t.csv:2: a document of over", "passed over unchanged"],
    );
}

#[test]
fn rows_that_are_all_broken_take_no_longer_than_others() {
    let dir = TempDir::new().unwrap();
    put(
        &dir.path().join("q.csv"),
        format!("id,text\n{}", "1,\"a\n".repeat(100_000)),
    );
    let broken = run(dir.path(), &["clean", "q.csv"], 2);
    assert_eq!(text(&broken.stderr).lines().count(), 100_000);
    put(&dir.path().join("n.jsonl"), "\n".repeat(2_000_000));
    run(dir.path(), &["clean", "n.jsonl"], 0);
}

#[test]
fn a_table_in_another_encoding_is_written_in_utf_8() {
    let dir = TempDir::new().unwrap();
    let words = "本报记者昨日从市政府获悉，新大桥将于五月动工，预计明年年底前建成通车。";
    let table = format!("编号,text\r\n1,{words}\r\n");
    put(&dir.path().join("g.csv"), encoding_rs::GBK.encode(&table).0);
    let output = run(dir.path(), &["clean", "g.csv"], 0);
    assert_eq!(text(&output.stdout), table);
    says(&output, &["g.csv: read as gb18030"]);
}
