//! Examples of changes: chosen over the whole corpus, and shown in their context.

use std::ops::Range;
use std::sync::Arc;

use serde::Serialize;
use serde_json::value::RawValue;

use super::change::{Change, Kind};
use crate::draw::draw;
use crate::report::OffsetUnit;

/// Characters shown before and after a change.
const AROUND: usize = 40;
/// A longer change is shown by its beginning and its end.
const LONGEST: usize = 240;
/// The end of it that is shown.
const ENDING: usize = 60;

/// One change, in its document.
#[derive(Debug, Clone, Serialize)]
pub struct Example {
    /// What happened.
    pub kind: Kind,
    /// The id of the document, as it is written in the findings.
    pub id: Box<RawValue>,
    /// The publisher, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Where it begins, in the unit of the findings.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// The rule that removed or reported it in the old run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old_rule: Option<String>,
    /// The same in the new run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new_rule: Option<String>,
    /// The text around it and its own; empty where the text is not known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub context: Vec<Piece>,
    /// Which piece is the change itself.
    #[serde(skip)]
    focus: usize,
}

/// A part of a context.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// What it is.
    pub mark: Mark,
    /// Its text; a long one is cut, with ` […] ` where something is left out.
    pub text: String,
}

/// What a part of a context is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// It is in the body of both runs.
    Body,
    /// Both runs remove it.
    Removed,
    /// The new run removes it, the old one did not.
    Minus,
    /// The old run removed it, the new one does not.
    Plus,
    /// The change itself, where the body is the same: another rule, or reported and kept.
    Other,
}

/// Examples that may be shown, of one rule and one kind: those whose number, which is drawn from
/// seed, document and place, is lowest. So the choice does not depend on the order of documents.
#[derive(Debug, Default)]
pub(super) struct Pool {
    kept: Vec<Candidate>,
}

#[derive(Debug)]
struct Candidate {
    draw: u64,
    id: Arc<str>,
    example: Example,
    /// The changes near it, until its text is known.
    near: Vec<(Range<usize>, Mark)>,
    length: Option<usize>,
    unit: OffsetUnit,
}

/// The document that an example is taken from.
pub(super) struct Origin<'d> {
    pub id: &'d Arc<str>,
    pub text: Option<&'d str>,
    pub source: Option<&'d str>,
    pub length: Option<usize>,
    pub unit: OffsetUnit,
}

impl Pool {
    /// Takes the change in if its number is among the `room` lowest; one a document.
    pub(super) fn offer(
        &mut self,
        room: usize,
        seed: u64,
        origin: &Origin<'_>,
        all: &[Change<'_>],
        index: usize,
    ) {
        let change = &all[index];
        let draw = draw(seed, origin.id, change.range.start);
        match self.kept.iter().position(|c| c.id == *origin.id) {
            Some(at) if self.kept[at].draw <= draw => return,
            Some(at) => drop(self.kept.remove(at)),
            None => {}
        }
        let at = self.kept.partition_point(|c| c.draw < draw);
        if at >= room {
            return;
        }
        self.kept.truncate(room - 1);
        let mut candidate = Candidate::new(draw, origin, all, index);
        if let Some(text) = origin.text {
            candidate.read(text);
        }
        self.kept.insert(at, candidate);
    }

    /// The ids of examples whose text is not known.
    pub(super) fn wanted(&self) -> impl Iterator<Item = &Arc<str>> {
        let without = self.kept.iter().filter(|c| c.example.context.is_empty());
        without.map(|c| &c.id)
    }

    /// Gives the text of a document; false if it is not the one that was scanned.
    pub(super) fn add_text(&mut self, id: &str, text: &str, source: Option<&str>) -> bool {
        let mut fits = true;
        for candidate in self.kept.iter_mut().filter(|c| &*c.id == id) {
            let source = source.map(str::to_owned);
            candidate.example.source = candidate.example.source.take().or(source);
            fits &= !candidate.example.context.is_empty() || candidate.read(text);
        }
        fits
    }

    /// At most `count` examples: from as many sources, and with as many texts, as there are.
    pub(super) fn choose(mut self, count: usize) -> Vec<Example> {
        let mut chosen: Vec<Example> = Vec::new();
        while chosen.len() < count && !self.kept.is_empty() {
            let used = |example: &Example| {
                let texts = chosen.iter().filter(|c| c.wording() == example.wording());
                let sources = chosen.iter().filter(|c| c.source == example.source);
                (texts.count(), sources.count())
            };
            let best = (0..self.kept.len()).min_by_key(|at| used(&self.kept[*at].example));
            chosen.push(self.kept.remove(best.expect("some are left")).example);
        }
        chosen
    }
}

impl Example {
    /// The text of the change; unknown texts are taken to be all different.
    fn wording(&self) -> Result<&str, (usize, &str)> {
        let piece = self.context.get(self.focus);
        piece.map_or(Err((self.start, self.id.get())), |p| Ok(&p.text))
    }
}

impl Candidate {
    fn new(draw: u64, origin: &Origin<'_>, all: &[Change<'_>], index: usize) -> Self {
        let change = &all[index];
        // A character counts four units at most.
        let margin = 4 * AROUND;
        let window = change.range.start.saturating_sub(margin)..change.range.end + margin;
        let near = |c: &&Change<'_>| c.range.start < window.end && window.start < c.range.end;
        let marked = |c: &Change<'_>| {
            let own = c.range == change.range;
            Some((c.range.clone(), mark(c, own)?))
        };
        let rule = |span: Option<&super::Span>| span.map(|s| s.rule.to_string());
        Candidate {
            draw,
            id: origin.id.clone(),
            example: Example {
                kind: change.kind,
                id: RawValue::from_string(origin.id.to_string()).expect("an id is JSON"),
                source: origin.source.map(str::to_owned),
                start: change.range.start,
                end: change.range.end,
                old_rule: rule(change.old),
                new_rule: rule(change.new),
                context: Vec::new(),
                focus: 0,
            },
            near: all.iter().filter(near).filter_map(marked).collect(),
            length: origin.length,
            unit: origin.unit,
        }
    }

    /// Fills in the context; false if the text is not the one that was scanned.
    fn read(&mut self, text: &str) -> bool {
        if self
            .length
            .is_some_and(|l| l != self.unit.len_of_text(text))
        {
            return false;
        }
        let focus = self.example.start..self.example.end;
        match context(text, self.unit, &focus, &self.near) {
            Some((pieces, own)) => (self.example.context, self.example.focus) = (pieces, own),
            None => return false,
        }
        self.near = Vec::new();
        true
    }
}

fn mark(change: &Change<'_>, own: bool) -> Option<Mark> {
    Some(match change.kind {
        Kind::NewlyRemoved => Mark::Minus,
        Kind::NoLongerRemoved => Mark::Plus,
        _ if own => Mark::Other,
        Kind::Moved | Kind::Same if change.new.is_some_and(|s| s.removed) => Mark::Removed,
        _ => return None,
    })
}

/// The pieces of the text from a little before `focus` to a little behind it, and which of them is
/// `focus`; none if an offset is not one of the text.
fn context(
    text: &str,
    unit: OffsetUnit,
    focus: &Range<usize>,
    near: &[(Range<usize>, Mark)],
) -> Option<(Vec<Piece>, usize)> {
    let mut offsets: Vec<usize> = near.iter().flat_map(|(r, _)| [r.start, r.end]).collect();
    offsets.extend([focus.start, focus.end]);
    offsets.sort_unstable();
    offsets.dedup();
    let bytes = bytes_of(text, unit, &offsets)?;
    let byte = |at: usize| bytes[offsets.partition_point(|o| *o < at)];
    let (start, end) = (byte(focus.start), byte(focus.end));
    let from = text[..start].char_indices().rev().take(AROUND).last();
    let to = text[end..].char_indices().nth(AROUND);
    let from = from.map_or(start, |(at, _)| at);
    let to = to.map_or(text.len(), |(at, _)| end + at);
    let (mut pieces, mut own) = (Vec::new(), 0);
    let mut push = |range: Range<usize>, mark| {
        if !range.is_empty() {
            if range.start == start {
                own = pieces.len();
            }
            let text = shortened(&text[range]);
            pieces.push(Piece { mark, text });
        }
    };
    let mut done = from;
    for (range, mark) in near {
        let range = byte(range.start).max(done)..byte(range.end).min(to);
        if range.start < range.end {
            push(done..range.start, Mark::Body);
            done = range.end;
            push(range, *mark);
        }
    }
    push(done..to, Mark::Body);
    Some((pieces, own))
}

/// The byte offsets of sorted offsets; none if one lies inside a character or behind the text.
fn bytes_of(text: &str, unit: OffsetUnit, offsets: &[usize]) -> Option<Vec<usize>> {
    let mut found = Vec::with_capacity(offsets.len());
    let mut count = 0;
    for (at, c) in text.char_indices() {
        if offsets.get(found.len()) == Some(&count) {
            found.push(at);
        }
        if found.len() == offsets.len() {
            break;
        }
        count += unit.len_of(c);
    }
    if offsets.get(found.len()) == Some(&count) {
        found.push(text.len());
    }
    (found.len() == offsets.len()).then_some(found)
}

fn shortened(text: &str) -> String {
    let chars = text.chars().count();
    if chars <= LONGEST {
        return text.to_owned();
    }
    let head: String = text.chars().take(LONGEST - ENDING).collect();
    let tail: String = text.chars().skip(chars - ENDING).collect();
    format!("{head} […] {tail}")
}
