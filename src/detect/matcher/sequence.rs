//! The places of a pattern of several atoms, from the places of one of them, its key.
//!
//! Atoms follow each other with at most `gap` characters between two, never over a line break or a
//! sentence end; from a place of the first, every next one is the nearest behind. So whatever has a
//! say in a sequence stands within its reach of the key.

use std::cmp::Reverse;
use std::ops::Range;

use super::beside::{Beside, Side, stretch};
use super::is_word;
use crate::detect::search::{Key, Places};
use crate::rules::model::Pattern;
use crate::text::fold::Folded;
use crate::text::units::Units;

/// Finds sequences in one text.
pub(super) struct Sequences<'h> {
    text: &'h str,
    folded: &'h Folded<'h>,
    units: &'h Units,
    /// The stretch of folded text looked at last, and what stands there.
    window: Option<(Range<usize>, Places<'h>)>,
    /// What stands before the key looked at last, and behind it.
    beside: [Beside; 2],
    /// Places of the atoms of the pattern in hand.
    atoms: Vec<(usize, Range<usize>)>,
}

/// Bits of a hash: a window takes a few hundred bytes.
const HASH_BITS: u32 = 9;

impl<'h> Sequences<'h> {
    pub fn new(text: &'h str, folded: &'h Folded<'h>, units: &'h Units) -> Self {
        Sequences {
            text,
            folded,
            units,
            window: None,
            beside: Default::default(),
            atoms: Vec::new(),
        }
    }

    /// Calls `each` with the folded place of every sequence of a pattern whose key stands at `place`.
    pub fn around(
        &mut self,
        pattern: &Pattern,
        key: Key,
        place: &Range<usize>,
        mut each: impl FnMut(Range<usize>),
    ) {
        if !self.collect(pattern, key, place) {
            return;
        }
        self.atoms
            .sort_unstable_by_key(|(atom, r)| (r.start, Reverse(r.end), *atom));
        for (i, (atom, first)) in self.atoms.iter().enumerate() {
            if *atom == 0
                && (key.atom > 0 || first == place)
                && let Some(end) = self.chain(pattern, i, key, place)
            {
                each(first.start..end);
            }
        }
    }

    /// Gathers the places of the atoms in the reach of the key: of those before it and its own that
    /// start no later, of those behind it that start behind its end. False if one has none.
    fn collect(&mut self, pattern: &Pattern, key: Key, place: &Range<usize>) -> bool {
        if !self.has_neighbours(pattern, key, place) {
            return false;
        }
        let reach = self.reach(key, place);
        self.look_at(&reach);
        let Some((window, places)) = &self.window else {
            return false;
        };
        let hay = self.folded.as_str();
        self.atoms.clear();
        // Those of few texts first: where one has no place, the others need not be looked for.
        let mut atoms: Vec<usize> = (0..pattern.atoms.len()).collect();
        atoms.sort_unstable_by_key(|&atom| pattern.atoms[atom].len());
        for atom in atoms {
            let starts = match atom {
                _ if atom == key.atom && atom == 0 => place.start..place.start + 1,
                _ if atom == key.atom => reach.start..place.start + 1,
                _ if atom < key.atom => reach.start..place.start,
                _ => place.end..reach.end,
            };
            let found = self.atoms.len();
            for text in pattern.atoms[atom].iter() {
                places.each(text.as_bytes(), |at| {
                    let at = window.start + at;
                    let whole = at..at + text.len();
                    if starts.contains(&at) && is_word(hay, self.text, self.folded, &whole) {
                        self.atoms.push((atom, whole));
                    }
                });
            }
            if self.atoms.len() == found {
                return false;
            }
        }
        true
    }

    /// Whether atoms may stand right before and behind the key.
    fn has_neighbours(&mut self, pattern: &Pattern, key: Key, place: &Range<usize>) -> bool {
        let hay = self.folded.as_str().as_bytes();
        let gap = pattern.gap;
        let before = key.atom.checked_sub(1);
        let before = before.map(|atom| (&pattern.atoms[atom], Side::Before, place.start));
        let behind = pattern.atoms.get(key.atom + 1);
        let behind = behind.map(|atom| (atom, Side::Behind, place.end));
        let [before_first, behind_first] = [[before, behind], [behind, before]];
        // The one of fewer texts first.
        let order = match (before, behind) {
            (Some((a, ..)), Some((b, ..))) if a.len() > b.len() => behind_first,
            _ => before_first,
        };
        order.into_iter().flatten().all(|(atom, side, at)| {
            let beside = &mut self.beside[usize::from(side == Side::Behind)];
            beside.may_be(atom, hay, side, at, gap)
        })
    }

    /// The stretch of the line in which a whole sequence may stand with its key there.
    fn reach(&self, key: Key, place: &Range<usize>) -> Range<usize> {
        let hay = self.folded.as_str().as_bytes();
        let start = stretch(hay, Side::Before, place.start, key.before).start;
        let end = stretch(hay, Side::Behind, place.end, key.behind).end;
        let before = memchr::memrchr(b'\n', &hay[start..place.start]);
        let behind = memchr::memchr(b'\n', &hay[place.end..end]);
        before.map_or(start, |at| start + at + 1)..behind.map_or(end, |at| place.end + at)
    }

    fn look_at(&mut self, reach: &Range<usize>) {
        let is_in = |w: &Range<usize>| w.start <= reach.start && reach.end <= w.end;
        if !self.window.as_ref().is_some_and(|(w, _)| is_in(w)) {
            let hay = self.folded.as_str().as_bytes();
            let places = Places::new(&hay[reach.clone()], HASH_BITS);
            self.window = Some((reach.clone(), places));
        }
    }

    /// Where the sequence ends that begins with the nth place gathered and has its key at `place`.
    fn chain(&self, pattern: &Pattern, n: usize, key: Key, place: &Range<usize>) -> Option<usize> {
        let hay = self.folded.as_str();
        let mut end = self.atoms[n].1.end;
        let mut from = n + 1;
        for wanted in 1..pattern.atoms.len() {
            let limit = gap_limit(hay, end, pattern.gap);
            let offset = self.atoms[from..]
                .iter()
                .take_while(|(_, r)| r.start <= limit)
                .position(|(atom, r)| *atom == wanted && r.start >= end)?;
            let next = &self.atoms[from + offset].1;
            if wanted == key.atom && next != place || !self.same_sentence(end, next.start) {
                return None;
            }
            end = next.end;
            from += offset + 1;
        }
        Some(end)
    }

    fn same_sentence(&self, end: usize, start: usize) -> bool {
        if end >= start {
            return true;
        }
        let hay = self.folded.as_str();
        let before = end - hay[..end].chars().next_back().map_or(0, char::len_utf8);
        let at = |i: usize| {
            let c = hay[i..].chars().next().map_or(0, char::len_utf8);
            let input = self.folded.to_input(i..i + c);
            self.units.sentence_at(input.start)
        };
        at(before) == at(start)
    }
}

/// The last byte at which the next atom may begin.
pub(super) fn gap_limit(hay: &str, end: usize, gap: usize) -> usize {
    hay[end..]
        .char_indices()
        .take(gap + 1)
        .take_while(|(_, c)| *c != '\n')
        .last()
        .map_or(end, |(i, _)| end + i)
}
