//! Where the literals of the patterns stand in folded text, in two ways that find the same.
//!
//! The automaton is that of Aho and Corasick, "Efficient string matching: an aid to bibliographic
//! search" (1975), as implemented by the `aho-corasick` crate: slow to build, quick for any length
//! of text. The look-up builds nothing beforehand and goes through all literals for every text.

use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use rustc_hash::FxHashMap;

use crate::rules::model::Pattern;

/// Where a literal is used: pattern, place in its sequence.
#[derive(Debug, Clone, Copy)]
pub(super) struct Use {
    pub pattern: usize,
    pub atom: usize,
}

/// Every literal of the patterns with its use, in the patterns' order.
fn literals(patterns: &[Pattern]) -> impl Iterator<Item = (&str, Use)> {
    patterns.iter().enumerate().flat_map(|(pattern, p)| {
        p.atoms.iter().enumerate().flat_map(move |(atom, texts)| {
            let used = Use { pattern, atom };
            texts.iter().map(move |text| (text, used))
        })
    })
}

/// The compiled literals.
#[derive(Debug)]
pub(super) struct Automaton {
    /// None without patterns.
    automaton: Option<AhoCorasick>,
    /// By automaton id: the texts that begin so.
    begins: Vec<Vec<usize>>,
    texts: Vec<Text>,
}

/// A literal and who uses it.
#[derive(Debug)]
struct Text {
    text: Box<str>,
    uses: Vec<Use>,
}

/// The automaton knows this many bytes of a text, the rest is compared: a fraction of the states, and
/// of the time to build them.
const BEGINNING: usize = 6;

impl Automaton {
    pub fn new(patterns: &[Pattern]) -> Self {
        let mut ids: FxHashMap<&str, usize> = FxHashMap::default();
        let mut texts: Vec<Text> = Vec::new();
        for (text, used) in literals(patterns) {
            let id = *ids.entry(text).or_insert_with(|| {
                texts.push(Text {
                    text: text.into(),
                    uses: Vec::new(),
                });
                texts.len() - 1
            });
            texts[id].uses.push(used);
        }
        let mut ids: FxHashMap<&[u8], usize> = FxHashMap::default();
        let mut beginnings: Vec<&[u8]> = Vec::new();
        let mut begins: Vec<Vec<usize>> = Vec::new();
        for (i, text) in texts.iter().enumerate() {
            let bytes = text.text.as_bytes();
            let beginning = &bytes[..bytes.len().min(BEGINNING)];
            let id = *ids.entry(beginning).or_insert_with(|| {
                beginnings.push(beginning);
                begins.push(Vec::new());
                begins.len() - 1
            });
            begins[id].push(i);
        }
        let automaton = (!texts.is_empty()).then(|| {
            AhoCorasick::builder()
                .kind(Some(AhoCorasickKind::ContiguousNFA))
                .match_kind(MatchKind::Standard)
                // Quicker to build than the default, no slower to search.
                .dense_depth(1)
                .prefilter(false)
                .build(&beginnings)
                .expect("the patterns of a rule set fit an automaton")
        });
        Automaton {
            automaton,
            begins,
            texts,
        }
    }

    /// Calls `each` with every place of every literal and all uses of the literal.
    pub fn search(&self, hay: &str, mut each: impl FnMut(Range<usize>, &[Use])) {
        let Some(automaton) = &self.automaton else {
            return;
        };
        for found in automaton.find_overlapping_iter(hay) {
            let rest = &hay.as_bytes()[found.start()..];
            let begins = &self.begins[found.pattern().as_usize()];
            for here in begins.iter().map(|&i| &self.texts[i]) {
                if rest.starts_with(here.text.as_bytes()) {
                    each(found.start()..found.start() + here.text.len(), &here.uses);
                }
            }
        }
    }
}

/// Calls `each` with every place of every literal, once for each use of the literal.
pub(super) fn look_up(patterns: &[Pattern], hay: &str, mut each: impl FnMut(Range<usize>, &[Use])) {
    let hay = hay.as_bytes();
    // Literals have one byte, two, or more of which three are looked up.
    let chains = [
        Chains::new(hay, 1),
        Chains::new(hay, 2),
        Chains::new(hay, 3),
    ];
    // Not a `for` loop, which would run nested iterators far more slowly.
    literals(patterns).for_each(|(text, used)| {
        let text = text.as_bytes();
        let Some(width) = text.len().min(chains.len()).checked_sub(1) else {
            return;
        };
        for start in chains[width].places(text) {
            if hay[start..].starts_with(text) {
                each(start..start + text.len(), &[used]);
            }
        }
    });
}

/// The places of a text by the hash of the bytes there, each chained to the one before it.
struct Chains {
    width: usize,
    /// By hash: one more than the last place (0: none).
    last: Vec<u32>,
    /// By place: one more than the place before it.
    before: Vec<u32>,
}

/// Bits of a hash: places of one hash are few in texts for which the look-up is used.
const HASH_BITS: u32 = 13;

impl Chains {
    fn new(hay: &[u8], width: usize) -> Self {
        let mut last = vec![0; 1 << HASH_BITS];
        let place = |(i, bytes)| {
            let next = u32::try_from(i + 1).expect("texts looked up are short");
            std::mem::replace(&mut last[hash(bytes)], next)
        };
        let before = hay.windows(width).enumerate().map(place).collect();
        Chains {
            width,
            last,
            before,
        }
    }

    /// Every place where `text` may stand, the last first.
    fn places(&self, text: &[u8]) -> impl Iterator<Item = usize> {
        let place = |next: u32| (next as usize).checked_sub(1);
        let last = place(self.last[hash(&text[..self.width])]);
        std::iter::successors(last, move |&at| place(self.before[at]))
    }
}

/// Of at most three bytes (Knuth's multiplicative hashing).
fn hash(bytes: &[u8]) -> usize {
    let number = bytes.iter().fold(0, |n: u32, &b| n << 8 | u32::from(b));
    (number.wrapping_mul(0x9E37_79B1) >> (u32::BITS - HASH_BITS)) as usize
}
