//! What the rules say of every sentence, for the model to weigh.

use super::Dropped;
use super::bench::Bench;
use super::cover::STAMP;
use super::document::Document;
use super::refine::Candidate;
use crate::category::Category;
use crate::rules::model::{Pattern, Strength};

/// What the rules say of a document.
pub(crate) struct Evidence {
    pub by_sentence: Vec<Found>,
    /// By candidate: whose findings they are.
    pub owners: Vec<Owner>,
}

/// What the rules say of a sentence.
#[derive(Debug, Clone, Default)]
pub(crate) struct Found {
    /// Strength of the best phrase that begins in it.
    pub best: Option<Strength>,
    /// Points of the best.
    pub points: Option<i32>,
    /// Category of the best, if it was accepted.
    pub category: Option<Category>,
    /// A phrase was let go by a guard, and none was accepted.
    pub guarded: bool,
}

/// A candidate as the owner of what it takes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Owner {
    pub category: Category,
    pub strength: Strength,
}

impl Owner {
    /// Whether what it takes is certain: a decisive phrase in its own extent, or the date beside it.
    pub fn is_sure(&self, why: Option<&'static str>) -> bool {
        self.strength == Strength::Decisive && why.is_none_or(|why| why == STAMP)
    }
}

impl Evidence {
    /// `dropped` are the phrases let go before they were weighed.
    pub(super) fn new(
        document: &Document,
        patterns: &[Pattern],
        candidates: &[Candidate],
        dropped: &[Dropped],
        bench: &Bench,
        floor: i32,
    ) -> Self {
        let mut by_sentence = vec![Found::default(); document.sentences.len()];
        let mut owners = Vec::with_capacity(candidates.len());
        for (i, c) in candidates.iter().enumerate() {
            let pattern = &patterns[c.hit.pattern];
            let points = bench.scores[i];
            owners.push(Owner {
                category: pattern.category,
                strength: pattern.strength,
            });
            let found = &mut by_sentence[c.sentence];
            found.best = found.best.max(Some(pattern.strength));
            if found.points.is_none_or(|p| p < points) {
                found.points = Some(points);
                found.category = (points >= floor).then_some(pattern.category);
            }
        }
        // A phrase in the wrong place for its rule says nothing of the sentence.
        for hit in dropped.iter().filter(|hit| hit.is_guarded()) {
            if let Some(s) = document.units.sentence_at(hit.range.start) {
                by_sentence[s].guarded = true;
            }
        }
        for found in &mut by_sentence {
            found.guarded &= found.category.is_none();
        }
        Evidence {
            by_sentence,
            owners,
        }
    }
}
