//! From folded text to findings: match, refine, judge, extend.

mod bench;
mod cover;
pub(crate) mod document;
mod evidence;
mod extent;
mod floor;
mod group;
mod guard;
mod heading;
mod judge;
mod listing;
pub(crate) mod matcher;
pub(crate) mod model;
#[cfg(feature = "batch")]
pub(crate) mod opinion;
mod portrait;
mod refine;
mod reporting;
mod rows;
mod runs;
mod scene;
mod search;
mod section;
mod shape;
mod silent;
mod stamp;
mod stamped;
mod verdict;

use std::ops::Range;
use std::sync::Arc;

pub use refine::EXCEPTED;

use crate::category::Category;
use crate::language::{Lang, Languages};
use crate::options::{Context, Options, Outcome};
use crate::rules::RuleSet;
use crate::rules::model::Pattern;
use crate::text::fold::Folded;
use crate::text::layout::{self, Row};
use crate::text::units::Units;
use document::Document;
use matcher::{Hit, Matcher};
use model::Model;
pub use model::{Weights, WeightsError};

/// A piece of evidence and what it contributed to a finding's score.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct Reason {
    /// What was seen, in a few words.
    pub what: String,
    /// Its contribution in points; standard removes from 100 on. May be negative.
    pub points: i32,
}

/// A span judged to be boilerplate.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Finding {
    /// Byte range of the input, on grapheme boundaries.
    pub range: Range<usize>,
    /// What it is.
    pub category: Category,
    /// The rule behind it, `family/key`.
    pub rule: Arc<str>,
    /// The language of its text.
    pub lang: Lang,
    /// Confidence, 0 to 1000.
    pub score: u16,
    /// The evidence, strongest first.
    pub reasons: Vec<Reason>,
    /// Whether it left the body (its category may be kept).
    pub removed: bool,
}

/// A rule hit that was found and let go.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Dropped {
    /// Byte range of the hit in the input.
    pub range: Range<usize>,
    /// The rule, `family/key`.
    pub rule: Arc<str>,
    /// Why it was let go, in a few words.
    pub why: &'static str,
}

impl Dropped {
    /// Whether a guard let it go, and not the place where it stands.
    pub(crate) fn is_guarded(&self) -> bool {
        refine::is_guard(self.why)
    }
}

/// Compiled rules.
#[derive(Debug)]
pub(crate) struct Detector {
    patterns: Vec<Pattern>,
    matcher: Matcher,
    /// Indexes of the patterns that name a shape.
    shaped: Vec<usize>,
    model: Option<Model>,
}

/// What was detected in one text.
pub(crate) struct Detected {
    pub rows: Vec<Row>,
    pub findings: Vec<Finding>,
    pub dropped: Vec<Dropped>,
    pub outcome: Outcome,
    pub scored: usize,
    /// Ids of the patterns that hit, let go or not, with repetitions.
    pub hits: Vec<Arc<str>>,
}

impl Detector {
    pub fn new(rules: &RuleSet, weights: Option<Weights>) -> Self {
        let patterns: Vec<Pattern> = rules.patterns().into_iter().cloned().collect();
        let shaped = |&i: &usize| patterns[i].shape.is_some();
        let shaped = (0..patterns.len()).filter(shaped).collect();
        Detector {
            patterns,
            matcher: Matcher::default(),
            shaped,
            model: weights.map(Model::new),
        }
    }

    pub fn detect(
        &self,
        text: &str,
        langs: &Languages<'_>,
        context: &Context<'_>,
        options: &Options,
    ) -> Detected {
        let read = self.read(text, langs, context);
        let (mut document, folded, rows, hits) = read;
        let listed = if options.lean { &[][..] } else { &hits[..] };
        let id = |h: &Hit| self.patterns[h.pattern].id.clone();
        let ids = listed.iter().map(id).collect();
        let judged = judge::judge(
            &mut document,
            &folded,
            &self.patterns,
            hits,
            context,
            options,
            self.model.as_ref(),
        );
        Detected {
            rows,
            findings: judged.findings,
            dropped: judged.dropped,
            outcome: judged.outcome,
            scored: judged.scored,
            hits: ids,
        }
    }

    /// The units of a text as the model sees them, before it scores them; for fitting. `each` gets
    /// the document, too.
    #[cfg(feature = "fit")]
    pub fn units<T>(
        &self,
        text: &str,
        langs: &Languages<'_>,
        context: &Context<'_>,
        each: impl FnOnce(&Document, Vec<model::units::Unit>) -> T,
    ) -> T {
        let (mut document, folded, _, hits) = self.read(text, langs, context);
        let level = crate::options::Level::Standard;
        let patterns = &self.patterns;
        let rules =
            judge::Weighed::new(&mut document, &folded, patterns, hits, context, level, true);
        let cover = rules.cover(&document, false);
        let (mut units, lines) = model::units::units(&document, &folded, &rules.evidence, &cover);
        for unit in &mut units {
            unit.stand(&document, &lines);
        }
        each(&document, units)
    }

    /// Folds, divides and matches, and judges nothing.
    pub fn count_hits(&self, text: &str) -> usize {
        let rows = layout::rows(text);
        let folded = Folded::new(text, &rows);
        let units = Units::new(text, &rows);
        self.matcher
            .hits(&self.patterns, text, &folded, &units)
            .len()
    }

    fn read<'t>(
        &self,
        text: &'t str,
        langs: &'t Languages<'t>,
        context: &Context<'_>,
    ) -> (Document<'t>, Folded<'t>, Vec<Row>, Vec<Hit>) {
        let rows = layout::rows(text);
        let folded = Folded::new(text, &rows);
        let units = Units::new(text, &rows);
        let mut hits = self.matcher.hits(&self.patterns, text, &folded, &units);
        let shapes = shape::hits(&self.patterns, &self.shaped, text, &folded, &units);
        if !shapes.is_empty() {
            hits.extend(shapes);
            hits.sort_by_key(|h| (h.folded.start, std::cmp::Reverse(h.folded.end), h.pattern));
        }
        let document = Document::new(text, &folded, units, langs, context.title);
        (document, folded, rows, hits)
    }
}
