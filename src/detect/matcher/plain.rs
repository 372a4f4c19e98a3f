//! Matching written plainly: every place of every literal, by one automaton over all of them, and
//! then the sequences among them. The other ways are held against it.

use std::collections::BTreeMap;
use std::ops::Range;

use aho_corasick::AhoCorasick;

use super::sequence::gap_limit;
use super::{Hit, is_word};
use crate::rules::model::Pattern;
use crate::text::fold::Folded;
use crate::text::units::Units;

pub(super) struct Plain<'p> {
    patterns: &'p [Pattern],
    automaton: AhoCorasick,
    /// By literal: pattern, atom.
    uses: Vec<(usize, usize)>,
}

impl<'p> Plain<'p> {
    pub(super) fn new(patterns: &'p [Pattern]) -> Self {
        let mut texts = Vec::new();
        let mut uses = Vec::new();
        for (i, pattern) in patterns.iter().enumerate() {
            for (k, atom) in pattern.atoms.iter().enumerate() {
                for text in atom.iter() {
                    texts.push(text);
                    uses.push((i, k));
                }
            }
        }
        let automaton = AhoCorasick::new(&texts).unwrap();
        Plain {
            patterns,
            automaton,
            uses,
        }
    }

    pub(super) fn hits(&self, text: &str, folded: &Folded, units: &Units) -> Vec<Hit> {
        let hay = folded.as_str();
        let mut places: BTreeMap<usize, Vec<(usize, Range<usize>)>> = BTreeMap::new();
        for found in self.automaton.find_overlapping_iter(hay) {
            let place = found.start()..found.end();
            let (pattern, atom) = self.uses[found.pattern().as_usize()];
            if is_word(hay, text, folded, &place) {
                places.entry(pattern).or_default().push((atom, place));
            }
        }
        let mut hits = Vec::new();
        for (i, mut atoms) in places {
            atoms.sort_by_key(|(atom, r)| (r.start, std::cmp::Reverse(r.end), *atom));
            let mut wholes = sequences(&self.patterns[i], &atoms, folded, units);
            wholes.sort_by_key(|r| (r.start, std::cmp::Reverse(r.end)));
            let mut end = 0;
            for whole in wholes {
                if whole.start >= end {
                    end = whole.end;
                    hits.push(Hit {
                        pattern: i,
                        range: folded.to_input(whole.clone()),
                        folded: whole,
                    });
                }
            }
        }
        hits.sort_by_key(|h| (h.folded.start, std::cmp::Reverse(h.folded.end), h.pattern));
        hits
    }
}

/// Chains the atoms of one pattern: in order, at most `gap` characters between two, never over a
/// line break or a sentence end.
fn sequences(
    pattern: &Pattern,
    atoms: &[(usize, Range<usize>)],
    folded: &Folded,
    units: &Units,
) -> Vec<Range<usize>> {
    let hay = folded.as_str();
    let mut found = Vec::new();
    for (i, (atom, first)) in atoms.iter().enumerate() {
        if *atom != 0 {
            continue;
        }
        let mut end = first.end;
        let mut from = i + 1;
        let complete = (1..pattern.atoms.len()).all(|wanted| {
            let limit = gap_limit(hay, end, pattern.gap);
            let next = atoms[from..]
                .iter()
                .take_while(|(_, r)| r.start <= limit)
                .position(|(a, r)| *a == wanted && r.start >= end);
            let Some(offset) = next else { return false };
            let place = &atoms[from + offset].1;
            if !same_sentence(folded, units, end, place.start) {
                return false;
            }
            end = place.end;
            from += offset + 1;
            true
        });
        if complete {
            found.push(first.start..end);
        }
    }
    found
}

fn same_sentence(folded: &Folded, units: &Units, end: usize, start: usize) -> bool {
    if end >= start {
        return true;
    }
    let before = end
        - folded.as_str()[..end]
            .chars()
            .next_back()
            .map_or(0, char::len_utf8);
    let at = |i: usize| {
        units.sentence_at(
            folded
                .to_input(
                    i..i + folded.as_str()[i..]
                        .chars()
                        .next()
                        .map_or(0, char::len_utf8),
                )
                .start,
        )
    };
    at(before) == at(start)
}
