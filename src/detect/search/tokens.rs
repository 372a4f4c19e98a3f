//! Where words and characters begin, sixty-four bytes at a time.
//!
//! A *token* begins at every character but spaces, line breaks and those ASCII letters and digits that
//! have one right before them. So it takes one byte to the left to know, and inside a literal tokens
//! begin where they do anywhere.

use std::ops::ControlFlow;

const EACH: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = EACH * 0x80;

/// Calls `each` with every byte of folded text where a token begins, in order, until it breaks off.
#[inline]
pub(super) fn tokens(hay: &[u8], mut each: impl FnMut(usize) -> ControlFlow<()>) {
    let mut carry = 0;
    let mut base = 0;
    let (blocks, rest) = hay.as_chunks::<64>();
    let mut last = [0; 64];
    last[..rest.len()].copy_from_slice(rest);
    // Behind the end stand spaces.
    last[rest.len()..].fill(b' ');
    for block in blocks.iter().chain([&last]) {
        let (words, others) = kinds(block);
        let mut begins = others | words & !(words << 1 | carry);
        carry = words >> 63;
        while begins != 0 {
            if each(base + begins.trailing_zeros() as usize).is_break() {
                return;
            }
            begins &= begins - 1;
        }
        base += 64;
    }
}

/// Whether a token begins at byte `at`, the text to the left of it being what it is.
pub(super) fn begins(text: &[u8], at: usize) -> bool {
    match text[at] {
        b' ' | b'\n' | 0x80..0xC0 => false,
        b if is_word(b) => !(at > 0 && is_word(text[at - 1])),
        _ => true,
    }
}

/// Whether a byte is an ASCII letter, which are small in folded text, or a digit.
pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit()
}

/// By bit: the ASCII letters and digits, and the first bytes of other characters than spaces and line
/// breaks.
#[inline]
fn kinds(block: &[u8; 64]) -> (u64, u64) {
    let (mut words, mut others) = (0, 0);
    let (eights, _) = block.as_chunks::<8>();
    for (i, bytes) in eights.iter().enumerate() {
        let bytes = u64::from_le_bytes(*bytes);
        let low = bytes & !HIGH;
        // The high bit of a byte is set where it is at least so much.
        let at_least = |least: u8| low + EACH * u64::from(0x80 - least);
        let letter = at_least(b'a') & !at_least(b'z' + 1);
        let digit = at_least(b'0') & !at_least(b'9' + 1);
        let word = (letter | digit) & !bytes & HIGH;
        let differs = |from: u8| (low ^ (EACH * u64::from(from))) + !HIGH;
        let mark = differs(b' ') & differs(b'\n') & !bytes & !word;
        let lead = bytes & bytes << 1;
        words |= gather(word) << (8 * i);
        others |= gather((mark | lead) & HIGH) << (8 * i);
    }
    (words, others)
}

/// The high bits of eight bytes side by side.
#[inline]
fn gather(high: u64) -> u64 {
    (high >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_begin_where_the_bytes_say() {
        let mut texts = vec![
            String::new(),
            "a".to_owned(),
            "the pier, 9 of 10: 东西é免责é1a·b".to_owned(),
            (0..128u8)
                .map(char::from)
                .collect::<String>()
                .to_lowercase(),
            "©".repeat(70),
        ];
        for i in 0..70 {
            texts.push(format!("{}word{}", " ".repeat(i), "x".repeat(i)));
        }
        for text in texts {
            let mut found = Vec::new();
            tokens(text.as_bytes(), |at| {
                found.push(at);
                ControlFlow::Continue(())
            });
            let wanted: Vec<usize> = (0..text.len())
                .filter(|&at| begins(text.as_bytes(), at))
                .collect();
            assert_eq!(found, wanted, "{text:?}");
        }
    }
}
