//! The facts that a unit's own text shows.

use super::facts::{Fact, Facts, LENGTHS, WORD, bucket};
use crate::detect::document::{Document, Size, ends_sentence, is_han};
use crate::detect::stamp::is_stamp;
use crate::text::is_alphanumeric;

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

/// What a byte of ASCII asks to be looked at for.
#[derive(Clone, Copy)]
enum Look {
    /// A letter that begins nothing.
    Letter,
    /// A letter with which something may begin.
    Begins,
    Digit,
    /// A mark that telephone numbers hold.
    Phone,
    Mark,
    Nothing,
}

const LOOK: [Look; 128] = {
    let mut table = [Look::Nothing; 128];
    let mut b = 0;
    while b < 128 {
        table[b] = match b as u8 {
            b'h' | b'H' | b'w' | b'W' | b's' | b't' => Look::Begins,
            b'a'..=b'z' | b'A'..=b'Z' => Look::Letter,
            b'0'..=b'9' => Look::Digit,
            b'-' | b' ' | b'(' | b')' | b'+' => Look::Phone,
            b'.' | b'@' | b'#' | b'"' | b'|' | b'/' | b'>' | b'\t' | b':' => Look::Mark,
            _ => Look::Nothing,
        };
        b += 1;
    }
    table
};

impl Seen {
    fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut seen = Seen::default();
        // Digits of a telephone number so far, and digits in a row.
        let (mut phone, mut row) = (0, 0);
        let mut i = 0;
        while let Some(&b) = bytes.get(i) {
            let here = &bytes[i..];
            let Some(look) = LOOK.get(usize::from(b)) else {
                let c = text[i..].chars().next().unwrap_or_default();
                seen.other(c, here);
                (phone, row) = (0, 0);
                i += c.len_utf8();
                continue;
            };
            i += 1;
            match look {
                Look::Digit => {
                    seen.digits += 1;
                    seen.letters += 1;
                    phone += 1;
                    row += 1;
                    seen.phone |= phone >= 8;
                    seen.date |= row == 1 && is_time(here) || row == 4 && is_year(bytes, i - 4);
                    continue;
                }
                Look::Phone => {
                    row = 0;
                    continue;
                }
                Look::Letter => seen.letters += 1,
                Look::Begins => {
                    seen.letters += 1;
                    seen.begins(b, here);
                }
                Look::Mark => {
                    // The last digit before a colon is all that a time shows of its hour.
                    seen.date |= b == b':' && row > 1 && is_time(&bytes[i - 2..]);
                    seen.mark(b, here);
                }
                Look::Nothing => {}
            }
            (phone, row) = (0, 0);
        }
        seen
    }

    fn begins(&mut self, b: u8, here: &[u8]) {
        match b {
            b's' => self.said |= here.starts_with(b"said") || here.starts_with(b"says"),
            b't' => self.said |= here.starts_with(b"told "),
            b'h' | b'H' => self.address |= begins(here, b"http"),
            _ => self.address |= begins(here, b"www."),
        }
    }

    fn mark(&mut self, b: u8, here: &[u8]) {
        match b {
            b'.' => {
                self.dot = true;
                self.domain |= DOMAINS.iter().any(|d| begins(here, d.as_bytes()));
            }
            b'@' => self.at = true,
            b'#' => self.hash = true,
            b'"' => self.quote = true,
            b':' => {}
            _ => self.separators += 1,
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
    let words = text
        .split_whitespace()
        .filter(|w| w.starts_with(|c: char| c.is_ascii_alphabetic()));
    let (mut all, mut capital, mut upper) = (0, 0, 0);
    for word in words {
        if word.len() < 4 && !word.starts_with(|c: char| c.is_ascii_uppercase()) {
            continue;
        }
        all += 1;
        capital += usize::from(word.starts_with(|c: char| c.is_ascii_uppercase()));
        upper += usize::from(word.len() > 1 && !word.contains(|c: char| c.is_ascii_lowercase()));
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
    let Some((label, value)) = text.split_once([':', '：']) else {
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
