//! Where every input goes, known before anything is written.

pub(super) mod decide;
pub(super) mod journal;
pub(super) mod restore;

use std::cell::LazyCell;
use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::batch::find::form::{Form, Format, Packing};
use crate::batch::find::walk::Input;
use crate::batch::name::{ignores_capitals, slashed};
use crate::batch::state::State;
use crate::text::printable::printable;
use journal::Mode;

/// An input and where its output goes.
#[derive(Debug, Clone)]
pub struct Planned {
    /// What is read.
    pub input: Input,
    /// Its place under the root of the tree, as the journal names it.
    pub target: String,
    /// What is written.
    pub path: PathBuf,
    /// What it holds.
    pub form: Form,
}

/// A tree to write, or one to clean in place.
#[derive(Debug)]
pub struct Plan {
    /// The output directory, or the one that is cleaned in place.
    pub root: PathBuf,
    /// How it is written.
    pub mode: Mode,
    /// Every input, in order.
    pub files: Vec<Planned>,
}

/// Why a tree cannot be written; nothing was.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PlanError {
    /// Standard input has no name.
    #[error("standard input has no name to write under: leave out -o, or -")]
    Nameless,
    /// Two inputs, one output.
    #[error("{0} and {1} would both be written to {2}; clean them into separate directories")]
    Collision(String, String, String),
    /// Two inputs, and outputs that the file system does not tell apart.
    #[error(
        "{0} and {1} would both be written to {2}, since capitals do not count there; clean them into separate directories"
    )]
    Capitals(String, String, String),
    /// An output that is an input.
    #[error(
        "{0} would be overwritten by its own output; name another directory, or clean it --in-place"
    )]
    Itself(String),
    /// The root is a file.
    #[error("{0}: is a file; -o takes a directory")]
    NotADirectory(String),
    /// The root holds something.
    #[error(
        "{0}: the output directory is not empty; add --resume to go on with an interrupted run, --overwrite to replace files in it, or name another"
    )]
    NotEmpty(String),
    /// The root was cleaned before.
    #[error(
        "{0}: was cleaned in place before; add --resume to go on with that, or put it back with `jingwen restore {0}`"
    )]
    Cleaned(String),
    /// In place, but not one directory.
    #[error("--in-place cleans one directory: name it alone")]
    OneDirectory,
    /// In place, but a file becomes something else.
    #[error(
        "{0}: is {1}, and its articles are written as {2}, which cannot take its place: name a directory with -o DIR, or leave such files out with --exclude"
    )]
    OtherForm(String, Format, Format),
    /// The root cannot be looked at.
    #[error("{0}: {1}")]
    Unreadable(String, io::Error),
}

impl Plan {
    /// Plans a tree under another directory; with `output` the files become of that form.
    pub fn copy(dir: &Path, inputs: Vec<Input>, output: Option<Format>) -> Result<Plan, PlanError> {
        Self::copy_into(dir, inputs, output, || ignores_capitals(dir))
    }

    fn copy_into(
        dir: &Path,
        inputs: Vec<Input>,
        output: Option<Format>,
        ignores_capitals: impl FnOnce() -> bool,
    ) -> Result<Plan, PlanError> {
        let ignores_capitals = LazyCell::new(ignores_capitals);
        let mut taken: HashMap<PathBuf, usize> = HashMap::new();
        // The first of those whose targets differ in capitals only, by their small letters.
        let mut alike: HashMap<String, usize> = HashMap::new();
        let mut files: Vec<Planned> = Vec::new();
        for input in inputs {
            let Some(own) = &input.path else {
                return Err(PlanError::Nameless);
            };
            let mut form = input.form;
            let mut relative = input.relative.clone();
            let format = output.unwrap_or(form.format.output());
            if format != form.format {
                form.format = format;
                relative = renamed(&relative, form);
            }
            let path = dir.join(&relative);
            let target = slashed(&relative).into_owned();
            let both = |other: usize| {
                let target = printable(&path.to_string_lossy());
                (files[other].input.to_string(), input.to_string(), target)
            };
            if let Some(other) = taken.insert(path.clone(), files.len()) {
                let (one, two, target) = both(other);
                return Err(PlanError::Collision(one, two, target));
            }
            let first = *alike.entry(target.to_lowercase()).or_insert(files.len());
            if first < files.len() && *ignores_capitals {
                let (one, two, target) = both(first);
                return Err(PlanError::Capitals(one, two, target));
            }
            if path.exists() && path.canonicalize().ok() == own.canonicalize().ok() {
                return Err(PlanError::Itself(input.to_string()));
            }
            files.push(Planned {
                target,
                path,
                form,
                input,
            });
        }
        Ok(Plan {
            root: dir.to_owned(),
            mode: Mode::Copy,
            files,
        })
    }

    /// Plans to clean a directory in place.
    pub fn in_place(paths: &[PathBuf], inputs: Vec<Input>) -> Result<Plan, PlanError> {
        let [root] = paths else {
            return Err(PlanError::OneDirectory);
        };
        if !root.is_dir() {
            return Err(PlanError::OneDirectory);
        }
        let output = |input: &Input| input.form.format.output();
        let other = inputs.iter().find(|i| output(i) != i.form.format);
        if let Some(input) = other {
            let (from, to) = (input.form.format, output(input));
            return Err(PlanError::OtherForm(input.to_string(), from, to));
        }
        let file = |input: Input| Planned {
            target: slashed(&input.relative).into_owned(),
            path: root.join(&input.relative),
            form: input.form,
            input,
        };
        Ok(Plan {
            root: root.clone(),
            mode: Mode::InPlace,
            files: inputs.into_iter().map(file).collect(),
        })
    }

    /// Where the journal and what belongs to it are kept.
    pub(crate) fn state(&self) -> State {
        State::of(&self.root)
    }

    /// Refuses a root that holds something, unless it may.
    pub fn check(&self, resume: bool, overwrite: bool) -> Result<(), PlanError> {
        let name = || printable(&self.root.to_string_lossy());
        if resume || overwrite {
            return Ok(());
        }
        if self.mode == Mode::InPlace {
            let cleaned = self.state().path().exists();
            return if cleaned {
                Err(PlanError::Cleaned(name()))
            } else {
                Ok(())
            };
        }
        match fs::read_dir(&self.root) {
            Ok(mut entries) => match entries.next() {
                Some(_) => Err(PlanError::NotEmpty(name())),
                None => Ok(()),
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
                Err(PlanError::NotADirectory(name()))
            }
            Err(error) => Err(PlanError::Unreadable(name(), error)),
        }
    }
}

/// `a/b.txt.gz` as JSON lines is `a/b.txt.jsonl.gz`: two inputs that differ only in their endings
/// stay apart.
fn renamed(relative: &Path, form: Form) -> PathBuf {
    let mut name = match Packing::of_name(relative) {
        Packing::Plain => relative.as_os_str().to_owned(),
        _ => relative.with_extension("").into_os_string(),
    };
    name.push(".");
    name.push(form.format.extensions()[0]);
    if let Some(extension) = form.packing.extension() {
        name.push(".");
        name.push(extension);
    }
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inputs(names: &[(&str, &str)]) -> Vec<Input> {
        let input = |&(from, relative): &(&str, &str)| Input {
            path: Some(Path::new(from).join(relative)),
            relative: relative.into(),
            form: Form {
                format: Format::Text,
                packing: Packing::Plain,
            },
            size: 0,
            begun: Vec::new(),
        };
        names.iter().map(input).collect()
    }

    #[test]
    fn outputs_that_differ_in_capitals_are_refused_where_these_do_not_count() {
        let dir = tempfile::tempdir().unwrap();
        let plan =
            |names: &[_], ignored| Plan::copy_into(dir.path(), inputs(names), None, || ignored);
        let names = [("x", "News/a.txt"), ("y", "news/A.txt"), ("z", "b.txt")];
        let Err(PlanError::Capitals(one, two, target)) = plan(&names, true) else {
            panic!("two files in one place");
        };
        assert_eq!((&*one, &*two), ("x/News/a.txt", "y/news/A.txt"));
        assert!(target.ends_with("news/A.txt"), "{target}");
        assert_eq!(plan(&names, false).unwrap().files.len(), 3);
        assert!(plan(&[("x", "ÄRA.txt"), ("y", "ära.txt")], true).is_err());
        // The third is that of the second, whether capitals count or not.
        let names = [("x", "a.txt"), ("y", "A.txt"), ("z", "A.txt")];
        let Err(PlanError::Collision(one, two, _)) = plan(&names, false) else {
            panic!("two files in one place");
        };
        assert_eq!((&*one, &*two), ("y/A.txt", "z/A.txt"));
    }

    #[test]
    fn the_file_system_is_asked_only_where_it_matters() {
        let names = [("x", "a.txt"), ("y", "b.txt"), ("y", "A/b.txt")];
        let asked = || panic!("asked for nothing");
        let plan = Plan::copy_into(Path::new("out"), inputs(&names), None, asked).unwrap();
        let targets: Vec<&str> = plan.files.iter().map(|file| &*file.target).collect();
        assert_eq!(targets, ["a.txt", "b.txt", "A/b.txt"]);
    }
}
