//! What a run did, in numbers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::notice::Trouble;
use super::object::line::NoText;
use crate::clean::Cleaned;
use crate::options::Outcome;

/// So many documents for review are named.
const NAMED: usize = 20;

/// Counts over documents. Bytes are those of the decoded texts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Tally {
    /// Documents with a text, cleaned or not.
    pub documents: u64,
    /// Documents that changed.
    pub changed: u64,
    /// Documents in which so much would have gone that only what is decisive went.
    pub review: u64,
    /// The first of them.
    pub for_review: Vec<String>,
    /// Documents of which nothing was left.
    pub empty: u64,
    /// Bytes of all texts.
    pub bytes: u64,
    /// Bytes that went.
    pub removed: u64,
    /// By category: spans and bytes that went.
    pub categories: BTreeMap<String, (u64, u64)>,
    /// By language: bytes of text, and bytes that went.
    pub languages: BTreeMap<String, (u64, u64)>,
    /// By encoding and how it came to be assumed: files.
    pub encodings: BTreeMap<String, u64>,
    /// By reason: objects without a text, passed through.
    pub without_text: BTreeMap<String, u64>,
    /// By kind: errors.
    pub errors: BTreeMap<String, u64>,
    /// The run was asked to end, and did before it was over; these are the counts until then.
    #[serde(skip)]
    pub interrupted: bool,
}

impl Tally {
    /// Counts a cleaned text of so many bytes.
    pub(crate) fn count(&mut self, label: &str, bytes: usize, cleaned: &Cleaned) {
        self.documents += 1;
        self.changed += u64::from(cleaned.body().len() != bytes);
        self.empty += u64::from(cleaned.outcome() == Outcome::Empty);
        if cleaned.outcome() == Outcome::Review {
            self.review += 1;
            if self.for_review.len() < NAMED {
                self.for_review.push(label.to_owned());
            }
        }
        self.bytes += bytes as u64;
        self.removed += (bytes - cleaned.body().len()) as u64;
        for span in cleaned.langs() {
            self.language(span.lang.as_str()).0 += span.range.len() as u64;
        }
        for finding in cleaned.findings().iter().filter(|f| f.removed) {
            let bytes = finding.range.len() as u64;
            self.language(finding.lang.as_str()).1 += bytes;
            let category = finding.category.as_str();
            if !self.categories.contains_key(category) {
                self.categories.insert(category.to_owned(), (0, 0));
            }
            let of_category = self.categories.get_mut(category).expect("just put there");
            of_category.0 += 1;
            of_category.1 += bytes;
        }
    }

    fn language(&mut self, name: &str) -> &mut (u64, u64) {
        if !self.languages.contains_key(name) {
            self.languages.insert(name.to_owned(), (0, 0));
        }
        self.languages.get_mut(name).expect("just put there")
    }

    pub(crate) fn without_text(&mut self, why: NoText) {
        *self
            .without_text
            .entry(why.as_str().to_owned())
            .or_default() += 1;
    }

    /// Counts an error.
    pub fn error(&mut self, trouble: Trouble) {
        *self.errors.entry(trouble.as_str().to_owned()).or_default() += 1;
    }

    /// Adds the counts of another part of the run.
    pub fn add(&mut self, other: &Tally) {
        self.documents += other.documents;
        self.changed += other.changed;
        self.review += other.review;
        let room = NAMED.saturating_sub(self.for_review.len());
        let more = other.for_review.iter().take(room).cloned();
        self.for_review.extend(more);
        self.empty += other.empty;
        self.bytes += other.bytes;
        self.removed += other.removed;
        let pairs = [
            (&mut self.categories, &other.categories),
            (&mut self.languages, &other.languages),
        ];
        for (mine, theirs) in pairs {
            for (name, (a, b)) in theirs {
                let sum = mine.entry(name.clone()).or_default();
                sum.0 += a;
                sum.1 += b;
            }
        }
        let counts = [
            (&mut self.encodings, &other.encodings),
            (&mut self.without_text, &other.without_text),
            (&mut self.errors, &other.errors),
        ];
        for (mine, theirs) in counts {
            for (name, n) in theirs {
                *mine.entry(name.clone()).or_default() += n;
            }
        }
    }
}
