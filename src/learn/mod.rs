//! Learns a site's repeated lines from the documents themselves, and writes them as draft rules.
//!
//! Three passes over the inputs, each in linear time and on every core. The first counts
//! fingerprints of lines and sentences in a fixed table of bytes (`sketch`) and finds copies of
//! articles (`copies`); the second counts exactly what passed the first (`count`); the third looks
//! at some documents of each line that is left (`look`), and `decide` says what becomes of it.
//! `slots` says what of a line may change, `scan` takes documents apart, `write` makes the rule
//! file, and `past` reads what a person decided on an earlier one.
//!
//! Lines are told apart by 64 bits of a BLAKE3 hash: among thirty million different lines, the
//! chance that any two share theirs is 1 in 40,000. Everything else is exact. The same inputs give
//! the same bytes on any number of threads and in any order.

mod copies;
mod count;
mod decide;
mod look;
mod past;
mod run;
mod scan;
mod sketch;
mod slots;
mod spool;
mod tell;
mod write;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

pub use past::Decided;
pub use run::Learner;
pub use spool::Spool;

use crate::category::Category;
use crate::clean::Cleaner;
use crate::options::Options;
use crate::rules::model::{Strength, Zone};
use crate::rules::{RuleErrors, RuleSet};
use crate::text::printable::printable;

/// How a file of learned rules says who wrote it.
const WRITER: &str = "Learned by `jingwen learn`";

/// What a run learned.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Learned {
    /// By source, place and count.
    pub rules: Vec<Rule>,
    /// Every line that repeats often enough to be looked at, and what became of it, in the same
    /// order.
    pub considered: Vec<Considered>,
    /// What was read.
    pub tally: Tally,
}

/// What a run read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Documents with a text and a source.
    pub documents: usize,
    /// Their sources.
    pub sources: usize,
    /// Documents that are copies of others.
    pub copies: usize,
    /// Documents without a source, which teach nothing.
    pub without_source: usize,
}

/// A line that repeats.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Considered {
    /// The source.
    pub source: String,
    /// The line in one of the documents.
    pub text: String,
    /// In how many documents it stands, and where.
    pub counted: String,
    /// The strength of the rule it became, or why it became none.
    pub became: Result<Strength, Cow<'static, str>>,
    /// The judge's and the whole evidence, as logarithms of odds in 256ths.
    pub evidence: [i32; 2],
}

/// A learned rule.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Rule {
    /// Its key, the same for the same line of the same source.
    pub key: String,
    /// The one source it holds for.
    pub source: String,
    /// Its fixed parts.
    pub pieces: Vec<String>,
    /// Most characters between two of them.
    pub gap: usize,
    /// Most characters before the first and behind the last.
    pub slack: [usize; 2],
    /// It is a sentence, and not always a line of its own.
    pub is_part: bool,
    /// What it is.
    pub category: Category,
    /// Where it stands.
    pub zone: Zone,
    /// How much it proves.
    pub strength: Strength,
    /// `en` or `zh`.
    pub lang: String,
    /// How often it was seen, for people.
    pub counted: String,
    /// Where it was seen, for people.
    pub contexts: Vec<String>,
    /// The line in one of the documents.
    pub text: String,
    pub(crate) example: Option<String>,
    pub(crate) example_lang: Cow<'static, str>,
}

/// Why nothing was learned.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LearnError {
    /// What is read once cannot be learned from.
    #[error(
        "{0}: is read three times, and can be read only once: write it to a file and name that"
    )]
    ReadOnce(String),
    /// The documents are not what they were.
    #[error(
        "the inputs changed while they were read; nothing was learned: run again when nobody writes to them"
    )]
    Changed,
    /// The name of the file to write cannot be that of rules.
    #[error("{}: the name becomes that of the rules: a .toml file in a-z, 0-9 and -, such as site-rules.toml", crate::batch::printable(&.0.to_string_lossy()))]
    Name(PathBuf),
    /// What was gathered cannot be kept until it is learned from.
    #[error(
        "{0}: the folder for temporary files cannot hold the texts: make room there, or name another"
    )]
    Spool(io::Error),
    /// The file of an earlier run cannot be read.
    #[error("{}: cannot be read ({error}); name another file, or make it readable", printable(&file.to_string_lossy()))]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// The file to write holds something else.
    #[error("{}: was not written by `jingwen learn`, and is left as it is: name another file", printable(&.0.to_string_lossy()))]
    Foreign(PathBuf),
    /// The file of an earlier run has mistakes.
    #[error("{0}")]
    Past(#[from] RuleErrors),
}

/// Checks the name of a rule file, whose stem becomes the id of its family.
///
/// # Errors
/// It is not kebab-case, or does not end in `.toml`.
pub fn check_name(file: &Path) -> Result<(), LearnError> {
    let stem = file.file_stem().and_then(|stem| stem.to_str());
    let word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let is_kebab =
        stem.is_some_and(|s| s.starts_with(|c| word(c) && c != '-') && s.chars().all(word));
    if is_kebab && file.extension().is_some_and(|e| e == "toml") {
        Ok(())
    } else {
        Err(LearnError::Name(file.to_owned()))
    }
}

impl Learned {
    /// What several runs learned, each from sources of its own, as one run over all of their
    /// documents would have: `None` where two have learned from the same source.
    ///
    /// ```
    /// use jingwen::learn::Learned;
    ///
    /// let none = Learned::merged([Learned::default(), Learned::default()]).unwrap();
    /// assert!(none.rules.is_empty());
    /// ```
    #[must_use]
    pub fn merged(parts: impl IntoIterator<Item = Learned>) -> Option<Self> {
        let mut all = Learned::default();
        let mut from = BTreeMap::new();
        for (n, part) in parts.into_iter().enumerate() {
            for line in &part.considered {
                if *from.entry(line.source.clone()).or_insert(n) != n {
                    return None;
                }
            }
            all.rules.extend(part.rules);
            all.considered.extend(part.considered);
            all.tally.documents += part.tally.documents;
            all.tally.sources += part.tally.sources;
            all.tally.copies += part.tally.copies;
            all.tally.without_source += part.tally.without_source;
        }
        // Of one source they are in order already.
        all.rules.sort_by(|a, b| a.source.cmp(&b.source));
        all.considered.sort_by(|a, b| a.source.cmp(&b.source));
        Some(all)
    }

    /// The rules as the text of a rule file, beside those that a person decided on. `file` is its
    /// name; its stem becomes the family's id.
    ///
    /// # Errors
    /// The stem of the name is not kebab-case.
    pub fn to_text(&self, file: &Path, decided: &Decided) -> Result<String, RuleErrors> {
        let all = write::file(self, decided, &|_| true);
        if self.rules.is_empty() {
            return Ok(all);
        }
        // Examples are tests: those of which something else goes, too, or not all of it, prove
        // nothing.
        let alone = RuleSet::empty().with_text(file, &all)?;
        let beside = RuleSet::builtin().with_text(file, &all)?;
        let mut options = Options::new();
        options.remove.extend(Category::ALL);
        options.lean = true;
        let holds = [alone, beside].map(|set| Cleaner::with_weights(set, None, options.clone()));
        let holds = |rule: &Rule| {
            let Some(text) = &rule.example else {
                return false;
            };
            let context = crate::options::Context::new().source(Some(&rule.source));
            let expected = text.replacen(&rule.text, "", 1);
            let squeezed = |s: &str| s.split_whitespace().collect::<String>();
            holds.iter().all(|cleaner| {
                let cleaned = cleaner.clean_with(text, &context);
                squeezed(cleaned.body()) == squeezed(&expected)
            })
        };
        Ok(write::file(self, decided, &holds))
    }
}
