//! The rows of a text, by their terminators.

use std::ops::Range;

use super::Row;

/// The rows, none of them soft.
pub(super) fn split(text: &str) -> Vec<Row> {
    if has_rare_terminators(text.as_bytes()) {
        return by_char(text);
    }
    let bytes = text.as_bytes();
    let mut rows = Vec::new();
    let mut start = 0;
    for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
        // The second half of CR LF.
        if at < start {
            continue;
        }
        let next = at + 1 + usize::from(bytes[at..].starts_with(b"\r\n"));
        rows.push(row(start..at, next));
        start = next;
    }
    if start < bytes.len() {
        rows.push(row(start..bytes.len(), bytes.len()));
    }
    rows
}

fn row(range: Range<usize>, next: usize) -> Row {
    Row {
        range,
        next,
        soft: false,
    }
}

/// Whether U+0085, U+2028 or U+2029 stand in the text. Without a branch a byte, so that the compiler
/// can take many at once.
fn has_rare_terminators(bytes: &[u8]) -> bool {
    let [.., last, end] = bytes else { return false };
    let tail = (*last == 0xC2) & (*end == 0x85);
    let firsts = bytes[..bytes.len() - 2].iter().zip(&bytes[1..]);
    let found = firsts.zip(&bytes[2..]).fold(0, |found, ((&a, &b), &c)| {
        let separator = (a == 0xE2) & (b == 0x80) & (c & 0xFE == 0xA8);
        found | u8::from(separator) | u8::from((a == 0xC2) & (b == 0x85))
    });
    tail | (found > 0)
}

/// The same for any text.
pub(super) fn by_char(text: &str) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let mut next = at + c.len_utf8();
        match c {
            '\r' => {
                if chars.next_if(|&(_, c)| c == '\n').is_some() {
                    next += 1;
                }
            }
            '\n' | '\u{85}' | '\u{2028}' | '\u{2029}' => {}
            _ => continue,
        }
        rows.push(row(start..at, next));
        start = next;
    }
    if start < text.len() {
        rows.push(row(start..text.len(), text.len()));
    }
    rows
}
