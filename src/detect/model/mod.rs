//! The sequence model: scores units by what is known of them, of their wording and of what stands
//! around them; fitted by `jingwen fit`, never by hand.
//!
//! [`units`] says which units are scored and describes them by [`facts`]; [`inputs`] are products of
//! facts, [`wording`] the hashed pieces of their text. A first pass scores every unit alone, and in
//! the second, [`sequence`], the first scores around it are facts as well. [`weights`] are integers
//! and come from a [`file`].

pub(crate) mod facts;
mod file;
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
