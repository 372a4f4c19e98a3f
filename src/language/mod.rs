//! Language spans: which parts of a text are English, Simplified or Traditional Chinese.

mod gap;
mod han;
mod latin;
mod script;
mod split;
mod trigrams;
#[cfg(test)]
mod twin;
mod words;

use std::cell::OnceCell;
use std::fmt;
use std::ops::Range;

use crate::text::grapheme::next_grapheme_boundary;

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

/// The language spans of a text, looked for when somebody asks.
#[derive(Debug)]
pub(crate) struct Languages<'t> {
    text: &'t str,
    spans: OnceCell<Vec<LangSpan>>,
}

impl<'t> Languages<'t> {
    pub fn of(text: &'t str) -> Self {
        let spans = OnceCell::new();
        Languages { text, spans }
    }

    /// The spans, as [`spans`] gives them.
    pub fn spans(&self) -> &[LangSpan] {
        self.spans.get_or_init(|| spans(self.text))
    }

    /// The spans, given away.
    pub fn into_spans(self) -> Vec<LangSpan> {
        self.spans();
        self.spans.into_inner().unwrap_or_default()
    }
}

/// Splits a text into language spans that tile it.
///
/// Neighbouring spans differ in language, and every cut is at a grapheme boundary. White space,
/// breaks and closing marks stay with the span before a cut. The time taken is linear in the
/// length of the text.
///
/// ```
/// use jingwen::language::{Lang, spans};
///
/// let text = "The index rose on Friday. 免責聲明：投資有風險。";
/// let found = spans(text);
/// assert_eq!(found.len(), 2);
/// assert_eq!(&text[found[0].range.clone()], "The index rose on Friday. ");
/// assert_eq!(found[1].lang, Lang::ZhHant);
/// ```
pub fn spans(text: &str) -> Vec<LangSpan> {
    let atoms = script::atoms(text);
    let verdicts = latin::verdicts(text, &atoms);
    let labels = split::label(&atoms, &verdicts);

    let mut out: Vec<LangSpan> = Vec::new();
    for ((atom, &verdict), &lang) in atoms.iter().zip(&verdicts).zip(&labels) {
        let certain = split::is_evidence(atom, verdict, lang);
        if let Some(last) = out.last_mut() {
            if last.lang == lang {
                last.certain |= certain;
                continue;
            }
            let cut = next_grapheme_boundary(text, atom.cut);
            if cut >= text.len() {
                break;
            }
            last.range.end = cut;
            if last.range.is_empty() {
                // A cut moved past a whole span: its characters are part of the next one.
                out.pop();
                if let Some(before) = out.last_mut()
                    && before.lang == lang
                {
                    before.certain |= certain;
                    continue;
                }
            }
        }
        let start = out.last().map_or(0, |last| last.range.end);
        out.push(LangSpan {
            range: start..text.len(),
            lang,
            certain,
        });
    }
    if let Some(last) = out.last_mut() {
        last.range.end = text.len();
    } else if !text.is_empty() {
        // Nothing but figures and marks.
        out.push(LangSpan {
            range: 0..text.len(),
            lang: Lang::Other,
            certain: false,
        });
    }
    out
}
