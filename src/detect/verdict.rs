//! Verdicts: what the model takes beyond the rules, and which doubtful findings it lets go.

use std::collections::BTreeMap;
use std::ops::Range;

use super::cover::{Cover, Span};
use super::document::Document;
use super::evidence::Evidence;
use super::model::Model;
use super::model::inputs::Layout;
use super::model::sequence::{self, ONE};
use super::model::trees::{self, Answers, Question};
use super::model::units::{Standing, Unit, units};
use super::model::weights::Table;
use super::model::wording;
use super::{Dropped, Reason};
use crate::category::Category;
use crate::options::Options;
use crate::text::fold::Folded;

/// Why the model takes something.
pub(super) const BY_MODEL: &str = "the model takes it";
/// Points of a score of one, of which 100 are the threshold of the standard level.
const POINTS: i32 = 25;
/// Reasons that are given one by one.
const REASONS: usize = 6;

/// A unit that the model took.
#[derive(Debug)]
pub(crate) struct Verdict {
    pub category: Category,
    /// In 256ths.
    pub score: i32,
    pub reasons: Vec<Reason>,
}

/// A document's units with their first scores.
pub(crate) struct Scored {
    pub units: Vec<Unit>,
    pub answers: Vec<Answers>,
    /// None where it decides nothing.
    pub second: Vec<Option<i32>>,
}

impl Scored {
    pub fn new(
        document: &Document,
        folded: &Folded,
        evidence: &Evidence,
        cover: &Cover,
        model: &Model,
        options: &Options,
    ) -> Self {
        let table = &*model.table;
        let (mut units, lines) = units(document, folded, evidence, cover);
        let first: Vec<i32> = units
            .iter()
            .map(|u| table.first(&u.facts, &u.places))
            .collect();
        let facts = sequence::facts(&sequence::telling(document), &units, &first);
        let answers = trees::answers(&facts, |i| units[i].sentence);
        let open = |unit: &Unit| match unit.standing {
            Standing::Taken => false,
            // Only for people to read.
            Standing::Kept(_) => !options.lean,
            _ => true,
        };
        let asked = units.iter().zip(&answers).filter(|(unit, _)| open(unit));
        let mut scores = model
            .forest
            .scores(asked.map(|(_, answers)| answers))
            .into_iter();
        let score = |(unit, first): (&Unit, &i32)| {
            open(unit).then(|| first + scores.next().expect("one for every unit that is open"))
        };
        let second: Vec<Option<i32>> = units.iter().zip(&first).map(score).collect();
        // Below every threshold it is all one what may become of a unit.
        let least = table.thresholds.least(options.level);
        for (unit, _) in units
            .iter_mut()
            .zip(&second)
            .filter(|(_, s)| **s >= Some(least))
        {
            unit.stand(document, &lines);
        }
        Scored {
            units,
            answers,
            second,
        }
    }
}

/// What became of the units.
#[derive(Debug, Default)]
pub(crate) struct Verdicts {
    /// Those that the model took. The owner of the nth is numbered after those of the rules.
    pub taken: Vec<Verdict>,
    /// Those that would have gone by their score, and findings that it brings back.
    pub let_go: Vec<Dropped>,
    /// Bytes of the units that were scored in full.
    pub scored: usize,
}

/// Takes what the model is sure of and leaves what it doubts.
pub(crate) fn apply(
    document: &Document,
    folded: &Folded,
    evidence: &Evidence,
    model: &Model,
    options: &Options,
    cover: &mut Cover,
) -> Verdicts {
    let level = options.level;
    let table = &*model.table;
    let scored = Scored::new(document, folded, evidence, cover, model, options);
    let leave = table.thresholds.leave(level);
    let free = table.thresholds.free[level as usize];
    let length = |u: &Unit| document.sentences[u.sentence].range.len();
    let mut verdicts = Verdicts {
        scored: scored.units.iter().map(length).sum(),
        ..Verdicts::default()
    };
    let single = document.sentences.len() == 1;
    let mut last: Option<usize> = None;
    for (i, unit) in scored.units.iter().enumerate() {
        let reaches = |limit: i32| scored.second[i].filter(|&score| score >= limit);
        let sentence = &document.sentences[unit.sentence];
        let mut let_go = |why: &'static str, rule: String| {
            verdicts.let_go.push(Dropped {
                range: sentence.range.clone(),
                rule: rule.into(),
                why,
            });
        };
        match unit.standing {
            Standing::Doubtful if reaches(leave).is_none() => {
                let sure = |s: &Span| evidence.owners[s.candidate].is_sure(s.why);
                cover.release(&sentence.range, sure);
                let_go("the model doubts it", "model/doubt".to_owned());
            }
            Standing::Kept(why) if reaches(free).is_some() => {
                let category = table.category(&unit.places);
                let_go(why, format!("model/{category}"));
            }
            _ => {}
        }
        let take = table.thresholds.take(level, unit.standing);
        let Some(take) = take.filter(|_| !single) else {
            continue;
        };
        let Some(score) = reaches(take) else {
            continue;
        };
        let category = table.category(&unit.places);
        let follows = unit.sentence > 0
            && last == Some(unit.sentence - 1)
            && document.sentences[unit.sentence - 1].line == sentence.line;
        last = Some(unit.sentence);
        let owner = evidence.owners.len() + verdicts.taken.len();
        if follows
            && verdicts
                .taken
                .last()
                .is_some_and(|v| v.category == category)
        {
            let before = document.sentences[unit.sentence - 1].range.end;
            cover.add(before..sentence.range.end, owner - 1, Some(BY_MODEL));
            continue;
        }
        for range in &unit.text {
            cover.add(range.clone(), owner, Some(BY_MODEL));
        }
        verdicts.taken.push(Verdict {
            category,
            score,
            reasons: if options.lean {
                Vec::new()
            } else {
                reasons(table, folded, &scored, i, score - take)
            },
        });
    }
    verdicts
}

/// What the score is made of, in points of which 100 are the threshold, by which it is `over`: the
/// strongest parts and the sum of the others.
fn reasons(table: &Table, folded: &Folded, scored: &Scored, i: usize, over: i32) -> Vec<Reason> {
    let unit = &scored.units[i];
    let mut parts: BTreeMap<String, i32> = BTreeMap::new();
    let first = Layout::get();
    for id in first.ids(&unit.facts) {
        *parts.entry(first.name(id)).or_default() += i32::from(table.first[id]);
    }
    let answers = &scored.answers[i];
    for (n, part) in table.trees.parts(answers).into_iter().enumerate() {
        let name = Question::all()[n].told(answers[n]);
        *parts.entry(name).or_default() += part;
    }
    let wording = table.wording(&unit.places);
    let pieces = strongest(table, &folded_text(folded, &unit.text), wording > 0);
    let pieces: Vec<String> = pieces
        .iter()
        .map(|p| format!("\u{201c}{p}\u{201d}"))
        .collect();
    let name = if pieces.is_empty() {
        "its wording".to_owned()
    } else {
        format!("wording such as {}", pieces.join(", "))
    };
    parts.insert(name, wording);
    let mut parts: Vec<(String, i32)> = parts.into_iter().collect();
    // Sorted by name: equals stay in that order.
    parts.sort_by_key(|(_, part)| -part.abs());
    let points = |part: i32| part * POINTS / ONE;
    let strongest = parts.into_iter().take(REASONS).map(|(what, part)| Reason {
        what,
        points: points(part),
    });
    let mut reasons: Vec<Reason> = strongest.filter(|r| r.points != 0).collect();
    let told: i32 = reasons.iter().map(|r| r.points).sum();
    reasons.push(Reason {
        what: "everything else that is known of it".to_owned(),
        points: 100 + points(over) - told,
    });
    reasons
}

fn folded_text(folded: &Folded, ranges: &[Range<usize>]) -> String {
    let longest = ranges
        .iter()
        .max_by_key(|r| (r.len(), usize::MAX - r.start));
    longest.map_or(String::new(), |r| {
        folded.as_str()[folded.from_input(r.start)..folded.from_input(r.end)].to_owned()
    })
}

/// The pieces of the text that count most in this direction.
fn strongest(table: &Table, folded: &str, up: bool) -> Vec<String> {
    let mut pieces: Vec<(i32, Range<usize>)> = Vec::new();
    wording::each_piece(folded, |place, range| {
        let weight = i32::from(table.wording[usize::from(place)]);
        pieces.push((if up { -weight } else { weight }, range));
    });
    pieces.sort_by_key(|(weight, range)| (*weight, range.start, range.end));
    let mut found: Vec<String> = Vec::new();
    for (_, range) in pieces {
        let piece = folded[range].trim().to_owned();
        if !piece.is_empty() && !found.contains(&piece) {
            found.push(piece);
        }
        if found.len() == 2 {
            break;
        }
    }
    found
}
