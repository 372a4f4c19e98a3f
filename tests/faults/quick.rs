//! Runs that begin at once, and what is done to them.

use std::fs;
use std::path::Path;
use std::process::{Child, Command};

use tempfile::TempDir;

use crate::common::tree::dir_with;

/// One rule is enough, and is read at once.
pub const QUICK: [&str; 4] = ["--no-builtin", "--no-model", "--phrases", "phrases.txt"];

/// A directory with that rule.
pub fn dir() -> TempDir {
    dir_with(&[("phrases.txt", b"Advertisement\n")])
}

/// The arguments of a run by that rule.
pub fn clean<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&["clean"], more, &QUICK[..]].concat()
}

/// Sends a signal by name.
pub fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill")
        .args(["-s", name, &child.id().to_string()])
        .status();
    assert!(sent.unwrap().success());
}

pub fn mkfifo(path: &Path) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}
