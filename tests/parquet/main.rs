//! Parquet in and out. What other programs make of it, and every type of column, `make parquet` tests.

#[path = "../common/mod.rs"]
mod common;
mod files;
mod promises;
mod rows;
