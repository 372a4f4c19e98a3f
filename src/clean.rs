//! The cleaner: text in, body and edits out; `restore` gives the text back exactly.

use std::ops::Range;
use std::sync::Arc;

use crate::category::Category;
use crate::detect::{Detector, Dropped, Finding, Weights};
use crate::language::{self, LangSpan};
use crate::options::{Context, Options, Outcome};
use crate::rules::RuleSet;
use crate::text::layout::Row;

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
    /// The article body: a subsequence of the input.
    pub fn body(&self) -> &str {
        &self.body
    }

    /// What was deleted, in order; with the body it restores the input.
    pub fn edits(&self) -> &[Edit] {
        &self.edits
    }

    /// Every finding, sorted and disjoint, those that were kept (`removed` false) included.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Rule hits that were found and let go, each with its reason.
    pub fn dropped(&self) -> &[Dropped] {
        &self.dropped
    }

    /// The language spans that tile the input.
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
    detector: Detector,
    options: Options,
}

impl Cleaner {
    /// Compiles the rules, with default options and the built-in weights.
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
            detector: Detector::new(&rules, weights),
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
    pub fn clean_with(&self, text: &str, context: &Context<'_>) -> Cleaned {
        let langs = language::spans(text);
        let detected = self.detector.detect(text, &langs, context, &self.options);
        let deletions = deletions(
            text,
            &detected.rows,
            &detected.findings,
            self.options.keep_whitespace,
        );
        let mut body = String::with_capacity(text.len());
        let mut edits = Vec::with_capacity(deletions.len());
        let mut done = 0;
        for (range, finding) in deletions {
            body.push_str(&text[done..range.start]);
            done = range.end;
            edits.push(Edit {
                at: body.len(),
                text: text[range].to_owned(),
                rule: finding.map_or_else(|| WHITESPACE.to_owned(), |f| f.rule.to_string()),
                category: finding.map(|f| f.category),
            });
        }
        body.push_str(&text[done..]);
        Cleaned {
            body,
            edits,
            findings: detected.findings,
            dropped: detected.dropped,
            langs,
            outcome: detected.outcome,
            hits: detected.hits,
            scored: detected.scored,
        }
    }
}

/// The rule name of an edit that only closes up blank lines.
const WHITESPACE: &str = "whitespace";

/// What leaves the text, in order: the removed findings, and the line breaks and blank lines that
/// stood around rows left empty.
fn deletions<'f>(
    text: &str,
    rows: &[Row],
    findings: &'f [Finding],
    keep_whitespace: bool,
) -> Vec<(Range<usize>, Option<&'f Finding>)> {
    let mut all: Vec<(Range<usize>, Option<&Finding>)> = findings
        .iter()
        .filter(|f| f.removed)
        .map(|f| (f.range.clone(), Some(f)))
        .collect();
    if keep_whitespace || all.is_empty() {
        return all;
    }
    let gone = |at: usize| {
        let i = all.partition_point(|(r, _)| r.end <= at);
        all.get(i).is_some_and(|(r, _)| r.start <= at)
    };
    let left = |row: &Row| {
        text[row.range.clone()]
            .char_indices()
            .any(|(i, c)| !c.is_whitespace() && !gone(row.range.start + i))
    };
    let blank = |row: &Row| text[row.range.clone()].trim().is_empty();
    let mut closing: Vec<Range<usize>> = Vec::new();
    let mut i = 0;
    while i < rows.len() {
        // A group of rows with nothing left on them, at least one of which held a finding.
        let begin = i;
        while i < rows.len() && !left(&rows[i]) {
            i += 1;
        }
        let group = &rows[begin..i];
        if group.iter().any(|r| !blank(r)) {
            closing.push(close_up(text, rows, begin..i, blank));
        }
        if i == begin {
            // Spaces between what is left and a finding that ends its row.
            let row = &rows[i];
            let ender = all[..all.partition_point(|(r, _)| r.start < row.range.end)].last();
            if let Some((r, _)) =
                ender.filter(|(r, _)| r.end >= row.range.end && r.start > row.range.start)
            {
                let kept = text[row.range.start..r.start].trim_end().len();
                if kept > 0 && row.range.start + kept < r.start {
                    closing.push(row.range.start + kept..r.start);
                }
            }
            i += 1;
        }
    }
    for range in closing {
        all.extend(subtract(range, findings).into_iter().map(|r| (r, None)));
    }
    all.sort_by_key(|(r, _)| (r.start, r.end));
    all
}

/// The white space to delete around a run of emptied rows: as many blank rows stay as stood before
/// it (or after it, at the start of the text), and none at the text's ends.
fn close_up(
    text: &str,
    rows: &[Row],
    group: Range<usize>,
    blank: impl Fn(&Row) -> bool,
) -> Range<usize> {
    let before = rows[group.clone()].iter().take_while(|r| blank(r)).count();
    let after = rows[group.clone()]
        .iter()
        .rev()
        .take_while(|r| blank(r))
        .count();
    if group.end == rows.len() {
        // To the end of the text: the break before the group goes too, unless the text ends in one.
        let last = &rows[rows.len() - 1];
        let closed = last.next > last.range.end;
        let from = if group.start == 0 {
            0
        } else if closed {
            rows[group.start - 1].next
        } else {
            rows[group.start - 1].range.end
        };
        return from..text.len();
    }
    if group.start == 0 {
        return 0..rows[group.end].range.start;
    }
    // Blank rows on one side stay: those before the group, or those after it if there are more.
    let start = if after > before {
        group.start
    } else {
        group.start + before
    };
    let end = if after > before {
        group.end - after
    } else {
        group.end
    };
    rows[start].range.start..rows[end].range.start
}

/// The parts of a range that no removed finding covers.
fn subtract(range: Range<usize>, findings: &[Finding]) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = range.start;
    let from = findings.partition_point(|f| f.range.end <= range.start);
    for f in findings[from..]
        .iter()
        .take_while(|f| f.range.start < range.end)
        .filter(|f| f.removed)
    {
        if f.range.start > start {
            parts.push(start..f.range.start);
        }
        start = start.max(f.range.end);
    }
    if start < range.end {
        parts.push(start..range.end);
    }
    parts
}
