//! The two passes of the model, so that no score is ever taken on documents that it was fitted on.
//!
//! With folds, a first pass is fitted for every pair of folds left out, and for every single one.
//! The second pass for fold `k` is fitted on the first scores that each other fold `j` has from the
//! weights fitted without `j` and `k`; fold `k` itself is then scored with the weights fitted
//! without `k`. Nothing of a fold enters its own scores.

use std::collections::HashSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::boost;
use super::examples::Document;
use super::logistic::{self, Matrix, Problem};
use super::phrases::Phrase;
use super::softmax::{self, Sample};
use crate::category::Category;
use crate::detect::model::inputs::Layout;
use crate::detect::model::sequence;
use crate::detect::model::trees::{self, Answers};
use crate::detect::model::weights::{KIND_BUCKETS, Table};
use crate::detect::model::wording::BUCKETS;

/// Strength of the penalty on inputs and on wording.
const RIDGE: f64 = 3.0;
const RIDGE_WORDING: f64 = 0.6;
/// Publishers that must use a piece of wording before it counts.
const PUBLISHERS: usize = 3;
/// What the units of an article without boilerplate count more than others: such articles, tables
/// and verse and stories about disclaimers, are few, and they are the ones that must stay whole.
const CLEAN: f64 = 3.0;
/// Texts of a category before it is told apart.
const TEXTS: usize = 5;

pub(super) struct Passes {
    /// Fitted on everything.
    pub table: Table,
    /// Each fitted on everything but its fold.
    pub folds: Vec<Table>,
}

/// First-pass examples of all documents, and which rows each has.
struct Examples<'a> {
    documents: &'a [Document],
    phrases: &'a [Phrase],
    fold: &'a [usize],
    matrix: Matrix,
    starts: Vec<usize>,
    labels: Vec<bool>,
    weights: Vec<f64>,
    /// Places that enough publishers use: what is fitted.
    places: Vec<u16>,
}

pub(super) fn fit(
    documents: &[Document],
    phrases: &[Phrase],
    fold: &[usize],
    folds: usize,
    progress: &(dyn Fn(&str) + Sync),
) -> Passes {
    let examples = Examples::new(documents, phrases, fold);
    // Which folds each first pass leaves out: none, one, or two.
    let mut out: Vec<Vec<usize>> = vec![vec![]];
    out.extend((0..folds).map(|k| vec![k]));
    out.extend((0..folds).flat_map(|j| (j + 1..folds).map(move |k| vec![j, k])));
    let steps = out.len() + folds + 1;
    let done = AtomicUsize::new(0);
    let step = || {
        let done = 1 + done.fetch_add(1, Ordering::Relaxed);
        progress(&format!("step {done} of {steps}"));
    };
    let firsts = parallel(&out, |left_out| {
        let table = examples.first(left_out);
        step();
        table
    });
    let without = |mut folds: Vec<usize>| {
        folds.sort_unstable();
        folds.dedup();
        let at = out.iter().position(|o| *o == folds);
        &firsts[at.expect("every pair was fitted")]
    };
    let categories = examples.categories();
    let finished: Vec<Option<usize>> = (0..folds).map(Some).chain([None]).collect();
    let mut tables = parallel(&finished, |k| {
        let own = |d: usize| {
            let mut out = vec![fold[d]];
            out.extend(*k);
            without(out)
        };
        let mut table = without(k.iter().copied().collect()).clone();
        examples.second(&mut table, *k, own);
        (
            table.categories,
            table.category_bias,
            table.category_wording,
        ) = categories.clone();
        step();
        table
    });
    let table = tables.pop().expect("one for all folds");
    Passes {
        table,
        folds: tables,
    }
}

/// The first scores of a document and the answers that follow from them.
fn run_first(table: &Table, document: &Document) -> (Vec<i32>, Vec<Answers>) {
    let units = &document.units;
    let first: Vec<i32> = units
        .iter()
        .map(|u| table.first(&u.facts, &u.places))
        .collect();
    let facts = sequence::facts(&document.telling, units, &first);
    let answers = trees::answers(&facts, |i| units[i].sentence);
    (first, answers)
}

/// Runs jobs on every core; the results are in the order of the jobs.
fn parallel<J: Sync, R: Send>(jobs: &[J], run: impl Fn(&J) -> R + Sync) -> Vec<R> {
    let next = Mutex::new(0..jobs.len());
    let results: Mutex<Vec<Option<R>>> = Mutex::new((0..jobs.len()).map(|_| None).collect());
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..cores.min(jobs.len()) {
            scope.spawn(|| {
                loop {
                    let job = next.lock().expect("no job panics").next();
                    let Some(job) = job else { break };
                    let result = run(&jobs[job]);
                    results.lock().expect("no job panics")[job] = Some(result);
                }
            });
        }
    });
    let results = results.into_inner().expect("no job panics");
    results
        .into_iter()
        .map(|r| r.expect("every job was run"))
        .collect()
}

impl<'a> Examples<'a> {
    fn new(documents: &'a [Document], phrases: &'a [Phrase], fold: &'a [usize]) -> Self {
        let layout = Layout::get();
        let places = known_places(documents);
        // By place: its number among them.
        let mut number = vec![None; BUCKETS];
        for (i, &place) in places.iter().enumerate() {
            number[usize::from(place)] = Some(layout.len() + i);
        }
        let mut matrix = Matrix::new();
        let mut starts = Vec::new();
        let (mut labels, mut weights) = (Vec::new(), Vec::new());
        for document in documents {
            starts.push(matrix.rows());
            let clean = document.examples.iter().all(|e| e.marked == 0);
            let scale = if clean && !document.twin && document.weight >= 1.0 {
                CLEAN
            } else {
                1.0
            };
            for (unit, example) in document.units.iter().zip(&document.examples) {
                let value = 1.0 / (unit.places.len().max(1) as f32).sqrt();
                let places = unit.places.iter().filter_map(|&p| number[usize::from(p)]);
                let inputs = layout.ids(&unit.facts).map(|i| (i, 1.0));
                matrix.push(inputs.chain(places.map(|i| (i, value))));
                labels.push(example.boilerplate);
                weights.push(example.weight * scale);
            }
        }
        starts.push(matrix.rows());
        Examples {
            documents,
            phrases,
            fold,
            matrix,
            starts,
            labels,
            weights,
            places,
        }
    }

    /// Rows of the documents outside these folds that count in the loss.
    fn rows(&self, left_out: &[usize]) -> Vec<usize> {
        let inside = |d: &usize| !left_out.contains(&self.fold[*d]);
        let rows = |d: usize| self.starts[d]..self.starts[d + 1];
        let documents = (0..self.documents.len()).filter(inside);
        documents
            .flat_map(rows)
            .filter(|&r| self.weights[r] > 0.0)
            .collect()
    }

    /// Fits the first pass without these folds.
    fn first(&self, left_out: &[usize]) -> Table {
        let inputs = Layout::get().len();
        let mut ridge = vec![RIDGE; inputs];
        ridge.resize(inputs + self.places.len(), RIDGE_WORDING);
        let fitted = logistic::fit(&Problem {
            matrix: &self.matrix,
            rows: &self.rows(left_out),
            labels: &self.labels,
            weights: &self.weights,
            ridge: &ridge,
        });
        let mut table = Table::zero();
        table.first_bias = fixed(fitted[ridge.len()]);
        table.first = fitted[..inputs].iter().map(|&w| narrow(w)).collect();
        let (wording, scale) = shrunk(&fitted[inputs..ridge.len()]);
        for (&place, weight) in self.places.iter().zip(wording) {
            table.wording[usize::from(place)] = weight;
        }
        table.wording_scale = scale;
        table
    }

    /// Fits the second pass of a table without a fold; `first` gives the table whose first scores
    /// a document has.
    fn second<'t>(
        &self,
        table: &mut Table,
        left_out: Option<usize>,
        first: impl Fn(usize) -> &'t Table,
    ) {
        let (mut answers, mut scores, mut documents) = (Vec::new(), Vec::new(), Vec::new());
        for (d, document) in self.documents.iter().enumerate() {
            let (first, own) = run_first(first(d), document);
            answers.extend(own);
            documents.extend(first.iter().map(|_| d as u32));
            scores.extend(
                first
                    .iter()
                    .map(|&q| f64::from(q) / f64::from(sequence::ONE)),
            );
        }
        let left_out: Vec<usize> = left_out.into_iter().collect();
        table.trees = boost::fit(&boost::Problem {
            answers: &answers,
            documents: &documents,
            rows: &self.rows(&left_out),
            labels: &self.labels,
            weights: &self.weights,
            first: &scores,
        });
    }

    /// Fits the categories on every marked text whose category is known and not `other`.
    fn categories(&self) -> (Vec<Category>, Vec<i32>, Vec<i8>) {
        let category = |name: &String| {
            name.parse::<Category>()
                .ok()
                .filter(|c| *c != Category::Other)
        };
        let marked = || {
            let units = self
                .documents
                .iter()
                .flat_map(|d| d.units.iter().zip(&d.examples));
            let units = units.filter_map(move |(u, e)| {
                Some((&u.places, e.weight, category(e.category.as_ref()?)?))
            });
            let phrases = self.phrases.iter();
            units.chain(phrases.map(|p| (&p.places, p.weight, p.category)))
        };
        let enough = |c: &&Category| marked().filter(|(_, _, m)| m == *c).count() >= TEXTS;
        let categories: Vec<Category> = Category::ALL.iter().filter(enough).copied().collect();
        let sample = |(places, weight, category): (&Vec<u16>, f64, Category)| {
            Some(Sample {
                places: places
                    .iter()
                    .map(|&p| usize::from(p) % KIND_BUCKETS)
                    .collect(),
                category: categories.iter().position(|c| *c == category)?,
                weight,
            })
        };
        let samples: Vec<Sample> = marked().filter_map(sample).collect();
        let n = categories.len();
        let fitted = softmax::fit(&samples, KIND_BUCKETS, n);
        // Only the greatest counts, so one scale serves all.
        let largest = fitted[..KIND_BUCKETS * n]
            .iter()
            .fold(1e-9, |m: f64, w| m.max(w.abs()));
        let scale = 127.0 / largest;
        let wording = fitted[..KIND_BUCKETS * n]
            .iter()
            .map(|w| (w * scale).round() as i8);
        let bias = fitted[KIND_BUCKETS * n..]
            .iter()
            .map(|w| (w * scale).round() as i32);
        (categories.clone(), bias.collect(), wording.collect())
    }
}

/// Places that pieces of at least so many groups fall on, in order.
fn known_places(documents: &[Document]) -> Vec<u16> {
    let mut seen: HashSet<(u16, &str)> = HashSet::new();
    let mut groups = vec![0usize; BUCKETS];
    for document in documents {
        for &place in document.units.iter().flat_map(|u| &u.places) {
            if groups[usize::from(place)] < PUBLISHERS && seen.insert((place, &document.group)) {
                groups[usize::from(place)] += 1;
            }
        }
    }
    let known = |place: &u16| groups[usize::from(*place)] >= PUBLISHERS;
    (0..=u16::MAX).filter(known).collect()
}

fn fixed(weight: f64) -> i32 {
    (weight * f64::from(sequence::ONE)).round() as i32
}

fn narrow(weight: f64) -> i16 {
    fixed(weight).clamp(i32::from(i16::MIN), i32::from(i16::MAX)) as i16
}

/// The weights as bytes, and what one counts in 65,536ths. The few largest are cut to the scale
/// that serves the others.
fn shrunk(weights: &[f64]) -> (Vec<i8>, i32) {
    let mut sizes: Vec<f64> = weights
        .iter()
        .map(|w| w.abs())
        .filter(|w| *w > 0.0)
        .collect();
    sizes.sort_by(f64::total_cmp);
    let top = sizes
        .get(sizes.len() * 999 / 1000)
        .copied()
        .unwrap_or(1.0)
        .max(1e-6);
    let scale = (top / 127.0 * 65536.0).ceil().max(1.0);
    let byte = |w: &f64| (w * 65536.0 / scale).round().clamp(-127.0, 127.0) as i8;
    (weights.iter().map(byte).collect(), scale as i32)
}
