//! Where a tree keeps what a run needs to go on: `.jingwen` under its root.

use std::path::{Path, PathBuf};

/// The folder's name; never an input.
pub(crate) const STATE: &str = ".jingwen";

/// The folder of one tree.
#[derive(Debug, Clone)]
pub(crate) struct State(PathBuf);

impl State {
    pub fn of(root: &Path) -> Self {
        State(root.join(STATE))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    pub fn journal(&self) -> PathBuf {
        self.0.join("journal.jsonl")
    }

    /// Where files are written until they are whole.
    pub fn temporaries(&self) -> PathBuf {
        self.0.join("tmp")
    }

    /// The name under which a file of the tree is written until it is whole; the same after a kill.
    pub fn temporary(&self, target: &str) -> PathBuf {
        let name = blake3::hash(target.as_bytes()).to_hex();
        self.temporaries().join(&name.as_str()[..32])
    }

    /// Where the originals of files cleaned in place are kept.
    pub fn originals(&self) -> PathBuf {
        self.0.join("originals")
    }

    /// Where one of them is kept.
    pub fn original(&self, target: &str) -> PathBuf {
        self.originals().join(target)
    }
}
