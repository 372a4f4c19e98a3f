//! The `jingwen` command.

fn main() {}
