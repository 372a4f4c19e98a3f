//! Copies of one article, which repeat every line and prove nothing: found and counted as one.
//!
//! Each document keeps the least fingerprints of its long sentences, a bottom-k sketch (Broder,
//! "On the resemblance and containment of documents", 1997). Those that many documents of the source
//! share are left out: they are what is being learned. Documents that share one of the others are
//! compared, and those of which half is the same are one. Nothing depends on the order of the
//! documents.

use super::sketch::Sketch;

/// Fingerprints kept of a document.
const KEPT: usize = 12;
/// A sentence is shared by many from this part of a source's documents on.
const MANY: usize = 4;

/// Every document that was read, in order.
#[derive(Default)]
pub(super) struct Documents {
    hashes: Vec<u64>,
    groups: Vec<u32>,
    /// Where the sentences of each begin in `long`.
    starts: Vec<u32>,
    long: Vec<u64>,
}

/// The least fingerprints of a document's long sentences, sorted.
pub(super) fn least(mut long: Vec<u64>) -> Vec<u64> {
    long.sort_unstable();
    long.dedup();
    long.truncate(KEPT);
    long
}

impl Documents {
    /// Adds a document with the hash of its text and its [`least`] fingerprints.
    pub fn add(&mut self, hash: u64, group: u32, long: &[u64]) {
        self.hashes.push(hash);
        self.groups.push(group);
        self.starts
            .push(u32::try_from(self.long.len()).unwrap_or(u32::MAX));
        self.long.extend_from_slice(long);
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.hashes.len()
    }

    /// The hash of the nth.
    pub fn hash(&self, n: usize) -> Option<u64> {
        self.hashes.get(n).copied()
    }

    /// The group of the nth.
    pub fn group(&self, n: usize) -> u32 {
        self.groups[n]
    }

    fn long(&self, n: u32) -> &[u64] {
        let n = n as usize;
        let end = self
            .starts
            .get(n + 1)
            .map_or(self.long.len(), |&e| e as usize);
        &self.long[self.starts[n] as usize..end]
    }

    /// By document: whether it counts. Of copies the one with the least hash does.
    pub fn counted(&self, sketch: &Sketch, sizes: &[u32]) -> Vec<bool> {
        let mut sets = Sets::new(self.len());
        let mut order: Vec<u32> = (0..self.len() as u32).collect();
        order.sort_unstable_by_key(|&n| (self.hashes[n as usize], n));
        for two in order.windows(2) {
            if self.hashes[two[0] as usize] == self.hashes[two[1] as usize] {
                sets.join(two[0], two[1]);
            }
        }
        let many = |n: u32| {
            let size = sizes[self.groups[n as usize] as usize] as usize;
            u8::try_from((size / MANY).clamp(2, 254)).expect("at most 254")
        };
        let mut shared: Vec<(u64, u32)> = Vec::new();
        for &n in &order {
            let (long, many) = (self.long(n), many(n));
            let own = long
                .iter()
                .filter(|&&key| sketch.count(key) <= many)
                .count();
            // Where little is its own, all of it is compared, and nearly all of it must agree.
            let all = own * 3 < long.len();
            let tells =
                |key: &&u64| sketch.count(**key) > 1 && (all || sketch.count(**key) <= many);
            shared.extend(long.iter().filter(tells).map(|&key| (key, n)));
        }
        shared.sort_by_key(|&(key, _)| key);
        for run in shared.chunk_by(|a, b| a.0 == b.0) {
            // In the order of their hashes: each is compared with the one before and the first.
            for i in 1..run.len() {
                for other in [0, i - 1] {
                    let (a, b) = (run[other].1, run[i].1);
                    if !sets.is_joined(a, b) && self.are_copies(a, b, sketch, many(a)) {
                        sets.join(a, b);
                    }
                }
            }
        }
        let mut counted = vec![false; self.len()];
        let mut seen = vec![false; self.len()];
        for n in order {
            let set = sets.find(n) as usize;
            counted[n as usize] = !std::mem::replace(&mut seen[set], true);
        }
        counted
    }

    fn are_copies(&self, a: u32, b: u32, sketch: &Sketch, many: u8) -> bool {
        let own = |n: u32| -> Vec<u64> {
            let long = self.long(n).iter().copied();
            long.filter(|&key| sketch.count(key) <= many).collect()
        };
        let (own_a, own_b) = (own(a), own(b));
        let is_little = |own: &[u64], n: u32| own.len() * 3 < self.long(n).len();
        if own_a.len().min(own_b.len()) < 2 || is_little(&own_a, a) || is_little(&own_b, b) {
            let (same, of) = overlap(self.long(a), self.long(b));
            return of >= 3 && same * 10 >= of * 9;
        }
        let (same, of) = overlap(&own_a, &own_b);
        same * 2 >= of
    }
}

/// Of the least fingerprints of two sorted lists together, how many stand in both.
fn overlap(a: &[u64], b: &[u64]) -> (usize, usize) {
    let (mut i, mut j, mut same, mut of) = (0, 0, 0, 0);
    let k = a.len().max(b.len());
    while of < k && (i < a.len() || j < b.len()) {
        let (x, y) = (a.get(i).copied(), b.get(j).copied());
        of += 1;
        if x == y {
            same += 1;
        }
        let next = x.unwrap_or(u64::MAX).min(y.unwrap_or(u64::MAX));
        i += usize::from(x == Some(next));
        j += usize::from(y == Some(next));
    }
    (same, of)
}

/// Disjoint sets, as trees that are kept flat.
struct Sets(Vec<u32>);

impl Sets {
    fn new(n: usize) -> Self {
        Sets((0..n as u32).collect())
    }

    fn find(&mut self, mut n: u32) -> u32 {
        while self.0[n as usize] != n {
            let above = self.0[self.0[n as usize] as usize];
            self.0[n as usize] = above;
            n = above;
        }
        n
    }

    fn is_joined(&mut self, a: u32, b: u32) -> bool {
        self.find(a) == self.find(b)
    }

    fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.find(a), self.find(b));
        self.0[a.max(b) as usize] = a.min(b);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many documents of one source count; each is a list of its sentences.
    fn counted(documents: &[Vec<u64>]) -> Vec<bool> {
        let key = |i: &u64| (i + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let sketch = Sketch::for_bytes(1 << 20);
        let mut all = Documents::default();
        for (n, document) in documents.iter().enumerate() {
            let keys: Vec<u64> = document.iter().map(key).collect();
            keys.iter().for_each(|&key| sketch.add(key));
            let hash = keys.iter().fold(n as u64, |h, k| h.rotate_left(9) ^ k);
            all.add(hash, 0, &least(keys));
        }
        all.counted(&sketch, &[documents.len() as u32])
    }

    #[test]
    fn a_changed_copy_counts_once_and_a_shared_notice_makes_no_copy() {
        // Sentences 0 to 4 stand in every document; ten of each document are its own.
        let article = |n: u64| -> Vec<u64> { (0..5).chain(100 * n + 100..100 * n + 110).collect() };
        let mut documents: Vec<Vec<u64>> = (0..30).map(article).collect();
        assert!(counted(&documents).iter().all(|&c| c));
        let mut copy = article(7);
        copy[9] = 99_999;
        documents.push(copy);
        let kept = counted(&documents);
        assert_eq!(kept.iter().filter(|&&c| c).count(), 30);
        assert!(kept[7] != kept[30]);
    }

    #[test]
    fn overlaps_are_of_the_least() {
        assert_eq!(overlap(&[1, 2, 3], &[2, 3, 4]), (2, 3));
        assert_eq!(overlap(&[], &[2]), (0, 1));
        assert_eq!(overlap(&[1, 2], &[1, 2]), (2, 2));
    }
}
