//! Inputs of every form, and how the program is run.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use assert_cmd::cargo::CommandCargoExt as _;
use serde_json::Value;

pub const FIRST: &str = "The council approved the new bridge on Monday after a long debate.";
pub const LAST: &str = "Work on the bridge will start in May, the mayor told reporters.";

pub fn jingwen(dir: &Path, args: &[&str]) -> Command {
    let mut command = Command::cargo_bin("jingwen").expect("the program is built");
    command.current_dir(dir).args(args).stdin(Stdio::null());
    command
}

#[track_caller]
pub fn run(dir: &Path, args: &[&str], code: i32) -> Output {
    let output = jingwen(dir, args).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{args:?}: {said}");
    output
}

pub fn piped(dir: &Path, args: &[&str], bytes: &[u8]) -> Output {
    let mut command = jingwen(dir, args);
    command.stdin(Stdio::piped());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child: Child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(bytes).unwrap();
    child.wait_with_output().unwrap()
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[track_caller]
pub fn says(output: &Output, parts: &[&str]) {
    let said = text(&output.stderr);
    for part in parts {
        assert!(said.contains(part), "{part:?} is not in {said}");
    }
}

pub fn put(path: &Path, bytes: impl AsRef<[u8]>) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub fn gunzip(bytes: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    let mut decoder = flate2::read::MultiGzDecoder::new(bytes);
    decoder.read_to_end(&mut plain).unwrap();
    plain
}

pub fn lines(bytes: &[u8]) -> Vec<Value> {
    let text = text(bytes);
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

pub fn tree(dir: &Path) -> BTreeMap<String, Vec<u8>> {
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

pub fn page(n: usize) -> String {
    format!(
        "<!DOCTYPE html><html><head><title>Bridge {n} approved</title><meta charset=utf-8>\
         <link rel=canonical href='https://news.example.com/{n}'></head><body>\
         <nav><a href=/>Home</a> <a href=/p>Politics</a></nav>\
         <article><h1>Bridge {n} approved</h1><p>{FIRST}</p><p>Advertisement</p><p>{LAST}</p></article>\
         <script>var x = '<p>no text';</script></body></html>"
    )
}

pub fn body() -> String {
    format!("{FIRST}\n\n{LAST}\n")
}

/// A table of so many rows, with every kind of quoting.
pub fn table(rows: usize) -> String {
    let mut table = String::from("\u{FEFF}id,\"text\",note\r\n");
    for n in 0..rows {
        let note = ["plain", "\"a \"\"b\"\"\"", "", "\"x\r\ny\""][n % 4];
        table += &format!("{n},\"{FIRST}\nAdvertisement\n\"\"{LAST}\"\"\",{note}\r\n");
    }
    table
}

pub fn cleaned_table(rows: usize) -> String {
    table(rows).replace("Advertisement\n", "")
}

/// A record of an archive.
pub fn record(kind: &str, n: usize, media: &str, block: &[u8]) -> Vec<u8> {
    let head = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{n}>\r\nWARC-Target-URI: https://news.example.com/{n}\r\nContent-Type: {media}\r\nContent-Length: {}\r\n\r\n",
        block.len()
    );
    [head.as_bytes(), block, b"\r\n\r\n"].concat()
}

pub fn response(n: usize) -> Vec<u8> {
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

pub fn conversion(n: usize) -> Vec<u8> {
    let text = format!("{FIRST}\nAdvertisement\n{LAST}\n");
    record("conversion", n, "text/plain", text.as_bytes())
}

/// Records of an archive of so many pages, and what else crawlers write.
pub fn records(pages: usize) -> Vec<Vec<u8>> {
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

pub fn archive(records: &[Vec<u8>]) -> Vec<u8> {
    records.iter().flat_map(|record| gzip(record)).collect()
}

pub fn mail(n: usize) -> String {
    format!(
        "From: Ana <ana@example.com>\nSubject: Bridge {n}\nMessage-ID: <{n}@example.com>\nDate: Mon, 6 May 2024 10:00:00 +0000\n\n{FIRST}\n\nOn Sunday, Ben wrote:\n> When does work start?\n\n{LAST}\n-- \nAna, The Example\n"
    )
}

pub fn mbox(messages: usize) -> String {
    let message = |n| {
        format!(
            "From ana@example.com Mon May  6 10:00:00 2024\n{}\n",
            mail(n)
        )
    };
    (0..messages).map(message).collect()
}

/// A tree with every form.
pub fn fill(dir: &Path, n: usize) {
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
