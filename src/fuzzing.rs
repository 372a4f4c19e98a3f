//! What the targets under `fuzz/` see of the inside; there is no such module in any other build.

pub use crate::detect::matcher::twin::Matching;
pub use crate::text::fold::twin::same as folds_alike;
