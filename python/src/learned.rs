//! What was learned of the lines that sites repeat.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jingwen::learn::{Decided, Learned as Lines, Spool, check_name};
use jingwen::{Cleaner, Options};
use pyo3::prelude::*;
use pyo3::types::{PyList, PyTuple, PyType};

use crate::arguments::{failure, shown};
use crate::arrow;
use crate::columns::{Columns, documents};
use crate::values;

/// Lines that sites repeat, and the rules that some of them became.
///
/// Made by `Cleaner.learn`. Pickles, and `Learned.merge` puts together what was learned of different
/// sites in different processes.
#[pyclass(module = "jingwen", frozen)]
pub struct Learned {
    file: RuleName,
    lines: Lines,
}

/// The name of the rules' file, and what an earlier run and people wrote there.
#[derive(Clone, PartialEq)]
pub struct RuleName {
    path: PathBuf,
    past: String,
}

impl RuleName {
    /// A path, whose file need not exist, or a pair of a name and a text.
    pub fn read(given: &Bound<'_, PyAny>) -> PyResult<Self> {
        if let Ok((path, past)) = given.extract::<(PathBuf, String)>() {
            return Ok(RuleName { path, past });
        }
        Self::of_file(given.extract()?)
    }

    /// A path, whose file need not exist.
    pub fn of_file(path: PathBuf) -> PyResult<Self> {
        let past = match fs::read_to_string(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            read => {
                read.map_err(|error| failure(format!("{}: cannot be read: {error}", shown(&path))))?
            }
        };
        Ok(RuleName { path, past })
    }

    /// What a person decided there.
    fn decided(&self) -> PyResult<Decided> {
        Decided::from_text(&self.path, &self.past).map_err(failure)
    }

    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// How to learn.
pub struct How {
    pub file: RuleName,
    pub least: u32,
    pub threads: usize,
    pub folder: Option<PathBuf>,
}

impl Learned {
    /// Learns from every row that has a text.
    pub fn from_rows(
        cleaner: &Cleaner,
        data: &Bound<'_, PyAny>,
        columns: &Columns<'_>,
        how: How,
    ) -> PyResult<Self> {
        check_name(how.file.path()).map_err(failure)?;
        if !(2..=200).contains(&how.least) {
            return Err(failure(format!(
                "min_documents is {}: it is 2 to 200",
                how.least
            )));
        }
        let decided = how.file.decided()?;
        let (reader, _) = arrow::read(data, "learn", "")?;
        let mut spool = Spool::new(how.folder.as_deref()).map_err(failure)?;
        for array in reader {
            let array = array.map_err(failure)?;
            let add = |text: &str, source: Option<&str>, title: Option<&str>| {
                let added = spool.add(text, source, title);
                added.map_err(|error| error.to_string())
            };
            let py = data.py();
            py.detach(|| documents(&array, columns, add))
                .map_err(failure)?;
        }
        // As the command line does, whatever the options of cleaning.
        let cleaner = cleaner.under(Options::new());
        let learn = || spool.learn(&cleaner, &decided, how.least, how.threads);
        Ok(Learned {
            lines: data.py().detach(learn).map_err(failure)?,
            file: how.file,
        })
    }
}

#[pymethods]
impl Learned {
    #[new]
    fn make(file: &Bound<'_, PyAny>, json: &str) -> PyResult<Self> {
        let lines = serde_json::from_str(json);
        Ok(Learned {
            file: RuleName::read(file)?,
            lines: lines.map_err(failure)?,
        })
    }

    /// What was learned in parts, no two of which share a source, as one.
    ///
    /// Raises JingwenError where two do, or are for different files.
    #[staticmethod]
    fn merge(parts: &Bound<'_, PyAny>) -> PyResult<Self> {
        let parts: PyResult<Vec<Bound<'_, Self>>> = parts
            .try_iter()?
            .map(|part| Ok(part?.cast_into()?))
            .collect();
        let parts = parts?;
        let Some(first) = parts.first() else {
            return Err(failure("there is nothing to merge: give at least one"));
        };
        let file = first.get().file.clone();
        if parts.iter().any(|part| part.get().file != file) {
            return Err(failure(
                "the parts were learned for different files: give all the same",
            ));
        }
        let lines = parts.iter().map(|part| part.get().lines.clone());
        let lines = Lines::merged(lines).ok_or_else(|| {
            failure("two parts share a source: bring all documents of a source together first")
        })?;
        Ok(Learned { file, lines })
    }

    /// The rules as the text of a rule file, beside those on which a person decided in it.
    #[getter]
    fn toml(&self, py: Python<'_>) -> PyResult<String> {
        let decided = self.file.decided()?;
        let text = py.detach(|| self.lines.to_text(self.file.path(), &decided));
        text.map_err(crate::arguments::mistakes)
    }

    /// The pair of the file's name and `toml`, as `Cleaner(rules=[learned.rules])` takes it.
    #[getter]
    fn rules(&self, py: Python<'_>) -> PyResult<(String, String)> {
        Ok((shown(self.file.path()), self.toml(py)?))
    }

    /// The pair of the file's name and the text that was there, which `file` of `learn` takes.
    #[getter]
    fn file(&self) -> (String, &str) {
        (shown(self.file.path()), &self.file.past)
    }

    /// Every line that repeats, and what became of it: a list of `Repeated`, by source.
    #[getter]
    fn lines<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        values::repeated(py, &self.lines.considered)
    }

    /// Documents with a text and a source.
    #[getter]
    fn documents(&self) -> usize {
        self.lines.tally.documents
    }

    /// Their sources.
    #[getter]
    fn sources(&self) -> usize {
        self.lines.tally.sources
    }

    /// Documents that are copies of others, and count once.
    #[getter]
    fn copies(&self) -> usize {
        self.lines.tally.copies
    }

    /// Documents without a source, or of more than 1 MiB, which teach nothing.
    #[getter]
    fn without_source(&self) -> usize {
        self.lines.tally.without_source
    }

    fn __repr__(&self) -> String {
        format!(
            "<Learned {}: {} documents of {} sources, {} lines repeat, {} rules>",
            shown(self.file.path()),
            self.documents(),
            self.sources(),
            self.lines.considered.len(),
            self.lines.rules.len()
        )
    }

    fn __reduce__<'py>(
        &self,
        py: Python<'py>,
    ) -> PyResult<(Bound<'py, PyType>, Bound<'py, PyTuple>)> {
        let json = serde_json::to_string(&self.lines).map_err(failure)?;
        Ok((
            py.get_type::<Self>(),
            (self.file(), json).into_pyobject(py)?,
        ))
    }
}
