//! Rule files on disk.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{RuleError, RuleErrors, whole_file};

/// A rule file that was read: [`RuleSet::with_files`](super::RuleSet::with_files) takes it where the
/// file itself may be gone, on another machine for one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleFile {
    /// Its path, as errors give it; its stem is the family's id.
    pub file: PathBuf,
    /// Its text, TOML, not yet checked.
    pub text: String,
}

impl RuleFile {
    /// Every `.toml` file under a directory, or the one file that is named, sorted by path.
    ///
    /// # Errors
    /// What cannot be read, together, or a directory without such a file.
    ///
    /// ```
    /// use jingwen::rules::RuleFile;
    /// use jingwen::{Cleaner, RuleSet};
    ///
    /// let files = RuleFile::read("corpus/rules/advertisement".as_ref())?;
    /// let (rules, _warnings) = RuleSet::empty().with_files(&files)?;
    /// assert_eq!(rules.families().count(), files.len());
    /// # Ok::<(), jingwen::rules::RuleErrors>(())
    /// ```
    pub fn read(path: &Path) -> Result<Vec<Self>, RuleErrors> {
        match read(path) {
            (files, errors) if errors.is_empty() => Ok(files),
            (_, errors) => Err(RuleErrors(errors)),
        }
    }
}

/// The files that can be read, and a mistake for each that cannot.
pub(super) fn read(path: &Path) -> (Vec<RuleFile>, Vec<RuleError>) {
    let mut paths = Vec::new();
    let mut errors = Vec::new();
    if let Err(e) = walk(path, &mut paths) {
        errors.push(whole_file(path, format!("cannot be read: {e}")));
    }
    paths.sort();
    if paths.is_empty() && errors.is_empty() {
        errors.push(whole_file(path, "holds no .toml file".to_owned()));
    }
    let mut files = Vec::new();
    for file in paths {
        match fs::read_to_string(&file) {
            Ok(text) => files.push(RuleFile { file, text }),
            Err(e) => errors.push(whole_file(&file, format!("cannot be read: {e}"))),
        }
    }
    (files, errors)
}

fn walk(path: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if fs::metadata(path)?.is_file() {
        files.push(path.to_owned());
        return Ok(());
    }
    for entry in fs::read_dir(path)? {
        let path = entry?.path();
        if path.is_dir() {
            walk(&path, files)?;
        } else if path.extension().is_some_and(|e| e == "toml") {
            files.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::RuleSet;

    const RULE: &str = "category = \"copyright\"\n[[pattern]]\nkey = \"bar\"\nlang = \"en\"\ntext = \"all rights are reserved here\"\n";

    fn file(name: &str, text: &str) -> RuleFile {
        RuleFile {
            file: name.into(),
            text: text.to_owned(),
        }
    }

    #[test]
    fn files_in_any_order_make_the_same_rules_and_warnings() {
        let files = [file("x/b-bar.toml", RULE), file("a/a-bar.toml", RULE)];
        let (rules, warnings) = RuleSet::empty().with_files(&files).unwrap();
        let [b, a] = files;
        let (other, same) = RuleSet::empty().with_files(&[a, b]).unwrap();
        let ids = |rules: &RuleSet| rules.patterns().iter().map(|p| p.id.clone()).collect();
        let all: Vec<_> = ids(&rules);
        assert_eq!(all, ["a-bar/bar".into(), "b-bar/bar".into()]);
        assert_eq!(all, ids(&other));
        assert_eq!(warnings, same);
        assert_eq!(warnings.len(), 4, "no examples and no origin, in each");
    }

    #[test]
    fn mistakes_of_all_files_come_together_and_name_their_file() {
        let files = [file("b.toml", "category = 1"), file("a.toml", "=")];
        let errors = RuleSet::empty().with_files(&files).unwrap_err().0;
        assert!(errors.first().unwrap().file.ends_with("a.toml"));
        assert!(errors.last().unwrap().file.ends_with("b.toml"));
    }

    #[test]
    fn what_is_not_there_is_named() {
        let errors = RuleFile::read("no/such/rules".as_ref()).unwrap_err();
        assert!(errors.to_string().contains("no/such/rules"), "{errors}");
    }
}
