//! The automaton of Aho and Corasick, "Efficient string matching: an aid to bibliographic search"
//! (1975), as implemented by the `aho-corasick` crate: slow to build, as quick for any text.

use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use rustc_hash::FxHashMap;

use super::Texts;
use super::texts::number;

/// The compiled literals.
#[derive(Debug)]
pub(in crate::detect) struct Automaton {
    /// None without literals.
    automaton: Option<AhoCorasick>,
    /// By automaton id: the literals that begin so.
    begins: Vec<Vec<u32>>,
}

/// The automaton knows this many bytes of a text, the rest is compared: a fraction of the states, and
/// of the time to build them.
const BEGINNING: usize = 6;

impl Automaton {
    pub fn new(texts: &Texts) -> Self {
        let mut ids: FxHashMap<&[u8], usize> = FxHashMap::default();
        let mut beginnings: Vec<&[u8]> = Vec::new();
        let mut begins: Vec<Vec<u32>> = Vec::new();
        for i in 0..number(texts.len()) {
            let bytes = texts.text(i).as_bytes();
            let beginning = &bytes[..bytes.len().min(BEGINNING)];
            let id = *ids.entry(beginning).or_insert_with(|| {
                beginnings.push(beginning);
                begins.push(Vec::new());
                begins.len() - 1
            });
            begins[id].push(i);
        }
        let automaton = (!beginnings.is_empty()).then(|| {
            AhoCorasick::builder()
                .kind(Some(AhoCorasickKind::ContiguousNFA))
                .match_kind(MatchKind::Standard)
                // Quicker to build than the default, no slower to search.
                .dense_depth(1)
                .prefilter(false)
                .build(&beginnings)
                .expect("the patterns of a rule set fit an automaton")
        });
        Automaton { automaton, begins }
    }

    /// Calls `each` with every place from byte `from` on of every literal, and the literal's number.
    pub fn search(
        &self,
        texts: &Texts,
        hay: &str,
        from: usize,
        mut each: impl FnMut(Range<usize>, u32),
    ) {
        let Some(automaton) = &self.automaton else {
            return;
        };
        let input = aho_corasick::Input::new(hay).range(from..);
        for found in automaton.find_overlapping_iter(input) {
            let rest = &hay.as_bytes()[found.start()..];
            for &id in &self.begins[found.pattern().as_usize()] {
                let text = texts.text(id);
                if rest.starts_with(text.as_bytes()) {
                    each(found.start()..found.start() + text.len(), id);
                }
            }
        }
    }
}
