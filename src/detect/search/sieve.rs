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

/// Lengths of grams in bytes.
const LENS: [usize; 6] = [8, 6, 4, 3, 2, 1];
/// Those of this many and fewer have a filter of their own, which lets nothing through by mistake:
/// the same few come again and again.
const SHORT: usize = 2;

/// The grams of the literals.
#[derive(Debug)]
pub(in crate::detect) struct Sieve {
    filter: Vec<u64>,
    /// Of a hash: how far down the number of its word in the filter stands.
    shift: u32,
    /// By two bytes of text, the first lowest: whether a gram of one or two stands there.
    short: Box<[u64; 0x400]>,
    /// The lengths of longer grams that there are.
    lens: Vec<Len>,
    /// By the top bits of a hash: where its entries end.
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
}

/// Up to eight bytes, the first lowest, and how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Gram {
    word: u64,
    len: Len,
}

/// A number of bytes, one to eight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Len(u32);

impl Gram {
    fn new(bytes: &[u8]) -> Self {
        Gram::of_word(word(bytes, 0), Len(bytes.len() as u32))
    }

    /// Of the first bytes of a word.
    #[inline]
    fn of_word(word: u64, len: Len) -> Self {
        Gram {
            word: word & u64::MAX >> (64 - 8 * len.0),
            len,
        }
    }

    /// Multiplicative hashing (Knuth): the bits are the better the higher. Grams of different lengths
    /// hash alike where one goes on with zeros, which no text does.
    #[inline]
    fn hash(self) -> u64 {
        self.word.wrapping_mul(0x9E37_79B9_7F4A_7C15)
    }
}

/// Two bits of a word, by the bits of the hash below those that tell the word.
#[inline]
fn bits(hash: u64, shift: u32) -> u64 {
    1 << (hash >> (shift - 6) & 63) | 1 << (hash >> (shift - 12) & 63)
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
        for text in 0..number(texts.len()) {
            let (gram, offset) = rarest(texts.text(text).as_bytes(), &used);
            *used.entry(gram).or_default() += 1;
            entries.push(Entry { gram, text });
            offsets.push(number(offset));
        }
        // Four bits of a word at most on average: of a hundred probes one is held back for nothing.
        let words = (entries.len() / 2).next_power_of_two().max(64);
        let shift = u64::BITS - words.ilog2();
        let slot = |entry: &Entry| (entry.gram.hash() >> shift) as usize;
        entries.sort_by_cached_key(|entry| (slot(entry), entry.gram));
        let mut filter = vec![0; words];
        let mut ends = vec![0; words];
        for entry in &entries {
            filter[slot(entry)] |= bits(entry.gram.hash(), shift);
            ends[slot(entry)] += 1;
        }
        let mut end = 0;
        for slot in &mut ends {
            end += *slot;
            *slot = end;
        }
        let mut short = Box::new([0; 0x400]);
        for gram in used.keys().filter(|g| g.len.0 as usize <= SHORT) {
            let others = if gram.len.0 == 1 { 0..0x100 } else { 0..1 };
            for pair in others.map(|other| gram.word | other << 8) {
                short[pair as usize / 64] |= 1 << (pair % 64);
            }
        }
        let has = |len: &Len| used.keys().any(|gram| gram.len == *len);
        let lens = LENS.into_iter().filter(|&len| len > SHORT);
        Sieve {
            filter,
            shift,
            lens: lens.map(|len| Len(len as u32)).filter(has).collect(),
            short,
            ends,
            entries,
            offsets,
        }
    }

    /// Where in a literal the gram begins that stands for it.
    pub fn offset(&self, text: u32) -> usize {
        self.offsets[text as usize] as usize
    }

    /// Calls `each` with every place of every literal, and the literal's number; but not where an ASCII
    /// letter or digit of it touches one beside it, unless that is said to be `inside`: the bytes of
    /// folded text, in order, where a word begins inside another.
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
            looks: 0,
            each,
        };
        let mut sifted = Sifted::All;
        tokens(hay, |at| {
            if sifting.probe(at) && sifting.looks > SLACK + at {
                sifted = Sifted::To(at + 1);
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        });
        for &at in inside {
            if matches!(sifted, Sifted::To(end) if end <= at) {
                break;
            }
            sifting.probe(at);
        }
        sifted
    }
}

/// A text in the sieve.
struct Sifting<'s, F> {
    sieve: &'s Sieve,
    texts: &'s Texts,
    hay: &'s [u8],
    inside: &'s [usize],
    /// Literals looked at so far.
    looks: usize,
    each: F,
}

impl<F: FnMut(Range<usize>, u32)> Sifting<'_, F> {
    /// Whether it held anything back.
    #[inline]
    fn probe(&mut self, at: usize) -> bool {
        let sieve = self.sieve;
        let word = word(self.hay, at);
        let mut any = false;
        for &len in &sieve.lens {
            let gram = Gram::of_word(word, len);
            let hash = gram.hash();
            let bits = bits(hash, sieve.shift);
            if sieve.filter[(hash >> sieve.shift) as usize] & bits == bits {
                self.look(at, gram);
                any = true;
            }
        }
        if sieve.short[(word & 0xFFFF) as usize / 64] >> (word % 64) & 1 != 0 {
            // The first two letters of a longer word, nearly always.
            let [a, b, c, ..] = word.to_le_bytes();
            if !(is_word(a) && is_word(b) && is_word(c) && self.inside.is_empty()) {
                self.look(at, Gram::of_word(word, Len(2)));
                self.look(at, Gram::of_word(word, Len(1)));
                any = true;
            }
        }
        any
    }

    /// Looks at every literal for which a gram stands.
    #[inline(never)]
    fn look(&mut self, at: usize, gram: Gram) {
        let sieve = self.sieve;
        let slot = (gram.hash() >> sieve.shift) as usize;
        let start = if slot == 0 { 0 } else { sieve.ends[slot - 1] };
        let entries = &sieve.entries[start as usize..sieve.ends[slot] as usize];
        self.looks += entries.len();
        for entry in entries.iter().filter(|e| e.gram == gram) {
            let text = self.texts.text(entry.text).as_bytes();
            let Some(start) = at.checked_sub(sieve.offset(entry.text)) else {
                continue;
            };
            let place = start..start + text.len();
            if self.hay[start..].starts_with(text) && self.is_apart(&place) {
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

/// The gram of a literal that is rarest in ordinary text, and where it begins.
fn rarest(text: &[u8], used: &FxHashMap<Gram, u32>) -> (Gram, usize) {
    let grams = (0..text.len()).filter(|&at| begins(text, at)).map(|at| {
        let rest = &text[at..];
        let len = LENS.into_iter().find(|&len| len <= rest.len());
        let bytes = &rest[..len.expect("a byte is there")];
        let gram = Gram::new(bytes);
        // What is looked at anyhow costs less.
        let known = if used.contains_key(&gram) { 2 } else { 0 };
        (rarity(bytes) + known, gram, at)
    });
    let best = grams.max_by_key(|&(worth, _, at)| (worth, Reverse(at)));
    let (_, gram, at) = best.expect("a folded literal has a character other than a space");
    (gram, at)
}
