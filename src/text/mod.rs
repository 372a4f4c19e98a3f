//! The text itself: decoding, line layout, folding for matching, units.
