//! Every place in folded text where a pattern's atoms stand in order.

mod beside;
#[cfg(any(test, fuzzing))]
mod plain;
mod sequence;
#[cfg(any(test, fuzzing))]
pub(crate) mod twin;

use std::cmp::Reverse;
use std::ops::Range;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use rustc_hash::FxHashMap;

use super::search::{Automaton, Choice, Key, Sieve, Sifted, Texts, inside, keys, look_up};
use crate::rules::model::Pattern;
use crate::text::fold::Folded;
use crate::text::units::Units;
use sequence::Sequences;

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
    /// By the quick choice, for the look-up.
    quick: OnceLock<Vec<Key>>,
    /// By the careful one.
    keys: OnceLock<Vec<Key>>,
    texts: OnceLock<Texts>,
    sieve: OnceLock<Sieve>,
    automaton: OnceLock<Automaton>,
    /// Bytes looked through without the sieve.
    seen: AtomicUsize,
}

/// The sieve takes longer to make than all else at the start, and pays only after this many bytes.
const BRIEF: usize = 16 << 10;

/// A text counts for no fewer bytes than this: every one is compared with every pattern.
const LEAST: usize = 2 << 10;

/// How the keys are found; what is found is the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    LookUp,
    Sieve,
    /// What the sieve falls back on, for the whole text.
    #[cfg(any(test, fuzzing))]
    Automaton,
}

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
        let brief = self.sieve.get().is_none() && self.is_brief(folded.as_str().len());
        let way = if brief { Way::LookUp } else { Way::Sieve };
        self.hits_by(way, patterns, text, folded, units)
    }

    fn is_brief(&self, bytes: usize) -> bool {
        let bytes = bytes.max(LEAST);
        bytes <= BRIEF && self.seen.fetch_add(bytes, Ordering::Relaxed) + bytes <= BRIEF
    }

    fn hits_by(
        &self,
        way: Way,
        patterns: &[Pattern],
        text: &str,
        folded: &Folded,
        units: &Units,
    ) -> Vec<Hit> {
        let keys = match way {
            Way::LookUp => self.quick.get_or_init(|| keys(patterns, Choice::Quick)),
            _ => self.keys.get_or_init(|| keys(patterns, Choice::Careful)),
        };
        let hay = folded.as_str();
        let mut found: Vec<(usize, Range<usize>)> = Vec::new();
        let mut parts: Vec<(usize, Range<usize>)> = Vec::new();
        let mut firsts = Firsts::default();
        let mut sort = |pattern: usize, place: Range<usize>| match &patterns[pattern].atoms[..] {
            [atom] if atom.len() == 1 => {
                if firsts.take(pattern, &place) {
                    found.push((pattern, place));
                }
            }
            [_] => found.push((pattern, place)),
            _ => parts.push((pattern, place)),
        };
        // Many literals may begin at one place, inside a word.
        let mut begun = (usize::MAX, false);
        let mut is_word = |place: &Range<usize>| {
            if begun.0 != place.start {
                begun = (place.start, begins_word(hay, text, folded, place.start));
            }
            begun.1 && ends_word(hay, text, folded, place)
        };
        if way == Way::LookUp {
            look_up(patterns, keys, hay, |place, pattern| {
                if is_word(&place) {
                    sort(pattern, place);
                }
            });
        } else {
            self.sift(way, patterns, keys, text, folded, |place, patterns| {
                if is_word(&place) {
                    for &pattern in patterns {
                        sort(pattern as usize, place.clone());
                    }
                }
            });
        }
        if !parts.is_empty() {
            parts.sort_unstable_by_key(|(pattern, place)| (place.start, place.end, *pattern));
            let mut sequences = Sequences::new(text, folded, units);
            for (pattern, place) in parts {
                let key = keys[pattern];
                let each = |whole| found.push((pattern, whole));
                sequences.around(&patterns[pattern], key, &place, each);
            }
        }
        found.sort_unstable_by_key(|(pattern, r)| (r.start, Reverse(r.end), *pattern));
        longest_per_pattern(&mut found);
        in_input(found, folded)
    }

    /// Calls `each` with every place of a key's literal and the patterns whose key it is.
    fn sift(
        &self,
        way: Way,
        patterns: &[Pattern],
        keys: &[Key],
        text: &str,
        folded: &Folded,
        mut each: impl FnMut(Range<usize>, &[u32]),
    ) {
        let texts = self.texts.get_or_init(|| Texts::new(patterns, keys));
        let hay = folded.as_str();
        let mut from = 0;
        let mut sieve = None;
        if way == Way::Sieve {
            let made = self.sieve.get_or_init(|| Sieve::new(texts));
            let inside = inside(text, folded);
            let sifted = made.search(texts, hay, &inside, |place, id| {
                each(place, texts.patterns(id));
            });
            match sifted {
                Sifted::All => return,
                Sifted::To(end) => from = end,
            }
            sieve = Some(made);
        }
        let automaton = self.automaton.get_or_init(|| Automaton::new(texts));
        let longest = if from == 0 { 0 } else { texts.longest() };
        automaton.search(texts, hay, from.saturating_sub(longest), |place, id| {
            let seen = sieve.is_some_and(|s| place.start + s.offset(id) < from);
            if !seen {
                each(place, texts.patterns(id));
            }
        });
    }
}

/// Patterns of one literal, whose places come in order: of those that overlap only the first are
/// taken, so that no more are held than stand side by side.
#[derive(Default)]
struct Firsts(FxHashMap<usize, usize>);

impl Firsts {
    fn take(&mut self, pattern: usize, place: &Range<usize>) -> bool {
        let end = self.0.entry(pattern).or_insert(0);
        let is_first = place.start >= *end;
        if is_first {
            *end = place.end;
        }
        is_first
    }
}

/// Of one pattern's overlapping places (alternatives inside each other) the first and longest stays.
fn longest_per_pattern(found: &mut Vec<(usize, Range<usize>)>) {
    let mut firsts = Firsts::default();
    found.retain(|(pattern, place)| firsts.take(*pattern, place));
}

fn in_input(found: Vec<(usize, Range<usize>)>, folded: &Folded) -> Vec<Hit> {
    let mut last = (0..0, 0..0);
    let hit = |(pattern, place): (usize, Range<usize>)| {
        // Many patterns share their literals.
        if last.0 != place {
            last = (place.clone(), folded.to_input(place.clone()));
        }
        Hit {
            pattern,
            range: last.1.clone(),
            folded: place,
        }
    };
    found.into_iter().map(hit).collect()
}

/// Whether a Latin atom stands as whole words. A lower-case letter directly before a capital counts
/// as a boundary: "newsletterSign up" is two words glued by an extractor.
fn is_word(hay: &str, text: &str, folded: &Folded, place: &Range<usize>) -> bool {
    begins_word(hay, text, folded, place.start) && ends_word(hay, text, folded, place)
}

/// Whether no word goes on through its beginning.
fn begins_word(hay: &str, text: &str, folded: &Folded, start: usize) -> bool {
    !goes_on(hay, start) || is_glued(text, folded.to_input(start..start).start)
}

/// Whether no word goes on through its end.
fn ends_word(hay: &str, text: &str, folded: &Folded, place: &Range<usize>) -> bool {
    !goes_on(hay, place.end) || is_glued(text, folded.to_input(place.clone()).end)
}

/// Whether there are Latin letters before and behind.
fn goes_on(hay: &str, at: usize) -> bool {
    let before = hay[..at].chars().next_back();
    before.is_some_and(is_latin) && hay[at..].chars().next().is_some_and(is_latin)
}

fn is_glued(text: &str, at: usize) -> bool {
    let capital = text[at..].chars().next().is_some_and(char::is_uppercase);
    let before = text[..at].chars().next_back();
    capital && before.is_some_and(|c| !c.is_uppercase())
}

fn is_latin(c: char) -> bool {
    c.is_ascii_alphanumeric() || ('\u{C0}'..='\u{24F}').contains(&c)
}

#[cfg(test)]
mod tests;
