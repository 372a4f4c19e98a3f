//! Cuts what is read into documents and what stands between them, a bounded chunk at a time. Where
//! the cuts are follows from the bytes alone, so that a run that goes on after a kill cuts alike.

use std::io::{self, BufRead, BufReader, Read};
use std::ops::Range;

use super::form::Format;

/// A chunk ends with the document that brings it to so many bytes,
const CHUNK: usize = 1 << 20;
/// or so many documents,
const DOCUMENTS: usize = 250;
/// and always after so many of the file: compressed output begins a new member there.
pub(crate) const MEMBER: usize = 1000;

/// Bytes of the input in a row.
#[derive(Debug, Default)]
pub(crate) struct Chunk {
    pub bytes: Vec<u8>,
    /// They tile the bytes.
    pub pieces: Vec<Piece>,
    /// Documents of the file up to and with this chunk.
    pub documents: usize,
    /// Offset of the chunk's end in the stream that is cut.
    pub end: u64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    pub range: Range<usize>,
    pub what: What,
    /// Line on which it begins, from 1; of a text 1.
    pub line: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    Document,
    /// Line ends, brackets, commas, blank lines: copied.
    Between,
    /// The beginning of a document over the limit: copied, with what follows.
    TooLarge,
    /// An object that the file ends in: copied.
    Unfinished,
}

/// Cuts a stream.
pub(crate) struct Splitter<R> {
    reader: BufReader<R>,
    format: Format,
    /// Most bytes of a document.
    limit: usize,
    line: usize,
    documents: usize,
    end: u64,
    json: Json,
    /// Inside a document over the limit.
    skipping: bool,
    at_end: bool,
}

/// Where in a JSON file the scanner stands.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Json {
    /// Inside the array that the file is.
    in_array: bool,
    depth: usize,
    in_string: bool,
    escaped: bool,
}

impl<R: Read> Splitter<R> {
    pub fn new(reader: R, format: Format, limit: usize) -> Self {
        Splitter {
            reader: BufReader::with_capacity(1 << 16, reader),
            format,
            limit,
            line: 1,
            documents: 0,
            end: 0,
            json: Json::default(),
            skipping: false,
            at_end: false,
        }
    }

    /// The reader, to ask it what it saw.
    pub fn reader(&self) -> &R {
        self.reader.get_ref()
    }

    /// The next chunk; none at the end.
    pub fn next_chunk(&mut self) -> io::Result<Option<Chunk>> {
        let mut chunk = Chunk::default();
        while !self.at_end && !self.is_full(&chunk) {
            let more = match self.format {
                Format::Text => self.text(&mut chunk)?,
                Format::Jsonl => self.line(&mut chunk)?,
                Format::Json => self.object(&mut chunk)?,
            };
            self.at_end = !more;
        }
        if chunk.pieces.is_empty() {
            return Ok(None);
        }
        self.end += chunk.bytes.len() as u64;
        chunk.end = self.end;
        chunk.documents = self.documents;
        Ok(Some(chunk))
    }

    fn is_full(&self, chunk: &Chunk) -> bool {
        let own = chunk
            .pieces
            .iter()
            .filter(|p| p.what == What::Document)
            .count();
        chunk.bytes.len() >= CHUNK
            || own >= DOCUMENTS
            || own > 0 && self.documents.is_multiple_of(MEMBER)
    }

    fn push(&mut self, chunk: &mut Chunk, range: Range<usize>, what: What) {
        if range.is_empty() {
            return;
        }
        self.documents += usize::from(what == What::Document);
        let newlines = match self.format {
            Format::Json => newlines(&chunk.bytes[range.clone()]),
            Format::Text | Format::Jsonl => 0,
        };
        chunk.pieces.push(Piece {
            range,
            what,
            line: self.line,
        });
        self.line += newlines;
    }

    /// A whole text, or a part of one over the limit.
    fn text(&mut self, chunk: &mut Chunk) -> io::Result<bool> {
        if self.skipping {
            return self.pass(chunk);
        }
        let limit = self.limit as u64 + 1;
        (&mut self.reader)
            .take(limit)
            .read_to_end(&mut chunk.bytes)?;
        let all = 0..chunk.bytes.len();
        if all.len() > self.limit {
            self.skipping = true;
            self.push(chunk, all, What::TooLarge);
            return Ok(true);
        }
        // An empty file is a document as well.
        self.documents += 1;
        chunk.pieces.push(Piece {
            range: all,
            what: What::Document,
            line: 1,
        });
        Ok(false)
    }

    /// Copies a piece of a text over the limit.
    fn pass(&mut self, chunk: &mut Chunk) -> io::Result<bool> {
        let start = chunk.bytes.len();
        let n = (&mut self.reader)
            .take(CHUNK as u64)
            .read_to_end(&mut chunk.bytes)?;
        self.push(chunk, start..start + n, What::Between);
        Ok(n == CHUNK)
    }

    /// A line with its end, or a part of one over the limit.
    fn line(&mut self, chunk: &mut Chunk) -> io::Result<bool> {
        let start = chunk.bytes.len();
        let limit = if self.skipping { CHUNK } else { self.limit + 2 };
        let n = (&mut self.reader)
            .take(limit as u64)
            .read_until(b'\n', &mut chunk.bytes)?;
        let whole = chunk.bytes.ends_with(b"\n") || n < limit;
        if self.skipping {
            self.push(chunk, start..start + n, What::Between);
            self.skipping = !whole;
            self.line += usize::from(whole);
            return Ok(n > 0);
        }
        if !whole {
            self.skipping = true;
            self.push(chunk, start..start + n, What::TooLarge);
            return Ok(true);
        }
        let bytes = &chunk.bytes[start..];
        let mark = start == 0 && self.end == 0 && bytes.starts_with(b"\xEF\xBB\xBF");
        let from = if mark { 3 } else { 0 };
        let length = match &bytes[from..] {
            [.., b'\r', b'\n'] => bytes.len() - 2,
            [.., b'\n'] => bytes.len() - 1,
            _ => bytes.len(),
        };
        let blank = bytes[from..length].iter().all(u8::is_ascii_whitespace);
        let (from, to, end) = (start + from, start + length, start + n);
        if blank {
            self.push(chunk, start..end, What::Between);
        } else {
            self.push(chunk, start..from, What::Between);
            self.push(chunk, from..to, What::Document);
            self.push(chunk, to..end, What::Between);
        }
        self.line += usize::from(n > 0);
        Ok(n > 0)
    }

    /// What stands before an object, and the object.
    fn object(&mut self, chunk: &mut Chunk) -> io::Result<bool> {
        let start = chunk.bytes.len();
        let mut open = None;
        loop {
            let before = chunk.bytes.len();
            let buffer = self.reader.fill_buf()?;
            if buffer.is_empty() {
                self.end_of_json(chunk, start, open);
                return Ok(false);
            }
            let (mut used, mut closed) = (0, false);
            while used < buffer.len() && !closed {
                match self.json.step(buffer[used]) {
                    Step::Opens => open = Some(before + used),
                    Step::Closes => {
                        closed = open.is_some();
                        self.skipping = false;
                    }
                    Step::On => {}
                }
                used += 1;
            }
            chunk.bytes.extend_from_slice(&buffer[..used]);
            self.reader.consume(used);
            let end = chunk.bytes.len();
            let too_large = open.is_some_and(|open| end - open > self.limit);
            if closed || too_large || open.is_none() && end - start >= CHUNK {
                let open = open.unwrap_or(end);
                self.push(chunk, start..open, What::Between);
                let what = if too_large {
                    What::TooLarge
                } else {
                    What::Document
                };
                self.push(chunk, open..end, what);
                self.skipping |= too_large && !closed;
                return Ok(true);
            }
        }
    }

    /// The rest of the file. It is unfinished inside an object, a string or the array.
    fn end_of_json(&mut self, chunk: &mut Chunk, start: usize, open: Option<usize>) {
        let end = chunk.bytes.len();
        let open = open.unwrap_or(end);
        self.push(chunk, start..open, What::Between);
        if self.json != Json::default() {
            chunk.pieces.push(Piece {
                range: open..end,
                what: What::Unfinished,
                line: self.line,
            });
        }
    }
}

fn newlines(bytes: &[u8]) -> usize {
    bytes.iter().filter(|b| **b == b'\n').count()
}

enum Step {
    On,
    Opens,
    Closes,
}

impl Json {
    fn step(&mut self, byte: u8) -> Step {
        if self.in_string {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => self.in_string = false,
                _ => {}
            }
            return Step::On;
        }
        match byte {
            b'"' => self.in_string = true,
            b'[' if self.depth == 0 && !self.in_array => self.in_array = true,
            b']' if self.depth == 0 => self.in_array = false,
            b'{' | b'[' => {
                self.depth += 1;
                if byte == b'{' && self.depth == 1 {
                    return Step::Opens;
                }
            }
            b'}' | b']' if self.depth > 0 => {
                self.depth -= 1;
                if self.depth == 0 {
                    return Step::Closes;
                }
            }
            _ => {}
        }
        Step::On
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads few bytes at a time.
    struct Slow<'a>(&'a [u8]);

    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let n = self.0.len().min(buffer.len()).min(3);
            buffer[..n].copy_from_slice(&self.0[..n]);
            self.0 = &self.0[n..];
            Ok(n)
        }
    }

    /// The pieces as text, marked by what they are, with their lines.
    fn pieces(bytes: &[u8], format: Format, limit: usize) -> Vec<(What, String, usize)> {
        let mut splitter = Splitter::new(Slow(bytes), format, limit);
        let (mut found, mut all) = (Vec::new(), Vec::new());
        while let Some(chunk) = splitter.next_chunk().unwrap() {
            let mut at = 0;
            for piece in &chunk.pieces {
                assert_eq!(piece.range.start, at, "pieces tile the chunk");
                at = piece.range.end;
                let text = String::from_utf8_lossy(&chunk.bytes[piece.range.clone()]);
                found.push((piece.what, text.into_owned(), piece.line));
            }
            assert_eq!(at, chunk.bytes.len());
            all.extend(chunk.bytes);
            assert_eq!(chunk.end, all.len() as u64);
        }
        assert_eq!(all, bytes);
        found
    }

    fn documents(bytes: &[u8], format: Format) -> Vec<(String, usize)> {
        let all = pieces(bytes, format, 1000).into_iter();
        let documents = all.filter(|p| p.0 == What::Document);
        documents.map(|(_, text, line)| (text, line)).collect()
    }

    #[test]
    fn lines_with_every_ending_and_a_mark() {
        let found = pieces(b"\xEF\xBB\xBF{}\r\n\n \n{1}\n{2}", Format::Jsonl, 1000);
        let kinds: Vec<_> = found.iter().map(|(w, t, l)| (*w, t.as_str(), *l)).collect();
        use What::{Between, Document};
        let expected = [
            (Between, "\u{FEFF}", 1),
            (Document, "{}", 1),
            (Between, "\r\n", 1),
            (Between, "\n", 2),
            (Between, " \n", 3),
            (Document, "{1}", 4),
            (Between, "\n", 4),
            (Document, "{2}", 5),
        ];
        assert_eq!(kinds, expected);
    }

    #[test]
    fn objects_of_an_array_alone_and_in_a_row() {
        let document = |text: &str, line| (text.to_owned(), line);
        let array = b" [\n{\"a\": \"}]{\\\"\"},\n {\"b\":[{}]} , 3, \"{\", [{}] ]\n";
        let expected = [
            document(r#"{"a": "}]{\""}"#, 2),
            document(r#"{"b":[{}]}"#, 3),
        ];
        assert_eq!(documents(array, Format::Json), expected);
        assert_eq!(documents(b"{}", Format::Json), [document("{}", 1)]);
        let row = [document("{}", 1), document("{\n}", 2)];
        assert_eq!(documents(b"{}\n{\n}", Format::Json), row);
    }

    #[test]
    fn json_that_ends_too_soon_is_unfinished() {
        for bytes in [&b"[{},"[..], b"[{}", b"{\"a\":1", b"[{\"a", b"[\"x"] {
            let found = pieces(bytes, Format::Json, 1000);
            assert_eq!(found.last().unwrap().0, What::Unfinished, "{found:?}");
        }
        assert!(
            pieces(b"[{}]", Format::Json, 9)
                .iter()
                .all(|p| p.0 != What::Unfinished)
        );
    }

    #[test]
    fn what_is_over_the_limit_passes_and_the_rest_is_cut() {
        use What::{Between, Document, TooLarge};
        let found = |bytes: &str, format| -> Vec<(What, usize)> {
            let all = pieces(bytes.as_bytes(), format, 9).into_iter();
            all.map(|(what, text, _)| (what, text.len())).collect()
        };
        let long = "x".repeat(30);
        let lines = format!("{{}}\n{long}\n{{1}}\n");
        let expected = [
            (Document, 2),
            (Between, 1),
            (TooLarge, 11),
            (Between, 20),
            (Document, 3),
            (Between, 1),
        ];
        assert_eq!(found(&lines, Format::Jsonl), expected);
        let objects = format!("[{{}},{{\"{long}\"}},{{1}}]");
        let whats: Vec<What> = found(&objects, Format::Json)
            .into_iter()
            .map(|p| p.0)
            .collect();
        assert_eq!(
            whats,
            [
                Between, Document, Between, TooLarge, Between, Document, Between
            ]
        );
        assert_eq!(found(&long, Format::Text), [(TooLarge, 10), (Between, 20)]);
        assert_eq!(found("short", Format::Text), [(Document, 5)]);
    }

    #[test]
    fn a_chunk_ends_with_every_member() {
        let lines = "{}\n".repeat(2100);
        let mut splitter = Splitter::new(lines.as_bytes(), Format::Jsonl, 1000);
        let mut ends = Vec::new();
        while let Some(chunk) = splitter.next_chunk().unwrap() {
            ends.push(chunk.documents);
        }
        assert!(ends.contains(&1000) && ends.contains(&2000));
        assert_eq!(ends.last(), Some(&2100));
    }
}
