//! The trees of the second pass, laid out for speed: all of them at once, without a branch.
//!
//! This is QuickScorer (Lucchese and others, "QuickScorer: a fast algorithm to rank documents with
//! additive ensembles of regression trees", 2015). A bit for every leaf of a tree; a question that
//! is answered beyond its limit rules out the leaves on its low side, and of those that are left
//! the first is where the path ends. As answers are few, what each rules out in every tree is known
//! beforehand.

use super::trees::{Answers, Node, QUESTIONS, Question, Trees};

/// Leaves of a tree that fit its bits; larger trees are walked.
const LEAVES: usize = u32::BITS as usize;
/// Trees that are looked at together: a row of them fills a line of the cache.
const LANES: usize = 16;

/// The trees of a table.
#[derive(Debug)]
pub(crate) struct Forest {
    /// By question: the row of its answer 0, which rules out nothing.
    rows: [usize; QUESTIONS],
    groves: Vec<Grove>,
    large: Trees,
}

/// Some of the trees.
#[derive(Debug)]
struct Grove {
    /// By row: the leaves that the answer leaves in each tree.
    left: Vec<[u32; LANES]>,
    /// By tree: the values of its leaves.
    values: [[i16; LEAVES]; LANES],
}

impl Forest {
    /// Prepares the trees.
    pub fn new(trees: &Trees) -> Self {
        let mut next = 0;
        let rows = std::array::from_fn(|q| {
            let row = next;
            next += Question::all()[q].answers();
            row
        });
        let mut forest = Forest {
            rows,
            groves: Vec::new(),
            large: Trees::default(),
        };
        let leaves = |tree: &[Node]| tree.iter().filter(|n| n.skip == 0).count();
        let (small, large): (Vec<_>, Vec<_>) =
            trees.each().partition(|&tree| leaves(tree) <= LEAVES);
        for group in small.chunks(LANES) {
            let mut grove = Grove {
                left: vec![[u32::MAX; LANES]; next],
                values: [[0; LEAVES]; LANES],
            };
            for (lane, tree) in group.iter().enumerate() {
                grove.plant(&rows, lane, tree, 0, &mut 0);
            }
            forest.groves.push(grove);
        }
        large.into_iter().for_each(|tree| forest.large.push(tree));
        forest
    }

    /// By unit, what answers to every question it gives: the sum of the values at the ends of the
    /// paths.
    pub fn scores<'a>(&self, units: impl Iterator<Item = &'a Answers> + Clone) -> Vec<i32> {
        let mut sums: Vec<i32> = units.clone().map(|unit| self.large.score(unit)).collect();
        let told: Vec<Told> = units.map(|unit| Told::of(&self.rows, unit)).collect();
        for grove in &self.groves {
            for (sum, told) in sums.iter_mut().zip(&told) {
                *sum += grove.score(told.rows());
            }
        }
        sums
    }
}

/// The rows of the answers that rule out anything.
struct Told {
    rows: [u16; QUESTIONS],
    count: usize,
}

impl Told {
    fn of(rows: &[usize; QUESTIONS], answers: &Answers) -> Self {
        let mut told = Told {
            rows: [0; QUESTIONS],
            count: 0,
        };
        for (row, &answer) in rows.iter().zip(answers) {
            told.rows[told.count] = (row + usize::from(answer)) as u16;
            told.count += usize::from(answer > 0);
        }
        told
    }

    fn rows(&self) -> &[u16] {
        &self.rows[..self.count]
    }
}

impl Grove {
    /// Takes in what hangs under a node of the tree; `leaf` is the next one's number. Of a tree that
    /// was cut short some nodes are never reached.
    fn plant(
        &mut self,
        rows: &[usize; QUESTIONS],
        lane: usize,
        tree: &[Node],
        at: usize,
        leaf: &mut usize,
    ) {
        let node = tree[at];
        if node.skip == 0 {
            self.values[lane][*leaf] = node.value;
            *leaf += 1;
            return;
        }
        let first = *leaf;
        self.plant(rows, lane, tree, at + 1, leaf);
        let low = ((1u64 << *leaf) - (1 << first)) as u32;
        let question = usize::from(node.question);
        let answers = Question::all()[question].answers();
        for answer in usize::from(node.limit) + 1..answers {
            self.left[rows[question] + answer][lane] &= !low;
        }
        self.plant(rows, lane, tree, at + usize::from(node.skip), leaf);
    }

    fn score(&self, rows: &[u16]) -> i32 {
        let value = |(left, values): (&u32, &[i16; LEAVES])| {
            i32::from(values[left.trailing_zeros() as usize % LEAVES])
        };
        let left = left_by_all(&self.left, rows);
        left.iter().zip(&self.values).map(value).sum()
    }
}

/// The leaves that all of the rows leave. By itself it becomes a few wide instructions.
#[inline(never)]
fn left_by_all(table: &[[u32; LANES]], rows: &[u16]) -> [u32; LANES] {
    let mut left = [u32::MAX; LANES];
    for &row in rows {
        for (left, row) in left.iter_mut().zip(&table[usize::from(row)]) {
            *left &= row;
        }
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::model::Weights;
    use crate::detect::model::facts::Fact;
    use proptest::prelude::*;

    fn answers() -> impl Strategy<Value = Answers> {
        let all = Question::all();
        let each: Vec<_> = all.iter().map(|q| 0..q.answers() as u8).collect();
        each.prop_map(|answers| answers.try_into().expect("one answer to a question"))
    }

    proptest! {
        #[test]
        fn sums_as_walking_does(answers in answers()) {
            let weights = Weights::builtin();
            let trees = &weights.0.trees;
            let scores = |trees| Forest::new(trees).scores([answers; 2].iter());
            prop_assert_eq!(scores(trees), [trees.score(&answers); 2]);
            // Paths that end early, and a tree with more leaves than there are bits.
            let mut trees = trees.clone();
            trees.forget(Fact::Own);
            let long = (0..40).flat_map(|i| {
                let [question, limit] = [Fact::Share as u8, i % 12];
                [
                    Node { question, limit, skip: 2, value: 0 },
                    Node { question: 0, limit: 0, skip: 0, value: i16::from(i) },
                ]
            });
            let end = Node { question: 0, limit: 0, skip: 0, value: 99 };
            trees.push(&long.chain([end]).collect::<Vec<_>>());
            prop_assert_eq!(scores(&trees), [trees.score(&answers); 2]);
        }
    }
}
