//! The units that the model scores, and what is known of each.

use std::ops::Range;

use super::facts::{Fact, Facts, bucket};
use super::lines::Lines;
use super::{surface, wording};
use crate::category::Action;
use crate::detect::cover::Cover;
use crate::detect::document::{Document, Size};
use crate::detect::evidence::Evidence;
use crate::detect::group::{Group, group};
use crate::language::Lang;
use crate::rules::model::Strength;
use crate::text::fold::Folded;
use crate::text::size::count;

/// A line this short is looked at whatever stands around it; in code points.
const SHORT: usize = 120;
/// So many units at either end are looked at, and so many around any that is.
const ENDS: usize = 8;
const AROUND: usize = 2;
const STORY: [usize; 3] = [300, 1500, 6000];

/// A sentence and what is known of it.
#[derive(Debug)]
pub(crate) struct Unit {
    /// Its number in the document.
    pub sentence: usize,
    pub facts: Facts,
    /// Places of the pieces of its wording.
    pub places: Vec<u16>,
    /// What of it no rule took; all of it if rules took everything.
    pub text: Vec<Range<usize>>,
    pub standing: Standing,
}

/// What may become of a unit, whatever its score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Rules took all of it, one of them for certain: it goes.
    Taken,
    /// Rules took all of it, none of them for certain: it may come back.
    Doubtful,
    /// A cue anchors it: a phrase in it, or a finding in its run of short lines.
    Anchored,
    /// Nothing but its wording and its shape speak of it.
    Free,
    /// Its line is long, ends like a sentence and holds no phrase.
    Told,
    /// It stays, and why.
    Kept(&'static str),
    /// [`Unit::stand`] says, where anything depends on it.
    Open,
}

/// The units of a document that are scored in full, in order, and what is known of its lines.
pub(crate) fn units(
    document: &Document,
    folded: &Folded,
    evidence: &Evidence,
    cover: &Cover,
) -> (Vec<Unit>, Lines) {
    let lines = Lines::new(document, evidence, cover);
    let chosen = chosen(document, evidence, &lines);
    let story = stories(document, &lines);
    let total = document.size().weight();
    let held: usize = lines.paragraphs.iter().sum();
    let mut shape = Facts::new();
    shape.set(
        Fact::Prose,
        bucket(held * 100 / total.max(1), &[10, 35, 65]),
    );
    shape.set(Fact::Size, bucket(total, &[3000, 12_000, 48_000]));
    shape.set(Fact::Language, usize::from(document.is_han));
    let forms = [
        lines.is_signed(),
        lines.is_timed(document),
        document.verse > 0,
        document.is_filing,
        document.is_legal,
        document.has_dialogue,
    ];
    shape.set(
        Fact::Form,
        forms.iter().position(|&f| f).map_or(0, |i| forms.len() - i),
    );
    let unit = |s: usize| {
        let mut unit = Unit::new(document, folded, evidence, cover, s, shape);
        lines.describe(document, s, &mut unit.facts);
        let all = story.last().copied().unwrap_or(0);
        let (before, after) = (story[s], all - story[s + 1]);
        unit.facts.set(Fact::BodyBefore, bucket(before, &STORY));
        unit.facts.set(Fact::BodyAfter, bucket(after, &STORY));
        unit
    };
    let units = (0..document.sentences.len())
        .filter(|&s| chosen[s] && document.sentences[s].letters > 0)
        .map(unit)
        .collect();
    (units, lines)
}

/// Which sentences are scored in full.
fn chosen(document: &Document, evidence: &Evidence, lines: &Lines) -> Vec<bool> {
    let n = document.sentences.len();
    let first = |s: usize| {
        let line = document.sentences[s].line;
        evidence.by_sentence[s].best.is_some()
            || evidence.by_sentence[s].guarded
            || lines.points[line] <= SHORT
            || s < ENDS
            || s + ENDS >= n
    };
    let own: Vec<bool> = (0..n).map(first).collect();
    let mut chosen = own.clone();
    // Forwards and backwards, so many steps from the last one that was chosen for itself.
    let mut spread = |order: &mut dyn Iterator<Item = usize>| {
        let mut near = 0;
        for s in order {
            near = if own[s] { AROUND + 1 } else { near };
            chosen[s] |= near > 0;
            near = near.saturating_sub(1);
        }
    };
    spread(&mut (0..n));
    spread(&mut (0..n).rev());
    chosen
}

/// Weight of the story before each sentence: sentences of paragraphs that no rule took.
fn stories(document: &Document, lines: &Lines) -> Vec<usize> {
    let mut sum = 0;
    let mut before = vec![0];
    for s in &document.sentences {
        if lines.paragraphs[s.line] > 0 {
            sum += s.size.weight();
        }
        before.push(sum);
    }
    before
}

impl Unit {
    /// Settles what may become of it.
    pub fn stand(&mut self, document: &Document, lines: &Lines) {
        if let Standing::Open = self.standing {
            self.standing = standing(document, lines, self);
        }
    }

    fn new(
        document: &Document,
        folded: &Folded,
        evidence: &Evidence,
        cover: &Cover,
        s: usize,
        mut facts: Facts,
    ) -> Self {
        let sentence = &document.sentences[s];
        let range = &sentence.range;
        let gaps = Gaps::of(document, cover, s);
        let (taken, untouched) = (gaps.left == 0, gaps.left >= sentence.letters);
        let (left, gaps) = (gaps.left, gaps.ranges);
        let longest = gaps.iter().max_by_key(|g| (g.len(), usize::MAX - g.start));
        let own = longest.unwrap_or(range).clone();
        let text = &document.text[own.clone()];
        let size = if own == *range {
            sentence.size
        } else {
            Size::of(text)
        };
        facts.set(Fact::Place, sentence.place as usize);
        surface::describe(&mut facts, document, text, size, sentence.letters);
        let found = &evidence.by_sentence[s];
        let hit = match found.best {
            _ if found.guarded => 1,
            None => 0,
            Some(Strength::Weak) => 2,
            Some(Strength::Strong) => 3,
            Some(Strength::Decisive) => 4,
        };
        facts.set(Fact::Hit, hit);
        let points = match found.points {
            None => 0,
            Some(points) => 1 + bucket((points.max(-1) + 1) as usize, &[1, 41, 71, 101, 151]),
        };
        facts.set(Fact::Points, points);
        let share = if untouched || sentence.letters == 0 {
            0
        } else {
            100 - left * 100 / sentence.letters
        };
        let covered = if taken {
            3
        } else if share >= 50 {
            2
        } else {
            usize::from(share > 0)
        };
        facts.set(Fact::Cover, covered);
        let owner = cover.span_in(range);
        let (mut kind, mut reach, mut sure) = (0, 0, false);
        if let Some(span) = owner {
            let owner = &evidence.owners[span.candidate];
            kind = 1 + group(owner.category) as usize;
            reach = match span.why {
                None => 1,
                Some(crate::detect::heading::HEADED) => 2,
                Some(_) => 3,
            };
            sure = owner.is_sure(span.why);
        } else if let Some(category) = found.category {
            kind = 1 + group(category) as usize;
        }
        facts.set(Fact::Kind, kind);
        facts.set(Fact::Reach, reach);
        let standing = if taken && owner.is_some() {
            if sure {
                Standing::Taken
            } else {
                Standing::Doubtful
            }
        } else if found.guarded {
            Standing::Kept("a phrase in it was let go")
        } else if found.category.is_some_and(|c| c.action() == Action::Keep) {
            Standing::Kept("its category is kept")
        } else {
            Standing::Open
        };
        let folded_range = folded.from_input(own.start)..folded.from_input(own.end);
        Unit {
            sentence: s,
            facts,
            places: wording::places(&folded.as_str()[folded_range]),
            text: gaps,
            standing,
        }
    }
}

/// What no rule took of a sentence.
struct Gaps {
    /// The pieces that hold letters; all of it if that is all or nothing.
    ranges: Vec<Range<usize>>,
    /// Letters and digits in them.
    left: usize,
}

impl Gaps {
    fn of(document: &Document, cover: &Cover, s: usize) -> Self {
        let sentence = &document.sentences[s];
        let range = &sentence.range;
        if cover.span_in(range).is_none() {
            return Gaps {
                ranges: vec![range.clone()],
                left: sentence.letters,
            };
        }
        let letters = |r: &Range<usize>| count(&document.text[r.clone()]).letters;
        let mut ranges = cover.gaps(range);
        ranges.retain(|g| letters(g) > 0);
        let left: usize = ranges.iter().map(letters).sum();
        if left == 0 || left >= sentence.letters {
            ranges = vec![range.clone()];
        }
        Gaps { ranges, left }
    }
}

/// What may become of a unit that rules did not take.
fn standing(document: &Document, lines: &Lines, unit: &Unit) -> Standing {
    let l = document.sentences[unit.sentence].line;
    let facts = &unit.facts;
    let phrase = facts.get(Fact::Hit) >= 2;
    let beside = lines.is_anchored(l);
    let anchored = phrase || beside;
    let form = facts.get(Fact::Form);
    let stamp = facts.get(Fact::Stamp) == 2;
    let foreign = || {
        document.is_foreign()
            || document.lang_at(&document.sentences[unit.sentence].range) == Lang::Other
    };
    let heads = || {
        document.line_text(l).starts_with('#')
            || stamp && lines.heads(l) && facts.get(Fact::BodyBefore) > 0
    };
    let kept = if document.titled[l] {
        "it is the title"
    } else if foreign() {
        "it is in another language"
    } else if (2..=4).contains(&form) && !phrase {
        "the document is a legal text, a filing or verse"
    } else if form == 5 && !beside {
        "among lines of times a unit needs a finding beside it"
    } else if form == 6 && !beside {
        "such lines stand between the paragraphs of the story"
    } else if facts.get(Fact::InLine) != 0 && facts.get(Fact::Length) <= 1 && !phrase {
        "it is a scrap of a line"
    } else if facts.get(Fact::Prose) < 2 && !anchored {
        "among short lines shape needs a finding beside it"
    } else if facts.get(Fact::Length) >= 3
        && !phrase
        && lines.is_next_title(l, facts.get(Fact::BodyBefore) > 0)
    {
        "it may be the title of another story"
    } else if !phrase && lines.is_listed(l) {
        "it belongs to a list that the story introduces"
    } else if !phrase && lines.heads_part(l) {
        "it may head the part of the story behind it"
    } else if !anchored && lines.lists_figures(document, l) {
        "it belongs to a list of figures"
    } else if lines.is_row(document, l) {
        "it is a row of a table"
    } else if facts.get(Fact::Cover) == 1 && facts.get(Fact::Length) > 2 {
        "a phrase took its part of the sentence"
    } else if !phrase && heads() {
        "it heads a section of the story"
    } else if lines.is_told(l) {
        return Standing::Told;
    } else if anchored {
        return Standing::Anchored;
    } else if stamp {
        "a date alone may be content"
    } else {
        return Standing::Free;
    };
    Standing::Kept(kept)
}

/// The kinds in the order of [`Fact::Kind`].
const _: () = assert!(
    Group::Legal as usize == 0 && Group::Credit as usize == 1 && Group::Chrome as usize == 2
);
