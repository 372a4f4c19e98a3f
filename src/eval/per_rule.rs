//! What each rule did: how often its wording stood in the articles, and what became of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use super::score::SpanScore;
use crate::clean::Cleaned;

/// One rule's row.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[non_exhaustive]
pub struct RuleRow {
    /// `family/key`.
    pub rule: String,
    /// Places where its wording stands, let go or not.
    pub hits: u64,
    /// Hits that were let go. The others gave a removed span, were reported and kept, or lie in
    /// the span of another hit.
    pub let_go: u64,
    /// Removed spans that are right: at least half of the scored characters are boilerplate.
    pub right_spans: u64,
    /// Boilerplate characters in its removed spans.
    pub right_chars: u64,
    /// Removed spans that are wrong.
    pub wrong_spans: u64,
    /// Body characters in its removed spans, the right ones included.
    pub wrong_chars: u64,
    /// Removed spans without a scored character: optional text.
    pub unscored_spans: u64,
}

/// The rows, as documents are added.
#[derive(Debug, Clone, Default)]
pub struct PerRule {
    rows: BTreeMap<Arc<str>, RuleRow>,
}

impl PerRule {
    /// Adds a document: what was found in it, and the scores of its removed findings in order.
    pub fn add(&mut self, cleaned: &Cleaned, spans: &[SpanScore]) {
        for rule in &cleaned.hits {
            self.row(rule).hits += 1;
        }
        for dropped in cleaned.dropped() {
            self.row(&dropped.rule).let_go += 1;
        }
        let removed = cleaned.findings().iter().filter(|f| f.removed);
        for (finding, span) in removed.zip(spans) {
            let row = self.row(&finding.rule);
            match span.verdict() {
                Some(true) => row.right_spans += 1,
                Some(false) => row.wrong_spans += 1,
                None => row.unscored_spans += 1,
            }
            row.right_chars += span.right;
            row.wrong_chars += span.wrong;
        }
    }

    fn row(&mut self, rule: &Arc<str>) -> &mut RuleRow {
        self.rows.entry(rule.clone()).or_insert_with(|| RuleRow {
            rule: rule.to_string(),
            ..RuleRow::default()
        })
    }

    /// Every rule that hit or removed anything: most body characters first, then most hits, then
    /// by name.
    pub fn rows(&self) -> Vec<&RuleRow> {
        let mut rows: Vec<&RuleRow> = self.rows.values().collect();
        rows.sort_by_key(|row| {
            let (wrong, hits) = (row.wrong_chars, row.hits);
            (std::cmp::Reverse((wrong, hits)), &row.rule)
        });
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Cleaner, RuleSet};

    #[test]
    fn hits_are_told_apart_by_what_became_of_them() {
        let cleaner = Cleaner::new(RuleSet::builtin());
        let body = "The council approved the new bridge on Monday after a long debate in the \
                    town hall, and work will start in May, the mayor told reporters on Tuesday.";
        // The label goes, the word inside the sentence is let go.
        let text = format!("{body}\nAdvertisement\n{body} An advertisement hung on the wall.\n");
        let cleaned = cleaner.clean(&text);
        let mut rules = PerRule::default();
        rules.add(
            &cleaned,
            &[SpanScore {
                right: 13,
                wrong: 0,
            }],
        );
        let rows = rules.rows();
        let row = rows.iter().find(|row| row.right_spans == 1).unwrap();
        assert_eq!(row.rule, "en-advert-label/line");
        assert_eq!((row.hits, row.let_go, row.right_chars), (2, 1, 13));
        assert_eq!((row.wrong_spans, row.wrong_chars), (0, 0));
    }

    #[test]
    fn the_most_harmful_rule_comes_first() {
        let mut rules = PerRule::default();
        for (name, hits, wrong) in [("a/x", 1, 0), ("b/x", 9, 0), ("c/x", 1, 5), ("d/x", 9, 0)] {
            let row = rules.row(&Arc::from(name));
            (row.hits, row.wrong_chars) = (hits, wrong);
        }
        let names: Vec<&str> = rules.rows().iter().map(|row| &*row.rule).collect();
        assert_eq!(names, ["c/x", "b/x", "d/x", "a/x"]);
    }
}
