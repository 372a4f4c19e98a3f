//! Folding: one spelling for what readers take for the same text.
//!
//! Folded text is for matching only and is never emitted; every folded character knows the bytes of
//! the input it stands for.
//!
//! White space: a run becomes one space, or nothing at either end of a line and beside a *tight*
//! character: Chinese or Japanese writing, or one of ``: ; , ! ? | ( ) [ ] < > " / ~ ·``. The rule
//! looks at folded characters only, so `责任编辑 ： 张三`, `责任编辑：张三` and `责任编辑: 张三`
//! fold alike, `Source: Reuters` folds like `Source：Reuters` (to `source:reuters`), and a pattern
//! folds the same whatever stands around it.

mod ascii;
mod entity;
mod entry;
mod folder;
mod places;
#[cfg(any(test, fuzzing))]
mod plain;
#[cfg(any(test, fuzzing))]
mod rule;
mod simd;
mod table;
#[cfg(any(test, fuzzing))]
pub(crate) mod twin;

use std::ops::Range;

use super::is_cjk;
#[cfg(any(test, fuzzing))]
use super::is_ignorable;
use super::layout::Row;
use places::Places;
use simd::Way;
use table::To;

/// A text folded for matching, with the way back to the input.
///
/// Lines end in exactly one `\n`, the last in none; no line is empty, and none starts or ends with
/// a space.
///
/// Beside the folded text it holds a bit for every byte of the input and a number for every 256. To
/// find a place takes counting the bits of at most 256 bytes of the input, and for
/// [`Folded::to_input`] a search among the numbers, however long the text and whatever was dropped.
#[derive(Debug, Clone)]
pub struct Folded<'t> {
    input: &'t str,
    text: String,
    places: Places,
    /// Byte of the input behind the last character that was kept.
    end: usize,
}

impl<'t> Folded<'t> {
    /// Folds `text`, whose rows are `rows`. A soft break is white space; hard breaks, with all white
    /// space around them, become one `\n`. Terminators in no row count as soft.
    pub fn new(text: &'t str, rows: &[Row]) -> Self {
        Self::by(text, rows, Way::best())
    }

    fn by(text: &'t str, rows: &[Row], way: Way) -> Self {
        folder::fold(text, rows, way)
    }

    /// The folded text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The bytes of the input for a range of bytes of the folded text: from the start of the first
    /// character's source to the end of the last one's, on character boundaries of the input. An
    /// empty range gives the empty range before the source of the character there, or after the
    /// last one's at the end. Offsets inside a character are widened to it.
    pub fn to_input(&self, range: Range<usize>) -> Range<usize> {
        if range.start >= self.text.len() {
            return self.end..self.end;
        }
        let start = self.places.carrier(self.floor(range.start));
        if range.end <= range.start {
            return start..start;
        }
        let last = self.floor(range.end.min(self.text.len()) - 1);
        let last_start = if last > range.start {
            self.places.carrier(last)
        } else {
            start
        };
        start..self.source_end(last, last_start)
    }

    /// The folded offset of the first character whose source starts at or after byte `offset` of
    /// the input; the length of the folded text if there is none. Never falls as `offset` rises.
    pub fn from_input(&self, offset: usize) -> usize {
        if offset >= self.end {
            return self.text.len();
        }
        let mut at = self.places.before(offset);
        while !self.text.is_char_boundary(at) {
            at += 1;
        }
        at
    }

    /// Where the folded character begins that holds byte `at`.
    fn floor(&self, mut at: usize) -> usize {
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }

    /// Where the source ends of the folded character at byte `at`, which starts at byte `start` of
    /// the input.
    fn source_end(&self, at: usize, start: usize) -> usize {
        let (_, mut end) = To::at(self.input, start);
        if !matches!(self.text.as_bytes()[at], b' ' | b'\n') {
            return end;
        }
        // The run goes on to its last white space; a character is kept behind it.
        let mut here = end;
        loop {
            let (to, next) = To::at(self.input, here);
            match to {
                To::Space => end = next,
                To::Dropped => {}
                To::Kept(..) => return end,
            }
            here = next;
        }
    }
}

/// Folds a pattern as [`Folded::new`] folds text, its line breaks as spaces.
pub fn fold_pattern(pattern: &str) -> String {
    if is_plain(pattern.as_bytes()) {
        return pattern.to_owned();
    }
    Folded::new(pattern, &[]).text
}

/// Lower-case ASCII words with one space between two: folding changes nothing.
fn is_plain(text: &[u8]) -> bool {
    let word = |b: &u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    let spaced = |pair: &[u8]| word(&pair[0]) || word(&pair[1]);
    text.iter().all(|b| word(b) || *b == b' ')
        && text.first().is_some_and(word)
        && text.last().is_some_and(word)
        && text.windows(2).all(spaced)
}

/// The Simplified form of a Traditional character, else the character itself.
pub(crate) fn simplified(c: char) -> char {
    match c {
        // This one folds to a bar.
        '丨' => c,
        '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}' => {
            To::of(c).char().unwrap_or(c)
        }
        _ => c,
    }
}

#[cfg(test)]
mod simd_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod twin_tests;
