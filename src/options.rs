//! What a cleaner is told, what it is told of a document, and what it says became of it.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use crate::category::{Action, Category};

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
///
/// ```
/// use jingwen::{Category, Level, Options};
///
/// let mut options = Options::new();
/// options.level = Level::Conservative;
/// options.keep.insert(Category::PhotoCredit);
/// assert!(options.removes(Category::Copyright) && !options.removes(Category::PhotoCredit));
/// assert!(!options.removes(Category::PsaHotline)); // reported and kept, unless `remove` has it
/// ```
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
    /// Saves time and memory where only the body is wanted: findings carry no reasons, and hits that
    /// were let go are not listed.
    pub lean: bool,
    /// Saves time where no languages are wanted: [`Cleaned::langs`](crate::Cleaned::langs) is empty,
    /// and findings say [`Lang::Other`](crate::language::Lang::Other). What is found is the same.
    pub without_langs: bool,
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

impl FromStr for Outcome {
    type Err = String;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let all = [Self::Unchanged, Self::Cleaned, Self::Review, Self::Empty];
        let known = all.into_iter().find(|outcome| outcome.as_str() == s);
        known.ok_or_else(|| format!("unknown outcome `{s}`: unchanged, cleaned, review or empty"))
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
