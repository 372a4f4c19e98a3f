//! How far a heading reaches over the lines below it.

use std::ops::Range;

use super::document::{Document, PARAGRAPH, Place, Size};
use super::refine::Candidate;
use crate::rules::model::{Extent, Pattern};

/// Why something under a heading is taken.
pub(super) const HEADED: &str = "it stands under a heading";

/// Weight of a short paragraph: 20 Han characters or 8 words.
const SHORT_PARAGRAPH: usize = 500;

/// Sentences that a heading takes with it: the rest of its line, then line by line, to the first
/// body paragraph or, for a link list, to the title before it.
pub(crate) fn under_heading(
    document: &Document,
    pattern: &Pattern,
    c: &Candidate,
    holds_hit: impl Fn(usize) -> bool,
    opens: impl Fn(usize) -> bool,
) -> Vec<usize> {
    let list = pattern.extent == Extent::Rest;
    let lines = &document.units.lines;
    let own = document.sentences[c.sentence].line;
    let mut taken: Vec<usize> = Vec::new();
    // As between lines, the next heading takes over.
    let rest = c.sentence + 1..lines[own].sentences.end;
    let in_line = rest.start..rest.clone().find(|&s| opens(s)).unwrap_or(rest.end);
    // Stops as soon as the answer is known: a line may be endless and full of headings.
    let holds_body = |sentences: Range<usize>| {
        let mut size = Size::default();
        sentences.filter(|&s| !holds_hit(s)).any(|s| {
            size = size.add(document.sentences[s].size);
            size.is_paragraph()
        })
    };
    // Told at length: two paragraphs' worth of sentences, whatever stands behind them.
    let tells = |sentences: Range<usize>| {
        let told = |&s: &usize| !holds_hit(s) && document.sentences[s].ends_sentence;
        let size: Size = sentences
            .filter(told)
            .map(|s| document.sentences[s].size)
            .sum();
        size.weight() >= 2 * PARAGRAPH
    };
    if holds_body(in_line.clone()) {
        // Glued text: as far as hits go.
        taken.extend(in_line.take_while(|&s| holds_hit(s)));
        return taken;
    }
    if in_line.end < rest.end {
        taken.extend(in_line);
        return taken;
    }
    let long = document.sentences[c.sentence].range.end > c.hit.range.end + 12;
    let run_in = !c.portrait && (long || !in_line.is_empty());
    taken.extend(in_line);
    let in_head = document.sentences[c.sentence].place == Place::Head;
    let plain = |l: usize| !lines[l].sentences.clone().any(&holds_hit);
    // A short paragraph.
    let is_told = |l: usize| {
        let size = document.size_of(lines[l].sentences.clone());
        size.weight() >= SHORT_PARAGRAPH && full_stop(document.line_text(l)).is_some()
    };
    let mut stopped_by_body = false;
    let mut end = own + 1;
    for (l, line) in lines.iter().enumerate().skip(own + 1) {
        let mut sentences = line.sentences.clone();
        let hit = !plain(l);
        let whole = document.size_of(sentences.clone());
        let ends = sentences
            .clone()
            .next_back()
            .is_some_and(|s| document.sentences[s].ends_sentence);
        let body = whole.is_paragraph() && ends && (!hit || holds_body(sentences.clone()));
        let portrayed = c.portrait && l == own + 1;
        // Titles in a list end in no full stop. A sentence right below the heading, or two short
        // paragraphs in a row, tell that the story goes on.
        let below = l == own + 1
            && match full_stop(document.line_text(l)) {
                Some(FullStop::Latin) => true,
                Some(FullStop::Han) => is_told(l),
                None => false,
            };
        let next = || (l + 1..lines.len()).find(|&l| plain(l));
        let told = list && !hit && (below || is_told(l) && next().is_none_or(is_told));
        if !portrayed && (body || told || tells(sentences.clone())) {
            stopped_by_body = true;
            break;
        }
        if in_head && !hit {
            // Before the body the next line without a hit may be the article's own title.
            break;
        }
        if sentences.next().is_some_and(&opens) {
            // The next heading takes over.
            break;
        }
        if run_in && !hit {
            // A run-in label opens its own line; it reaches further only while hits go on.
            break;
        }
        if starts_story(document.line_text(l)) {
            stopped_by_body = true;
            break;
        }
        end = l + 1;
    }
    if stopped_by_body && end > own + 1 && !run_in {
        // The line before a body paragraph may be the next story's title, and so may a line that
        // stands alone above the buttons there: when in doubt, keep it. Buttons have hits of their own.
        let alone = |l: usize| lines[l].blank_before && lines[l + 1].blank_before;
        let title = (own + 1..end).rev().take(5).find(|&l| plain(l));
        if let Some(title) = title.filter(|&l| l + 1 == end || alone(l)) {
            end = title;
        }
    }
    for line in &lines[own + 1..end.max(own + 1)] {
        taken.extend(line.sentences.clone());
    }
    taken
}

/// Whose full stop it is.
enum FullStop {
    Latin,
    Han,
}

/// The full stop that ends the line, before a closing quotation mark; a title cut short ends in
/// three.
fn full_stop(line: &str) -> Option<FullStop> {
    let line = line.trim_end();
    if line.ends_with(['。', '」']) {
        Some(FullStop::Han)
    } else if (line.ends_with('.') || line.ends_with(".”")) && !line.ends_with("..") {
        Some(FullStop::Latin)
    } else {
        None
    }
}

/// A dateline, or a heading mark: another story begins.
pub(super) fn starts_story(line: &str) -> bool {
    let line = line.trim_start();
    let head: String = line.chars().take(30).collect();
    line.starts_with("# ")
        || head.contains("日电")
        || head.contains("日電")
        || head.contains("日讯")
        || head.contains("日訊")
        || head.contains("(Reuters) -")
        || head.contains("(AP) —")
        || head.contains("(AFP) -")
}
