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

impl Format {
    /// Every format.
    pub const ALL: [Format; 3] = [Format::Text, Format::Jsonl, Format::Json];

    /// `text`, `jsonl` or `json`.
    pub fn as_str(self) -> &'static str {
        match self {
            Format::Text => "text",
            Format::Jsonl => "jsonl",
            Format::Json => "json",
        }
    }

    /// The file name ending of its own, without compression.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Text => "txt",
            Format::Jsonl => "jsonl",
            Format::Json => "json",
        }
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
        found.ok_or_else(|| format!("unknown format `{name}`: text, jsonl or json"))
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
        let format = match inner.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "txt" | "md" => Format::Text,
            "jsonl" | "ndjson" => Format::Jsonl,
            "json" => Format::Json,
            _ => return None,
        };
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
