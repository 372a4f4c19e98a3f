//! Keeps what is written inside the tree: symbolic links below its root are not followed.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Component, Path, PathBuf};

use crate::text::printable::printable;

/// A link stands where something is to be written.
#[derive(Debug, thiserror::Error)]
#[error("{} is a symbolic link, and what it leads to is not written: remove it", printable(&.0.to_string_lossy()))]
struct Link(PathBuf);

/// Refuses a link; what is not there at all will do.
pub(crate) fn no_link(path: &Path) -> io::Result<()> {
    match path.symlink_metadata() {
        Ok(meta) if meta.is_symlink() => Err(io::Error::other(Link(path.to_owned()))),
        Err(error) if !is_missing(&error) => Err(error),
        _ => Ok(()),
    }
}

/// Nothing is there, or cannot be, below a file.
fn is_missing(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

/// Refuses a link anywhere between the root and a path below it, both left out.
pub(crate) fn no_link_above(root: &Path, path: &Path) -> io::Result<()> {
    let mut at = root.to_owned();
    for part in path
        .strip_prefix(root)
        .unwrap_or(path)
        .parent()
        .into_iter()
        .flatten()
    {
        at.push(part);
        no_link(&at)?;
    }
    Ok(())
}

/// Makes the directory that a path stands in, and those above it down from the root.
pub(crate) fn make_parent(root: &Path, path: &Path) -> io::Result<()> {
    no_link_above(root, path)?;
    path.parent().map_or(Ok(()), fs::create_dir_all)
}

/// Opens a file that a run writes under a name of its own: a new one, or with `keep` one to go on
/// with.
pub(crate) fn open(path: &Path, keep: bool) -> io::Result<File> {
    if keep {
        no_link(path)?;
    } else if let Err(error) = fs::remove_file(path)
        && error.kind() != io::ErrorKind::NotFound
    {
        return Err(error);
    }
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(!keep).open(path)
}

/// Whether the place of a file, as a journal names it, is below the root.
pub(crate) fn is_inside(target: &str) -> bool {
    let mut parts = Path::new(target).components().peekable();
    parts.peek().is_some() && parts.all(|part| matches!(part, Component::Normal(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_outside_are_told() {
        for inside in ["a", "a/b", "a/..b", "..a"] {
            assert!(is_inside(inside), "{inside}");
        }
        for outside in ["", "..", "a/../b", "/a", "a/b/../../..", "."] {
            assert!(!is_inside(outside), "{outside}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_neither_gone_on_with_nor_written_through() {
        let dir = tempfile::tempdir().unwrap();
        let (link, victim) = (dir.path().join("link"), dir.path().join("victim"));
        fs::write(&victim, "kept").unwrap();
        std::os::unix::fs::symlink(&victim, &link).unwrap();
        assert!(open(&link, true).is_err());
        assert!(no_link_above(dir.path(), &link.join("a/b")).is_err());
        assert!(no_link_above(&link, &link.join("a/b")).is_ok());
        drop(open(&link, false).unwrap());
        assert!(!link.is_symlink());
        assert_eq!(fs::read(&victim).unwrap(), b"kept");
    }
}
