//! How a form cuts its bytes into pieces.

use std::io::{self, BufRead, Read as _};
use std::ops::Range;

use crate::batch::input::chunk::{Chunk, Piece, What};

/// A chunk ends with the document that brings it to so many bytes,
pub(crate) const CHUNK: usize = 1 << 20;

/// Cuts a stream. Where the cuts are follows from the bytes alone.
pub(crate) trait Cut: Send {
    /// Puts the next bytes into the chunk, tiled by pieces; false at the end of the stream.
    fn next(&mut self, from: &mut dyn BufRead, into: &mut Cuts) -> io::Result<bool>;
}

/// The chunk in hand, and how far the stream is cut.
#[derive(Debug)]
pub(crate) struct Cuts {
    pub chunk: Chunk,
    /// Most bytes of a document.
    pub limit: usize,
    /// The line or record that comes next, from 1.
    pub line: usize,
    /// Documents so far, and those in the chunk.
    pub documents: usize,
    pub own: usize,
    /// Nothing came before the chunk.
    pub first: bool,
    /// Inside a document over the limit.
    pub skipping: bool,
}

impl Cuts {
    /// Says what bytes of the chunk are, if there are any.
    pub fn push(&mut self, range: Range<usize>, what: What) {
        if !range.is_empty() {
            self.put(range, what);
        }
    }

    /// Says so of bytes that may be none: an empty file is a document as well.
    pub fn put(&mut self, range: Range<usize>, what: What) {
        let document = usize::from(what == What::Document);
        self.documents += document;
        self.own += document;
        let line = self.line;
        self.chunk.pieces.push(Piece { range, what, line });
    }

    /// Copies the next bytes of what is over the limit; false at the end of the stream.
    pub fn pass(&mut self, from: &mut dyn BufRead) -> io::Result<bool> {
        let start = self.chunk.bytes.len();
        let n = from.take(CHUNK as u64).read_to_end(&mut self.chunk.bytes)?;
        self.push(start..start + n, What::Between);
        Ok(n == CHUNK)
    }
}
