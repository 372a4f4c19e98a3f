//! Every way of folding held against the plain one: the same text, and the same places for every
//! offset. For the tests, and for `fuzz/`.

use super::plain::Plain;
use super::simd::Way;
use super::{Folded, Row};

fn plain(text: &str, rows: &[Row]) -> Plain {
    let is_hard = |at| {
        let row = rows.get(rows.partition_point(|r| r.next <= at));
        row.is_some_and(|r| !r.soft && r.range.end <= at)
    };
    Plain::new(text, is_hard)
}

/// Folds a text in every way and compares all places.
///
/// # Panics
/// Two ways differ.
#[cfg(test)]
pub(crate) fn same(text: &str, rows: &[Row]) {
    same_every(1, text, rows);
}

/// As [`same`], of which it looks at every so manyth place.
pub(crate) fn same_every(step: usize, text: &str, rows: &[Row]) {
    let plain = plain(text, rows);
    for way in Way::all() {
        let folded = Folded::by(text, rows, way);
        assert_eq!(folded.as_str(), plain.text, "{way:?} of {text:?}");
        for at in (0..=text.len() + 2).step_by(step) {
            let (found, wanted) = (folded.from_input(at), plain.folded_of(at));
            assert_eq!(found, wanted, "{way:?}: input byte {at} of {text:?}");
        }
        for at in (0..=plain.text.len() + 2).step_by(step) {
            for len in [0, 1, 30, 300] {
                let range = at..at + len;
                let (found, wanted) = (
                    folded.to_input(range.clone()),
                    plain.input_of(range.clone()),
                );
                assert_eq!(found, wanted, "{way:?}: folded bytes {range:?} of {text:?}");
            }
        }
        let (from, to) = (9, 3);
        assert_eq!(folded.to_input(from..to), plain.input_of(from..to));
    }
}
