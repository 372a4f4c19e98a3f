//! From a piece to a document: its text, and what is known of it.

use std::fmt;

use serde_json::value::RawValue;

use super::find::form::Format;
use super::find::walk::Input;
use super::forms;
use super::forms::made::{Broken, Made, Reading, utf8};
use super::input::chunk::{Piece, What};
use super::name::slashed;
use super::notice::{Notice, Trouble};
use super::object::fields::Fields;
use super::object::line::{Line, NoText, Text, TextField};
use super::skips::Skips;
use super::stream::End;
use crate::options::Context;
use crate::text::decode::Decoded;
use crate::text::encoding::{Assumed, Encoding, How};

/// A document, wherever it was read from.
#[derive(Debug)]
pub struct Document<'d> {
    /// Its place, for people: the path, and the line in a file of several.
    pub label: String,
    /// Its id, a JSON value.
    pub id: Box<RawValue>,
    /// The text, or why there is none.
    pub text: Result<&'d str, &'static str>,
    /// The publisher.
    pub source: Option<String>,
    /// The title.
    pub title: Option<String>,
}

impl Document<'_> {
    /// What is known besides the text.
    pub fn context(&self) -> Context<'_> {
        Context::new()
            .source(self.source.as_deref())
            .title(self.title.as_deref())
    }
}

/// An object as it was read, with its text.
pub(crate) struct Object<'p> {
    pub line: Line<'p>,
    pub text: Result<TextField, NoText>,
}

/// The document of a piece as its form reads it, or what is wrong with it.
fn read<'p>(
    input: &Input,
    piece: &Piece,
    bytes: &'p [u8],
    reading: &Reading<'_>,
) -> Result<Option<Made<'p>>, Notice> {
    let made = forms::of(input.form.format).read(bytes, reading);
    made.map_err(|broken| told(input, piece, &broken))
}

fn told(input: &Input, piece: &Piece, broken: &Broken) -> Notice {
    let place = shown(input, piece);
    Notice::error(broken.trouble, format_args!("{place}: {}", broken.what))
}

/// The object that a piece of a JSON form is, or what is wrong with it.
pub(crate) fn spelled<'p>(
    input: &Input,
    piece: &Piece,
    bytes: &'p [u8],
    names: &[String],
) -> Result<Object<'p>, Notice> {
    let text = utf8(bytes, whole(input)).map_err(|broken| told(input, piece, &broken))?;
    object(input, piece, text, names)
}

fn whole(input: &Input) -> &'static str {
    match input.form.format {
        Format::Json => "object",
        _ => "line",
    }
}

/// The object that was read of a piece, or what is wrong with it.
pub(crate) fn object<'p>(
    input: &Input,
    piece: &Piece,
    text: &'p str,
    names: &[String],
) -> Result<Object<'p>, Notice> {
    let line = Line::parse(text).map_err(|broken| {
        let before = &text.as_bytes()[..broken.at];
        let (line, column) = place(before, piece.line);
        let expected = broken.expected;
        let whole = whole(input);
        let what = format!(
            "{input}:{line}:{column}: not valid JSON, expected {expected}; passed over unchanged, mend the {whole} and run again"
        );
        Notice::error(Trouble::Broken, what)
    })?;
    let text = match line.text(names) {
        Text::Found(field) => Ok(field),
        Text::None(why) => Err(why),
    };
    Ok(Object { line, text })
}

/// How pieces are read.
pub(crate) struct Manner<'m> {
    pub fields: &'m Fields,
    /// Of every input; none: what their bytes say.
    pub encoding: Option<Encoding>,
    /// Most bytes of a document; 0: no limit.
    pub limit: usize,
    /// Bytes of a text that are not UTF-8 are an error.
    pub strict: bool,
}

impl Manner<'_> {
    /// What a piece holds, and what there is to say of how it was decoded; none if that is no
    /// document with a text. It is counted. `head` is what stands at the head of the file.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn made<'p>(
        &self,
        input: &Input,
        piece: &Piece,
        bytes: &'p [u8],
        head: Option<&[u8]>,
        skips: &mut Skips,
    ) -> Result<Option<(Made<'p>, Option<Notice>)>, Notice> {
        skips.line();
        let reading = Reading {
            fields: self.fields,
            encoding: self.encoding,
            head,
            place: &Place::of(input, piece),
            limit: if self.limit == 0 {
                usize::MAX / 2
            } else {
                self.limit
            },
        };
        let Some(made) = read(input, piece, bytes, &reading)? else {
            skips.skip(NoText::OtherKind, piece.line);
            return Ok(None);
        };
        if let Some(remark) = made.remark {
            skips.remark(remark, piece.line);
        }
        match own_decoding(input, piece, &made, self.strict) {
            Some(refused @ Notice::Error(..)) => Err(refused),
            said => Ok(Some((made, said))),
        }
    }
}

/// Line, and column in code points, from 1, behind these bytes of a piece.
fn place(before: &[u8], first: usize) -> (usize, usize) {
    let breaks = before.iter().filter(|b| **b == b'\n').count();
    let line = before.rsplit(|b| *b == b'\n').next().unwrap_or(before);
    let column = line.iter().filter(|b| **b & 0xC0 != 0x80).count() + 1;
    (first + breaks, column)
}

impl Object<'_> {
    /// The document of the object.
    pub fn document(&self, input: &Input, piece: &Piece, fields: &Fields) -> Document<'_> {
        let own = self.line.value(&fields.id);
        Document {
            label: shown(input, piece),
            id: own.unwrap_or_else(|| id_of(&Place::of(input, piece))),
            text: match &self.text {
                Ok(field) => Ok(&field.text),
                Err(why) => Err(why.as_str()),
            },
            source: fields.source_of(input, &self.line),
            title: fields.title_of(&self.line),
        }
    }
}

/// The document of a text file.
pub(crate) fn text_document<'d>(input: &Input, text: &'d str, fields: &Fields) -> Document<'d> {
    Document {
        label: input.to_string(),
        id: id_of(&Place(input, None)),
        text: Ok(text),
        source: fields.source_of_text(input),
        title: None,
    }
}

/// Stands for an object that cannot be read.
pub(crate) fn broken_document<'d>(input: &Input, piece: &Piece) -> Document<'d> {
    Document {
        label: shown(input, piece),
        id: id_of(&Place::of(input, piece)),
        text: Err(match input.form.format.is_json() {
            true => "not a JSON object",
            false => "cannot be read",
        }),
        source: None,
        title: None,
    }
}

/// What is said of a piece that is no document to clean.
pub(crate) fn passed_over(
    input: &Input,
    piece: &Piece,
    limit: usize,
    copied: bool,
) -> Option<Notice> {
    let passed = if copied {
        "passed over unchanged"
    } else {
        "left out"
    };
    let line = piece.line;
    match piece.what {
        What::TooLarge => {
            let place = shown(input, piece);
            Some(Notice::error(
                Trouble::TooLarge,
                format_args!(
                    "{place}: a document of over {} MiB; {passed}, raise --max-document and run again",
                    limit >> 20
                ),
            ))
        }
        What::Unfinished => Some(Notice::error(
            Trouble::Broken,
            format_args!(
                "{input}:{line}: not valid JSON, the file ends too soon; what is here was {passed}, fetch the file again"
            ),
        )),
        What::Broken(why) => Some(Notice::error(
            Trouble::Unfit,
            format_args!("{}: {why}; {passed}", shown(input, piece)),
        )),
        What::Document | What::Between => None,
    }
}

/// The id of a document that names none: its path as it was given, and line.
pub(crate) struct Place<'i>(&'i Input, Option<usize>);

impl<'i> Place<'i> {
    pub fn of(input: &'i Input, piece: &Piece) -> Self {
        let several = !input.form.format.is_whole();
        Place(input, several.then_some(piece.line))
    }
}

/// The same for people.
fn shown(input: &Input, piece: &Piece) -> String {
    match Place::of(input, piece).1 {
        Some(line) => format!("{input}:{line}"),
        None => input.to_string(),
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.path {
            Some(path) => f.write_str(&slashed(path))?,
            None => f.write_str("-")?,
        }
        self.1.map_or(Ok(()), |line| write!(f, ":{line}"))
    }
}

fn id_of(place: &Place<'_>) -> Box<RawValue> {
    serde_json::value::to_raw_value(&place.to_string()).expect("a string is JSON")
}

/// What there is to say of how a text was decoded.
pub(crate) fn decoding(input: &Input, decoded: &Decoded, strict: bool) -> Option<Notice> {
    let first = decoded.first_invalid();
    said(
        input,
        decoded.assumed(),
        decoded.invalid_count(),
        first,
        strict,
    )
}

/// What there is to say of how a document of its own encoding was decoded: a file's always, a
/// record's only where that is an error.
fn own_decoding(input: &Input, piece: &Piece, made: &Made<'_>, strict: bool) -> Option<Notice> {
    let (assumed, invalid) = made.decoded?;
    let notice = said(&shown(input, piece), assumed, invalid, None, strict);
    notice.filter(|notice| input.form.format.is_whole() || matches!(notice, Notice::Error(..)))
}

/// What there is to say of the encoding that a stream is read in.
pub(crate) fn assumed(input: &Input, assumed: Option<Assumed>, strict: bool) -> Option<Notice> {
    said(input, assumed?, 0, None, strict)
}

/// What there is to say of how a stream was decoded. Lines of UTF-8 that is broken are named one by
/// one where they are read.
pub(crate) fn transcoding(input: &Input, end: &End, strict: bool) -> Option<Notice> {
    let assumed = end.assumed.filter(|assumed| !assumed.encoding.is_utf8())?;
    said(input, assumed, end.invalid, None, strict)
}

/// Whether how a text was decoded is plain enough to be told in sum only.
pub(crate) fn is_plain(assumed: Assumed, invalid: usize) -> bool {
    assumed.how != How::Unsure && invalid == 0
}

fn said(
    input: &dyn fmt::Display,
    assumed: Assumed,
    invalid: usize,
    first: Option<usize>,
    strict: bool,
) -> Option<Notice> {
    let Assumed { encoding, how } = assumed;
    let what = match first {
        Some(at) => format!("not UTF-8 at byte {at}, {invalid} in all"),
        None if encoding.is_utf8() => return None,
        None => {
            let mistakes = match invalid {
                0 => String::new(),
                n => format!(", mistakes read as U+FFFD: {n}"),
            };
            format!("read as {} ({}){mistakes}", encoding.name(), how.as_str())
        }
    };
    if strict && (invalid > 0 || !matches!(how, How::Mark | How::Given | How::Declared)) {
        let what = format!(
            "{input}: {what}; name the encoding with --encoding, convert the file, or leave out --strict-encoding"
        );
        return Some(Notice::error(Trouble::Encoding, what));
    }
    let kept = if first.is_some() {
        "; read as U+FFFD, files keep the bytes"
    } else {
        ""
    };
    Some(Notice::note(format_args!("{input}: {what}{kept}")))
}
