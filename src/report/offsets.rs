//! Offsets in the unit that the reader of a record counts in.

use std::fmt;
use std::str::FromStr;

/// What offsets in records count. The library itself speaks bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OffsetUnit {
    /// Bytes of the UTF-8 text.
    Byte,
    /// Unicode code points, as Python counts.
    #[default]
    Char,
    /// UTF-16 code units, as JavaScript and Java count.
    Utf16,
}

impl OffsetUnit {
    /// Every unit.
    pub const ALL: [OffsetUnit; 3] = [OffsetUnit::Byte, OffsetUnit::Char, OffsetUnit::Utf16];

    /// `byte`, `char` or `utf16`.
    pub fn as_str(self) -> &'static str {
        match self {
            OffsetUnit::Byte => "byte",
            OffsetUnit::Char => "char",
            OffsetUnit::Utf16 => "utf16",
        }
    }

    /// How much a text counts.
    pub fn len_of_text(self, text: &str) -> usize {
        match self {
            OffsetUnit::Byte => text.len(),
            OffsetUnit::Char => text.chars().count(),
            OffsetUnit::Utf16 => text.chars().map(char::len_utf16).sum(),
        }
    }

    /// How much a character counts.
    pub fn len_of(self, c: char) -> usize {
        match self {
            OffsetUnit::Byte => c.len_utf8(),
            OffsetUnit::Char => 1,
            OffsetUnit::Utf16 => c.len_utf16(),
        }
    }
}

impl fmt::Display for OffsetUnit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for OffsetUnit {
    type Err = String;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        OffsetUnit::ALL
            .into_iter()
            .find(|unit| unit.as_str() == s)
            .ok_or_else(|| format!("unknown offset unit `{s}`: byte, char or utf16"))
    }
}

/// Bytes between two marks: a conversion reads at most this much text.
const STEP: usize = 1024;

/// Converts byte offsets of one text; built in time linear in the text, then asked in any order.
///
/// ```
/// use jingwen::report::{OffsetUnit, Offsets};
///
/// let offsets = Offsets::new("新闻 🚢 x", OffsetUnit::Char);
/// assert_eq!(offsets.convert(7), 3); // the ship
/// assert_eq!(offsets.to_byte(3), Some(7));
/// assert_eq!(Offsets::new("新闻 🚢 x", OffsetUnit::Utf16).convert(11), 5); // behind it
/// ```
#[derive(Debug, Clone)]
pub struct Offsets<'t> {
    text: &'t str,
    unit: OffsetUnit,
    /// `marks[i]`: units before the last character boundary at or before byte `i * STEP`.
    marks: Vec<usize>,
}

impl<'t> Offsets<'t> {
    /// Prepares a text for conversion.
    pub fn new(text: &'t str, unit: OffsetUnit) -> Self {
        let mut marks = Vec::new();
        if unit != OffsetUnit::Byte {
            let (mut done, mut count) = (0, 0);
            for at in (0..=text.len()).step_by(STEP) {
                let boundary = floor_boundary(text, at);
                count += unit.len_of_text(&text[done..boundary]);
                done = boundary;
                marks.push(count);
            }
        }
        Offsets { text, unit, marks }
    }

    /// The unit counted in.
    pub fn unit(&self) -> OffsetUnit {
        self.unit
    }

    /// The offset in units of a byte offset.
    ///
    /// # Panics
    /// The offset lies outside the text or inside a character.
    pub fn convert(&self, byte: usize) -> usize {
        if self.unit == OffsetUnit::Byte {
            return byte;
        }
        let mark = byte / STEP;
        let boundary = floor_boundary(self.text, mark * STEP);
        self.marks[mark] + self.unit.len_of_text(&self.text[boundary..byte])
    }

    /// The byte offset of an offset in units; none outside the text or inside a character.
    pub fn to_byte(&self, at: usize) -> Option<usize> {
        if self.unit == OffsetUnit::Byte {
            return self.text.is_char_boundary(at).then_some(at);
        }
        let mark = self.marks.partition_point(|&count| count <= at) - 1;
        let boundary = floor_boundary(self.text, mark * STEP);
        let mut left = at - self.marks[mark];
        for (i, c) in self.text[boundary..].char_indices() {
            if left == 0 {
                return Some(boundary + i);
            }
            left = left.checked_sub(self.unit.len_of(c))?;
        }
        (left == 0).then_some(self.text.len())
    }
}

fn floor_boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_boundary_converts_as_a_plain_count_does() {
        let text = "报道 report 😀é\n".repeat(200);
        for unit in OffsetUnit::ALL {
            let offsets = Offsets::new(&text, unit);
            for (at, _) in text.char_indices().chain([(text.len(), ' ')]) {
                assert_eq!(
                    offsets.convert(at),
                    unit.len_of_text(&text[..at]),
                    "{unit} {at}"
                );
            }
        }
    }

    #[test]
    fn every_offset_converts_back_and_none_beside_them() {
        let text = "报道 report 😀é\n".repeat(200);
        for unit in OffsetUnit::ALL {
            let offsets = Offsets::new(&text, unit);
            let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
            let mut known = ends.map(|at| (offsets.convert(at), at)).peekable();
            for at in 0..unit.len_of_text(&text) + 2 {
                let expected = known.next_if(|&(units, _)| units == at);
                assert_eq!(offsets.to_byte(at), expected.map(|e| e.1), "{unit} {at}");
            }
        }
    }

    #[test]
    fn an_emoji_is_four_bytes_one_code_point_two_utf16_units() {
        let end = |unit| Offsets::new("😀", unit).convert(4);
        assert_eq!(end(OffsetUnit::Byte), 4);
        assert_eq!(end(OffsetUnit::Char), 1);
        assert_eq!(end(OffsetUnit::Utf16), 2);
    }

    #[test]
    fn an_empty_text_has_offset_zero() {
        assert_eq!(Offsets::new("", OffsetUnit::Char).convert(0), 0);
    }
}
