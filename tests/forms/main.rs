//! The forms that documents come in beside texts and JSON: pages, tables, web archives, mail.
//! `docs/batch.md` says which test shows which promise.
#![cfg(feature = "cli")]

mod archives;
mod commands;
#[path = "../common/mod.rs"]
mod common;
mod inputs;
mod interrupted;
mod mail;
mod memory;
mod pages;
mod promises;
mod tables;
