//! The weights: integers, as data, the same sums on every machine.

use std::sync::{Arc, LazyLock};

use serde::{Deserialize, Serialize};

use super::facts::{Fact, Facts};
use super::inputs::Layout;
use super::trees::Trees;
use super::units::Standing;
use crate::category::Category;
use crate::options::Level;

/// The name of the wording among the inputs.
const WORDING: &str = "wording";

/// Places of the pieces of a wording that say what kind of boilerplate it is.
pub(crate) const KIND_BUCKETS: usize = 1 << 11;

/// What the judge has learnt: how much every input counts. Built in, or read from the file that
/// `jingwen fit` writes.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights(pub(crate) Arc<Table>);

/// The numbers. Scores are in 256ths of the natural logarithm of the odds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Table {
    pub first_bias: i32,
    pub first: Vec<i16>,
    /// What the second pass adds.
    pub trees: Trees,
    /// By place of a piece of wording.
    pub wording: Vec<i8>,
    /// What one of these counts, in 65,536ths.
    pub wording_scale: i32,
    pub thresholds: Thresholds,
    pub categories: Vec<Category>,
    pub category_bias: Vec<i32>,
    /// By place, then by category.
    pub category_wording: Vec<i8>,
}

/// Scores by level: from which a unit goes that a cue anchors, from which one goes that nothing
/// anchors, and below which one stays although a rule that is not decisive took it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Thresholds {
    pub take: [i32; 3],
    pub free: [i32; 3],
    pub leave: [i32; 3],
}

impl Thresholds {
    /// The score from which a unit of this standing goes; none if it never does.
    pub fn take(&self, level: Level, standing: Standing) -> Option<i32> {
        match standing {
            Standing::Anchored => Some(self.take[level as usize]),
            Standing::Free => Some(self.free[level as usize]),
            // Only where much is to go, and then only with as much as anything else.
            Standing::Told if level == Level::Thorough => Some(self.free[level as usize]),
            _ => None,
        }
    }

    /// The least score from which a unit may go, whatever its standing.
    pub fn least(&self, level: Level) -> i32 {
        self.take[level as usize].min(self.free[level as usize])
    }

    /// The score below which a doubtful finding of the rules stays in the text.
    pub fn leave(&self, level: Level) -> i32 {
        self.leave[level as usize]
    }
}

impl Weights {
    /// The weights that come with the program.
    pub fn builtin() -> Self {
        static BUILTIN: LazyLock<Weights> = LazyLock::new(|| {
            let text = include_str!("../../../corpus/weights/builtin.toml");
            Weights::parse(text).expect("a test reads the built-in weights")
        });
        BUILTIN.clone()
    }

    /// The names of what the model looks at, each of which [`without`](Self::without) takes.
    pub fn inputs() -> Vec<&'static str> {
        let facts = Fact::ALL.iter().map(|fact| fact.name());
        facts.chain([WORDING]).collect()
    }

    /// These weights as though nothing were known of one input; none if there is no input of that
    /// name. They are not fitted anew.
    ///
    /// ```
    /// let weights = jingwen::Weights::builtin();
    /// assert!(weights.without("length").is_some_and(|less| less != weights));
    /// assert!(weights.without("colour").is_none());
    /// ```
    pub fn without(&self, input: &str) -> Option<Self> {
        let mut table = Table::clone(&self.0);
        if input == WORDING {
            table.wording.fill(0);
            return Some(Weights(Arc::new(table)));
        }
        let fact = *Fact::ALL.iter().find(|fact| fact.name() == input)?;
        for i in Layout::get().with(fact) {
            table.first[i] = 0;
        }
        table.trees.forget(fact);
        Some(Weights(Arc::new(table)))
    }
}

/// `sum / sqrt(count)` of wording weights, in scores.
fn wording_score(sum: i64, count: usize, scale: i32) -> i32 {
    let root = ((count.max(1) as u64) << 32).isqrt() as i64;
    ((sum * i64::from(scale) * 256) / root) as i32
}

impl Table {
    /// A table without any weight: every score is 0.
    #[cfg(feature = "fit")]
    pub fn zero() -> Self {
        Table {
            first_bias: 0,
            first: vec![0; Layout::get().len()],
            trees: Trees::default(),
            wording: vec![0; super::wording::BUCKETS],
            wording_scale: 0,
            thresholds: Thresholds {
                take: [0; 3],
                free: [0; 3],
                leave: [0; 3],
            },
            categories: Vec::new(),
            category_bias: Vec::new(),
            category_wording: Vec::new(),
        }
    }

    /// What the wording counts.
    pub fn wording(&self, places: &[u16]) -> i32 {
        let sum = places
            .iter()
            .map(|&p| i64::from(self.wording[usize::from(p)]));
        wording_score(sum.sum(), places.len(), self.wording_scale)
    }

    /// The score of the first pass.
    pub fn first(&self, facts: &Facts, places: &[u16]) -> i32 {
        self.first_bias + Layout::get().sum(facts, &self.first) + self.wording(places)
    }

    /// The likeliest category of a boilerplate text.
    pub fn category(&self, places: &[u16]) -> Category {
        let n = self.categories.len();
        let mut sums = vec![0i64; n];
        for &place in places {
            let row = usize::from(place) % KIND_BUCKETS * n;
            for (sum, &w) in sums.iter_mut().zip(&self.category_wording[row..row + n]) {
                *sum += i64::from(w);
            }
        }
        let root = ((places.len().max(1) as u64) << 16).isqrt() as i64;
        let score = |c: usize| sums[c] * 256 / root + i64::from(self.category_bias[c]);
        let best = (0..n).max_by_key(|&c| (score(c), usize::MAX - c));
        best.map_or(Category::Other, |c| self.categories[c])
    }
}
