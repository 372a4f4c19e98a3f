//! Reads what runs before found or removed: records of `scan --format jsonl`, and objects that were
//! cleaned with their record.

use super::columns::Purpose;
use super::document::{self, Object};
use super::find::walk::Input;
use super::input::chunk::What;
use super::input::open::Reading;
use super::notice::{Notice, Trouble};
use super::object::fields::Fields;
use super::stream::Stream;
use crate::report::{About, Judged};
use crate::text::encoding::Encoding;

/// Calls `each` with every document of the inputs, in order; those that had no text, and objects
/// without a record, are left out. How many of the latter there were. What goes wrong is said to
/// `say`, and the rest is read.
///
/// # Errors
/// Those of `each`.
pub fn judged<E>(
    inputs: &[Input],
    fields: &Fields,
    mut say: impl FnMut(Notice),
    mut each: impl FnMut(Judged<'_>) -> Result<(), E>,
) -> Result<usize, E> {
    let names = fields.texts();
    let mut without = 0;
    for input in inputs {
        let path = input.path.as_deref();
        let (utf8, purpose) = (Some(Encoding::UTF_8), Purpose::look(fields));
        let stream = Stream::open(input, path, utf8, 0, &purpose, &Reading::unbounded());
        let mut stream = match stream {
            Ok(stream) => stream,
            Err(notice) => {
                say(notice);
                continue;
            }
        };
        loop {
            let chunk = match stream.next_chunk() {
                Ok(Some(chunk)) => chunk,
                Ok(None) => break,
                Err(notice) => {
                    say(notice);
                    break;
                }
            };
            for piece in &chunk.pieces {
                if let Some(notice) = document::passed_over(input, piece, 0, true) {
                    say(notice);
                }
            }
            for piece in chunk.pieces.iter().filter(|p| p.what == What::Document) {
                let bytes = &chunk.bytes[piece.range.clone()];
                let object = match document::spelled(input, piece, bytes, &names) {
                    Ok(object) => object,
                    Err(notice) => {
                        say(notice);
                        continue;
                    }
                };
                let document = object.document(input, piece, fields);
                let source = match is_scan(&object) {
                    true if fields.source.is_none() => object.line.string("source"),
                    _ => document.source.clone(),
                };
                let about = About {
                    id: &document.id,
                    place: &document.label,
                    source: source.as_deref(),
                    title: document.title.as_deref(),
                };
                match read(&object, about, &names) {
                    Ok(Some(judged)) => each(judged)?,
                    Ok(None) => {}
                    Err(None) => without += 1,
                    Err(Some(why)) => say(Notice::error(
                        Trouble::Broken,
                        format_args!("{input}:{}: {why}; passed over", piece.line),
                    )),
                }
            }
        }
    }
    Ok(without)
}

/// Whether an object is a record of `scan`.
fn is_scan(object: &Object<'_>) -> bool {
    let kind = object.line.string("type");
    let kind = kind.as_deref();
    matches!(kind, Some("document" | "skipped")) && object.line.find("schema").is_some()
}

/// The document of an object; `Err(None)` if it has no record at all.
fn read<'a>(
    object: &Object<'_>,
    about: About<'a>,
    names: &[String],
) -> Result<Option<Judged<'a>>, Option<String>> {
    if is_scan(object) {
        let record = &object.line.raw[..object.line.end];
        return Judged::of_record(about, record).map_err(|why| Some(why.to_string()));
    }
    let restored = object.line.recorded(names);
    match restored.map_err(|why| Some(why.to_string()))? {
        Some((text, edits, outcome)) => Ok(Some(Judged::of_edits(about, text, &edits, outcome))),
        None => Err(None),
    }
}
