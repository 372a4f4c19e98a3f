//! Shares made of counts: precision, recall and F1.

use std::ops::AddAssign;

use serde::{Serialize, Serializer};

/// Weighted counts that precision and recall are made of. For characters `right` and `found` are
/// the same; for spans the first counts removed spans and the second gold spans.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Sums {
    /// Removed, and boilerplate.
    pub right: f64,
    /// Removed, and body.
    pub wrong: f64,
    /// Boilerplate, and removed.
    pub found: f64,
    /// Boilerplate, and left.
    pub left: f64,
}

impl Sums {
    /// Counts times a weight.
    pub fn weighted(weight: f64, right: u64, wrong: u64, found: u64, left: u64) -> Self {
        Sums {
            right: right as f64 * weight,
            wrong: wrong as f64 * weight,
            found: found as f64 * weight,
            left: left as f64 * weight,
        }
    }

    /// right / (right + wrong); 1 where nothing was removed.
    pub fn precision(&self) -> f64 {
        share(self.right, self.right + self.wrong)
    }

    /// found / (found + left); 1 where there is no boilerplate.
    pub fn recall(&self) -> f64 {
        share(self.found, self.found + self.left)
    }

    /// The harmonic mean of precision and recall; 0 where both are 0.
    pub fn f1(&self) -> f64 {
        let (p, r) = (self.precision(), self.recall());
        if p + r > 0.0 {
            2.0 * p * r / (p + r)
        } else {
            0.0
        }
    }
}

impl AddAssign for Sums {
    fn add_assign(&mut self, other: Self) {
        self.right += other.right;
        self.wrong += other.wrong;
        self.found += other.found;
        self.left += other.left;
    }
}

/// A part of a whole, 0 to 1; 1 where there is no whole.
pub fn share(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 1.0 }
}

/// The two ends of an interval. Serializes to `[low, high]`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Serialize for Interval {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        [rounded(self.low), rounded(self.high)].serialize(serializer)
    }
}

/// One interval for each of the three figures.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Intervals {
    /// Of the precision.
    pub precision: Interval,
    /// Of the recall.
    pub recall: Interval,
    /// Of the F1.
    pub f1: Interval,
}

/// The three figures. In JSON they have four digits.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Rates {
    /// [`Sums::precision`].
    #[serde(serialize_with = "four_digits")]
    pub precision: f64,
    /// [`Sums::recall`].
    #[serde(serialize_with = "four_digits")]
    pub recall: f64,
    /// [`Sums::f1`].
    #[serde(serialize_with = "four_digits")]
    pub f1: f64,
    /// 95 % intervals; none if there are fewer than two publishers.
    pub intervals: Option<Intervals>,
}

impl Rates {
    /// The figures of these counts.
    pub fn new(sums: &Sums, intervals: Option<Intervals>) -> Self {
        Rates {
            precision: sums.precision(),
            recall: sums.recall(),
            f1: sums.f1(),
            intervals,
        }
    }
}

/// Four digits after the point, the nearest of them to the exact value.
fn rounded(value: f64) -> f64 {
    format!("{value:.4}").parse().unwrap_or(value)
}

/// Writes a share with four digits.
pub(super) fn four_digits<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(rounded(*value))
}

/// Writes a share with four digits, or null.
pub(super) fn four_digits_if_any<S: Serializer>(
    value: &Option<f64>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    value.map(rounded).serialize(serializer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_of_counts() {
        let sums = Sums::weighted(1.0, 3, 1, 3, 3);
        assert_eq!(
            (sums.precision(), sums.recall(), sums.f1()),
            (0.75, 0.5, 0.6)
        );
        let halved = Sums::weighted(0.5, 3, 1, 3, 3);
        assert_eq!((halved.right, halved.precision()), (1.5, 0.75));
    }

    #[test]
    fn empty_groups_have_figures() {
        let none = Sums::default();
        assert_eq!(
            (none.precision(), none.recall(), none.f1()),
            (1.0, 1.0, 1.0)
        );
        let all_wrong = Sums::weighted(1.0, 0, 4, 0, 2);
        assert_eq!((all_wrong.precision(), all_wrong.f1()), (0.0, 0.0));
    }

    #[test]
    fn json_has_four_digits() {
        let rates = Rates::new(&Sums::weighted(1.0, 2, 1, 1, 0), None);
        let json = serde_json::to_string(&rates).unwrap();
        assert_eq!(
            json,
            r#"{"precision":0.6667,"recall":1.0,"f1":0.8,"intervals":null}"#
        );
    }
}
