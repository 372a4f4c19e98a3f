//! The text itself: encodings, line layout, folding for matching, lines and sentences.

mod assume;
mod chars;
pub mod decode;
mod decoder;
pub mod encoding;
pub mod fold;
pub(crate) mod grapheme;
pub mod layout;
mod likely;
pub(crate) mod printable;
mod reading;
pub mod sentence;
pub(crate) mod size;
pub mod transcode;
#[cfg(test)]
pub(crate) mod trial;
pub mod units;

pub use assume::assume;
pub(crate) use chars::{han_length, is_alphanumeric, is_cjk, is_common_han, is_han, is_ignorable};
