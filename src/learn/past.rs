//! What a person decided on rules that were learned before.

use std::fs;
use std::io;
use std::path::Path;

use super::{LearnError, WRITER};
use crate::rules::model::{Pattern, Status};
use crate::rules::{RuleSet, is_whole};
use crate::text::fold::fold_pattern;

/// Rules of an earlier run that a person struck (`rejected`) or accepted: every one that is no
/// `draft` any more.
#[derive(Debug, Default)]
pub struct Decided {
    pub(super) rules: Vec<Kept>,
}

/// A rule that stays as it is.
#[derive(Debug)]
pub(super) struct Kept {
    pub pattern: Pattern,
    /// As it was written.
    pub table: toml::Table,
    pub examples: Vec<toml::Table>,
}

impl Decided {
    /// Reads the file that an earlier run wrote; nothing if there is none.
    ///
    /// # Errors
    /// It cannot be read, has mistakes, or was not written by a run.
    pub fn read(path: &Path) -> Result<Self, LearnError> {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => {
                let file = path.to_owned();
                return Err(LearnError::Unreadable { file, error });
            }
        };
        Self::from_text(path, &text)
    }

    /// Reads the text of a file of this name; nothing if it is empty.
    ///
    /// # Errors
    /// It has mistakes, or was not written by a run.
    pub fn from_text(path: &Path, text: &str) -> Result<Self, LearnError> {
        let foreign = || LearnError::Foreign(path.to_owned());
        let root: toml::Table = match text.parse() {
            Ok(root) => root,
            // The reader of rules says what is wrong, and where.
            Err(_) => toml::Table::new(),
        };
        let is_ours = |root: &toml::Table| {
            let description = root.get("description").and_then(toml::Value::as_str);
            description.is_some_and(|text| text.starts_with(WRITER))
        };
        if text.trim().is_empty() {
            return Ok(Self::default());
        }
        if !root.is_empty() && !is_ours(&root) {
            return Err(foreign());
        }
        let set = RuleSet::empty().with_text(path, text)?;
        let family = set.families().next().ok_or_else(foreign)?;
        let tables = |name: &str| -> Vec<toml::Table> {
            let all = root.get(name).and_then(toml::Value::as_array);
            let all = all.into_iter().flatten().filter_map(|t| t.as_table());
            all.cloned().collect()
        };
        let examples = tables("example");
        let rules = family.patterns.iter().zip(tables("pattern"));
        let decided = rules.filter(|(pattern, _)| pattern.status != Status::Draft);
        let rule = |(pattern, table): (&Pattern, toml::Table)| {
            let key = table.get("key").cloned();
            let hits = |example: &&toml::Table| {
                let hits = example.get("hits").and_then(toml::Value::as_array);
                hits.is_some_and(|hits| hits.iter().any(|hit| Some(hit) == key.as_ref()))
            };
            Kept {
                pattern: pattern.clone(),
                examples: examples.iter().filter(hits).cloned().collect(),
                table,
            }
        };
        let rules = decided.map(rule).collect();
        Ok(Decided { rules })
    }

    /// How many rules were struck.
    pub fn struck(&self) -> usize {
        let struck = |kept: &&Kept| kept.pattern.status == Status::Rejected;
        self.rules.iter().filter(struck).count()
    }

    /// Whether a rule of this key stays.
    pub(super) fn has(&self, key: &str) -> bool {
        let own = |kept: &Kept| kept.table.get("key").and_then(toml::Value::as_str) == Some(key);
        self.rules.iter().any(own)
    }

    /// Whether a person decided on a line of a source already, under whatever id.
    pub(super) fn covers(&self, source: &str, line: &str) -> bool {
        let line = fold_pattern(line);
        self.rules.iter().any(|kept| {
            let sources = &kept.pattern.sources;
            let named = sources.is_empty() || sources.iter().any(|glob| glob.is_match(source));
            named && is_whole(&kept.pattern, &line)
        })
    }
}
