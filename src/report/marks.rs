//! Marks: removed spans that a person is to call right or wrong, or has. One JSON object a line,
//! written by `jingwen sample` and by the page of `jingwen report`; `docs/report.md` has the fields.

use std::fmt;
use std::io::{self, BufRead};
use std::ops::Range;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::record::SCHEMA;
use super::sampled::{SampledSpan, sha256};

/// What a person says of a removed span.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It is boilerplate.
    Right,
    /// It is body text.
    Wrong,
}

/// A removed span in its context, marked or to be marked. Offsets count code points.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Mark {
    #[serde(rename = "type")]
    kind: String,
    schema: u32,
    /// None: not marked.
    pub mark: Option<Verdict>,
    /// The document's id, a JSON value.
    pub id: Box<RawValue>,
    /// SHA-256 of its text.
    pub sha256: String,
    /// Code points of the text.
    start: usize,
    end: usize,
    /// The rule, `family/key`.
    pub rule: String,
    /// The category.
    pub category: String,
    /// The language of the span.
    pub lang: String,
    /// The publisher.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The article's title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What stands before the span, for the reader.
    #[serde(default)]
    pub before: String,
    /// The span.
    pub span: String,
    /// What stands behind it.
    #[serde(default)]
    pub after: String,
    /// The whole text; absent where it is too long to be carried. `jingwen fit` needs it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// A line that is no mark. Its message begins with the line, so that a path and a colon before it
/// name the place.
#[derive(Debug, thiserror::Error)]
#[error("{line}: {problem}")]
pub struct MarkError {
    /// Counted from 1.
    pub line: usize,
    /// What is wrong, and how to mend it.
    pub problem: MarkProblem,
}

/// What is wrong with a line.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MarkProblem {
    /// The file ended in an error.
    #[error("cannot be read ({0}); check the file and run again")]
    Read(io::Error),
    /// Not JSON, or a field is missing or of another type.
    #[error(
        "not a mark ({0}); a line is one that `jingwen sample` or a report wrote, with \"mark\" right, wrong or null"
    )]
    Shape(String),
    /// Of another version.
    #[error("a mark of schema {0}, this version reads {SCHEMA}; draw the sample again")]
    Schema(u32),
    /// The text was changed.
    #[error("the text is not the one that was judged; restore it, or draw the sample again")]
    Text,
    /// The span is not where it is said to be.
    #[error(
        "span {0}..{1} is not in the text; restore start, end and span, or draw the sample again"
    )]
    Span(usize, usize),
}

impl Mark {
    /// A drawn span, not marked yet.
    pub fn new(drawn: &SampledSpan) -> Self {
        let document = &drawn.document;
        let id = RawValue::from_string(document.id.clone());
        Mark {
            kind: "mark".to_owned(),
            schema: SCHEMA,
            mark: None,
            id: id.expect("an id is JSON"),
            sha256: document.sha256.clone(),
            start: drawn.span.chars.start,
            end: drawn.span.chars.end,
            rule: drawn.span.rule.to_string(),
            category: drawn.span.category.as_str().to_owned(),
            lang: drawn.span.lang.as_str().to_owned(),
            source: document.source.clone(),
            title: document.title.clone(),
            before: drawn.before.clone(),
            span: drawn.text.clone(),
            after: drawn.after.clone(),
            text: document.text(),
        }
    }

    /// Where the span stands, in code points of the text.
    pub fn range(&self) -> Range<usize> {
        self.start..self.end
    }

    fn check(&self) -> Result<(), MarkProblem> {
        if self.kind != "mark" {
            return Err(MarkProblem::Shape(format!("`type` is {:?}", self.kind)));
        }
        if self.schema != SCHEMA {
            return Err(MarkProblem::Schema(self.schema));
        }
        let misplaced = || MarkProblem::Span(self.start, self.end);
        let length = self
            .end
            .checked_sub(self.start)
            .filter(|length| *length > 0);
        let length = length.ok_or_else(misplaced)?;
        if let Some(text) = &self.text {
            if sha256(text) != self.sha256 {
                return Err(MarkProblem::Text);
            }
            let span = text.chars().skip(self.start).take(length);
            if !span.eq(self.span.chars()) {
                return Err(misplaced());
            }
        }
        Ok(())
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Verdict::Right => "right",
            Verdict::Wrong => "wrong",
        })
    }
}

/// Reads the marks of a file one at a time. Blank lines and a byte order mark are passed over; a
/// broken line is an error and reading goes on behind it.
#[derive(Debug)]
pub struct Marks<R> {
    reader: R,
    line: usize,
    buffer: Vec<u8>,
    failed: bool,
}

impl<R: BufRead> Marks<R> {
    /// Begins at the first line.
    pub fn new(reader: R) -> Self {
        Marks {
            reader,
            line: 0,
            buffer: Vec::new(),
            failed: false,
        }
    }
}

impl<R: BufRead> Iterator for Marks<R> {
    type Item = Result<Mark, MarkError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.failed {
            self.buffer.clear();
            self.line += 1;
            let read = self.reader.read_until(b'\n', &mut self.buffer);
            let read = match read {
                Ok(0) => return None,
                Ok(_) => {
                    let bytes = &self.buffer[..];
                    let bytes = bytes.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(bytes);
                    if bytes.iter().all(u8::is_ascii_whitespace) {
                        continue;
                    }
                    parse(bytes)
                }
                Err(error) => {
                    self.failed = true;
                    Err(MarkProblem::Read(error))
                }
            };
            let line = self.line;
            return Some(read.map_err(|problem| MarkError { line, problem }));
        }
        None
    }
}

fn parse(bytes: &[u8]) -> Result<Mark, MarkProblem> {
    let mark: Mark =
        serde_json::from_slice(bytes).map_err(|error| MarkProblem::Shape(error.to_string()))?;
    mark.check()?;
    Ok(mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(change: impl Fn(&mut serde_json::Value)) -> String {
        let text = "桥将于五月开工。广告";
        let mut value = serde_json::json!({
            "type": "mark", "schema": 1, "mark": "right", "id": 7, "sha256": sha256(text),
            "start": 8, "end": 10, "rule": "ad/line", "category": "advertisement", "lang": "zh-Hans",
            "span": "广告", "text": text, "note": "unknown fields are passed over",
        });
        change(&mut value);
        value.to_string()
    }

    fn read(line: &str) -> Result<Mark, String> {
        let mut marks = Marks::new(line.as_bytes());
        marks.next().unwrap().map_err(|error| error.to_string())
    }

    #[test]
    fn a_mark_is_read_with_and_without_its_text() {
        let mark = read(&format!("\u{FEFF}\n{}", line(|_| ()))).unwrap();
        assert_eq!((mark.mark, mark.range()), (Some(Verdict::Right), 8..10));
        let bare = read(&line(|v| {
            v["mark"] = serde_json::Value::Null;
            v.as_object_mut().unwrap().remove("text");
        }));
        let bare = bare.unwrap();
        assert!(bare.mark.is_none() && bare.text.is_none());
    }

    #[test]
    fn what_does_not_fit_is_named_with_its_line() {
        use serde_json::{Value, json};
        type Change = fn(&mut Value);
        let cases: [(Change, &str); 7] = [
            (
                |v| v["mark"] = json!("good"),
                "1: not a mark (unknown variant `good`",
            ),
            (
                |v| v["type"] = json!("document"),
                "1: not a mark (`type` is \"document\"",
            ),
            (|v| v["schema"] = json!(2), "1: a mark of schema 2"),
            (
                |v| v["text"] = json!("桥将于六月开工。广告"),
                "1: the text is not the one",
            ),
            (
                |v| v["start"] = json!(7),
                "1: span 7..10 is not in the text",
            ),
            (|v| v["end"] = json!(8), "1: span 8..8 is not in the text"),
            (
                |v| v["span"] = json!("广 告"),
                "1: span 8..10 is not in the text",
            ),
        ];
        for (change, expected) in cases {
            let error = read(&line(change)).unwrap_err();
            assert!(error.starts_with(expected), "{error}");
        }
    }
}
