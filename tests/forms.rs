//! The forms that documents come in beside texts and JSON: pages, tables, web archives, mail.
#![cfg(feature = "cli")]

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::Instant;

use assert_cmd::cargo::CommandCargoExt as _;
use serde_json::Value;
use tempfile::TempDir;

const FIRST: &str = "The council approved the new bridge on Monday after a long debate.";
const LAST: &str = "Work on the bridge will start in May, the mayor told reporters.";

fn jingwen(dir: &Path, args: &[&str]) -> Command {
    let mut command = Command::cargo_bin("jingwen").expect("the program is built");
    command.current_dir(dir).args(args).stdin(Stdio::null());
    command
}

#[track_caller]
fn run(dir: &Path, args: &[&str], code: i32) -> Output {
    let output = jingwen(dir, args).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{args:?}: {said}");
    output
}

fn piped(dir: &Path, args: &[&str], bytes: &[u8]) -> Output {
    let mut command = jingwen(dir, args);
    command.stdin(Stdio::piped());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child: Child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(bytes).unwrap();
    child.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[track_caller]
fn says(output: &Output, parts: &[&str]) {
    let said = text(&output.stderr);
    for part in parts {
        assert!(said.contains(part), "{part:?} is not in {said}");
    }
}

fn put(path: &Path, bytes: impl AsRef<[u8]>) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn lines(bytes: &[u8]) -> Vec<Value> {
    let text = text(bytes);
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn tree(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut open = vec![dir.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.file_name().is_some_and(|name| name == ".jingwen") {
                continue;
            }
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(dir).unwrap().to_string_lossy();
                files.insert(name.into_owned(), fs::read(&path).unwrap());
            }
        }
    }
    files
}

fn page(n: usize) -> String {
    format!(
        "<!DOCTYPE html><html><head><title>Bridge {n} approved</title><meta charset=utf-8>\
         <link rel=canonical href='https://news.example.com/{n}'></head><body>\
         <nav><a href=/>Home</a> <a href=/p>Politics</a></nav>\
         <article><h1>Bridge {n} approved</h1><p>{FIRST}</p><p>Advertisement</p><p>{LAST}</p></article>\
         <script>var x = '<p>no text';</script></body></html>"
    )
}

fn body() -> String {
    format!("{FIRST}\n\n{LAST}\n")
}

/// A table of so many rows, with every kind of quoting.
fn table(rows: usize) -> String {
    let mut table = String::from("\u{FEFF}id,\"text\",note\r\n");
    for n in 0..rows {
        let note = ["plain", "\"a \"\"b\"\"\"", "", "\"x\r\ny\""][n % 4];
        table += &format!("{n},\"{FIRST}\nAdvertisement\n\"\"{LAST}\"\"\",{note}\r\n");
    }
    table
}

fn cleaned_table(rows: usize) -> String {
    table(rows).replace("Advertisement\n", "")
}

/// A record of an archive.
fn record(kind: &str, n: usize, media: &str, block: &[u8]) -> Vec<u8> {
    let head = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{n}>\r\nWARC-Target-URI: https://news.example.com/{n}\r\nContent-Type: {media}\r\nContent-Length: {}\r\n\r\n",
        block.len()
    );
    [head.as_bytes(), block, b"\r\n\r\n"].concat()
}

fn response(n: usize) -> Vec<u8> {
    let http = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{}",
        page(n)
    );
    record(
        "response",
        n,
        "application/http; msgtype=response",
        http.as_bytes(),
    )
}

fn conversion(n: usize) -> Vec<u8> {
    let text = format!("{FIRST}\nAdvertisement\n{LAST}\n");
    record("conversion", n, "text/plain", text.as_bytes())
}

/// Records of an archive of so many pages, and what else crawlers write.
fn records(pages: usize) -> Vec<Vec<u8>> {
    let mut records = vec![record(
        "warcinfo",
        9000,
        "application/warc-fields",
        b"software: x\r\n",
    )];
    for n in 0..pages {
        records.push(record(
            "request",
            n + 5000,
            "application/http",
            b"GET / HTTP/1.1\r\n\r\n",
        ));
        records.push(if n % 2 == 0 {
            response(n)
        } else {
            conversion(n)
        });
    }
    records
}

fn archive(records: &[Vec<u8>]) -> Vec<u8> {
    records.iter().flat_map(|record| gzip(record)).collect()
}

fn mail(n: usize) -> String {
    format!(
        "From: Ana <ana@example.com>\nSubject: Bridge {n}\nMessage-ID: <{n}@example.com>\nDate: Mon, 6 May 2024 10:00:00 +0000\n\n{FIRST}\n\nOn Sunday, Ben wrote:\n> When does work start?\n\n{LAST}\n-- \nAna, The Example\n"
    )
}

fn mbox(messages: usize) -> String {
    let message = |n| {
        format!(
            "From ana@example.com Mon May  6 10:00:00 2024\n{}\n",
            mail(n)
        )
    };
    (0..messages).map(message).collect()
}

/// A tree with every form.
fn fill(dir: &Path, n: usize) {
    for page_number in 0..n / 4 {
        put(
            &dir.join(format!("p/{page_number}.html")),
            page(page_number),
        );
    }
    put(&dir.join("t.csv"), table(n));
    put(
        &dir.join("t.tsv.gz"),
        gzip(format!("id\ttext\n1\t{FIRST}\n").as_bytes()),
    );
    put(&dir.join("a.warc.gz"), archive(&records(n)));
    put(
        &dir.join("b.wet"),
        (0..n).flat_map(conversion).collect::<Vec<u8>>(),
    );
    put(&dir.join("m.mbox"), mbox(n));
    put(&dir.join("one.eml"), mail(1));
}

#[test]
fn a_page_gives_its_body_in_one_command() {
    let dir = TempDir::new().unwrap();
    put(&dir.path().join("page.html"), page(1));
    let output = run(dir.path(), &["clean", "page.html"], 0);
    assert_eq!(text(&output.stdout), body());
    let piped = piped(dir.path(), &["clean"], page(1).as_bytes());
    assert_eq!(piped.stdout, output.stdout);
    // Named as a text, it is one.
    let named = run(
        dir.path(),
        &["clean", "page.html", "--input-format", "text"],
        0,
    );
    assert!(text(&named.stdout).contains("<nav>"));
    let line = run(
        dir.path(),
        &["clean", "page.html", "--output-format", "jsonl"],
        0,
    );
    let [object] = &lines(&line.stdout)[..] else {
        panic!("one line");
    };
    assert_eq!(object["url"], "https://news.example.com/1");
    assert_eq!(object["title"], "Bridge 1 approved");
    assert_eq!(object["text"], body().trim_end());
    let scanned = run(dir.path(), &["scan", "page.html", "--format", "jsonl"], 0);
    assert_eq!(
        lines(&scanned.stdout)[0]["spans"][0]["category"],
        "advertisement"
    );
    run(dir.path(), &["lang", "page.html"], 0);
}

#[test]
fn the_encoding_of_a_page_is_found() {
    let dir = TempDir::new().unwrap();
    let paragraph = "本报记者昨日从市政府获悉，新大桥将于五月动工，预计明年年底前建成通车。";
    for (label, head) in [
        ("gbk", "<meta charset=gb2312>"),
        ("gbk", ""),
        (
            "big5",
            "<meta http-equiv=Content-Type content='text/html; charset=big5'>",
        ),
        ("utf-8", "<meta charset=gbk>"),
    ] {
        let words = if label == "big5" {
            "本報記者昨日從市政府獲悉，新大橋將於五月動工，預計明年年底前建成通車。"
        } else {
            paragraph
        };
        let html =
            format!("<html><head>{head}</head><body><p>{words}</p><p>{words}</p></body></html>");
        let encoding = encoding_rs::Encoding::for_label(label.as_bytes()).unwrap();
        put(&dir.path().join("p.html"), encoding.encode(&html).0);
        let output = run(dir.path(), &["clean", "p.html", "-q"], 0);
        assert_eq!(
            text(&output.stdout),
            format!("{words}\n\n{words}\n"),
            "{label} {head}"
        );
    }
}

#[test]
fn a_page_in_a_field_gives_a_field_with_its_article() {
    let dir = TempDir::new().unwrap();
    let line = serde_json::json!({"id": 7, "html": page(1)}).to_string();
    let other = r#"{"id":8,"html":"<p>x","text":"here already"}"#;
    put(
        &dir.path().join("a.jsonl"),
        format!("{line}\n{other}\n{{\"id\":9}}\n"),
    );
    let output = run(dir.path(), &["clean", "a.jsonl", "--html-field", "html"], 2);
    says(
        &output,
        &["a.jsonl:2: it has a field `text` already", "--text-field"],
    );
    let found = text(&output.stdout);
    let first = found.lines().next().unwrap();
    assert!(
        first.starts_with(&line[..line.len() - 1]),
        "the line itself is as it was"
    );
    let object: Value = serde_json::from_str(first).unwrap();
    assert_eq!(object["text"], body().trim_end());
    assert_eq!(object["url"], "https://news.example.com/1");
    assert_eq!(found.lines().nth(1), Some(other));
    assert_eq!(found.lines().nth(2), Some(r#"{"id":9}"#));
}

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
    let first = &lines(&objects.stdout)[0];
    assert_eq!(
        (&first["id"], &first["note"]),
        (&Value::from("0"), &Value::from("plain"))
    );
    put(&dir.path().join("o.jsonl"), &objects.stdout);
    let restored = lines(&run(dir.path(), &["restore", "o.jsonl"], 0).stdout);
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
    let body = lines(&run(dir.path(), &args, 0).stdout)[0]["text"].clone();
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
    let ids: Vec<Value> = lines(&objects.stdout)
        .iter()
        .map(|o| o["id"].clone())
        .collect();
    assert_eq!(ids, ["2", "5", "7"]);
}

#[test]
fn an_archive_gives_a_line_a_document() {
    let dir = TempDir::new().unwrap();
    let records = records(6);
    put(&dir.path().join("a.warc"), records.concat());
    put(&dir.path().join("a.warc.gz"), archive(&records));
    let output = run(dir.path(), &["clean", "a.warc"], 0);
    let objects = lines(&output.stdout);
    assert_eq!(objects.len(), 6);
    for (n, object) in objects.iter().enumerate() {
        assert_eq!(object["id"], format!("<urn:uuid:{n}>"));
        assert_eq!(object["url"], format!("https://news.example.com/{n}"));
        let found = object["text"].as_str().unwrap();
        assert!(found.contains(FIRST) && found.contains(LAST), "{found}");
        assert!(
            !found.contains("Advertisement") && !found.contains("Home"),
            "{found}"
        );
    }
    says(
        &output,
        &["7 of 13 records left out", "neither a page nor a text"],
    );
    let packed = run(dir.path(), &["clean", "a.warc.gz"], 0);
    assert_eq!(packed.stdout, output.stdout);
    let told = piped(dir.path(), &["clean", "-q"], &archive(&records));
    assert_eq!(told.stdout, output.stdout);
    let recorded = run(dir.path(), &["clean", "a.warc", "--record", "-q"], 0);
    assert_eq!(lines(&recorded.stdout)[0]["jingwen"]["outcome"], "cleaned");
}

#[test]
fn a_damaged_record_is_named_and_the_rest_is_done() {
    let dir = TempDir::new().unwrap();
    let clean = |bytes: &[u8], name: &str| {
        put(&dir.path().join(name), bytes);
        let output = run(dir.path(), &["clean", name, "-q"], 2);
        let ids = lines(&output.stdout);
        let ids: Vec<String> = ids
            .iter()
            .map(|o| o["id"].as_str().unwrap().to_owned())
            .collect();
        (ids, output)
    };
    let id = |n: usize| format!("<urn:uuid:{n}>");
    let all: Vec<Vec<u8>> = (0..4).map(response).collect();
    let packed: Vec<Vec<u8>> = all.iter().map(|record| gzip(record)).collect();
    let mut damaged = packed[1].clone();
    let middle = damaged.len() / 2;
    damaged[middle..middle + 8].fill(0xFF);
    let bytes = [&packed[0][..], &damaged, &packed[2], &packed[3]].concat();
    let (ids, output) = clean(&bytes, "a.warc.gz");
    assert_eq!(ids, [id(0), id(2), id(3)]);
    says(
        &output,
        &["a.warc.gz:2: the record is damaged; fetch the archive again"],
    );
    // Damaged from its beginning: what stands before is whole.
    let mut damaged = packed[1].clone();
    damaged[10..30].fill(0xFF);
    let bytes = [&packed[0][..], &damaged, &packed[2]].concat();
    let (ids, output) = clean(&bytes, "d.warc.gz");
    assert_eq!(ids, [id(0), id(2)]);
    says(&output, &["d.warc.gz:2: the record is damaged"]);
    // Whole, but for the sum at its end.
    let mut damaged = packed[1].clone();
    let sum = damaged.len() - 6;
    damaged[sum] ^= 0xFF;
    let bytes = [&packed[0][..], &damaged, &packed[2]].concat();
    let (ids, output) = clean(&bytes, "c.warc.gz");
    assert_eq!(ids, [id(0), id(2)]);
    says(&output, &["c.warc.gz:2: the record is damaged"]);
    // Cut off.
    let whole = packed.concat();
    let (ids, _) = clean(&whole[..whole.len() - 200], "b.warc.gz");
    assert_eq!(ids, [id(0), id(1), id(2)]);
    let whole = all.concat();
    let (ids, output) = clean(&whole[..whole.len() - 50], "b.warc");
    assert_eq!(ids, [id(0), id(1), id(2)]);
    says(&output, &["b.warc:4: the record is cut off"]);
    // A head that is no head, one without length, and one without end.
    let rubbish = b"no record at all\r\nnor this\r\n\r\n".to_vec();
    let short = text(&all[1])
        .replace("Content-Length", "Content-Longth")
        .into_bytes();
    let long = format!("WARC/1.0\r\nX: {}\r\n\r\n", "x".repeat(1 << 20)).into_bytes();
    for (name, bad) in [("r.warc", rubbish), ("s.warc", short), ("l.warc", long)] {
        let bytes = [&all[0][..], &bad, &all[2]].concat();
        let (ids, output) = clean(&bytes, name);
        assert_eq!(ids, [id(0), id(2)], "{name}");
        says(&output, &[&format!("{name}:2: the record is damaged")]);
    }
    // Over the limit.
    let big = record("conversion", 8, "text/plain", &[b'x'; 5000]);
    put(
        &dir.path().join("big.warc"),
        [&all[0][..], &big, &all[2]].concat(),
    );
    let output = run(
        dir.path(),
        &["clean", "big.warc", "--max-document", "4K", "-q"],
        2,
    );
    assert_eq!(lines(&output.stdout).len(), 2);
    says(&output, &["big.warc:2: a document of over", "left out"]);
}

#[test]
fn mail_gives_what_its_writer_wrote() {
    let dir = TempDir::new().unwrap();
    put(&dir.path().join("one.eml"), mail(1));
    let output = run(dir.path(), &["clean", "one.eml"], 0);
    let body = text(&output.stdout);
    assert!(body.contains(FIRST) && body.contains(LAST), "{body}");
    for other in ["wrote", "When does", "The Example", "Subject"] {
        assert!(!body.contains(other), "{other}: {body}");
    }
    let escaped = format!("{}>From here on, it is a quiet town.\n", mbox(2));
    put(&dir.path().join("all.mbox"), &escaped);
    let objects = lines(&run(dir.path(), &["clean", "all.mbox"], 0).stdout);
    assert_eq!(objects.len(), 2);
    assert_eq!(objects[1]["id"], "1@example.com");
    assert_eq!(objects[1]["title"], "Bridge 1");
    assert_eq!(
        objects[0]["quoted"],
        "On Sunday, Ben wrote:\n> When does work start?"
    );
    let signature = objects[1]["signature"].as_str().unwrap();
    assert!(
        signature.ends_with("\nFrom here on, it is a quiet town."),
        "{signature}"
    );
    let told = piped(dir.path(), &["clean"], escaped.as_bytes());
    assert_eq!(lines(&told.stdout).len(), 2);
    // Transfer encodings, and a page for a body.
    let html = "From: a@example.com\nMIME-Version: 1.0\nSubject: =?utf-8?B?5aSn5qGl?=\nContent-Type: text/html; charset=gbk\nContent-Transfer-Encoding: base64\n\n";
    let words = encoding_rs::GBK
        .encode("<p>新大桥五月动工。</p><p>明年通车。</p>")
        .0;
    let packed = base64(&words);
    put(&dir.path().join("h.eml"), format!("{html}{packed}\n"));
    let args = ["clean", "h.eml", "--output-format", "jsonl"];
    let object = &lines(&run(dir.path(), &args, 0).stdout)[0];
    assert_eq!(object["text"], "新大桥五月动工。\n\n明年通车。");
    assert_eq!(object["title"], "大桥");
    // Messages in messages, deeper than a stack; and no text at all.
    let deep = "Content-Type: message/rfc822\n\n".repeat(20_000);
    put(
        &dir.path().join("deep.eml"),
        format!("From: a@example.com\n{deep}Subject: x\n\n{FIRST}\n"),
    );
    let deep = run(dir.path(), &["clean", "deep.eml"], 2);
    says(&deep, &["deep.eml: it holds over 256 messages"]);
    put(
        &dir.path().join("image.eml"),
        "From: a@example.com\nContent-Type: image/png\n\nx\n",
    );
    let none = run(dir.path(), &["clean", "image.eml"], 0);
    says(&none, &["image.eml: 1 of 1 records left out"]);
    // A notice of confidentiality goes.
    let notice = "This e-mail and any attachments are confidential and intended solely for the use of the individual to whom it is addressed. If you have received this email in error please notify the sender and delete it.";
    put(
        &dir.path().join("c.eml"),
        format!("From: a@example.com\n\n{FIRST}\n\n{notice}\n"),
    );
    let output = run(dir.path(), &["clean", "c.eml"], 0);
    assert_eq!(text(&output.stdout), format!("{FIRST}\n"));
    put(&dir.path().join("no.eml"), "\n\nno head\n");
    let none = run(dir.path(), &["clean", "no.eml"], 2);
    says(&none, &["no.eml: it is no message", "--input-format"]);
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for group in bytes.chunks(3) {
        let bits = group.iter().fold(0u32, |bits, b| bits << 8 | u32::from(*b));
        let bits = bits << (8 * (3 - group.len()));
        for digit in 0..4 {
            let value = bits >> (18 - 6 * digit) & 63;
            out.push(if digit > group.len() {
                '='
            } else {
                DIGITS[value as usize] as char
            });
        }
    }
    out
}

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
fn killed_at_any_moment_every_form_is_finished_as_if_never_killed() {
    let dir = TempDir::new().unwrap();
    fill(&dir.path().join("in"), 60);
    let begun = Instant::now();
    run(
        dir.path(),
        &[
            "clean",
            "in",
            "-o",
            "whole",
            "--removed",
            "whole.jsonl",
            "-q",
        ],
        0,
    );
    let takes = begun.elapsed();
    let expected = tree(&dir.path().join("whole"));
    let removed = fs::read(dir.path().join("whole.jsonl")).unwrap();
    let mut killed = 0;
    for round in 0..6u32 {
        let (out, records) = (format!("out{round}"), format!("out{round}.jsonl"));
        let args = [
            "clean",
            "in",
            "-o",
            &out,
            "--removed",
            &records,
            "-q",
            "--resume",
        ];
        let mut child = jingwen(dir.path(), &args)
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let begun = Instant::now();
        while begun.elapsed() < takes * (round * 2 + 1) / 14 && child.try_wait().unwrap().is_none()
        {
            std::thread::yield_now();
        }
        killed += u32::from(child.try_wait().unwrap().is_none());
        let _ = child.kill();
        child.wait().unwrap();
        run(dir.path(), &args, 0);
        assert!(tree(&dir.path().join(&out)) == expected, "round {round}");
        assert!(
            fs::read(dir.path().join(records)).unwrap() == removed,
            "round {round}"
        );
    }
    assert!(killed >= 3, "{killed} of 6 were killed");
}

#[test]
fn a_large_table_and_a_large_archive_go_on_in_the_middle() {
    let dir = TempDir::new().unwrap();
    let long = "The harbour board met in the old library on Monday. ".repeat(400);
    let rows: String = (0..300)
        .map(|n| format!("{n},\"{long}\n\"\"{n}\"\"\"\n"))
        .collect();
    let table = format!("id,text\n{rows}");
    let record = |n| record("conversion", n, "text/plain", long.as_bytes());
    let archive: Vec<u8> = (0..300).flat_map(record).collect();
    let files: [(&str, &[u8]); 2] = [("t.csv", table.as_bytes()), ("a.warc", &archive)];
    for (name, bytes) in files {
        let input = format!("in-{name}");
        put(&dir.path().join(&input).join(name), bytes);
        let fast = ["--no-builtin", "--no-model", "-q"];
        let whole = [&["clean", &input, "-o", "whole", "--overwrite"], &fast[..]].concat();
        run(dir.path(), &whole, 0);
        let expected = tree(&dir.path().join("whole"));
        let out = format!("out-{name}");
        let args = [
            "clean",
            &input,
            "-o",
            &out,
            "--resume",
            "--checkpoint",
            "1M",
        ];
        let args = [&args, &fast[..]].concat();
        let mut child = jingwen(dir.path(), &args).spawn().unwrap();
        let journal = dir.path().join(&out).join(".jingwen/journal.jsonl");
        let is_part =
            || fs::read_to_string(&journal).is_ok_and(|text| text.contains(r#""type":"part""#));
        while !is_part() {
            assert!(child.try_wait().unwrap().is_none(), "it was over before");
            std::thread::yield_now();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        run(dir.path(), &args, 0);
        let found = tree(&dir.path().join(&out));
        let written = found.keys().next().unwrap();
        assert!(found[written] == expected[written], "{name}");
        fs::remove_dir_all(dir.path().join("whole")).unwrap();
    }
}

#[test]
fn a_table_is_cleaned_in_place_and_put_back_and_a_page_is_not() {
    let dir = TempDir::new().unwrap();
    put(&dir.path().join("d/t.csv"), table(30));
    put(&dir.path().join("d/u.csv.gz"), gzip(table(3).as_bytes()));
    let before = tree(&dir.path().join("d"));
    run(dir.path(), &["clean", "--in-place", "d", "-q"], 0);
    let after = tree(&dir.path().join("d"));
    assert_eq!(text(&after["t.csv"]), cleaned_table(30));
    run(dir.path(), &["restore", "d", "-q"], 0);
    assert_eq!(tree(&dir.path().join("d")), before);
    put(&dir.path().join("d/p.html"), page(1));
    let refused = run(dir.path(), &["clean", "--in-place", "d"], 2);
    says(
        &refused,
        &[
            "d/p.html: is html, and its articles are written as text",
            "-o DIR",
        ],
    );
    assert!(!dir.path().join("d/.jingwen").exists());
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
    assert_eq!(lines(&run(dir.path(), &json, 0).stdout).len(), 3);
    let limited = ["clean", "t.csv", "--limit", "0"];
    assert_eq!(run(dir.path(), &limited, 0).stdout, b"");
    let check = run(dir.path(), &["clean", "--check", "p.html", "t.csv"], 1);
    says(&check, &[]);
}

#[test]
fn pages_made_to_harm_end_and_keep_their_words() {
    let dir = TempDir::new().unwrap();
    let words = format!("<p>{FIRST}</p><p>{LAST}</p>");
    let cases = [
        format!("{words}{}", "</script>".repeat(100_000)),
        format!("{}{words}", "<div>".repeat(100_000)),
        format!("{}{words}", "<span>".repeat(100_000)),
        format!("{}{words}", "<b class=x>".repeat(100_000)),
        format!("{words}{}", "\0".repeat(100_000)),
        format!("{words}<!--{}", "<!--".repeat(100_000)),
        format!("{}{words}", "<table><tr><td>".repeat(20_000)),
        format!("{words}<a {}>", "x=y ".repeat(50_000)),
        format!("<html {}>{words}", "x".repeat(1 << 20)),
    ];
    for (n, case) in cases.iter().enumerate() {
        let name = format!("{n}.html");
        put(&dir.path().join(&name), case);
        let output = run(dir.path(), &["clean", &name, "-q"], 0);
        assert!(text(&output.stdout).contains("Work on the bridge"), "{n}");
    }
    put(&dir.path().join("none.html"), "");
    assert_eq!(run(dir.path(), &["clean", "none.html"], 0).stdout, b"");
    put(&dir.path().join("big.html"), words.repeat(100));
    let output = run(
        dir.path(),
        &["clean", "big.html", "-o", "out", "--max-document", "1K"],
        2,
    );
    says(
        &output,
        &[
            "big.html: a document of over",
            "left out, raise --max-document",
        ],
    );
    assert!(tree(&dir.path().join("out")).is_empty());
}

#[test]
fn rows_and_messages_over_the_limit_and_in_other_encodings() {
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
    let big = format!("From x Mon May  6 10:00:00 2024\nSubject: x\n\n{long}\n{long}\n\n");
    put(
        &dir.path().join("m.mbox"),
        format!("{}{big}{}", mbox(1), mbox(2)),
    );
    let output = run(dir.path(), &[&["clean", "m.mbox"], &small[..]].concat(), 2);
    assert_eq!(lines(&output.stdout).len(), 3);
    says(&output, &["m.mbox:2: a document of over", "left out"]);
    // Rows that are all broken, and a file of nothing but line ends, take no longer than others.
    put(
        &dir.path().join("q.csv"),
        format!("id,text\n{}", "1,\"a\n".repeat(100_000)),
    );
    let broken = run(dir.path(), &["clean", "q.csv"], 2);
    assert_eq!(text(&broken.stderr).lines().count(), 100_000);
    put(&dir.path().join("n.jsonl"), "\n".repeat(2_000_000));
    run(dir.path(), &["clean", "n.jsonl"], 0);
    // A table in another encoding is written in UTF-8.
    let words = "本报记者昨日从市政府获悉，新大桥将于五月动工，预计明年年底前建成通车。";
    let table = format!("编号,text\r\n1,{words}\r\n");
    put(&dir.path().join("g.csv"), encoding_rs::GBK.encode(&table).0);
    let output = run(dir.path(), &["clean", "g.csv"], 0);
    assert_eq!(text(&output.stdout), table);
    says(&output, &["g.csv: read as gb18030"]);
}

#[test]
#[cfg(not(feature = "parquet"))]
fn a_build_without_parquet_says_so() {
    let dir = TempDir::new().unwrap();
    put(&dir.path().join("in/a.parquet"), b"PAR1....PAR1");
    put(&dir.path().join("in/b.txt"), format!("{FIRST}\n"));
    for args in [&["clean", "in", "-o", "out"][..], &["scan", "in"]] {
        let output = run(dir.path(), args, 2);
        says(&output, &["in/a.parquet: this build", "--features parquet"]);
    }
    let files = tree(&dir.path().join("out"));
    assert_eq!(files.keys().collect::<Vec<_>>(), ["b.txt"]);
}
