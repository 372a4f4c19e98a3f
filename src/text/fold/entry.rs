//! An entry of the folding table, as the build script writes and the program reads it.
//!
//! The low 24 bits are what the UTF-8 bytes of the character differ in from those it folds to, the
//! first byte lowest: pages of characters that stay as they are all look alike.

/// Shift of the number of bytes of the folded character, 0 to 3; none is written of white space.
pub(super) const LEN: u32 = 24;
/// White space beside the folded character is dropped.
pub(super) const TIGHT: u32 = 1 << 28;
/// White space.
pub(super) const SPACE: u32 = 1 << 29;
/// Folds to nothing.
pub(super) const DROPPED: u32 = 1 << 30;

/// The UTF-8 bytes of a character of at most three, the first lowest.
#[inline]
pub(super) fn bytes(c: char) -> u32 {
    let mut bytes = [0; 4];
    c.encode_utf8(&mut bytes);
    u32::from_le_bytes(bytes)
}
