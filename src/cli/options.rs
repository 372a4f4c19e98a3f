//! The flags that commands share, and what they make: rules, options, field names.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::{Args, ValueEnum};
use jingwen::report::OffsetUnit;
use jingwen::{Category, Cleaner, Level, Options, RuleSet, Weights};

use super::message::{Messages, nearest, printable};

/// The text fields tried where none is named.
const TEXT_FIELDS: [&str; 4] = ["text", "content", "body", "article"];

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
    /// Add the rules of every .toml file under this directory (repeatable)
    #[arg(long, value_name = "DIR")]
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

/// Where the text and what is known of it stand in a JSONL line.
#[derive(Debug, Args)]
#[command(next_help_heading = "Documents")]
pub struct FieldArgs {
    /// Host or label of the publisher of every document
    #[arg(long, value_name = "NAME")]
    pub source: Option<String>,
    /// Field with the publisher (default: the host of the `url` field)
    #[arg(long, value_name = "FIELD", conflicts_with = "source")]
    source_field: Option<String>,
    /// Field with the article's title
    #[arg(long, value_name = "FIELD", default_value = "title")]
    pub title_field: String,
    /// Field with the text, a path such as data.content; repeated, the first present counts
    /// (default: text, content, body, article)
    #[arg(long, value_name = "FIELD")]
    pub text_field: Vec<String>,
    /// Field with the document's id (absent, it is path and line)
    #[arg(long, value_name = "FIELD", default_value = "id")]
    pub id_field: String,
}

/// How files are found and read.
#[derive(Debug, Args)]
#[command(next_help_heading = "Input")]
pub struct InputArgs {
    /// Files, directories (.txt, .md, .jsonl and .ndjson files in them), or - for standard input
    #[arg(value_name = "PATH", help_heading = None::<&str>)]
    pub paths: Vec<PathBuf>,
    /// What the inputs are (default: by file name; standard input is text)
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub input_format: Option<Format>,
    /// Bytes that are not UTF-8 are an error, not a note
    #[arg(long)]
    pub strict_encoding: bool,
    /// Print errors only
    #[arg(long, short)]
    pub quiet: bool,
}

/// The two forms documents come and go in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// One document a file
    Text,
    /// One JSON object a line
    Jsonl,
}

/// The unit of offsets in records.
#[derive(Debug, Args)]
pub struct OffsetArgs {
    /// What offsets in records count: byte, char or utf16
    #[arg(long, value_name = "UNIT", default_value = "char")]
    pub offsets: OffsetUnit,
}

impl JudgeArgs {
    /// What is to be judged by; none if rules or weights have mistakes, which are then printed.
    pub fn cleaner(&self, messages: &mut Messages) -> Option<&'static Cleaner> {
        let rules = self.rules(messages)?;
        let weights = self.weights(messages)?;
        // One for the whole run: the end of the process frees it faster than its parts one by one.
        Some(Box::leak(Box::new(Cleaner::with_weights(
            rules,
            weights,
            self.options(),
        ))))
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
    if !dir.is_dir() {
        messages.error(format_args!(
            "{}: is not a directory; --rules takes the directory that holds the .toml files",
            dir.display()
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
                messages.error(format_args!("{}: the rules cannot be used", dir.display()));
            }
            None
        }
    }
}

impl FieldArgs {
    /// The text fields to try, in order.
    pub fn text_fields(&self) -> Vec<String> {
        text_fields(&self.text_field)
    }

    /// The publisher of a line.
    pub fn source_of(&self, line: &super::jsonl::Line<'_>) -> Option<String> {
        match (&self.source, &self.source_field) {
            (Some(source), _) => Some(source.clone()),
            (None, Some(field)) => line.string(field),
            (None, None) => host(&line.string("url")?),
        }
    }
}

/// The named text fields, or the usual ones.
pub fn text_fields(named: &[String]) -> Vec<String> {
    if named.is_empty() {
        TEXT_FIELDS.map(str::to_owned).to_vec()
    } else {
        named.to_vec()
    }
}

/// The host of a URL in lower case, without user name and port.
fn host(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("//")?;
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let host = authority.rsplit('@').next()?;
    let host = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    };
    (!host.is_empty()).then(|| host.to_lowercase())
}

/// A category by name; an unknown one is answered with the nearest.
pub fn category(name: &str) -> Result<Category, String> {
    name.trim().parse::<Category>().map_err(|error| {
        let names = Category::ALL.iter().map(|c| c.as_str());
        match nearest(name, names) {
            Some(near) => format!("{error}; the nearest is `{near}`"),
            None => error.to_string(),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_of_urls() {
        let pairs = [
            ("https://www.Example.com/a?b", Some("www.example.com")),
            ("//user@news.example.cn:8080", Some("news.example.cn")),
            ("http://[::1]/", Some("[::1]")),
            ("example.com/a", None),
            ("https:///a", None),
        ];
        for (url, expected) in pairs {
            assert_eq!(host(url).as_deref(), expected, "{url}");
        }
    }

    #[test]
    fn an_unknown_category_is_answered_with_the_nearest() {
        assert!(category("copyrite").unwrap_err().contains("`copyright`"));
        assert_eq!(category(" copyright "), Ok(Category::Copyright));
    }
}
