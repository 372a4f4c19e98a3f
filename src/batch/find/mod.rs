//! Finds the inputs, and what they are: by their names, or their first bytes.

pub(super) mod form;
pub(super) mod headers;
pub(super) mod sniff;
pub(super) mod walk;
