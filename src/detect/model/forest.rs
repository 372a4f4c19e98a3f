//! The trees of the second pass, laid out for speed: the sum stops as soon as it is known on which
//! side of a threshold it ends.
//!
//! What the trees that are left can still add is bounded beforehand, for every value of the unit's
//! own first score, which they ask most about. Most units are plainly body and are done after a few
//! trees. (Cambazoglu and others, "Early exit optimizations for additive machine learned ranking
//! systems", 2010, stop likewise, but by chance; bounds decide the same as the full sum.)

use super::facts::Fact;
use super::trees::{Node, Trees};

/// Trees between two looks at what is left.
const BLOCK: usize = 5;

/// The trees of a table, and what each block of them and all behind it can add.
#[derive(Debug, Clone, Default)]
pub(crate) struct Forest {
    trees: Trees,
    /// By value of the own score, then by block: least and most that this block and the later ones
    /// add.
    bounds: Vec<Vec<(i32, i32)>>,
}

impl Forest {
    /// Prepares the trees.
    pub fn new(trees: &Trees) -> Self {
        let bounds = |own: usize| {
            let mut left = vec![(0, 0)];
            for block in trees.roots.chunks(BLOCK).rev() {
                let (mut least, mut most) = left[left.len() - 1];
                for &root in block {
                    let (low, high) = bound(&trees.nodes, root as usize, own as u8);
                    least += low;
                    most += high;
                }
                left.push((least, most));
            }
            left.reverse();
            left
        };
        Forest {
            trees: trees.clone(),
            bounds: (0..Fact::Own.values().len()).map(bounds).collect(),
        }
    }

    /// `first` and the sum of all trees if that reaches `limit`; otherwise none, and mostly long
    /// before the last tree.
    pub fn reaches(&self, answers: &[u8], first: i32, limit: i32) -> Option<i32> {
        let bounds = &self.bounds[usize::from(answers[Fact::Own as usize])];
        let mut sum = first;
        for (block, (_, most)) in self.trees.roots.chunks(BLOCK).zip(bounds) {
            if sum + most < limit {
                return None;
            }
            for &root in block {
                sum += leaf(&self.trees.nodes, root as usize, answers);
            }
        }
        (sum >= limit).then_some(sum)
    }
}

fn leaf(nodes: &[Node], mut at: usize, answers: &[u8]) -> i32 {
    loop {
        let node = nodes[at];
        if node.skip == 0 {
            return i32::from(node.value);
        }
        let low = answers[usize::from(node.question)] <= node.limit;
        at += if low { 1 } else { usize::from(node.skip) };
    }
}

/// Least and most that a tree gives where the own score has this value.
fn bound(nodes: &[Node], at: usize, own: u8) -> (i32, i32) {
    let node = nodes[at];
    if node.skip == 0 {
        let value = i32::from(node.value);
        return (value, value);
    }
    let (low, high) = (at + 1, at + usize::from(node.skip));
    if usize::from(node.question) == Fact::Own as usize {
        return bound(nodes, if own <= node.limit { low } else { high }, own);
    }
    let (low, high) = (bound(nodes, low, own), bound(nodes, high, own));
    (low.0.min(high.0), low.1.max(high.1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::model::Weights;
    use proptest::prelude::*;

    fn answers() -> impl Strategy<Value = Vec<u8>> {
        let all = crate::detect::model::trees::Question::all();
        let each: Vec<_> = all.iter().map(|q| 0..q.answers() as u8).collect();
        each
    }

    proptest! {
        #[test]
        fn decides_as_the_full_sum(
            answers in answers(),
            first in -3000..3000,
            limit in -1500..1500,
        ) {
            let weights = Weights::builtin();
            let forest = Forest::new(&weights.0.trees);
            let full = first + weights.0.trees.score(&answers);
            prop_assert_eq!(forest.reaches(&answers, first, limit), (full >= limit).then_some(full));
            prop_assert_eq!(forest.reaches(&answers, first, full), Some(full));
            prop_assert_eq!(forest.reaches(&answers, first, full + 1), None);
        }
    }
}
