//! What differs between two runs, as numbers.

use serde::Serialize;
use serde_json::value::RawValue;

use super::change::Kind;
use super::example::Example;

/// How many, and how long in all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Count {
    /// Spans, or parts of spans to which the same happened.
    pub spans: usize,
    /// Their characters, in the unit of the findings.
    pub length: usize,
}

impl Count {
    pub(super) fn add(&mut self, length: usize) {
        self.spans += 1;
        self.length += length;
    }
}

/// How much changed, by what happened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Removed by the new run only.
    pub newly_removed: Count,
    /// Of these, parts of spans that overlap one the old run removed: they became longer.
    pub longer: usize,
    /// Removed by the old run only.
    pub no_longer_removed: Count,
    /// Of these, parts of spans that overlap one the new run removes: they became shorter.
    pub shorter: usize,
    /// Found by the new run only and kept in the body.
    pub newly_kept: Count,
    /// Found by the old run only and kept in the body.
    pub no_longer_kept: Count,
    /// Found by both under another rule or category.
    pub moved: Count,
}

impl Counts {
    pub(super) fn add(&mut self, kind: Kind, length: usize, resized: bool) {
        let count = match kind {
            Kind::NewlyRemoved => {
                self.longer += usize::from(resized);
                &mut self.newly_removed
            }
            Kind::NoLongerRemoved => {
                self.shorter += usize::from(resized);
                &mut self.no_longer_removed
            }
            Kind::NewlyKept => &mut self.newly_kept,
            Kind::NoLongerKept => &mut self.no_longer_kept,
            Kind::Moved => &mut self.moved,
            Kind::Same => return,
        };
        count.add(length);
    }

    /// Characters that left the body or came back to it.
    pub fn weight(&self) -> usize {
        self.newly_removed.length + self.no_longer_removed.length
    }
}

/// Findings that went from one rule to another, or changed their category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Moved {
    /// The rule on the other side.
    pub rule: String,
    /// Its category there.
    pub category: String,
    /// How much.
    #[serde(flatten)]
    pub count: Count,
}

/// What became of one rule's findings.
#[derive(Debug, Serialize)]
pub struct RuleChanges {
    /// `family/key`.
    pub rule: String,
    /// Its category, that of the new run where both have the rule.
    pub category: String,
    /// What it found in the old run, removed or kept.
    pub before: Count,
    /// What it finds in the new run.
    pub now: Count,
    /// What changed; `moved` is what it took over.
    #[serde(flatten)]
    pub counts: Counts,
    /// What it took over from other rules, or from another category; most first.
    pub taken_over: Vec<Moved>,
    /// What other rules took over from it; most first.
    pub passed_on: Vec<Moved>,
    /// Examples, by what happened.
    pub examples: Vec<Example>,
}

/// Documents whose outcome changed.
#[derive(Debug, Serialize)]
pub struct OutcomeChange {
    /// What became of them in the old run.
    pub from: String,
    /// What becomes of them in the new one.
    pub to: String,
    /// How many.
    pub documents: usize,
    /// The ids of some.
    pub ids: Vec<Box<RawValue>>,
}

/// Documents that were not compared.
#[derive(Debug, Default, Serialize)]
pub struct Unpaired {
    /// How many.
    pub documents: usize,
    /// The ids of the first.
    pub ids: Vec<Box<RawValue>>,
}

/// What differs between two runs over one corpus.
#[derive(Debug, Serialize)]
pub struct Report {
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    pub(super) schema: u32,
    /// What lengths and offsets count.
    pub offset_unit: &'static str,
    /// Documents of both runs.
    pub compared: usize,
    /// Those of them whose findings or outcome differ.
    pub changed: usize,
    /// Documents of the old run only.
    pub only_old: Unpaired,
    /// Documents of the new run only.
    pub only_new: Unpaired,
    /// Documents whose text has another length in the other run: not the same text.
    pub other_text: Unpaired,
    /// What the old run removed.
    pub removed_before: Count,
    /// What the new run removes.
    pub removed_now: Count,
    /// What changed, all rules together.
    #[serde(flatten)]
    pub counts: Counts,
    /// Documents by the change of their outcome, most first.
    pub outcomes: Vec<OutcomeChange>,
    /// The rules whose findings changed, the heaviest change first.
    pub rules: Vec<RuleChanges>,
}

impl Report {
    /// Whether anything differs, documents on one side only included.
    pub fn differs(&self) -> bool {
        let unpaired = [&self.only_old, &self.only_new, &self.other_text];
        self.changed > 0 || unpaired.iter().any(|u| u.documents > 0)
    }
}
