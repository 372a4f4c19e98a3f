//! Language spans: which parts of a text are English, Simplified or Traditional Chinese.

use std::fmt;
use std::ops::Range;

/// The languages that spans and rules speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Lang {
    /// English.
    En,
    /// Chinese in Simplified characters.
    ZhHans,
    /// Chinese in Traditional characters.
    ZhHant,
    /// Any other language, or none that could be told.
    Other,
}

impl Lang {
    /// The BCP 47 tag used in records: `en`, `zh-Hans`, `zh-Hant`, or `other`.
    pub fn as_str(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::ZhHans => "zh-Hans",
            Lang::ZhHant => "zh-Hant",
            Lang::Other => "other",
        }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A run of text in one language. Spans tile the text: sorted, disjoint, without gaps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LangSpan {
    /// Byte range of the text.
    pub range: Range<usize>,
    /// Its language.
    pub lang: Lang,
    /// False where the language was taken from the rest of the document.
    pub certain: bool,
}

/// Splits a text into language spans that tile it.
pub fn spans(text: &str) -> Vec<LangSpan> {
    if text.is_empty() {
        return Vec::new();
    }
    vec![LangSpan {
        range: 0..text.len(),
        lang: Lang::Other,
        certain: false,
    }]
}
