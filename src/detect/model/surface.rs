//! The facts that a unit's own text shows.

use super::facts::{Fact, Facts, LENGTHS, WORD, bucket};
use crate::detect::document::{Document, Size, ends_sentence, is_han};
use crate::detect::stamp::is_stamp;

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
    let head: String = text.chars().take(400).collect();
    let digits = head.chars().filter(char::is_ascii_digit).count();
    let all = head.chars().filter(|c| c.is_alphanumeric()).count();
    let share = digits * 100 / all.max(1);
    facts.set(
        Fact::Digits,
        if digits == 0 {
            0
        } else {
            1 + bucket(share, &[10, 40])
        },
    );
    facts.set(Fact::Link, link(&head));
    let separators = head.matches(['|', '｜', '/', '／', '·', '•', '›', '»', '>', '丨', '\t']);
    facts.set(Fact::Marks, separators.count());
    facts.set(Fact::Capitals, capitals(&head));
    facts.set(Fact::Label, label(&head));
    let stamp = if is_stamp(text) {
        2
    } else {
        usize::from(holds_date(&head))
    };
    facts.set(Fact::Stamp, stamp);
    facts.set(Fact::Quote, quotation(&head));
    let other =
        size.han + size.words > 0 && letters >= 4 && (size.han > size.words) != document.is_han;
    let mixed = size.han > 0 && size.words > size.han / 2;
    facts.set(Fact::Script, if other { 1 } else { 2 * usize::from(mixed) });
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

fn link(text: &str) -> usize {
    let lower = text.to_lowercase();
    let dotted = [
        ".com", ".cn", ".org", ".net", ".tw", ".hk", ".co.uk", ".gov",
    ];
    if lower.contains("http") || lower.contains("www.") {
        1
    } else if lower.contains('@') && lower.contains('.') {
        2
    } else if dotted.iter().any(|d| lower.contains(d)) {
        1
    } else if is_phone(&lower) {
        3
    } else if lower.contains('#') {
        4
    } else if lower.contains('@') {
        5
    } else {
        0
    }
}

/// Seven digits and more with nothing but the marks of a telephone number between.
fn is_phone(text: &str) -> bool {
    let mut digits = 0;
    for c in text.chars() {
        match c {
            '0'..='9' => digits += 1,
            '-' | ' ' | '(' | ')' | '+' => {}
            _ => digits = 0,
        }
        if digits >= 8 {
            return true;
        }
    }
    false
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

/// A year, a clock time or a numeric date.
fn holds_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.windows(4).enumerate().any(|(i, w)| {
        let digits = w.iter().all(u8::is_ascii_digit);
        let alone = |at: Option<&u8>| at.is_none_or(|b| !b.is_ascii_digit());
        let alone = alone(i.checked_sub(1).and_then(|i| bytes.get(i))) && alone(bytes.get(i + 4));
        digits && alone && (w.starts_with(b"19") || w.starts_with(b"20"))
            || w[0].is_ascii_digit()
                && w[1] == b':'
                && w[2].is_ascii_digit()
                && w[3].is_ascii_digit()
    })
}

fn quotation(text: &str) -> usize {
    let opens = text.starts_with(['"', '“', '「', '『']);
    let closes = text
        .trim_end_matches(['.', '。', ',', '，'])
        .ends_with(['"', '”', '」', '』']);
    let said = [
        "said", "says", "told ", "表示", "说", "說", "指出", "认为", "認為", "称", "稱",
    ];
    if opens && closes {
        2
    } else if said.iter().any(|s| text.contains(s)) {
        3
    } else {
        usize::from(text.contains(['"', '“', '”', '「', '」']))
    }
}
