//! Small files that unpack to very large ones.

use std::fs;

use tempfile::TempDir;

use crate::common::program::{self, run, said, says};
use crate::common::texts::{BODY, STORY, line};
use crate::common::tree::{gzip, put, tree};
use crate::quick::{self, QUICK};

const MIB: usize = 1 << 20;

/// A directory with one bomb among stories.
fn among(name: &str, bytes: &[u8]) -> TempDir {
    let dir = quick::dir();
    put(&dir.path().join("in/a.txt"), STORY);
    put(&dir.path().join("in").join(name), bytes);
    put(&dir.path().join("in/z.txt"), STORY);
    dir
}

fn args<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&["clean", "in", "-o", "out", "--quiet"], more, &QUICK[..]].concat()
}

/// The bomb is refused and named, the rest is done, and with the limit lifted it is read.
fn refused(name: &str, bytes: &[u8], limit: &[&str], lifted: &[&str], parts: &[&str]) {
    let dir = among(name, bytes);
    let output = run(dir.path(), &args(limit), 2);
    says(
        &output,
        &[&format!("in/{name}: "), "nothing was written for it"],
    );
    says(&output, parts);
    let out = tree(&dir.path().join("out"));
    assert_eq!(out.keys().collect::<Vec<_>>(), ["a.txt", "z.txt"]);
    assert!(out.values().all(|body| body == BODY.as_bytes()));
    assert!(!dir.path().join("out/.jingwen/tmp").exists());
    // What was done is kept: the limits are no part of what comes out.
    let again = run(
        dir.path(),
        &args(&[&["--resume"], limit, lifted].concat()),
        0,
    );
    assert!(!said(&again).contains("changed since"), "{}", said(&again));
    assert_eq!(tree(&dir.path().join("out")).len(), 3);
    // Commands that only look refuse it alike.
    let scanned = run(
        dir.path(),
        &[&["scan", "in", "--quiet"], limit, &QUICK[..]].concat(),
        2,
    );
    says(&scanned, parts);
}

/// Lines that hold no text, and are passed on as they are.
fn blank(bytes: usize) -> Vec<u8> {
    let line = format!("{{\"n\":\"{}\"}}\n", " ".repeat(64 * 1024));
    line.repeat(bytes / line.len() + 1).into_bytes()
}

#[test]
fn what_unpacks_to_more_than_the_ratio_allows_is_refused() {
    let bytes = vec![b' '; 66 * MIB];
    let says = ["over 64 MiB", "--max-ratio 250", "--max-ratio 0"];
    let name = "b.txt.zst";
    let dir = among(name, &zstd::encode_all(&bytes[..], 3).unwrap());
    let output = run(dir.path(), &args(&["--max-document", "1M"]), 2);
    program::says(&output, &[&["in/b.txt.zst: "], &says[..]].concat());
    assert_eq!(tree(&dir.path().join("out")).len(), 2);
    // Without the limit it is a document that is too large, and passes as it is.
    let lifted = ["--max-document", "1M", "--max-ratio", "0", "--resume"];
    let output = run(dir.path(), &args(&lifted), 2);
    program::says(&output, &["a document of over 1 MiB"]);
    assert_eq!(tree(&dir.path().join("out")).len(), 3);
}

#[test]
fn what_unpacks_to_more_than_the_size_allows_is_refused() {
    let (limit, lifted) = (["--max-unpacked", "1M"], ["--max-unpacked", "0"]);
    let says = ["--max-unpacked 1M", "--max-unpacked 0"];
    // Members one after the other count together.
    let member = gzip(&blank(MIB / 2));
    let members = [&member[..], &member, &member].concat();
    let lift = |name: &str, bytes: &[u8]| {
        let dir = among(name, bytes);
        let output = run(dir.path(), &args(&limit), 2);
        program::says(&output, &says);
        assert_eq!(tree(&dir.path().join("out")).len(), 2);
        run(dir.path(), &args(&[&["--resume"], &lifted[..]].concat()), 0);
        assert_eq!(tree(&dir.path().join("out")).len(), 3);
    };
    lift("b.jsonl.gz", &members);
    lift(
        "b.jsonl.zst",
        &zstd::encode_all(&blank(2 * MIB)[..], 3).unwrap(),
    );
    // Every record of an archive is a member of its own.
    let text = "The council met. ".repeat(1000);
    let record = format!(
        "WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Record-ID: <urn:x>\r\nContent-Type: text/plain\r\nContent-Length: {}\r\n\r\n{text}\r\n\r\n",
        text.len()
    );
    lift("b.warc.gz", &gzip(record.as_bytes()).repeat(100));
    // A plain file is as large as it is.
    let dir = among("b.jsonl", &blank(2 * MIB));
    run(dir.path(), &args(&limit), 0);
}

#[test]
fn what_repeats_is_read_below_64_mib_whatever_its_ratio() {
    let bytes = blank(20 * MIB);
    let packed = zstd::encode_all(&bytes[..], 3).unwrap();
    assert!(packed.len() * 1000 < bytes.len());
    let dir = among("b.jsonl.zst", &packed);
    run(dir.path(), &args(&["--max-ratio", "1"]), 0);
    assert!(dir.path().join("out/b.jsonl.zst").exists());
}

/// A frame of one raw block, with a window of `2^log` bytes.
fn frame(log: u8, content: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0x28, 0xB5, 0x2F, 0xFD, 0, (log - 10) << 3];
    bytes.extend(&((content.len() as u32) << 3 | 1).to_le_bytes()[..3]);
    bytes.extend(content);
    bytes
}

#[test]
fn a_window_that_takes_too_much_memory_is_refused() {
    let content = line(1, STORY);
    let says = ["Zstandard", "--max-window 128M", "--max-window 2G"];
    for log in [28, 31] {
        let bytes = frame(log, content.as_bytes());
        refused("b.jsonl.zst", &bytes, &[], &["--max-window", "2G"], &says);
        // Behind a frame that fits, too.
        let two = [frame(20, content.as_bytes()), bytes].concat();
        refused("b.jsonl.zst", &two, &[], &["--max-window", "2G"], &says);
    }
    let dir = among("b.jsonl.zst", &frame(27, content.as_bytes()));
    run(dir.path(), &args(&[]), 0);
    let dir = among("b.jsonl.zst", &frame(20, content.as_bytes()));
    let output = run(dir.path(), &args(&["--max-window", "512K"]), 2);
    program::says(&output, &["--max-window 512K"]);
}

#[test]
fn packed_in_packed_is_unpacked_once() {
    // What is in it is no text that is read, and nothing of it is unpacked again.
    let inner = gzip(&gzip(&vec![b' '; 20 * MIB]));
    assert!(inner.len() < 4096);
    let dir = among("b.txt.gz", &inner);
    run(dir.path(), &args(&[]), 0);
    assert!(fs::metadata(dir.path().join("out/b.txt.gz")).unwrap().len() < 1 << 20);
}
