//! What a second run would do to what the first one left.

use std::ops::Range;

use super::gold::Article;
use super::run::{clean, in_points};
use super::score::{Counts, score};
use crate::clean::{Cleaned, Cleaner};
use crate::options::Context;

/// The second runs of many articles, added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
#[non_exhaustive]
pub struct Twice {
    /// Articles.
    pub docs: usize,
    /// Articles that the second run changed.
    pub changed: usize,
    /// Articles that lost body text in it.
    pub docs_with_body_loss: usize,
    /// Body characters that it removed.
    pub body_chars_lost: u64,
    /// Boilerplate characters that it removed.
    pub boilerplate_chars: u64,
}

impl Twice {
    /// Cleans an article twice.
    pub fn add(&mut self, cleaner: &Cleaner, article: &Article) {
        let first = clean(cleaner, article);
        let context = Context::new()
            .source(article.source.as_deref())
            .title(article.title.as_deref());
        let second = cleaner.clean_with(first.body(), &context);
        self.docs += 1;
        if second.body() == first.body() {
            return;
        }
        self.changed += 1;
        let findings = second.findings().iter().filter(|f| f.removed);
        let ranges = findings.flat_map(|f| in_the_text(&first, &f.range));
        let spans = in_points(&article.text, ranges.map(|range| (range, "other")));
        let Counts { right, wrong, .. } = score(article, &spans).0.characters;
        self.docs_with_body_loss += usize::from(wrong > 0);
        self.body_chars_lost += wrong;
        self.boilerplate_chars += right;
    }
}

/// A range of the body as the pieces of the text that it is, in bytes.
fn in_the_text(first: &Cleaned, range: &Range<usize>) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let (mut at, mut shift) = (range.start, 0);
    for edit in first.edits() {
        if edit.at >= range.end {
            break;
        }
        if edit.at > at {
            pieces.push(at + shift..edit.at + shift);
            at = edit.at;
        }
        shift += edit.text.len();
    }
    pieces.push(at + shift..range.end + shift);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::Edit;
    use crate::{Options, RuleSet};

    #[test]
    fn ranges_of_the_body_are_found_in_the_text() {
        let cleaner = Cleaner::with_weights(RuleSet::empty(), None, Options::new());
        let mut cleaned = cleaner.clean("");
        // The text was "xxabyyyycd"; the body is "abcd".
        let edit = |at, text: &str| Edit {
            at,
            text: text.to_owned(),
            rule: String::new(),
            category: None,
        };
        cleaned.edits = vec![edit(0, "xx"), edit(2, "yyyy")];
        assert_eq!(in_the_text(&cleaned, &(0..2)), vec![2..4]);
        assert_eq!(in_the_text(&cleaned, &(1..3)), [3..4, 8..9]);
        assert_eq!(in_the_text(&cleaned, &(2..4)), vec![8..10]);
    }
}
