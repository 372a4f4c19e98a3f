//! Cleans the documents of a chunk: what a worker does.

use std::borrow::Cow;
use std::ops::Range;

use serde::Serialize;
use serde_json::value::RawValue;

use super::audit;
use super::document::{self, Document, Manner, Object};
use super::find::form::Format;
use super::find::walk::Input;
use super::forms;
use super::input::chunk::{Chunk, Piece, What};
use super::input::unpacking::Unpacking;
use super::notice::{Notice, Trouble};
use super::object::fields::Fields;
use super::object::mark::marked;
use super::object::rewrite::{LineStyle, RecordStyle};
use super::skips::Skips;
use super::tally::Tally;
use crate::clean::{Cleaned, Cleaner};
use crate::options::Context;
use crate::report::{
    About, CleaningRecord, DocumentRecord, Draw, Judged, OffsetUnit, Overview, SkippedRecord,
    removed_ranges,
};
use crate::text::decode::decode;
use crate::text::encoding::{Assumed, Encoding};

/// Makes an explanation of a cleaned document, given its label and its text.
pub type Explain = fn(&str, &str, &Cleaned, OffsetUnit) -> String;

/// How documents are read and written.
#[derive(Debug, Clone, Default)]
pub struct Style {
    /// The form of the output; none: that of the input.
    pub output: Option<Format>,
    /// The encoding of every input; none: what their bytes say.
    pub encoding: Option<Encoding>,
    /// Bytes of a text that are not UTF-8 are an error.
    pub strict: bool,
    /// Most bytes of a document; 0: no limit.
    pub limit: usize,
    /// How far compressed inputs are unpacked.
    pub unpacking: Unpacking,
    /// Encodings that were assumed for good reason are told in the tally, not file by file.
    pub sum_up: bool,
    /// A record of what was deleted goes with every object.
    pub record: bool,
    /// The text as it was goes with every object, in a field of this name.
    pub original: Option<String>,
    /// The text stays, and what would go is marked.
    pub mark: bool,
    /// Attributes of this name are written in the place of documents, which are JSON lines with the
    /// text in the field `text`; see [`Attributes`](super::Attributes).
    pub attributes: Option<String>,
    /// What offsets in records count.
    pub unit: OffsetUnit,
    /// Records of what was found are made, one a document.
    pub spans: bool,
    /// Records of what went are made, one a span.
    pub removed: bool,
    /// Documents that would change are named.
    pub check: bool,
    /// Explanations are made.
    pub explain: Option<Explain>,
    /// Documents are counted, and some drawn, for an overview.
    pub overview: Option<Draw>,
    /// What was read is kept beside what is written, for a diff.
    pub diff: bool,
}

impl Style {
    /// How pieces are read.
    pub(crate) fn manner<'m>(&self, fields: &'m Fields) -> Manner<'m> {
        Manner {
            fields,
            encoding: self.encoding,
            limit: self.limit,
            strict: self.strict,
        }
    }

    /// Whether nothing but the body is made of a text.
    fn takes_bodies(&self) -> bool {
        let made = self.spans || self.removed || self.check || self.mark;
        !made
            && self.overview.is_none()
            && self.explain.is_none()
            && self.output != Some(Format::Jsonl)
    }
}

/// What became of a chunk.
#[derive(Debug, Default)]
pub(crate) struct Done {
    pub body: Vec<u8>,
    pub spans: Vec<u8>,
    pub removed: Vec<u8>,
    pub overview: Option<Box<Overview>>,
    /// What the body is to be compared with: the bytes that were read, of a text in another encoding
    /// the text.
    pub before: Vec<u8>,
    /// Of a text, what of that is gone.
    pub gone: Vec<Range<usize>>,
    pub tally: Tally,
    pub skips: Skips,
    pub notices: Vec<Notice>,
    /// Of a text.
    pub assumed: Option<Assumed>,
    /// The body is the bytes that were read.
    pub same: bool,
    /// The chunk cannot be taken, and the file with it.
    pub refused: bool,
}

/// Cleans documents; shared by the threads.
pub(crate) struct Worker<'a> {
    pub cleaner: &'a Cleaner,
    pub fields: &'a Fields,
    pub names: &'a [String],
    pub style: &'a Style,
}

/// A document as it was read.
struct Read<'r> {
    input: &'r Input,
    piece: &'r Piece,
    bytes: &'r [u8],
    head: Option<&'r [u8]>,
    object: &'r Object<'r>,
}

/// An object of an output whose input was a text.
#[derive(Serialize)]
struct TextRecord<'a> {
    id: &'a RawValue,
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    jingwen: Option<CleaningRecord>,
}

impl Worker<'_> {
    /// Cleans a chunk of an input.
    pub fn run(&self, input: &Input, mut chunk: Chunk) -> Done {
        if let Some(name) = &self.style.attributes {
            return self.rows(name, input, &chunk);
        }
        let mut done = Done::default();
        let whole = matches!(&chunk.pieces[..], [piece] if piece.what == What::Document);
        if input.form.format == Format::Text && whole {
            let bytes = std::mem::take(&mut chunk.bytes);
            self.text(input, bytes, &mut done);
            return done;
        }
        done.body.reserve(chunk.bytes.len());
        let output = self.output(input);
        let copied = output == input.form.format;
        for piece in &chunk.pieces {
            let bytes = &chunk.bytes[piece.range.clone()];
            let notice = document::passed_over(input, piece, self.style.limit, copied);
            // A file that is one document is not written without it.
            done.refused |= notice.is_some() && !copied && input.form.format.is_whole();
            done.notices.extend(notice);
            if piece.what == What::Document {
                self.document(input, piece, bytes, chunk.head.as_deref(), &mut done);
            } else if copied {
                done.body.extend_from_slice(bytes);
            }
        }
        done.same = done.body == chunk.bytes;
        if self.style.diff {
            done.before = chunk.bytes;
        }
        done
    }

    /// The form of what is written of an input.
    fn output(&self, input: &Input) -> Format {
        self.style.output.unwrap_or(input.form.format.output())
    }

    fn text(&self, input: &Input, bytes: Vec<u8>, done: &mut Done) {
        if self.style.diff {
            done.before.clone_from(&bytes);
        }
        let decoded = decode(bytes, self.style.encoding);
        let assumed = decoded.assumed();
        done.assumed = Some(assumed);
        match document::decoding(input, &decoded, self.style.strict) {
            Some(notice @ Notice::Error(..)) => {
                done.notices.push(notice);
                done.refused = true;
                return;
            }
            _ if self.style.sum_up && document::is_plain(assumed, decoded.invalid_count()) => {}
            notice => done.notices.extend(notice),
        }
        if self.style.diff && !assumed.encoding.is_utf8() {
            done.before = decoded.encode_without(&[]);
            done.notices.push(Notice::note(format_args!(
                "{input}: the diff is of its text in UTF-8; convert the file before it is applied"
            )));
        }
        if decoded.is_plain() && self.style.takes_bodies() {
            self.body_in_place(input, decoded.into_text(), done);
            return;
        }
        let document = document::text_document(input, decoded.text(), self.fields);
        let cleaned = self.clean(&document, decoded.text(), done);
        if self.style.diff {
            done.gone = decoded.encoded_ranges(&removed_ranges(cleaned.edits()));
        }
        if self.style.output == Some(Format::Jsonl) {
            let record = TextRecord {
                id: &document.id,
                text: cleaned.body(),
                jingwen: self
                    .style
                    .record
                    .then(|| CleaningRecord::new(&cleaned, self.style.unit)),
            };
            audit::write_line(&mut done.body, &record);
        } else if self.style.mark {
            done.body = marked(decoded.text(), &cleaned).into_bytes();
        } else {
            done.same = cleaned.edits().is_empty() && assumed.encoding.is_utf8();
            done.body = decoded.encode_without(&removed_ranges(cleaned.edits()));
        }
    }

    /// Makes the body of a text where the text stands: it may be large.
    fn body_in_place(&self, input: &Input, text: String, done: &mut Done) {
        let bytes = text.len();
        let source = self.fields.source_of_text(input);
        let context = Context::new().source(source.as_deref());
        let (cleaned, gone) = self.cleaner.clean_bare(text, &context);
        done.tally.count(&input.to_string(), bytes, &cleaned);
        done.same = gone.is_empty();
        if self.style.diff {
            done.gone = gone;
        }
        done.body = cleaned.into_body().into_bytes();
    }

    fn document(
        &self,
        input: &Input,
        piece: &Piece,
        bytes: &[u8],
        head: Option<&[u8]>,
        done: &mut Done,
    ) {
        let manner = self.style.manner(self.fields);
        let made = match manner.made(input, piece, bytes, head, &mut done.skips) {
            Ok(Some((made, said))) => {
                let plain = |(assumed, invalid)| document::is_plain(assumed, invalid);
                if !(self.style.sum_up && made.decoded.is_some_and(plain)) {
                    done.notices.extend(said);
                }
                made
            }
            Ok(None) => return,
            Err(notice) => return self.broken(input, piece, bytes, notice, done),
        };
        if input.form.format.is_whole() {
            done.assumed = made.decoded.map(|(assumed, _)| assumed);
        }
        match document::object(input, piece, &made.object, self.names) {
            Ok(object) => {
                let read = Read {
                    input,
                    piece,
                    bytes,
                    head,
                    object: &object,
                };
                let written = self.cleaned(&read, done);
                self.put(input, &written, done);
            }
            Err(notice) => self.broken(input, piece, bytes, notice, done),
        }
    }

    /// Says what is wrong with a document, and copies it if it can stand in the output.
    fn broken(&self, input: &Input, piece: &Piece, bytes: &[u8], notice: Notice, done: &mut Done) {
        done.notices.push(notice);
        if self.style.spans {
            let document = document::broken_document(input, piece);
            self.skipped(&document, done);
        }
        let output = self.output(input);
        if output == input.form.format
            || output == Format::Jsonl && input.form.format == Format::Json
        {
            self.put(input, bytes, done);
        } else {
            done.refused |= input.form.format.is_whole();
        }
    }

    /// Writes a document, as a line if it was none.
    fn put(&self, input: &Input, written: &[u8], done: &mut Done) {
        if self.output(input) == Format::Jsonl && input.form.format != Format::Jsonl {
            // Breaks between the parts of an object; inside its strings none can be.
            let flat = written
                .iter()
                .map(|b| if matches!(b, b'\n' | b'\r') { b' ' } else { *b });
            done.body.extend(flat);
            done.body.push(b'\n');
        } else {
            done.body.extend_from_slice(written);
        }
    }

    /// What is written of a document.
    fn cleaned<'r>(&self, read: &Read<'r>, done: &mut Done) -> Cow<'r, [u8]> {
        let Read {
            input,
            piece,
            object,
            ..
        } = *read;
        let document = object.document(input, piece, self.fields);
        let output = self.output(input);
        let as_it_was = match output {
            _ if output.has_fields() => object.line.raw.as_bytes(),
            _ if output == input.form.format => read.bytes,
            _ => b"",
        };
        let field = match &object.text {
            Ok(field) => field,
            Err(why) => {
                done.skips.skip(*why, piece.line);
                done.tally.without_text(*why);
                self.skipped(&document, done);
                return as_it_was.into();
            }
        };
        let cleaned = self.clean(&document, &field.text, done);
        let written = match output {
            Format::Text if self.style.mark => {
                Ok(ended(marked(&field.text, &cleaned)).into_bytes())
            }
            Format::Text => Ok(ended(cleaned.into_body()).into_bytes()),
            Format::Csv | Format::Tsv if !cleaned.edits().is_empty() => {
                let text = match self.style.mark {
                    true => marked(&field.text, &cleaned),
                    false => cleaned.into_body(),
                };
                let row = forms::rewritten(output, read.bytes, read.head, self.fields, &text);
                Ok(row.unwrap_or_else(|| read.bytes.to_vec()))
            }
            _ if output.has_fields() => {
                let style = self.line_style(object);
                let edited = !cleaned.edits().is_empty();
                if !edited && style.record.is_none() && style.original.is_none() {
                    return as_it_was.into();
                }
                let line = object.line.cleaned(field, &cleaned, &style);
                line.map(String::into_bytes)
            }
            _ => return as_it_was.into(),
        };
        match written {
            Ok(bytes) => bytes.into(),
            Err(why) => {
                let what = format!("{}: {why}; passed over unchanged", document.label);
                done.notices.push(Notice::error(Trouble::Name, what));
                as_it_was.into()
            }
        }
    }

    fn line_style(&self, object: &Object<'_>) -> LineStyle {
        let record = RecordStyle {
            unit: self.style.unit,
            field: None,
        };
        LineStyle {
            record: (self.style.record).then(|| record.for_line(&object.line, &self.fields.named)),
            original: self.style.original.clone(),
            mark: self.style.mark,
        }
    }

    pub(super) fn clean(&self, document: &Document<'_>, text: &str, done: &mut Done) -> Cleaned {
        let cleaned = self.cleaner.clean_with(text, &document.context());
        let (label, style) = (&document.label, self.style);
        done.tally.count(label, text.len(), &cleaned);
        if let Some(explain) = style.explain {
            let text = explain(label, text, &cleaned, style.unit);
            done.notices.push(Notice::Answer(text));
        }
        if style.check && !cleaned.edits().is_empty() {
            done.notices
                .push(Notice::Answer(format!("would change: {label}\n")));
        }
        if style.spans {
            let record =
                DocumentRecord::of_findings(&document.id, text, &cleaned, style.unit, false);
            audit::write_line(&mut done.spans, &record);
        }
        if style.removed {
            audit::removed(document, text, &cleaned, style.unit, &mut done.removed);
        }
        if let Some(draw) = style.overview {
            let overview = done
                .overview
                .get_or_insert_with(|| Overview::new(draw).into());
            let about = About {
                id: &document.id,
                place: label,
                source: document.source.as_deref(),
                title: document.title.as_deref(),
            };
            overview.add(&Judged::of_cleaned(about, text, &cleaned));
        }
        cleaned
    }

    pub(super) fn skipped(&self, document: &Document<'_>, done: &mut Done) {
        if let (true, Err(why)) = (self.style.spans, &document.text) {
            audit::write_line(&mut done.spans, &SkippedRecord::new(&document.id, why));
        }
    }
}

/// A text as a file holds it.
fn ended(mut text: String) -> String {
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    text
}
