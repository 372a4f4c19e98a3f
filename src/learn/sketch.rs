//! How often every fingerprint was seen, at least: one byte for many.
//!
//! A counting filter with one row: fingerprints that share a cell share its count, so that no count
//! is too low, and what is rare is told from what is not without a table of everything. What passes
//! is counted exactly afterwards.

use std::sync::atomic::{AtomicU8, Ordering};

const LEAST: usize = 1 << 16;
/// 128 MiB: at thirty million fingerprints a cell holds one in four times.
const MOST: usize = 1 << 27;

/// Counts, each up to 255.
pub(super) struct Sketch {
    cells: Vec<AtomicU8>,
}

impl Sketch {
    /// For inputs of about so many bytes.
    pub fn for_bytes(bytes: u64) -> Self {
        let wanted = usize::try_from(bytes / 4).unwrap_or(MOST);
        let cells = wanted.clamp(LEAST, MOST).next_power_of_two();
        Sketch {
            cells: (0..cells).map(|_| AtomicU8::new(0)).collect(),
        }
    }

    /// Counts a fingerprint; in any order and from any thread, the counts come out the same.
    pub fn add(&self, key: u64) {
        let more = |n: u8| n.checked_add(1);
        let _ = self
            .cell(key)
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
    }

    /// How often a fingerprint was counted, or more; 255: that or more often.
    pub fn count(&self, key: u64) -> u8 {
        self.cell(key).load(Ordering::Relaxed)
    }

    fn cell(&self, key: u64) -> &AtomicU8 {
        &self.cells[(key >> 7) as usize & (self.cells.len() - 1)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_count_is_too_low_and_few_are_too_high() {
        let sketch = Sketch::for_bytes(0);
        let key = |i: u64| i.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        for i in 0..6000 {
            for _ in 0..=i % 3 {
                sketch.add(key(i));
            }
        }
        let over = |i: &u64| u64::from(sketch.count(key(*i))) > i % 3 + 1;
        let under = |i: u64| u64::from(sketch.count(key(i))) < i % 3 + 1;
        assert!(!(0..6000).any(under));
        assert!((0..6000).filter(over).count() < 700);
        (0..300).for_each(|_| sketch.add(7));
        assert_eq!(sketch.count(7), 255);
    }
}
