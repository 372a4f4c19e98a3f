//! Records of what was found and removed, and what people say of it.
//!
//! [`record`] writes a document's findings and deletions, `attributes` what leaves it as dolma reads
//! it. [`judged`] is a document with what was removed, [`overview`] counts many and draws a sample,
//! `html` (with the feature of that name) shows them on a page; [`marks`] are what people say of
//! removed spans, and [`precision`] what that amounts to.

#[cfg(feature = "batch")]
pub(crate) mod attributes;
#[cfg(feature = "html")]
pub mod html;
pub mod judged;
pub mod marks;
pub mod offsets;
pub mod overview;
pub mod precision;
pub mod record;
pub mod sampled;
pub mod visible;

pub use judged::{About, Judged, RecordProblem};
pub use marks::{Mark, Marks, Verdict};
pub use offsets::{OffsetUnit, Offsets};
pub use overview::{Draw, Overview};
pub use record::{
    CleaningRecord, DocumentRecord, EditRecord, SCHEMA, SkippedRecord, removed_ranges,
};
