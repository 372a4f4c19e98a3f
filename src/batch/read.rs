//! Reads documents one by one, for whoever only looks at them; and lines to be restored.

use std::io::{self, Write};

use super::columns::{self, Purpose};
use super::document::{self, Document};
use super::find::form::Format;
use super::find::walk::Input;
use super::input::chunk::{Chunk, What};
use super::input::open::Reading;
use super::look::Look;
use super::notice::{Notice, Trouble};
use super::object::fields::Fields;
use super::skips::Skips;
use super::stream::Stream;
use super::work::Style;
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
    let look = Look {
        style,
        fields,
        names: &names,
    };
    for input in inputs {
        let Some(mut stream) = look.open(input, &mut say) else {
            continue;
        };
        let mut skips = Skips::default();
        loop {
            match stream.next_chunk() {
                Ok(Some(chunk)) => look.chunk(input, chunk, &mut skips, &mut say, &mut each)?,
                Ok(None) => break,
                Err(notice) => {
                    say(notice);
                    break;
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
    out: &mut (dyn Write + Send),
    mut say: impl FnMut(Notice),
) -> io::Result<usize> {
    if input.form.format == Format::Parquet {
        let mut undo = |chunk: &Chunk, names: &[String]| undone(input, chunk, names);
        return columns::restore(input, names, out, &mut undo, &mut say);
    }
    let mut without = 0;
    let path = input.path.as_deref();
    let (utf8, fields) = (Some(Encoding::UTF_8), Fields::default());
    let purpose = Purpose::look(&fields);
    let mut stream = match Stream::open(input, path, utf8, 0, &purpose, &Reading::unbounded()) {
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

/// The objects of rows as they were, and how many of them have no record.
fn undone(input: &Input, chunk: &Chunk, names: &[String]) -> Result<(Vec<u8>, usize), Notice> {
    let (mut bytes, mut without) = (Vec::with_capacity(chunk.bytes.len()), 0);
    for piece in &chunk.pieces {
        let raw = &chunk.bytes[piece.range.clone()];
        let restored = match piece.what {
            What::Document => {
                let object = document::spelled(input, piece, raw, names)?;
                let restored = object.line.restored(names).map_err(|error| {
                    let what = format!(
                        "{input}:{}: {error}; nothing was written: give the row the text that it was cleaned to",
                        piece.line
                    );
                    Notice::error(Trouble::Broken, what)
                })?;
                without += usize::from(restored.is_none());
                restored
            }
            _ => None,
        };
        bytes.extend_from_slice(restored.as_ref().map_or(raw, |line| line.as_bytes()));
    }
    Ok((bytes, without))
}
