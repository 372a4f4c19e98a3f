//! What a file holds, by its name: text, JSON lines or JSON, plain or compressed.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

/// How documents stand in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One document a file.
    Text,
    /// One JSON object a line.
    Jsonl,
    /// The objects of a JSON array, or one after the other, over any number of lines.
    Json,
    /// A web page a file.
    Html,
    /// A table with commas, a document a row.
    Csv,
    /// A table with tabs, a document a row.
    Tsv,
    /// A web archive, WARC or WET, a document a record.
    Warc,
    /// A mail message a file.
    Eml,
    /// Many mail messages a file.
    Mbox,
    /// Parquet, a document a row; read by a build with the feature `parquet`.
    Parquet,
}

/// How a file is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    /// Not at all.
    Plain,
    /// gzip, of any number of members.
    Gzip,
    /// Zstandard, of any number of frames.
    Zstd,
}

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Form {
    /// How documents stand in it.
    pub format: Format,
    /// How it is compressed.
    pub packing: Packing,
}

/// Its name, its file name endings, and what it is cleaned to.
struct Names(&'static str, &'static [&'static str], Format);

impl Format {
    /// Every format.
    pub const ALL: [Format; 10] = [
        Format::Text,
        Format::Jsonl,
        Format::Json,
        Format::Html,
        Format::Csv,
        Format::Tsv,
        Format::Warc,
        Format::Eml,
        Format::Mbox,
        Format::Parquet,
    ];

    fn names(self) -> &'static Names {
        match self {
            Format::Text => &Names("text", &["txt", "md"], Format::Text),
            Format::Jsonl => &Names("jsonl", &["jsonl", "ndjson"], Format::Jsonl),
            Format::Json => &Names("json", &["json"], Format::Json),
            Format::Html => &Names("html", &["html", "htm", "xhtml"], Format::Text),
            Format::Csv => &Names("csv", &["csv"], Format::Csv),
            Format::Tsv => &Names("tsv", &["tsv"], Format::Tsv),
            Format::Warc => &Names("warc", &["warc", "wet"], Format::Jsonl),
            Format::Eml => &Names("eml", &["eml"], Format::Text),
            Format::Mbox => &Names("mbox", &["mbox"], Format::Jsonl),
            Format::Parquet => &Names("parquet", &["parquet"], Format::Parquet),
        }
    }

    /// Its name, such as `text` or `jsonl`.
    pub fn as_str(self) -> &'static str {
        self.names().0
    }

    /// The file name endings, without compression; the first is its own.
    pub fn extensions(self) -> &'static [&'static str] {
        self.names().1
    }

    /// What it is cleaned to where nothing else is asked for.
    pub fn output(self) -> Format {
        self.names().2
    }

    /// Whether a file of it is one document.
    pub fn is_whole(self) -> bool {
        matches!(self, Format::Text | Format::Html | Format::Eml)
    }

    /// Whether its documents are JSON objects as they stand in the file.
    pub fn is_json(self) -> bool {
        matches!(self, Format::Jsonl | Format::Json)
    }

    /// Whether its documents have fields beside the text, and may be given more.
    pub fn has_fields(self) -> bool {
        self.is_json() || self == Format::Parquet
    }

    fn of_extension(extension: &str) -> Option<Format> {
        let named = |format: &Format| format.extensions().contains(&extension);
        Format::ALL.into_iter().find(named)
    }

    /// Every name, for a sentence.
    pub fn all_names() -> String {
        listed(Format::ALL.map(Format::as_str).map(str::to_owned).to_vec())
    }

    /// Every file name ending, for a sentence.
    pub fn all_endings() -> String {
        let endings = Format::ALL.into_iter().flat_map(Format::extensions);
        listed(endings.map(|ending| format!(".{ending}")).collect())
    }
}

fn listed(names: Vec<String>) -> String {
    match names.split_last() {
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => String::new(),
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let found = Format::ALL
            .into_iter()
            .find(|format| format.as_str() == name);
        found.ok_or_else(|| format!("unknown format `{name}`: {}", Format::all_names()))
    }
}

impl Packing {
    /// By the first bytes of a file.
    pub fn of_bytes(bytes: &[u8]) -> Packing {
        if bytes.starts_with(b"\x1F\x8B") {
            Packing::Gzip
        } else if bytes.starts_with(b"\x28\xB5\x2F\xFD") {
            Packing::Zstd
        } else {
            Packing::Plain
        }
    }

    /// The file name ending.
    pub fn extension(self) -> Option<&'static str> {
        match self {
            Packing::Plain => None,
            Packing::Gzip => Some("gz"),
            Packing::Zstd => Some("zst"),
        }
    }
}

impl Form {
    /// By a file name such as `news.jsonl.gz`; none if it names no form that is read.
    ///
    /// ```
    /// use jingwen::batch::{Form, Format, Packing};
    ///
    /// let form = Form { format: Format::Jsonl, packing: Packing::Gzip };
    /// assert_eq!(Form::of_name("crawl/news.jsonl.gz".as_ref()), Some(form));
    /// assert_eq!(Form::of_name("photo.jpg".as_ref()), None);
    /// ```
    pub fn of_name(path: &Path) -> Option<Form> {
        let packing = Packing::of_name(path);
        let inner = match packing {
            Packing::Plain => path.to_owned(),
            _ => path.with_extension(""),
        };
        let format = Format::of_extension(&inner.extension()?.to_str()?.to_ascii_lowercase())?;
        Some(Form { format, packing })
    }
}

impl Packing {
    /// By the ending of a file name.
    pub fn of_name(path: &Path) -> Packing {
        let extension = path.extension().and_then(|e| e.to_str());
        match extension.map(str::to_ascii_lowercase).as_deref() {
            Some("gz") => Packing::Gzip,
            Some("zst") => Packing::Zstd,
            _ => Packing::Plain,
        }
    }
}
