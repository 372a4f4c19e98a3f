//! The cleaner: text in, body and edits out; `restore` gives the text back exactly.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use crate::category::{Action, Category};
use crate::detect::{Dropped, Finding};
use crate::language::{self, LangSpan};
use crate::rules::RuleSet;

/// Operating points of one judge. No evidence is reserved to a level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Level {
    /// Removes only what is all but certain.
    Conservative,
    /// The default.
    #[default]
    Standard,
    /// Removes more, and errs more.
    Thorough,
}

impl Level {
    /// `conservative`, `standard` or `thorough`.
    pub fn as_str(self) -> &'static str {
        match self {
            Level::Conservative => "conservative",
            Level::Standard => "standard",
            Level::Thorough => "thorough",
        }
    }
}

impl FromStr for Level {
    type Err = String;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        match s {
            "conservative" => Ok(Level::Conservative),
            "standard" => Ok(Level::Standard),
            "thorough" => Ok(Level::Thorough),
            _ => Err(format!(
                "unknown level `{s}`: conservative, standard or thorough"
            )),
        }
    }
}

/// What is known of a document besides its text.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct Context<'a> {
    /// Host or label of the publisher; rules with `sources` fire only when it is known.
    pub source: Option<&'a str>,
    /// The article's title; lines equal to it are body.
    pub title: Option<&'a str>,
}

impl<'a> Context<'a> {
    /// A context without source and title.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the host or label of the publisher.
    #[must_use]
    pub fn source(mut self, source: Option<&'a str>) -> Self {
        self.source = source;
        self
    }

    /// Sets the article's title.
    #[must_use]
    pub fn title(mut self, title: Option<&'a str>) -> Self {
        self.title = title;
        self
    }
}

/// How to clean. The default removes every category but those whose action is [`Action::Keep`].
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Options {
    /// The operating point.
    pub level: Level,
    /// If not empty, only these categories are removed.
    pub only: BTreeSet<Category>,
    /// Categories that stay in the body (wins over `remove`).
    pub keep: BTreeSet<Category>,
    /// Categories removed although they are kept by default.
    pub remove: BTreeSet<Category>,
    /// Leaves the blank lines behind that a removed span stood on.
    pub keep_whitespace: bool,
}

impl Options {
    /// The defaults: standard level, every category by its own action.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether findings of this category leave the body.
    pub fn removes(&self, category: Category) -> bool {
        if self.keep.contains(&category) {
            return false;
        }
        if !self.only.is_empty() {
            return self.only.contains(&category);
        }
        category.action() != Action::Keep || self.remove.contains(&category)
    }
}

/// What became of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing was removed.
    Unchanged,
    /// Boilerplate was removed.
    Cleaned,
    /// Judging would have taken too much; only decisive findings were applied.
    Review,
    /// Decisive findings alone took everything.
    Empty,
}

impl Outcome {
    /// The name used in records.
    pub fn as_str(self) -> &'static str {
        match self {
            Outcome::Unchanged => "unchanged",
            Outcome::Cleaned => "cleaned",
            Outcome::Review => "review",
            Outcome::Empty => "empty",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One deletion, as a place in the body and the text that stood there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// Byte offset in the body where `text` belongs.
    pub at: usize,
    /// The deleted text.
    pub text: String,
    /// The rule behind it, `family/key`; `whitespace` for blank lines closed up.
    pub rule: String,
    /// Its category; none for blank lines closed up.
    pub category: Option<Category>,
}

/// An edit that does not fit the body.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "edit {index} does not fit: offset {at} is not a character boundary at or after the edit before it, in a body of {len} bytes; the body was changed after cleaning"
)]
pub struct RestoreError {
    /// Which edit, from 0.
    pub index: usize,
    /// Its offset.
    pub at: usize,
    /// Length of the body in bytes.
    pub len: usize,
}

/// Puts the deleted texts back. `restore(cleaned.body(), cleaned.edits())` is the input.
///
/// # Errors
/// An edit whose offset lies outside the body, inside a character, or before the edit before it.
pub fn restore(body: &str, edits: &[Edit]) -> Result<String, RestoreError> {
    let mut text =
        String::with_capacity(body.len() + edits.iter().map(|e| e.text.len()).sum::<usize>());
    let mut done = 0;
    for (index, edit) in edits.iter().enumerate() {
        let kept = body.get(done..edit.at).ok_or(RestoreError {
            index,
            at: edit.at,
            len: body.len(),
        })?;
        text.push_str(kept);
        text.push_str(&edit.text);
        done = edit.at;
    }
    text.push_str(&body[done..]);
    Ok(text)
}

/// The result of cleaning one text.
#[derive(Debug, Clone)]
pub struct Cleaned {
    pub(crate) body: String,
    pub(crate) edits: Vec<Edit>,
    pub(crate) findings: Vec<Finding>,
    pub(crate) dropped: Vec<Dropped>,
    pub(crate) langs: Vec<LangSpan>,
    pub(crate) outcome: Outcome,
}

impl Cleaned {
    /// The article body: a subsequence of the input.
    pub fn body(&self) -> &str {
        &self.body
    }

    /// What was deleted, in order; with the body it restores the input.
    pub fn edits(&self) -> &[Edit] {
        &self.edits
    }

    /// Every finding, sorted and disjoint, those that were kept (`removed` false) included.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Rule hits that were found and let go, each with its reason.
    pub fn dropped(&self) -> &[Dropped] {
        &self.dropped
    }

    /// The language spans that tile the input.
    pub fn langs(&self) -> &[LangSpan] {
        &self.langs
    }

    /// What became of the document.
    pub fn outcome(&self) -> Outcome {
        self.outcome
    }

    /// The input, byte for byte.
    pub fn restore(&self) -> String {
        restore(&self.body, &self.edits).expect("edits made by the cleaner fit its body")
    }
}

/// A compiled rule set, ready to clean texts; built once, shared between threads.
#[derive(Debug)]
pub struct Cleaner {
    options: Options,
}

impl Cleaner {
    /// Compiles the rules, with default options.
    pub fn new(rules: RuleSet) -> Self {
        Self::with_options(rules, Options::default())
    }

    /// Compiles the rules.
    pub fn with_options(_rules: RuleSet, options: Options) -> Self {
        Cleaner { options }
    }

    /// The options in force.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// Cleans a text of which nothing else is known.
    pub fn clean(&self, text: &str) -> Cleaned {
        self.clean_with(text, &Context::new())
    }

    /// Cleans a text with what is known of it.
    pub fn clean_with(&self, text: &str, _context: &Context<'_>) -> Cleaned {
        Cleaned {
            body: text.to_owned(),
            edits: Vec::new(),
            findings: Vec::new(),
            dropped: Vec::new(),
            langs: language::spans(text),
            outcome: Outcome::Unchanged,
        }
    }
}
