//! Folding written plainly, one character after the other and every place kept. The build script
//! folds the built-in rules with it, and the tests hold the quick way against it.

use std::ops::Range;

use super::entity::entity;
use super::rule::{fold_char, is_tight};

/// A text folded for matching, with the way back to the input.
#[derive(Default)]
pub(super) struct Plain {
    pub(super) text: String,
    segments: Vec<Segment>,
}

/// A stretch of folded text and its source. Where both have the same length they advance in step;
/// otherwise the stretch is one folded character. Input between two stretches was dropped.
#[derive(Clone, Copy)]
struct Segment {
    folded: usize,
    input: usize,
    input_end: usize,
}

impl Plain {
    /// Folds `text`; `is_hard` tells which of its white space is a hard break, by the byte where it
    /// stands.
    pub(super) fn new(text: &str, is_hard: impl Fn(usize) -> bool) -> Self {
        let mut folder = Folder::default();
        let mut at = 0;
        while let Some(c) = text[at..].chars().next() {
            let (c, end) = match c {
                '&' => entity(&text[at..]).map_or((c, at + 1), |(c, len)| (c, at + len)),
                _ => (c, at + c.len_utf8()),
            };
            match fold_char(c) {
                Some(' ') => folder.space(at..end, is_hard(at)),
                Some(folded) => folder.keep(folded, at..end),
                None => {}
            }
            at = end;
        }
        folder.out
    }
}

/// What the tests compare with.
#[cfg(any(test, fuzzing))]
impl Plain {
    /// As [`super::Folded::to_input`].
    pub(super) fn input_of(&self, range: Range<usize>) -> Range<usize> {
        let start = self.source(range.start).start;
        if range.end <= range.start {
            return start..start;
        }
        let last = range.end.min(self.text.len()).saturating_sub(1);
        start..self.source(last).end.max(start)
    }

    /// As [`super::Folded::from_input`].
    pub(super) fn folded_of(&self, offset: usize) -> usize {
        let i = self.segments.partition_point(|s| s.input_end <= offset);
        let Some(s) = self.segments.get(i) else {
            return self.text.len();
        };
        if offset <= s.input {
            return s.folded;
        }
        let end = self.folded_end(i);
        if end - s.folded != s.input_end - s.input {
            return end;
        }
        let mut at = s.folded + (offset - s.input);
        while !self.text.is_char_boundary(at) {
            at += 1;
        }
        at
    }

    fn folded_end(&self, segment: usize) -> usize {
        self.segments
            .get(segment + 1)
            .map_or(self.text.len(), |s| s.folded)
    }

    /// The source of the folded character that holds byte `at`.
    fn source(&self, at: usize) -> Range<usize> {
        if at >= self.text.len() {
            let end = self.segments.last().map_or(0, |s| s.input_end);
            return end..end;
        }
        let i = self.segments.partition_point(|s| s.folded <= at) - 1;
        let s = self.segments[i];
        if self.folded_end(i) - s.folded != s.input_end - s.input {
            return s.input..s.input_end;
        }
        let mut start = at;
        while !self.text.is_char_boundary(start) {
            start -= 1;
        }
        let mut end = at + 1;
        while !self.text.is_char_boundary(end) {
            end += 1;
        }
        s.input + (start - s.folded)..s.input + (end - s.folded)
    }
}

#[derive(Default)]
struct Folder {
    out: Plain,
    last: Option<char>,
    /// White space seen since the last kept character, and whether a hard break is in it.
    pending: Option<(Range<usize>, bool)>,
}

impl Folder {
    fn space(&mut self, source: Range<usize>, hard: bool) {
        match &mut self.pending {
            Some((run, was_hard)) => {
                run.end = source.end;
                *was_hard |= hard;
            }
            None => self.pending = Some((source, hard)),
        }
    }

    fn keep(&mut self, c: char, source: Range<usize>) {
        if let (Some((run, hard)), Some(last)) = (self.pending.take(), self.last) {
            if hard {
                self.push('\n', run);
            } else if !is_tight(last) && !is_tight(c) {
                self.push(' ', run);
            }
        }
        self.push(c, source);
        self.last = Some(c);
    }

    fn push(&mut self, c: char, source: Range<usize>) {
        let folded = self.out.text.len();
        self.out.text.push(c);
        if source.len() == c.len_utf8()
            && let Some(s) = self.out.segments.last_mut()
            && s.input_end == source.start
            && s.input_end - s.input == folded - s.folded
        {
            s.input_end = source.end;
            return;
        }
        self.out.segments.push(Segment {
            folded,
            input: source.start,
            input_end: source.end,
        });
    }
}
