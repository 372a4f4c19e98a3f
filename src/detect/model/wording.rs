//! The wording of a unit: hashed pieces of its folded text, for what no rule names yet.
//!
//! Pieces are single tokens, pairs and, in Chinese, triples of neighbours; a token is a Han
//! character, a word, a number or a mark. Each is hashed to one of [`BUCKETS`] places; a piece cannot
//! be told from the place it fell on.

use std::ops::Range;

use crate::text::{is_alphanumeric, is_han};

/// Places that pieces are hashed to.
pub(crate) const BUCKETS: usize = 1 << 16;
/// Most tokens that are looked at: the beginning of an endless unit says enough.
const TOKENS: usize = 400;

/// A token as a number; the kind decides whether triples are built.
#[derive(Clone, Copy)]
struct Token {
    hash: u32,
    is_han: bool,
}

const FRAME: Token = Token {
    hash: 0x51ed_270b,
    is_han: false,
};

fn mix(a: u32, b: u32) -> u32 {
    // The finaliser of MurmurHash3 (Appleby, public domain) over a combination of both.
    let mut h = a.rotate_left(13) ^ b.wrapping_mul(0x9e37_79b1);
    h ^= h >> 16;
    h = h.wrapping_mul(0x85eb_ca6b);
    h ^= h >> 13;
    h = h.wrapping_mul(0xc2b2_ae35);
    h ^ (h >> 16)
}

/// Places of the pieces of a folded text, with repetitions, in order.
pub(crate) fn places(folded: &str) -> Vec<u16> {
    // Three pieces for a Han character of three bytes, fewer for words.
    let mut out = Vec::with_capacity(folded.len().min(3 * TOKENS) + 1);
    each_piece(folded, |hash, _| out.push(hash));
    out
}

/// Calls `each` with every piece's place and the bytes of the folded text that it is.
pub(crate) fn each_piece(folded: &str, mut each: impl FnMut(u16, Range<usize>)) {
    let mut before = [(FRAME, 0..0), (FRAME, 0..0)];
    let mut emit = |hash: u32, range| each((hash >> 16) as u16, range);
    let mut last = 0;
    for (token, range) in tokens(folded).take(TOKENS) {
        let [(second, from2), (first, from1)] = before.clone();
        emit(mix(1, token.hash), range.clone());
        emit(mix(mix(2, first.hash), token.hash), from1.start..range.end);
        if token.is_han && first.is_han {
            let three = mix(mix(mix(3, second.hash), first.hash), token.hash);
            emit(three, from2.start..range.end);
        }
        last = range.end;
        before = [(first, from1), (token, range)];
    }
    let [_, (end, from)] = before;
    if last > 0 {
        emit(mix(mix(2, end.hash), FRAME.hash), from.start..last);
    }
}

fn tokens(text: &str) -> impl Iterator<Item = (Token, Range<usize>)> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let bytes = text.as_bytes();
        while matches!(bytes.get(at), Some(b' ' | b'\n')) {
            at += 1;
        }
        let start = at;
        let c = text[start..].chars().next()?;
        at += c.len_utf8();
        let is_han = self::is_han(c);
        let mut hash = mix(7, c as u32);
        if c.is_ascii_digit() {
            hash = 0x000d_1617;
            while bytes.get(at).is_some_and(u8::is_ascii_digit) {
                hash = hash.wrapping_add(1);
                at += 1;
            }
        } else if !is_han && is_alphanumeric(c) {
            while let Some(&b) = bytes.get(at) {
                if b.is_ascii() {
                    if !b.is_ascii_alphabetic() {
                        break;
                    }
                    hash = mix(hash, u32::from(b));
                    at += 1;
                    continue;
                }
                let c = text[at..].chars().next()?;
                if !is_alphanumeric(c) || self::is_han(c) {
                    break;
                }
                hash = mix(hash, c as u32);
                at += c.len_utf8();
            }
        }
        Some((Token { hash, is_han }, start..at))
    })
}
