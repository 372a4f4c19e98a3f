//! The JSON object that every document is read as: its fields, its text, and how it is written back.

pub(super) mod fields;
pub(super) mod json;
pub(super) mod line;
pub(super) mod mark;
pub(super) mod nesting;
pub(super) mod rewrite;
