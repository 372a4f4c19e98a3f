//! What is taken of a text so far, and by which candidate.

use std::ops::Range;

use super::document::Document;
use crate::text::grapheme::{next_grapheme_boundary, previous_grapheme_boundary};
use crate::text::is_alphanumeric;

/// A stretch of text and the candidate that takes it.
#[derive(Debug, Clone)]
pub(crate) struct Span {
    pub range: Range<usize>,
    pub candidate: usize,
    /// Why it reaches so far, where the hit alone does not say it.
    pub why: Option<&'static str>,
}

/// Why a date beside a credit is taken.
pub(super) const STAMP: &str = "the date beside it";

/// Sorted disjoint spans; what comes first keeps its place.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cover {
    spans: Vec<Span>,
}

impl Cover {
    /// Takes what nobody holds of the range.
    pub fn add(&mut self, range: Range<usize>, candidate: usize, why: Option<&'static str>) {
        for range in self.gaps(&range) {
            let i = self.spans.partition_point(|s| s.range.end <= range.start);
            let span = Span {
                range,
                candidate,
                why,
            };
            self.spans.insert(i, span);
        }
    }

    /// Whether nothing is taken.
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// Who holds the first piece taken of the range.
    pub fn first_in(&self, range: &Range<usize>) -> Option<usize> {
        self.span_in(range).map(|s| s.candidate)
    }

    /// The first piece taken of the range.
    pub fn span_in(&self, range: &Range<usize>) -> Option<&Span> {
        let i = self.spans.partition_point(|s| s.range.end <= range.start);
        self.spans.get(i).filter(|s| s.range.start < range.end)
    }

    /// Gives back what is taken of the range, but for the spans that stay.
    pub fn release(&mut self, range: &Range<usize>, stays: impl Fn(&Span) -> bool) {
        let i = self.spans.partition_point(|s| s.range.end <= range.start);
        let end = self.spans.partition_point(|s| s.range.start < range.end);
        let mut parts: Vec<Span> = Vec::new();
        for span in &self.spans[i..end] {
            if stays(span) {
                parts.push(span.clone());
                continue;
            }
            let (before, after) = (span.range.start..range.start, range.end..span.range.end);
            for range in [before, after].into_iter().filter(|r| r.start < r.end) {
                parts.push(Span {
                    range,
                    ..span.clone()
                });
            }
        }
        self.spans.splice(i..end, parts);
    }

    /// The pieces of the range that nobody holds.
    pub fn gaps(&self, range: &Range<usize>) -> Vec<Range<usize>> {
        let mut i = self.spans.partition_point(|s| s.range.end <= range.start);
        let mut at = range.start;
        let mut gaps = Vec::new();
        while at < range.end {
            let next = self
                .spans
                .get(i)
                .map_or(range.end, |s| s.range.start.min(range.end));
            if at < next {
                gaps.push(at..next);
            }
            at = self
                .spans
                .get(i)
                .map_or(range.end, |s| s.range.end.max(next));
            i += 1;
        }
        gaps
    }

    /// The spans, with leftover marks taken and every end on a grapheme boundary.
    pub fn tidied(mut self, document: &Document) -> Vec<Span> {
        tidy(document, &mut self);
        // A date and the credit it stands beside are one piece.
        self.spans.dedup_by(|next, last| {
            let one = last.range.end == next.range.start && last.candidate == next.candidate;
            let joined = one && (last.why == Some(STAMP) || next.why == Some(STAMP));
            if joined {
                last.range.end = next.range.end;
                last.why = last.why.filter(|w| *w != STAMP);
            }
            joined
        });
        self.spans
    }

    /// Who holds most of the range, if more than half of it is taken.
    pub fn owner(&self, range: &Range<usize>) -> Option<usize> {
        let i = self.spans.partition_point(|s| s.range.end <= range.start);
        let overlap = |s: &Span| s.range.end.min(range.end) - s.range.start.max(range.start);
        let inside = || {
            self.spans[i..]
                .iter()
                .take_while(|s| s.range.start < range.end)
        };
        let taken: usize = inside().map(overlap).sum();
        (taken * 2 > range.len())
            .then(|| inside().max_by_key(|s| overlap(s)).map(|s| s.candidate))
            .flatten()
    }
}

/// Takes the marks, brackets and spaces left over on a line whose text is gone, closes the gaps
/// between spans, and puts every end on a grapheme boundary.
fn tidy(document: &Document, cover: &mut Cover) {
    let text = document.text;
    if cover.is_empty() {
        return;
    }
    let bare = |r: Range<usize>| r.start < r.end && !text[r].chars().any(is_alphanumeric);
    for line in &document.units.lines {
        let first = cover
            .spans
            .partition_point(|s| s.range.end <= line.range.start);
        let end = cover
            .spans
            .partition_point(|s| s.range.start < line.range.end);
        if first == end {
            continue;
        }
        let last = end - 1;
        for i in first..last {
            let gap = cover.spans[i].range.end..cover.spans[i + 1].range.start;
            if bare(gap.clone()) {
                cover.spans[i].range.end = gap.end;
            }
        }
        let head = line.range.start..cover.spans[first].range.start.max(line.range.start);
        let tail = cover.spans[last].range.end.min(line.range.end)..line.range.end;
        let head_bare = head.is_empty() || bare(head.clone());
        let tail_bare = tail.is_empty() || bare(tail.clone());
        // Marks before a notice are its own; an end mark behind body text is the body's.
        if head_bare && !head.is_empty() && (tail_bare || opens_notice(&text[head.clone()])) {
            cover.spans[first].range.start = head.start;
        }
        if tail_bare && !tail.is_empty() {
            cover.spans[last].range.end = tail.end;
        }
    }
    for span in &mut cover.spans {
        span.range.start = previous_grapheme_boundary(text, span.range.start);
        span.range.end = next_grapheme_boundary(text, span.range.end);
    }
    for i in 1..cover.spans.len() {
        let end = cover.spans[i - 1].range.end;
        let span = &mut cover.spans[i].range;
        span.start = span.start.max(end).min(span.end.max(end));
        span.end = span.end.max(span.start);
    }
    cover.spans.retain(|s| s.range.start < s.range.end);
}

fn opens_notice(head: &str) -> bool {
    head.chars().any(|c| "※★☆◎●■◆▲▼►▶◤⊙*•·".contains(c))
}
