//! Rules: pattern data, parsed and validated.

use std::path::{Path, PathBuf};

/// Where a rule file came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RuleSource {
    /// Shipped inside the program.
    Builtin,
    /// A file of the user's.
    File(PathBuf),
}

/// One mistake in a rule file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleError {
    /// The file.
    pub file: PathBuf,
    /// Line, from 1 (0: the file as a whole).
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// `R001`…
    pub code: &'static str,
    /// Whether the rules cannot be used (false: a warning).
    pub fatal: bool,
    /// What is wrong and how to mend it, one lower-case sentence.
    pub message: String,
}

/// All mistakes of a run together, sorted by file, line and column.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} mistakes in rule files, first: {}", .0.len(), .0.first().map(ToString::to_string).unwrap_or_default())]
pub struct RuleErrors(pub Vec<RuleError>);

impl std::fmt::Display for RuleError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            file,
            line,
            column,
            code,
            message,
            ..
        } = self;
        let file = file.display();
        if *line == 0 {
            write!(f, "{file}: {code}: {message}")
        } else {
            write!(f, "{file}:{line}:{column}: {code}: {message}")
        }
    }
}

/// A parsed, validated, immutable set of rules.
#[derive(Debug, Clone, Default)]
pub struct RuleSet {}

impl RuleSet {
    /// The rules shipped with the program.
    pub fn builtin() -> Self {
        Self {}
    }

    /// No rules: a cleaner made of it changes nothing.
    pub fn empty() -> Self {
        Self {}
    }

    /// These rules and those of every `.toml` file under `dir`.
    ///
    /// # Errors
    /// Every mistake in the files, together. Warnings are returned beside the set.
    pub fn with_dir(self, _dir: &Path) -> Result<(Self, Vec<RuleError>), RuleErrors> {
        Ok((self, Vec::new()))
    }

    /// These rules and one phrase a line of `file` (blank lines and `#` comments skipped).
    ///
    /// # Errors
    /// The file cannot be read, or a phrase is too short.
    pub fn with_phrases(self, _file: &Path) -> Result<Self, RuleErrors> {
        Ok(self)
    }
}
