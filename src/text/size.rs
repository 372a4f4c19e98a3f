//! How much a stretch of text holds: Han characters, words, letters.

use unicode_segmentation::UnicodeSegmentation;

use super::{han_length, is_alphanumeric, is_han};

/// What [`count`] counts, each in characters but for the words.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Han characters.
    pub han: usize,
    /// Words of UAX #29 that begin with a letter or digit that is not Han.
    pub words: usize,
    /// Letters and digits, Han among them.
    pub letters: usize,
}

/// Counts `text`. Only stretches with characters of neither English nor Chinese texts are put to
/// the general word rules; all else is counted by class and neighbours.
pub(crate) fn count(text: &str) -> Counts {
    let mut counts = Counts::default();
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let end = at + ascii_length(&bytes[at..]);
        // What follows the ASCII may belong to its last word.
        let whole = if end == bytes.len() {
            end
        } else {
            let space = bytes[at..end].iter().rposition(|&b| b == b' ');
            at + space.unwrap_or(0)
        };
        if whole - at >= 16 {
            let (words, letters) = ascii_words(&bytes[at..whole]);
            counts.words += words;
            counts.letters += letters;
            at = whole;
        } else {
            at = stretch(text, at, &mut counts);
            while at < end {
                at = stretch(text, at, &mut counts);
            }
        }
    }
    counts
}

/// Word-break classes of UAX #29, as far as they are told apart here. Those from letters on make words.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Class {
    /// Parts words from whatever stands beside it: punctuation, white space, symbols.
    Apart,
    /// Han characters, which part words likewise.
    Han,
    /// `"`, which stands inside words of Hebrew.
    Quote,
    /// Stands inside words: between letters, between digits, or either.
    MidLetter,
    MidDigit,
    Mid,
    Letter,
    Digit,
    /// Joins letters and digits, but is none: the low line.
    Joiner,
    /// Whatever the general rules are needed for.
    Other,
}

const ASCII: [Class; 128] = {
    let mut table = [Class::Apart; 128];
    let mut b = 0;
    while b < 128 {
        table[b] = match b as u8 {
            b'0'..=b'9' => Class::Digit,
            b'A'..=b'Z' | b'a'..=b'z' => Class::Letter,
            b'_' => Class::Joiner,
            b':' => Class::MidLetter,
            b',' | b';' => Class::MidDigit,
            b'.' | b'\'' => Class::Mid,
            b'"' => Class::Quote,
            _ => Class::Apart,
        };
        b += 1;
    }
    table
};

/// The class of the character at `at` and its length in bytes.
#[inline(always)]
fn class(bytes: &[u8], at: usize) -> (Class, usize) {
    let lead = bytes[at];
    if lead.is_ascii() {
        return (ASCII[usize::from(lead)], 1);
    }
    if lead >= 0xE0
        && let Some(&[_, second, third]) = bytes.get(at..at + 3)
    {
        let page = match (lead, second) {
            (0xE2, 0x80) => &GENERAL,
            (0xE3, 0x80) => &CJK,
            (0xEF, 0xBC) => &WIDE,
            (0xEF, 0xBD) => &WIDE_LOWER,
            (0xE4, 0xB7) => return (Class::Other, 3),
            (0xE4..=0xE9, _) => return (Class::Han, 3),
            _ => return (Class::Other, if lead < 0xF0 { 3 } else { 4 }),
        };
        return (page[usize::from(third & 0x3F)], 3);
    }
    let class = match (lead, bytes.get(at + 1)) {
        (0xC2, Some(0xA0..=0xA8)) => Class::Apart,
        (0xC2, Some(0xB7)) => Class::MidLetter,
        (0xC3, Some(0x97 | 0xB7)) => Class::Other,
        // U+00C0 to U+023F.
        (0xC3..=0xC8, _) => Class::Letter,
        _ => Class::Other,
    };
    (class, 2)
}

/// Pages of 64 characters, by the last of their three bytes: U+2000, U+3000, U+FF00 and U+FF40.
const GENERAL: [Class; 64] = page(&[
    (0x10, 0x23, Class::Apart),
    (0x18, 0x19, Class::Mid),
    (0x25, 0x26, Class::Apart),
    (0x30, 0x3B, Class::Apart),
]);
const CJK: [Class; 64] = page(&[
    (0x00, 0x04, Class::Apart),
    (0x07, 0x07, Class::Han),
    (0x08, 0x20, Class::Apart),
]);
const WIDE: [Class; 64] = page(&[
    (0x01, 0x3E, Class::Apart),
    (0x07, 0x07, Class::Mid),
    (0x0C, 0x0C, Class::MidDigit),
    (0x0E, 0x0E, Class::Mid),
    (0x10, 0x19, Class::Digit),
    (0x1A, 0x1A, Class::MidLetter),
    (0x1B, 0x1B, Class::MidDigit),
    (0x21, 0x3A, Class::Letter),
    (0x3F, 0x3F, Class::Joiner),
]);
const WIDE_LOWER: [Class; 64] = page(&[
    (0x00, 0x00, Class::Apart),
    (0x01, 0x1A, Class::Letter),
    (0x1B, 0x25, Class::Apart),
]);

/// A page of first, last and class, later ones over earlier ones.
const fn page(parts: &[(usize, usize, Class)]) -> [Class; 64] {
    let mut page = [Class::Other; 64];
    let mut i = 0;
    while i < parts.len() {
        let (mut at, last, class) = parts[i];
        while at <= last {
            page[at] = class;
            at += 1;
        }
        i += 1;
    }
    page
}

fn ascii_length(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(chunk) = bytes.get(at..at + 16)
        && chunk.is_ascii()
    {
        at += 16;
    }
    at + bytes[at..].iter().take_while(|b| b.is_ascii()).count()
}

/// Words and letters of ASCII text: without branches, so that the compiler can take many bytes at
/// once.
fn ascii_words(bytes: &[u8]) -> (usize, usize) {
    let alpha = |b: u8| (b | 0x20).wrapping_sub(b'a') < 26;
    let digit = |b: u8| b.wrapping_sub(b'0') < 10;
    // Whether `c` begins a word after `a` and `b`.
    let begins = |a: u8, b: u8, c: u8| {
        let apart = !(alpha(b) | digit(b) | (b == b'_'));
        let (mid, mark) = ((b == b'.') | (b == b'\''), (b == b',') | (b == b';'));
        let lettered = (mid | (b == b':')) & alpha(a);
        let counted = (mid | mark) & digit(a);
        apart & ((alpha(c) & !lettered) | (digit(c) & !counted))
    };
    let (mut words, mut letters) = (0, 0);
    for (i, &c) in bytes.iter().enumerate().take(2) {
        let before = if i == 0 { b' ' } else { bytes[0] };
        words += usize::from(begins(b' ', before, c));
        letters += usize::from(alpha(c) | digit(c));
    }
    // As many at once as a byte can count.
    let mut at = 2;
    while at < bytes.len() {
        let end = bytes.len().min(at + 240);
        let (mut some_words, mut some_letters) = (0u8, 0u8);
        let before = bytes[at - 2..end - 2].iter().zip(&bytes[at - 1..end - 1]);
        for ((&a, &b), &c) in before.zip(&bytes[at..end]) {
            some_words += u8::from(begins(a, b, c));
            some_letters += u8::from(alpha(c) | digit(c));
        }
        words += usize::from(some_words);
        letters += usize::from(some_letters);
        at = end;
    }
    (words, letters)
}

/// Counts from `at`, where words part, up to the end of the next word; returns where it ends.
fn stretch(text: &str, at: usize, counts: &mut Counts) -> usize {
    let bytes = text.as_bytes();
    // The last character before the word: words part before it.
    let mut apart = at;
    let mut next = at;
    let mut han = 0;
    let found = loop {
        let Some(lead) = bytes.get(next) else {
            break None;
        };
        if matches!(lead, 0xE4..=0xE9) {
            let length = han_length(&bytes[next..]);
            if length > 0 {
                han += length / 3;
                next += length;
                apart = next - 3;
                continue;
            }
        }
        let (class, length) = class(bytes, next);
        if class >= Class::Letter {
            break Some(class);
        }
        han += usize::from(class == Class::Han);
        apart = next;
        next += length;
    };
    counts.han += han;
    counts.letters += han;
    let mut word = match found {
        None => return next,
        Some(Class::Other) => return general(text, apart, next, counts),
        Some(class) => class,
    };
    let begun = next;
    let words = usize::from(word != Class::Joiner);
    let mut letters = 0;
    while next < bytes.len() {
        let (class, length) = class(bytes, next);
        if class == Class::Other {
            return general(text, apart, begun, counts);
        } else if class >= Class::Letter {
            letters += usize::from(class != Class::Joiner);
            word = class;
        } else if class >= Class::MidLetter {
            match joins(bytes, next + length, word, class) {
                Some(true) => {}
                Some(false) => break,
                None => return general(text, apart, begun, counts),
            }
        } else {
            break;
        }
        next += length;
    }
    counts.words += words;
    counts.letters += letters;
    next
}

/// Whether the word goes on at `next`, over the mark before it; nothing if that takes the general
/// rules to say.
fn joins(bytes: &[u8], next: usize, word: Class, mark: Class) -> Option<bool> {
    if next == bytes.len() {
        return Some(false);
    }
    match class(bytes, next).0 {
        Class::Other => None,
        Class::Letter => Some(word == Class::Letter && mark != Class::MidDigit),
        Class::Digit => Some(word == Class::Digit && mark != Class::MidLetter),
        _ => Some(false),
    }
}

/// Counts by the general rules from `apart`, whose character alone is counted already if it is not
/// at `from`, up to the next place where words part for certain; returns that place.
#[cold]
fn general(text: &str, apart: usize, from: usize, counts: &mut Counts) -> usize {
    let bytes = text.as_bytes();
    let mut end = from;
    while end < bytes.len() {
        let (class, length) = class(bytes, end);
        if end > from && matches!(class, Class::Apart | Class::Han) {
            break;
        }
        end += length;
    }
    for c in text[from..end].chars() {
        counts.han += usize::from(is_han(c));
        counts.letters += usize::from(is_alphanumeric(c));
    }
    counts.words += words(&text[apart..end]);
    end
}

/// Words that begin with a letter or digit that is not Han, by the general rules.
fn words(text: &str) -> usize {
    let first = |word: &&str| word.chars().next();
    let counted = |c: char| is_alphanumeric(c) && !is_han(c);
    text.unicode_words()
        .filter(|w| first(w).is_some_and(counted))
        .count()
}

#[cfg(test)]
mod tests;
