//! Decisive rules that are drafts: each takes its own extent and is no evidence for anything else.
//!
//! What a site repeats was learned line by line, and no person looked at it. If such lines told the
//! judge that boilerplate stands here, it would take the story's short lines between them as well.

use std::sync::Arc;

use super::Reason;
use super::cover::Cover;
use super::document::Document;
use super::extent;
use super::matcher::Hit;
use super::refine::Candidate;
use crate::rules::model::{Pattern, Status, Strength};

/// Confidence of a finding.
const SCORE: u16 = 900;
const POINTS: i32 = 180;

/// Splits hits into those that say something, and those of silent rules.
pub(super) fn split(patterns: &[Pattern], hits: Vec<Hit>) -> (Vec<Hit>, Vec<Hit>) {
    let is_silent = |hit: &Hit| {
        let pattern = &patterns[hit.pattern];
        pattern.status == Status::Draft && pattern.strength == Strength::Decisive
    };
    hits.into_iter().partition(|hit| !is_silent(hit))
}

/// Hits of silent rules that count.
pub(super) struct Silent<'a> {
    patterns: &'a [Pattern],
    candidates: Vec<Candidate>,
}

impl<'a> Silent<'a> {
    pub fn new(patterns: &'a [Pattern], candidates: Vec<Candidate>) -> Self {
        Silent {
            patterns,
            candidates,
        }
    }

    /// Takes what nobody holds; the first of them is numbered `from`.
    pub fn add(&self, document: &Document, from: usize, cover: &mut Cover) {
        if self.candidates.is_empty() {
            return;
        }
        let accepted = extent::Accepted::new(document, self.candidates.iter());
        for (n, candidate) in self.candidates.iter().enumerate() {
            let range = extent::direct(document, self.patterns, candidate, &accepted);
            cover.add(range, from + n, None);
        }
    }

    /// The rule of the nth.
    pub fn pattern(&self, n: usize) -> Option<&Pattern> {
        let candidate = self.candidates.get(n)?;
        self.patterns.get(candidate.hit.pattern)
    }

    /// The rule of the nth, its score and its reason.
    pub fn told(&self, n: usize) -> (Arc<str>, u16, Vec<Reason>) {
        let reason = Reason {
            what: "a line that its source repeats".to_owned(),
            points: POINTS,
        };
        let rule = self.patterns[self.candidates[n].hit.pattern].id.clone();
        (rule, SCORE, vec![reason])
    }
}
