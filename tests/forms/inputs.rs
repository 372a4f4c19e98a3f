//! Inputs of every form.

use std::path::Path;

use crate::common::texts::{FIRST, LAST};
use crate::common::tree::{gzip, put};

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
