//! The counts of many documents added up: over all, by language, kind and category.

use std::collections::BTreeMap;

use serde::Serialize;

use super::bootstrap;
use super::rates::{Rates, Sums, four_digits, four_digits_if_any, share};
use super::score::{CategoryScore, DocumentScore};

/// What one document counts at most in the capped figures, in characters.
pub const CAP: f64 = 200.0;

/// The figures of a group of documents. Shares are weighted by the documents' weights, numbers
/// are not.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Row {
    /// Documents.
    pub docs: usize,
    /// Publishers of them.
    pub publishers: usize,
    /// By characters.
    #[serde(flatten)]
    pub characters: Rates,
    /// By characters, each document's counts scaled down to [`CAP`] in sum where they are more, so
    /// that no long document decides alone.
    pub capped: Rates,
    /// By spans: recall is the share of gold spans of which at least 90 % was removed, precision
    /// the share of removed spans that are at least half boilerplate.
    pub spans: Rates,
    /// Documents in which all boilerplate went and nothing else.
    pub exact: usize,
    /// Documents that lost body text.
    pub docs_with_body_loss: usize,
    /// Body characters removed.
    pub body_chars_lost: u64,
    /// Boilerplate characters left.
    pub boilerplate_chars_left: u64,
}

impl Row {
    fn new(documents: &[&DocumentScore]) -> Self {
        let mut total = [Sums::default(); 3];
        let mut publishers: BTreeMap<&str, [Sums; 3]> = BTreeMap::new();
        for document in documents {
            let own = publishers.entry(&document.publisher).or_default();
            for (i, sums) in sums(document).into_iter().enumerate() {
                total[i] += sums;
                own[i] += sums;
            }
        }
        let publishers: Vec<[Sums; 3]> = publishers.into_values().collect();
        let intervals = bootstrap::intervals(&publishers);
        let rates = |i: usize| Rates::new(&total[i], intervals.map(|all| all[i]));
        let count = |test: fn(&DocumentScore) -> bool| documents.iter().filter(|d| test(d)).count();
        Row {
            docs: documents.len(),
            publishers: publishers.len(),
            characters: rates(0),
            capped: rates(1),
            spans: rates(2),
            exact: count(|d| d.characters.errors() == 0),
            docs_with_body_loss: count(|d| d.characters.wrong > 0),
            body_chars_lost: documents.iter().map(|d| d.characters.wrong).sum(),
            boilerplate_chars_left: documents.iter().map(|d| d.characters.left).sum(),
        }
    }
}

/// Characters, capped characters and spans of one document.
fn sums(d: &DocumentScore) -> [Sums; 3] {
    let c = d.characters;
    let scale = (CAP / c.total().max(1) as f64).min(1.0);
    let characters = |weight| Sums::weighted(weight, c.right, c.wrong, c.right, c.left);
    let spans = (d.removed_spans_right, d.removed_spans_wrong);
    let gold = (d.gold_spans_found, d.gold_spans_left);
    [
        characters(d.weight),
        characters(d.weight * scale),
        Sums::weighted(d.weight, spans.0, spans.1, gold.0, gold.1),
    ]
}

/// What was found of one gold category. Shares are weighted, the number is not.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct CategoryRow {
    /// Gold spans.
    pub spans: u64,
    /// Share of their characters that were removed.
    #[serde(serialize_with = "four_digits")]
    pub char_recall: f64,
    /// Share of them of which at least 90 % was removed.
    #[serde(serialize_with = "four_digits")]
    pub span_recall: f64,
    /// Share of the removed characters that were removed as this category; none if none was
    /// removed.
    #[serde(serialize_with = "four_digits_if_any")]
    pub agreement: Option<f64>,
}

impl CategoryRow {
    fn new(scores: &[(f64, &CategoryScore)]) -> Self {
        let sum = |count: fn(&CategoryScore) -> u64| -> f64 {
            let weighted = scores.iter().map(|(weight, s)| weight * count(s) as f64);
            weighted.sum()
        };
        let removed = sum(|s| s.removed);
        CategoryRow {
            spans: scores.iter().map(|(_, s)| s.spans).sum(),
            char_recall: share(removed, sum(|s| s.characters)),
            span_recall: share(sum(|s| s.found), sum(|s| s.spans)),
            agreement: (removed > 0.0).then(|| sum(|s| s.agreed) / removed),
        }
    }
}

/// Body text lost in a group of documents that should lose none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[non_exhaustive]
pub struct Loss {
    /// Documents.
    pub docs: usize,
    /// Documents that lost body text.
    pub docs_with_body_loss: usize,
    /// Characters of it.
    pub body_chars_lost: u64,
}

impl Loss {
    fn new(documents: &[&DocumentScore], test: impl Fn(&DocumentScore) -> bool) -> Self {
        let mut loss = Loss::default();
        for document in documents.iter().filter(|d| test(d)) {
            loss.docs += 1;
            loss.docs_with_body_loss += usize::from(document.characters.wrong > 0);
            loss.body_chars_lost += document.characters.wrong;
        }
        loss
    }
}

/// The figures of a set of documents. Those without body are in `no_body` and nowhere else.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Summary {
    /// All documents but those without body.
    pub overall: Row,
    /// Documents that are boilerplate from start to end, if there are any.
    pub no_body: Option<Row>,
    /// By language.
    pub by_lang: BTreeMap<String, Row>,
    /// By kind.
    pub by_kind: BTreeMap<String, Row>,
    /// By language and kind, as `en/real`.
    pub by_lang_kind: BTreeMap<String, Row>,
    /// By gold category.
    pub by_category: BTreeMap<String, CategoryRow>,
    /// Share of the rightly removed characters that were removed as a category the gold set gives
    /// them.
    #[serde(serialize_with = "four_digits")]
    pub category_agreement: f64,
    /// Documents of the kind `clean`: nothing in them is boilerplate.
    pub clean: Loss,
    /// Documents of the kind `trap`: body text that reads like boilerplate.
    pub trap: Loss,
    /// Documents whose shape looks like page furniture, of any kind.
    pub structural: Loss,
    /// Documents without a boilerplate span, of any kind.
    pub no_boilerplate: Loss,
}

impl Summary {
    /// Adds up. Time grows with documents, and with publishers times [`bootstrap::ROUNDS`].
    pub fn new<'d>(documents: impl IntoIterator<Item = &'d DocumentScore>) -> Self {
        let (apart, scored): (Vec<_>, Vec<_>) = documents.into_iter().partition(|d| d.is_no_body());
        let mut categories: BTreeMap<&str, Vec<(f64, &CategoryScore)>> = BTreeMap::new();
        for document in &scored {
            for score in &document.categories {
                let list = categories.entry(&score.category).or_default();
                list.push((document.weight, score));
            }
        }
        let weighted = |count: fn(&DocumentScore) -> u64| -> f64 {
            let counts = scored.iter().map(|d| d.weight * count(d) as f64);
            counts.sum()
        };
        Summary {
            overall: Row::new(&scored),
            no_body: (!apart.is_empty()).then(|| Row::new(&apart)),
            by_lang: rows(&scored, |d| d.lang.to_owned()),
            by_kind: rows(&scored, |d| d.kind.clone()),
            by_lang_kind: rows(&scored, |d| format!("{}/{}", d.lang, d.kind)),
            by_category: categories
                .into_iter()
                .map(|(name, scores)| (name.to_owned(), CategoryRow::new(&scores)))
                .collect(),
            category_agreement: share(weighted(|d| d.agreed), weighted(|d| d.characters.right)),
            clean: Loss::new(&scored, |d| d.kind == "clean"),
            trap: Loss::new(&scored, |d| d.kind == "trap"),
            structural: Loss::new(&scored, |d| d.structural),
            no_boilerplate: Loss::new(&scored, |d| !d.has_boilerplate),
        }
    }
}

fn rows(
    documents: &[&DocumentScore],
    name: impl Fn(&DocumentScore) -> String,
) -> BTreeMap<String, Row> {
    let mut groups: BTreeMap<String, Vec<&DocumentScore>> = BTreeMap::new();
    for document in documents {
        groups.entry(name(document)).or_default().push(document);
    }
    let groups = groups.into_iter();
    groups.map(|(name, all)| (name, Row::new(&all))).collect()
}

/// A document with what went wrong in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Worst<'d> {
    /// Its id.
    pub id: &'d str,
    /// Body characters removed.
    pub body_chars_lost: u64,
    /// Boilerplate characters left.
    pub boilerplate_chars_left: u64,
}

/// The documents with the most wrong characters, at most `limit`; none that is exact, none without
/// body. Ties are in the order of the ids.
pub fn worst<'d>(
    documents: impl IntoIterator<Item = &'d DocumentScore>,
    limit: usize,
) -> Vec<Worst<'d>> {
    let wrong = |d: &&DocumentScore| !d.is_no_body() && d.characters.errors() > 0;
    let mut all: Vec<&DocumentScore> = documents.into_iter().filter(wrong).collect();
    all.sort_by(|a, b| {
        let errors = |d: &DocumentScore| d.characters.errors();
        (errors(b), &a.id).cmp(&(errors(a), &b.id))
    });
    let row = |d: &'d DocumentScore| Worst {
        id: &d.id,
        body_chars_lost: d.characters.wrong,
        boilerplate_chars_left: d.characters.left,
    };
    all.into_iter().take(limit).map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::super::score::{Counts, score, tests::article};
    use super::*;

    fn document(id: &str, publisher: &str, kind: &str, counts: (u64, u64, u64)) -> DocumentScore {
        let (mut document, _) = score(&article("", &[], &[]), &[]);
        document.id = id.to_owned();
        document.publisher = publisher.to_owned();
        document.kind = kind.to_owned();
        let (right, wrong, left) = counts;
        document.characters = Counts { right, wrong, left };
        document
    }

    #[test]
    fn characters_are_added_up_and_documents_counted() {
        let all = [
            document("a", "p", "real", (6, 0, 0)),
            document("b", "p", "real", (0, 2, 3)),
            document("c", "q", "clean", (0, 0, 0)),
        ];
        let summary = Summary::new(&all);
        let row = &summary.overall;
        assert_eq!((row.docs, row.publishers, row.exact), (3, 2, 2));
        assert_eq!(
            (row.characters.precision, row.characters.recall),
            (0.75, 6.0 / 9.0)
        );
        assert_eq!((row.docs_with_body_loss, row.body_chars_lost), (1, 2));
        assert_eq!(row.boilerplate_chars_left, 3);
        assert!(row.characters.intervals.is_some());
        // Both real documents are of one publisher, and the clean one is alone.
        assert!(summary.by_kind["real"].characters.intervals.is_none());
        assert_eq!(summary.by_kind["clean"].characters.precision, 1.0);
        assert_eq!(summary.by_lang_kind["en/real"].docs, 2);
        assert_eq!((summary.clean.docs, summary.clean.body_chars_lost), (1, 0));
    }

    #[test]
    fn a_long_document_counts_two_hundred_characters_at_most() {
        let all = [
            document("long", "p", "real", (600, 200, 0)), // capped: 150, 50, 0
            document("short", "q", "real", (100, 0, 50)), // as it is
        ];
        let capped = Summary::new(&all).overall.capped;
        assert_eq!(
            (capped.precision, capped.recall),
            (250.0 / 300.0, 250.0 / 300.0)
        );
    }

    #[test]
    fn a_document_without_body_is_counted_apart_only() {
        let all = [
            document("a", "p", "real", (1, 1, 0)),
            document("b", "q", "no-body", (50, 0, 50)),
        ];
        let summary = Summary::new(&all);
        assert_eq!(
            (summary.overall.docs, summary.overall.characters.recall),
            (1, 1.0)
        );
        assert_eq!(summary.no_body.as_ref().unwrap().characters.recall, 0.5);
        assert!(!summary.by_kind.contains_key("no-body"));
        assert_eq!(worst(&all, 9).len(), 1);
    }

    #[test]
    fn weights_move_shares_and_not_numbers() {
        let mut all = [
            document("a", "p", "real", (10, 0, 0)),
            document("b", "q", "real", (0, 10, 0)),
        ];
        all[1].weight = 0.25;
        let row = Summary::new(&all).overall;
        assert_eq!((row.characters.precision, row.body_chars_lost), (0.8, 10));
    }

    #[test]
    fn nothing_to_measure_has_figures_too() {
        let summary = Summary::new([]);
        assert_eq!(
            (summary.overall.docs, summary.overall.characters.f1),
            (0, 1.0)
        );
        assert!(summary.by_lang.is_empty() && summary.no_body.is_none());
        assert_eq!(summary.category_agreement, 1.0);
    }

    #[test]
    fn the_worst_documents_come_first() {
        let all = [
            document("b", "p", "real", (9, 1, 1)),
            document("c", "p", "real", (9, 0, 0)),
            document("a", "p", "real", (0, 2, 0)),
            document("d", "p", "real", (0, 0, 7)),
        ];
        let ids = |limit| worst(&all, limit).iter().map(|w| w.id).collect::<Vec<_>>();
        assert_eq!(ids(9), ["d", "a", "b"]);
        assert_eq!(ids(1), ["d"]);
    }
}
