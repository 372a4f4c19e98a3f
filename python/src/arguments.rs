//! What a cleaner is made of: a level, categories, rules and weights by path or as text.

use std::collections::BTreeSet;
use std::ffi::CString;
use std::fs;
use std::path::{Path, PathBuf};

use jingwen::rules::{RuleError, RuleErrors, RuleFile};
use jingwen::{Category, Cleaner, Options, RuleSet, Weights};
use pyo3::exceptions::{PyTypeError, PyUserWarning};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

use crate::JingwenError;

/// The arguments of a cleaner. Files are held as text, so that it can be made again where they are not.
#[derive(Clone)]
pub struct Arguments {
    level: String,
    keep: Vec<String>,
    remove: Vec<String>,
    only: Vec<String>,
    rules: Vec<RuleFile>,
    weights: Option<(String, String)>,
    builtin: bool,
    model: bool,
    keep_whitespace: bool,
}

/// The arguments as Python gives them.
pub struct Given<'a, 'py> {
    pub level: &'a str,
    pub keep: Option<&'a Bound<'py, PyAny>>,
    pub remove: Option<&'a Bound<'py, PyAny>>,
    pub only: Option<&'a Bound<'py, PyAny>>,
    pub rules: Option<&'a Bound<'py, PyAny>>,
    pub weights: Option<&'a Bound<'py, PyAny>>,
    pub builtin: bool,
    pub model: bool,
    pub keep_whitespace: bool,
}

impl Given<'_, '_> {
    /// Reads the files that are named.
    pub fn read(self) -> PyResult<Arguments> {
        if self.weights.is_some() && !self.model {
            return Err(failure(
                "weights are the model's: leave out `weights` or `model=False`",
            ));
        }
        Ok(Arguments {
            level: self.level.to_owned(),
            keep: names(self.keep)?,
            remove: names(self.remove)?,
            only: names(self.only)?,
            rules: self.rules.map_or(Ok(Vec::new()), rules)?,
            weights: self.weights.map(weights).transpose()?,
            builtin: self.builtin,
            model: self.model,
            keep_whitespace: self.keep_whitespace,
        })
    }
}

impl Arguments {
    /// Checks everything and makes the cleaner. What is doubtful in the rules is warned of.
    pub fn cleaner(&self, py: Python<'_>) -> PyResult<Cleaner> {
        let mut options = Options::new();
        options.level = self.level.parse().map_err(failure)?;
        options.keep = categories(&self.keep)?;
        options.remove = categories(&self.remove)?;
        options.only = categories(&self.only)?;
        options.keep_whitespace = self.keep_whitespace;
        let builtin = if self.builtin {
            RuleSet::builtin()
        } else {
            RuleSet::empty()
        };
        let (rules, warnings) = builtin.with_files(&self.rules).map_err(mistakes)?;
        for warning in warnings {
            let text = CString::new(warning.to_string()).unwrap_or_default();
            PyErr::warn(py, &py.get_type::<PyUserWarning>(), &text, 1)?;
        }
        let weights = match &self.weights {
            Some((name, text)) => {
                let parsed = Weights::parse(text);
                Some(parsed.map_err(|error| failure(format!("{name}:{error}")))?)
            }
            None => self.model.then(Weights::builtin),
        };
        Ok(Cleaner::with_weights(rules, weights, options))
    }

    /// Whether rules of this file are among those that were given.
    pub fn has(&self, file: &Path) -> bool {
        self.rules.iter().any(|rule| rule.file == file)
    }

    /// All but the rules of this file.
    pub fn without(&self, file: &Path) -> Self {
        let mut other = self.clone();
        other.rules.retain(|rule| rule.file != file);
        other
    }

    /// The arguments for a constructor call, those that are not the defaults.
    pub fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(py);
        if self.level != "standard" {
            dict.set_item("level", &self.level)?;
        }
        let lists = [
            ("keep", &self.keep),
            ("remove", &self.remove),
            ("only", &self.only),
        ];
        for (name, list) in lists.into_iter().filter(|(_, list)| !list.is_empty()) {
            dict.set_item(name, list)?;
        }
        if !self.rules.is_empty() {
            let pair = |rule: &RuleFile| (shown(&rule.file), rule.text.clone());
            dict.set_item("rules", self.rules.iter().map(pair).collect::<Vec<_>>())?;
        }
        if let Some(weights) = &self.weights {
            dict.set_item("weights", weights)?;
        }
        let flags = [
            ("builtin", self.builtin, true),
            ("model", self.model, true),
            ("keep_whitespace", self.keep_whitespace, false),
        ];
        for (name, flag, default) in flags {
            if flag != default {
                dict.set_item(name, flag)?;
            }
        }
        Ok(dict)
    }

    /// The arguments that are not the defaults, as they are written; files by name alone.
    pub fn written(&self, py: Python<'_>) -> PyResult<String> {
        let dict = self.to_dict(py)?;
        let files: Vec<String> = self.rules.iter().map(|rule| shown(&rule.file)).collect();
        if !files.is_empty() {
            dict.set_item("rules", files)?;
        }
        if let Some((name, _)) = &self.weights {
            dict.set_item("weights", name)?;
        }
        let part = |(name, value): (Bound<'_, PyAny>, Bound<'_, PyAny>)| {
            Ok(format!("{name}={}", value.repr()?))
        };
        let parts: PyResult<Vec<String>> = dict.iter().map(part).collect();
        Ok(parts?.join(", "))
    }
}

/// One name, or any number of them.
fn names(given: Option<&Bound<'_, PyAny>>) -> PyResult<Vec<String>> {
    match given {
        None => Ok(Vec::new()),
        Some(one) if one.is_instance_of::<PyString>() => Ok(vec![one.extract()?]),
        Some(many) => many.try_iter()?.map(|name| name?.extract()).collect(),
    }
}

fn categories(names: &[String]) -> PyResult<BTreeSet<Category>> {
    let category = |name: &String| name.parse().map_err(failure);
    names.iter().map(category).collect()
}

/// A path, or any number of paths and of pairs of a name and a text.
fn rules(given: &Bound<'_, PyAny>) -> PyResult<Vec<RuleFile>> {
    if let Ok(path) = given.extract::<PathBuf>() {
        return RuleFile::read(&path).map_err(mistakes);
    }
    let mut files = Vec::new();
    for item in given.try_iter()? {
        let item = item?;
        if let Ok((name, text)) = item.extract::<(String, String)>() {
            let file = PathBuf::from(name);
            files.push(RuleFile { file, text });
        } else if let Ok(path) = item.extract::<PathBuf>() {
            files.extend(RuleFile::read(&path).map_err(mistakes)?);
        } else {
            return Err(PyTypeError::new_err(
                "rules are paths, or pairs of a file name and the file's text",
            ));
        }
    }
    Ok(files)
}

/// A path, or a pair of a name and a text.
fn weights(given: &Bound<'_, PyAny>) -> PyResult<(String, String)> {
    if let Ok(pair) = given.extract::<(String, String)>() {
        return Ok(pair);
    }
    let path: PathBuf = given.extract()?;
    let name = shown(&path);
    let text = fs::read_to_string(&path);
    let text = text.map_err(|error| failure(format!("{name}: cannot be read: {error}")))?;
    Ok((name, text))
}

pub fn shown(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

pub fn failure(error: impl ToString) -> PyErr {
    JingwenError::new_err(error.to_string())
}

/// All mistakes, a line each.
pub fn mistakes(RuleErrors(errors): RuleErrors) -> PyErr {
    let lines: Vec<String> = errors.iter().map(RuleError::to_string).collect();
    failure(lines.join("\n"))
}
