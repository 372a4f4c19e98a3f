//! The judge: from hits to findings.
//!
//! The rules speak first: hits are refined, weighed with the evidence around them and extended. The
//! model then decides of every unit, with what the rules say as evidence: it takes what no rule
//! names, and leaves what it doubts. A decisive rule in its extent wins alone, and a guard vetoes.
//! Without a model the points that the rules gave decide.

use std::sync::Arc;

use super::bench::{Bench, Points};
use super::cover::{Cover, Span};
use super::document::Document;
use super::evidence::Evidence;
use super::extent;
use super::floor::{nothing_left, too_much};
use super::matcher::Hit;
use super::model::Model;
use super::model::sequence::probability;
use super::refine::Candidate;
use super::scene::Scene;
use super::silent::{self, Silent};
use super::verdict::{self, Verdicts};
use super::{Dropped, Finding, Reason};
use crate::category::Category;
use crate::language::Lang;
use crate::options::{Context, Level, Options, Outcome};
use crate::rules::model::{Pattern, Strength};
use crate::text::fold::Folded;

/// Points from which a hit is boilerplate where no model decides.
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
    /// Bytes that the model scored in full.
    pub scored: usize,
}

/// What the rules say, before anything is decided.
pub(crate) struct Weighed<'a> {
    patterns: &'a [Pattern],
    candidates: Vec<Candidate>,
    scores: Vec<i32>,
    reasons: Vec<Vec<Points>>,
    /// Candidates that the rules alone would accept.
    accepted: Vec<usize>,
    dropped: Vec<Dropped>,
    pub evidence: Evidence,
    bold: bool,
}

impl<'a> Weighed<'a> {
    /// Refines the hits and weighs them at a level; `bold` lets runs of lines go for their shape.
    pub fn new(
        document: &mut Document,
        folded: &Folded,
        patterns: &'a [Pattern],
        hits: Vec<Hit>,
        context: &Context<'_>,
        level: Level,
        bold: bool,
    ) -> Self {
        let (candidates, mut dropped) = refine(document, folded, patterns, hits, context);
        let strong = |c: &&Candidate| patterns[c.hit.pattern].strength != Strength::Weak;
        document.locate(candidates.iter().filter(strong).map(|c| c.sentence));
        let mut bench = Bench::new(document, patterns, &candidates);
        let floor = threshold(level);
        for _ in 0..4 {
            if !bench.round(floor) {
                break;
            }
        }
        let evidence = Evidence::new(document, patterns, &candidates, &dropped, &bench, floor);
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
        Weighed {
            patterns,
            candidates,
            scores,
            reasons,
            accepted,
            dropped,
            evidence,
            bold,
        }
    }

    /// What the accepted hits take, or only the decisive ones.
    pub fn cover(&self, document: &Document, only_decisive: bool) -> Cover {
        let decisive = |&i: &usize| {
            let pattern = &self.patterns[self.candidates[i].hit.pattern];
            !only_decisive || pattern.strength == Strength::Decisive
        };
        let chosen: Vec<usize> = self.accepted.iter().copied().filter(decisive).collect();
        extent::cover(
            document,
            self.patterns,
            &self.candidates,
            &chosen,
            &self.scores,
            self.bold,
        )
    }
}

pub(crate) fn judge(
    document: &mut Document,
    folded: &Folded,
    patterns: &[Pattern],
    hits: Vec<Hit>,
    context: &Context<'_>,
    options: &Options,
    model: Option<&Model>,
) -> Judged {
    // With a model the level is its threshold, and the rules give the same evidence at every level,
    // but for runs of lines that shape alone takes: that is never all but certain.
    let level = model.map_or(options.level, |_| Level::Standard);
    let bold = options.level != Level::Conservative;
    let (hits, quiet) = silent::split(patterns, hits);
    let rules = Weighed::new(document, folded, patterns, hits, context, level, bold);
    let document = &*document;
    let (quiet, mut let_go) = refine(document, folded, patterns, quiet, context);
    let silent = Silent::new(patterns, quiet);
    let mut cover = rules.cover(document, false);
    let verdicts = model.map_or_else(Verdicts::default, |model| {
        verdict::apply(
            document,
            folded,
            &rules.evidence,
            model,
            options,
            &mut cover,
        )
    });
    let scored = verdicts.scored;
    let mut ruling = Ruling {
        rules,
        verdicts,
        silent,
    };
    ruling.silent.add(document, ruling.spoken(), &mut cover);
    let mut spans = cover.tidied(document);
    let mut outcome = Outcome::Unchanged;
    let removes = |ruling: &Ruling, s: &Span| options.removes(ruling.category(s));
    if spans.iter().any(|s| removes(&ruling, s)) {
        outcome = Outcome::Cleaned;
        if too_much(document, spans.iter().filter(|s| removes(&ruling, s))) {
            ruling.verdicts = Verdicts::default();
            let mut cover = ruling.rules.cover(document, true);
            ruling.silent.add(document, ruling.spoken(), &mut cover);
            spans = cover.tidied(document);
            outcome = Outcome::Review;
            if !spans.iter().any(|s| removes(&ruling, s)) {
                // The undecided remain in the text; a person may look at them.
            } else if nothing_left(document, spans.iter().filter(|s| removes(&ruling, s))) {
                outcome = Outcome::Empty;
            }
        }
    }
    let mut dropped = std::mem::take(&mut ruling.rules.dropped);
    dropped.append(&mut ruling.verdicts.let_go);
    dropped.append(&mut let_go);
    if options.lean {
        dropped = Vec::new();
    }
    sort(&mut dropped);
    let finding = |span: Span| ruling.finding(document, options, span);
    Judged {
        findings: spans.into_iter().map(finding).collect(),
        dropped,
        outcome,
        scored,
    }
}

fn sort(dropped: &mut [Dropped]) {
    dropped.sort_by(|a, b| {
        (a.range.start, a.range.end, &a.rule).cmp(&(b.range.start, b.range.end, &b.rule))
    });
}

/// Who took what: candidates first, then verdicts, then rules that say nothing of anything else.
struct Ruling<'a> {
    rules: Weighed<'a>,
    verdicts: Verdicts,
    silent: Silent<'a>,
}

impl Ruling<'_> {
    /// How many are numbered before the silent ones.
    fn spoken(&self) -> usize {
        self.rules.candidates.len() + self.verdicts.taken.len()
    }

    fn silent(&self, span: &Span) -> Option<&Pattern> {
        self.silent
            .pattern(span.candidate.checked_sub(self.spoken())?)
    }

    fn category(&self, span: &Span) -> Category {
        if let Some(pattern) = self.silent(span) {
            return pattern.category;
        }
        match self.rules.candidates.get(span.candidate) {
            Some(c) => self.rules.patterns[c.hit.pattern].category,
            None => self.verdicts.taken[span.candidate - self.rules.candidates.len()].category,
        }
    }

    fn finding(&self, document: &Document, options: &Options, span: Span) -> Finding {
        let category = self.category(&span);
        let (rule, score, reasons) = match self.rules.candidates.get(span.candidate) {
            _ if self.silent(&span).is_some() => self.silent.told(span.candidate - self.spoken()),
            Some(c) => self.by_rule(c, &span),
            None => self.by_model(span.candidate - self.rules.candidates.len()),
        };
        let reasons = if options.lean { Vec::new() } else { reasons };
        Finding {
            lang: if options.without_langs {
                Lang::Other
            } else {
                document.lang_at(&span.range)
            },
            range: span.range,
            category,
            rule,
            score,
            reasons,
            removed: options.removes(category),
        }
    }

    fn by_rule(&self, candidate: &Candidate, span: &Span) -> (Arc<str>, u16, Vec<Reason>) {
        let told = |&(what, points): &Points| Reason {
            what: what.to_owned(),
            points,
        };
        let reasons = self.rules.reasons[span.candidate].iter();
        let mut reasons: Vec<Reason> = reasons.map(told).collect();
        if let Some(why) = span.why {
            reasons.push(Reason {
                what: why.to_owned(),
                points: 0,
            });
        }
        reasons.sort_by_key(|r| -r.points);
        let score = (self.rules.scores[span.candidate] * 5).clamp(0, 1000) as u16;
        let rule = self.rules.patterns[candidate.hit.pattern].id.clone();
        (rule, score, reasons)
    }

    fn by_model(&self, verdict: usize) -> (Arc<str>, u16, Vec<Reason>) {
        let verdict = &self.verdicts.taken[verdict];
        let score = probability(verdict.score).clamp(0, 1000) as u16;
        let rule = format!("model/{}", verdict.category);
        (rule.into(), score, verdict.reasons.clone())
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
