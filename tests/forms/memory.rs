//! Files larger than the memory that they take.
#![cfg(target_os = "linux")]

use std::fs;
use std::io::Write as _;
use std::process::Stdio;

use tempfile::TempDir;

use crate::common::program::jingwen;
use crate::inputs::record;

/// What is read, and what the program may take for it, with its rules.
const READ: usize = 128 << 20;
const BOUND: usize = 96 << 20;

/// The most memory that was taken while the parts were read, one after the other, from standard input.
#[track_caller]
fn peak(args: &[&str], code: i32, parts: impl Iterator<Item = Vec<u8>>) -> usize {
    let dir = TempDir::new().unwrap();
    let mut command = jingwen(dir.path(), &["clean", "-q", "-j", "1"]);
    command
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let (mut read, mut most) = (0, 0);
    for part in parts {
        if stdin.write_all(&part).is_err() {
            // It wants no more: the file is refused.
            assert_eq!(code, 2);
            break;
        }
        read += part.len();
        let status = fs::read_to_string(&status).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes: usize = line
            .unwrap()
            .trim()
            .trim_end_matches(" kB")
            .parse()
            .unwrap();
        most = most.max(kilobytes << 10);
        if read >= READ {
            break;
        }
    }
    assert!(read >= READ || code == 2, "{read} bytes are too few");
    drop(stdin);
    assert_eq!(child.wait().unwrap().code(), Some(code));
    most
}

#[track_caller]
fn is_bounded(args: &[&str], code: i32, parts: impl Iterator<Item = Vec<u8>>) {
    let most = peak(args, code, parts);
    assert!(most < BOUND, "{args:?}: {most} bytes of {READ}");
    assert!(most > 1 << 20, "{args:?}: {most} bytes are no program");
}

#[test]
fn a_file_of_many_documents_takes_bounded_memory() {
    let long = "The harbour board met in the old library on Monday. ".repeat(20_000);
    // Documents without a text: they are read, cut and written like any other, in less time.
    let image = record("resource", 1, "image/png", long.as_bytes());
    is_bounded(&["--input-format", "warc"], 0, std::iter::repeat(image));
    let message = format!("From a\nFrom: a@example.com\nContent-Type: image/png\n\n{long}\n\n");
    let messages = std::iter::repeat(message.into_bytes());
    is_bounded(&["--input-format", "mbox"], 0, messages);
    let row = format!("1,\"{long}\n\"\"x\"\"\"\n").into_bytes();
    let rows = std::iter::once(b"id,story\n".to_vec()).chain(std::iter::repeat(row));
    is_bounded(&["--input-format", "csv"], 0, rows);
    let line = format!("{{\"id\":1,\"story\":\"{long}\"}}\n").into_bytes();
    is_bounded(&["--input-format", "jsonl"], 0, std::iter::repeat(line));
}

#[test]
fn a_document_over_the_limit_takes_bounded_memory() {
    let part = || {
        "a page of a book that never ends "
            .repeat(30_000)
            .into_bytes()
    };
    let endless =
        |head: &str| std::iter::once(head.as_bytes().to_vec()).chain(std::iter::repeat_with(part));
    let length = READ * 2;
    let record = format!("WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: {length}\r\n\r\n");
    let cases = [
        ("html", "<html><body><p>"),
        ("eml", "From: a@example.com\n\n"),
        ("mbox", "From a\nFrom: a@example.com\n\n"),
        ("csv", "id,text\n1,"),
        ("tsv", "id\ttext\n1\t"),
        ("warc", &record),
        ("jsonl", "{\"text\":\""),
        ("json", "[{\"text\":\""),
        ("text", ""),
    ];
    for (format, head) in cases {
        let args = ["--input-format", format, "--max-document", "1M"];
        is_bounded(&args, 2, endless(head));
    }
}
