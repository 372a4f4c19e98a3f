//! What is taken of a text so far, and by which candidate.

use std::collections::BTreeMap;
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
    /// By where they begin.
    spans: BTreeMap<usize, Span>,
    /// What they hold together, from start to end, none touching the next: of what is full once, as
    /// many candidates may want it as there are, no span is looked at again.
    held: BTreeMap<usize, usize>,
}

impl Cover {
    /// Takes what nobody holds of the range.
    pub fn add(&mut self, range: Range<usize>, candidate: usize, why: Option<&'static str>) {
        for range in self.gaps(&range) {
            self.put(Span {
                range,
                candidate,
                why,
            });
        }
    }

    /// Takes what is free.
    fn put(&mut self, span: Span) {
        let Range { mut start, mut end } = span.range;
        self.spans.insert(start, span);
        let before = self.held.range(..start).next_back();
        if let Some((&at, _)) = before.filter(|(_, touches)| **touches == start) {
            start = at;
        }
        if let Some(until) = self.held.remove(&end) {
            end = until;
        }
        self.held.insert(start, end);
    }

    /// Gives a span back.
    fn drop(&mut self, range: &Range<usize>) {
        self.spans.remove(&range.start);
        let held = self.held.range(..=range.start).next_back();
        let (start, end) = held.map_or((range.start, range.end), |(&start, &end)| (start, end));
        self.held.remove(&start);
        for part in [start..range.start, range.end..end] {
            if !part.is_empty() {
                self.held.insert(part.start, part.end);
            }
        }
    }

    /// The spans that hold some of the range.
    fn spans_in(&self, range: &Range<usize>) -> impl Iterator<Item = &Span> + use<'_> {
        let (start, end) = (range.start, range.end);
        // The one that begins before may reach in.
        let before = self.spans.range(..start).next_back();
        let before = before.filter(|(_, s)| s.range.end > start);
        let from = before.map_or(start, |(&at, _)| at);
        let spans = self.spans.range(from..).map(|(_, span)| span);
        spans.take_while(move |s| s.range.start < end)
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
        self.spans_in(range).next()
    }

    /// Gives back what is taken of the range, but for the spans that stay.
    pub fn release(&mut self, range: &Range<usize>, stays: impl Fn(&Span) -> bool) {
        let spans = self.spans_in(range).filter(|span| !stays(span));
        let going: Vec<Span> = spans.cloned().collect();
        for span in going {
            self.drop(&span.range);
            let (before, after) = (span.range.start..range.start, range.end..span.range.end);
            for range in [before, after].into_iter().filter(|r| r.start < r.end) {
                self.put(Span {
                    range,
                    ..span.clone()
                });
            }
        }
    }

    /// The pieces of the range that nobody holds.
    pub fn gaps(&self, range: &Range<usize>) -> Vec<Range<usize>> {
        let before = self.held.range(..=range.start).next_back();
        let mut at = before.map_or(range.start, |(_, &end)| end.max(range.start));
        let mut gaps = Vec::new();
        let behind = self.held.range(range.start + 1..);
        for (&start, &end) in behind.take_while(|(start, _)| **start < range.end) {
            gaps.push(at..start);
            at = end;
        }
        if at < range.end {
            gaps.push(at..range.end);
        }
        gaps
    }

    /// The spans, with leftover marks taken and every end on a grapheme boundary.
    pub fn tidied(self, document: &Document) -> Vec<Span> {
        let mut spans: Vec<Span> = self.spans.into_values().collect();
        tidy(document, &mut spans);
        // A date and the credit it stands beside are one piece.
        spans.dedup_by(|next, last| {
            let one = last.range.end == next.range.start && last.candidate == next.candidate;
            let joined = one && (last.why == Some(STAMP) || next.why == Some(STAMP));
            if joined {
                last.range.end = next.range.end;
                last.why = last.why.filter(|w| *w != STAMP);
            }
            joined
        });
        spans
    }

    /// Who holds most of the range, if more than half of it is taken.
    pub fn owner(&self, range: &Range<usize>) -> Option<usize> {
        let overlap = |s: &Span| s.range.end.min(range.end) - s.range.start.max(range.start);
        let inside = || self.spans_in(range);
        let taken: usize = inside().map(overlap).sum();
        (taken * 2 > range.len())
            .then(|| inside().max_by_key(|s| overlap(s)).map(|s| s.candidate))
            .flatten()
    }
}

/// Takes the marks, brackets and spaces left over on a line whose text is gone, closes the gaps
/// between spans, and puts every end on a grapheme boundary.
fn tidy(document: &Document, spans: &mut Vec<Span>) {
    let text = document.text;
    if spans.is_empty() {
        return;
    }
    let bare = |r: Range<usize>| r.start < r.end && !text[r].chars().any(is_alphanumeric);
    for line in &document.units.lines {
        let first = spans.partition_point(|s| s.range.end <= line.range.start);
        let end = spans.partition_point(|s| s.range.start < line.range.end);
        if first == end {
            continue;
        }
        let last = end - 1;
        for i in first..last {
            let gap = spans[i].range.end..spans[i + 1].range.start;
            if bare(gap.clone()) {
                spans[i].range.end = gap.end;
            }
        }
        let head = line.range.start..spans[first].range.start.max(line.range.start);
        let tail = spans[last].range.end.min(line.range.end)..line.range.end;
        let head_bare = head.is_empty() || bare(head.clone());
        let tail_bare = tail.is_empty() || bare(tail.clone());
        // Marks before a notice are its own; an end mark behind body text is the body's.
        if head_bare && !head.is_empty() && (tail_bare || opens_notice(&text[head.clone()])) {
            spans[first].range.start = head.start;
        }
        if tail_bare && !tail.is_empty() {
            spans[last].range.end = tail.end;
        }
    }
    for span in spans.iter_mut() {
        span.range.start = previous_grapheme_boundary(text, span.range.start);
        span.range.end = next_grapheme_boundary(text, span.range.end);
    }
    for i in 1..spans.len() {
        let end = spans[i - 1].range.end;
        let span = &mut spans[i].range;
        span.start = span.start.max(end).min(span.end.max(end));
        span.end = span.end.max(span.start);
    }
    spans.retain(|s| s.range.start < s.range.end);
}

fn opens_notice(head: &str) -> bool {
    head.chars().any(|c| "※★☆◎●■◆▲▼►▶◤⊙*•·".contains(c))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn add(cover: &mut Cover, range: Range<usize>, candidate: usize) {
        cover.add(range, candidate, None);
    }

    /// By byte: who holds it.
    fn bytes(cover: &Cover) -> Vec<Option<usize>> {
        let mut all = vec![None; 64];
        for (&start, span) in &cover.spans {
            assert!(start == span.range.start && start < span.range.end);
            for byte in &mut all[span.range.clone()] {
                assert_eq!(byte.replace(span.candidate), None, "spans overlap");
            }
        }
        all
    }

    #[test]
    fn a_line_that_is_full_is_one_piece_however_many_hold_it() {
        let mut cover = Cover::default();
        for i in (0..1000).rev() {
            add(&mut cover, i * 4..i * 4 + 2, i);
        }
        assert_eq!(cover.held.len(), 1000);
        add(&mut cover, 0..4000, 1000);
        assert_eq!((cover.spans.len(), cover.held.len()), (2000, 1));
        assert!(cover.gaps(&(0..4000)).is_empty());
    }

    proptest! {
        /// Against a byte after the other.
        #[test]
        fn what_comes_first_keeps_its_place(steps in prop::collection::vec((0..60_usize, 1..20_usize, any::<bool>()), 0..40)) {
            let mut cover = Cover::default();
            let mut wanted: Vec<Option<usize>> = vec![None; 64];
            for (i, (start, len, takes)) in steps.into_iter().enumerate() {
                let range = start..(start + len).min(64);
                let is_even = |s: &Span| s.candidate.is_multiple_of(2);
                if takes {
                    add(&mut cover, range.clone(), i);
                    wanted[range.clone()].iter_mut().for_each(|b| *b = b.or(Some(i)));
                } else {
                    cover.release(&range, is_even);
                    wanted[range.clone()].iter_mut().for_each(|b| *b = b.filter(|i| i % 2 == 0));
                }
                prop_assert_eq!(bytes(&cover), wanted.clone());
                let free = |&at: &usize| wanted[at].is_none();
                let gaps = cover.gaps(&range).into_iter().flatten();
                prop_assert!(gaps.eq(range.clone().filter(free)));
                let first = range.clone().find_map(|at| wanted[at]);
                prop_assert_eq!(cover.first_in(&range), first);
                let held: usize = cover.held.iter().map(|(start, end)| end - start).sum();
                prop_assert_eq!(held, wanted.iter().flatten().count());
            }
        }
    }
}
