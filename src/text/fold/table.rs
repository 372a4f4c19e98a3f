//! What every character folds to, looked up in tables that the build script makes of the rules.
//!
//! The characters of one to three bytes are in pages of 64: the lead byte and the second byte give
//! the page, the last byte the place in it. The others are few and stand in a sorted list. Which
//! characters of three bytes fold to themselves, as most do in most texts, is in a small table of
//! its own, one bit each.

use super::entity::entity;
use super::entry::{DROPPED, LEN, SPACE, TIGHT, bytes};
use super::is_cjk;

include!(concat!(env!("OUT_DIR"), "/fold_table.rs"));

/// What a character folds to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum To {
    /// Nothing.
    Dropped,
    /// White space of some kind.
    Space,
    /// A character: its bytes, the first lowest; how many; and whether white space beside it is
    /// dropped.
    Kept(u32, usize, bool),
}

impl To {
    /// What the character, or entity, at a byte of a text folds to, and where it ends.
    ///
    /// # Panics
    /// At the end of the text.
    #[inline]
    pub(super) fn at(text: &str, at: usize) -> (To, usize) {
        let byte = text.as_bytes()[at];
        let ascii = ASCII[usize::from(byte)];
        if ascii & ASCII_OTHER == 0 {
            let to = if ascii & ASCII_SPACE != 0 {
                To::Space
            } else {
                To::Kept((ascii & 0xFF).into(), 1, ascii & ASCII_TIGHT != 0)
            };
            return (to, at + 1);
        }
        let rest = &text[at..];
        let c = rest.chars().next().expect("a byte is there");
        let entity = if c == '&' { entity(rest) } else { None };
        let (c, len) = entity.unwrap_or((c, c.len_utf8()));
        (To::of(c), at + len)
    }

    #[inline]
    pub(super) fn of(c: char) -> To {
        let code = c as u32;
        if code >= 0x10000 {
            let far = FAR.binary_search_by_key(&c, |&(from, _)| from);
            let to = far.map_or(c, |i| FAR[i].1);
            return To::Kept(bytes(to), 4, is_cjk(to));
        }
        let entry = entry_at(code as usize >> 6, code as usize & 63);
        match () {
            () if entry & SPACE != 0 => To::Space,
            () if entry & DROPPED != 0 => To::Dropped,
            () => To::Kept(
                (bytes(c) ^ entry) & 0xFF_FFFF,
                len(entry),
                entry & TIGHT != 0,
            ),
        }
    }

    /// The character, if it is kept.
    pub(super) fn char(self) -> Option<char> {
        let To::Kept(bytes, len, _) = self else {
            return None;
        };
        let bytes = bytes.to_le_bytes();
        std::str::from_utf8(&bytes[..len]).ok()?.chars().next()
    }
}

/// The entry of a character of two or three bytes, by its bytes, the first lowest. What lies above
/// them does not matter.
#[inline]
pub(super) fn entry(bytes: u32) -> u32 {
    if bytes & 0xF0 == 0xE0 {
        entry_at(page(bytes), (bytes >> 16 & 63) as usize)
    } else {
        entry_at((bytes & 0x1F) as usize, (bytes >> 8 & 63) as usize)
    }
}

#[inline]
fn entry_at(page: usize, place: usize) -> u32 {
    ENTRIES[usize::from(PAGE[page]) * 64 + place]
}

/// Whether the bytes begin with a character of three that folds to itself.
#[inline]
pub(super) fn stays(bytes: u32) -> bool {
    bytes & 0xF0 == 0xE0 && STAY[page(bytes)] >> (bytes >> 16 & 63) & 1 != 0
}

/// The page of a character of three bytes.
#[inline]
fn page(bytes: u32) -> usize {
    ((bytes & 0xF) << 6 | bytes >> 8 & 63) as usize
}

/// Bytes of the folded character of an entry.
#[inline]
pub(super) fn len(entry: u32) -> usize {
    (entry >> LEN & 3) as usize
}

/// In [`ASCII`], above the byte that it folds to: white space beside the byte is dropped.
pub(super) const ASCII_TIGHT: u16 = 1 << 8;
/// A space.
pub(super) const ASCII_SPACE: u16 = 1 << 9;
/// Other white space, the start of an entity, no ASCII.
pub(super) const ASCII_OTHER: u16 = 1 << 10;

/// What a byte folds to, and its kind.
pub(super) static ASCII: [u16; 256] = {
    let mut table = [ASCII_OTHER; 256];
    let mut b = 0;
    while b < 128 {
        table[b as usize] = match b {
            b' ' => ASCII_SPACE | b as u16,
            b'&' | b'\t'..=b'\r' => ASCII_OTHER,
            b':' | b';' | b',' | b'!' | b'?' | b'|' | b'(' | b')' | b'[' | b']' | b'<' | b'>'
            | b'"' | b'/' | b'~' => ASCII_TIGHT | b as u16,
            b'`' => b'\'' as u16,
            _ => b.to_ascii_lowercase() as u16,
        };
        b += 1;
    }
    table
};
