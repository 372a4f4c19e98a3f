//! Character encodings: their names, and which of them bytes are in.
//!
//! News comes as UTF-8 and, from older systems, as GB18030 (with its subsets GBK and GB 2312), Big5,
//! UTF-16 or windows-1252. Where neither a byte order mark nor validity says which, each encoding's
//! reading is judged by how likely its characters are in English and Chinese news. Other encodings come
//! in on the guess of a general detector only.

use encoding_rs::{GB18030, GBK, UTF_8};

/// A character encoding of the WHATWG standard.
///
/// ```
/// use jingwen::text::encoding::Encoding;
///
/// assert_eq!(Encoding::for_label("GB2312").unwrap().name(), "gb18030");
/// assert_eq!(Encoding::for_label("latin1").unwrap().name(), "windows-1252");
/// assert_eq!(Encoding::for_label("utf8"), Some(Encoding::UTF_8));
/// assert_eq!(Encoding::for_label("klingon"), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Encoding(&'static encoding_rs::Encoding);

/// The names that the standard spells with capitals.
const NAMES: [&str; 24] = [
    "utf-8",
    "utf-16le",
    "utf-16be",
    "big5",
    "euc-jp",
    "euc-kr",
    "shift_jis",
    "iso-2022-jp",
    "ibm866",
    "koi8-r",
    "koi8-u",
    "iso-8859-2",
    "iso-8859-3",
    "iso-8859-4",
    "iso-8859-5",
    "iso-8859-6",
    "iso-8859-7",
    "iso-8859-8",
    "iso-8859-8-i",
    "iso-8859-10",
    "iso-8859-13",
    "iso-8859-14",
    "iso-8859-15",
    "iso-8859-16",
];

impl Encoding {
    /// UTF-8.
    pub const UTF_8: Encoding = Encoding(UTF_8);

    /// The encoding of a label of the standard, whatever its case and the white space around it:
    /// `gb18030`, `gbk`, `gb2312`, `big5-hkscs`, `utf-16`, `latin1`, `cp1252` and so on. None for an
    /// unknown label, or one of an encoding that the standard refuses to decode (`hz-gb-2312`).
    pub fn for_label(label: &str) -> Option<Encoding> {
        encoding_rs::Encoding::for_label_no_replacement(label.as_bytes()).map(Encoding::of)
    }

    /// GBK is read as its superset.
    pub(super) fn of(encoding: &'static encoding_rs::Encoding) -> Encoding {
        Encoding(if encoding == GBK { GB18030 } else { encoding })
    }

    /// Its name in lower case: `utf-8`, `utf-16le`, `gb18030` (also for GBK and GB 2312), `big5`,
    /// `windows-1252`. It is a label, too.
    pub fn name(self) -> &'static str {
        let name = self.0.name();
        let lower = NAMES.iter().find(|n| n.eq_ignore_ascii_case(name));
        lower.copied().unwrap_or(name)
    }

    /// Whether every byte is a character of its own.
    pub fn is_single_byte(self) -> bool {
        self.0.is_single_byte()
    }

    /// Whether it is UTF-8.
    pub fn is_utf8(self) -> bool {
        self == Encoding::UTF_8
    }

    pub(super) fn standard(self) -> &'static encoding_rs::Encoding {
        self.0
    }
}

/// How an encoding came to be assumed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// The caller named it.
    Given,
    /// The document names it, or what came with it does, and its bytes fit.
    Declared,
    /// A byte order mark names it.
    Mark,
    /// The bytes are valid UTF-8.
    Valid,
    /// The bytes that were judged are plainly likelier in it than in any other and hold no mistake;
    /// or it is UTF-8 with at least four whole sequences to each broken one.
    Likely,
    /// The best there is: another encoding is nearly as likely, or the bytes hold mistakes.
    Unsure,
}

impl How {
    /// `given`, `declared`, `mark`, `valid`, `likely` or `unsure`.
    pub fn as_str(self) -> &'static str {
        match self {
            How::Given => "given",
            How::Declared => "declared",
            How::Mark => "mark",
            How::Valid => "valid",
            How::Likely => "likely",
            How::Unsure => "unsure",
        }
    }
}

/// An encoding, and how it came to be assumed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Assumed {
    /// The encoding.
    pub encoding: Encoding,
    /// Why this one.
    pub how: How,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_labels_and_gbk_is_read_as_its_superset() {
        for name in NAMES.into_iter().chain(["gb18030", "windows-1252"]) {
            assert_eq!(Encoding::for_label(name).map(Encoding::name), Some(name));
        }
        for (label, name) in [
            ("GBK", "gb18030"),
            (" gb2312 ", "gb18030"),
            ("big5-hkscs", "big5"),
            ("UTF-16", "utf-16le"),
            ("utf-16be", "utf-16be"),
            ("utf8", "utf-8"),
        ] {
            assert_eq!(Encoding::for_label(label).map(Encoding::name), Some(name));
        }
        for label in ["", "klingon", "hz-gb-2312", "replacement"] {
            assert_eq!(Encoding::for_label(label), None, "{label}");
        }
    }
}
