//! Which category a boilerplate text is of: regression over its wording with a ridge penalty.

use super::logistic::{Objective, minimise};

/// Strength of the penalty.
const RIDGE: f64 = 0.3;
const ROUNDS: u64 = 60;

/// A text by its places, `buckets` many, and its category.
pub(super) struct Sample {
    pub places: Vec<usize>,
    pub category: usize,
    pub weight: f64,
}

struct Problem<'a> {
    samples: &'a [Sample],
    buckets: usize,
    categories: usize,
}

impl Objective for Problem<'_> {
    fn measure(&self, p: &[f64], mut gradient: Option<&mut [f64]>) -> f64 {
        let n = self.categories;
        let biases = self.buckets * n;
        let mut cost = 0.0;
        for i in 0..biases {
            cost += 0.5 * RIDGE * p[i] * p[i];
            if let Some(g) = gradient.as_deref_mut() {
                g[i] = RIDGE * p[i];
            }
        }
        let mut scores = vec![0.0; n];
        for sample in self.samples {
            let value = 1.0 / (sample.places.len().max(1) as f64).sqrt();
            scores.copy_from_slice(&p[biases..]);
            for &place in &sample.places {
                for (score, w) in scores.iter_mut().zip(&p[place * n..]) {
                    *score += w * value;
                }
            }
            let top = scores.iter().copied().fold(f64::MIN, f64::max);
            let sum: f64 = scores.iter().map(|s| (s - top).exp()).sum();
            cost += sample.weight * (sum.ln() + top - scores[sample.category]);
            if let Some(g) = gradient.as_deref_mut() {
                for (c, score) in scores.iter_mut().enumerate() {
                    let hit = f64::from(u8::from(c == sample.category));
                    *score = sample.weight * ((*score - top).exp() / sum - hit);
                }
                for (g, d) in g[biases..].iter_mut().zip(&scores) {
                    *g += d;
                }
                for &place in &sample.places {
                    for (g, d) in g[place * n..].iter_mut().zip(&scores) {
                        *g += d * value;
                    }
                }
            }
        }
        cost
    }
}

/// Weights by place, then by category, and the biases behind them.
pub(super) fn fit(samples: &[Sample], buckets: usize, categories: usize) -> Vec<f64> {
    let problem = Problem {
        samples,
        buckets,
        categories,
    };
    minimise(&problem, vec![0.0; (buckets + 1) * categories], ROUNDS)
}
