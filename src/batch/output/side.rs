//! Files beside the tree: records of all documents in one file. While a run lasts it is called
//! `NAME.part`; a run that goes on behind a kill cuts it back to where its last input ended.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::batch::notice::{Notice, Trouble, unwritable};
use crate::batch::plan::journal::Sides;
use crate::batch::work::Done;

/// The files beside an output, those that are wanted.
pub(crate) struct Beside {
    spans: Option<Side>,
    removed: Option<Side>,
}

impl Beside {
    pub fn new(spans: Option<&Path>, removed: Option<&Path>) -> Self {
        Beside {
            spans: spans.map(Side::new),
            removed: removed.map(Side::new),
        }
    }

    /// How much of each a run before left; none if there are to be none.
    pub fn left(&self) -> Option<Sides> {
        let wanted = self.spans.is_some() || self.removed.is_some();
        wanted.then(|| self.sides(Side::left))
    }

    /// Where the next records go.
    pub fn at(&self) -> Sides {
        self.sides(|side| side.at)
    }

    fn sides(&self, of: impl Fn(&Side) -> u64) -> Sides {
        Sides {
            spans: self.spans.as_ref().map_or(0, &of),
            removed: self.removed.as_ref().map_or(0, &of),
        }
    }

    /// What stands before these places was written by a run before.
    pub fn skip_to(&mut self, to: Sides) {
        for (side, at) in self.each(to.spans, to.removed) {
            side.at = at;
        }
    }

    pub fn write(&mut self, done: &Done) -> Result<(), Notice> {
        for (side, bytes) in self.each(&done.spans[..], &done.removed[..]) {
            side.write(bytes)?;
        }
        Ok(())
    }

    /// Takes back what was written behind these places.
    pub fn cut(&mut self, to: Sides) -> Result<(), Notice> {
        for (side, at) in self.each(to.spans, to.removed) {
            side.cut(at)?;
        }
        Ok(())
    }

    /// Everything so far to disk.
    pub fn sync(&mut self) -> Result<(), Notice> {
        for (side, ()) in self.each((), ()) {
            side.sync()?;
        }
        Ok(())
    }

    /// Puts the files in their places; what could not be.
    pub fn finish(self) -> Vec<Notice> {
        let sides = [self.spans, self.removed].into_iter().flatten();
        sides.filter_map(|side| side.finish().err()).collect()
    }

    /// Those that are wanted, each with its own of the two.
    fn each<T>(&mut self, spans: T, removed: T) -> impl Iterator<Item = (&mut Side, T)> {
        let spans = self.spans.as_mut().map(|side| (side, spans));
        let removed = self.removed.as_mut().map(|side| (side, removed));
        spans.into_iter().chain(removed)
    }
}

/// A file of records being written.
struct Side {
    path: PathBuf,
    part: PathBuf,
    /// Opened at the first write: until then inputs may turn out to be done already.
    file: Option<BufWriter<File>>,
    at: u64,
}

impl Side {
    fn new(path: &Path) -> Self {
        let mut part = path.as_os_str().to_owned();
        part.push(".part");
        Side {
            path: path.to_owned(),
            part: part.into(),
            file: None,
            at: 0,
        }
    }

    /// How much of it a run before left.
    fn left(&self) -> u64 {
        let length = |path: &Path| path.metadata().map(|meta| meta.len()).ok();
        length(&self.part)
            .or_else(|| length(&self.path))
            .unwrap_or(0)
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), Notice> {
        if bytes.is_empty() {
            return Ok(());
        }
        let written = self.opened().and_then(|file| file.write_all(bytes));
        written.map_err(|error| self.unwritable(&error))?;
        self.at += bytes.len() as u64;
        Ok(())
    }

    /// Takes back what was written behind this place.
    fn cut(&mut self, at: u64) -> Result<(), Notice> {
        let cut = |side: &mut Self| {
            if let Some(file) = &mut side.file {
                file.flush()?;
                file.get_ref().set_len(at)?;
                file.seek(SeekFrom::Start(at))?;
            }
            side.at = at;
            Ok(())
        };
        cut(self).map_err(|error: io::Error| self.unwritable(&error))
    }

    /// Everything so far to disk.
    fn sync(&mut self) -> Result<(), Notice> {
        let Some(file) = &mut self.file else {
            return Ok(());
        };
        let synced = file.flush().and_then(|()| file.get_ref().sync_data());
        synced.map_err(|error| self.unwritable(&error))
    }

    /// Puts the file in its place.
    fn finish(mut self) -> Result<(), Notice> {
        let opened = self.opened().map(|_| ());
        opened.map_err(|error| self.unwritable(&error))?;
        self.sync()?;
        let renamed = fs::rename(&self.part, &self.path);
        renamed.map_err(|error| self.unwritable(&error))
    }

    fn opened(&mut self) -> io::Result<&mut BufWriter<File>> {
        if self.file.is_none() {
            if let Some(dir) = self.path.parent() {
                fs::create_dir_all(dir)?;
            }
            if self.at > 0 && !self.part.exists() {
                fs::rename(&self.path, &self.part)?;
            }
            let mut options = OpenOptions::new();
            let mut file = options
                .create(true)
                .write(true)
                .truncate(false)
                .open(&self.part)?;
            file.set_len(self.at)?;
            file.seek(SeekFrom::End(0))?;
            self.file = Some(BufWriter::with_capacity(1 << 16, file));
        }
        Ok(self.file.as_mut().expect("just opened"))
    }

    fn unwritable(&self, error: &io::Error) -> Notice {
        Notice::error(Trouble::Unwritable, unwritable(&self.part, error))
    }
}
