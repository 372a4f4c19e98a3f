//! How far a finding reaches: from an accepted hit to the span that leaves the body.

use std::ops::{Range, RangeInclusive};

use super::cover::Cover;
use super::document::{Document, Size};
use super::group::{Group, group};
use super::heading::{HEADED, under_heading};
use super::refine::{Candidate, sentences_of};
use super::runs::runs;
use super::section::sections;
use super::stamped::leading_stamp;
use crate::category::Category;
use crate::rules::model::{Anchor, Extent, Pattern, PatternLang, Strength};
use crate::text::is_alphanumeric;

/// What the chosen candidates take.
pub(crate) fn cover(
    document: &Document,
    patterns: &[Pattern],
    candidates: &[Candidate],
    chosen: &[usize],
    scores: &[i32],
    bold: bool,
) -> Cover {
    let holds_hit = sentences_of(document, candidates.iter());
    let openers = candidates.iter();
    let openers = openers.filter(|c| patterns[c.hit.pattern].opens_block());
    let opens = sentences_of(document, openers);
    let mut cover = Cover::default();
    let mut order: Vec<usize> = chosen.to_vec();
    // Of equals the one that speaks the sentence's language.
    let foreign = |i: usize| {
        let speaks_han = patterns[candidates[i].hit.pattern].lang == PatternLang::Zh;
        speaks_han != document.sentences[candidates[i].sentence].is_han
    };
    order.sort_by_key(|&i| {
        (
            -scores[i],
            foreign(i),
            candidates[i].hit.range.start,
            candidates[i].hit.pattern,
        )
    });
    let accepted = Accepted::new(document, order.iter().map(|&i| &candidates[i]));
    for &i in &order {
        let range = direct(document, patterns, &candidates[i], &accepted);
        cover.add(range, i, None);
    }
    for &i in &order {
        let pattern = &patterns[candidates[i].hit.pattern];
        if matches!(pattern.extent, Extent::Block | Extent::Rest) {
            for s in under_heading(
                document,
                pattern,
                &candidates[i],
                |s| holds_hit[s],
                |s| opens[s],
            ) {
                let line = document.sentences[s].line;
                let range = if document.units.lines[line].sentences.start == s {
                    document.sentences[s].range.clone()
                } else {
                    gap_before(document, s)
                };
                cover.add(range, i, Some(HEADED));
            }
        }
    }
    sections(document, patterns, candidates, chosen, &mut cover);
    sandwiched(document, patterns, candidates, &mut cover);
    runs(document, patterns, candidates, bold, &mut cover);
    cover
}

/// The sentences that hold a hit that counts, and by line the size of the others.
pub(super) struct Accepted {
    sentences: Vec<bool>,
    others: Vec<Size>,
}

impl Accepted {
    pub fn new<'c>(document: &Document, hits: impl Iterator<Item = &'c Candidate>) -> Self {
        let sentences = sentences_of(document, hits);
        let size = |s: usize| document.sentences[s].size;
        let lines = document.units.lines.iter();
        let others = lines.map(|line| {
            let others = line.sentences.clone().filter(|&s| !sentences[s]);
            others.map(size).sum()
        });
        Accepted {
            others: others.collect(),
            sentences,
        }
    }

    /// Size of the others of a line that do not stand among these sentences.
    fn others(&self, document: &Document, line: usize, among: RangeInclusive<usize>) -> Size {
        let all = self.others[line];
        let of_line = &document.units.lines[line].sentences;
        let among = among.filter(|s| of_line.contains(s) && !self.sentences[*s]);
        let among: Size = among.map(|s| document.sentences[s].size).sum();
        Size {
            han: all.han - among.han,
            words: all.words - among.words,
        }
    }
}

/// What the hit itself takes.
pub(super) fn direct(
    document: &Document,
    patterns: &[Pattern],
    c: &Candidate,
    accepted: &Accepted,
) -> Range<usize> {
    let pattern = &patterns[c.hit.pattern];
    let whole = extent_of(document, patterns, c, accepted);
    // A label behind other text, as at the end of a caption: what stands before it is not its own.
    let before = &document.text[whole.start.min(c.hit.range.start)..c.hit.range.start];
    if pattern.anchor == Some(Anchor::Label) && Size::of(before).weight() >= 400 {
        c.hit.range.start..whole.end
    } else if let Some(end) = stamp_end(document, pattern, c, whole.end) {
        whole.start..end
    } else {
        whole
    }
}

/// Bytes between a phrase and the stamp that belongs to it.
const BESIDE: usize = 24;
/// Code points behind a stamp that are looked at: a paragraph of the story is shorter.
const FAR: usize = 600;

/// Where the stamp of a publication ends that has a paragraph of the story behind it in one sentence.
fn stamp_end(document: &Document, pattern: &Pattern, c: &Candidate, end: usize) -> Option<usize> {
    let at = c.reach.end;
    let stamped = matches!(
        pattern.category,
        Category::PublicationMeta | Category::SourceCredit
    );
    if !stamped || at >= end {
        return None;
    }
    // No further than that, so that endless sentences full of hits stay linear.
    let behind = document.text[at..end].char_indices();
    let seen = behind
        .take(FAR)
        .last()
        .map_or(at, |(i, c)| at + i + c.len_utf8());
    let value = &document.text[c.hit.range.start..seen];
    let beside = value.char_indices().find(|(_, c)| c.is_ascii_digit());
    let figures = beside.map(|(i, _)| i)?;
    if c.hit.range.start + figures > at + BESIDE {
        return None;
    }
    // The words before the first figure may be its month and day.
    let words = value[..figures].char_indices().rev();
    let starts = words.filter(|(_, c)| !is_alphanumeric(*c));
    let starts = starts.take(3).map(|(i, c)| i + c.len_utf8());
    let stamp = [figures].into_iter().chain(starts);
    let stamp = stamp.filter_map(|lead| Some(lead + leading_stamp(&value[lead..])?));
    let stamp = c.hit.range.start + stamp.max()?;
    let story = Size::of(&document.text[stamp.max(at)..seen]);
    story.is_paragraph().then_some(stamp.max(at))
}

fn extent_of(
    document: &Document,
    patterns: &[Pattern],
    c: &Candidate,
    accepted: &Accepted,
) -> Range<usize> {
    let pattern = &patterns[c.hit.pattern];
    let last = document
        .units
        .sentence_at(c.reach.end.saturating_sub(1))
        .unwrap_or(c.sentence)
        .max(c.sentence);
    match pattern.extent {
        Extent::Match => c.reach.clone(),
        Extent::Chunk => chunk_start(document.text, c.reach.start)..c.reach.end,
        Extent::Sentence => {
            let range =
                document.sentences[c.sentence].range.start..document.sentences[last].range.end;
            range.start.min(c.reach.start)..range.end.max(c.reach.end)
        }
        Extent::Line | Extent::Paragraph => {
            let l = document.sentences[c.sentence].line;
            let line = &document.units.lines[l];
            // A line that also holds body text is cut at the sentence.
            let body = accepted.others(document, l, c.sentence..=last);
            if body.is_paragraph() {
                document.sentences[c.sentence].range.start..document.sentences[last].range.end
            } else {
                line.range.clone()
            }
        }
        Extent::Block | Extent::Rest => {
            let sentence = &document.sentences[c.sentence];
            let line = &document.units.lines[sentence.line];
            if line.sentences.len() == 1 {
                line.range.clone()
            } else {
                sentence.range.start..sentence.range.end.max(c.reach.end)
            }
        }
    }
}

/// Where the piece begins that runs up to here: behind the last mark or space, if it is near.
fn chunk_start(text: &str, at: usize) -> usize {
    const LONGEST: usize = 24;
    let before = text[..at].char_indices().rev().take(LONGEST);
    let mut marks = before.filter(|(_, c)| !is_alphanumeric(*c) && !"·&-'’.《》".contains(*c));
    marks.next().map_or(at, |(i, c)| i + c.len_utf8())
}

/// From the end of the sentence before to the end of this one: a run of sentences without holes.
fn gap_before(document: &Document, s: usize) -> Range<usize> {
    document.sentences[s - 1].range.end..document.sentences[s].range.end
}

/// Short sentences between two legal findings of one line go with them, and so does the rest of a
/// line that is mostly a legal notice, or a few words behind any notice that fills its line.
fn sandwiched(
    document: &Document,
    patterns: &[Pattern],
    candidates: &[Candidate],
    cover: &mut Cover,
) {
    for line in &document.units.lines {
        if line.sentences.len() < 2 || cover.span_in(&line.range).is_none() {
            continue;
        }
        let owner = |s: usize| cover.owner(&document.sentences[s].range);
        let legal = |i: usize| group(patterns[candidates[i].hit.pattern].category) == Group::Legal;
        let owners: Vec<Option<usize>> = line.sentences.clone().map(owner).collect();
        let letters = |s: usize| document.sentences[s].letters;
        let all: usize = line.sentences.clone().map(letters).sum();
        let taken: usize = line
            .sentences
            .clone()
            .zip(&owners)
            .filter(|(_, o)| o.is_some())
            .map(|(s, _)| letters(s))
            .sum();
        let decisive = owners
            .iter()
            .flatten()
            .any(|&i| patterns[candidates[i].hit.pattern].strength == Strength::Decisive);
        let (Some(first), Some(last)) = (
            owners.iter().position(Option::is_some),
            owners.iter().rposition(Option::is_some),
        ) else {
            continue;
        };
        let begin = line.sentences.start;
        let mostly = decisive && taken * 2 > all;
        let mut fill = Vec::new();
        let mut k = first;
        while k < owners.len() {
            // A run of sentences that nobody holds.
            let from = k;
            while k < owners.len() && owners[k].is_none() {
                k += 1;
            }
            let size = document.size_of(begin + from..begin + k);
            let held = owners[..from].iter().rev().flatten().next().copied();
            let fits = |&i: &usize| {
                if legal(i) {
                    !size.is_paragraph() && (k <= last || mostly)
                } else {
                    mostly && size.han <= 20 && size.words <= 8
                }
            };
            if let Some(i) = held.filter(fits).filter(|_| from < k) {
                fill.extend((from..k).map(|k| (gap_before(document, begin + k), i)));
            }
            k = k.max(from + 1);
        }
        for (range, i) in fill {
            cover.add(range, i, Some("it stands inside a legal notice"));
        }
    }
}
