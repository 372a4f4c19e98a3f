//! The sequence model: scores units by what is known of them, of their wording and of what stands
//! around them; fitted by `jingwen fit`, never by hand.
//!
//! [`units`] says which units are scored and describes them by [`facts`]; [`inputs`] are products of
//! facts, [`wording`] the hashed pieces of their text. A first pass scores every unit alone, and in
//! the second, [`sequence`], the first scores around it are facts as well, which [`trees`] weigh, in
//! a [`forest`] that stops where the answer is known. [`weights`] are integers and come from a
//! [`file`].

pub(crate) mod facts;
mod file;
pub(crate) mod forest;
pub(crate) mod inputs;
mod lines;
pub(crate) mod sequence;
mod surface;
pub(crate) mod trees;
pub(crate) mod units;
pub(crate) mod weights;
pub(crate) mod wording;

pub use file::WeightsError;
pub use weights::Weights;

use std::sync::Arc;

/// Weights, ready to judge with.
#[derive(Debug)]
pub(crate) struct Model {
    pub table: Arc<weights::Table>,
    pub forest: forest::Forest,
}

impl Model {
    /// Prepares the weights.
    pub fn new(weights: Weights) -> Self {
        let forest = forest::Forest::new(&weights.0.trees);
        Model {
            table: weights.0,
            forest,
        }
    }
}
