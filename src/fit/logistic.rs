//! Logistic regression with a ridge penalty.
//!
//! The optimiser is L-BFGS with the line search of Moré and Thuente, from the crate `argmin`: whole
//! passes over the data in a fixed order, no chance, so the same examples give the same weights to
//! the last bit, and no step size to choose.

use argmin::core::{CostFunction, Error, Executor, Gradient};
use argmin::solver::linesearch::MoreThuenteLineSearch;
use argmin::solver::quasinewton::LBFGS;

/// Examples in rows of weighted inputs, one after the other.
#[derive(Debug, Default)]
pub(super) struct Matrix {
    starts: Vec<usize>,
    inputs: Vec<u32>,
    values: Vec<f32>,
}

impl Matrix {
    pub fn new() -> Self {
        Matrix {
            starts: vec![0],
            ..Matrix::default()
        }
    }

    /// Adds a row.
    pub fn push(&mut self, row: impl Iterator<Item = (usize, f32)>) {
        for (input, value) in row {
            self.inputs.push(input as u32);
            self.values.push(value);
        }
        self.starts.push(self.inputs.len());
    }

    pub fn rows(&self) -> usize {
        self.starts.len() - 1
    }

    fn row(&self, i: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        let range = self.starts[i]..self.starts[i + 1];
        let inputs = self.inputs[range.clone()].iter().map(|&i| i as usize);
        inputs.zip(self.values[range].iter().map(|&v| f64::from(v)))
    }
}

/// What is to be fitted: rows of a matrix with their labels and weights.
pub(super) struct Problem<'a> {
    pub matrix: &'a Matrix,
    pub rows: &'a [usize],
    /// By row of the matrix.
    pub labels: &'a [bool],
    pub weights: &'a [f64],
    /// By input: strength of the penalty.
    pub ridge: &'a [f64],
}

impl Objective for Problem<'_> {
    /// Cost and gradient; the last parameter is the bias, which is not penalised.
    fn measure(&self, p: &[f64], mut gradient: Option<&mut [f64]>) -> f64 {
        let bias = self.ridge.len();
        let mut cost = 0.0;
        for (i, ridge) in self.ridge.iter().enumerate() {
            cost += 0.5 * ridge * p[i] * p[i];
            if let Some(g) = gradient.as_deref_mut() {
                g[i] = ridge * p[i];
            }
        }
        for &row in self.rows {
            let weight = self.weights[row];
            let z = p[bias] + self.matrix.row(row).map(|(i, v)| p[i] * v).sum::<f64>();
            let z = if self.labels[row] { z } else { -z };
            // log(1 + exp(-z)), without overflow.
            let tail = (-z.abs()).exp();
            cost += weight * (tail.ln_1p() + (-z).max(0.0));
            if let Some(g) = gradient.as_deref_mut() {
                let miss = if z > 0.0 {
                    tail / (1.0 + tail)
                } else {
                    1.0 / (1.0 + tail)
                };
                let d = weight * if self.labels[row] { -miss } else { miss };
                g[bias] += d;
                for (i, v) in self.matrix.row(row) {
                    g[i] += d * v;
                }
            }
        }
        cost
    }
}

/// What is to be made small: a cost with its gradient.
pub(super) trait Objective {
    /// The cost at `p`; the gradient overwrites what `gradient` holds.
    fn measure(&self, p: &[f64], gradient: Option<&mut [f64]>) -> f64;
}

/// An objective as the optimiser wants it.
struct Asked<'a, O>(&'a O);

impl<O: Objective> CostFunction for Asked<'_, O> {
    type Param = Vec<f64>;
    type Output = f64;

    fn cost(&self, p: &Vec<f64>) -> Result<f64, Error> {
        Ok(self.0.measure(p, None))
    }
}

impl<O: Objective> Gradient for Asked<'_, O> {
    type Param = Vec<f64>;
    type Gradient = Vec<f64>;

    fn gradient(&self, p: &Vec<f64>) -> Result<Vec<f64>, Error> {
        let mut gradient = vec![0.0; p.len()];
        self.0.measure(p, Some(&mut gradient));
        Ok(gradient)
    }
}

/// Rounds of the optimiser.
const ROUNDS: u64 = 80;
/// Steps that it remembers.
const MEMORY: usize = 8;

/// The weights with the least cost, the bias last.
pub(super) fn fit(problem: &Problem<'_>) -> Vec<f64> {
    let start = vec![0.0; problem.ridge.len() + 1];
    minimise(problem, start, ROUNDS)
}

/// Runs the optimiser from a start.
pub(super) fn minimise<O: Objective>(objective: &O, start: Vec<f64>, rounds: u64) -> Vec<f64> {
    let solver = LBFGS::new(MoreThuenteLineSearch::new(), MEMORY)
        .with_tolerance_cost(1e-7)
        .expect("a positive tolerance");
    let done = Executor::new(Asked(objective), solver)
        .configure(|state| state.param(start.clone()).max_iters(rounds))
        .run();
    match done {
        Ok(mut done) => done.state.take_best_param().unwrap_or(start),
        // The line search gives up where nothing can be gained.
        Err(_) => start,
    }
}
