//! Cuts what is read into documents and what stands between them, a bounded chunk at a time. Where
//! the cuts are follows from the bytes alone, so that a run that goes on after a kill cuts alike.

use std::io::{self, BufReader, Read};

use super::find::form::Format;
use super::forms;
use super::input::chunk::Chunk;
use super::input::cut::{CHUNK, Cut, Cuts};

/// A chunk ends with so many documents at the latest,
const DOCUMENTS: usize = 250;
/// and always after so many of the file: compressed output begins a new member there.
pub(crate) const MEMBER: usize = 1000;

/// Cuts a stream.
pub(crate) struct Splitter<R> {
    reader: BufReader<R>,
    cut: Box<dyn Cut>,
    cuts: Cuts,
    end: u64,
    at_end: bool,
}

impl<R: Read> Splitter<R> {
    pub fn new(reader: R, format: Format, limit: usize) -> Self {
        Splitter {
            reader: BufReader::with_capacity(1 << 16, reader),
            cut: forms::of(format).cut(),
            cuts: Cuts {
                chunk: Chunk::default(),
                limit,
                line: 1,
                documents: 0,
                own: 0,
                first: true,
                skipping: false,
            },
            end: 0,
            at_end: false,
        }
    }

    /// The reader, to ask it what it saw.
    pub fn reader(&self) -> &R {
        self.reader.get_ref()
    }

    /// The next chunk; none at the end.
    pub fn next_chunk(&mut self) -> io::Result<Option<Chunk>> {
        while !self.at_end && !self.is_full() {
            self.at_end = !self.cut.next(&mut self.reader, &mut self.cuts)?;
        }
        let head = self.cuts.chunk.head.clone();
        let next = Chunk {
            head,
            ..Chunk::default()
        };
        let mut chunk = std::mem::replace(&mut self.cuts.chunk, next);
        if chunk.pieces.is_empty() {
            return Ok(None);
        }
        self.cuts.first = false;
        self.cuts.own = 0;
        self.end += chunk.bytes.len() as u64;
        chunk.end = self.end;
        chunk.documents = self.cuts.documents;
        Ok(Some(chunk))
    }

    fn is_full(&self) -> bool {
        let own = self.cuts.own;
        self.cuts.chunk.bytes.len() >= CHUNK
            || own >= DOCUMENTS
            || own > 0 && self.cuts.documents.is_multiple_of(MEMBER)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::input::chunk::What;

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
