//! Levels: the probabilities from which something goes.
//!
//! The second pass is fitted on scores of articles whose publishers were left out, so its scores are
//! probabilities for publishers that nobody has seen, and the levels can be the same for everybody
//! who fits. The values were set once, by the precision that they gave on articles whose publishers
//! were left out; docs/quality.md has the figures. Thresholds fitted to the articles one by one were
//! tried and hang on the two or three strangest among them.

use crate::detect::model::sequence::ONE;
use crate::detect::model::weights::Thresholds;

/// Probability from which a unit goes that a cue anchors, by level.
const TAKE: [f64; 3] = [0.94, 0.76, 0.55];
/// The same for one that nothing anchors.
const FREE: [f64; 3] = [0.98, 0.90, 0.875];
/// Probability below which a doubtful finding of the rules comes back.
const LEAVE: [f64; 3] = [0.83, 0.60, 0.05];

/// The thresholds, as scores.
pub(super) fn thresholds() -> Thresholds {
    let score = |p: f64| ((p / (1.0 - p)).ln() * f64::from(ONE)).round() as i32;
    Thresholds {
        take: TAKE.map(score),
        free: FREE.map(score),
        leave: LEAVE.map(score),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_takes_what_every_stricter_one_takes() {
        let Thresholds { take, free, leave } = thresholds();
        for thresholds in [take, free, leave] {
            assert!(
                thresholds.is_sorted_by(|strict, lax| strict >= lax),
                "{thresholds:?}"
            );
        }
        // ln(0.76 / 0.24) = 1.1527.
        assert_eq!(take[1], 295);
        // What is anchored goes sooner.
        assert!(
            take.iter()
                .zip(free)
                .all(|(&anchored, free)| anchored <= free)
        );
    }
}
