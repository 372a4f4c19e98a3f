//! The literals of all keys, each once.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::Key;
use crate::rules::model::{Alternatives, Pattern};

/// Every literal of the keys and the patterns whose key it is, in the patterns' order.
pub(super) fn literals<'p>(
    patterns: &'p [Pattern],
    keys: &'p [Key],
) -> impl Iterator<Item = (&'p str, usize)> {
    patterns
        .iter()
        .zip(keys)
        .enumerate()
        .flat_map(|(i, (pattern, key))| {
            let atom = pattern.atoms.get(key.atom);
            let texts = atom.into_iter().flat_map(|atom| atom.iter());
            texts.filter(|t| !t.is_empty()).map(move |text| (text, i))
        })
}

/// The literals by number, and the patterns that look for each.
#[derive(Debug, Default)]
pub(in crate::detect) struct Texts {
    /// One behind the other.
    all: String,
    texts: Vec<Text>,
    /// Patterns, those of one literal side by side.
    patterns: Vec<u32>,
}

/// Where things stand in [`Texts`].
#[derive(Debug)]
struct Text {
    text: Range<u32>,
    patterns: Range<u32>,
}

impl Texts {
    pub fn new(patterns: &[Pattern], keys: &[Key]) -> Self {
        let atoms = patterns.iter().zip(keys);
        let count = atoms.map(|(p, key)| p.atoms.get(key.atom).map_or(0, Alternatives::len));
        let count = count.sum();
        let mut ids: FxHashMap<&str, u32> = FxHashMap::default();
        ids.reserve(count);
        let mut uses: Vec<(u32, u32)> = Vec::with_capacity(count);
        let mut all = String::new();
        let mut texts: Vec<Text> = Vec::new();
        for (text, pattern) in literals(patterns, keys) {
            let id = *ids.entry(text).or_insert_with(|| {
                let start = number(all.len());
                all.push_str(text);
                texts.push(Text {
                    text: start..number(all.len()),
                    patterns: 0..0,
                });
                number(texts.len() - 1)
            });
            uses.push((id, number(pattern)));
        }
        uses.sort_unstable();
        let mut at = 0;
        for same in uses.chunk_by(|a, b| a.0 == b.0) {
            let end = at + number(same.len());
            texts[same[0].0 as usize].patterns = at..end;
            at = end;
        }
        Texts {
            all,
            texts,
            patterns: uses.into_iter().map(|(_, pattern)| pattern).collect(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.texts.len()
    }

    /// Bytes of the longest.
    pub fn longest(&self) -> usize {
        self.texts.iter().map(|t| t.text.len()).max().unwrap_or(0)
    }

    /// A literal by its number.
    #[inline]
    pub(super) fn text(&self, id: u32) -> &str {
        let Range { start, end } = self.range(id);
        &self.all[start as usize..end as usize]
    }

    /// Where it stands in [`Texts::all`].
    pub(super) fn range(&self, id: u32) -> Range<u32> {
        self.texts[id as usize].text.clone()
    }

    /// All literals, one behind the other.
    #[inline]
    pub(super) fn all(&self) -> &[u8] {
        self.all.as_bytes()
    }

    /// The patterns that look for it, in order.
    pub fn patterns(&self, id: u32) -> &[u32] {
        let Range { start, end } = self.texts[id as usize].patterns;
        &self.patterns[start as usize..end as usize]
    }
}

pub(super) fn number(n: usize) -> u32 {
    u32::try_from(n).expect("the literals of a rule set take under 4 GiB")
}
