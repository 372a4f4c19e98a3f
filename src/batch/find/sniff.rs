//! What an input without a name that tells it holds, by its first bytes: standard input, above all.

use std::io::{self, Read};

use flate2::bufread::MultiGzDecoder;

use crate::batch::find::form::{Format, Packing};
use crate::batch::find::headers::field;

/// So many bytes tell.
const LOOK: u64 = 4096;

/// Reads the first bytes, which are to be read again, and says what they are.
pub(crate) fn sniff(from: &mut impl Read) -> io::Result<(Vec<u8>, Format)> {
    let mut first = Vec::new();
    from.take(LOOK).read_to_end(&mut first)?;
    let mut inner = Vec::new();
    let unpacked = match Packing::of_bytes(&first) {
        Packing::Plain => return Ok((first.clone(), format_of(&first))),
        Packing::Gzip => MultiGzDecoder::new(&first[..])
            .take(LOOK)
            .read_to_end(&mut inner),
        Packing::Zstd => zstd::stream::read::Decoder::with_buffer(&first[..])
            .and_then(|decoder| decoder.take(LOOK).read_to_end(&mut inner)),
    };
    // The bytes are the first of more: that they end too soon says nothing.
    let _ = unpacked;
    Ok((first, format_of(&inner)))
}

/// A table cannot be told from a text, nor can a text that holds a line of JSON from JSON lines of
/// one: the former is to be named, the latter is taken for what it looks like.
fn format_of(first: &[u8]) -> Format {
    let first = first.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(first);
    if first.starts_with(b"PAR1") {
        return Format::Parquet;
    }
    if first.starts_with(b"WARC/") {
        return Format::Warc;
    }
    let first = first.trim_ascii_start();
    let lower = first[..first.len().min(256)].to_ascii_lowercase();
    let starts = |with: &str| lower.starts_with(with.as_bytes());
    if starts("<!doctype html") || starts("<html") || starts("<head") || starts("<body") {
        return Format::Html;
    }
    if starts("<?xml") && lower.windows(5).any(|window| window == b"<html") {
        return Format::Html;
    }
    let line = first.split(|b| *b == b'\n').next().unwrap_or_default();
    let rest = first.get(1..).unwrap_or_default().trim_ascii_start();
    match (first.first(), rest.first()) {
        // Breaks inside an object make it JSON; a first line over the limit is one of JSON lines.
        (Some(b'{'), Some(b'"')) if line.trim_ascii_end().len() < 3 => return Format::Json,
        (Some(b'{'), Some(b'"')) if line.trim_ascii_end().ends_with(b",") => return Format::Json,
        (Some(b'{'), Some(b'"' | b'}')) => return Format::Jsonl,
        (Some(b'['), Some(b'{')) => return Format::Json,
        _ => {}
    }
    let (mark, rest) = first.split_at(line.len().min(first.len()));
    if mark.starts_with(b"From ") && is_head(rest.trim_ascii_start()) {
        return Format::Mbox;
    }
    if is_head(first) {
        return Format::Eml;
    }
    Format::Text
}

/// Whether a message's head begins here: its first line is one of a head, and one that only
/// machines write is among them.
fn is_head(bytes: &[u8]) -> bool {
    let mut lines = bytes.split(|b| *b == b'\n');
    let is = |line: &[u8], names: &[&str]| names.iter().any(|name| field(line, name).is_some());
    let machine = [
        "Received",
        "Return-Path",
        "Message-ID",
        "MIME-Version",
        "Delivered-To",
        "X-Mailer",
        "DKIM-Signature",
    ];
    let people = ["From", "To", "Subject", "Date", "Content-Type", "Reply-To"];
    let begins = lines
        .next()
        .is_some_and(|line| is(line, &machine) || is(line, &people));
    let head = bytes.split(|b| *b == b'\n');
    let mut head = head.take_while(|line| !line.trim_ascii().is_empty());
    begins && head.any(|line| is(line, &machine))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    #[test]
    fn first_bytes_tell_the_form() {
        use Format::{Eml, Html, Json, Jsonl, Mbox, Parquet, Text, Warc};
        let cases = [
            ("", Text),
            ("The council met.\n", Text),
            ("From: the editor\n\nA letter.\n", Text),
            ("{sic} said the clerk\n", Text),
            ("[1] A footnote.\n", Text),
            ("<p>A part of a page", Text),
            ("{\"text\":\"a\"}\n{\"text\":\"b\"}\n", Jsonl),
            ("{\"text\":\"a\"}", Jsonl),
            ("{}\n", Jsonl),
            ("PAR1\u{15}\u{4}", Parquet),
            ("{\n  \"text\": \"a\"\n}", Json),
            ("{\"id\": 1,\n \"text\": \"a\"}", Json),
            ("[{\"text\":\"a\"}]", Json),
            ("\u{FEFF} [\n {\"text\"", Json),
            ("WARC/1.0\r\nWARC-Type: warcinfo\r\n", Warc),
            ("\n<!DOCTYPE html>\n<p>a", Html),
            ("<HTML lang=zh>", Html),
            ("<?xml version=\"1.0\"?>\n<html xmlns=\"\">", Html),
            ("<?xml version=\"1.0\"?>\n<rss>", Text),
            ("From: a@example.com\nMessage-ID: <1>\n\nBody\n", Eml),
            ("From a@example.com Mon\nReceived: x\n\nBody\n", Mbox),
            ("From Monday on, the bridge is open.\n", Text),
        ];
        for (first, format) in cases {
            assert_eq!(format_of(first.as_bytes()), format, "{first:?}");
            let mut encoder =
                flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            encoder.write_all(first.as_bytes()).unwrap();
            let packed = encoder.finish().unwrap();
            let (same, found) = sniff(&mut &packed[..]).unwrap();
            assert_eq!((same, found), (packed, format), "{first:?}");
        }
    }
}
