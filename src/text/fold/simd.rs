//! What folding does with the processor's wide registers. All unsafe code of the program is here, in
//! four places: the call of what needs a processor that knows SSSE3, a load and a store of a register,
//! and text made of bytes that were checked. Everything else goes through slices, which end the program
//! where they are left; `simd_tests.rs` compares with the portable way, and `make simd` runs that under
//! valgrind.
#![allow(unsafe_code)]

use super::ascii::{self, Cursor};
use super::places::Places;

/// How runs of ASCII are folded. The outcome is the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// Byte by byte.
    Portable,
    /// Sixteen bytes at once. Made by [`Way::best`] only, where the processor can.
    #[cfg(target_arch = "x86_64")]
    Ssse3(x86::Token),
}

impl Way {
    /// Every way that this processor knows.
    #[cfg(any(test, fuzzing))]
    pub(super) fn all() -> Vec<Self> {
        let best = Self::best();
        let mut all = vec![Way::Portable];
        all.extend((best != Way::Portable).then_some(best));
        all
    }

    /// The quickest that this processor knows.
    pub(super) fn best() -> Self {
        #[cfg(target_arch = "x86_64")]
        if let Some(token) = x86::Token::new() {
            return Way::Ssse3(token);
        }
        Way::Portable
    }
}

/// [`ascii::fold`] in the given way.
#[inline]
pub(super) fn ascii(
    text: &[u8],
    out: &mut [u8],
    places: &mut Places,
    at: &mut Cursor,
    limit: usize,
    way: Way,
) {
    match way {
        Way::Portable => ascii::fold(text, out, places, at, limit),
        #[cfg(target_arch = "x86_64")]
        Way::Ssse3(token) => {
            x86::ascii(text, out, places, at, limit, token);
            if at.input < limit {
                // Less than a register of text is left, or what it stops at.
                ascii::fold(text, out, places, at, limit);
            }
        }
    }
}

/// The folded text. That folding writes whole characters takes six files to see, so that it is
/// checked, in a thirtieth of the time that folding takes; [`String::from_utf8`] takes a quarter.
///
/// # Panics
/// It is no UTF-8.
pub(super) fn string(bytes: Vec<u8>) -> String {
    simdutf8::basic::from_utf8(&bytes).expect("folding writes whole characters");
    // SAFETY: the bytes were found to be UTF-8 in the line before.
    unsafe { String::from_utf8_unchecked(bytes) }
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::*;

    use super::super::table::{ASCII, ASCII_OTHER, ASCII_SPACE, ASCII_TIGHT};
    use super::{Cursor, Places};

    /// Proof that the processor knows SSSE3 and POPCNT.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub(in super::super) struct Token(());

    impl Token {
        pub(super) fn new() -> Option<Self> {
            (is_x86_feature_detected!("ssse3") && is_x86_feature_detected!("popcnt"))
                .then_some(Token(()))
        }
    }

    #[inline]
    pub(super) fn ascii(
        text: &[u8],
        out: &mut [u8],
        places: &mut Places,
        at: &mut Cursor,
        limit: usize,
        _: Token,
    ) {
        // SAFETY: the function is safe but for what it asks of the processor, SSSE3 and POPCNT. Its
        // caller has a token, which `Token::new` alone can make, after it has found both.
        unsafe { ascii_ssse3(text, out, places, at, limit) }
    }

    const WIDTH: usize = 16;

    #[target_feature(enable = "ssse3,popcnt")]
    fn ascii_ssse3(
        text: &[u8],
        out: &mut [u8],
        places: &mut Places,
        at: &mut Cursor,
        limit: usize,
    ) {
        let Cursor {
            mut input,
            mut folded,
            mut tight,
        } = *at;
        while input < limit {
            let Some(window) = text[input..].first_chunk::<{ WIDTH + 1 }>() else {
                break;
            };
            let block = load(window.first_chunk().expect("it is longer"));
            let class = class(block);
            let any = |kinds: u8| {
                let kinds = _mm_and_si128(class, _mm_set1_epi8(kinds as i8));
                !mask(_mm_cmpeq_epi8(kinds, _mm_setzero_si128())) & 0xFFFF
            };
            let spaces = mask(_mm_cmpeq_epi8(block, _mm_set1_epi8(b' ' as i8)));
            let next = ASCII[usize::from(window[WIDTH])];
            let tights = any(TIGHT) | u32::from(next & ASCII_TIGHT != 0) << WIDTH;
            let others = any(OTHER);
            let goes_on = spaces >> (WIDTH - 1) != 0 && next & (ASCII_SPACE | ASCII_OTHER) != 0;
            // The whole block, or up to the first byte that is not folded here, and back over spaces
            // that may go on.
            let taken = if others == 0 && !goes_on {
                WIDTH as u32
            } else {
                let known = (others | 1 << WIDTH).trailing_zeros();
                u32::BITS - (!spaces & ((1 << known) - 1)).leading_zeros()
            };
            if taken == 0 {
                break;
            }
            let spaces = spaces & ((1 << taken) - 1);
            // Adding carries through the runs of spaces that start behind a tight character.
            let started = spaces & (tights << 1 | u32::from(tight));
            let behind = spaces & !(spaces + started);
            let gone = if spaces & spaces << 1 == 0 {
                behind | spaces & tights >> 1
            } else {
                of_runs(spaces, behind, tights)
            };
            let lower = lower(block);
            let to: &mut [u8; WIDTH + 8] = out[folded..]
                .first_chunk_mut()
                .expect("there is slack behind the text");
            if gone == 0 {
                store(lower, to);
            } else {
                compact(lower, gone, to);
                places.drop_some(input, gone);
            }
            input += taken as usize;
            folded += (taken - gone.count_ones()) as usize;
            tight = tights >> (taken - 1) & 1 != 0;
        }
        *at = Cursor {
            input,
            folded,
            tight,
        };
    }

    /// Which spaces go where some are in runs: all but the first, and that too behind or before a
    /// tight character.
    #[cold]
    fn of_runs(spaces: u32, behind: u32, tights: u32) -> u32 {
        let (mut left, mut gone) = (spaces, 0);
        while left != 0 {
            let first = left & left.wrapping_neg();
            let run = left & !(left + first);
            let after = (run + first) & !run;
            let kept = run & behind == 0 && tights & after == 0;
            gone |= if kept { run & !first } else { run };
            left &= !run;
        }
        gone
    }

    const TIGHT: u8 = 0x0F;
    const OTHER: u8 = 0xF0;

    /// The kind of every byte: bits of [`TIGHT`], of [`OTHER`] or none. A bit is set where both
    /// halves of the byte have it in their tables.
    #[target_feature(enable = "ssse3,popcnt")]
    fn class(block: __m128i) -> __m128i {
        const LOW: [u8; 16] = {
            // Control characters and what is no ASCII.
            let mut table = [0x30; 16];
            table[0x0] |= 0x80; // `
            table[0x6] |= 0x40; // &
            let tight: [(u8, &[u8]); 4] = [(1, b"!\"(),/"), (2, b":;<>?"), (4, b"[]"), (8, b"|~")];
            let mut row = 0;
            while row < tight.len() {
                let (bit, bytes) = tight[row];
                let mut i = 0;
                while i < bytes.len() {
                    table[(bytes[i] & 0xF) as usize] |= bit;
                    i += 1;
                }
                row += 1;
            }
            table
        };
        const HIGH: [u8; 16] = [
            0x10, 0x10, 0x41, 0x02, 0, 0x04, 0x80, 0x08, 0x20, 0x20, 0x20, 0x20, 0x20, 0x20, 0x20,
            0x20,
        ];
        let nibble = _mm_set1_epi8(0x0F);
        let low = _mm_and_si128(block, nibble);
        let high = _mm_and_si128(_mm_srli_epi16(block, 4), nibble);
        _mm_and_si128(
            _mm_shuffle_epi8(load(&LOW), low),
            _mm_shuffle_epi8(load(&HIGH), high),
        )
    }

    #[target_feature(enable = "ssse3,popcnt")]
    fn lower(block: __m128i) -> __m128i {
        let capital = _mm_and_si128(
            _mm_cmpgt_epi8(block, _mm_set1_epi8(b'A' as i8 - 1)),
            _mm_cmplt_epi8(block, _mm_set1_epi8(b'Z' as i8 + 1)),
        );
        _mm_or_si128(block, _mm_and_si128(capital, _mm_set1_epi8(0x20)))
    }

    /// By mask of eight bytes: the places of those that stay.
    static STAYING: [u64; 256] = {
        let mut table = [0; 256];
        let mut gone = 0;
        while gone < 256 {
            let (mut i, mut to) = (0, 0);
            while i < 8 {
                if gone >> i & 1 == 0 {
                    table[gone] |= (i as u64) << (8 * to);
                    to += 1;
                }
                i += 1;
            }
            gone += 1;
        }
        table
    };

    /// Writes the bytes that are not gone one behind the other.
    #[target_feature(enable = "ssse3,popcnt")]
    fn compact(block: __m128i, gone: u32, to: &mut [u8; WIDTH + 8]) {
        let (first, second) = (gone & 0xFF, gone >> 8 & 0xFF);
        let staying = |gone: u32| _mm_cvtsi64_si128(STAYING[gone as usize] as i64);
        let half = |block, gone| _mm_cvtsi128_si64(_mm_shuffle_epi8(block, staying(gone)));
        let low = half(block, first);
        let high = half(_mm_srli_si128(block, 8), second);
        *to.first_chunk_mut().expect("it is longer") = low.to_le_bytes();
        let rest = to[8 - first.count_ones() as usize..].first_chunk_mut();
        *rest.expect("it is longer") = high.to_le_bytes();
    }

    #[target_feature(enable = "ssse3,popcnt")]
    fn mask(bytes: __m128i) -> u32 {
        _mm_movemask_epi8(bytes) as u32
    }

    #[target_feature(enable = "ssse3,popcnt")]
    fn load(bytes: &[u8; WIDTH]) -> __m128i {
        // SAFETY: the reference is to sixteen bytes, and as many are read, at any alignment.
        unsafe { _mm_loadu_si128(bytes.as_ptr().cast()) }
    }

    #[target_feature(enable = "ssse3,popcnt")]
    fn store(block: __m128i, to: &mut [u8; WIDTH + 8]) {
        // SAFETY: the reference is to twenty-four bytes that nothing else refers to, and the first
        // sixteen are written, at any alignment.
        unsafe { _mm_storeu_si128(to.as_mut_ptr().cast(), block) }
    }
}
