//! The flags that commands share, and what they make: rules, options, field names.

use std::fmt::{self, Write as _};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow};
use clap::{Args, ValueEnum};
use jingwen::batch::{
    Fields, Format, Found, SourceBy, Style, Unpacking, Wanted, listed, printable, unreadable,
};
use jingwen::report::OffsetUnit;
use jingwen::text::encoding::Encoding;
use jingwen::{Category, Cleaner, Level, Options, RuleSet, Weights};

use super::message::{Messages, nearest, shown};

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

/// Where the text and what is known of it stand in a JSON object.
#[derive(Debug, Args)]
#[command(next_help_heading = "Documents")]
pub struct FieldArgs {
    /// Host or label of the publisher of every document
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// Field with the publisher, at the top or in `metadata` (default: the host of `url`, `host` or
    /// `source`, else the name of the directory)
    #[arg(long, value_name = "FIELD", conflicts_with = "source")]
    source_field: Option<String>,
    /// Take the publisher from this alone
    #[arg(long, value_enum, value_name = "KIND", conflicts_with = "source")]
    group_by: Option<GroupBy>,
    /// Field with the article's title, at the top or in `metadata`
    #[arg(long, value_name = "FIELD", default_value = "title")]
    title_field: String,
    /// Field with the text, a path such as data.content; of a table the name of the column or its
    /// number; repeated, the first present counts (default: text, content, body, article)
    #[arg(long, value_name = "FIELD")]
    text_field: Vec<String>,
    /// Field with a web page, whose article becomes the text, in the field text or the one that
    /// --text-field names
    #[arg(long, value_name = "FIELD")]
    html_field: Option<String>,
    /// Field with the document's id (absent, it is path and line)
    #[arg(long, value_name = "FIELD", default_value = "id")]
    id_field: String,
}

/// What tells the publisher of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum GroupBy {
    /// The directory its file stands in
    Directory,
    /// The field that --source-field names
    Field,
    /// The host of its field `url`, `host` or `source`
    Host,
}

/// How files are found and read.
#[derive(Debug, Args)]
#[command(next_help_heading = "Input")]
pub struct InputArgs {
    /// Files, directories, or - for standard input; in directories texts, JSONL, JSON, HTML, CSV, TSV,
    /// WARC, WET, .eml and .mbox files, each also .gz or .zst, and Parquet
    #[arg(value_name = "PATH", help_heading = None::<&str>)]
    pub paths: Vec<PathBuf>,
    /// Also the files named in this one, one a line; - is standard input
    #[arg(long, value_name = "FILE")]
    files_from: Option<PathBuf>,
    /// Of files in directories, those whose name or path matches (repeatable)
    #[arg(long, value_name = "GLOB")]
    include: Vec<String>,
    /// Of files in directories, not those whose name or path matches (repeatable)
    #[arg(long, value_name = "GLOB")]
    exclude: Vec<String>,
    /// Follow symbolic links in directories
    #[arg(long)]
    follow: bool,
    #[command(flatten)]
    pub reading: ReadingArgs,
    /// Print errors only
    #[arg(long, short)]
    pub quiet: bool,
}

/// How inputs are taken.
#[derive(Debug, Args)]
#[command(next_help_heading = "Input")]
pub struct ReadingArgs {
    /// What the inputs are: text, jsonl, json, html, csv, tsv, warc, eml, mbox or parquet (default: by
    /// file name; without one that tells it, by the first bytes, else text)
    #[arg(long, value_name = "FORMAT")]
    pub input_format: Option<Format>,
    /// The encoding of every input, such as gb18030, big5 or utf-16 (default: what the bytes say)
    #[arg(long, value_name = "NAME", value_parser = encoding)]
    encoding: Option<Encoding>,
    /// Text that is neither UTF-8 nor begins with a byte order mark is an error, not a note
    #[arg(long)]
    strict_encoding: bool,
    /// Pass documents over this size through unchanged, with an error; as 500K, 64M, 2G
    #[arg(long, value_name = "SIZE", default_value = "64M", value_parser = size)]
    max_document: u64,
    /// Refuse compressed files that unpack to more than this; 0 is no limit
    #[arg(long, value_name = "SIZE", default_value = "100G", value_parser = size_or_none)]
    max_unpacked: u64,
    /// Refuse compressed files that unpack to over 64M and more than N times their size; 0 is no limit
    #[arg(long, value_name = "N", default_value_t = 250)]
    max_ratio: u64,
    /// Refuse Zstandard with a window over this, which is memory that unpacking takes; 0 is no limit
    #[arg(long, value_name = "SIZE", default_value = "128M", value_parser = size_or_none)]
    max_window: u64,
}

/// The two forms records come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RecordFormat {
    /// A line a finding, for people
    Text,
    /// A JSON object a document
    Jsonl,
}

/// The unit of offsets in records.
#[derive(Debug, Args)]
pub struct OffsetArgs {
    /// What offsets in records count: byte, char or utf16
    #[arg(long, value_name = "UNIT", default_value = "char")]
    pub offsets: OffsetUnit,
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

impl FieldArgs {
    pub fn fields(&self) -> Fields {
        Fields {
            named: self.text_field.clone(),
            source: self.source.clone(),
            source_field: self.source_field.clone(),
            source_by: self.group_by.map(|by| match by {
                GroupBy::Directory => SourceBy::Directory,
                GroupBy::Field => SourceBy::Field,
                GroupBy::Host => SourceBy::Host,
            }),
            title: self.title_field.clone(),
            id: self.id_field.clone(),
            html: self.html_field.clone(),
        }
    }
}

impl InputArgs {
    /// The inputs that `paths` and the flags name, and files of other types; what cannot be read is
    /// said. `output` is left out of directories.
    pub fn find(&self, output: Option<&Path>, messages: &mut Messages) -> Result<Found> {
        let mut paths = self.paths.clone();
        if let Some(list) = &self.files_from {
            let more = listed(list).map_err(|error| anyhow!(unreadable(list, &error)))?;
            paths.extend(more);
            if paths.is_empty() {
                return Ok(Found::default());
            }
        } else if paths.is_empty() && io::IsTerminal::is_terminal(&io::stdin()) {
            messages.note("reading standard input; name files or directories to read those");
        }
        let wanted = Wanted {
            paths,
            format: self.reading.input_format,
            include: self.include.clone(),
            exclude: self.exclude.clone(),
            follow: self.follow,
            output: output.map(Path::to_owned),
        };
        let found = wanted.find().map_err(|error| anyhow!(error))?;
        found
            .notices
            .iter()
            .for_each(|notice| messages.tell(notice));
        Ok(found)
    }
}

impl ReadingArgs {
    /// The style of a run that reads and writes nothing.
    pub fn style(&self) -> Style {
        Style {
            encoding: self.encoding,
            strict: self.strict_encoding,
            limit: usize::try_from(self.max_document).unwrap_or(usize::MAX / 2),
            unpacking: Unpacking {
                most: self.max_unpacked,
                ratio: self.max_ratio,
                window: self.max_window,
            },
            ..Style::default()
        }
    }
}

/// An encoding by name.
fn encoding(name: &str) -> Result<Encoding, String> {
    Encoding::for_label(name).ok_or_else(|| {
        format!("unknown encoding `{name}`: for example utf-8, gb18030, gbk, big5, big5-hkscs, utf-16, windows-1252")
    })
}

/// A number of bytes: `500`, `500K`, `64M`, `2G`, in powers of 1024.
pub fn size(text: &str) -> Result<u64, String> {
    let wrong = || format!("`{text}` is no size: such as 500K, 64M or 2G");
    let upper = text.to_ascii_uppercase();
    let upper = upper.trim_end_matches('B').trim_end_matches('I');
    let (digits, shift) = match upper.as_bytes().last() {
        Some(b'K') => (&upper[..upper.len() - 1], 10),
        Some(b'M') => (&upper[..upper.len() - 1], 20),
        Some(b'G') => (&upper[..upper.len() - 1], 30),
        _ => (upper, 0),
    };
    let number: u64 = digits.trim().parse().map_err(|_| wrong())?;
    let bytes = number.checked_mul(1 << shift).ok_or_else(wrong)?;
    if bytes == 0 { Err(wrong()) } else { Ok(bytes) }
}

/// A size, or 0 for none.
pub fn size_or_none(text: &str) -> Result<u64, String> {
    if text == "0" { Ok(0) } else { size(text) }
}

/// Threads where none are named: one a core.
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
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
    fn sizes() {
        let pairs = [
            ("500", Some(500)),
            ("2k", Some(2048)),
            ("64M", Some(64 << 20)),
            ("1 GiB", Some(1 << 30)),
            ("0", None),
            ("M", None),
            ("99999999999G", None),
        ];
        for (text, expected) in pairs {
            assert_eq!(size(text).ok(), expected, "{text}");
        }
    }

    #[test]
    fn an_unknown_category_is_answered_with_the_nearest() {
        assert!(category("copyrite").unwrap_err().contains("`copyright`"));
        assert_eq!(category(" copyright "), Ok(Category::Copyright));
    }
}
