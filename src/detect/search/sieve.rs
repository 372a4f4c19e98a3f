//! A sieve over folded text: what passes it holds no literal, and what it holds back is looked at.
//!
//! Of every literal it knows one *gram*, up to six bytes from the start of a token on (see
//! [`super::tokens`]): the rarest. A text is probed at the start of every token, so no literal goes by;
//! but for a word that begins inside another, as in "newsletterSign up", whose start is told beforehand. The grams are kept in a filter after Bloom, "Space/time
//! trade-offs in hash coding with allowable errors" (1970), with both bits of a gram in one word.

use std::cmp::Reverse;
use std::ops::{ControlFlow, Range};

use rustc_hash::FxHashMap;

use super::Texts;
use super::rarity::rarity;
use super::texts::number;
use super::tokens::{begins, is_word, tokens};

/// Lengths of grams in bytes. The short ones have a filter of their own, which holds nothing back by
/// mistake: the same few come again and again.
const LONG: [Len; 4] = [Len(8), Len(6), Len(4), Len(3)];
const SHORT: [Len; 2] = [Len(2), Len(1)];

/// The grams of the literals.
#[derive(Debug)]
pub(in crate::detect) struct Sieve {
    /// As many words as there are slots.
    filter: Vec<u64>,
    /// By two bytes of text, the first lowest: whether a gram of one or two stands there.
    short: Box<[u64; 0x400]>,
    /// By slot: where its entries end.
    ends: Vec<u32>,
    entries: Vec<Entry>,
    /// By literal: where in it its gram begins.
    offsets: Vec<u32>,
}

/// A literal with the gram that stands for it.
#[derive(Debug, Clone, Copy)]
struct Entry {
    gram: Gram,
    text: u32,
    /// Where among all literals it begins, and how long it is.
    start: u32,
    len: u32,
    /// Where in the literal the gram begins.
    offset: u32,
}

/// Up to eight bytes, the first lowest, and how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Gram {
    word: u64,
    len: Len,
}

/// A number of bytes, one to eight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Len(u8);

impl Gram {
    fn new(bytes: &[u8]) -> Self {
        Gram::of_word(word(bytes, 0), Len(bytes.len() as u8))
    }

    /// Of the first bytes of a word.
    #[inline]
    fn of_word(word: u64, len: Len) -> Self {
        Gram {
            word: word & u64::MAX >> (64 - 8 * u32::from(len.0)),
            len,
        }
    }

    #[inline]
    fn hash(self) -> Hash {
        Hash((self.word ^ self.word >> 29).wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }
}

/// Multiplicative hashing (Knuth), of which the upper half is used. Grams of different lengths hash
/// alike where one goes on with zeros, which texts hardly do.
#[derive(Debug, Clone, Copy)]
struct Hash(u64);

impl Hash {
    /// Of a power of two of slots, up to 2^20.
    #[inline]
    fn slot(self, slots: usize) -> usize {
        (self.0 >> 32) as usize & (slots - 1)
    }

    /// Its two bits in the word of its slot.
    fn bits(self) -> u64 {
        1 << (self.0 >> 58) | 1 << (self.0 >> 52 & 63)
    }

    /// Whether a word has both.
    #[inline]
    fn is_in(self, word: u64) -> bool {
        word >> (self.0 >> 58) & word >> (self.0 >> 52 & 63) & 1 != 0
    }
}

/// What of a text was looked through, and what became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::detect) enum Sifted {
    All,
    /// Up to this byte: behind it the text is too dense. No gram from there on was looked at.
    To(usize),
}

impl Sieve {
    pub fn new(texts: &Texts) -> Self {
        let mut entries: Vec<Entry> = Vec::with_capacity(texts.len());
        let mut offsets = Vec::with_capacity(texts.len());
        let mut used: FxHashMap<Gram, u32> = FxHashMap::default();
        used.reserve(texts.len());
        for text in 0..number(texts.len()) {
            let (gram, offset) = rarest(texts.text(text).as_bytes(), &used);
            *used.entry(gram).or_default() += 1;
            let Range { start, end } = texts.range(text);
            entries.push(Entry {
                gram,
                text,
                start,
                len: end - start,
                offset: number(offset),
            });
            offsets.push(number(offset));
        }
        // Two to four bits of a word on average: of two hundred probes one is held back for nothing.
        let slots = (used.len() / 2).next_power_of_two().clamp(64, 1 << 20);
        let mut filter = vec![0; slots];
        let mut ends = vec![0; slots];
        let slot = |entry: &Entry| entry.gram.hash().slot(slots);
        for entry in &entries {
            filter[slot(entry)] |= entry.gram.hash().bits();
            ends[slot(entry)] += 1;
        }
        // Sorted by counting: every slot is filled from its end.
        let mut end = 0;
        for slot in &mut ends {
            end += *slot;
            *slot = end;
        }
        let mut starts = ends.clone();
        let mut sorted = entries.clone();
        for entry in entries {
            let start = &mut starts[slot(&entry)];
            *start -= 1;
            sorted[*start as usize] = entry;
        }
        let mut short = Box::new([0; 0x400]);
        for gram in used.keys().filter(|g| SHORT.contains(&g.len)) {
            let others = if gram.len == Len(1) { 0..0x100 } else { 0..1 };
            for pair in others.map(|other| gram.word | other << 8) {
                short[pair as usize / 64] |= 1 << (pair % 64);
            }
        }
        Sieve {
            filter,
            short,
            ends,
            entries: sorted,
            offsets,
        }
    }

    /// How many literals have the same gram, at most.
    #[cfg(test)]
    pub fn most_of_a_gram(&self) -> usize {
        let count = |a: &Entry| self.entries.iter().filter(|b| a.gram == b.gram).count();
        self.entries
            .iter()
            .step_by(97)
            .map(count)
            .max()
            .unwrap_or(0)
    }

    /// Where in a literal the gram begins that stands for it.
    pub fn offset(&self, text: u32) -> usize {
        self.offsets[text as usize] as usize
    }

    /// Calls `each` with every place of every literal, and the literal's number; but not where an ASCII
    /// letter or digit of it touches one beside it, unless that is said to be `inside`: the bytes of
    /// folded text, in order, where a word begins inside another. The places of one literal come in
    /// order.
    pub fn search(
        &self,
        texts: &Texts,
        hay: &str,
        inside: &[usize],
        each: impl FnMut(Range<usize>, u32),
    ) -> Sifted {
        let hay = hay.as_bytes();
        let mut sifting = Sifting {
            sieve: self,
            texts,
            hay,
            inside,
            held: [(0, 0); HELD],
            count: 0,
            looks: 0,
            each,
        };
        let mut sifted = Sifted::All;
        let mut inside = inside.iter().copied().peekable();
        tokens(hay, |at| {
            while let Some(at) = inside.next_if(|&inner| inner < at) {
                sifting.probe_inside(at);
            }
            sifting.probe(at);
            if sifting.count < HELD {
                return ControlFlow::Continue(());
            }
            sifting.look();
            if sifting.looks <= SLACK + at {
                return ControlFlow::Continue(());
            }
            sifted = Sifted::To(at + 1);
            ControlFlow::Break(())
        });
        let end = match sifted {
            Sifted::All => hay.len(),
            Sifted::To(end) => end,
        };
        for at in inside.take_while(|&at| at < end) {
            sifting.probe_inside(at);
        }
        sifting.look();
        sifted
    }
}

/// Places that are held back before they are looked at. Whether a place is held back nobody can
/// foretell, so nothing is to wait for it.
const HELD: usize = 64;

/// A text in the sieve.
struct Sifting<'s, F> {
    sieve: &'s Sieve,
    texts: &'s Texts,
    hay: &'s [u8],
    inside: &'s [usize],
    /// Places held back, and for which lengths: a bit for each of [`LONG`], then one for the short.
    held: [(usize, u32); HELD],
    count: usize,
    /// Literals looked at so far.
    looks: usize,
    each: F,
}

impl<F: FnMut(Range<usize>, u32)> Sifting<'_, F> {
    /// Holds a place back if a gram may stand there. There must be room for it.
    #[inline]
    fn probe(&mut self, at: usize) {
        let sieve = self.sieve;
        let word = word(self.hay, at);
        let mut lens = 0;
        for (i, len) in LONG.into_iter().enumerate() {
            let hash = Gram::of_word(word, len).hash();
            let found = hash.is_in(sieve.filter[hash.slot(sieve.filter.len())]);
            lens |= u32::from(found) << i;
        }
        // The first two letters of a longer word, nearly always.
        let [a, b, c, ..] = word.to_le_bytes();
        let longer = is_word(a) & is_word(b) & is_word(c) & self.inside.is_empty();
        let found = sieve.short[(word & 0xFFFF) as usize / 64] >> (word % 64) & 1 != 0;
        lens |= u32::from(found & !longer) << LONG.len();
        self.held[self.count] = (at, lens);
        self.count += usize::from(lens != 0);
    }

    /// Probes where a word begins inside another, and leaves room.
    #[cold]
    fn probe_inside(&mut self, at: usize) {
        self.probe(at);
        if self.count == HELD {
            self.look();
        }
    }

    /// Looks at everything held back.
    fn look(&mut self) {
        for i in 0..self.count {
            let (at, lens) = self.held[i];
            let word = word(self.hay, at);
            for (i, len) in LONG.into_iter().enumerate() {
                if lens >> i & 1 != 0 {
                    self.look_at(at, Gram::of_word(word, len));
                }
            }
            if lens >> LONG.len() != 0 {
                for len in SHORT {
                    self.look_at(at, Gram::of_word(word, len));
                }
            }
        }
        self.count = 0;
    }

    /// Looks at every literal for which a gram stands.
    fn look_at(&mut self, at: usize, gram: Gram) {
        let sieve = self.sieve;
        let slot = gram.hash().slot(sieve.ends.len());
        let start = if slot == 0 { 0 } else { sieve.ends[slot - 1] };
        let entries = &sieve.entries[start as usize..sieve.ends[slot] as usize];
        self.looks += entries.len();
        for entry in entries.iter().filter(|e| e.gram == gram) {
            let Some(start) = at.checked_sub(entry.offset as usize) else {
                continue;
            };
            let place = start..start + entry.len as usize;
            let is_there = place.end <= self.hay.len() && self.is_apart(&place) && {
                let text = entry.start as usize..(entry.start + entry.len) as usize;
                self.hay[place.clone()] == self.texts.all()[text]
            };
            if is_there {
                (self.each)(place, entry.text);
            }
        }
    }

    /// No letter or digit of it touches one beside it, or there a word begins inside another.
    #[inline]
    fn is_apart(&self, place: &Range<usize>) -> bool {
        let apart = |at: usize| {
            at == 0
                || at == self.hay.len()
                || !(is_word(self.hay[at - 1]) && is_word(self.hay[at]))
                || self.inside.binary_search(&at).is_ok()
        };
        apart(place.start) && apart(place.end)
    }
}

/// Looks at literals that a text may cost beside one a byte.
const SLACK: usize = 4096;

/// Eight bytes, the first lowest, those behind the end 0.
#[inline]
fn word(hay: &[u8], at: usize) -> u64 {
    if let Some(word) = hay[at..].first_chunk() {
        return u64::from_le_bytes(*word);
    }
    let mut word = [0; 8];
    word[..hay.len() - at].copy_from_slice(&hay[at..]);
    u64::from_le_bytes(word)
}

/// So many literals of one gram are many.
const CROWDED: u32 = 32;

/// The gram of a literal that is rarest in ordinary text, and where it begins.
fn rarest(text: &[u8], used: &FxHashMap<Gram, u32>) -> (Gram, usize) {
    let grams = (0..text.len()).filter(|&at| begins(text, at)).map(|at| {
        let rest = &text[at..];
        let len = LONG
            .iter()
            .chain(&SHORT)
            .find(|len| usize::from(len.0) <= rest.len());
        let bytes = &rest[..len.expect("a byte is there").0.into()];
        let gram = Gram::new(bytes);
        let rarity = i64::from(rarity(bytes));
        let worth = match used.get(&gram) {
            None => rarity,
            // What is looked at anyhow costs less,
            Some(&count) if count < CROWDED => rarity + 2,
            // but every literal that stands for a gram is looked at wherever it stands.
            Some(&count) => rarity - i64::from((count / CROWDED).ilog2()) - 1,
        };
        (worth, gram, at)
    });
    let best = grams.max_by_key(|&(worth, _, at)| (worth, Reverse(at)));
    let (_, gram, at) = best.expect("a folded literal has a character other than a space");
    (gram, at)
}
