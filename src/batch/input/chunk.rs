//! A bounded stretch of an input: its bytes, and what each part of them is.

use std::ops::Range;
use std::sync::Arc;

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
    /// What stands once at the head of the file and says how the rest is read: a table's first row.
    pub head: Option<Arc<[u8]>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    pub range: Range<usize>,
    pub what: What,
    /// Line on which it begins, from 1; of a record its number, from 1; of a whole file 1.
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
    /// A document that cannot be read: copied. Why, and what to do.
    Broken(&'static str),
}
