//! Names of files where systems differ: in their separators, and in whether capitals count.

use std::borrow::Cow;
use std::path::{MAIN_SEPARATOR, Path};

/// A path as records, the journal and samples spell it, the same on every system.
pub(crate) fn slashed(path: &Path) -> Cow<'_, str> {
    with_slashes(path.to_string_lossy(), MAIN_SEPARATOR)
}

/// A `\` is part of a name where it does not separate.
fn with_slashes(path: Cow<'_, str>, separator: char) -> Cow<'_, str> {
    if separator != '/' && path.contains(separator) {
        path.replace(separator, "/").into()
    } else {
        path
    }
}

/// Whether a directory, there already or not, takes names for the same that differ in capitals
/// only. Found by writing a file and asking for another, since every file system and on some every
/// directory has its own mind.
pub(crate) fn ignores_capitals(dir: &Path) -> bool {
    let there = dir.ancestors().find(|dir| dir.is_dir());
    let probe = tempfile::Builder::new()
        .prefix(".jingwen-name-")
        .tempfile_in(there.unwrap_or(Path::new(".")));
    let Ok(probe) = probe else {
        return cfg!(any(windows, target_os = "macos"));
    };
    let name = probe.path().file_name().map(|name| name.to_os_string());
    let name = name.unwrap_or_default().to_ascii_uppercase();
    probe.path().with_file_name(name).symlink_metadata().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_are_spelled_alike_and_no_other_sign_is_changed() {
        let spelled = |path, separator| with_slashes(Cow::Borrowed(path), separator);
        assert_eq!(spelled(r"news\de\a.txt", '\\'), "news/de/a.txt");
        assert_eq!(spelled(r"news/de\a.txt", '\\'), "news/de/a.txt");
        assert_eq!(spelled(r"news/a\b.txt", '/'), r"news/a\b.txt");
        let path: std::path::PathBuf = ["news", "de", "a.txt"].iter().collect();
        assert_eq!(slashed(&path), "news/de/a.txt");
    }

    #[test]
    fn a_directory_is_asked_and_nothing_stays_in_it() {
        let dir = tempfile::tempdir().unwrap();
        let ignores = ignores_capitals(dir.path());
        std::fs::write(dir.path().join("a"), "").unwrap();
        assert_eq!(ignores, dir.path().join("A").exists());
        assert_eq!(ignores, ignores_capitals(&dir.path().join("not/there")));
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
    }
}
