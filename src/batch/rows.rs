//! Writes what goes apart from the documents: a row for every line, in the order of the lines.

use std::ops::Range;

use super::audit;
use super::document;
use super::find::walk::Input;
use super::forms::made::Remark;
use super::input::chunk::{Chunk, Piece, What};
use super::object::line::NoText;
use super::work::{Done, Worker};
use crate::report::attributes::AttributeRecord;

/// Where dolma has the text and the id.
const TEXT: &str = "text";
const ID: &str = "id";

impl Worker<'_> {
    /// The rows of a chunk of JSON lines: one for every line, whatever is wrong with it, since rows
    /// are paired with lines by their number. A blank line is none: dolma stops at it.
    pub(super) fn rows(&self, name: &str, input: &Input, chunk: &Chunk) -> Done {
        let mut done = Done::default();
        // The line that the last piece belonged to; the end of a line follows it in the same chunk.
        let mut last = None;
        for piece in &chunk.pieces {
            let bytes = &chunk.bytes[piece.range.clone()];
            let notice = document::passed_over(input, piece, self.style.limit, true);
            done.notices.extend(notice);
            match piece.what {
                What::Document => self.row(name, input, piece, bytes, &mut done),
                What::Between => {
                    let blank = bytes.ends_with(b"\n") && bytes.iter().all(u8::is_ascii_whitespace);
                    if blank && last != Some(piece.line) {
                        done.skips.line();
                        done.skips.remark(Remark::Blank, piece.line);
                    }
                }
                What::TooLarge | What::Unfinished | What::Broken(_) => {
                    audit::write_line(&mut done.body, &AttributeRecord::empty(None, name));
                }
            }
            last = Some(piece.line);
        }
        done
    }

    fn row(&self, name: &str, input: &Input, piece: &Piece, bytes: &[u8], done: &mut Done) {
        done.skips.line();
        let object = match document::spelled(input, piece, bytes, &[TEXT.to_owned()]) {
            Ok(object) => object,
            Err(notice) => {
                done.notices.push(notice);
                self.skipped(&document::broken_document(input, piece), done);
                audit::write_line(&mut done.body, &AttributeRecord::empty(None, name));
                return;
            }
        };
        let id = object.line.value(ID);
        if !id.as_ref().is_some_and(|id| id.get().starts_with('"')) {
            done.skips.remark(Remark::NoId, piece.line);
        }
        let mut document = object.document(input, piece, self.fields);
        let text = object.text.as_ref().map_err(|why| *why);
        // Paragraphs in an array are no text to dolma.
        let is_string = |value: Range<usize>| object.line.raw[value].starts_with('"');
        let text = text.and_then(|field| match is_string(field.value.clone()) {
            true => Ok(&*field.text),
            false => Err(NoText::NotText),
        });
        let why = match text {
            Ok(text) => {
                let cleaned = self.clean(&document, text, done);
                let record = AttributeRecord::new(id.as_deref(), name, text, &cleaned);
                audit::write_line(&mut done.body, &record);
                return;
            }
            Err(why) => why,
        };
        match why {
            NoText::LoneSurrogate => done.skips.skip(why, piece.line),
            _ => done.skips.remark(Remark::NoString, piece.line),
        }
        done.tally.without_text(why);
        document.text = Err(why.as_str());
        self.skipped(&document, done);
        audit::write_line(&mut done.body, &AttributeRecord::empty(id.as_deref(), name));
    }
}
