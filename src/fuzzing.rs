//! What the targets under `fuzz/` see of the inside; there is no such module in any other build.

pub use crate::detect::matcher::twin::Matching;
use crate::text::fold::twin;
use crate::text::layout::Row;

/// Folds a text in every way and compares the places, of a long text some.
///
/// # Panics
/// Two ways differ.
pub fn folds_alike(text: &str, rows: &[Row]) {
    twin::same_every(1 + text.len() / 128, text, rows);
}
