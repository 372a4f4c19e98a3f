//! Aho-Corasick over folded text: every place where a pattern's atoms stand in order.
//!
//! Aho and Corasick, "Efficient string matching: an aid to bibliographic search" (1975), as
//! implemented by the `aho-corasick` crate.

use std::collections::HashMap;
use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use rustc_hash::FxHashMap;

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

/// Where an atom's text is used: pattern, place in its sequence.
#[derive(Debug, Clone, Copy)]
struct Use {
    pattern: usize,
    atom: usize,
}

/// The compiled patterns.
#[derive(Debug)]
pub(crate) struct Matcher {
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

impl Matcher {
    pub fn new(patterns: &[Pattern]) -> Self {
        let mut ids: FxHashMap<&str, usize> = FxHashMap::default();
        let mut texts: Vec<Text> = Vec::new();
        for (pattern, p) in patterns.iter().enumerate() {
            for (atom, alternatives) in p.atoms.iter().enumerate() {
                for text in alternatives {
                    let id = *ids.entry(text).or_insert_with(|| {
                        texts.push(Text {
                            text: text.as_str().into(),
                            uses: Vec::new(),
                        });
                        texts.len() - 1
                    });
                    texts[id].uses.push(Use { pattern, atom });
                }
            }
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
        Matcher {
            automaton,
            begins,
            texts,
        }
    }

    /// Every hit, sorted by place, then pattern.
    pub fn hits(
        &self,
        patterns: &[Pattern],
        text: &str,
        folded: &Folded,
        units: &Units,
    ) -> Vec<Hit> {
        let Some(automaton) = &self.automaton else {
            return Vec::new();
        };
        let mut hits = Vec::new();
        let mut partial: HashMap<usize, Vec<(usize, Range<usize>)>> = HashMap::new();
        let hay = folded.as_str();
        for found in automaton.find_overlapping_iter(hay) {
            let rest = &hay.as_bytes()[found.start()..];
            let begins = &self.begins[found.pattern().as_usize()];
            let whole = |&&i: &&usize| rest.starts_with(self.texts[i].text.as_bytes());
            for text_here in begins.iter().filter(whole).map(|&i| &self.texts[i]) {
                let place = found.start()..found.start() + text_here.text.len();
                if !is_word(hay, text, folded, &place) {
                    continue;
                }
                for u in &text_here.uses {
                    if patterns[u.pattern].atoms.len() == 1 {
                        let range = folded.to_input(place.clone());
                        hits.push(Hit {
                            pattern: u.pattern,
                            range,
                            folded: place.clone(),
                        });
                    } else {
                        let atoms = partial.entry(u.pattern).or_default();
                        atoms.push((u.atom, place.clone()));
                    }
                }
            }
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
