//! The text itself: decoding, line layout, folding for matching, units.

pub mod decode;
