//! Runs of short lines: shape, which takes a line only where findings anchor it.
//!
//! Measured on extracted pages: behind the last body paragraph of a prose article, of the short
//! lines without end punctuation that follow a finding, 98 of 100 characters are boilerplate.

use super::cover::{Cover, STAMP};
use super::document::{Document, PARAGRAPH, Place, Sentence, Size};
use super::group::{Group, ends_article, group};
use super::listing::listed;
use super::refine::Candidate;
use super::stamp::{is_address, is_stamp};
use crate::rules::model::Pattern;
use crate::text::units::Line;

/// Most short lines without a hit that a run of found lines may hold.
const HOLE: usize = 3;
/// Body that makes a document prose.
const PROSE: usize = 3 * PARAGRAPH;

/// What the runs look at, by line.
struct Shape {
    /// It stands word for word further up: a teaser or a caption once more.
    repeated: bool,
    found: Option<usize>,
    /// Size of the sentences that nothing was found in.
    left: Size,
    ends_sentence: bool,
    place: Place,
    /// It belongs to a list that the story introduces.
    listed: bool,
}

/// Adds the lines that shape and findings around them take together.
pub(super) fn runs(
    document: &Document,
    patterns: &[Pattern],
    candidates: &[Candidate],
    bold: bool,
    cover: &mut Cover,
) {
    // Nothing was found that could anchor anything.
    if cover.is_empty() {
        return;
    }
    let shapes = shapes(document, cover);
    holes_in_the_tail(document, &shapes, cover);
    let group = |i: usize| group(patterns[candidates[i].hit.pattern].category);
    stamps(document, &shapes, |i| group(i) == Group::Credit, cover);
    addresses(document, |i| group(i) != Group::Chrome, cover);
    if !bold {
        return;
    }
    let Some(body) = body_of_prose(&shapes) else {
        return;
    };
    let anchors = |i: usize| ends_article(patterns[candidates[i].hit.pattern].category);
    rest_of_the_tail(document, &shapes, body.1, anchors, cover);
    holes_in_the_head(document, &shapes, body.0, cover);
}

fn shapes(document: &Document, cover: &Cover) -> Vec<Shape> {
    let lines = &document.units.lines;
    let listed = listed(document, |l| cover.owner(&lines[l].range).is_some());
    let shape = |(l, line): (usize, &Line)| {
        let sentences = &document.sentences[line.sentences.clone()];
        let untouched = cover.span_in(&line.range).is_none();
        let left = |s: &&Sentence| untouched || cover.owner(&s.range).is_none();
        Shape {
            repeated: document.repeated[l],
            found: cover.owner(&line.range),
            left: sentences.iter().filter(left).map(|s| s.size).sum(),
            ends_sentence: sentences
                .iter()
                .rfind(left)
                .is_some_and(|s| s.ends_sentence),
            place: sentences.last().map_or(Place::Middle, |s| s.place),
            listed: listed[l],
        }
    };
    lines.iter().enumerate().map(shape).collect()
}

/// First and last body paragraph, if what stands up to the last one is mostly paragraphs.
fn body_of_prose(shapes: &[Shape]) -> Option<(usize, usize)> {
    let is_body =
        |s: &Shape| s.found.is_none() && !s.repeated && s.ends_sentence && s.left.is_paragraph();
    let first = shapes.iter().position(is_body)?;
    let last = shapes.iter().rposition(is_body)?;
    let weight = |s: &Shape| s.left.weight();
    let body: usize = shapes.iter().filter(|s| is_body(s)).map(weight).sum();
    let all: usize = shapes[..=last].iter().map(weight).sum();
    (body >= PROSE && body * 2 > all).then_some((first, last))
}

/// Behind the body, up to three short lines that end in no sentence mark and stand between lines
/// that were found belong to their run: anchored on both sides.
fn holes_in_the_tail(document: &Document, shapes: &[Shape], cover: &mut Cover) {
    let lines = &document.units.lines;
    let mut last: Option<(usize, usize)> = None;
    for (l, shape) in shapes.iter().enumerate() {
        let Some(candidate) = shape.found else {
            continue;
        };
        let Some((before, owner)) = last.replace((l, candidate)) else {
            continue;
        };
        let hole = before + 1..l;
        let short = |l: usize| {
            let s = &shapes[l];
            let all_tail = document.sentences[lines[l].sentences.clone()]
                .iter()
                .all(|s| s.place == Place::Tail && !s.ends_sentence);
            let few = s.left.han <= 20 && s.left.words <= 8;
            few && all_tail && !document.titled[l] && !s.listed
        };
        if hole.len() <= HOLE && hole.clone().all(short) {
            for l in hole {
                cover.add(
                    lines[l].range.clone(),
                    owner,
                    Some("a short line between lines that were found"),
                );
            }
        }
    }
}

/// Behind the last body paragraph a share bar, a list of links or a copyright line ends the
/// article; the lines after it that end in no sentence mark go with it.
fn rest_of_the_tail(
    document: &Document,
    shapes: &[Shape],
    last_body: usize,
    anchors: impl Fn(usize) -> bool,
    cover: &mut Cover,
) {
    let lines = &document.units.lines;
    let mut owner = None;
    for l in last_body + 1..lines.len() {
        let shape = &shapes[l];
        if let Some(candidate) = shape.found {
            owner = Some(candidate).filter(|&i| anchors(i)).or(owner);
        } else if shape.listed {
            owner = None;
        } else if shape.ends_sentence || document.titled[l] || shape.left.is_paragraph() {
            // Sentences may be the story going on.
            owner = owner.filter(|_| shape.repeated || shape.left.weight() < PARAGRAPH / 2);
        } else if let Some(candidate) = owner {
            let range = lines[l].range.clone();
            cover.add(range, candidate, Some("a line behind the article's end"));
        }
    }
}

/// The date beside a credit belongs to it: what is left of the credit's own line, or the line next
/// to it, if it is nothing but a stamp. A date alone may be content.
fn stamps(
    document: &Document,
    shapes: &[Shape],
    credits: impl Fn(usize) -> bool,
    cover: &mut Cover,
) {
    let lines = &document.units.lines;
    for (l, line) in lines.iter().enumerate() {
        let own = cover.first_in(&line.range).filter(|&i| credits(i));
        let beside = || {
            let beside = [l.checked_sub(1), Some(l + 1)];
            let mut found = beside
                .into_iter()
                .flatten()
                .filter_map(|l| shapes.get(l)?.found);
            found.find(|&i| credits(i))
        };
        let apart = || shapes[l].place != Place::Middle && shapes[l].found.is_none();
        let Some(candidate) = own.or_else(|| beside().filter(|_| apart())) else {
            continue;
        };
        for gap in cover.gaps(&line.range) {
            if is_stamp(&document.text[gap.clone()]) && !document.titled[l] {
                cover.add(gap, candidate, Some(STAMP));
            }
        }
    }
}

/// A web address alone beside a credit or a legal notice on its line is its own.
fn addresses(document: &Document, owns: impl Fn(usize) -> bool, cover: &mut Cover) {
    for line in &document.units.lines {
        let Some(candidate) = cover.first_in(&line.range).filter(|&i| owns(i)) else {
            continue;
        };
        for gap in cover.gaps(&line.range) {
            if is_address(&document.text[gap.clone()]) {
                cover.add(gap, candidate, Some("the address beside it"));
            }
        }
    }
}

/// Before the body a few words between two findings belong to them, if a longer line is left that
/// can be the title.
fn holes_in_the_head(document: &Document, shapes: &[Shape], first_body: usize, cover: &mut Cover) {
    let lines = &document.units.lines;
    let title = (0..first_body)
        .filter(|&l| shapes[l].found.is_none())
        .max_by_key(|&l| (shapes[l].left.weight(), usize::MAX - l));
    for l in 1..first_body {
        let (shape, before) = (&shapes[l], &shapes[l - 1]);
        let few = shape.found.is_none() && shape.left.weight() <= 240 && !shape.ends_sentence;
        let owner = before.found.filter(|_| shapes[l + 1].found.is_some());
        let kept = Some(l) == title || document.titled[l];
        if let Some(candidate) = owner.filter(|_| few && !kept && shape.place != Place::Middle) {
            let why = "a few words between lines that were found";
            cover.add(lines[l].range.clone(), candidate, Some(why));
        }
    }
}
