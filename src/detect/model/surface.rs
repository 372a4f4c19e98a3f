//! The facts that a unit's own text shows.

use super::facts::{Fact, Facts, LENGTHS, WORD, bucket};
use crate::detect::document::{Document, Size, ends_sentence};
use crate::detect::stamp::is_stamp;
use crate::text::{is_alphanumeric, is_han};

/// Code points from which a text's facts are taken: the beginning of an endless unit says enough.
const HEAD: usize = 400;

/// The facts that the text itself shows.
pub(super) fn describe(
    facts: &mut Facts,
    document: &Document,
    text: &str,
    size: Size,
    letters: usize,
) {
    facts.set(Fact::Length, bucket(size.weight().div_ceil(WORD), &LENGTHS));
    // Marks of emphasis and of lists say nothing.
    let text = text.trim_matches(|c: char| c.is_whitespace() || "*_●•■◆".contains(c));
    facts.set(Fact::Start, start(text));
    facts.set(Fact::End, end(text));
    let head = beginning(text);
    let seen = Seen::of(head);
    let share = seen.digits * 100 / seen.letters.max(1);
    facts.set(
        Fact::Digits,
        if seen.digits == 0 {
            0
        } else {
            1 + bucket(share, &[10, 40])
        },
    );
    facts.set(Fact::Link, seen.link());
    facts.set(Fact::Marks, seen.separators);
    facts.set(Fact::Capitals, capitals(head));
    facts.set(Fact::Label, label(head));
    let stamp = if seen.digits > 0 && is_stamp(text) {
        2
    } else {
        usize::from(seen.date)
    };
    facts.set(Fact::Stamp, stamp);
    facts.set(Fact::Quote, quotation(head, &seen));
    let other =
        size.han + size.words > 0 && letters >= 4 && (size.han > size.words) != document.is_han;
    let mixed = size.han > 0 && size.words > size.han / 2;
    facts.set(Fact::Script, if other { 1 } else { 2 * usize::from(mixed) });
}

fn beginning(text: &str) -> &str {
    if text.len() <= HEAD {
        return text;
    }
    let end = text.char_indices().nth(HEAD);
    end.map_or(text, |(end, _)| &text[..end])
}

/// What one look at a text finds in it.
#[derive(Default)]
struct Seen {
    /// Letters and digits.
    letters: usize,
    digits: usize,
    separators: usize,
    /// A web address by its scheme or `www.`.
    address: bool,
    /// A domain by its ending.
    domain: bool,
    dot: bool,
    at: bool,
    hash: bool,
    phone: bool,
    /// A year, a clock time or a numeric date.
    date: bool,
    /// A verb of saying.
    said: bool,
    quote: bool,
}

impl Seen {
    fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut seen = Seen::default();
        for block in bytes.chunks(usize::from(u8::MAX)) {
            seen.count(block);
        }
        seen.words(bytes);
        if seen.digits > 0 {
            seen.figures(bytes);
        }
        if seen.dot {
            let dots = memchr::memchr_iter(b'.', bytes);
            let domain = |at: usize| DOMAINS.iter().any(|d| begins(&bytes[at..], d.as_bytes()));
            seen.domain = dots.into_iter().any(domain);
        }
        if !text.is_ascii() {
            for (i, c) in text.char_indices().filter(|(_, c)| !c.is_ascii()) {
                seen.other(c, &bytes[i..]);
            }
        }
        seen
    }

    /// Counts what single bytes of ASCII say. Without a branch, so that many are looked at at once.
    fn count(&mut self, block: &[u8]) {
        let (mut letters, mut digits, mut separators) = (0u8, 0u8, 0u8);
        let (mut dot, mut at, mut hash, mut quote) = (false, false, false, false);
        for &b in block {
            letters += u8::from(b.is_ascii_alphanumeric());
            digits += u8::from(b.is_ascii_digit());
            separators += u8::from((b == b'|') | (b == b'/') | (b == b'>') | (b == b'\t'));
            dot |= b == b'.';
            at |= b == b'@';
            hash |= b == b'#';
            quote |= b == b'"';
        }
        self.letters += usize::from(letters);
        self.digits += usize::from(digits);
        self.separators += usize::from(separators);
        self.dot |= dot;
        self.at |= at;
        self.hash |= hash;
        self.quote |= quote;
    }

    /// Looks for the beginnings of addresses and for verbs of saying, likewise.
    fn words(&mut self, bytes: &[u8]) {
        let mut any = 0;
        let mut rest = bytes;
        while let Some(block) = rest.first_chunk::<{ BLOCK + 3 }>() {
            for i in 0..BLOCK {
                any |= word(block[i], block[i + 1], block[i + 2], block[i + 3]);
            }
            rest = &rest[BLOCK..];
        }
        for four in rest.windows(4) {
            any |= word(four[0], four[1], four[2], four[3]);
        }
        self.address = any & ADDRESS > 0;
        self.said =
            any & SAYS > 0 || any & TOLD > 0 && memchr::memmem::find(bytes, b"told ").is_some();
    }

    /// Looks for telephone numbers, years and times.
    fn figures(&mut self, bytes: &[u8]) {
        // Digits of a telephone number so far, and digits in a row.
        let (mut phone, mut row) = (0, 0);
        for (i, &b) in bytes.iter().enumerate() {
            match b {
                b'0'..=b'9' => {
                    phone += 1;
                    row += 1;
                    self.phone |= phone >= 8;
                    let time = row == 1 && is_time(&bytes[i..]);
                    self.date |= time || row == 4 && is_year(bytes, i - 3);
                    continue;
                }
                // The last digit before a colon is all that a time shows of its hour.
                b':' => self.date |= row > 1 && is_time(&bytes[i - 1..]),
                b'-' | b' ' | b'(' | b')' | b'+' => {
                    row = 0;
                    continue;
                }
                _ => {}
            }
            (phone, row) = (0, 0);
        }
    }

    /// A character that is not ASCII.
    fn other(&mut self, c: char, here: &[u8]) {
        match c {
            '“' | '”' | '「' | '」' => self.quote = true,
            '｜' | '／' | '·' | '•' | '›' | '»' | '丨' => self.separators += 1,
            '表' | '说' | '說' | '指' | '认' | '認' | '称' | '稱' => {
                self.said |= SAID.iter().any(|s| here.starts_with(s.as_bytes()));
            }
            _ => {}
        }
        self.letters += usize::from(is_alphanumeric(c));
    }

    fn link(&self) -> usize {
        if self.address {
            1
        } else if self.at && self.dot {
            2
        } else if self.domain {
            1
        } else if self.phone {
            3
        } else if self.hash {
            4
        } else if self.at {
            5
        } else {
            0
        }
    }
}

const DOMAINS: [&str; 8] = [
    ".com", ".cn", ".org", ".net", ".tw", ".hk", ".co.uk", ".gov",
];
const SAID: [&str; 8] = ["表示", "说", "說", "指出", "认为", "認為", "称", "稱"];

const BLOCK: usize = 32;
const ADDRESS: u8 = 1;
const SAYS: u8 = 2;
const TOLD: u8 = 4;

/// What four bytes begin, in bits: an address in any case, `said` or `says`, `told`.
#[inline(always)]
fn word(a: u8, b: u8, c: u8, d: u8) -> u8 {
    let says = (a == b's') & (b == b'a') & ((c == b'i') & (d == b'd') | (c == b'y') & (d == b's'));
    let told = (a == b't') & (b == b'o') & (c == b'l') & (d == b'd');
    let [e, f, g] = [a | 0x20, b | 0x20, c | 0x20];
    let http = (e == b'h') & (f == b't') & (g == b't') & (d | 0x20 == b'p');
    let www = (e == b'w') & (f == b'w') & (g == b'w') & (d == b'.');
    (u8::from(http | www) * ADDRESS) | (u8::from(says) * SAYS) | (u8::from(told) * TOLD)
}

/// Whether the text begins so, in any case.
fn begins(text: &[u8], with: &[u8]) -> bool {
    let head = text.get(..with.len());
    head.is_some_and(|head| head.eq_ignore_ascii_case(with))
}

/// `7:30`, from the last digit of the hour.
fn is_time(bytes: &[u8]) -> bool {
    matches!(bytes, [h, b':', m, n, ..]
        if h.is_ascii_digit() && m.is_ascii_digit() && n.is_ascii_digit())
}

/// Whether four digits from `at` on, and no more, are a year of the last or of this century.
fn is_year(bytes: &[u8], at: usize) -> bool {
    let alone = bytes.get(at + 4).is_none_or(|b| !b.is_ascii_digit());
    let year = &bytes[at..at + 4];
    alone && (year.starts_with(b"19") || year.starts_with(b"20"))
}

fn start(text: &str) -> usize {
    match text.chars().next() {
        Some(c) if is_han(c) => 2,
        Some(c) if c.is_uppercase() => 1,
        Some(c) if c.is_alphabetic() => 0,
        Some(c) if c.is_numeric() => 3,
        Some('"' | '“' | '‘' | '「' | '『' | '\'' | '《') => 4,
        Some('(' | '（' | '[' | '【' | '［' | '〔' | '<' | '〈') => 5,
        Some(c) if !c.is_whitespace() => 6,
        _ => 7,
    }
}

fn end(text: &str) -> usize {
    let mut chars = text.chars().rev();
    let last = chars.next();
    match last {
        Some('.') if text.ends_with("..") => 5,
        Some('…') => 5,
        Some('.' | '。' | '．' | '｡' | '!' | '！') => 1,
        Some('?' | '？') => 2,
        Some(':' | '：') => 3,
        Some(',' | '，' | '、' | ';' | '；') => 4,
        Some(')' | '）' | ']' | '】' | '］' | '>' | '〉') => 6,
        Some('"' | '”' | '’' | '」' | '』' | '\'') => {
            if ends_sentence(text) {
                1
            } else {
                7
            }
        }
        Some(c) if c.is_numeric() => 8,
        Some(c) if c.is_alphabetic() => 0,
        _ => 9,
    }
}

fn capitals(text: &str) -> usize {
    let (mut all, mut capital, mut upper) = (0, 0, 0);
    let mut look = |word: &[u8]| {
        let Some(first) = word.first().filter(|b| b.is_ascii_alphabetic()) else {
            return;
        };
        let capitalised = first.is_ascii_uppercase();
        if word.len() < 4 && !capitalised {
            return;
        }
        all += 1;
        capital += usize::from(capitalised);
        // No word of more than one letter that begins small is all capitals.
        upper +=
            usize::from(capitalised && word.len() > 1 && !word.iter().any(u8::is_ascii_lowercase));
    };
    if text.is_ascii() {
        let space = |b: &u8| matches!(b, b'\t'..=b'\r' | b' ');
        text.as_bytes().split(space).for_each(&mut look);
    } else {
        text.split_whitespace()
            .for_each(|word| look(word.as_bytes()));
    }
    if all == 0 {
        0
    } else if upper * 3 >= all * 2 {
        3
    } else if capital * 4 >= all * 3 {
        2
    } else {
        1
    }
}

fn label(text: &str) -> usize {
    let split = if text.is_ascii() {
        text.split_once(':')
    } else {
        text.split_once([':', '：'])
    };
    let Some((label, value)) = split else {
        return 0;
    };
    let length = label.trim().chars().count();
    let limit = if label.chars().any(is_han) { 8 } else { 24 };
    if length == 0 || length > limit {
        return 0;
    }
    match value.trim().chars().count() {
        0 => 3,
        1..=30 => 1,
        _ => 2,
    }
}

fn quotation(text: &str, seen: &Seen) -> usize {
    let opens = text.starts_with(['"', '“', '「', '『']);
    let closes = || {
        text.trim_end_matches(['.', '。', ',', '，'])
            .ends_with(['"', '”', '」', '』'])
    };
    if opens && closes() {
        2
    } else if seen.said {
        3
    } else {
        usize::from(seen.quote)
    }
}
