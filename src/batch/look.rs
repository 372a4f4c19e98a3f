//! Finds the documents of an input and of its chunks, for whoever only looks at them.

use super::columns::Purpose;
use super::document::{self, Document};
use super::find::form::Format;
use super::find::walk::Input;
use super::input::chunk::{Chunk, Piece, What};
use super::input::open::Reading;
use super::notice::Notice;
use super::object::fields::Fields;
use super::skips::Skips;
use super::stream::Stream;
use super::work::Style;
use crate::text::decode::decode;

/// How documents are looked at; shared by the threads.
pub(crate) struct Look<'l> {
    pub style: &'l Style,
    pub fields: &'l Fields,
    pub names: &'l [String],
}

impl Look<'_> {
    /// Opens an input; none if it cannot be read, which is said.
    pub fn open<'i>(&self, input: &'i Input, say: &mut dyn FnMut(Notice)) -> Option<Stream<'i>> {
        let Style {
            encoding, limit, ..
        } = *self.style;
        let path = input.path.as_deref();
        let purpose = Purpose::look(self.fields);
        let reading = Reading {
            unpacking: self.style.unpacking,
            ..Reading::default()
        };
        let opened = Stream::open(input, path, encoding, limit, &purpose, &reading);
        let stream = match opened {
            Ok(stream) => stream,
            Err(notice) => {
                say(notice);
                return None;
            }
        };
        let said = document::assumed(input, stream.assumed(), self.style.strict);
        let refused = matches!(said, Some(Notice::Error(..)));
        said.into_iter().for_each(say);
        (!refused).then_some(stream)
    }

    /// Calls `each` with every document of a chunk, in order, also those that have no text.
    ///
    /// # Errors
    /// Those of `each`.
    pub fn chunk<E>(
        &self,
        input: &Input,
        mut chunk: Chunk,
        skips: &mut Skips,
        say: &mut dyn FnMut(Notice),
        each: &mut dyn FnMut(Document<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let copied = input.form.format.output() == input.form.format;
        for piece in &chunk.pieces {
            let over = document::passed_over(input, piece, self.style.limit, copied);
            over.into_iter().for_each(&mut *say);
        }
        let documents = |piece: &&Piece| piece.what == What::Document;
        if input.form.format == Format::Text {
            return match chunk.pieces.iter().any(|piece| documents(&piece)) {
                true => self.text(input, std::mem::take(&mut chunk.bytes), say, each),
                false => Ok(()),
            };
        }
        let manner = self.style.manner(self.fields);
        for piece in chunk.pieces.iter().filter(documents) {
            let bytes = &chunk.bytes[piece.range.clone()];
            let mut broken = |notice, say: &mut dyn FnMut(Notice)| {
                say(notice);
                each(document::broken_document(input, piece))
            };
            let head = chunk.head.as_deref();
            let made = match manner.made(input, piece, bytes, head, skips) {
                Ok(Some((made, said))) => {
                    said.into_iter().for_each(&mut *say);
                    made
                }
                Ok(None) => continue,
                Err(notice) => {
                    broken(notice, say)?;
                    continue;
                }
            };
            match document::object(input, piece, &made.object, self.names) {
                Ok(object) => {
                    if let Err(why) = object.text {
                        skips.skip(why, piece.line);
                    }
                    each(object.document(input, piece, self.fields))?;
                }
                Err(notice) => broken(notice, say)?,
            }
        }
        Ok(())
    }

    /// A text is decoded where it stands: it may be large.
    fn text<E>(
        &self,
        input: &Input,
        bytes: Vec<u8>,
        say: &mut dyn FnMut(Notice),
        each: &mut dyn FnMut(Document<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let decoded = decode(bytes, self.style.encoding);
        let said = document::decoding(input, &decoded, self.style.strict);
        let refused = matches!(said, Some(Notice::Error(..)));
        said.into_iter().for_each(say);
        match refused {
            true => Ok(()),
            false => each(document::text_document(input, decoded.text(), self.fields)),
        }
    }
}
