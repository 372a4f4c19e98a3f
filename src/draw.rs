//! Samples drawn by a seed: what is drawn depends on the seed and the documents, not on their order
//! or on the number of threads.

use std::collections::BTreeMap;
use std::hash::Hasher;

/// A number that depends on nothing but its arguments, the same on every machine (FNV-1a, mixed).
pub(crate) fn draw(seed: u64, id: &str, at: usize) -> u64 {
    struct Fnv(u64);
    impl Hasher for Fnv {
        fn write(&mut self, bytes: &[u8]) {
            for byte in bytes {
                self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
            }
        }
        fn finish(&self) -> u64 {
            let x = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            x ^ (x >> 31)
        }
    }
    let mut hash = Fnv(0xcbf2_9ce4_8422_2325);
    hash.write(&seed.to_le_bytes());
    hash.write(id.as_bytes());
    hash.write(&(at as u64).to_le_bytes());
    hash.finish()
}

/// Keeps the items with the lowest keys. With drawn keys that is a sample without replacement in
/// one pass and bounded memory, and two halves of a corpus merge into what the whole would have
/// given (bottom-k sampling: E. Cohen and H. Kaplan, "Summarizing data using bottom-k sketches",
/// PODC 2007).
#[derive(Debug, Clone)]
pub(crate) struct Lowest<K, T> {
    room: usize,
    kept: BTreeMap<K, T>,
}

impl<K: Ord, T> Lowest<K, T> {
    /// Room for so many.
    pub fn new(room: usize) -> Self {
        Lowest {
            room,
            kept: BTreeMap::new(),
        }
    }

    /// Whether an item of this key would be kept.
    pub fn wants(&self, key: &K) -> bool {
        let full = self.kept.len() >= self.room;
        let last = self.kept.last_key_value();
        self.room > 0
            && !self.kept.contains_key(key)
            && !(full && last.is_some_and(|l| *key > *l.0))
    }

    /// Keeps the item if it is among the lowest; of two with one key, the first.
    pub fn offer(&mut self, key: K, item: T) {
        if self.wants(&key) {
            self.kept.insert(key, item);
            if self.kept.len() > self.room {
                self.kept.pop_last();
            }
        }
    }

    /// Takes over what another part of the corpus gave.
    pub fn merge(&mut self, other: Self) {
        for (key, item) in other.kept {
            self.offer(key, item);
        }
    }

    /// What was kept, the lowest first.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.kept.values()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(parts: &[&[usize]], seed: u64) -> Vec<usize> {
        let mut all = Lowest::new(5);
        for part in parts {
            let mut own = Lowest::new(5);
            for n in *part {
                own.offer(draw(seed, &n.to_string(), 0), *n);
            }
            all.merge(own);
        }
        all.iter().copied().collect()
    }

    #[test]
    fn parts_merge_into_the_sample_of_the_whole_in_any_order() {
        let all: Vec<usize> = (0..1000).collect();
        let whole = sample(&[&all], 7);
        assert_eq!(whole.len(), 5);
        assert_eq!(sample(&[&all[600..], &all[..1], &all[1..600]], 7), whole);
        assert_ne!(sample(&[&all], 8), whole);
    }

    #[test]
    fn every_item_is_drawn_about_as_often() {
        let all: Vec<usize> = (0..50).collect();
        let mut counts = vec![0; 50];
        for seed in 0..2000 {
            sample(&[&all], seed)
                .into_iter()
                .for_each(|n| counts[n] += 1);
        }
        // 200 expected, a standard deviation of about 13.
        assert!(counts.iter().all(|n| (130..270).contains(n)), "{counts:?}");
    }

    #[test]
    fn no_room_keeps_nothing() {
        let mut none = Lowest::new(0);
        none.offer(1, "x");
        assert_eq!(none.iter().count(), 0);
    }
}
