//! What a change of rules or level changes over a corpus: two runs of findings compared.
//!
//! Documents are paired by id ([`Pairs`]), and every character of a text is compared by itself
//! ([`changes`]): it is newly removed, no longer removed, or removed on both sides under another
//! rule or category, which is no loss. [`Diff`] adds that up by rule and chooses examples.

mod change;
mod example;
mod pair;
mod read;
mod report;

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use globset::GlobMatcher;
use serde_json::value::RawValue;

pub use change::{Change, Kind, Span, changes};
pub use example::{Example, Mark, Piece};
pub use pair::{Pair, Pairs};
pub use read::{DiffError, Document, Findings, id_key};
pub use report::{Count, Counts, Moved, OutcomeChange, Report, RuleChanges, Unpaired};

use crate::category::Category;
use crate::report::{OffsetUnit, SCHEMA};
use example::{Origin, Pool};

/// Ids that are named of documents on one side and of changed outcomes.
const NAMED: usize = 10;

/// What is compared, and what is shown of it.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Only changes of these rules, by `family/key` or family; empty: of all.
    pub rules: Vec<GlobMatcher>,
    /// Only changes of these categories; empty: of all.
    pub categories: Vec<Category>,
    /// Examples for each rule and kind of change.
    pub examples: usize,
    /// Chooses other examples.
    pub seed: u64,
}

impl Settings {
    fn wants(&self, span: &Span) -> bool {
        let family = span.rule.split('/').next().unwrap_or_default();
        let rule = |glob: &GlobMatcher| glob.is_match(&*span.rule) || glob.is_match(family);
        let category = |c: &Category| c.as_str() == &*span.category;
        (self.rules.is_empty() || self.rules.iter().any(rule))
            && (self.categories.is_empty() || self.categories.iter().any(category))
    }

    fn wants_change(&self, change: &Change<'_>) -> bool {
        let mut spans = [change.old, change.new].into_iter().flatten();
        spans.any(|span| self.wants(span))
    }

    fn filters(&self) -> bool {
        !(self.rules.is_empty() && self.categories.is_empty())
    }

    /// Examples considered for each one shown, so that sources and wordings can be spread.
    fn room(&self) -> usize {
        if self.examples == 0 {
            0
        } else {
            8 * self.examples + 8
        }
    }
}

/// Compares documents and adds up what differs.
#[derive(Debug, Default)]
pub struct Diff {
    settings: Settings,
    unit: OffsetUnit,
    compared: usize,
    changed: usize,
    unpaired: [Unpaired; 3],
    removed: [Count; 2],
    counts: Counts,
    outcomes: BTreeMap<(String, String), Unpaired>,
    rules: BTreeMap<Arc<str>, Row>,
}

/// A rule, and its category on the other side.
type Other = (Arc<str>, Arc<str>);

#[derive(Debug)]
struct Row {
    category: Arc<str>,
    sides: [Count; 2],
    counts: Counts,
    taken_over: BTreeMap<Other, Count>,
    passed_on: BTreeMap<Other, Count>,
    pools: BTreeMap<Kind, Pool>,
}

impl Unpaired {
    fn add(&mut self, id: &str) {
        self.documents += 1;
        if self.ids.len() < NAMED {
            let id = RawValue::from_string(id.to_owned());
            self.ids.push(id.expect("an id is JSON"));
        }
    }
}

impl Diff {
    /// Nothing compared yet.
    pub fn new(settings: Settings) -> Self {
        Diff {
            settings,
            ..Diff::default()
        }
    }

    /// Compares one document.
    pub fn add(&mut self, pair: &Pair) {
        let (old, new) = match pair {
            Pair::OnlyOld(document) => return self.unpaired[0].add(&document.id),
            Pair::OnlyNew(document) => return self.unpaired[1].add(&document.id),
            Pair::Both(old, new) => (old, new),
        };
        if let (Some(a), Some(b)) = (old.length, new.length)
            && a != b
        {
            return self.unpaired[2].add(&new.id);
        }
        self.compared += 1;
        self.unit = old.unit.or(new.unit).unwrap_or(self.unit);
        for (side, document) in [old, new].into_iter().enumerate() {
            for span in document.spans.iter().filter(|s| self.settings.wants(s)) {
                if span.removed {
                    self.removed[side].add(span.range.len());
                }
                let row = row(&mut self.rules, span);
                row.sides[side].add(span.range.len());
                if side == 1 && row.category != span.category {
                    row.category = span.category.clone();
                }
            }
        }
        let changes = changes(&old.spans, &new.spans);
        let mut any = false;
        for (index, change) in changes.iter().enumerate() {
            if change.kind != Kind::Same && self.settings.wants_change(change) {
                any = true;
                self.count(change);
                self.offer(old, new, &changes, index);
            }
        }
        if old.outcome != new.outcome && (any || !self.settings.filters()) {
            any = true;
            let outcomes = (old.outcome.clone(), new.outcome.clone());
            self.outcomes.entry(outcomes).or_default().add(&new.id);
        }
        self.changed += usize::from(any);
    }

    fn count(&mut self, change: &Change<'_>) {
        let length = change.range.len();
        let (kind, resized) = (change.kind, change.resized);
        self.counts.add(kind, length, resized);
        let other = |span: &Span| (span.rule.clone(), span.category.clone());
        row_of(&mut self.rules, change)
            .counts
            .add(kind, length, resized);
        if let (Kind::Moved, Some(old), Some(new)) = (kind, change.old, change.new) {
            let taken = &mut row(&mut self.rules, new).taken_over;
            taken.entry(other(old)).or_default().add(length);
            if old.rule != new.rule {
                let passed = &mut row(&mut self.rules, old).passed_on;
                passed.entry(other(new)).or_default().add(length);
            }
        }
    }

    fn offer(&mut self, old: &Document, new: &Document, changes: &[Change<'_>], index: usize) {
        let room = self.settings.room();
        if room == 0 {
            return;
        }
        let origin = Origin {
            id: &new.id,
            text: new.text.as_deref().or(old.text.as_deref()),
            source: new.source.as_deref().or(old.source.as_deref()),
            length: new.length.or(old.length),
            unit: self.unit,
        };
        let change = &changes[index];
        let pools = &mut row_of(&mut self.rules, change).pools;
        let pool = pools.entry(change.kind).or_default();
        pool.offer(room, self.settings.seed, &origin, changes, index);
    }

    /// The ids of documents whose text would show an example in its context, as [`id_key`]
    /// spells them.
    pub fn wanted(&self) -> HashSet<Arc<str>> {
        let pools = self.rules.values().flat_map(|row| row.pools.values());
        pools.flat_map(Pool::wanted).cloned().collect()
    }

    /// Gives the text of a wanted document; false if it is not the text that was scanned.
    pub fn add_text(&mut self, id: &str, text: &str, source: Option<&str>) -> bool {
        let mut fits = true;
        for pool in self.rules.values_mut().flat_map(|r| r.pools.values_mut()) {
            fits &= pool.add_text(id, text, source);
        }
        fits
    }

    /// What differs.
    pub fn finish(self) -> Report {
        let examples = self.settings.examples;
        let rows = self.rules.into_iter();
        let mut rules: Vec<RuleChanges> = rows
            .filter(|(_, row)| row.counts != Counts::default() || !row.passed_on.is_empty())
            .map(|(rule, row)| row.finish(rule, examples))
            .collect();
        let moved = |row: &RuleChanges| -> usize {
            let passed: usize = row.passed_on.iter().map(|m| m.count.length).sum();
            let counts = &row.counts;
            let kept = counts.newly_kept.length + counts.no_longer_kept.length;
            counts.moved.length + passed + kept
        };
        rules.sort_by_key(|row| std::cmp::Reverse((row.counts.weight(), moved(row))));
        let outcome = |((from, to), found): ((String, String), Unpaired)| OutcomeChange {
            from,
            to,
            documents: found.documents,
            ids: found.ids,
        };
        let mut outcomes: Vec<_> = self.outcomes.into_iter().map(outcome).collect();
        outcomes.sort_by_key(|o| std::cmp::Reverse(o.documents));
        let [only_old, only_new, other_text] = self.unpaired;
        Report {
            kind: "diff",
            schema: SCHEMA,
            offset_unit: self.unit.as_str(),
            compared: self.compared,
            changed: self.changed,
            only_old,
            only_new,
            other_text,
            removed_before: self.removed[0],
            removed_now: self.removed[1],
            counts: self.counts,
            outcomes,
            rules,
        }
    }
}

/// The row of a change: that of the rule which finds the text now, or found it before.
fn row_of<'r>(rules: &'r mut BTreeMap<Arc<str>, Row>, change: &Change<'_>) -> &'r mut Row {
    let span = match change.kind {
        Kind::NoLongerRemoved | Kind::NoLongerKept => change.old,
        _ => change.new.or(change.old),
    };
    row(rules, span.expect("a change has a side"))
}

fn row<'r>(rules: &'r mut BTreeMap<Arc<str>, Row>, span: &Span) -> &'r mut Row {
    rules.entry(span.rule.clone()).or_insert_with(|| Row {
        category: span.category.clone(),
        sides: Default::default(),
        counts: Counts::default(),
        taken_over: BTreeMap::new(),
        passed_on: BTreeMap::new(),
        pools: BTreeMap::new(),
    })
}

impl Row {
    fn finish(self, rule: Arc<str>, examples: usize) -> RuleChanges {
        let moved = |all: BTreeMap<Other, Count>| {
            let one = |((rule, category), count): (Other, Count)| Moved {
                rule: rule.to_string(),
                category: category.to_string(),
                count,
            };
            let mut all: Vec<Moved> = all.into_iter().map(one).collect();
            all.sort_by_key(|m| std::cmp::Reverse(m.count.length));
            all
        };
        let pools = self.pools.into_values();
        RuleChanges {
            rule: rule.to_string(),
            category: self.category.to_string(),
            before: self.sides[0],
            now: self.sides[1],
            counts: self.counts,
            taken_over: moved(self.taken_over),
            passed_on: moved(self.passed_on),
            examples: pools.flat_map(|pool| pool.choose(examples)).collect(),
        }
    }
}

#[cfg(test)]
mod tests;
