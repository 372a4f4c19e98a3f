//! What a rule is, once parsed: patterns with their place, extent, strength and exceptions.

use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::Arc;

use crate::category::Category;

pub use super::literals::Alternatives;
pub use super::source::HostGlob;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident $word:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$vdoc])* $variant),* }

        impl $name {
            /// The words a rule file may use for it.
            pub const WORDS: &'static [&'static str] = &[$($word),*];

            /// The word used in rule files.
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $word),* }
            }

            /// Reads the word used in rule files.
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some($name::$variant),)* _ => None }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let word = std::borrow::Cow::<'de, str>::deserialize(d)?;
                let unknown = || serde::de::Error::unknown_variant(&word, Self::WORDS);
                Self::from_word(&word).ok_or_else(unknown)
            }
        }
    };
}

words! {
    /// Where in a document the wording stands when it is boilerplate.
    Zone {
        /// Before the body.
        Head "head",
        /// After the body.
        Tail "tail",
        /// Between body paragraphs.
        Inline "inline",
        /// Anywhere.
        Any "any",
    }
}

words! {
    /// How far a finding reaches from its hit.
    Extent {
        /// The matched text; with a label its value, with a bracket the whole bracket.
        Match "match",
        /// Back to the mark or space before the match: the last piece of a caption.
        Chunk "chunk",
        /// The sentence.
        Sentence "sentence",
        /// The line.
        Line "line",
        /// The paragraph: the line, hard-wrapped rows joined.
        Paragraph "paragraph",
        /// A heading and what stands under it, to the first body paragraph.
        Block "block",
        /// The same for link lists.
        Rest "rest",
    }
}

words! {
    /// How much a hit proves.
    Strength {
        /// Supports other hits, removes nothing alone.
        Weak "weak",
        /// Needs a second cue.
        Strong "strong",
        /// Proof by itself in its extent.
        Decisive "decisive",
    }
}

words! {
    /// Where a pattern must stand to count at all.
    Anchor {
        /// First in its line, marks aside.
        LineStart "line-start",
        /// Last in its line, marks aside.
        LineEnd "line-end",
        /// The whole line, marks and punctuation aside.
        WholeLine "whole-line",
        /// Right after an opening bracket.
        Bracket "bracket",
        /// Right before a closing bracket.
        BracketEnd "bracket-end",
        /// At the start of a line, sentence or bracket, with a colon or bar behind it.
        Label "label",
        /// First in its sentence.
        SentenceStart "sentence-start",
        /// The whole sentence, marks and punctuation aside.
        WholeSentence "whole-sentence",
        /// With no word right behind it: a mark, a bracket or the end.
        Closed "closed",
    }
}

words! {
    /// What a line may be by its shape, whatever its words.
    Shape {
        /// Short cells between `>`, or three and more between bars: a trail or a menu.
        Breadcrumb "breadcrumb",
        /// A publisher's name beside a date or time, and nothing else.
        OutletStamp "outlet-stamp",
        /// `By`, a name, and maybe what its owner is: `By Ann Poe, Harbour Correspondent`.
        Byline "byline",
        /// Hashtags and nothing else, on two lines and more, or two and more on one.
        Hashtags "hashtags",
        /// A title with its full date behind it, beside another such line.
        DatedTitles "dated-titles",
        /// A release's paragraph on the company it speaks of, without a heading.
        Portrait "portrait",
    }
}

impl Shape {
    /// A shape is a whole line's, but a portrait's is told of each of its sentences.
    pub(crate) fn anchor(self) -> Anchor {
        match self {
            Shape::Portrait => Anchor::WholeSentence,
            _ => Anchor::WholeLine,
        }
    }
}

words! {
    /// How far a rule can be trusted.
    Status {
        /// In use.
        Stable "stable",
        /// In use; the wording was never seen on a real page.
        Unseen "unseen",
        /// In use in users' own rules only. A decisive one takes its own extent, and is no evidence for
        /// what stands around it.
        Draft "draft",
        /// Struck by a person: not in use, kept so that it is not proposed again.
        Rejected "rejected",
        /// Retired: not in use, the id stays taken.
        Deprecated "deprecated",
    }
}

impl Status {
    /// Whether rules of this status take part in matching.
    pub fn is_active(self) -> bool {
        !matches!(self, Status::Rejected | Status::Deprecated)
    }
}

words! {
    /// The language a pattern speaks.
    PatternLang {
        /// English.
        En "en",
        /// Chinese, in either script.
        Zh "zh",
        /// Any other language.
        Other "other",
    }
}

/// A phrase that lets a hit go, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Except {
    /// The phrase, folded.
    pub text: Cow<'static, str>,
    /// Why it exempts.
    pub why: Cow<'static, str>,
}

/// One pattern of a family, ready to be compiled.
#[derive(Debug, Clone)]
pub struct Pattern {
    /// `family/key`.
    pub id: Arc<str>,
    /// Its category.
    pub category: Category,
    /// Its language.
    pub lang: PatternLang,
    /// What the line must be by its shape; such a pattern has no atoms.
    pub shape: Option<Shape>,
    /// Ordered atoms, each a list of folded alternatives.
    pub atoms: Cow<'static, [Alternatives]>,
    /// Most characters of folded text between two atoms.
    pub gap: usize,
    /// Where it stands.
    pub zone: Zone,
    /// How far it reaches.
    pub extent: Extent,
    /// How much it proves.
    pub strength: Strength,
    /// Where it must stand.
    pub anchor: Option<Anchor>,
    /// Slots at the ends of a whole line or sentence: so many characters of the input may stand
    /// before the first atom, and behind the last.
    pub slack: [usize; 2],
    /// Host globs; if not empty, the pattern fires only for these sources.
    pub sources: Vec<HostGlob>,
    /// Phrases in the same sentence that let a hit go.
    pub except: Cow<'static, [Except]>,
    /// How far it can be trusted.
    pub status: Status,
    /// Line of the file on which it begins.
    pub line: usize,
}

impl Pattern {
    /// Whether it is a heading that opens a block.
    pub fn opens_block(&self) -> bool {
        matches!(self.extent, Extent::Block | Extent::Rest) && self.anchor.is_some()
    }
}

/// An example: the test of a rule.
#[derive(Debug, Clone)]
pub struct Example {
    /// `en`, `zh-Hans` or `zh-Hant`.
    pub lang: String,
    /// The text.
    pub text: String,
    /// The exact strings that leave it.
    pub removed: Vec<String>,
    /// Keys of the family's patterns that hit.
    pub hits: Vec<String>,
    /// The source given as context.
    pub source: Option<String>,
    /// Line of the file on which it begins.
    pub line: usize,
}

/// A parsed rule file.
#[derive(Debug, Clone)]
pub struct Family {
    /// The file stem.
    pub id: String,
    /// Where it was read.
    pub file: PathBuf,
    /// Its category.
    pub category: Category,
    /// Taxonomy ids it covers.
    pub covers: Vec<String>,
    /// What it is about.
    pub description: String,
    /// Version that brought it.
    pub since: String,
    /// Where the wording was seen.
    pub origin: Vec<String>,
    /// Its patterns.
    pub patterns: Vec<Pattern>,
    /// Its tests (none in the embedded rules).
    pub examples: Vec<Example>,
}
