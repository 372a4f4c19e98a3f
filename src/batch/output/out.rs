//! An output file: bytes in a row, or columns.

use std::io::{self, Write as _};
use std::path::Path;

use crate::batch::columns::{Begun, Writer};
use crate::batch::find::form::Packing;
use crate::batch::pack::{Packed, Written};

/// A file being written.
pub(crate) enum Out {
    Bytes(Box<Packed>),
    Columns(Writer),
}

impl Out {
    /// Creates a file, or goes on behind the first `keep` bytes of it; one of columns is written
    /// from another.
    pub fn open(
        path: &Path,
        packing: Packing,
        keep: u64,
        columns: Option<Begun>,
    ) -> io::Result<Self> {
        match columns {
            Some(begun) => Writer::create(path, begun).map(Out::Columns),
            None => Packed::open(path, packing, keep).map(|packed| Out::Bytes(packed.into())),
        }
    }

    /// Writes what became of a chunk; with `same` nothing of it changed.
    pub fn write(&mut self, body: &[u8], same: bool) -> io::Result<()> {
        match self {
            Out::Bytes(packed) => packed.write_all(body),
            Out::Columns(writer) => writer.write(body, same),
        }
    }

    /// Whether another run can go on behind a part of it: columns are whole or nothing.
    pub fn has_parts(&self) -> bool {
        matches!(self, Out::Bytes(_))
    }

    /// Ends a member: what comes next begins another.
    pub fn end_member(&mut self) -> io::Result<()> {
        match self {
            Out::Bytes(packed) => packed.end_member(),
            Out::Columns(_) => Ok(()),
        }
    }

    /// Everything so far to disk, between members; the length of the file.
    pub fn sync(&mut self) -> io::Result<u64> {
        match self {
            Out::Bytes(packed) => packed.sync(),
            Out::Columns(_) => Err(io::Error::other("columns have no parts")),
        }
    }

    /// Ends the file and puts it on disk.
    pub fn finish(self) -> io::Result<Written> {
        match self {
            Out::Bytes(packed) => packed.finish(),
            Out::Columns(writer) => writer.finish(),
        }
    }
}
