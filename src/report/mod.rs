//! Records of what was found and removed.

pub mod offsets;
pub mod record;

pub use offsets::{OffsetUnit, Offsets};
pub use record::{
    CleaningRecord, DocumentRecord, EditRecord, SCHEMA, SkippedRecord, removed_ranges,
};
