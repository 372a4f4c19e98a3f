//! Every way of matching held against the plain one. For the tests, and for `fuzz/`.

use super::plain::Plain;
use super::{Matcher, Way};
use crate::rules::model::Pattern;
use crate::text::fold::Folded;
use crate::text::layout::rows;
use crate::text::units::Units;

/// How many hits there are in a text.
///
/// # Panics
/// Two ways differ.
pub(super) fn same(matcher: &Matcher, plain: &Plain, patterns: &[Pattern], text: &str) -> usize {
    let rows = rows(text);
    let (folded, units) = (Folded::new(text, &rows), Units::new(text, &rows));
    let wanted = plain.hits(text, &folded, &units);
    for way in [Way::LookUp, Way::Sieve, Way::Automaton] {
        let found = matcher.hits_by(way, patterns, text, &folded, &units);
        assert_eq!(found, wanted, "{way:?} of {text:?}");
    }
    wanted.len()
}

/// All ways of matching with the same patterns.
#[cfg(fuzzing)]
pub struct Matching<'p> {
    patterns: &'p [Pattern],
    matcher: Matcher,
    plain: Plain<'p>,
}

#[cfg(fuzzing)]
impl<'p> Matching<'p> {
    /// Compiles the patterns in every way.
    pub fn new(patterns: &'p [Pattern]) -> Self {
        Matching {
            patterns,
            matcher: Matcher::default(),
            plain: Plain::new(patterns),
        }
    }

    /// How many hits there are in a text.
    ///
    /// # Panics
    /// Two ways differ.
    pub fn same(&self, text: &str) -> usize {
        same(&self.matcher, &self.plain, self.patterns, text)
    }
}
