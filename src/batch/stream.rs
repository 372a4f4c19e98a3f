//! An input as a stream of chunks, in UTF-8 but for forms whose documents are decoded one by one.

use std::io::{self, Read};
use std::path::Path;

use super::columns::{Begun, Purpose, Rows};
use super::find::form::Format;
use super::find::walk::Input;
use super::forms;
use super::input::chunk::Chunk;
use super::input::meter::Raw;
use super::input::open::{self, Reader, Reading, Watched};
use super::notice::{Notice, Trouble, unreadable};
use super::split::Splitter;
use crate::text::encoding::{Assumed, Encoding};
use crate::text::transcode::Transcoder;

/// An input being cut into chunks.
pub(crate) struct Stream<'i> {
    input: &'i Input,
    from: From,
}

enum From {
    Bytes(Box<Splitter<Bytes>>, Watched),
    Rows(Box<Rows>),
}

/// What there is to know of an input that was read to its end.
#[derive(Debug, Clone)]
pub(crate) struct End {
    pub raw: Raw,
    /// None for texts: those say it themselves.
    pub assumed: Option<Assumed>,
    /// Byte sequences that had no meaning in the encoding.
    pub invalid: usize,
}

enum Bytes {
    Raw(Reader),
    Utf8(Transcoder<Reader>),
}

impl Read for Bytes {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Bytes::Raw(reader) => reader.read(buffer),
            Bytes::Utf8(reader) => reader.read(buffer),
        }
    }
}

impl<'i> Stream<'i> {
    /// Opens an input, at a path in the place of its own; `limit` is the most bytes of a document.
    /// Of columns only those are read that the purpose asks for.
    pub fn open(
        input: &'i Input,
        path: Option<&Path>,
        encoding: Option<Encoding>,
        limit: usize,
        purpose: &Purpose<'_>,
        reading: &Reading,
    ) -> Result<Self, Notice> {
        let limit = if limit == 0 { usize::MAX / 2 } else { limit };
        if input.form.format == Format::Parquet {
            let rows = Rows::open(input, path, purpose, limit, reading)?;
            let from = From::Rows(rows.into());
            return Ok(Stream { input, from });
        }
        let (reader, watch) = open::open(input, path, reading).map_err(|error| {
            let name = path.map_or("-".into(), Path::to_string_lossy);
            Notice::error(Trouble::Unreadable, unreadable(&*name, &error))
        })?;
        let bytes = if forms::of(input.form.format).is_utf8() {
            let reader = Transcoder::new(reader, encoding);
            let reader = reader.map_err(|error| open::failed(input, &error))?;
            // One bad line among many says little of the others: it is named, and passes.
            Bytes::Utf8(reader.or_as_it_is())
        } else {
            Bytes::Raw(reader)
        };
        let splitter = Splitter::new(bytes, input.form.format, limit);
        let from = From::Bytes(splitter.into(), watch);
        Ok(Stream { input, from })
    }

    /// What columns are written from, if the input is of columns.
    pub fn begun(&self) -> Option<Begun> {
        match &self.from {
            From::Bytes(..) => None,
            From::Rows(rows) => rows.begun(),
        }
    }

    /// The encoding of a stream; none for texts, which are decoded one by one.
    pub fn assumed(&self) -> Option<Assumed> {
        match &self.from {
            From::Bytes(splitter, _) => match splitter.reader() {
                Bytes::Raw(_) => None,
                Bytes::Utf8(reader) => Some(reader.assumed()),
            },
            From::Rows(_) => None,
        }
    }

    /// The next chunk; none at the end.
    pub fn next_chunk(&mut self) -> Result<Option<Chunk>, Notice> {
        match &mut self.from {
            From::Bytes(splitter, _) => {
                let chunk = splitter.next_chunk();
                chunk.map_err(|error| open::failed(self.input, &error))
            }
            From::Rows(rows) => rows.next_chunk(),
        }
    }

    /// What there is to know at the end; an error if the file changed while it was read.
    pub fn finish(self) -> Result<End, Notice> {
        let assumed = self.assumed();
        let (raw, invalid) = match self.from {
            From::Bytes(splitter, watch) => {
                let invalid = match splitter.reader() {
                    Bytes::Raw(_) => 0,
                    Bytes::Utf8(reader) => reader.invalid_count(),
                };
                (watch.finish(self.input)?, invalid)
            }
            From::Rows(rows) => (rows.finish()?, 0),
        };
        Ok(End {
            raw,
            assumed,
            invalid,
        })
    }
}
