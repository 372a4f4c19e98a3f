//! How often removed spans were right, by what people marked.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use super::marks::{Mark, Verdict};

/// The 0.975 quantile of the standard normal distribution: intervals of 95 %.
const Z: f64 = 1.959_963_984_540_054;

/// The interval that holds the share behind `right` of `marked` with 95 % confidence: Wilson's score
/// interval (E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
/// Journal of the American Statistical Association 22, 1927, 209–212), without continuity
/// correction. It is sensible also for few marks and for shares of 0 and 1. Of no marks it is 0..1.
///
/// ```
/// let (low, high) = jingwen::report::precision::wilson(8, 10);
/// assert!((low - 0.4902).abs() < 5e-5 && (high - 0.9433).abs() < 5e-5);
/// ```
pub fn wilson(right: u64, marked: u64) -> (f64, f64) {
    if marked == 0 {
        return (0.0, 1.0);
    }
    let n = marked as f64;
    let p = right as f64 / n;
    let z2 = Z * Z;
    let middle = p + z2 / (2.0 * n);
    let half = Z * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
    let of = |x: f64| (x / (1.0 + z2 / n)).clamp(0.0, 1.0);
    // At either end the bound is exact; rounding would leave it an ulp beside.
    let low = if right == 0 { 0.0 } else { of(middle - half) };
    let high = if right == marked {
        1.0
    } else {
        of(middle + half)
    };
    (low, high)
}

/// How many of the marked spans of a rule, a category, or all were right.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Precision {
    /// `rule`, `category` or `all`.
    pub of: &'static str,
    /// Its name; empty of all.
    pub name: String,
    /// Spans marked right.
    pub right: u64,
    /// Spans marked.
    pub marked: u64,
    /// right / marked.
    pub precision: f64,
    /// Lower end of the 95 % interval, [`wilson`].
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// Collects marks. The same span marked alike twice counts once; marked both ways, not at all.
#[derive(Debug, Default)]
pub struct Scorer {
    /// Text, place and rule; rule, category and what was said.
    spans: HashMap<(String, usize, usize, String), Said>,
    unmarked: u64,
}

#[derive(Debug)]
struct Said {
    category: String,
    right: bool,
    wrong: bool,
}

/// What marks amount to.
#[derive(Debug)]
pub struct Score {
    /// Rules by name, categories by name, all.
    pub rows: Vec<Precision>,
    /// Lines without a mark.
    pub unmarked: u64,
    /// Spans marked both ways.
    pub disputed: u64,
}

impl Scorer {
    /// Adds a mark.
    pub fn add(&mut self, mark: &Mark) {
        let Some(verdict) = mark.mark else {
            self.unmarked += 1;
            return;
        };
        let range = mark.range();
        let key = (
            mark.sha256.clone(),
            range.start,
            range.end,
            mark.rule.clone(),
        );
        let said = self.spans.entry(key).or_insert_with(|| Said {
            category: mark.category.clone(),
            right: false,
            wrong: false,
        });
        match verdict {
            Verdict::Right => said.right = true,
            Verdict::Wrong => said.wrong = true,
        }
    }

    /// Counts.
    pub fn finish(self) -> Score {
        let mut counts: BTreeMap<(u8, String), (u64, u64)> = BTreeMap::new();
        let mut disputed = 0;
        for ((_, _, _, rule), said) in self.spans {
            if said.right && said.wrong {
                disputed += 1;
                continue;
            }
            for key in [(0, rule), (1, said.category), (2, String::new())] {
                let (right, marked) = counts.entry(key).or_default();
                *right += u64::from(said.right);
                *marked += 1;
            }
        }
        let row = |((of, name), (right, marked)): ((u8, String), (u64, u64))| {
            let (low, high) = wilson(right, marked);
            Precision {
                of: ["rule", "category", "all"][usize::from(of)],
                name,
                right,
                marked,
                precision: right as f64 / marked as f64,
                low,
                high,
            }
        };
        Score {
            rows: counts.into_iter().map(row).collect(),
            unmarked: self.unmarked,
            disputed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_are_those_computed_by_hand() {
        // (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n), z² = 3.841459.
        // 8 of 10: (0.8 + 0.192073 ± 1.959964 √(0.016 + 0.0096036)) / 1.3841459
        //        = (0.992073 ± 0.313614) / 1.3841459 = 0.490162, 0.943318
        // 0 of 5:  (0.3841459 ± 0.3841459) / 1.7682918 = 0, 0.434482
        // 95 of 100: (0.95 + 0.0192073 ± 1.959964 √(0.000475 + 0.0000960365)) / 1.03841459
        //        = (0.9692073 ± 0.0468363) / 1.03841459 = 0.888250, 0.978457
        let cases = [
            (8, 10, 0.490_162, 0.943_318),
            (0, 5, 0.0, 0.434_482),
            (5, 5, 0.565_518, 1.0),
            (95, 100, 0.888_250, 0.978_457),
            (0, 0, 0.0, 1.0),
        ];
        for (right, marked, low, high) in cases {
            let (a, b) = wilson(right, marked);
            assert!((a - low).abs() < 2e-6, "{right}/{marked}: {a}");
            assert!((b - high).abs() < 2e-6, "{right}/{marked}: {b}");
        }
    }
}
