//! Finds the places in a line at which anything about sentences is decided.

use super::super::han_length;

/// The first place from `at` on, and at the latest `stop`, that holds an end mark, an opening bracket
/// or a `"`, or white space other than a single ASCII space. `at` and `stop` stand between
/// characters.
pub(super) fn candidate(line: &str, mut at: usize, stop: usize) -> usize {
    let bytes = line.as_bytes();
    while at < stop {
        let lead = bytes[at];
        if lead.is_ascii() {
            let odd = odd(bytes, at);
            at += odd.trailing_zeros() as usize / 8;
            if odd > 0 && at < stop && bytes[at].is_ascii() {
                return at;
            }
        } else if matches!(lead, 0xE4..=0xE9) {
            at += han_length(&bytes[at..]).max(3);
        } else if lead < 0xE0 {
            // U+0085 and U+00A0 are white space.
            if lead == 0xC2 && matches!(bytes[at + 1], 0x85 | 0xA0) {
                return at;
            }
            at += 2;
        } else if lead < 0xF0 {
            if is_candidate(lead, bytes[at + 1], bytes[at + 2]) {
                return at;
            }
            at += 3;
        } else {
            at += 4;
        }
    }
    stop
}

/// Whether this character of three bytes is a candidate.
fn is_candidate(lead: u8, second: u8, third: u8) -> bool {
    match (lead, second) {
        // Spaces and line separators; `…`.
        (0xE2, 0x80) => matches!(third, 0x80..=0x8A | 0xA6 | 0xA8 | 0xA9 | 0xAF),
        (0xE2, 0x81) => third == 0x9F,
        (0xE1, 0x9A) => third == 0x80,
        // The ideographic space, `。`, `【`.
        (0xE3, 0x80) => matches!(third, 0x80 | 0x82 | 0x90),
        // `！（；？`, `｡`.
        (0xEF, 0xBC) => matches!(third, 0x81 | 0x88 | 0x9B | 0x9F),
        (0xEF, 0xBD) => third == 0xA1,
        _ => false,
    }
}

const ONES: u64 = u64::from_ne_bytes([0x01; 8]);
const HIGHS: u64 = ONES << 7;

/// Of the eight bytes at `at`, the high bit of each that is a candidate, a control or no ASCII; those
/// after the first of these may be wrong.
fn odd(bytes: &[u8], at: usize) -> u64 {
    let eight = match bytes[at..].first_chunk() {
        Some(eight) => *eight,
        None => {
            let mut eight = [b'a'; 8];
            eight[..bytes.len() - at].copy_from_slice(&bytes[at..]);
            eight
        }
    };
    let word = u64::from_le_bytes(eight);
    let low = word & !HIGHS;
    // No sum of two low halves goes beyond its byte.
    let is = |b: u8| !((low ^ (ONES * u64::from(b))) + (HIGHS - ONES)) & HIGHS;
    let control = !(low + ONES * 0x60) & HIGHS;
    let marks = is(b'.') | is(b'!') | is(b'?') | is(b'(') | is(b'"');
    let spaces = is(b' ');
    let before = at > 0 && bytes[at - 1] == b' ';
    let run = spaces & (spaces << 8 | u64::from(before) << 7);
    marks | control | run | word & HIGHS
}
