//! What the tests of the program share: how it is run, the trees it reads and writes, texts.
// Every file of tests is a program of its own, and uses some of it.
#![allow(dead_code)]

pub mod program;
pub mod texts;
pub mod tree;
