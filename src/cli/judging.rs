//! What judges the texts: rules, weights and options, as the command line names them.

use std::fmt::{self, Write as _};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Args;
use jingwen::batch::printable;
use jingwen::{Category, Cleaner, Level, Options, RuleSet, Weights};

use super::message::{Messages, shown};
use super::values::category;

/// What is judged, and how strictly.
#[derive(Debug, Args)]
#[command(next_help_heading = "Judging")]
pub struct JudgeArgs {
    /// How much to remove: conservative, standard or thorough
    #[arg(long, value_name = "LEVEL", default_value = "standard")]
    pub level: Level,
    /// Remove these categories and no others (repeatable, or a comma list)
    #[arg(long, value_name = "CATEGORY", value_delimiter = ',', value_parser = category)]
    only: Vec<Category>,
    /// Keep these categories in the body; wins over --remove
    #[arg(long, value_name = "CATEGORY", value_delimiter = ',', value_parser = category)]
    keep: Vec<Category>,
    /// Remove these categories although they are kept by default
    #[arg(long, value_name = "CATEGORY", value_delimiter = ',', value_parser = category)]
    remove: Vec<Category>,
    /// Add the rules of this .toml file, or of every one under this directory (repeatable)
    #[arg(long, value_name = "PATH")]
    rules: Vec<PathBuf>,
    /// Add one phrase a line of this file
    #[arg(long, value_name = "FILE")]
    phrases: Option<PathBuf>,
    /// Leave out the rules that come with the program
    #[arg(long)]
    no_builtin: bool,
    /// Judge by these weights, written by `jingwen fit`, instead of the built-in ones
    #[arg(long, value_name = "FILE")]
    weights: Option<PathBuf>,
    /// Let the rules decide alone, without the fitted model
    #[arg(long, conflicts_with = "weights")]
    no_model: bool,
    /// Leave the blank lines behind that a removed span stood on
    #[arg(long)]
    keep_whitespace: bool,
}

/// Takes what is formatted into a hash.
struct Hashing<'h>(&'h mut blake3::Hasher);

impl fmt::Write for Hashing<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.update(text.as_bytes());
        Ok(())
    }
}

/// Rules, weights and options that were read.
pub struct Judging {
    rules: RuleSet,
    weights: Option<Weights>,
    options: Options,
}

impl Judging {
    /// A hash of everything the judging follows from, besides the texts.
    pub fn digest(&self, more: &impl fmt::Debug) -> String {
        let mut hasher = blake3::Hasher::new();
        let version = env!("CARGO_PKG_VERSION");
        let all = (version, &self.rules, &self.weights, &self.options, more);
        write!(Hashing(&mut hasher), "{all:?}").expect("hashing cannot fail");
        hasher.finalize().to_hex().to_string()
    }

    /// What judges the lines that are learned into a file, whose rules have no say in it.
    pub fn cleaner_for_learning(&self, file: &Path) -> Cleaner {
        let rules = self.rules.without_file(file);
        Cleaner::with_weights(rules, self.weights.clone(), Options::new())
    }

    /// Judges by learned rules, too, the text of a file of this name.
    pub fn learned(&mut self, file: &Path, text: &str) -> Result<()> {
        self.rules = self.rules.without_file(file).with_text(file, text)?;
        Ok(())
    }

    /// What judges. Findings get reasons, and languages are told, only if something shows them.
    pub fn cleaner(mut self, reasons: bool, langs: bool) -> &'static Cleaner {
        self.options.lean = !reasons;
        self.options.without_langs = !langs;
        // One for the whole run: the end of the process frees it faster than its parts one by one.
        Box::leak(Box::new(Cleaner::with_weights(
            self.rules,
            self.weights,
            self.options,
        )))
    }
}

impl JudgeArgs {
    /// What is to be judged by; none if rules or weights have mistakes, which are then printed.
    pub fn read(&self, messages: &mut Messages) -> Option<Judging> {
        Some(Judging {
            rules: self.rules(messages)?,
            weights: self.weights(messages)?,
            options: self.options(),
        })
    }

    /// The rules; none if they have mistakes, which are then printed.
    pub fn rules(&self, messages: &mut Messages) -> Option<RuleSet> {
        let mut rules = if self.no_builtin {
            RuleSet::empty()
        } else {
            RuleSet::builtin()
        };
        for dir in &self.rules {
            rules = with_dir(rules, dir, messages)?;
        }
        if let Some(file) = &self.phrases {
            match rules.with_phrases(file) {
                Ok(more) => rules = more,
                Err(errors) => {
                    errors.0.iter().for_each(|error| messages.error(error));
                    return None;
                }
            }
        }
        Some(rules)
    }

    /// The weights, `Some(None)` if the rules are to decide alone.
    pub fn weights(&self, messages: &mut Messages) -> Option<Option<Weights>> {
        match &self.weights {
            _ if self.no_model => Some(None),
            None => Some(Some(Weights::builtin())),
            Some(file) => read_weights(file, messages).map(Some),
        }
    }

    /// How strictly, and what is kept.
    pub fn options(&self) -> Options {
        let mut options = Options::new();
        options.level = self.level;
        options.only.extend(&self.only);
        options.keep.extend(&self.keep);
        options.remove.extend(&self.remove);
        options.keep_whitespace = self.keep_whitespace;
        options
    }
}

/// The weights of a file; none if they cannot be used, which is then said.
pub fn read_weights(file: &Path, messages: &mut Messages) -> Option<Weights> {
    let name = printable(&file.to_string_lossy());
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) => {
            messages.error(format_args!(
                "{name}: cannot be read ({error}); `jingwen fit` writes such a file"
            ));
            return None;
        }
    };
    let weights =
        Weights::parse(&text).map_err(|error| messages.error(format_args!("{name}:{error}")));
    weights.ok()
}

/// Adds a directory of rules; its mistakes are printed, and fatal ones give none.
pub fn with_dir(rules: RuleSet, dir: &Path, messages: &mut Messages) -> Option<RuleSet> {
    let is_file = dir.is_file() && dir.extension().is_some_and(|e| e == "toml");
    if !dir.is_dir() && !is_file {
        messages.error(format_args!(
            "{}: is not a directory, nor a .toml file; --rules takes a file of rules, or the directory that holds them",
            shown(dir)
        ));
        return None;
    }
    match rules.with_dir(dir) {
        Ok((rules, warnings)) => {
            warnings.iter().for_each(|warning| messages.note(warning));
            Some(rules)
        }
        Err(errors) => {
            for error in &errors.0 {
                if error.fatal {
                    messages.error(error);
                } else {
                    messages.note(error);
                }
            }
            if errors.0.iter().all(|error| !error.fatal) {
                messages.error(format_args!("{}: the rules cannot be used", shown(dir)));
            }
            None
        }
    }
}
