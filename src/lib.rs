//! jingwen (净文, "clean text") takes the text of a scraped news article, English, Chinese
//! (Simplified or Traditional) or mixed, and gives back its body without disclaimers and
//! boilerplate, with a record of every span removed, the rule behind it and its place.
//!
//! Three types carry the library: a [`RuleSet`] (parsed, validated, immutable) is compiled once
//! into a [`Cleaner`] (`Send + Sync`), which turns each text into a [`Cleaned`].
//!
//! ```
//! use jingwen::{Cleaner, RuleSet};
//!
//! let cleaner = Cleaner::new(RuleSet::builtin());
//! let text = "The council approved the new bridge on Monday after a long debate.\n\
//!             Advertisement\n\
//!             Work on the bridge will start in May, the mayor told reporters.";
//! let cleaned = cleaner.clean(text);
//! assert!(!cleaned.body().contains("Advertisement"));
//! assert_eq!(cleaned.restore(), text);
//! ```
//!
//! What is guaranteed of every `&str`, rules and options whatever they are:
//!
//! - Cleaning cannot fail, only deletes, and takes time linear in the length of the text.
//! - Offsets are bytes of the input text throughout ([`report::Offsets`] converts them to code points
//!   or UTF-16). Findings are sorted, disjoint, and begin and end on grapheme boundaries; language
//!   spans tile the text.
//! - [`Cleaned::restore`] gives the input back, byte for byte.
//! - The same text, [`Context`], rules, weights and [`Options`] give the same answer on any number of
//!   threads and on any machine.
//!
//! Errors come from rules ([`rules::RuleErrors`], all mistakes together), weights ([`WeightsError`])
//! and files alone. The library prints nothing.
//!
//! # Features
//!
//! | feature | in `default` | what it adds |
//! |---|---|---|
//! | `cli` | yes | the program `jingwen`; turns on `batch`, `fit` and `html` |
//! | `batch` | by `cli` | `batch`: files, folders and formats; `learn`: lines that a site repeats |
//! | `fit` | by `cli` | `fit`: the judge's weights from annotated articles |
//! | `html` | by `cli` | `report::html`: the page that shows what was removed |
//! | `parquet` | no | `.parquet` files in `batch` |
//!
//! The library alone, with the judge and the built-in rules, is `default-features = false`.

#[cfg(feature = "batch")]
pub mod batch;
pub mod category;
pub mod check;
pub mod clean;
pub mod detect;
pub mod diff;
mod draw;
pub mod eval;
#[cfg(feature = "fit")]
pub mod fit;
#[cfg(fuzzing)]
#[doc(hidden)]
pub mod fuzzing;
pub mod language;
#[cfg(feature = "batch")]
pub mod learn;
pub mod options;
pub mod report;
pub mod rules;
pub mod text;

/// Compiles the Rust of both READMEs.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
#[doc = include_str!("../README.zh.md")]
struct Readme;

pub use category::Category;
pub use check::check_rules;
pub use clean::{Cleaned, Cleaner, Edit, restore};
pub use detect::{Dropped, Finding, Reason, Weights, WeightsError};
pub use language::{Lang, LangSpan};
pub use options::{Context, Level, Options, Outcome};
pub use rules::RuleSet;
