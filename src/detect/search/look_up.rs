//! The look-up: goes through all literals for every text, and builds only a table of the text.

use std::cell::OnceCell;
use std::ops::Range;

use super::Key;
use super::texts::literals;
use crate::rules::model::Pattern;

/// Calls `each` with every place of every literal of the keys, once for each pattern whose key it is.
/// The places of one literal come in order.
pub(in crate::detect) fn look_up(
    patterns: &[Pattern],
    keys: &[Key],
    hay: &str,
    mut each: impl FnMut(Range<usize>, usize),
) {
    let hay = hay.as_bytes();
    let places = Places::new(hay, HASH_BITS);
    // Not a `for` loop, which would run nested iterators far more slowly.
    let mut found = Vec::new();
    literals(patterns, keys).for_each(|(text, pattern)| {
        let text = text.as_bytes();
        places.each(text, |at| found.push(at));
        for at in found.drain(..).rev() {
            each(at..at + text.len(), pattern);
        }
    });
}

/// The places of a text, or a stretch of it, by the bytes there.
pub(in crate::detect) struct Places<'h> {
    hay: &'h [u8],
    hash_bits: u32,
    /// By number of bytes, one to three; made when asked for.
    chains: [OnceCell<Chains>; 3],
}

impl<'h> Places<'h> {
    /// Hashes of more bits make longer stretches quick, and short ones slow.
    pub fn new(hay: &'h [u8], hash_bits: u32) -> Self {
        Places {
            hay,
            hash_bits,
            chains: Default::default(),
        }
    }

    /// Calls `each` with every place of a literal, the last first.
    #[inline]
    pub fn each(&self, text: &[u8], mut each: impl FnMut(usize)) {
        let width = text.len().min(3);
        if width == 0 {
            return;
        }
        let chains = &self.chains[width - 1];
        let chains = chains.get_or_init(|| Chains::new(self.hay, width, self.hash_bits));
        for at in chains.places(text) {
            if self.hay[at..].starts_with(text) {
                each(at);
            }
        }
    }
}

/// The places of a text by the hash of the bytes there, each chained to the one before it.
struct Chains {
    width: usize,
    hash_bits: u32,
    /// By hash: one more than the last place (0: none).
    last: Vec<u32>,
    /// By place: one more than the place before it.
    before: Vec<u32>,
}

/// Bits of a hash: places of one hash are few in texts for which the look-up is used.
const HASH_BITS: u32 = 13;

impl Chains {
    fn new(hay: &[u8], width: usize, hash_bits: u32) -> Self {
        let mut last = vec![0; 1 << hash_bits];
        let place = |(i, bytes)| {
            let next = u32::try_from(i + 1).expect("texts looked up are short");
            std::mem::replace(&mut last[hash(bytes, hash_bits)], next)
        };
        let before = hay.windows(width).enumerate().map(place).collect();
        Chains {
            width,
            hash_bits,
            last,
            before,
        }
    }

    /// Every place where `text` may stand, the last first.
    fn places(&self, text: &[u8]) -> impl Iterator<Item = usize> {
        let place = |next: u32| (next as usize).checked_sub(1);
        let last = place(self.last[hash(&text[..self.width], self.hash_bits)]);
        std::iter::successors(last, move |&at| place(self.before[at]))
    }
}

/// Of at most three bytes (Knuth's multiplicative hashing).
fn hash(bytes: &[u8], bits: u32) -> usize {
    let number = bytes.iter().fold(0, |n: u32, &b| n << 8 | u32::from(b));
    (number.wrapping_mul(0x9E37_79B1) >> (u32::BITS - bits)) as usize
}
