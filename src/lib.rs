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
//! Offsets are byte offsets of the input text throughout. The library prints nothing.

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

pub use category::Category;
pub use check::check_rules;
pub use clean::{Cleaned, Cleaner, Edit, restore};
pub use detect::{Dropped, Finding, Reason, Weights, WeightsError};
pub use language::{Lang, LangSpan};
pub use options::{Context, Level, Options, Outcome};
pub use rules::RuleSet;
