//! Reads annotated articles: one JSON object a line, with the boilerplate of its text marked.
//!
//! ```json
//! {"id": "a1", "lang": "en", "kind": "composed", "publisher": "Example Herald", "text": "…",
//!  "boilerplate": [{"start": 120, "end": 154, "category": "copyright"}],
//!  "optional": [{"start": 0, "end": 12, "category": "byline_contact"}]}
//! ```
//!
//! Offsets count code points and are half open. `optional` spans are scored neither way. Also
//! known are `weight` (default 1), `layout`, `title` and `source`; other fields are passed over.

use std::io::{self, BufRead};
use std::ops::Range;

use serde::Deserialize;

/// The kind of articles that are boilerplate from start to end; they are reported apart.
pub const NO_BODY: &str = "no-body";

/// The languages an article may have; `zh` is Chinese of either script.
pub const LANGUAGES: [&str; 5] = ["en", "mixed", "zh", "zh-Hans", "zh-Hant"];

/// An annotated article.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Article {
    /// Its name; unique in a set.
    pub id: String,
    /// One of [`LANGUAGES`].
    pub lang: &'static str,
    /// `real`, `composed`, `clean`, `trap`, `no-body` or any other.
    pub kind: String,
    /// Who published it: articles of one publisher are resampled together.
    pub publisher: String,
    /// The text as it was scraped.
    pub text: String,
    /// What must go, in code points of the text; may overlap.
    pub boilerplate: Vec<Mark>,
    /// What is scored neither way, except where it overlaps boilerplate.
    pub optional: Vec<Mark>,
    /// How much it counts in shares; positive, 1 unless the line says otherwise.
    pub weight: f64,
    /// What it looks like, such as `structural: recipe`.
    pub layout: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// The host it was scraped from; rules with `sources` fire only where it is known.
    pub source: Option<String>,
}

/// A marked span.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "RawMark")]
pub struct Mark {
    /// Code points of the text.
    pub range: Range<usize>,
    /// What it is; of `optional` spans it may be empty.
    pub category: String,
}

#[derive(Deserialize)]
struct RawMark {
    start: usize,
    end: usize,
    #[serde(default)]
    category: String,
}

impl From<RawMark> for Mark {
    fn from(raw: RawMark) -> Self {
        Mark {
            range: raw.start..raw.end,
            category: raw.category,
        }
    }
}

#[derive(Deserialize)]
struct RawArticle {
    id: String,
    lang: String,
    kind: String,
    publisher: String,
    text: String,
    boilerplate: Vec<Mark>,
    #[serde(default)]
    optional: Vec<Mark>,
    #[serde(default = "one")]
    weight: f64,
    layout: Option<String>,
    title: Option<String>,
    source: Option<String>,
}

fn one() -> f64 {
    1.0
}

/// A line that is no annotated article. Its message begins with the line, and the column if one is
/// known, so that a path and a colon before it name the place.
#[derive(Debug, thiserror::Error)]
#[error("{line}:{}{problem}", .column.map(|c| format!("{c}: ")).unwrap_or_else(|| " ".to_owned()))]
pub struct GoldError {
    /// Counted from 1.
    pub line: usize,
    /// Counted from 1, in bytes; none where the whole line is meant.
    pub column: Option<usize>,
    /// What is wrong, and how to mend it.
    pub problem: Problem,
}

/// What is wrong with a line.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// The file ended in an error.
    #[error("cannot be read ({0}); check the file and run again")]
    Read(io::Error),
    /// Not UTF-8, from this byte of the line on.
    #[error("not UTF-8 at byte {0} of the line; convert the file to UTF-8")]
    Encoding(usize),
    /// Not JSON, or a field is missing or of another type.
    #[error(
        "{0}; a line is a JSON object with id, lang, kind, publisher, text and boilerplate, a list of {{\"start\", \"end\", \"category\"}}"
    )]
    Shape(String),
    /// A name that must not be empty.
    #[error("`{0}` is empty; give it a name")]
    Empty(&'static str),
    /// A language that is none of [`LANGUAGES`].
    #[error("unknown lang `{0}`; write en, zh-Hans, zh-Hant, zh or mixed")]
    Language(String),
    /// A weight that weighs nothing.
    #[error("weight {0} is not above 0; write a positive number or leave it out")]
    Weight(f64),
    /// A span that is empty or outside the text.
    #[error(
        "{list}[{index}] is {start}..{end} in a text of {length} code points; offsets count code points, start below end, end at most {length}"
    )]
    Span {
        /// `boilerplate` or `optional`.
        list: &'static str,
        /// Its place in the list, from 0.
        index: usize,
        /// As written.
        start: usize,
        /// As written.
        end: usize,
        /// Code points of the text.
        length: usize,
    },
    /// A boilerplate span that does not say what it is.
    #[error("boilerplate[{0}] has no category; `jingwen rules list --categories` prints them")]
    Category(usize),
}

/// Reads the articles of a JSON Lines file one at a time. Blank lines and a byte order mark are
/// passed over; a broken line is an error and reading goes on behind it.
#[derive(Debug)]
pub struct Articles<R> {
    reader: R,
    line: usize,
    buffer: Vec<u8>,
    failed: bool,
}

impl<R: BufRead> Articles<R> {
    /// Begins at the first line.
    pub fn new(reader: R) -> Self {
        Articles {
            reader,
            line: 0,
            buffer: Vec::new(),
            failed: false,
        }
    }

    /// The number of the line read last, from 1.
    pub fn line(&self) -> usize {
        self.line
    }
}

impl<R: BufRead> Iterator for Articles<R> {
    type Item = Result<Article, GoldError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.failed {
            self.buffer.clear();
            self.line += 1;
            match self.reader.read_until(b'\n', &mut self.buffer) {
                Ok(0) => break,
                Ok(_) => {}
                Err(error) => {
                    self.failed = true;
                    return Some(Err(GoldError {
                        line: self.line,
                        column: None,
                        problem: Problem::Read(error),
                    }));
                }
            }
            let mut bytes = self.buffer.as_slice();
            if self.line == 1 {
                bytes = bytes.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(bytes);
            }
            if !bytes.iter().all(u8::is_ascii_whitespace) {
                return Some(parse(bytes, self.line));
            }
        }
        None
    }
}

/// Reads one line; `line` is its number, for the message.
///
/// # Errors
/// What is wrong with it, and where.
pub fn parse(bytes: &[u8], line: usize) -> Result<Article, GoldError> {
    let error = |column, problem| GoldError {
        line,
        column,
        problem,
    };
    let text = std::str::from_utf8(bytes)
        .map_err(|e| error(None, Problem::Encoding(e.valid_up_to() + 1)))?;
    let raw: RawArticle = serde_json::from_str(text.trim_end()).map_err(|e| {
        let message = e.to_string();
        let what = message.rsplit_once(" at line ").map_or(&*message, |m| m.0);
        error(Some(e.column().max(1)), Problem::Shape(what.to_owned()))
    })?;
    check(raw).map_err(|problem| error(None, problem))
}

fn check(raw: RawArticle) -> Result<Article, Problem> {
    let names = [
        ("id", &raw.id),
        ("kind", &raw.kind),
        ("publisher", &raw.publisher),
    ];
    if let Some((field, _)) = names.iter().find(|(_, value)| value.trim().is_empty()) {
        return Err(Problem::Empty(field));
    }
    let lang = LANGUAGES.into_iter().find(|lang| *lang == raw.lang);
    let lang = lang.ok_or(Problem::Language(raw.lang))?;
    if !(raw.weight.is_finite() && raw.weight > 0.0) {
        return Err(Problem::Weight(raw.weight));
    }
    let length = raw.text.chars().count();
    for (list, marks) in [
        ("boilerplate", &raw.boilerplate),
        ("optional", &raw.optional),
    ] {
        for (index, mark) in marks.iter().enumerate() {
            let Range { start, end } = mark.range;
            if start >= end || end > length {
                return Err(Problem::Span {
                    list,
                    index,
                    start,
                    end,
                    length,
                });
            }
        }
    }
    let unnamed = |mark: &Mark| mark.category.trim().is_empty();
    if let Some(index) = raw.boilerplate.iter().position(unnamed) {
        return Err(Problem::Category(index));
    }
    Ok(Article {
        id: raw.id,
        lang,
        kind: raw.kind,
        publisher: raw.publisher,
        text: raw.text,
        boilerplate: raw.boilerplate,
        optional: raw.optional,
        weight: raw.weight,
        layout: raw.layout,
        title: raw.title,
        source: raw.source,
    })
}

impl Article {
    /// Whether its layout is one whose shape looks like page furniture: `structural: …`.
    pub fn is_structural(&self) -> bool {
        let layout = self.layout.as_deref();
        layout.is_some_and(|layout| layout.starts_with("structural:"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(change: impl Fn(&mut serde_json::Value)) -> Vec<u8> {
        let mut value = serde_json::json!({
            "id": "a", "lang": "en", "kind": "clean", "publisher": "p", "text": "报道 x", "split": "A",
            "boilerplate": [{"start": 0, "end": 2, "category": "copyright"}],
        });
        change(&mut value);
        serde_json::to_vec(&value).unwrap()
    }

    #[test]
    fn what_is_left_out_has_its_default_and_unknown_fields_are_passed_over() {
        let article = parse(&line(|_| ()), 1).unwrap();
        assert_eq!((article.weight, article.lang), (1.0, "en"));
        assert!(article.optional.is_empty() && article.source.is_none());
        assert_eq!(article.boilerplate[0].range, 0..2);
    }

    #[test]
    fn every_mistake_is_named_with_its_line_and_how_to_mend_it() {
        use serde_json::{Value, json};
        type Change = fn(&mut Value);
        let cases: [(Change, &str); 9] = [
            (
                |v| v["lang"] = json!("de"),
                "7: unknown lang `de`; write en",
            ),
            (|v| v["publisher"] = json!(" "), "7: `publisher` is empty"),
            (|v| v["weight"] = json!(0), "7: weight 0 is not above 0"),
            (
                |v| v["boilerplate"][0]["end"] = json!(5),
                "7: boilerplate[0] is 0..5 in a text of 4 code points",
            ),
            (
                |v| v["optional"] = json!([{"start": 1, "end": 1}]),
                "7: optional[0] is 1..1",
            ),
            (
                |v| v["boilerplate"][0]["category"] = json!(""),
                "7: boilerplate[0] has no category",
            ),
            (|v| v["text"] = json!(3), "invalid type: integer `3`"),
            (
                |v| v["boilerplate"][0]["start"] = json!(-1),
                "invalid value: integer `-1`",
            ),
            (
                |v| drop(v.as_object_mut().unwrap().remove("kind")),
                "missing field `kind`; a line is a JSON object with id",
            ),
        ];
        for (change, expected) in cases {
            let error = parse(&line(change), 7).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
            assert!(error.starts_with("7:"), "{error}");
            assert!(!error.contains("at line 1"), "{error}");
        }
        let error = parse(b"{\"id\": \xFF", 7).unwrap_err().to_string();
        assert_eq!(
            error,
            "7: not UTF-8 at byte 8 of the line; convert the file to UTF-8"
        );
        assert!(
            parse(b"{", 7)
                .unwrap_err()
                .to_string()
                .starts_with("7:1: EOF")
        );
    }

    #[test]
    fn reading_goes_on_behind_a_broken_line_and_passes_over_blank_ones() {
        let mut file = "\u{FEFF}".as_bytes().to_vec();
        file.extend(line(|_| ()));
        file.extend(b"\r\n \nnothing\n");
        file.extend(line(|v| v["id"] = "b".into()));
        let read: Vec<_> = Articles::new(&file[..])
            .map(|article| article.map(|a| a.id).map_err(|e| e.line))
            .collect();
        assert_eq!(read, [Ok("a".to_owned()), Err(3), Ok("b".to_owned())]);
    }
}
