//! Reads findings as `jingwen scan --format jsonl` writes them, a line at a time.

use std::collections::HashSet;
use std::io::{self, BufRead};
use std::sync::Arc;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::change::Span;
use crate::report::{OffsetUnit, SCHEMA};

/// Why two files of findings cannot be compared.
#[derive(Debug, thiserror::Error)]
pub enum DiffError {
    /// A file cannot be read.
    #[error("{file}: cannot be read at line {line} ({error}); check the file and run again")]
    Unreadable {
        /// The file.
        file: String,
        /// The line, from 1.
        line: usize,
        /// What the system said.
        error: io::Error,
    },
    /// A line is not a record of findings.
    #[error("{file}:{line}: {what}; {mend}")]
    Line {
        /// The file.
        file: String,
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        what: String,
        /// What to do.
        mend: String,
    },
}

/// The findings of one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its id as JSON, of one spelling: `1` and `"1"` differ, `"\u0031"` and `"1"` do not.
    pub id: Arc<str>,
    /// Its line in the file, from 1.
    pub line: usize,
    /// What became of it; `skipped` if it had no text.
    pub outcome: String,
    /// Its findings, sorted and disjoint.
    pub spans: Vec<Span>,
    /// What its offsets count; none if it was skipped.
    pub unit: Option<OffsetUnit>,
    /// The length of its text, where the record says it.
    pub length: Option<usize>,
    /// Its text, where the record holds it.
    pub text: Option<String>,
    /// Its publisher, where the record holds it.
    pub source: Option<String>,
}

#[derive(Deserialize)]
struct Head<'l> {
    #[serde(rename = "type")]
    kind: Option<String>,
    schema: Option<u32>,
    #[serde(borrow)]
    id: Option<&'l RawValue>,
    offset_unit: Option<String>,
    spans: Option<Vec<Found>>,
    #[serde(default)]
    kept: Vec<Found>,
    langs: Option<Vec<End>>,
    outcome: Option<String>,
    text: Option<String>,
    source: Option<String>,
}

#[derive(Deserialize)]
struct Found {
    start: usize,
    end: usize,
    rule: String,
    category: String,
}

#[derive(Deserialize)]
struct End {
    end: usize,
}

/// The documents of one file of findings, in order.
#[derive(Debug)]
pub struct Findings<R> {
    name: String,
    reader: R,
    line: usize,
    buffer: Vec<u8>,
    unit: Option<OffsetUnit>,
    /// Names of rules and categories met: each is kept once.
    names: HashSet<Arc<str>>,
}

impl<R: BufRead> Findings<R> {
    /// Reads from `reader`; `name` stands in errors.
    pub fn new(name: impl Into<String>, reader: R) -> Self {
        Findings {
            name: name.into(),
            reader,
            line: 0,
            buffer: Vec::new(),
            unit: None,
            names: HashSet::new(),
        }
    }

    /// The name that stands in errors.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the offsets count, once a document has said it.
    pub fn unit(&self) -> Option<OffsetUnit> {
        self.unit
    }

    /// An error about the line read last.
    pub(super) fn error(&self, what: impl Into<String>, mend: impl Into<String>) -> DiffError {
        DiffError::Line {
            file: self.name.clone(),
            line: self.line,
            what: what.into(),
            mend: mend.into(),
        }
    }

    fn parse(&mut self) -> Result<Document, DiffError> {
        const SCAN: &str = "write the file again with `jingwen scan --format jsonl`";
        let bytes = match self.line {
            1 => self.buffer.strip_prefix("\u{FEFF}".as_bytes()),
            _ => None,
        };
        let head: Head<'_> = match serde_json::from_slice(bytes.unwrap_or(&self.buffer)) {
            Ok(head) => head,
            Err(error) if error.is_data() => {
                let what = format!("not a record of findings ({error})");
                return Err(self.error(what, SCAN));
            }
            Err(error) => return Err(self.error(format!("not valid JSON ({error})"), SCAN)),
        };
        let skipped = match head.kind.as_deref() {
            Some("document") => false,
            Some("skipped") => true,
            _ => {
                let what = "not a record of findings: `type` is neither document nor skipped";
                return Err(self.error(what, SCAN));
            }
        };
        if head.schema != Some(SCHEMA) {
            let schema = head.schema.map_or("none".to_owned(), |s| s.to_string());
            let what = format!("schema {schema}, this version reads schema {SCHEMA}");
            return Err(self.error(what, "scan both again with one version"));
        }
        let Some(id) = head.id else {
            return Err(self.error("no `id`", SCAN));
        };
        let mut document = Document {
            id: id_key(id).into(),
            line: self.line,
            outcome: head.outcome.unwrap_or_else(|| "skipped".to_owned()),
            spans: Vec::new(),
            unit: None,
            length: head.langs.map(|l| l.last().map_or(0, |l| l.end)),
            text: head.text,
            source: head.source,
        };
        if skipped {
            return Ok(document);
        }
        let unit = head.offset_unit.as_deref().unwrap_or_default();
        let unit: OffsetUnit = match unit.parse() {
            Ok(unit) => unit,
            Err(error) => return Err(self.error(format!("`offset_unit`: {error}"), SCAN)),
        };
        document.unit = Some(unit);
        let Some(spans) = head.spans else {
            let what = "no `spans`: a record of languages alone";
            return Err(self.error(what, SCAN));
        };
        if let Some(other) = self.unit.filter(|other| *other != unit) {
            let what = format!("offsets in {unit}, in {other} on the lines before");
            return Err(self.error(what, format!("scan all of it with `--offsets {other}`")));
        }
        self.unit = Some(unit);
        document.spans.reserve_exact(spans.len() + head.kept.len());
        for (removed, all) in [(true, spans), (false, head.kept)] {
            for found in all {
                if found.start > found.end {
                    let (start, end) = (found.start, found.end);
                    return Err(self.error(format!("a span from {start} to {end}"), SCAN));
                }
                let span = Span {
                    range: found.start..found.end,
                    rule: self.kept_once(found.rule),
                    category: self.kept_once(found.category),
                    removed,
                };
                document.spans.push(span);
            }
        }
        document.spans.sort_by_key(|s| (s.range.start, s.range.end));
        let mut neighbours = document.spans.windows(2);
        if let Some(two) = neighbours.find(|two| two[1].range.start < two[0].range.end) {
            let at = two[1].range.start;
            return Err(self.error(format!("two spans overlap at {at}"), SCAN));
        }
        Ok(document)
    }

    fn kept_once(&mut self, name: String) -> Arc<str> {
        if let Some(known) = self.names.get(&*name) {
            return known.clone();
        }
        let name: Arc<str> = name.into();
        self.names.insert(name.clone());
        name
    }
}

impl<R: BufRead> Iterator for Findings<R> {
    type Item = Result<Document, DiffError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            self.buffer.clear();
            self.line += 1;
            match self.reader.read_until(b'\n', &mut self.buffer) {
                Ok(0) => return None,
                Ok(_) if self.buffer.iter().all(u8::is_ascii_whitespace) => {}
                Ok(_) => return Some(self.parse()),
                Err(error) => {
                    return Some(Err(DiffError::Unreadable {
                        file: self.name.clone(),
                        line: self.line,
                        error,
                    }));
                }
            }
        }
    }
}

/// A JSON id with one spelling a value: strings are unescaped and escaped again, all else stays
/// as it is written.
pub fn id_key(id: &RawValue) -> String {
    match serde_json::from_str::<String>(id.get()) {
        Ok(text) => serde_json::to_string(&text).expect("a string is JSON"),
        Err(_) => id.get().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &str) -> Result<Vec<Document>, String> {
        Findings::new("f.jsonl", lines.as_bytes())
            .collect::<Result<_, _>>()
            .map_err(|e| e.to_string())
    }

    fn line(id: &str, unit: &str, spans: &str) -> String {
        format!(
            r#"{{"type":"document","schema":1,"id":{id},"offset_unit":"{unit}","spans":[{spans}],"langs":[{{"start":0,"end":9,"lang":"en","certain":true}}],"outcome":"cleaned"}}"#
        )
    }

    const SPAN: &str = r#"{"start":1,"end":3,"category":"copyright","rule":"a/x","lang":"en","score":1.0,"removed":true,"reasons":[]}"#;

    #[test]
    fn documents_and_skipped_lines_in_order() {
        let skipped = r#"{"type":"skipped","schema":1,"id":"s","why":"no text field"}"#;
        let lines = format!(
            "\u{FEFF}{}\n\n{skipped}\r\n",
            line("\"\\u0031\"", "char", SPAN)
        );
        let [first, second] = &read(&lines).unwrap()[..] else {
            panic!("two documents");
        };
        assert_eq!((&*first.id, first.line), ("\"1\"", 1));
        assert_eq!(first.spans[0].range, 1..3);
        assert_eq!((&*first.spans[0].rule, first.length), ("a/x", Some(9)));
        assert_eq!((&*second.id, second.line), ("\"s\"", 3));
        assert_eq!((&*second.outcome, second.unit), ("skipped", None));
    }

    #[test]
    fn what_is_no_finding_names_file_line_and_mend() {
        let good = line("1", "char", SPAN);
        let overlap = SPAN.replace(":3", ":2").replace(":1,", ":0,");
        let cases = [
            ("{\"type\":".to_owned(), "not valid JSON"),
            (
                r#"{"id":1,"text":"an article"}"#.to_owned(),
                "not a record of findings",
            ),
            (good.replace("\"schema\":1", "\"schema\":2"), "schema 2"),
            (
                good.replace("\"char\"", "\"word\""),
                "unknown offset unit `word`",
            ),
            (good.replace("\"spans\"", "\"spams\""), "no `spans`"),
            (good.replace(":1,\"end\":3", ":7,\"end\":3"), "from 7 to 3"),
            (
                line("1", "char", &format!("{overlap},{SPAN}")),
                "two spans overlap at 1",
            ),
            (line("1", "byte", SPAN), "offsets in byte, in char"),
        ];
        for (bad, what) in cases {
            let error = read(&format!("{good}\n{bad}\n")).unwrap_err();
            assert!(error.starts_with("f.jsonl:2: "), "{error}");
            assert!(error.contains(what) && error.contains("; "), "{error}");
        }
    }
}
