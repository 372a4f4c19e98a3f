//! What a physical row of a text is.

use std::ops::Range;

/// One physical row of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Bytes of the input without the terminator.
    pub range: Range<usize>,
    /// Byte of the input where the next row starts, after the terminator.
    pub next: usize,
    /// The break after this row only wraps a paragraph. Never set on the last row.
    pub soft: bool,
}
