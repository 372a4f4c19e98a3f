//! Files beside the tree: records of all documents in one file. While a run lasts it is called
//! `NAME.part`; a run that goes on behind a kill cuts it back to where its last input ended.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::notice::{Notice, Trouble, unwritable};

/// A file of records being written.
pub(crate) struct Side {
    path: PathBuf,
    part: PathBuf,
    /// Opened at the first write: until then inputs may turn out to be done already.
    file: Option<BufWriter<File>>,
    at: u64,
}

impl Side {
    pub fn new(path: &Path) -> Self {
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
    pub fn left(&self) -> u64 {
        let length = |path: &Path| path.metadata().map(|meta| meta.len()).ok();
        length(&self.part)
            .or_else(|| length(&self.path))
            .unwrap_or(0)
    }

    /// What stands before this place was written by a run before.
    pub fn skip_to(&mut self, at: u64) {
        self.at = at;
    }

    /// Where the next record goes.
    pub fn at(&self) -> u64 {
        self.at
    }

    pub fn write(&mut self, bytes: &[u8]) -> Result<(), Notice> {
        if bytes.is_empty() {
            return Ok(());
        }
        let written = self.opened().and_then(|file| file.write_all(bytes));
        written.map_err(|error| self.unwritable(&error))?;
        self.at += bytes.len() as u64;
        Ok(())
    }

    /// Takes back what was written behind this place.
    pub fn cut(&mut self, at: u64) -> Result<(), Notice> {
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
    pub fn sync(&mut self) -> Result<(), Notice> {
        let Some(file) = &mut self.file else {
            return Ok(());
        };
        let synced = file.flush().and_then(|()| file.get_ref().sync_data());
        synced.map_err(|error| self.unwritable(&error))
    }

    /// Puts the file in its place.
    pub fn finish(mut self) -> Result<(), Notice> {
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
