//! The JSON records: one of what was found in a document, one of what was deleted from it.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::category::Category;
use crate::clean::{Cleaned, Edit};
use crate::detect::{Dropped, Finding, Reason};
use crate::language::LangSpan;
use crate::report::offsets::{OffsetUnit, Offsets};

/// The version of both records.
pub const SCHEMA: u32 = 1;

/// What was found in one document. Serializes to one JSON object: `type`, `schema`, `id`,
/// `offset_unit`, `spans`, `kept`, `dropped` and `outcome` (not of languages alone), `langs`, and
/// on request `text` and `source`.
#[derive(Debug, Serialize)]
pub struct DocumentRecord<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    schema: u32,
    id: &'a RawValue,
    offset_unit: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    spans: Option<Vec<SpanRecord<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kept: Option<Vec<SpanRecord<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dropped: Option<Vec<DroppedRecord<'a>>>,
    langs: Vec<LangRecord>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct SpanRecord<'a> {
    start: usize,
    end: usize,
    category: &'static str,
    rule: &'a str,
    lang: &'static str,
    score: f64,
    removed: bool,
    reasons: Vec<ReasonRecord<'a>>,
}

#[derive(Debug, Serialize)]
struct ReasonRecord<'a> {
    what: &'a str,
    points: i32,
}

#[derive(Debug, Serialize)]
struct DroppedRecord<'a> {
    start: usize,
    end: usize,
    rule: &'a str,
    why: &'a str,
}

#[derive(Debug, Serialize)]
struct LangRecord {
    start: usize,
    end: usize,
    lang: &'static str,
    certain: bool,
}

impl<'a> DocumentRecord<'a> {
    /// The record of a cleaned text: `spans` are the findings that leave the body, `kept` those
    /// that stay, and with `explain`, `dropped` the hits that were let go.
    pub fn of_findings(
        id: &'a RawValue,
        text: &str,
        cleaned: &'a Cleaned,
        unit: OffsetUnit,
        explain: bool,
    ) -> Self {
        let offsets = Offsets::new(text, unit);
        let spans = |removed| {
            let wanted = cleaned.findings().iter().filter(|f| f.removed == removed);
            wanted.map(|f| SpanRecord::new(f, &offsets)).collect()
        };
        let dropped = || {
            cleaned
                .dropped()
                .iter()
                .map(|d| DroppedRecord::new(d, &offsets))
        };
        DocumentRecord {
            kind: "document",
            schema: SCHEMA,
            id,
            offset_unit: unit.as_str(),
            spans: Some(spans(true)),
            kept: Some(spans(false)),
            dropped: explain.then(|| dropped().collect()),
            langs: lang_records(cleaned.langs(), &offsets),
            outcome: Some(cleaned.outcome().as_str()),
            text: None,
            source: None,
        }
    }

    /// The record with the text that the offsets count in, and its publisher where it is known.
    pub fn with_text(self, text: &'a str, source: Option<&'a str>) -> Self {
        DocumentRecord {
            text: Some(text),
            source,
            ..self
        }
    }

    /// The record of a text's languages alone.
    pub fn of_languages(
        id: &'a RawValue,
        text: &str,
        spans: &[LangSpan],
        unit: OffsetUnit,
    ) -> Self {
        DocumentRecord {
            kind: "document",
            schema: SCHEMA,
            id,
            offset_unit: unit.as_str(),
            spans: None,
            kept: None,
            dropped: None,
            langs: lang_records(spans, &Offsets::new(text, unit)),
            outcome: None,
            text: None,
            source: None,
        }
    }
}

/// Stands in the place of a document that has no text.
#[derive(Debug, Serialize)]
pub struct SkippedRecord<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    schema: u32,
    id: &'a RawValue,
    why: &'a str,
}

impl<'a> SkippedRecord<'a> {
    /// A record of a document that was passed over, and why.
    pub fn new(id: &'a RawValue, why: &'a str) -> Self {
        SkippedRecord {
            kind: "skipped",
            schema: SCHEMA,
            id,
            why,
        }
    }
}

impl<'a> SpanRecord<'a> {
    fn new(finding: &'a Finding, offsets: &Offsets<'_>) -> Self {
        let reason = |r: &'a Reason| ReasonRecord {
            what: &r.what,
            points: r.points,
        };
        SpanRecord {
            start: offsets.convert(finding.range.start),
            end: offsets.convert(finding.range.end),
            category: finding.category.as_str(),
            rule: &finding.rule,
            lang: finding.lang.as_str(),
            score: f64::from(finding.score) / 1000.0,
            removed: finding.removed,
            reasons: finding.reasons.iter().map(reason).collect(),
        }
    }
}

impl<'a> DroppedRecord<'a> {
    fn new(dropped: &'a Dropped, offsets: &Offsets<'_>) -> Self {
        DroppedRecord {
            start: offsets.convert(dropped.range.start),
            end: offsets.convert(dropped.range.end),
            rule: &dropped.rule,
            why: dropped.why,
        }
    }
}

fn lang_records(spans: &[LangSpan], offsets: &Offsets<'_>) -> Vec<LangRecord> {
    let record = |span: &LangSpan| LangRecord {
        start: offsets.convert(span.range.start),
        end: offsets.convert(span.range.end),
        lang: span.lang.as_str(),
        certain: span.certain,
    };
    spans.iter().map(record).collect()
}

/// What was deleted from a document; with the body it restores the text.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CleaningRecord {
    /// [`SCHEMA`].
    pub schema: u32,
    /// What became of the document.
    pub outcome: String,
    /// What `at` counts: `byte` or `utf16`; absent, code points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offset_unit: Option<String>,
    /// Path of the text field where it was named by the user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The deletions, in order.
    pub edits: Vec<EditRecord>,
}

/// One deletion.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct EditRecord {
    /// Offset in the body where the text belongs.
    pub at: usize,
    /// The deleted text: a JSON string, with the escapes it had in the input.
    pub text: Box<RawValue>,
    /// The rule behind it, `family/key`, or `whitespace`.
    pub rule: String,
    /// Its category; null for blank lines closed up.
    pub category: Option<Category>,
}

impl CleaningRecord {
    /// The record of a cleaned text.
    pub fn new(cleaned: &Cleaned, unit: OffsetUnit) -> Self {
        let offsets = Offsets::new(cleaned.body(), unit);
        let edit = |e: &Edit| EditRecord {
            at: offsets.convert(e.at),
            text: serde_json::value::to_raw_value(&e.text).expect("a string is JSON"),
            rule: e.rule.clone(),
            category: e.category,
        };
        let edits = cleaned.edits().iter().map(edit).collect();
        Self::with_edits(cleaned.outcome().as_str(), unit, edits)
    }

    /// A record of edits that are at hand.
    pub fn with_edits(outcome: &str, unit: OffsetUnit, edits: Vec<EditRecord>) -> Self {
        CleaningRecord {
            schema: SCHEMA,
            outcome: outcome.to_owned(),
            offset_unit: (unit != OffsetUnit::default()).then(|| unit.as_str().to_owned()),
            field: None,
            edits,
        }
    }
}

/// The byte ranges of the input that edits deleted, one an edit: sorted and disjoint.
pub fn removed_ranges(edits: &[Edit]) -> Vec<Range<usize>> {
    let mut deleted = 0;
    let range = |edit: &Edit| {
        let start = edit.at + deleted;
        deleted += edit.text.len();
        start..start + edit.text.len()
    };
    edits.iter().map(range).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Lang;
    use crate::options::Outcome;

    fn sample() -> (&'static str, Cleaned) {
        let text = "😀新闻。\n广告\n正文";
        let finding = |range, removed| Finding {
            range,
            category: Category::Advertisement,
            rule: "ad-label/bare".into(),
            lang: Lang::ZhHans,
            score: 987,
            reasons: vec![Reason {
                what: "whole line".to_owned(),
                points: 120,
            }],
            removed,
        };
        let cleaned = Cleaned {
            body: "😀新闻。\n正文".to_owned(),
            edits: vec![Edit {
                at: 14,
                text: "广告\n".to_owned(),
                rule: "ad-label/bare".to_owned(),
                category: Some(Category::Advertisement),
            }],
            findings: vec![finding(14..20, true), finding(21..27, false)],
            dropped: vec![Dropped {
                range: 4..10,
                rule: "x/y".into(),
                why: "quoted",
            }],
            langs: vec![LangSpan {
                range: 0..text.len(),
                lang: Lang::ZhHans,
                certain: true,
            }],
            hits: Vec::new(),
            outcome: Outcome::Cleaned,
            scored: 0,
        };
        (text, cleaned)
    }

    fn json(unit: OffsetUnit, explain: bool) -> String {
        let (text, cleaned) = sample();
        let id = RawValue::from_string("12345678901234567890".to_owned()).unwrap();
        let record = DocumentRecord::of_findings(&id, text, &cleaned, unit, explain);
        serde_json::to_string(&record).unwrap()
    }

    #[test]
    fn a_document_record_in_code_points() {
        assert_eq!(
            json(OffsetUnit::Char, false),
            r#"{"type":"document","schema":1,"id":12345678901234567890,"offset_unit":"char","spans":[{"start":5,"end":7,"category":"advertisement","rule":"ad-label/bare","lang":"zh-Hans","score":0.987,"removed":true,"reasons":[{"what":"whole line","points":120}]}],"kept":[{"start":8,"end":10,"category":"advertisement","rule":"ad-label/bare","lang":"zh-Hans","score":0.987,"removed":false,"reasons":[{"what":"whole line","points":120}]}],"langs":[{"start":0,"end":10,"lang":"zh-Hans","certain":true}],"outcome":"cleaned"}"#
        );
    }

    #[test]
    fn units_and_what_was_let_go() {
        assert!(json(OffsetUnit::Byte, false).contains(r#""spans":[{"start":14,"end":20,"#));
        let utf16 = json(OffsetUnit::Utf16, true);
        assert!(utf16.contains(r#""spans":[{"start":6,"end":8,"#));
        assert!(utf16.contains(r#""dropped":[{"start":2,"end":4,"rule":"x/y","why":"quoted"}]"#));
    }

    #[test]
    fn the_text_and_its_source_come_on_request() {
        let (text, cleaned) = sample();
        let id = RawValue::from_string("1".to_owned()).unwrap();
        let json = |source| {
            let unit = OffsetUnit::Char;
            let record = DocumentRecord::of_findings(&id, text, &cleaned, unit, false);
            serde_json::to_string(&record.with_text(text, source)).unwrap()
        };
        assert!(json(Some("example.com")).ends_with(
            r#""outcome":"cleaned","text":"😀新闻。\n广告\n正文","source":"example.com"}"#
        ));
        assert!(json(None).ends_with("正文\"}"));
    }

    #[test]
    fn a_cleaning_record_parses_back_and_names_its_unit_only_if_unusual() {
        let (_, cleaned) = sample();
        let line = serde_json::to_string(&CleaningRecord::new(&cleaned, OffsetUnit::Char)).unwrap();
        assert_eq!(
            line,
            r#"{"schema":1,"outcome":"cleaned","edits":[{"at":5,"text":"广告\n","rule":"ad-label/bare","category":"advertisement"}]}"#
        );
        let back: CleaningRecord = serde_json::from_str(&line).unwrap();
        assert_eq!(back.edits[0].at, 5);
        let bytes =
            serde_json::to_string(&CleaningRecord::new(&cleaned, OffsetUnit::Byte)).unwrap();
        assert!(bytes.contains(r#""offset_unit":"byte""#) && bytes.contains(r#""at":14"#));
    }

    #[test]
    fn removed_ranges_are_those_of_the_input() {
        let (text, cleaned) = sample();
        let [removed] = &removed_ranges(cleaned.edits())[..] else {
            panic!("one edit, one range");
        };
        assert_eq!(&text[removed.clone()], "广告\n");
    }
}
