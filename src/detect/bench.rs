//! The evidence for and against every candidate, in points, in rounds: what one round finds is
//! evidence in the next.

use super::document::{Document, Place, Size};
use super::group::{Group, group};
use super::heading::under_heading;
use super::refine::Candidate;
use crate::rules::model::{Anchor, Extent, Pattern, Strength, Zone};
use crate::text::size::count;
use crate::text::units::Line;

const DECISIVE: i32 = 160;
const STRONG: i32 = 60;
const WEAK: i32 = 20;

/// A piece of evidence and what it counts.
pub(super) type Points = (&'static str, i32);

/// The candidates while they are being weighed.
pub(super) struct Bench<'a> {
    document: &'a Document<'a>,
    patterns: &'a [Pattern],
    candidates: &'a [Candidate],
    pub scores: Vec<i32>,
    pub reasons: Vec<Vec<Points>>,
    /// By sentence: candidates that begin in it.
    by_sentence: Vec<Vec<usize>>,
    /// By sentence: points for how much of it is stock wording.
    covered: Vec<i32>,
    /// By line: a body paragraph's worth of sentences without a hit.
    body: Vec<bool>,
    /// By line: a decisive finding.
    sure: Vec<bool>,
    /// By sentence: what was found there in the last round, and how surely.
    found: Vec<Option<(Group, Strength)>>,
    /// By sentence: a heading of this group reaches over it.
    headed: Vec<Option<Group>>,
}

impl<'a> Bench<'a> {
    pub fn new(
        document: &'a Document<'a>,
        patterns: &'a [Pattern],
        candidates: &'a [Candidate],
    ) -> Self {
        let n = document.sentences.len();
        let mut by_sentence = vec![Vec::new(); n];
        for (i, c) in candidates.iter().enumerate() {
            by_sentence[c.sentence].push(i);
        }
        Bench {
            document,
            patterns,
            candidates,
            scores: vec![0; candidates.len()],
            reasons: vec![Vec::new(); candidates.len()],
            by_sentence,
            covered: Vec::new(),
            body: Vec::new(),
            sure: vec![false; document.units.lines.len()],
            found: vec![None; n],
            headed: vec![None; n],
        }
        .measured()
    }

    fn measured(mut self) -> Self {
        self.covered = (0..self.by_sentence.len())
            .map(|s| self.coverage(s))
            .collect();
        let clean = |line: &Line| -> Size {
            let sentences = line.sentences.clone();
            let free = sentences.filter(|&s| self.by_sentence[s].is_empty());
            free.map(|s| self.document.sentences[s].size).sum()
        };
        let lines = &self.document.units.lines;
        self.body = lines.iter().map(|l| clean(l).is_paragraph()).collect();
        self
    }

    fn pattern(&self, i: usize) -> &'a Pattern {
        &self.patterns[self.candidates[i].hit.pattern]
    }

    /// Scores every candidate with what was found so far; whether that found anything new.
    pub fn round(&mut self, floor: i32) -> bool {
        for i in 0..self.candidates.len() {
            let mut reasons = std::mem::take(&mut self.reasons[i]);
            reasons.clear();
            self.weigh(i, &mut reasons);
            self.scores[i] = reasons.iter().map(|r| r.1).sum();
            self.reasons[i] = reasons;
        }
        let mut changed = false;
        for i in 0..self.candidates.len() {
            if self.scores[i] < floor {
                continue;
            }
            let c = &self.candidates[i];
            let pattern = self.pattern(i);
            let found = Some((group(pattern.category), pattern.strength));
            let last = self
                .document
                .units
                .sentence_at(c.reach.end.saturating_sub(1))
                .unwrap_or(c.sentence);
            for s in c.sentence..=last.max(c.sentence) {
                if self.found[s].is_none_or(|(_, s)| s < pattern.strength) {
                    self.found[s] = found;
                    let line = self.document.sentences[s].line;
                    self.sure[line] |= pattern.strength == Strength::Decisive;
                    changed = true;
                }
            }
            if matches!(pattern.extent, Extent::Block | Extent::Rest) {
                for s in under_heading(
                    self.document,
                    pattern,
                    c,
                    |s| !self.by_sentence[s].is_empty(),
                    |s| self.opens_block(s),
                ) {
                    if self.headed[s].is_none() {
                        self.headed[s] = Some(group(pattern.category));
                        changed = true;
                    }
                }
            }
        }
        changed
    }

    /// A heading of its own stands here.
    fn opens_block(&self, sentence: usize) -> bool {
        self.by_sentence[sentence]
            .iter()
            .any(|&i| self.pattern(i).opens_block())
    }

    fn weigh(&self, i: usize, reasons: &mut Vec<Points>) {
        let c = &self.candidates[i];
        let pattern = self.pattern(i);
        let mut add = |what: &'static str, points: i32| {
            if points != 0 {
                reasons.push((what, points));
            }
        };
        match pattern.strength {
            Strength::Decisive => add("a decisive phrase", DECISIVE),
            Strength::Strong => add("a strong phrase", STRONG),
            Strength::Weak => add("a supporting phrase", WEAK),
        }
        if pattern.strength == Strength::Weak && group(pattern.category) != Group::Legal {
            add("a supporting phrase removes nothing alone", -DECISIVE);
        }
        let sentence = &self.document.sentences[c.sentence];
        add("other phrases in the sentence", self.company(i));
        add("its place in the document", self.place(i));
        let whole_line = pattern.anchor == Some(Anchor::WholeLine);
        if !whole_line && pattern.strength != Strength::Decisive {
            add(
                "how much of the sentence is stock wording",
                self.covered[c.sentence],
            );
        }
        let label = pattern.anchor == Some(Anchor::Label);
        if label && self.value_is_short(i) {
            add("a label with a short value", 45);
        }
        let flat = self.document.is_flat;
        let inside = sentence.place == Place::Middle;
        if label && (inside || flat) && self.is_listed(c.sentence) {
            add("one entry of a list of labels", -45);
        }
        if matches!(pattern.anchor, Some(Anchor::Bracket | Anchor::BracketEnd))
            && c.reach.len() <= 200
        {
            add("it fills a bracket", 25);
        }
        if sentence.place != Place::Middle
            && sentence.is_han != self.document.is_han
            && sentence.letters >= 4
        {
            add("a language other than the body's", 35);
        }
        if self.headed[c.sentence]
            .is_some_and(|g| g == group(pattern.category) || g != Group::Chrome)
        {
            add("under a heading", 50);
        }
        if c.portrait && pattern.opens_block() {
            add("a portrait of the one it names stands below", 90);
        }
        // A word alone on its line above a paragraph may be the head of a section of the story.
        let line = sentence.line;
        let above_body = self.body.get(line + 1).copied().unwrap_or(false);
        if whole_line
            && pattern.strength == Strength::Strong
            && sentence.place != Place::Head
            && above_body
            && !self.sure_beside(line)
        {
            add("alone above a paragraph", -30);
        }
        if group(pattern.category) == Group::Legal && self.is_introduced(line) {
            add("introduced by a sentence of the story", -150);
        }
        if flat && pattern.shape.is_some() {
            add("a shape says nothing among short lines", -70);
        }
        if flat && inside {
            add("in the middle of a document of short lines", -70);
        }
        add("neighbours that were found", self.neighbours(i));
    }

    /// Further phrases of other patterns in the sentence, not inside this one.
    fn company(&self, i: usize) -> i32 {
        let mine = &self.candidates[i];
        let (mut strong, mut weak) = (0, 0);
        let all = &self.by_sentence[mine.sentence];
        // A fixed number of neighbours, so that endless sentences full of hits stay linear.
        let at = all.partition_point(|&j| j < i);
        for &j in &all[at.saturating_sub(8)..all.len().min(at + 9)] {
            let other = &self.candidates[j];
            let apart = other.hit.range.end <= mine.hit.range.start
                || other.hit.range.start >= mine.hit.range.end;
            if j == i || !apart {
                continue;
            }
            if self.pattern(j).strength == Strength::Weak {
                weak += 1
            } else {
                strong += 1
            }
        }
        (strong * 40).min(80) + (weak * 15).min(30)
    }

    fn place(&self, i: usize) -> i32 {
        let pattern = self.pattern(i);
        let sentence = self.candidates[i].sentence;
        let place = self.document.sentences[sentence].place;
        let place = if place == Place::Middle && self.sure_nearby(sentence) {
            Place::Tail
        } else {
            place
        };
        let points = match (pattern.zone, place) {
            // A phrase that could stand in any sentence needs more than to be near the end.
            (Zone::Head, Place::Head)
            | (Zone::Tail, Place::Tail)
            | (Zone::Any | Zone::Inline, Place::Head | Place::Tail) => {
                if pattern.strength == Strength::Strong && pattern.anchor.is_none() {
                    30
                } else {
                    40
                }
            }
            (Zone::Any | Zone::Inline, Place::Middle) => 0,
            (Zone::Head, Place::Tail) | (Zone::Tail, Place::Head) => 10,
            (Zone::Head | Zone::Tail, Place::Middle) => -20,
        };
        if pattern.strength == Strength::Weak {
            points / 2
        } else {
            points
        }
    }

    /// The line before is a sentence of the story that ends in a colon: what follows is quoted.
    fn is_introduced(&self, line: usize) -> bool {
        let Some(before) = line.checked_sub(1) else {
            return false;
        };
        let sentences = self.document.units.lines[before].sentences.clone();
        let told =
            self.document.size_of(sentences.clone()).weight() >= 300 && sentences.len() <= 20;
        let colon = self
            .document
            .line_text(before)
            .trim_end()
            .ends_with([':', '：']);
        let unknown = || sentences.clone().all(|s| self.by_sentence[s].is_empty());
        colon && told && unknown()
    }

    /// A decisive finding in the line before.
    fn sure_beside(&self, line: usize) -> bool {
        line.checked_sub(1).is_some_and(|l| self.sure[l])
    }

    /// A decisive finding in this line or one of the three beside it, with no body paragraph
    /// between: a tail or head in the middle of joined articles.
    fn sure_nearby(&self, sentence: usize) -> bool {
        let line = self.document.sentences[sentence].line;
        let lines = &self.document.units.lines;
        let sure = |l: usize| self.sure[l];
        let body = |l: usize| self.body[l];
        if body(line) {
            return false;
        }
        let up = (line.saturating_sub(3)..line)
            .rev()
            .take_while(|&l| !body(l) || sure(l))
            .any(sure);
        let down = (line + 1..lines.len().min(line + 4))
            .take_while(|&l| !body(l))
            .any(sure);
        up || down || sure(line)
    }

    fn coverage(&self, sentence: usize) -> i32 {
        let s = &self.document.sentences[sentence];
        let mut end = s.range.start;
        let mut covered = 0;
        for &j in &self.by_sentence[sentence] {
            let r = &self.candidates[j].hit.range;
            let from = r.start.max(end);
            if r.end > from {
                covered += count(&self.document.text[from..r.end]).letters;
                end = r.end;
            }
        }
        match covered * 100 / s.letters.max(1) {
            60.. => 45,
            30..60 => 5,
            12..30 => 0,
            _ => -20,
        }
    }

    fn value_is_short(&self, i: usize) -> bool {
        let c = &self.candidates[i];
        let size = Size::of(&self.document.text[c.hit.range.end.min(c.reach.end)..c.reach.end]);
        size.han <= 36 && size.words <= 16 && (size.han > 0 || size.words > 0)
    }

    /// Two and more of the lines beside it are labels with a value that no rule knows: a cast, a
    /// list of prizes.
    fn is_listed(&self, sentence: usize) -> bool {
        let line = self.document.sentences[sentence].line;
        let lines = &self.document.units.lines;
        let unknown = |l: &usize| {
            let known = |s: usize| !self.by_sentence[s].is_empty();
            let head: String = self.document.line_text(*l).chars().take(40).collect();
            let label = head
                .trim()
                .split_once(['：', ':'])
                .filter(|(label, value)| {
                    (1..=16).contains(&label.chars().count()) && !value.trim().is_empty()
                });
            let short = lines[*l].sentences.len() <= 20;
            *l != line && short && label.is_some() && !lines[*l].sentences.clone().any(known)
        };
        let beside = line.saturating_sub(2)..lines.len().min(line + 3);
        beside.filter(unknown).count() >= 2
    }

    /// Findings in the sentences beside this one, in its line or the lines beside.
    fn neighbours(&self, i: usize) -> i32 {
        let pattern = self.pattern(i);
        let s = self.candidates[i].sentence;
        let mine = group(pattern.category);
        let points = |found: Option<(Group, Strength)>| match found {
            Some((g, _)) if g == mine && mine == Group::Legal => 50,
            Some(_) => 30,
            None => 0,
        };
        // Unanchored short lines that hit as well support each other, found or not.
        let hit_line = |t: usize| {
            let short = self.document.sentences[t].size.han <= 20
                && self.document.sentences[t].size.words <= 6;
            short
                && self.by_sentence[t]
                    .iter()
                    .any(|&j| self.pattern(j).strength != Strength::Weak)
        };
        let at = |t: Option<usize>| {
            let Some(t) = t.filter(|&t| t < self.found.len()) else {
                return 0;
            };
            let p = points(self.found[t]);
            if p == 0 && pattern.anchor == Some(Anchor::WholeLine) && hit_line(t) {
                25
            } else {
                p
            }
        };
        at(s.checked_sub(1)) + at(Some(s + 1))
    }
}
