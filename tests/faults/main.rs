//! Faults and attacks: signals, limits of the system, bombs, names and links that lead astray, and
//! texts that would act on a terminal; and files as other systems write them. What needs a shim or a file system of its own is in `run.sh`.
#![cfg(all(feature = "cli", unix))]

mod bombs;
#[path = "../common/mod.rs"]
mod common;
mod limits;
mod paths;
mod quick;
mod shown;
mod signals;
mod systems;
