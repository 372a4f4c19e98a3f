//! The journal: what a run finished, so that another can go on behind a kill, and so that what was
//! replaced can be put back. JSON lines, only ever appended to; a last line that was cut off in
//! writing is dropped.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::batch::inside::no_link;
use crate::batch::tally::Tally;

/// Version of the journal.
const SCHEMA: u32 = 1;

/// How a run writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// Into another tree.
    Copy,
    /// Over the inputs, whose bytes are kept.
    InPlace,
}

/// Where the files beside the tree stood.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Sides {
    pub spans: u64,
    pub removed: u64,
}

/// A file that was cleaned.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Finished {
    /// Its place in the tree.
    pub target: String,
    /// Where it was read.
    pub input: String,
    pub input_bytes: u64,
    pub input_hash: String,
    pub output_bytes: u64,
    pub output_hash: String,
    /// The encoding it was read in, and how that came to be assumed.
    pub encoding: String,
    pub assumed: String,
    /// Before it and behind it.
    pub from: Sides,
    pub to: Sides,
    pub tally: Tally,
}

/// A file of which a part was cleaned.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Part {
    pub target: String,
    /// Bytes of the stream that was cut, and their hash.
    pub read: u64,
    pub read_hash: String,
    pub output_bytes: u64,
    /// Nothing of it changed so far.
    pub same: bool,
    pub from: Sides,
    pub to: Sides,
    pub tally: Tally,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
enum Entry {
    Run {
        schema: u32,
        version: String,
        digest: String,
        mode: Mode,
    },
    Part(Part),
    /// In place: about to be replaced.
    Replacing(Finished),
    Done(Finished),
    /// In place: as it was before.
    Restored {
        target: String,
    },
}

/// What a journal says.
#[derive(Debug, Default)]
pub(crate) struct Past {
    /// Of the last run: its rules and options, and how it wrote.
    pub digest: String,
    pub mode: Option<Mode>,
    pub done: HashMap<String, Finished>,
    /// Replaced perhaps, and perhaps not.
    pub replacing: HashMap<String, Finished>,
    pub parts: HashMap<String, Part>,
}

/// A journal being written.
#[derive(Debug)]
pub(crate) struct Journal {
    file: File,
    /// Length of what was written whole.
    whole: u64,
}

impl Past {
    /// Reads a journal; an empty past if there is none. Also gives the length of what is whole.
    ///
    /// # Errors
    /// It cannot be read, or is of another version.
    pub fn read(path: &Path) -> io::Result<(Past, u64)> {
        let bytes = match std::fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(error),
        };
        let mut past = Past::default();
        let mut whole = 0;
        for line in bytes.split_inclusive(|b| *b == b'\n') {
            let entry = line.strip_suffix(b"\n").map(serde_json::from_slice);
            let Some(Ok(entry)) = entry else {
                if whole + line.len() < bytes.len() {
                    return Err(io::Error::other(format!(
                        "the journal is damaged at byte {whole}"
                    )));
                }
                break;
            };
            past.add(entry)?;
            whole += line.len();
        }
        Ok((past, whole as u64))
    }

    fn add(&mut self, entry: Entry) -> io::Result<()> {
        match entry {
            Entry::Run {
                schema,
                digest,
                mode,
                ..
            } => {
                if schema != SCHEMA {
                    return Err(io::Error::other(format!(
                        "the journal has schema {schema}: this version goes on with schema {SCHEMA}"
                    )));
                }
                if self.digest != digest {
                    self.parts.clear();
                }
                self.digest = digest;
                self.mode = Some(mode);
            }
            Entry::Part(part) => {
                self.parts.insert(part.target.clone(), part);
            }
            Entry::Replacing(file) => {
                self.replacing.insert(file.target.clone(), file);
            }
            Entry::Done(file) => {
                self.replacing.remove(&file.target);
                self.parts.remove(&file.target);
                self.done.insert(file.target.clone(), file);
            }
            Entry::Restored { target } => {
                self.replacing.remove(&target);
                self.parts.remove(&target);
                self.done.remove(&target);
            }
        }
        Ok(())
    }

    /// What is known of a file that was replaced, or perhaps was.
    pub fn replaced(&self, target: &str) -> Option<&Finished> {
        self.replacing.get(target).or_else(|| self.done.get(target))
    }
}

impl Journal {
    /// Goes on with a journal of which so many bytes are whole; none of the old ones where
    /// `whole` is 0.
    pub fn open(path: &Path, whole: u64) -> io::Result<Self> {
        no_link(path)?;
        let mut options = OpenOptions::new();
        // Not opened to append: what is, Windows does not cut.
        options.create(true).write(true).truncate(false);
        let file = options.open(path)?;
        let mut journal = Journal { file, whole };
        journal.cut()?;
        Ok(journal)
    }

    pub fn run(&mut self, digest: &str, mode: Mode) -> io::Result<()> {
        self.write(&Entry::Run {
            schema: SCHEMA,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            digest: digest.to_owned(),
            mode,
        })
    }

    pub fn part(&mut self, part: Part) -> io::Result<()> {
        self.write(&Entry::Part(part))
    }

    /// On disk when it returns: what comes next cannot be told from the files alone.
    pub fn replacing(&mut self, file: Finished) -> io::Result<()> {
        self.write(&Entry::Replacing(file))?;
        self.file.sync_data()
    }

    pub fn done(&mut self, file: Finished) -> io::Result<()> {
        self.write(&Entry::Done(file))
    }

    pub fn restored(&mut self, target: &str) -> io::Result<()> {
        let target = target.to_owned();
        self.write(&Entry::Restored { target })
    }

    /// One write an entry, so that a kill cuts off at most the last; what a full disk cuts off is
    /// taken back.
    fn write(&mut self, entry: &Entry) -> io::Result<()> {
        let mut line = serde_json::to_vec(entry)?;
        line.push(b'\n');
        let written = self.file.write_all(&line);
        match written {
            Ok(()) => self.whole += line.len() as u64,
            Err(_) => self.cut()?,
        }
        written
    }

    /// What comes next stands behind what is whole.
    fn cut(&mut self) -> io::Result<()> {
        self.file.set_len(self.whole)?;
        self.file.seek(SeekFrom::Start(self.whole)).map(drop)
    }
}
