//! Writes what became of the inputs: to a tree, a stream, or as a diff, with what is asked for beside it.

pub(super) mod out;
pub(super) mod side;
pub(super) mod sink;
pub(super) mod tree;
pub(super) mod unified;
pub(super) mod writer;
