//! Writes files whole or not at all, and knows beforehand where each input goes.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use tempfile::NamedTempFile;

use super::input::Input;

/// A file that appears under its name once it is finished.
pub struct AtomicFile {
    file: BufWriter<NamedTempFile>,
    path: PathBuf,
}

impl AtomicFile {
    /// Begins a file, making the directories above it.
    pub fn create(path: &Path) -> io::Result<Self> {
        let dir = path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(dir)?;
        let mut builder = tempfile::Builder::new();
        builder.prefix(".jingwen-");
        #[cfg(unix)]
        {
            // As any program creates files: the umask takes away what it takes away.
            use std::os::unix::fs::PermissionsExt as _;
            builder.permissions(fs::Permissions::from_mode(0o666));
        }
        Ok(AtomicFile {
            file: BufWriter::new(builder.tempfile_in(dir)?),
            path: path.to_owned(),
        })
    }

    /// Puts the file in its place.
    pub fn finish(self) -> io::Result<()> {
        let file = self.file.into_inner().map_err(|error| error.into_error())?;
        file.as_file().sync_all()?;
        file.persist(&self.path).map_err(|error| error.error)?;
        Ok(())
    }
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Refuses an output directory that is not empty, unless it may be overwritten.
pub fn check_directory(dir: &Path, overwrite: bool) -> Result<()> {
    let entries = match fs::read_dir(dir) {
        Ok(mut entries) => entries.next().is_some(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => false,
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            bail!("{}: is a file; -o takes a directory", dir.display())
        }
        Err(error) => return Err(error).with_context(|| dir.display().to_string()),
    };
    if entries && !overwrite {
        bail!(
            "{}: the output directory is not empty; add --overwrite to replace files in it, or name another",
            dir.display()
        );
    }
    Ok(())
}

/// Where each input goes under `dir`, in order.
pub fn plan(dir: &Path, inputs: &[Input]) -> Result<Vec<PathBuf>> {
    let mut taken = BTreeMap::new();
    let mut targets = Vec::new();
    for input in inputs {
        let Some(path) = &input.path else {
            bail!("standard input has no name to write under: leave out -o, or -");
        };
        let target = dir.join(&input.relative);
        if let Some(other) = taken.insert(target.clone(), input) {
            bail!(
                "{other} and {input} would both be written to {}; clean them into separate directories",
                target.display()
            );
        }
        if target.exists() && target.canonicalize().ok() == path.canonicalize().ok() {
            bail!("{input} would be overwritten by its own output; name another directory");
        }
        targets.push(target);
    }
    Ok(targets)
}
