//! Exact counts of the lines that may repeat often enough, and where they stand.

use rustc_hash::FxHashMap;

use super::scan::Scan;
use super::sketch::Sketch;

/// Contexts that are looked at of a line.
pub(super) const LOOKS: usize = 8;

/// Where in a document a line stands, by the lines that only this document has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Head,
    Inside,
    Tail,
}

/// What is counted of a line.
#[derive(Debug, Clone, Default)]
pub(super) struct Count {
    pub group: u32,
    /// Documents, copies counted once.
    pub documents: u32,
    pub head: u32,
    pub tail: u32,
    /// Documents in which text of their own stands below it.
    pub above: u32,
    /// Documents in which it is a part of its line.
    pub parts: u32,
    /// The least hashes of the documents that hold it.
    pub samples: Vec<u64>,
}

/// A line of a document that may repeat.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen {
    pub key: u64,
    pub place: Place,
    /// Text that only this document has stands below it.
    pub is_above: bool,
    pub is_part: bool,
    /// Number of the unit in the scan.
    pub unit: usize,
}

/// The units of a document that may stand in so many documents, each once. A line that repeats
/// stands for its sentences.
pub(super) fn repeated(scan: &Scan<'_>, sketch: &Sketch, least: u8) -> Vec<Seen> {
    among(scan, |key| sketch.count(key) >= least)
}

/// The units of a document whose fingerprints repeat, each once.
pub(super) fn among(scan: &Scan<'_>, repeats: impl Fn(u64) -> bool) -> Vec<Seen> {
    let repeats = |unit: usize| repeats(scan.units[unit].key);
    let whole: Vec<bool> = scan
        .lines
        .iter()
        .map(|l| l.unit.is_some_and(repeats))
        .collect();
    let own = |n: &usize| scan.lines[*n].is_told && !whole[*n];
    let first = (0..scan.lines.len()).find(own);
    let last = (0..scan.lines.len()).rfind(own);
    let lowest = whole.iter().rposition(|whole| !whole);
    let mut seen: Vec<Seen> = Vec::new();
    for (number, unit) in scan.units.iter().enumerate() {
        if unit.is_part && whole[unit.line] || !repeats(number) {
            continue;
        }
        let place = match (first, last) {
            (Some(first), _) if unit.line < first => Place::Head,
            (_, Some(last)) if unit.line > last => Place::Tail,
            _ => Place::Inside,
        };
        seen.push(Seen {
            key: unit.key,
            place,
            is_above: lowest.is_some_and(|lowest| unit.line < lowest),
            is_part: unit.is_part,
            unit: number,
        });
    }
    seen.sort_by_key(|seen| (seen.key, seen.unit));
    // Of several the last: a notice that also stands at the end stands there.
    seen.reverse();
    seen.dedup_by_key(|seen| seen.key);
    seen
}

/// Every line that may repeat, by fingerprint.
#[derive(Default)]
pub(super) struct Counts(pub FxHashMap<u64, Count>);

impl Counts {
    /// Counts the lines of a document.
    pub fn add(&mut self, group: u32, hash: u64, seen: &[Seen]) {
        for line in seen {
            let count = self.0.entry(line.key).or_default();
            count.group = group;
            count.documents += 1;
            count.head += u32::from(line.place == Place::Head);
            count.tail += u32::from(line.place == Place::Tail);
            count.above += u32::from(line.is_above);
            count.parts += u32::from(line.is_part);
            let at = count.samples.partition_point(|&sample| sample < hash);
            if at < LOOKS {
                count.samples.insert(at, hash);
                count.samples.truncate(LOOKS);
            }
        }
    }
}
