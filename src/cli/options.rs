//! The flags that commands share, of inputs and documents, and what they make.

use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow};
use clap::{Args, ValueEnum};
use jingwen::batch::{
    Fields, Format, Found, SourceBy, Style, Unpacking, Wanted, listed, unreadable,
};
use jingwen::report::OffsetUnit;
use jingwen::text::encoding::Encoding;

use super::message::Messages;
use super::values::{encoding, size, size_or_none};

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

/// Threads where none are named: one a core.
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}
