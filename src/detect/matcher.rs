//! Every place in folded text where a pattern's atoms stand in order.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::search::{Automaton, Use, look_up};
use crate::rules::model::Pattern;
use crate::text::fold::Folded;
use crate::text::units::Units;

/// A place where a pattern matched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hit {
    /// Index of the pattern.
    pub pattern: usize,
    /// Byte range of the input, first atom to last.
    pub range: Range<usize>,
    /// Byte range of the folded text.
    pub folded: Range<usize>,
}

/// Finds patterns, always the same ones it is given.
#[derive(Debug, Default)]
pub(crate) struct Matcher {
    automaton: OnceLock<Automaton>,
    /// Bytes looked through without the automaton.
    seen: AtomicUsize,
}

/// The automaton takes longer to build than all else at the start, and pays only after this many
/// bytes.
const BRIEF: usize = 16 << 10;

/// A text counts for no fewer bytes than this: every one is compared with every pattern.
const LEAST: usize = 2 << 10;

impl Matcher {
    /// Every hit, sorted by place, then pattern. How the atoms are found depends on what was seen
    /// before; what is found does not.
    pub fn hits(
        &self,
        patterns: &[Pattern],
        text: &str,
        folded: &Folded,
        units: &Units,
    ) -> Vec<Hit> {
        let automaton = match self.automaton.get() {
            None if self.is_brief(folded.as_str().len()) => None,
            None => Some(self.automaton.get_or_init(|| Automaton::new(patterns))),
            built => built,
        };
        hits(automaton, patterns, text, folded, units)
    }

    fn is_brief(&self, bytes: usize) -> bool {
        let bytes = bytes.max(LEAST);
        bytes <= BRIEF && self.seen.fetch_add(bytes, Ordering::Relaxed) + bytes <= BRIEF
    }
}

fn hits(
    automaton: Option<&Automaton>,
    patterns: &[Pattern],
    text: &str,
    folded: &Folded,
    units: &Units,
) -> Vec<Hit> {
    let mut hits = Vec::new();
    let mut partial: HashMap<usize, Vec<(usize, Range<usize>)>> = HashMap::new();
    let hay = folded.as_str();
    let each = |place: Range<usize>, uses: &[Use]| {
        if !is_word(hay, text, folded, &place) {
            return;
        }
        for u in uses {
            if patterns[u.pattern].atoms.len() == 1 {
                hits.push(Hit {
                    pattern: u.pattern,
                    range: folded.to_input(place.clone()),
                    folded: place.clone(),
                });
            } else {
                let atoms = partial.entry(u.pattern).or_default();
                atoms.push((u.atom, place.clone()));
            }
        }
    };
    match automaton {
        Some(automaton) => automaton.search(hay, each),
        None => look_up(patterns, hay, each),
    }
    for (pattern, mut atoms) in partial {
        atoms.sort_by_key(|(atom, r)| (r.start, std::cmp::Reverse(r.end), *atom));
        for place in sequences(&patterns[pattern], &atoms, folded, units) {
            hits.push(Hit {
                pattern,
                range: folded.to_input(place.clone()),
                folded: place,
            });
        }
    }
    hits.sort_by_key(|h| (h.folded.start, std::cmp::Reverse(h.folded.end), h.pattern));
    longest_per_pattern(hits)
}

/// Of one pattern's overlapping hits (alternatives inside each other) the first and longest stays.
fn longest_per_pattern(hits: Vec<Hit>) -> Vec<Hit> {
    let mut end: HashMap<usize, usize> = HashMap::new();
    hits.into_iter()
        .filter(|h| {
            let last = end.entry(h.pattern).or_insert(0);
            let keep = h.folded.start >= *last;
            if keep {
                *last = h.folded.end;
            }
            keep
        })
        .collect()
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

/// The last byte at which the next atom may begin.
fn gap_limit(hay: &str, end: usize, gap: usize) -> usize {
    hay[end..]
        .char_indices()
        .take(gap + 1)
        .take_while(|(_, c)| *c != '\n')
        .last()
        .map_or(end, |(i, _)| end + i)
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

/// Whether a Latin atom stands as whole words. A lower-case letter directly before a capital counts
/// as a boundary: "newsletterSign up" is two words glued by an extractor.
fn is_word(hay: &str, text: &str, folded: &Folded, place: &Range<usize>) -> bool {
    let glued = |at: usize| {
        let capital = text[at..].chars().next().is_some_and(char::is_uppercase);
        let before = text[..at].chars().next_back();
        capital && before.is_some_and(|c| !c.is_uppercase())
    };
    let (inside, input) = (&hay[place.clone()], || folded.to_input(place.clone()));
    let ends = |text: &str| text.chars().next_back().is_some_and(is_latin);
    let begins = |text: &str| text.chars().next().is_some_and(is_latin);
    (!(begins(inside) && ends(&hay[..place.start])) || glued(input().start))
        && (!(ends(inside) && begins(&hay[place.end..])) || glued(input().end))
}

fn is_latin(c: char) -> bool {
    c.is_ascii_alphanumeric() || ('\u{C0}'..='\u{24F}').contains(&c)
}

#[cfg(test)]
mod tests;
