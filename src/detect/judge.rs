//! The judge, first version: hand-set evidence, in points, decides which hits are boilerplate.
//!
//! A decisive rule in its extent wins alone; a strong hit needs a second cue: its place, a heading,
//! the sentence covered by hits, a neighbour that was found. Weak hits only support.

use super::bench::Bench;
use super::cover::Span;
use super::document::Document;
use super::extent;
use super::floor::{nothing_left, too_much};
use super::matcher::Hit;
use super::refine::Candidate;
use super::scene::Scene;
use super::{Dropped, Finding, Reason};
use crate::options::{Context, Level, Options, Outcome};
use crate::rules::model::{Pattern, Strength};
use crate::text::fold::Folded;

/// Points from which a hit is boilerplate.
fn threshold(level: Level) -> i32 {
    match level {
        Level::Conservative => 125,
        Level::Standard => 100,
        Level::Thorough => 80,
    }
}

pub(crate) struct Judged {
    pub findings: Vec<Finding>,
    pub dropped: Vec<Dropped>,
    pub outcome: Outcome,
}

pub(crate) fn judge(
    document: &mut Document,
    folded: &Folded,
    patterns: &[Pattern],
    hits: Vec<Hit>,
    context: &Context<'_>,
    options: &Options,
) -> Judged {
    let (candidates, mut dropped) = refine(document, folded, patterns, hits, context);
    let strong = |c: &&Candidate| patterns[c.hit.pattern].strength != Strength::Weak;
    document.locate(candidates.iter().filter(strong).map(|c| c.sentence));
    let mut bench = Bench::new(document, patterns, &candidates);
    let floor = threshold(options.level);
    for _ in 0..4 {
        if !bench.round(floor) {
            break;
        }
    }
    let (scores, reasons) = (bench.scores, bench.reasons);
    let mut accepted = Vec::new();
    for (i, c) in candidates.iter().enumerate() {
        if scores[i] >= floor {
            accepted.push(i);
        } else {
            let rule = patterns[c.hit.pattern].id.clone();
            dropped.push(Dropped {
                range: c.hit.range.clone(),
                rule,
                why: "not enough evidence",
            });
        }
    }
    dropped.sort_by(|a, b| {
        (a.range.start, a.range.end, &a.rule).cmp(&(b.range.start, b.range.end, &b.rule))
    });
    let accept = |only_decisive: bool| -> Vec<usize> {
        let decisive =
            |&i: &usize| patterns[candidates[i].hit.pattern].strength == Strength::Decisive;
        accepted
            .iter()
            .copied()
            .filter(|i| !only_decisive || decisive(i))
            .collect()
    };
    let bold = options.level != Level::Conservative;
    let spans_of =
        |chosen: &[usize]| extent::spans(document, patterns, &candidates, chosen, &scores, bold);
    let mut spans = spans_of(&accept(false));
    let mut outcome = Outcome::Unchanged;
    let removes =
        |s: &Span| options.removes(patterns[candidates[s.candidate].hit.pattern].category);
    if spans.iter().any(removes) {
        outcome = Outcome::Cleaned;
        if too_much(document, spans.iter().filter(|s| removes(s))) {
            spans = spans_of(&accept(true));
            outcome = Outcome::Review;
            if !spans.iter().any(removes) {
                // The undecided remain in the text; a person may look at them.
            } else if nothing_left(document, spans.iter().filter(|s| removes(s))) {
                outcome = Outcome::Empty;
            }
        }
    }
    let findings = spans
        .into_iter()
        .map(|s| {
            let pattern = &patterns[candidates[s.candidate].hit.pattern];
            let mut reasons = reasons[s.candidate].clone();
            if let Some(why) = s.why {
                reasons.push(Reason {
                    what: why.to_owned(),
                    points: 0,
                });
            }
            reasons.sort_by_key(|r| -r.points);
            Finding {
                lang: document.lang_at(&s.range),
                range: s.range,
                category: pattern.category,
                rule: pattern.id.clone(),
                score: (scores[s.candidate] * 5).clamp(0, 1000) as u16,
                reasons,
                removed: options.removes(pattern.category),
            }
        })
        .collect();
    Judged {
        findings,
        dropped,
        outcome,
    }
}

fn refine(
    document: &Document,
    folded: &Folded,
    patterns: &[Pattern],
    hits: Vec<Hit>,
    context: &Context<'_>,
) -> (Vec<Candidate>, Vec<Dropped>) {
    let mut candidates = Vec::new();
    let mut dropped = Vec::new();
    // Rules of other sources say nothing of the text, nor of its lines.
    let speaks = |hit: &Hit| {
        let sources = &patterns[hit.pattern].sources;
        let named = |source: &str| sources.iter().any(|glob| glob.is_match(source));
        sources.is_empty() || context.source.is_some_and(named)
    };
    let hits: Vec<Hit> = hits.into_iter().filter(speaks).collect();
    let refiner = Scene::new(document, folded, patterns, &hits);
    for hit in &hits {
        match refiner.refine(hit) {
            Ok(candidate) => candidates.push(candidate),
            Err(why) => dropped.push(Dropped {
                range: hit.range.clone(),
                rule: patterns[hit.pattern].id.clone(),
                why,
            }),
        }
    }
    (candidates, dropped)
}
