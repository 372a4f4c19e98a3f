//! Whether a literal may stand right beside a place, as a few of its bytes tell: nearly all places of
//! keys are dismissed so.

use crate::rules::model::Alternatives;

/// Whether a text of the atom may begin in the first `places` bytes of `hay`.
pub(super) fn may_begin(atom: &Alternatives, hay: &[u8], places: usize) -> bool {
    if atom.len() > MANY {
        return true;
    }
    let hay = &hay[..hay.len().min(places + 2)];
    let set = Set::new(hay);
    atom.iter().any(|text| match text.as_bytes() {
        [a, b, c, ..] => set.has([*a, *b, *c]),
        short => short.first().is_some_and(|b| hay.contains(b)),
    })
}

/// Whether a text of the atom may end in the last `places` bytes of `hay`.
pub(super) fn may_end(atom: &Alternatives, hay: &[u8], places: usize) -> bool {
    if atom.len() > MANY {
        return true;
    }
    let hay = &hay[hay.len().saturating_sub(places + 2)..];
    let set = Set::new(hay);
    atom.iter().any(|text| match text.as_bytes() {
        [.., a, b, c] => set.has([*a, *b, *c]),
        short => short.last().is_some_and(|b| hay.contains(b)),
    })
}

/// Of so many texts one seems to stand anywhere.
const MANY: usize = 64;

/// Threes of bytes that follow each other, by hash.
struct Set([u64; 32]);

impl Set {
    fn new(hay: &[u8]) -> Self {
        let mut set = Set([0; 32]);
        for three in hay.windows(3) {
            let hash = hash([three[0], three[1], three[2]]);
            set.0[hash / 64] |= 1 << (hash % 64);
        }
        set
    }

    fn has(&self, three: [u8; 3]) -> bool {
        let hash = hash(three);
        self.0[hash / 64] >> (hash % 64) & 1 != 0
    }
}

/// Multiplicative hashing (Knuth), to eleven bits.
fn hash([a, b, c]: [u8; 3]) -> usize {
    let number = u32::from_le_bytes([a, b, c, 0]);
    (number.wrapping_mul(0x9E37_79B1) >> 21) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_beside_is_never_dismissed() {
        let hay = "all rights are reserved by 版权所有 x";
        for start in (0..hay.len()).filter(|&i| hay.is_char_boundary(i)) {
            for end in (start + 1..=hay.len()).filter(|&i| hay.is_char_boundary(i)) {
                let atom: Alternatives = [&hay[start..end]].into_iter().collect();
                assert!(
                    may_begin(&atom, hay.as_bytes(), start + 1),
                    "{start}..{end}"
                );
                assert!(
                    may_end(&atom, hay.as_bytes(), hay.len() - end + 1),
                    "{start}..{end}"
                );
            }
        }
        let atom: Alternatives = ["reserved", "版权"].into_iter().collect();
        assert!(!may_begin(&atom, hay.as_bytes(), 10) && !may_end(&atom, b"all rights", 9));
    }
}
