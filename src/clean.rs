//! The cleaner: text in, body and edits out; `restore` gives the text back exactly.

mod deletions;
mod each;
mod sections;

use std::sync::Arc;

use deletions::{Deletion, deletions};

use crate::category::Category;
#[cfg(feature = "batch")]
use crate::detect::opinion::Opinion;
use crate::detect::{Detector, Dropped, Finding, Weights};
use crate::language::{LangSpan, Languages};
use crate::options::{Context, Options, Outcome};
use crate::rules::RuleSet;

/// One deletion, as a place in the body and the text that stood there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// Byte offset in the body where `text` belongs.
    pub at: usize,
    /// The deleted text.
    pub text: String,
    /// The rule behind it, `family/key`; `whitespace` for blank lines closed up.
    pub rule: String,
    /// Its category; none for blank lines closed up.
    pub category: Option<Category>,
}

/// An edit that does not fit the body.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "edit {index} does not fit: offset {at} is not a character boundary at or after the edit before it, in a body of {len} bytes; the body was changed after cleaning"
)]
pub struct RestoreError {
    /// Which edit, from 0.
    pub index: usize,
    /// Its offset.
    pub at: usize,
    /// Length of the body in bytes.
    pub len: usize,
}

/// Puts the deleted texts back. `restore(cleaned.body(), cleaned.edits())` is the input.
///
/// # Errors
/// An edit whose offset lies outside the body, inside a character, or before the edit before it.
///
/// ```
/// use jingwen::{Cleaner, RuleSet, restore};
///
/// let text = "The bridge opens in May, the mayor said.\nAdvertisement\n";
/// let cleaned = Cleaner::new(RuleSet::builtin()).clean(text);
/// let (body, edits) = cleaned.into_parts();
/// assert_eq!(restore(&body, &edits)?, text);
/// assert!(restore("", &edits).is_err()); // of another body
/// # Ok::<(), jingwen::clean::RestoreError>(())
/// ```
pub fn restore(body: &str, edits: &[Edit]) -> Result<String, RestoreError> {
    let mut text =
        String::with_capacity(body.len() + edits.iter().map(|e| e.text.len()).sum::<usize>());
    let mut done = 0;
    for (index, edit) in edits.iter().enumerate() {
        let kept = body.get(done..edit.at).ok_or(RestoreError {
            index,
            at: edit.at,
            len: body.len(),
        })?;
        text.push_str(kept);
        text.push_str(&edit.text);
        done = edit.at;
    }
    text.push_str(&body[done..]);
    Ok(text)
}

/// The result of cleaning one text.
#[derive(Debug, Clone)]
pub struct Cleaned {
    pub(crate) body: String,
    pub(crate) edits: Vec<Edit>,
    pub(crate) findings: Vec<Finding>,
    pub(crate) dropped: Vec<Dropped>,
    pub(crate) langs: Vec<LangSpan>,
    pub(crate) outcome: Outcome,
    pub(crate) hits: Vec<Arc<str>>,
    pub(crate) scored: usize,
}

impl Cleaned {
    /// The article body, given away.
    pub fn into_body(self) -> String {
        self.body
    }

    /// The body and the edits, given away.
    pub fn into_parts(self) -> (String, Vec<Edit>) {
        (self.body, self.edits)
    }

    /// The article body: a subsequence of the input.
    pub fn body(&self) -> &str {
        &self.body
    }

    /// What was deleted, in order; with the body it restores the input. Offsets are bytes of the body.
    pub fn edits(&self) -> &[Edit] {
        &self.edits
    }

    /// Every finding, sorted and disjoint, those that were kept (`removed` false) included. Ranges are
    /// bytes of the input.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Rule hits that were found and let go, each with its reason; none under [`Options::lean`].
    pub fn dropped(&self) -> &[Dropped] {
        &self.dropped
    }

    /// The language spans that tile the input; none under [`Options::without_langs`].
    pub fn langs(&self) -> &[LangSpan] {
        &self.langs
    }

    /// What became of the document.
    pub fn outcome(&self) -> Outcome {
        self.outcome
    }

    /// Bytes of the input that the model scored in full: sentences with a phrase, of short lines, near
    /// either end, or near one of these. 0 where the rules decided alone.
    pub fn scored(&self) -> usize {
        self.scored
    }

    /// The input, byte for byte.
    pub fn restore(&self) -> String {
        restore(&self.body, &self.edits).expect("edits made by the cleaner fit its body")
    }
}

/// A compiled rule set, ready to clean texts; built once, shared between threads.
#[derive(Debug)]
pub struct Cleaner {
    detector: Arc<Detector>,
    options: Options,
}

impl Cleaner {
    /// Compiles the rules, with default options and the built-in weights. Searching structures are made
    /// when the first long text wants them, so that this is quick.
    pub fn new(rules: RuleSet) -> Self {
        Self::with_options(rules, Options::default())
    }

    /// Compiles the rules; the built-in weights judge.
    pub fn with_options(rules: RuleSet, options: Options) -> Self {
        Self::with_weights(rules, Some(Weights::builtin()), options)
    }

    /// Compiles the rules. Without weights the rules decide alone, by their hand-set points.
    pub fn with_weights(rules: RuleSet, weights: Option<Weights>, options: Options) -> Self {
        Cleaner {
            detector: Arc::new(Detector::new(&rules, weights)),
            options,
        }
    }

    /// The same rules and weights under other options. What was compiled is shared, so this is cheap.
    ///
    /// ```
    /// use jingwen::{Cleaner, Level, RuleSet};
    ///
    /// let cleaner = Cleaner::new(RuleSet::builtin());
    /// let mut options = cleaner.options().clone();
    /// options.level = Level::Conservative;
    /// let cautious = cleaner.under(options);
    /// assert_eq!(cautious.options().level, Level::Conservative);
    /// ```
    #[must_use]
    pub fn under(&self, options: Options) -> Self {
        Cleaner {
            detector: Arc::clone(&self.detector),
            options,
        }
    }

    /// The options in force.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// Cleans a text of which nothing else is known.
    pub fn clean(&self, text: &str) -> Cleaned {
        self.clean_with(text, &Context::new())
    }

    /// Cleans a text with what is known of it. Never fails, whatever the text; linear in its length.
    ///
    /// ```
    /// use jingwen::{Cleaner, Context, RuleSet};
    ///
    /// let cleaner = Cleaner::new(RuleSet::builtin());
    /// let text = "Advertisement\nThe agency that invented it turns ninety, and its heirs sue each other.";
    /// let context = Context::new().title(Some("Advertisement"));
    /// assert_eq!(cleaner.clean_with(text, &context).body(), text); // the title stays
    /// assert_ne!(cleaner.clean(text).body(), text);
    /// ```
    ///
    /// A text of over 1 MiB is no article: it is judged section by section, each with what stands
    /// around it, and of its [`dropped`](Cleaned::dropped) hits those are kept that a guard let go.
    pub fn clean_with(&self, text: &str, context: &Context<'_>) -> Cleaned {
        let decided = self.decide(text, context);
        let edits = decided.edits(text);
        let mut body = String::with_capacity(text.len());
        let mut done = 0;
        for (range, _) in &decided.deletions {
            body.push_str(&text[done..range.start]);
            done = range.end;
        }
        body.push_str(&text[done..]);
        decided.cleaned(body, edits)
    }

    /// Cleans a text and makes the body of it in its place, which takes half the memory.
    pub fn clean_owned(&self, text: String, context: &Context<'_>) -> Cleaned {
        let decided = self.decide(&text, context);
        let edits = decided.edits(&text);
        let body = decided.body(text);
        decided.cleaned(body, edits)
    }

    /// As [`clean_owned`](Self::clean_owned), with the ranges that went in the place of the edits: of a
    /// large text in which every line goes, those take several times its size.
    #[cfg(feature = "batch")]
    pub(crate) fn clean_bare(
        &self,
        text: String,
        context: &Context<'_>,
    ) -> (Cleaned, Vec<std::ops::Range<usize>>) {
        let mut decided = self.decide(&text, context);
        let body = decided.body(text);
        let gone = std::mem::take(&mut decided.deletions);
        let gone = gone.into_iter().map(|(range, _)| range).collect();
        (decided.cleaned(body, Vec::new()), gone)
    }

    /// How many places of patterns there are in a text, before anything is judged: for measuring.
    #[doc(hidden)]
    pub fn count_hits(&self, text: &str) -> usize {
        self.detector.count_hits(text)
    }

    /// What the judge thinks of every sentence; nothing of a text that is no article.
    #[cfg(feature = "batch")]
    pub(crate) fn opinions(&self, text: &str, context: &Context<'_>) -> Vec<Opinion> {
        if text.len() > sections::LARGE {
            return Vec::new();
        }
        let langs = Languages::of(text);
        self.detector.opinions(text, &langs, context)
    }

    /// The language spans, if they are wanted.
    fn told(&self, langs: Languages<'_>) -> Vec<LangSpan> {
        if self.options.without_langs {
            Vec::new()
        } else {
            langs.into_spans()
        }
    }

    fn decide(&self, text: &str, context: &Context<'_>) -> Decided {
        if text.len() > sections::LARGE {
            return sections::decide(self, text, context);
        }
        let langs = Languages::of(text);
        let detected = self.detector.detect(text, &langs, context, &self.options);
        let keep = self.options.keep_whitespace;
        Decided {
            deletions: deletions(text, &detected.rows, &detected.findings, keep),
            findings: detected.findings,
            dropped: detected.dropped,
            langs: self.told(langs),
            outcome: detected.outcome,
            hits: detected.hits,
            scored: detected.scored,
        }
    }
}

/// What was decided of a text, before anything is made of it.
struct Decided {
    findings: Vec<Finding>,
    deletions: Vec<Deletion>,
    dropped: Vec<Dropped>,
    langs: Vec<LangSpan>,
    outcome: Outcome,
    hits: Vec<Arc<str>>,
    scored: usize,
}

impl Decided {
    /// What is left of the text.
    fn body(&self, text: String) -> String {
        let mut bytes = text.into_bytes();
        let (mut to, mut done) = (0, 0);
        let end = bytes.len();
        let ranges = self.deletions.iter().map(|(range, _)| range.clone());
        for range in ranges.chain(std::iter::once(end..end)) {
            bytes.copy_within(done..range.start, to);
            to += range.start - done;
            done = range.end;
        }
        bytes.truncate(to);
        String::from_utf8(bytes).expect("deletions begin and end between characters")
    }

    fn edits(&self, text: &str) -> Vec<Edit> {
        let mut deleted = 0;
        let edit = |(range, finding): &Deletion| {
            let finding = finding.map(|i| &self.findings[i]);
            let at = range.start - deleted;
            deleted += range.len();
            Edit {
                at,
                text: text[range.clone()].to_owned(),
                rule: finding.map_or_else(|| WHITESPACE.to_owned(), |f| f.rule.to_string()),
                category: finding.map(|f| f.category),
            }
        };
        self.deletions.iter().map(edit).collect()
    }

    fn cleaned(self, body: String, edits: Vec<Edit>) -> Cleaned {
        Cleaned {
            body,
            edits,
            findings: self.findings,
            dropped: self.dropped,
            langs: self.langs,
            outcome: self.outcome,
            hits: self.hits,
            scored: self.scored,
        }
    }
}

/// The rule name of an edit that only closes up blank lines.
const WHITESPACE: &str = "whitespace";
