//! What is counted in one document.
//!
//! Characters are code points that are not white space. Those in an `optional` span are not
//! scored, unless they lie in a boilerplate span too. Of the scored ones, removed boilerplate is
//! right, removed body is wrong, and boilerplate that stayed is left:
//! precision = right / (right + wrong), recall = right / (right + left).

use std::ops::Range;

use serde::Serialize;

use super::gold::{Article, NO_BODY};

/// A span that was removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removed<'a> {
    /// Code points of the text; removed spans are disjoint. What lies outside the text is not there.
    pub range: Range<usize>,
    /// The category it was removed as.
    pub category: &'a str,
}

/// Scored characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Counts {
    /// Boilerplate that was removed.
    pub right: u64,
    /// Body text that was removed.
    pub wrong: u64,
    /// Boilerplate that was left.
    pub left: u64,
}

impl Counts {
    /// All that was counted.
    pub fn total(self) -> u64 {
        self.right + self.wrong + self.left
    }

    /// What went wrong: body lost and boilerplate left.
    pub fn errors(self) -> u64 {
        self.wrong + self.left
    }
}

/// Scored characters of one removed span.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SpanScore {
    /// Boilerplate in it.
    pub right: u64,
    /// Body text in it.
    pub wrong: u64,
}

impl SpanScore {
    /// Whether the span is right: at least half of its scored characters are boilerplate, so that
    /// a span with a ragged edge is right and one that swallowed a paragraph is not. None if it
    /// has no scored character.
    pub fn verdict(self) -> Option<bool> {
        (self.right + self.wrong > 0).then_some(self.right >= self.wrong)
    }
}

/// What was counted of the spans that the gold set marks as one category.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CategoryScore {
    /// The gold category.
    pub category: String,
    /// Gold spans.
    pub spans: u64,
    /// Gold spans of which at least 90 % was removed.
    pub found: u64,
    /// Characters in them.
    pub characters: u64,
    /// Characters that were removed.
    pub removed: u64,
    /// Characters that were removed as this category.
    pub agreed: u64,
}

/// What was counted in one document.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct DocumentScore {
    /// As in the article.
    pub id: String,
    /// As in the article.
    pub publisher: String,
    /// As in the article.
    pub lang: &'static str,
    /// As in the article.
    pub kind: String,
    /// [`Article::is_structural`].
    pub structural: bool,
    /// As in the article.
    pub weight: f64,
    /// Whether it has any boilerplate span.
    pub has_boilerplate: bool,
    /// Its characters.
    pub characters: Counts,
    /// Gold spans of which at least 90 % of the characters were removed.
    pub gold_spans_found: u64,
    /// Other gold spans.
    pub gold_spans_left: u64,
    /// Removed spans that are right, see [`SpanScore::verdict`].
    pub removed_spans_right: u64,
    /// Removed spans that are wrong.
    pub removed_spans_wrong: u64,
    /// Characters removed rightly, as a category that the gold set gives them.
    pub agreed: u64,
    /// By gold category, sorted; a character in two spans counts in both.
    pub categories: Vec<CategoryScore>,
}

impl DocumentScore {
    /// Whether it is boilerplate from start to end; such documents are reported apart.
    pub fn is_no_body(&self) -> bool {
        self.kind == NO_BODY
    }
}

/// No removed span.
const NONE: u32 = u32::MAX;

/// White space as Python's `str.isspace` has it: Unicode White_Space and the separators U+001C to
/// U+001F, so that counts agree with scorers written in Python.
pub fn is_blank(c: char) -> bool {
    c.is_whitespace() || ('\u{1C}'..='\u{1F}').contains(&c)
}

/// A text by code points: what the gold set says of each, and which span it was removed in.
pub(super) struct Grid {
    pub boilerplate: Vec<bool>,
    pub optional: Vec<bool>,
    removed: Vec<u32>,
}

impl Grid {
    pub fn new(article: &Article, removed: &[Removed<'_>]) -> Self {
        let length = article.text.chars().count();
        let mut grid = Grid {
            boilerplate: vec![false; length],
            optional: vec![false; length],
            removed: vec![NONE; length],
        };
        for mark in &article.boilerplate {
            grid.boilerplate[inside(&mark.range, length)].fill(true);
        }
        for mark in &article.optional {
            grid.optional[inside(&mark.range, length)].fill(true);
        }
        for (span, index) in removed.iter().zip(0..NONE) {
            grid.removed[inside(&span.range, length)].fill(index);
        }
        grid
    }

    /// Which removed span a code point lies in.
    pub fn removed_in(&self, at: usize) -> Option<usize> {
        (self.removed[at] != NONE).then_some(self.removed[at] as usize)
    }
}

fn inside(range: &Range<usize>, length: usize) -> Range<usize> {
    let start = range.start.min(length);
    start..range.end.clamp(start, length)
}

/// Counts one document, and each removed span by itself, in the order of `removed`. Linear in the
/// text and its spans.
pub fn score(article: &Article, removed: &[Removed<'_>]) -> (DocumentScore, Vec<SpanScore>) {
    let grid = Grid::new(article, removed);
    let blank: Vec<bool> = article.text.chars().map(is_blank).collect();
    let mut characters = Counts::default();
    let mut spans = vec![SpanScore::default(); removed.len()];
    for at in (0..blank.len()).filter(|&at| !blank[at]) {
        match (grid.boilerplate[at], grid.removed_in(at)) {
            (true, Some(span)) => {
                characters.right += 1;
                spans[span].right += 1;
            }
            (true, None) => characters.left += 1,
            (false, Some(span)) if !grid.optional[at] => {
                characters.wrong += 1;
                spans[span].wrong += 1;
            }
            (false, _) => {}
        }
    }
    let mut agreed = vec![false; blank.len()];
    let mut categories: Vec<CategoryScore> = Vec::new();
    for mark in &article.boilerplate {
        let place = categories.binary_search_by(|c| c.category.cmp(&mark.category));
        let place = place.unwrap_or_else(|place| {
            let category = mark.category.clone();
            let new = CategoryScore {
                category,
                ..CategoryScore::default()
            };
            categories.insert(place, new);
            place
        });
        let (mut all, mut hit, mut same) = (0, 0, 0);
        for at in inside(&mark.range, blank.len()).filter(|&at| !blank[at]) {
            all += 1;
            if let Some(span) = grid.removed_in(at) {
                hit += 1;
                if removed[span].category == mark.category {
                    same += 1;
                    agreed[at] = true;
                }
            }
        }
        let score = &mut categories[place];
        score.spans += 1;
        score.found += u64::from(hit * 10 >= all * 9);
        score.characters += all;
        score.removed += hit;
        score.agreed += same;
    }
    let found = categories.iter().map(|c| c.found).sum();
    let verdicts = |wanted| spans.iter().filter(|s| s.verdict() == Some(wanted)).count() as u64;
    let document = DocumentScore {
        id: article.id.clone(),
        publisher: article.publisher.clone(),
        lang: article.lang,
        kind: article.kind.clone(),
        structural: article.is_structural(),
        weight: article.weight,
        has_boilerplate: !article.boilerplate.is_empty(),
        characters,
        gold_spans_found: found,
        gold_spans_left: article.boilerplate.len() as u64 - found,
        removed_spans_right: verdicts(true),
        removed_spans_wrong: verdicts(false),
        agreed: agreed.iter().filter(|&&agreed| agreed).count() as u64,
        categories,
    };
    (document, spans)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// An article with spans given as `(start, end, category)`.
    pub fn article(
        text: &str,
        boilerplate: &[(usize, usize, &str)],
        optional: &[(usize, usize, &str)],
    ) -> Article {
        let marks = |spans: &[(usize, usize, &str)]| -> Vec<serde_json::Value> {
            let mark = |&(start, end, category): &(usize, usize, &str)| serde_json::json!({"start": start, "end": end, "category": category});
            spans.iter().map(mark).collect()
        };
        let line = serde_json::json!({
            "id": "a", "lang": "en", "kind": "composed", "publisher": "p", "text": text,
            "boilerplate": marks(boilerplate), "optional": marks(optional),
        });
        crate::eval::gold::parse(line.to_string().as_bytes(), 1).unwrap()
    }

    pub fn removed<'a>(spans: &[(usize, usize, &'a str)]) -> Vec<Removed<'a>> {
        let span = |&(start, end, category): &(usize, usize, &'a str)| Removed {
            range: start..end,
            category,
        };
        spans.iter().map(span).collect()
    }

    fn counts(right: u64, wrong: u64, left: u64) -> Counts {
        Counts { right, wrong, left }
    }

    #[test]
    fn white_space_is_not_counted() {
        // "ab cd" is body, "\u{3000}广 告\u{1C}\n" boilerplate with two characters that count.
        let article = article("ab cd\u{3000}广 告\u{1C}\n", &[(5, 11, "x")], &[]);
        let (document, _) = score(&article, &removed(&[(5, 7, "x")]));
        assert_eq!(document.characters, counts(1, 0, 1));
        let (document, _) = score(&article, &removed(&[(1, 11, "x")]));
        assert_eq!(document.characters, counts(2, 3, 0));
    }

    #[test]
    fn optional_text_is_not_scored_unless_it_is_boilerplate_too() {
        // a b | c d | e f : boilerplate 0..2, optional 1..4, body 4..6.
        let article = article("abcdef", &[(0, 2, "x")], &[(1, 4, "")]);
        let (document, spans) = score(&article, &removed(&[(1, 5, "x")]));
        assert_eq!(document.characters, counts(1, 1, 1));
        assert_eq!(spans, [SpanScore { right: 1, wrong: 1 }]);
        let (document, spans) = score(&article, &removed(&[(2, 4, "x")]));
        assert_eq!(document.characters, counts(0, 0, 2));
        assert_eq!(spans[0].verdict(), None);
        let removed_spans = (document.removed_spans_right, document.removed_spans_wrong);
        assert_eq!(removed_spans, (0, 0));
    }

    #[test]
    fn a_gold_span_is_found_from_nine_tenths_on() {
        let article = article("abcdefghijklmnopqrst", &[(0, 10, "x"), (10, 20, "x")], &[]);
        let (document, _) = score(&article, &removed(&[(0, 8, "x"), (11, 20, "x")]));
        assert_eq!(
            (document.gold_spans_found, document.gold_spans_left),
            (1, 1)
        );
        assert_eq!(document.characters, counts(17, 0, 3));
    }

    #[test]
    fn a_removed_span_is_right_from_a_half_on() {
        let article = article("abcdefgh", &[(0, 2, "x"), (6, 7, "x")], &[]);
        let (document, spans) = score(&article, &removed(&[(0, 4, "x"), (4, 8, "x")]));
        assert_eq!(spans[0].verdict(), Some(true));
        assert_eq!(spans[1].verdict(), Some(false));
        assert_eq!(document.characters, counts(3, 5, 0));
        let removed_spans = (document.removed_spans_right, document.removed_spans_wrong);
        assert_eq!(removed_spans, (1, 1));
    }

    #[test]
    fn categories_are_those_of_the_gold_set_and_agree_by_character() {
        let gold = [
            (0, 4, "copyright"),
            (4, 8, "navigation"),
            (8, 9, "copyright"),
        ];
        let article = article("abcdefghi", &gold, &[]);
        let went = removed(&[(0, 6, "copyright"), (6, 7, "navigation")]);
        let (document, _) = score(&article, &went);
        assert_eq!(document.agreed, 5); // a b c d, and g
        let [copyright, navigation] = &document.categories[..] else {
            panic!("{:?}", document.categories)
        };
        let of = |c: &CategoryScore| (c.spans, c.found, c.characters, c.removed, c.agreed);
        assert_eq!(of(copyright), (2, 1, 5, 4, 4));
        assert_eq!(of(navigation), (1, 0, 4, 3, 1));
    }

    #[test]
    fn removed_text_outside_the_article_is_not_there() {
        let article = article("ab", &[(1, 2, "x")], &[]);
        let (document, _) = score(&article, &removed(&[(1, 9, "x"), (20, 30, "x")]));
        assert_eq!(document.characters, counts(1, 0, 0));
    }

    #[test]
    fn an_empty_text_counts_nothing() {
        let (document, _) = score(&article("", &[], &[]), &[]);
        assert_eq!(document.characters.total(), 0);
    }
}
