//! Gradient boosting: trees that correct, one after the other, what the first scores leave wrong.
//!
//! Friedman, "Greedy function approximation" (2001), with the second-order gains and the penalty of
//! XGBoost (Chen and Guestrin, 2016) and the growth by best leaf of LightGBM (Ke et al., 2017).
//! Written here because answers are small numbers, which makes it short, and because the libraries
//! at hand give trees that cannot be had as integers or differ between machines. All sums run in a
//! fixed order, and chance comes from a seed, so the same examples give the same trees.

use crate::detect::model::sequence::ONE;
use crate::detect::model::trees::{Answers, Node, Question, Trees};

/// Trees, and leaves of each at most.
const TREES: usize = 250;
const LEAVES: usize = 24;
/// What each tree corrects of what is wrong.
const RATE: f64 = 0.05;
/// Penalty on the size of values.
const RIDGE: f64 = 5.0;
/// Examples that a leaf must hold.
const FEWEST: f64 = 60.0;
/// Of a hundred: questions that a tree may ask, and documents that it sees.
const QUESTIONS: u64 = 50;
const DOCUMENTS: u64 = 70;

/// What is to be fitted.
pub(super) struct Problem<'a> {
    /// By row: the answers to all questions.
    pub answers: &'a [Answers],
    /// By row: the number of its document.
    pub documents: &'a [u32],
    pub rows: &'a [usize],
    pub labels: &'a [bool],
    pub weights: &'a [f64],
    /// By row: the score that the trees correct.
    pub first: &'a [f64],
}

/// Sums over a set of examples: gradients, curvatures, number.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    gradient: f64,
    curvature: f64,
    count: f64,
}

impl Sums {
    fn add(&mut self, other: Sums) {
        self.gradient += other.gradient;
        self.curvature += other.curvature;
        self.count += other.count;
    }

    fn without(self, other: Sums) -> Sums {
        Sums {
            gradient: self.gradient - other.gradient,
            curvature: self.curvature - other.curvature,
            count: self.count - other.count,
        }
    }

    fn merit(self) -> f64 {
        self.gradient * self.gradient / (self.curvature + RIDGE)
    }

    fn value(self) -> i16 {
        let value = -RATE * self.gradient / (self.curvature + RIDGE);
        let value = (value * f64::from(ONE)).round();
        value.clamp(f64::from(i16::MIN), f64::from(i16::MAX)) as i16
    }
}

/// A leaf while its tree grows.
struct Leaf {
    rows: Vec<u32>,
    sums: Sums,
    /// By question and answer.
    histogram: Vec<Sums>,
    split: Option<Split>,
}

#[derive(Debug, Clone, Copy)]
struct Split {
    gain: f64,
    question: usize,
    limit: u8,
}

/// A node of a growing tree: a leaf, or a question with the nodes of both answers.
enum Growing {
    Leaf(usize),
    Split(Split, Sums, usize, usize),
}

struct Layout {
    offsets: Vec<usize>,
    answers: Vec<usize>,
    len: usize,
}

/// The trees.
pub(super) fn fit(problem: &Problem<'_>) -> Trees {
    let questions = Question::all();
    let answers: Vec<usize> = questions.iter().map(|q| q.answers()).collect();
    let mut len = 0;
    let offsets = answers.iter().map(|n| {
        len += n;
        len - n
    });
    let layout = Layout {
        offsets: offsets.collect(),
        len,
        answers,
    };
    let mut scores: Vec<f64> = problem.rows.iter().map(|&r| problem.first[r]).collect();
    let mut trees = Trees::default();
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    for _ in 0..TREES {
        let slopes: Vec<Sums> = problem
            .rows
            .iter()
            .zip(&scores)
            .map(|(&row, &score)| {
                let p = 1.0 / (1.0 + (-score).exp());
                let weight = problem.weights[row];
                Sums {
                    gradient: weight * (p - f64::from(u8::from(problem.labels[row]))),
                    curvature: weight * p * (1.0 - p),
                    count: 1.0,
                }
            })
            .collect();
        let asked: Vec<usize> = (0..questions.len())
            .filter(|_| chance.of_hundred(QUESTIONS))
            .collect();
        let seed = chance.next();
        let seen = |&i: &u32| {
            let document = u64::from(problem.documents[problem.rows[i as usize]]);
            Chance(seed ^ (document + 1).wrapping_mul(0xd1b5_4a32_d192_ed03)).of_hundred(DOCUMENTS)
        };
        let rows: Vec<u32> = (0..problem.rows.len() as u32).filter(seen).collect();
        let tree = Grower {
            problem,
            layout: &layout,
            slopes: &slopes,
            asked: &asked,
        }
        .grow(rows);
        let start = trees.nodes.len();
        trees.push(&tree);
        let one = Trees {
            nodes: trees.nodes[start..].to_vec(),
            roots: vec![0],
        };
        for (score, &row) in scores.iter_mut().zip(problem.rows) {
            *score += f64::from(one.score(&problem.answers[row])) / f64::from(ONE);
        }
    }
    trees
}

struct Grower<'a> {
    problem: &'a Problem<'a>,
    layout: &'a Layout,
    /// By place in `rows` of the problem.
    slopes: &'a [Sums],
    asked: &'a [usize],
}

impl Grower<'_> {
    fn answers(&self, i: u32) -> &[u8] {
        &self.problem.answers[self.problem.rows[i as usize]]
    }

    fn grow(&self, rows: Vec<u32>) -> Vec<Node> {
        let mut leaves = vec![self.leaf(rows, None)];
        let mut nodes = vec![Growing::Leaf(0)];
        let mut at_node = vec![0];
        while leaves.len() < LEAVES {
            let gain = |l: &usize| leaves[*l].split.map_or(0.0, |s| s.gain);
            let best = (0..leaves.len()).max_by(|a, b| gain(a).total_cmp(&gain(b)).then(b.cmp(a)));
            let Some((leaf, split)) = best.and_then(|l| Some((l, leaves[l].split?))) else {
                break;
            };
            let parent = std::mem::replace(&mut leaves[leaf], Leaf::empty());
            let goes_low = |&i: &u32| self.answers(i)[split.question] <= split.limit;
            let (low, high): (Vec<u32>, Vec<u32>) = parent.rows.iter().partition(|i| goes_low(i));
            // The histogram of the greater half is what the smaller one leaves of the parent's.
            let (low, high) = if low.len() <= high.len() {
                let low = self.leaf(low, None);
                let high = self.leaf(high, Some((&parent, &low)));
                (low, high)
            } else {
                let high = self.leaf(high, None);
                (self.leaf(low, Some((&parent, &high))), high)
            };
            let node = at_node[leaf];
            let other = leaves.len();
            leaves[leaf] = low;
            leaves.push(high);
            nodes.push(Growing::Leaf(leaf));
            nodes.push(Growing::Leaf(other));
            nodes[node] = Growing::Split(split, parent.sums, nodes.len() - 2, nodes.len() - 1);
            at_node[leaf] = nodes.len() - 2;
            at_node.push(nodes.len() - 1);
        }
        let mut out = Vec::new();
        write(&nodes, &leaves, 0, &mut out);
        out
    }

    fn leaf(&self, rows: Vec<u32>, rest: Option<(&Leaf, &Leaf)>) -> Leaf {
        let mut leaf = Leaf {
            rows,
            ..Leaf::empty()
        };
        if let Some((parent, sibling)) = rest {
            leaf.sums = parent.sums.without(sibling.sums);
            let both = parent.histogram.iter().zip(&sibling.histogram);
            leaf.histogram = both.map(|(all, part)| all.without(*part)).collect();
        } else {
            leaf.histogram = vec![Sums::default(); self.layout.len];
            for &i in &leaf.rows {
                let slope = self.slopes[i as usize];
                leaf.sums.add(slope);
                let answers = self.answers(i);
                for &q in self.asked {
                    let bin = self.layout.offsets[q] + usize::from(answers[q]);
                    leaf.histogram[bin].add(slope);
                }
            }
        }
        leaf.split = self.best_split(&leaf);
        leaf
    }

    fn best_split(&self, leaf: &Leaf) -> Option<Split> {
        let whole = leaf.sums.merit();
        let mut best: Option<Split> = None;
        for &question in self.asked {
            let offset = self.layout.offsets[question];
            let mut low = Sums::default();
            for limit in 0..self.layout.answers[question] - 1 {
                low.add(leaf.histogram[offset + limit]);
                let high = leaf.sums.without(low);
                if low.count < FEWEST || high.count < FEWEST {
                    continue;
                }
                let gain = low.merit() + high.merit() - whole;
                if gain > 1e-6 && best.is_none_or(|b| gain > b.gain) {
                    let limit = limit as u8;
                    best = Some(Split {
                        gain,
                        question,
                        limit,
                    });
                }
            }
        }
        best
    }
}

impl Leaf {
    fn empty() -> Self {
        Leaf {
            rows: Vec::new(),
            sums: Sums::default(),
            histogram: Vec::new(),
            split: None,
        }
    }
}

/// The node and what hangs under it, in the order of [`Trees`].
fn write(nodes: &[Growing], leaves: &[Leaf], at: usize, out: &mut Vec<Node>) {
    match &nodes[at] {
        Growing::Leaf(leaf) => out.push(Node {
            question: 0,
            limit: 0,
            skip: 0,
            value: leaves[*leaf].sums.value(),
        }),
        Growing::Split(split, sums, low, high) => {
            let own = out.len();
            out.push(Node {
                question: split.question as u8,
                limit: split.limit,
                skip: 0,
                value: sums.value(),
            });
            write(nodes, leaves, *low, out);
            out[own].skip = (out.len() - own) as u8;
            write(nodes, leaves, *high, out);
        }
    }
}

/// xorshift64* (Vigna, 2016).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn of_hundred(&mut self, share: u64) -> bool {
        (self.next() >> 33) % 100 < share
    }
}
