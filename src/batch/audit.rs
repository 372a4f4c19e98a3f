//! Records of spans that went, for an audit.

use std::ops::Range;

use serde::Serialize;
use serde_json::value::RawValue;

use super::document::Document;
use crate::clean::Cleaned;
use crate::report::{OffsetUnit, Offsets};

/// A span that went.
#[derive(Serialize)]
struct RemovedRecord<'a> {
    id: &'a RawValue,
    place: &'a str,
    start: usize,
    end: usize,
    category: &'a str,
    rule: &'a str,
    lang: &'a str,
    score: f64,
    outcome: &'a str,
    text: &'a str,
}

/// Writes a record of every span that went.
pub(crate) fn removed(
    document: &Document<'_>,
    text: &str,
    cleaned: &Cleaned,
    unit: OffsetUnit,
    out: &mut Vec<u8>,
) {
    let mut gone = cleaned.findings().iter().filter(|f| f.removed).peekable();
    if gone.peek().is_none() {
        return;
    }
    let offsets = Offsets::new(text, unit);
    for finding in gone {
        let Range { start, end } = finding.range;
        let record = RemovedRecord {
            id: &document.id,
            place: &document.label,
            start: offsets.convert(start),
            end: offsets.convert(end),
            category: finding.category.as_str(),
            rule: &finding.rule,
            lang: finding.lang.as_str(),
            score: f64::from(finding.score) / 1000.0,
            outcome: cleaned.outcome().as_str(),
            text: &text[start..end],
        };
        write_line(out, &record);
    }
}

/// Writes a record as a line.
pub(crate) fn write_line(out: &mut Vec<u8>, record: &impl Serialize) {
    serde_json::to_writer(&mut *out, record).expect("records are plain JSON");
    out.push(b'\n');
}
