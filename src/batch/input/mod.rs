//! Reads inputs: opens, measures and unpacks them, and cuts what comes into chunks of documents.

pub(super) mod chunk;
pub(super) mod cut;
pub(super) mod members;
pub(super) mod meter;
pub(super) mod open;
pub(super) mod unpacking;
pub(super) mod waiting;
