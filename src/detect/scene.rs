//! What the tests on a hit may look at: its document, sentence, line and neighbourhood.

use std::ops::Range;

use super::document::Document;
use super::matcher::Hit;
use crate::rules::model::Pattern;
use crate::text::fold::Folded;

/// Everything a test may look at.
pub(crate) struct Scene<'a> {
    pub document: &'a Document<'a>,
    pub folded: &'a Folded<'a>,
    pub patterns: &'a [Pattern],
    /// Starts of label hits, sorted: where one label's value ends.
    pub labels: Vec<usize>,
    /// By line: if it is a row of buttons, the hits that are its buttons.
    pub tiles: Vec<Vec<Range<usize>>>,
}

impl Scene<'_> {
    pub fn sentence(&self, hit: &Hit) -> Range<usize> {
        let i = self.document.units.sentence_at(hit.range.start);
        i.map_or(hit.range.clone(), |i| {
            self.document.sentences[i].range.clone()
        })
    }

    /// The sentence, clipped to what is near the hit, so that many hits in one endless sentence
    /// stay linear.
    pub fn nearby(&self, hit: &Hit) -> Range<usize> {
        self.near(self.sentence(hit), hit)
    }

    /// The line, clipped likewise.
    pub fn around(&self, hit: &Hit) -> Range<usize> {
        self.near(self.line(hit), hit)
    }

    fn near(&self, whole: Range<usize>, hit: &Hit) -> Range<usize> {
        const NEAR: usize = 600;
        let text = self.document.text;
        let mut start = whole
            .start
            .max(hit.range.start.saturating_sub(NEAR))
            .min(hit.range.start);
        let mut end = whole
            .end
            .min(hit.range.end.saturating_add(NEAR))
            .max(hit.range.end);
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        while !text.is_char_boundary(end) {
            end += 1;
        }
        start..end
    }

    pub fn line(&self, hit: &Hit) -> Range<usize> {
        let i = self.document.units.line_at(hit.range.start);
        i.map_or(hit.range.clone(), |i| {
            self.document.units.lines[i].range.clone()
        })
    }
}
