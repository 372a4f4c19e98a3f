//! Counts the words of a Latin run, and among them the function words of English.

use super::script::letters;

/// Function words of English alone, none of more than eight letters.
const ENGLISH: [&str; 37] = [
    "the", "and", "with", "from", "that", "this", "these", "those", "said", "says", "have", "has",
    "had", "were", "been", "which", "their", "they", "its", "would", "should", "could", "about",
    "than", "after", "our", "your", "you", "are", "not", "by", "to", "of", "there", "his", "her",
    "who",
];

/// One function word in twelve is far below what English prose has, and above what a foreign sentence
/// gets from an English name in it.
pub(super) const ONE_IN: usize = 12;

/// What is counted in the beginning of a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Words {
    pub(super) words: usize,
    /// Words that begin in lower case.
    pub(super) lower: usize,
    /// Function words of English.
    pub(super) english: usize,
    /// Letters beyond ASCII.
    pub(super) accented: usize,
}

impl Words {
    pub(super) fn of(text: &str) -> Words {
        let bytes = text.as_bytes();
        let mut out = Words::default();
        let mut at = 0;
        while at < bytes.len() {
            let start = at;
            while bytes.get(at).is_some_and(u8::is_ascii_alphabetic) {
                at += 1;
            }
            // Letters beyond ASCII go on with the word, or begin it.
            let plain = at;
            while let Some(c) = text[at..].chars().next()
                && (!c.is_ascii() || at > plain)
                && c.is_alphabetic()
            {
                out.accented += usize::from(!c.is_ascii());
                at += c.len_utf8();
            }
            if at > start {
                out.words += 1;
                if at > plain {
                    out.lower += usize::from(text[start..].starts_with(char::is_lowercase));
                } else {
                    out.lower += usize::from(bytes[start].is_ascii_lowercase());
                    out.english += usize::from(is_english(bytes, start, at - start));
                }
            } else {
                at += text[at..].chars().next().map_or(1, char::len_utf8);
            }
        }
        out
    }
}

/// Whether a text of no more than 256 bytes is of ASCII alone and has one English function word in
/// [`ONE_IN`].
pub(super) fn is_plain_english(text: &str) -> bool {
    let bytes = text.as_bytes();
    // Of so many bytes the words can be counted in one.
    if bytes.len() > 256 || !bytes.is_ascii() {
        return false;
    }
    let is_letter = |b: &u8| (b | 0x20).wrapping_sub(b'a') < 26;
    let begins = |(a, b): (&u8, &u8)| u8::from(!is_letter(a) & is_letter(b));
    let inside: u8 = bytes
        .iter()
        .zip(bytes.get(1..).unwrap_or_default())
        .map(begins)
        .sum();
    let words = usize::from(bytes.first().is_some_and(is_letter)) + usize::from(inside);
    let mut english = 0;
    let mut at = 0;
    while at < bytes.len() {
        let length = letters(&bytes[at..]);
        english += usize::from(is_english(bytes, at, length));
        if english * ONE_IN >= words && english > 0 {
            return true;
        }
        at += length + 1;
    }
    false
}

/// Whether the ASCII word of `length` letters at `at` is a function word of English.
fn is_english(bytes: &[u8], at: usize, length: usize) -> bool {
    if !(2..=8).contains(&length) {
        return false;
    }
    let eight = bytes[at..].first_chunk().copied().unwrap_or_else(|| {
        let mut eight = [0; 8];
        eight[..length].copy_from_slice(&bytes[at..at + length]);
        eight
    });
    let word =
        (u64::from_le_bytes(eight) | 0x2020_2020_2020_2020) & (u64::MAX >> (64 - 8 * length));
    TABLE[slot(word)] == word
}

/// The words as numbers, each in a slot of its own: checked when this is compiled.
const TABLE: [u64; 256] = {
    let mut table = [0; 256];
    let mut i = 0;
    while i < ENGLISH.len() {
        let bytes = ENGLISH[i].as_bytes();
        let (mut word, mut k) = (0, 0);
        while k < bytes.len() {
            word |= (bytes[k] as u64) << (8 * k);
            k += 1;
        }
        assert!(table[slot(word)] == 0);
        table[slot(word)] = word;
        i += 1;
    }
    table
};

const fn slot(word: u64) -> usize {
    (word.wrapping_mul(0xF28C_105D_1FB1_7C23) >> 56) as usize
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::trial::{articles, odd};

    /// The definition, as it stands.
    fn plain(text: &str) -> Words {
        let words: Vec<&str> = text
            .split(|c: char| !c.is_alphabetic())
            .filter(|w| !w.is_empty())
            .collect();
        let english = |w: &&&str| ENGLISH.contains(&&*w.to_ascii_lowercase());
        Words {
            words: words.len(),
            lower: words
                .iter()
                .filter(|w| w.starts_with(char::is_lowercase))
                .count(),
            english: words.iter().filter(english).count(),
            accented: text
                .chars()
                .filter(|c| !c.is_ascii() && c.is_alphabetic())
                .count(),
        }
    }

    fn is_plain(text: &str) -> bool {
        let Words { words, english, .. } = plain(text);
        text.is_ascii() && english > 0 && english * ONE_IN >= words
    }

    #[test]
    fn as_defined_in_articles() {
        for text in articles() {
            assert_eq!(Words::of(&text), plain(&text), "{text}");
            for line in text.lines().filter(|line| line.len() <= 256) {
                assert_eq!(is_plain_english(line), is_plain(line), "{line}");
            }
        }
        assert_eq!(Words::of("thE by a").english, 2);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]

        #[test]
        fn as_defined(text in odd()) {
            prop_assert_eq!(Words::of(&text), plain(&text));
            if text.len() <= 256 {
                prop_assert_eq!(is_plain_english(&text), is_plain(&text));
            }
        }
    }
}
