//! The text itself: decoding, line layout, folding for matching, lines and sentences.

mod chars;
pub mod decode;
pub mod fold;
pub mod layout;
pub mod sentence;
pub mod units;

pub(crate) use chars::{is_cjk, is_ignorable};
