//! Sections of notices: a legal heading alone on its line, and notices found on the lines below it.
//!
//! Where a heading reaches by itself is [`under_heading`](super::heading::under_heading): to the first
//! paragraph in which nothing was found. A disclaimer of several paragraphs has some that say nothing
//! that is known. Between the heading and the last notice that was found below it they go, too: they
//! are closed in on both sides.

use super::cover::Cover;
use super::document::{Document, Size};
use super::group::{Group, group};
use super::heading::{HEADED, starts_story};
use super::refine::{Candidate, sentences_of};
use super::reporting::reports;
use crate::category::Category;
use crate::rules::model::{Anchor, Pattern};
use crate::text::fold::fold_pattern;

/// Most paragraphs in a row without a finding.
const HOLE: usize = 2;
/// Lines with notices that it takes: one may be a sentence of the story.
const NOTICES: usize = 2;

/// Takes the sections that the chosen candidates open.
pub(super) fn sections(
    document: &Document,
    patterns: &[Pattern],
    candidates: &[Candidate],
    chosen: &[usize],
    cover: &mut Cover,
) {
    let pattern = |i: usize| &patterns[candidates[i].hit.pattern];
    let heads = |&&i: &&usize| {
        let p = pattern(i);
        p.opens_block() && p.anchor == Some(Anchor::WholeLine) && is_notice(p.category)
    };
    let mut headings: Vec<usize> = chosen.iter().filter(heads).copied().collect();
    if headings.is_empty() {
        return;
    }
    headings.sort_by_key(|&i| candidates[i].hit.range.start);
    let of = |keep: &dyn Fn(usize) -> bool| {
        let kept = chosen.iter().filter(|&&i| keep(i));
        sentences_of(document, kept.map(|&i| &candidates[i]))
    };
    let legal = of(&|i| group(pattern(i).category) == Group::Legal);
    let opens = of(&|i| pattern(i).opens_block());
    for i in headings {
        let own = document.sentences[candidates[i].sentence].line;
        if let Some(last) = last_notice(document, own, &legal, &opens, cover) {
            for line in &document.units.lines[own + 1..=last] {
                cover.add(line.range.clone(), i, Some(HEADED));
            }
        }
    }
}

/// The line of the last notice in the section below the heading's line.
fn last_notice(
    document: &Document,
    own: usize,
    legal: &[bool],
    opens: &[bool],
    cover: &Cover,
) -> Option<usize> {
    let lines = &document.units.lines;
    let (mut last, mut notices, mut hole) = (None, 0, 0);
    for (l, line) in lines.iter().enumerate().skip(own + 1) {
        let mut sentences = line.sentences.clone();
        if sentences.clone().any(|s| opens[s]) || starts_story(document.line_text(l)) {
            break;
        }
        if sentences.any(|s| legal[s]) {
            let left = |s: &usize| cover.owner(&document.sentences[*s].range).is_none();
            let all = document.size_of(line.sentences.clone()).weight();
            let left = line.sentences.clone().filter(left);
            let left: Size = left.map(|s| document.sentences[s].size).sum();
            // A line of the story may end in a notice.
            if left.is_paragraph() && left.weight() * 3 > all * 2 {
                break;
            }
            notices += 1;
            last = Some(l);
            hole = 0;
        } else if cover.owner(&line.range).is_none() {
            hole += 1;
            if hole > HOLE || reports(&fold_pattern(document.line_text(l))) {
                break;
            }
        }
    }
    last.filter(|_| notices >= NOTICES)
}

/// Whether a heading of the category has notices below it and nothing else.
fn is_notice(category: Category) -> bool {
    use Category::*;
    matches!(
        category,
        LiabilityDisclaimer
            | InvestmentDisclaimer
            | OpinionDisclaimer
            | RiskWarning
            | ForwardLooking
            | HoldingDisclosure
            | LegalTerms
            | Copyright
            | ReprintNotice
    )
}
