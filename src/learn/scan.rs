//! A document as lines and sentences, each with the fingerprint by which it meets its like.

use std::ops::Range;

use super::slots::Template;
use crate::detect::document::{Size, ends_sentence};
use crate::text::fold::{Folded, fold_pattern};
use crate::text::layout;
use crate::text::units::Units;

/// Longer lines are looked at sentence by sentence only; in bytes of folded text.
const LONGEST: usize = 4000;
/// Larger texts are no articles; in bytes.
const LARGE: usize = 1 << 20;
/// Weight of a line that tells something: 16 Han characters or 7 words that end like a sentence.
const TOLD: usize = 400;
/// Weight of a sentence by which copies of an article are known.
const LONG: usize = 500;

/// A line, or a sentence of a longer one.
#[derive(Debug)]
pub(super) struct Unit {
    /// Fingerprint of its source and its fixed parts.
    pub key: u64,
    pub line: usize,
    /// It is a part of its line.
    pub is_part: bool,
    /// Bytes of the input.
    pub range: Range<usize>,
    /// Bytes of the folded text.
    pub folded: Range<usize>,
    pub template: Template,
}

/// A line's own.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub range: Range<usize>,
    /// The unit that is all of it.
    pub unit: Option<usize>,
    /// By its form it tells something.
    pub is_told: bool,
}

/// A document, taken apart.
#[derive(Debug)]
pub(super) struct Scan<'t> {
    pub folded: Folded<'t>,
    pub units: Vec<Unit>,
    pub lines: Vec<Line>,
    /// Fingerprints of its long sentences.
    pub long: Vec<u64>,
}

/// The first 64 bits of a hash.
pub(super) fn fingerprint(parts: &[&[u8]]) -> u64 {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(part);
    }
    let bytes = hasher.finalize();
    u64::from_le_bytes(*bytes.as_bytes().first_chunk().expect("a hash has 32 bytes"))
}

impl<'t> Scan<'t> {
    /// Takes a text of the source with this fingerprint apart; none if it is no article.
    pub fn new(text: &'t str, title: Option<&str>, source: u64) -> Option<Self> {
        if text.len() > LARGE {
            return None;
        }
        let rows = layout::rows(text);
        let folded = Folded::new(text, &rows);
        let cut = Units::new(text, &rows);
        let title = title.map(fold_pattern);
        let mut scan = Scan {
            folded,
            units: Vec::with_capacity(cut.sentences.len()),
            lines: Vec::with_capacity(cut.lines.len()),
            long: Vec::new(),
        };
        for (number, line) in cut.lines.iter().enumerate() {
            let sentences = &cut.sentences[line.sentences.clone()];
            let is_single = sentences.len() == 1;
            let titled = || {
                let own = scan.folded_range(&line.range);
                let own = &scan.folded.as_str()[own];
                title.as_deref().is_some_and(|title| own == title)
            };
            let whole = if titled() {
                None
            } else {
                scan.unit(text, source, number, line.range.clone(), false)
            };
            let own = whole.map(|unit| {
                scan.units.push(unit);
                scan.units.len() - 1
            });
            let size = Size::of(&text[line.range.clone()]).weight();
            let is_told = size >= TOLD && ends_sentence(&text[line.range.clone()]);
            scan.lines.push(Line {
                range: line.range.clone(),
                unit: own,
                is_told,
            });
            if is_single {
                let own = own.map(|unit| scan.units[unit].key);
                scan.long.extend(own.filter(|_| size >= LONG));
                continue;
            }
            for sentence in sentences {
                let range = sentence.range.clone();
                let size = Size::of(&text[range.clone()]).weight();
                if let Some(unit) = scan.unit(text, source, number, range, true) {
                    scan.long.extend((size >= LONG).then_some(unit.key));
                    scan.units.push(unit);
                }
            }
        }
        Some(scan)
    }

    fn folded_range(&self, range: &Range<usize>) -> Range<usize> {
        let (start, end) = (range.start, range.end);
        let (start, end) = (self.folded.from_input(start), self.folded.from_input(end));
        let text = &self.folded.as_str()[start..end.max(start)];
        start..start + text.trim_end().len()
    }

    fn unit(
        &self,
        text: &str,
        source: u64,
        line: usize,
        range: Range<usize>,
        is_part: bool,
    ) -> Option<Unit> {
        let at = self.folded_range(&range);
        if at.is_empty() || at.len() > LONGEST {
            return None;
        }
        let own = &self.folded.as_str()[at.clone()];
        if own.contains('\n') {
            return None;
        }
        let is_capital = |i: usize| {
            let input = self.folded.to_input(at.start + i..at.start + i + 1);
            text[input].chars().next().is_some_and(char::is_uppercase)
        };
        let template = Template::new(own, is_capital)?;
        let mut hasher = blake3::Hasher::new();
        hasher.update(&source.to_le_bytes());
        hasher.update(&template.ends.map(|n| u8::from(n > 0)));
        for piece in &template.pieces {
            hasher.update(own[piece.clone()].as_bytes());
            hasher.update(&[0xFF]);
        }
        let hash = hasher.finalize();
        let key = u64::from_le_bytes(*hash.as_bytes().first_chunk().expect("32 bytes"));
        Some(Unit {
            key,
            line,
            is_part,
            range,
            folded: at,
            template,
        })
    }

    /// The unit's fixed parts as they stand in the input, where that folds to the same.
    pub fn pieces(&self, text: &str, unit: &Unit) -> Vec<String> {
        let piece = |piece: &Range<usize>| {
            let at = unit.folded.start + piece.start..unit.folded.start + piece.end;
            let folded = &self.folded.as_str()[at.clone()];
            let input = text[self.folded.to_input(at)].to_owned();
            if fold_pattern(&input) == folded && !input.contains(['\n', '\r']) {
                input
            } else {
                folded.to_owned()
            }
        };
        unit.template.pieces.iter().map(piece).collect()
    }
}
