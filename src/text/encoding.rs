//! Character encodings: their names, and which of them bytes are in.
//!
//! News comes as UTF-8 and, from older systems, as GB18030 (with its subsets GBK and GB 2312), Big5,
//! UTF-16 or windows-1252. Where neither a byte order mark nor validity says which, each encoding's
//! reading is judged by how likely its characters are in English and Chinese news. Other encodings come
//! in on the guess of a general detector only.

use encoding_rs::{GB18030, GBK, UTF_8};

use super::reading::judge;

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
    /// `given`, `mark`, `valid`, `likely` or `unsure`.
    pub fn as_str(self) -> &'static str {
        match self {
            How::Given => "given",
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

/// Assumes an encoding for bytes; `whole` says that nothing follows them (else a sequence cut at the
/// end is no mistake).
///
/// A byte order mark decides; then NUL bytes in every other place, which are UTF-16 even where they are
/// valid UTF-8; then validity as UTF-8. UTF-8 of which a few bytes are broken stays UTF-8. All other bytes are read in every encoding that
/// comes into question, and the reading with the likeliest characters is taken, judged by 64 KiB at
/// most. Bytes that none explains are UTF-8, [`How::Unsure`].
///
/// ```
/// use jingwen::text::encoding::{How, assume};
///
/// let assumed = assume(b"\xB1\xBE\xB1\xA8\xBC\xC7\xD5\xDF\xB1\xA8\xB5\xC0", true); // 本报记者报道
/// assert_eq!((assumed.encoding.name(), assumed.how), ("gb18030", How::Likely));
/// let assumed = assume(b"The mayor said it\x92s over.", true);
/// assert_eq!(assumed.encoding.name(), "windows-1252");
/// assert_eq!(assume(b"plain", true).how, How::Valid);
/// ```
pub fn assume(bytes: &[u8], whole: bool) -> Assumed {
    settle(bytes, None, whole).0
}

/// The encoding to read bytes in, and the length of the byte order mark before the text. A mark
/// outranks what is given, as in the standard: no text in another encoding begins with its bytes.
pub(super) fn settle(bytes: &[u8], given: Option<Encoding>, whole: bool) -> (Assumed, usize) {
    let mark = mark(bytes);
    let assumed = |encoding, how| Assumed { encoding, how };
    let assumed = match (given, mark) {
        (Some(given), None) => assumed(given, How::Given),
        (Some(given), Some((marked, _))) if given == marked => assumed(given, How::Given),
        (_, Some((marked, _))) => assumed(marked, How::Mark),
        (None, None) => {
            let (encoding, how) = judge(bytes, whole);
            assumed(Encoding::of(encoding), how)
        }
    };
    (assumed, mark.map_or(0, |(_, length)| length))
}

fn mark(bytes: &[u8]) -> Option<(Encoding, usize)> {
    if bytes.starts_with(b"\x84\x31\x95\x33") {
        return Some((Encoding(GB18030), 4));
    }
    encoding_rs::Encoding::for_bom(bytes).map(|(encoding, length)| (Encoding(encoding), length))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assumed(bytes: &[u8]) -> (&'static str, &'static str) {
        let assumed = assume(bytes, true);
        (assumed.encoding.name(), assumed.how.as_str())
    }

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

    #[test]
    fn a_mark_decides_then_validity() {
        assert_eq!(assumed(b""), ("utf-8", "valid"));
        assert_eq!(assumed("plain, 中文".as_bytes()), ("utf-8", "valid"));
        assert_eq!(assumed(b"nul \0, bell \x07"), ("utf-8", "valid"));
        assert_eq!(assumed(b"\xEF\xBB\xBF\xFF"), ("utf-8", "mark"));
        assert_eq!(assumed(b"\xFF\xFE"), ("utf-16le", "mark"));
        assert_eq!(assumed(b"\xFE\xFF\0a"), ("utf-16be", "mark"));
        assert_eq!(assumed(b"\x84\x31\x95\x33a"), ("gb18030", "mark"));
        assert_eq!(assumed(b"n\0e\0w\0s\0"), ("utf-16le", "likely"));
    }

    #[test]
    fn a_mark_outranks_what_is_given() {
        let given = |bytes: &[u8], label| {
            let (assumed, mark) = settle(bytes, Encoding::for_label(label), true);
            (assumed.encoding.name(), assumed.how, mark)
        };
        assert_eq!(given(b"abc", "big5"), ("big5", How::Given, 0));
        assert_eq!(given(b"\xFF\xFEa\0", "utf-16"), ("utf-16le", How::Given, 2));
        assert_eq!(given(b"\xFE\xFF\0a", "utf-16"), ("utf-16be", How::Mark, 2));
        assert_eq!(given(b"\xEF\xBB\xBFa", "gbk"), ("utf-8", How::Mark, 3));
    }

    #[test]
    fn bytes_that_nothing_explains_stay_utf8() {
        for bytes in [
            &b"News of the day\xFF and the night"[..],
            b"News \xC3\x28 of the day",
            b"News of the m\xC2rning",
            b"\x80\x81\xFE\xFF\xF5",
            b"\x00\xFF\x01\xFE\x02\xD8\x00\xD9\x81",
        ] {
            assert_eq!(assumed(bytes), ("utf-8", "unsure"), "{bytes:?}");
        }
    }

    #[test]
    fn a_sequence_cut_at_the_end_is_no_mistake_where_more_follows() {
        let cut = |text: &str, label| {
            let (bytes, ..) = Encoding::for_label(label).unwrap().0.encode(text);
            let bytes = &bytes[..bytes.len() - 1];
            let how = |whole| {
                let assumed = assume(bytes, whole);
                (assumed.encoding.name(), assumed.how.as_str())
            };
            (how(false), how(true))
        };
        let (more, end) = cut("记者报道，新闻发布会", "utf-8");
        assert_eq!((more, end), (("utf-8", "valid"), ("utf-8", "likely")));
        let text = "记者报道，新闻发布会".repeat(3);
        let (more, end) = cut(&text, "gb18030");
        assert_eq!((more, end), (("gb18030", "likely"), ("gb18030", "unsure")));
    }
}
