//! From folded text to findings: match, refine, judge.

use std::ops::Range;
use std::sync::Arc;

use crate::category::Category;
use crate::language::Lang;

/// A piece of evidence and what it contributed to a finding's score.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// What was seen, in a few words.
    pub what: String,
    /// Its contribution, in hundredths of the deciding threshold's scale; may be negative.
    pub points: i32,
}

/// A span judged to be boilerplate.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Finding {
    /// Byte range of the input, on grapheme boundaries.
    pub range: Range<usize>,
    /// What it is.
    pub category: Category,
    /// The rule behind it, `family/key`.
    pub rule: Arc<str>,
    /// The language of its text.
    pub lang: Lang,
    /// Confidence, 0 to 1000.
    pub score: u16,
    /// The evidence, strongest first.
    pub reasons: Vec<Reason>,
    /// Whether it left the body (its category may be kept).
    pub removed: bool,
}

/// A rule hit that was found and let go.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Dropped {
    /// Byte range of the hit in the input.
    pub range: Range<usize>,
    /// The rule, `family/key`.
    pub rule: Arc<str>,
    /// Why it was let go, in a few words.
    pub why: &'static str,
}
