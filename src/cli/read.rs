//! Reads inputs: a text file whole, a JSONL file a line at a time.

use std::fmt;
use std::io::{BufRead as _, BufReader, Read as _};

use anyhow::Result;
use jingwen::Context;
use jingwen::text::decode::{Decoded, decode};
use serde_json::value::RawValue;

use super::input::{Input, unreadable};
use super::jsonl::{Line, NoText, Text};
use super::message::Messages;
use super::options::{FieldArgs, Format, InputArgs};

/// A line of a JSONL file, every byte of it.
pub struct RawLine<'b> {
    /// From 1.
    pub number: usize,
    /// A byte order mark before the first line, else nothing.
    pub bom: &'b [u8],
    pub bytes: &'b [u8],
    /// LF, CRLF, or nothing after the last line.
    pub ending: &'b [u8],
}

impl RawLine<'_> {
    /// Whether there is nothing on the line.
    pub fn is_blank(&self) -> bool {
        self.bytes.iter().all(u8::is_ascii_whitespace)
    }

    /// The object on the line; where it is broken, says so.
    pub fn parse(&self, input: &Input, messages: &mut Messages) -> Option<Line<'_>> {
        let number = self.number;
        let text = match std::str::from_utf8(self.bytes) {
            Ok(text) => text,
            Err(error) => {
                let at = error.valid_up_to();
                messages.error(format_args!(
                    "{input}:{number}: not UTF-8 at byte {at} of the line; passed over unchanged, convert the file and run again"
                ));
                return None;
            }
        };
        match Line::parse(text) {
            Ok(line) => Some(line),
            Err(broken) => {
                let column = text.as_bytes()[..broken.at]
                    .iter()
                    .filter(|b| **b & 0xC0 != 0x80)
                    .count()
                    + 1;
                messages.error(format_args!(
                    "{input}:{number}:{column}: not valid JSON, expected {}; passed over unchanged, mend the line and run again",
                    broken.expected
                ));
                None
            }
        }
    }
}

/// Calls `each` with every line. False if the file could not be read to its end, which is said.
///
/// # Errors
/// Those of `each`.
pub fn lines(
    input: &Input,
    messages: &mut Messages,
    mut each: impl FnMut(RawLine<'_>, &mut Messages) -> Result<()>,
) -> Result<bool> {
    let mut reader = match input.open() {
        Ok(reader) => BufReader::with_capacity(1 << 16, reader),
        Err(error) => {
            messages.error(unreadable(input.to_string(), &error));
            return Ok(false);
        }
    };
    let mut buffer = Vec::new();
    for number in 1.. {
        buffer.clear();
        match reader.read_until(b'\n', &mut buffer) {
            Ok(0) => break,
            Ok(_) => {}
            Err(error) => {
                messages.error(unreadable(input.to_string(), &error));
                return Ok(false);
            }
        }
        let mark = number == 1 && buffer.starts_with("\u{FEFF}".as_bytes());
        let (bom, rest) = buffer.split_at(if mark { 3 } else { 0 });
        let length = match rest {
            [.., b'\r', b'\n'] => rest.len() - 2,
            [.., b'\n'] => rest.len() - 1,
            _ => rest.len(),
        };
        let (bytes, ending) = rest.split_at(length);
        let line = RawLine {
            number,
            bom,
            bytes,
            ending,
        };
        each(line, messages)?;
    }
    Ok(true)
}

/// A whole text file; none if it cannot be read or taken as text, which is said.
pub fn text(input: &Input, args: &InputArgs, messages: &mut Messages) -> Option<Decoded> {
    let mut bytes = Vec::new();
    let read = input
        .open()
        .and_then(|mut reader| reader.read_to_end(&mut bytes));
    if let Err(error) = read {
        messages.error(unreadable(input.to_string(), &error));
        return None;
    }
    let decoded = match decode(bytes) {
        Ok(decoded) => decoded,
        Err(error) => {
            messages.error(format_args!("{input}: {error}"));
            return None;
        }
    };
    if let Some(at) = decoded.first_invalid() {
        let count = decoded.invalid_count();
        if args.strict_encoding {
            messages.error(format_args!(
                "{input}: not UTF-8 at byte {at}, {count} in all; convert the file, or leave out --strict-encoding"
            ));
            return None;
        }
        messages.note(format_args!(
            "{input}: not UTF-8 at byte {at}, {count} in all; read as U+FFFD, files keep the bytes"
        ));
    }
    Some(decoded)
}

/// Lines of one file that hold no text to clean, counted by why.
#[derive(Debug, Default)]
pub struct Skips {
    lines: usize,
    kinds: Vec<(NoText, usize, usize)>,
}

impl Skips {
    /// Counts a line that was read.
    pub fn line(&mut self) {
        self.lines += 1;
    }

    /// Counts a line without text.
    pub fn skip(&mut self, why: NoText, number: usize) {
        match self.kinds.iter_mut().find(|(kind, ..)| *kind == why) {
            Some((_, count, _)) => *count += 1,
            None => self.kinds.push((why, 1, number)),
        }
    }

    /// Says what was skipped.
    pub fn report(&self, input: &Input, fields: &[String], messages: &Messages) {
        for &(why, count, first) in &self.kinds {
            let mend = match why {
                NoText::Missing => format!(" ({}): name it with --text-field", fields.join(", ")),
                _ => String::new(),
            };
            messages.note(format_args!(
                "{input}: {count} of {} lines left as they are, first line {first}: {}{mend}",
                self.lines,
                why.as_str()
            ));
        }
    }
}

/// A document, wherever it was read from.
pub struct Document<'d> {
    /// Its place, for messages: the path, and the line in a JSONL file.
    pub label: String,
    pub id: Box<RawValue>,
    /// The text, or why there is none.
    pub text: Result<&'d str, &'static str>,
    pub source: Option<String>,
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

/// Calls `each` with every document of the inputs, in order, also those that have no text.
///
/// # Errors
/// Those of `each`.
pub fn documents(
    inputs: &[Input],
    args: &InputArgs,
    fields: &FieldArgs,
    messages: &mut Messages,
    mut each: impl FnMut(Document<'_>, &mut Messages) -> Result<()>,
) -> Result<()> {
    let names = fields.text_fields();
    for input in inputs {
        if input.format == Format::Text {
            if let Some(decoded) = text(input, args, messages) {
                let document = Document {
                    label: input.to_string(),
                    id: id_of(&Place(input, None)),
                    text: Ok(decoded.text()),
                    source: fields.source.clone(),
                    title: None,
                };
                each(document, messages)?;
            }
            continue;
        }
        let mut skips = Skips::default();
        lines(input, messages, |raw, messages| {
            if raw.is_blank() {
                return Ok(());
            }
            skips.line();
            let mut document = Document {
                label: format!("{input}:{}", raw.number),
                id: id_of(&Place(input, Some(raw.number))),
                text: Err("not a JSON object"),
                source: None,
                title: None,
            };
            let Some(line) = raw.parse(input, messages) else {
                return each(document, messages);
            };
            if let Some(id) = line.value(&fields.id_field) {
                document.id = id;
            }
            document.source = fields.source_of(&line);
            document.title = line.string(&fields.title_field);
            let found = line.text(&names);
            document.text = match &found {
                Text::Found(field) => Ok(&field.text),
                Text::None(why) => {
                    skips.skip(*why, raw.number);
                    Err(why.as_str())
                }
            };
            each(document, messages)
        })?;
        skips.report(input, &names, messages);
    }
    Ok(())
}

/// The id of a document that names none: its path as it was given, and line.
struct Place<'i>(&'i Input, Option<usize>);

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.path {
            Some(path) => write!(f, "{}", path.display())?,
            None => f.write_str("-")?,
        }
        self.1.map_or(Ok(()), |line| write!(f, ":{line}"))
    }
}

fn id_of(place: &Place<'_>) -> Box<RawValue> {
    serde_json::value::to_raw_value(&place.to_string()).expect("a string is JSON")
}

/// The id of a text file.
pub fn text_id(input: &Input) -> Box<RawValue> {
    id_of(&Place(input, None))
}
