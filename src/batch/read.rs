//! Reads documents one by one, for whoever only looks at them; and lines to be restored.

use std::io::{self, Write};
use std::sync::Arc;

use super::chunk::What;
use super::document::{self, Document, Place};
use super::fields::Fields;
use super::form::Format;
use super::line::NoText;
use super::notice::{Notice, Trouble};
use super::skips::Skips;
use super::stream::Stream;
use super::walk::Input;
use super::work::Style;
use crate::text::decode::decode;
use crate::text::encoding::Encoding;

/// Calls `each` with every document of the inputs, in order, also those that have no text. What
/// goes wrong is said to `say`, and the rest is read.
///
/// # Errors
/// Those of `each`.
pub fn documents<E>(
    inputs: &[Input],
    style: &Style,
    fields: &Fields,
    mut say: impl FnMut(Notice),
    mut each: impl FnMut(Document<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let names = fields.texts();
    let total = Arc::default();
    for input in inputs {
        let path = input.path.as_deref();
        let mut stream = match Stream::open(input, path, style.encoding, style.limit, &total) {
            Ok(stream) => stream,
            Err(notice) => {
                say(notice);
                continue;
            }
        };
        let strict = style.strict;
        if let Some(notice) = document::assumed(input, stream.assumed(), strict) {
            let refused = matches!(notice, Notice::Error(..));
            say(notice);
            if refused {
                continue;
            }
        }
        let mut skips = Skips::default();
        loop {
            let mut chunk = match stream.next_chunk() {
                Ok(Some(chunk)) => chunk,
                Ok(None) => break,
                Err(notice) => {
                    say(notice);
                    break;
                }
            };
            for piece in &chunk.pieces {
                if let Some(notice) = document::passed_over(input, piece, style.limit, true) {
                    say(notice);
                }
            }
            if input.form.format == Format::Text {
                if chunk
                    .pieces
                    .iter()
                    .any(|piece| piece.what == What::Document)
                {
                    let decoded = decode(std::mem::take(&mut chunk.bytes), style.encoding);
                    let said = document::decoding(input, &decoded, strict);
                    let refused = matches!(said, Some(Notice::Error(..)));
                    said.into_iter().for_each(&mut say);
                    if !refused {
                        each(document::text_document(input, decoded.text(), fields))?;
                    }
                }
                continue;
            }
            for piece in chunk.pieces.iter().filter(|p| p.what == What::Document) {
                skips.line();
                let bytes = &chunk.bytes[piece.range.clone()];
                let place = Place::of(input, piece);
                let head = chunk.head.as_deref();
                let reading =
                    document::reading(fields, (style.encoding, style.limit), head, &place);
                let made = match document::read(input, piece, bytes, &reading) {
                    Ok(Some(made)) => made,
                    Ok(None) => {
                        skips.skip(NoText::OtherKind, piece.line);
                        continue;
                    }
                    Err(notice) => {
                        say(notice);
                        each(document::broken_document(input, piece))?;
                        continue;
                    }
                };
                match document::own_decoding(input, piece, &made, strict) {
                    Some(notice @ Notice::Error(..)) => {
                        say(notice);
                        continue;
                    }
                    notice => notice.into_iter().for_each(&mut say),
                }
                match document::object(input, piece, &made.object, &names) {
                    Ok(object) => {
                        if let Err(why) = object.text {
                            skips.skip(why, piece.line);
                        }
                        each(object.document(input, piece, fields))?;
                    }
                    Err(notice) => {
                        say(notice);
                        each(document::broken_document(input, piece))?;
                    }
                }
            }
        }
        skips.notices(input, &names).into_iter().for_each(&mut say);
    }
    Ok(())
}

/// Puts deleted text back into the objects of an input that were cleaned with their records; how
/// many had none. What goes wrong is said to `say`, and the rest is done.
///
/// # Errors
/// `out` cannot be written.
pub fn restore_lines(
    input: &Input,
    names: &[String],
    out: &mut dyn Write,
    mut say: impl FnMut(Notice),
) -> io::Result<usize> {
    let mut without = 0;
    let path = input.path.as_deref();
    let mut stream = match Stream::open(input, path, Some(Encoding::UTF_8), 0, &Arc::default()) {
        Ok(stream) => stream,
        Err(notice) => {
            say(notice);
            return Ok(0);
        }
    };
    loop {
        let chunk = match stream.next_chunk() {
            Ok(Some(chunk)) => chunk,
            Ok(None) => return Ok(without),
            Err(notice) => {
                say(notice);
                return Ok(without);
            }
        };
        for piece in &chunk.pieces {
            let bytes = &chunk.bytes[piece.range.clone()];
            let mut restored = None;
            if piece.what == What::Document {
                match document::spelled(input, piece, bytes, names).map(|o| o.line.restored(names))
                {
                    Ok(Ok(Some(line))) => restored = Some(line),
                    Ok(Ok(None)) => without += 1,
                    Ok(Err(error)) => {
                        let place = piece.line;
                        let what = format!("{input}:{place}: {error}; passed over unchanged");
                        say(Notice::error(Trouble::Broken, what));
                    }
                    Err(notice) => say(notice),
                }
            }
            out.write_all(restored.as_ref().map_or(bytes, |line| line.as_bytes()))?;
        }
    }
}
