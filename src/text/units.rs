//! The units that decisions are taken on: logical lines and the sentences in them.

use std::ops::Range;

use super::grapheme::is_grapheme_boundary;
use super::is_ignorable;
use super::layout::Row;
use super::sentence::boundaries_into;

/// One sentence of a logical line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Bytes of the input, white space trimmed, never empty, on grapheme boundaries.
    pub range: Range<usize>,
    /// Index of its line in [`Units::lines`].
    pub line: usize,
}

/// A logical line: rows joined by soft breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Bytes of the input, white space trimmed, never empty, on grapheme boundaries.
    pub range: Range<usize>,
    /// Indices into [`Units::sentences`], at least one. They tile the line but for white space.
    pub sentences: Range<usize>,
    /// A blank row, or the start of the text, stands before.
    pub blank_before: bool,
}

/// The lines and sentences of a text, both in order. Everything outside them is white space or
/// rows of characters without width.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Units {
    /// The logical lines that are not blank.
    pub lines: Vec<Line>,
    /// The sentences of all lines.
    pub sentences: Vec<Sentence>,
}

impl Units {
    /// The units of `text`, whose rows are `rows`.
    pub fn new(text: &str, rows: &[Row]) -> Units {
        let mut units = Units::default();
        let mut cuts = Vec::new();
        let mut blank_before = true;
        let mut at = 0;
        while at < rows.len() {
            let first = at;
            while rows[at].soft && at + 1 < rows.len() {
                at += 1;
            }
            let range = trim(text, rows[first].range.start..rows[at].range.end);
            at += 1;
            let line = &text[range.clone()];
            if line.chars().all(|c| is_ignorable(c) || c.is_whitespace()) {
                blank_before = true;
                continue;
            }
            let from = units.sentences.len();
            let mut start = 0;
            boundaries_into(line, &mut cuts);
            for cut in cuts.drain(..).chain([line.len()]) {
                let range = trim(text, range.start + start..range.start + cut);
                if !range.is_empty() {
                    units.sentences.push(Sentence {
                        range,
                        line: units.lines.len(),
                    });
                }
                start = cut;
            }
            units.lines.push(Line {
                range,
                sentences: from..units.sentences.len(),
                blank_before,
            });
            blank_before = false;
        }
        units
    }

    /// The sentence that holds byte `offset` of the input, none in white space between sentences.
    pub fn sentence_at(&self, offset: usize) -> Option<usize> {
        let i = self.sentences.partition_point(|s| s.range.end <= offset);
        self.sentences
            .get(i)
            .filter(|s| s.range.contains(&offset))
            .map(|_| i)
    }

    /// The line that holds byte `offset` of the input, none in white space between lines.
    pub fn line_at(&self, offset: usize) -> Option<usize> {
        let i = self.lines.partition_point(|l| l.range.end <= offset);
        self.lines
            .get(i)
            .filter(|l| l.range.contains(&offset))
            .map(|_| i)
    }
}

/// `range` without the white space at its ends, as far as no grapheme cluster is cut.
fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let part = &text[range.clone()];
    let body = part.trim_start();
    let mut start = range.end - body.len();
    let mut end = start + body.trim_end().len();
    while start > range.start && !is_grapheme_boundary(text, start) {
        start -= 1;
    }
    while end < range.end && !is_grapheme_boundary(text, end) {
        end += 1;
    }
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::layout::rows;

    #[test]
    fn lines_and_sentences() {
        let text = "\u{FEFF}One. Two!\r\n\r\n  \u{200B}\n　　三。四。\nFive";
        let units = Units::new(text, &rows(text));
        let lines: Vec<_> = units
            .lines
            .iter()
            .map(|l| (&text[l.range.clone()], l.sentences.clone(), l.blank_before))
            .collect();
        assert_eq!(
            lines,
            [
                ("\u{FEFF}One. Two!", 0..2, true),
                ("三。四。", 2..4, true),
                ("Five", 4..5, false)
            ]
        );
        let sentences: Vec<_> = units
            .sentences
            .iter()
            .map(|s| (&text[s.range.clone()], s.line))
            .collect();
        assert_eq!(
            sentences,
            [
                ("\u{FEFF}One.", 0),
                ("Two!", 0),
                ("三。", 1),
                ("四。", 1),
                ("Five", 2)
            ]
        );
        let at = |needle: &str| text.find(needle).unwrap();
        assert_eq!(units.sentence_at(at("Two") + 3), Some(1));
        assert_eq!(units.sentence_at(at(" Two")), None);
        assert_eq!(units.line_at(at(" Two")), Some(0));
        assert_eq!(units.line_at(at("四")), Some(1));
        assert_eq!(units.line_at(at("\r\n")), None);
        assert_eq!(units.line_at(text.len()), None);
        assert_eq!(Units::new("", &[]), Units::default());
    }

    #[test]
    fn soft_breaks_join() {
        let text = "The council approved the new bridge on Monday after a long debate, and\n\
            work on it will start in May, the mayor told reporters. Residents who\nopposed the plan will sue.\n\nEnd";
        let units = Units::new(text, &rows(text));
        assert_eq!(units.lines.len(), 2);
        assert_eq!(units.lines[0].sentences, 0..2);
        assert!(units.lines[1].blank_before);
    }
}
