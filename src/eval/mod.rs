//! Measurements against text labelled by hand.
//!
//! [`gold`] reads annotated articles, [`run`] cleans them and keeps the counts of each, [`score`]
//! says what is counted, [`rates`] makes shares of it, [`summary`] adds the counts up and [`bootstrap`] says how far they carry,
//! [`per_rule`] tells them apart by rule, [`baseline`] holds them against floors, [`half`] divides
//! the articles into those that rules are fitted on and those that carry the floors, and [`marked`]
//! shows one article with what went. [`trivial`] methods are there to be beaten, and [`twice`] tells
//! what a second run would do. [`languages`] measures language boundaries. Nothing is printed.

pub mod baseline;
pub mod bootstrap;
pub mod gold;
pub mod half;
pub mod languages;
pub mod marked;
pub mod per_rule;
pub mod rates;
pub mod run;
pub mod score;
pub mod summary;
pub mod trivial;
pub mod twice;

pub use baseline::Baseline;
pub use gold::Article;
pub use half::Half;
pub use run::Evaluation;
pub use summary::Summary;
