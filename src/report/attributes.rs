//! What leaves a text, as attributes that stand apart from it: the form of AI2's dolma toolkit.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Serialize;
use serde_json::value::RawValue;

use super::offsets::{OffsetUnit, Offsets};
use super::record::removed_ranges;
use crate::category::Category;
use crate::clean::Cleaned;

/// Start, end and score. Offsets are code points, half open; scores go from 0 to 1.
type Span = (usize, usize, f64);

/// The attributes of one document, a JSON object: `id`, as the document spells it, and `attributes`,
/// lists of spans. `NAME__removed` is always there, and cut out of the text it leaves the body;
/// `NAME__CATEGORY` are the same spans, each in the list of its category.
///
/// `dolma mix` wants spans sorted, disjoint and not empty: of two that overlap it cuts out the first
/// alone, and an empty one costs the character behind it.
#[derive(Debug, Serialize)]
pub(crate) struct AttributeRecord<'a> {
    id: Option<&'a RawValue>,
    attributes: BTreeMap<String, Vec<Span>>,
}

impl<'a> AttributeRecord<'a> {
    /// The attributes of a document of which nothing goes; `name` stands in front of each.
    pub fn empty(id: Option<&'a RawValue>, name: &str) -> Self {
        let removed = (format!("{name}__removed"), Vec::new());
        AttributeRecord {
            id,
            attributes: BTreeMap::from([removed]),
        }
    }

    /// The attributes of a cleaned text.
    pub fn new(id: Option<&'a RawValue>, name: &str, text: &str, cleaned: &Cleaned) -> Self {
        let mut record = Self::empty(id, name);
        let gone = gone(cleaned);
        if gone.is_empty() {
            return record;
        }
        let offsets = Offsets::new(text, OffsetUnit::Char);
        for Gone {
            range,
            category,
            score,
        } in gone
        {
            let (start, end) = (offsets.convert(range.start), offsets.convert(range.end));
            let span = (start, end, f64::from(score) / 1000.0);
            for of in ["removed"].into_iter().chain(category.map(|c| c.as_str())) {
                let spans = record.attributes.entry(format!("{name}__{of}"));
                spans.or_default().push(span);
            }
        }
        record
    }
}

/// A range that leaves the text.
#[derive(Debug, PartialEq, Eq)]
struct Gone {
    range: Range<usize>,
    category: Option<Category>,
    /// In thousandths.
    score: u16,
}

/// What leaves the text, in order and disjoint. The white space that goes with a finding is part of
/// its range, so that either is cut out with the other.
fn gone(cleaned: &Cleaned) -> Vec<Gone> {
    let mut all: Vec<Gone> = Vec::new();
    let mut findings = cleaned.findings().iter().filter(|f| f.removed);
    let ranges = removed_ranges(cleaned.edits());
    for (range, edit) in ranges.into_iter().zip(cleaned.edits()) {
        let finding = edit.category.and_then(|_| findings.next());
        let touches = |last: &&mut Gone| last.range.end == range.start;
        match (finding, all.last_mut().filter(touches)) {
            _ if range.is_empty() => {}
            (None, Some(last)) => last.range.end = range.end,
            // White space in front of the finding that it goes with.
            (Some(finding), Some(last)) if last.category.is_none() => {
                last.range.end = range.end;
                (last.category, last.score) = (Some(finding.category), finding.score);
            }
            _ => all.push(Gone {
                range,
                category: finding.map(|f| f.category),
                score: finding.map_or(1000, |f| f.score),
            }),
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::Cleaner;
    use crate::rules::RuleSet;

    fn attributes(text: &str) -> (String, Cleaned) {
        let cleaned = Cleaner::new(RuleSet::builtin()).clean(text);
        let id = RawValue::from_string("\"a\"".to_owned()).unwrap();
        let record = AttributeRecord::new(Some(&id), "jw", text, &cleaned);
        (serde_json::to_string(&record).unwrap(), cleaned)
    }

    const FIRST: &str = "The council approved the new bridge 😀 on Monday after a long debate.";
    const LAST: &str = "Work on the bridge will start in May, the mayor told reporters.";

    #[test]
    fn spans_count_code_points_and_hold_the_white_space_that_goes_along() {
        let text = format!("{FIRST}\n\nAdvertisement\n\n{LAST}");
        let (json, cleaned) = attributes(&text);
        assert_eq!(cleaned.body(), format!("{FIRST}\n\n{LAST}"));
        let start = FIRST.chars().count() + 2;
        let span = format!("[[{start},{},1.0]]", start + "Advertisement\n\n".len());
        let expected = format!(
            r#"{{"id":"a","attributes":{{"jw__advertisement":{span},"jw__removed":{span}}}}}"#
        );
        assert_eq!(json, expected);
    }

    #[test]
    fn a_document_of_which_nothing_goes_has_an_empty_list() {
        for text in [FIRST, ""] {
            assert_eq!(
                attributes(text).0,
                r#"{"id":"a","attributes":{"jw__removed":[]}}"#
            );
        }
        let broken = serde_json::to_string(&AttributeRecord::empty(None, "jw")).unwrap();
        assert_eq!(broken, r#"{"id":null,"attributes":{"jw__removed":[]}}"#);
    }

    /// What `dolma mix` does with spans that are sorted and disjoint.
    fn cut(text: &str, gone: &[Gone]) -> String {
        let mut body = String::new();
        let mut done = 0;
        for Gone { range, .. } in gone {
            assert!(done <= range.start && range.start < range.end, "{gone:?}");
            body.push_str(&text[done..range.start]);
            done = range.end;
        }
        body.push_str(&text[done..]);
        body
    }

    #[test]
    fn what_is_left_of_the_text_is_the_body_and_every_span_has_a_category() {
        let texts = [
            format!(
                "Advertisement\n\n\n{FIRST}\nAdvertisement\n  \nAdvertisement\n{LAST}\n\nAdvertisement"
            ),
            format!(
                "{FIRST}  Advertisement\r\n\r\n{LAST}\r\n广告\r\n免责声明：投资有风险，本文并非投资建议。\r\n"
            ),
            "Advertisement\n".to_owned(),
        ];
        let cleaner = Cleaner::new(RuleSet::builtin());
        for text in &texts {
            let cleaned = cleaner.clean(text);
            let gone = gone(&cleaned);
            assert!(!gone.is_empty(), "{text}");
            assert_eq!(cut(text, &gone), cleaned.body());
            assert!(gone.iter().all(|g| g.category.is_some()), "{gone:?}");
        }
    }
}
