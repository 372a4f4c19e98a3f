//! Whether a literal stands beside a place: nearly all places of keys are dismissed because none does.

use std::ops::Range;

use crate::detect::search::Reach;
use crate::rules::model::Alternatives;

/// The bytes on one side of a place, by what stands there.
#[derive(Debug)]
pub(super) struct Beside {
    side: Side,
    place: usize,
    /// The first of the bytes, and those behind the last.
    bytes: Range<usize>,
    /// By hash of three bytes: one more than where they end, the last of them (0: none). Places count
    /// from the first byte.
    last: [u16; SLOTS],
    /// By place: one more than the one before it with the same hash.
    before: [u16; MOST],
}

/// Where a literal is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// It ends before the place.
    Before,
    /// It begins behind the place.
    Behind,
}

const SLOTS: usize = 256;

/// Bytes looked at, at most.
const MOST: usize = 512;

/// Of so many literals one seems to stand anywhere.
const MANY: usize = 64;

impl Default for Beside {
    fn default() -> Self {
        Beside {
            side: Side::Behind,
            place: 0,
            bytes: 0..0,
            last: [0; SLOTS],
            before: [0; MOST],
        }
    }
}

impl Beside {
    /// Whether a text of the atom may stand at this side of a place, with at most `gap` code points
    /// between.
    /// True where it would take too long to say.
    pub(super) fn may_be(
        &mut self,
        atom: &Alternatives,
        hay: &[u8],
        side: Side,
        place: usize,
        gap: usize,
    ) -> bool {
        // Three bytes of the literal have to be in it.
        let reach = Reach {
            atoms: 3,
            gaps: gap,
        };
        let wanted = stretch(hay, side, place, reach);
        if atom.len() > MANY || wanted.len() > MOST {
            return true;
        }
        let is_known = (self.side, self.place) == (side, place)
            && self.bytes.start <= wanted.start
            && wanted.end <= self.bytes.end;
        if !is_known {
            (self.side, self.place) = (side, place);
            self.fill(hay, wanted);
        }
        atom.iter().any(|text| self.has(hay, text.as_bytes()))
    }

    fn fill(&mut self, hay: &[u8], bytes: Range<usize>) {
        self.last = [0; SLOTS];
        for (i, three) in hay[bytes.clone()].windows(3).enumerate() {
            let last = &mut self.last[hash(three)];
            self.before[i] = std::mem::replace(last, i as u16 + 1);
        }
        self.bytes = bytes;
    }

    fn has(&self, hay: &[u8], text: &[u8]) -> bool {
        let bytes = &hay[self.bytes.clone()];
        let three = match (text, self.side) {
            ([a], _) => return memchr::memchr(*a, bytes).is_some(),
            ([a, b], _) => return bytes.windows(2).any(|two| two[0] == *a && two[1] == *b),
            (_, Side::Before) => &text[text.len() - 3..],
            (_, Side::Behind) => &text[..3],
        };
        let mut next = self.last[hash(three)];
        while let Some(i) = next.checked_sub(1) {
            let start = self.bytes.start + usize::from(i);
            let is_there = match self.side {
                Side::Before => hay[..start + 3].ends_with(text),
                Side::Behind => hay[start..].starts_with(text),
            };
            if is_there {
                return true;
            }
            next = self.before[usize::from(i)];
        }
        false
    }
}

/// The bytes at one side of a place in which something may stand with a given reach.
pub(super) fn stretch(hay: &[u8], side: Side, place: usize, reach: Reach) -> Range<usize> {
    let bytes = |len: usize| match side {
        Side::Before => place.saturating_sub(len)..place,
        Side::Behind => place..hay.len().min(place + len),
    };
    let narrow = bytes(reach.atoms + reach.gaps);
    if hay[narrow.clone()].is_ascii() {
        return narrow;
    }
    // A code point takes up to four bytes.
    bytes(reach.atoms + 4 * reach.gaps)
}

/// Of three bytes (Knuth's multiplicative hashing).
fn hash(three: &[u8]) -> usize {
    let number = u32::from_le_bytes([three[0], three[1], three[2], 0]);
    (number.wrapping_mul(0x9E37_79B1) >> 24) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn may_be(texts: &[&str], hay: &str, side: Side, place: usize, gap: usize) -> bool {
        let atom: Alternatives = texts.iter().collect();
        Beside::default().may_be(&atom, hay.as_bytes(), side, place, gap)
    }

    #[test]
    fn what_stands_beside_is_found() {
        let hay = "all rights are reserved by 版权所有 xy";
        let bounds: Vec<usize> = (0..=hay.len())
            .filter(|&i| hay.is_char_boundary(i))
            .collect();
        for &start in &bounds {
            for &end in bounds.iter().filter(|&&end| end > start) {
                let text = &hay[start..end];
                for gap in [0, 1, 5, 40] {
                    let place = start.saturating_sub(gap);
                    assert!(may_be(&[text], hay, Side::Behind, place, gap), "{text:?}");
                    let place = hay.len().min(end + gap);
                    assert!(may_be(&[text], hay, Side::Before, place, gap), "{text:?}");
                }
            }
        }
    }

    #[test]
    fn what_does_not_is_not() {
        let hay = "all rights are reserved by 版权所有 xy";
        assert!(!may_be(&["rights all", "版权"], hay, Side::Behind, 0, 24));
        assert!(may_be(&["rights all", "版权"], hay, Side::Behind, 0, 27));
        assert!(!may_be(
            &["rights are", "xyz"],
            hay,
            Side::Before,
            hay.len(),
            3
        ));
        assert!(!may_be(&["all"], hay, Side::Behind, 4, 40));
        let many = vec!["no"; MANY + 1];
        assert!(
            may_be(&many, hay, Side::Behind, 0, 9) && !may_be(&many[1..], hay, Side::Behind, 0, 9)
        );
    }

    #[test]
    fn a_place_is_looked_at_again_with_a_wider_gap() {
        let atom: Alternatives = ["reserved"].into_iter().collect();
        let hay = b"all rights reserved";
        let mut beside = Beside::default();
        assert!(!beside.may_be(&atom, hay, Side::Behind, 3, 2));
        assert!(beside.may_be(&atom, hay, Side::Behind, 3, 9));
        assert!(!beside.may_be(&atom, hay, Side::Before, 3, 9));
    }
}
