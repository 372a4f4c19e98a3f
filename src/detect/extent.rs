//! How far a finding reaches: from an accepted hit to the span that leaves the body.

use std::ops::Range;

use unicode_segmentation::GraphemeCursor;

use super::document::{Document, Place, Size};
use super::group::{Group, group};
use super::refine::Candidate;
use crate::rules::model::{Extent, Pattern, Strength};

/// A stretch of text and the candidate that takes it.
#[derive(Debug, Clone)]
pub(crate) struct Span {
    pub range: Range<usize>,
    pub candidate: usize,
    /// Why it reaches so far, where the hit alone does not say it.
    pub why: Option<&'static str>,
}

/// Sorted, disjoint spans of the chosen candidates, on grapheme boundaries.
pub(crate) fn spans(
    document: &Document,
    patterns: &[Pattern],
    candidates: &[Candidate],
    chosen: &[usize],
    scores: &[i32],
) -> Vec<Span> {
    let mut holds_hit = vec![false; document.sentences.len()];
    let mut opens = vec![false; document.sentences.len()];
    for c in candidates {
        holds_hit[c.sentence] = true;
        opens[c.sentence] |= patterns[c.hit.pattern].opens_block();
    }
    let mut cover = Cover::default();
    let mut order: Vec<usize> = chosen.to_vec();
    order.sort_by_key(|&i| {
        (
            -scores[i],
            candidates[i].hit.range.start,
            candidates[i].hit.pattern,
        )
    });
    for &i in &order {
        cover.add(direct(document, patterns, &candidates[i]), i, None);
    }
    for &i in &order {
        let extent = patterns[candidates[i].hit.pattern].extent;
        if matches!(extent, Extent::Block | Extent::Rest) {
            for s in under_heading(document, &candidates[i], |s| holds_hit[s], |s| opens[s]) {
                let line = document.sentences[s].line;
                let range = if document.units.lines[line].sentences.start == s {
                    document.sentences[s].range.clone()
                } else {
                    gap_before(document, s)
                };
                cover.add(range, i, Some("it stands under a heading"));
            }
        }
    }
    sandwiched(document, patterns, candidates, &mut cover);
    runs_in_the_tail(document, &mut cover);
    tidy(document, &mut cover);
    cover.spans
}

/// What the hit itself takes.
fn direct(document: &Document, patterns: &[Pattern], c: &Candidate) -> Range<usize> {
    let pattern = &patterns[c.hit.pattern];
    let last = document
        .units
        .sentence_at(c.reach.end.saturating_sub(1))
        .unwrap_or(c.sentence)
        .max(c.sentence);
    match pattern.extent {
        Extent::Match => c.reach.clone(),
        Extent::Sentence => {
            let range =
                document.sentences[c.sentence].range.start..document.sentences[last].range.end;
            range.start.min(c.reach.start)..range.end.max(c.reach.end)
        }
        Extent::Line | Extent::Paragraph => {
            let line = &document.units.lines[document.sentences[c.sentence].line];
            // A line that also holds body text is cut at the sentence.
            let (begin, end) = (line.sentences.start, line.sentences.end);
            let body = document
                .size_of(begin..c.sentence)
                .add(document.size_of(end.min(last + 1)..end));
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

/// Sentences that a heading takes with it: the rest of its line, then line by line, to the first
/// body paragraph or, for a link list, to the title before it.
pub(crate) fn under_heading(
    document: &Document,
    c: &Candidate,
    holds_hit: impl Fn(usize) -> bool,
    opens: impl Fn(usize) -> bool,
) -> Vec<usize> {
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
    if holds_body(in_line.clone()) {
        // Glued text: as far as hits go.
        taken.extend(in_line.take_while(|&s| holds_hit(s)));
        return taken;
    }
    if in_line.end < rest.end {
        taken.extend(in_line);
        return taken;
    }
    let run_in =
        document.sentences[c.sentence].range.end > c.hit.range.end + 12 || !in_line.is_empty();
    taken.extend(in_line);
    let in_head = document.sentences[c.sentence].place == Place::Head;
    let mut stopped_by_body = false;
    let mut end = own + 1;
    for (l, line) in lines.iter().enumerate().skip(own + 1) {
        let mut sentences = line.sentences.clone();
        let hit = sentences.clone().any(&holds_hit);
        let whole = document.size_of(sentences.clone());
        let ends = sentences
            .clone()
            .next_back()
            .is_some_and(|s| document.sentences[s].ends_sentence);
        if whole.is_paragraph() && ends && (!hit || holds_body(sentences.clone())) {
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
        let plain = |l: usize| !lines[l].sentences.clone().any(&holds_hit);
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

/// A dateline, or a heading mark: another story begins.
fn starts_story(line: &str) -> bool {
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
        if line.sentences.len() < 2 {
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

/// Most short lines without a hit that a run of found lines may hold.
const HOLE: usize = 3;

/// Behind the body, up to three short lines that end in no sentence mark and stand between lines
/// that were found belong to their run: shape, anchored on both sides.
fn runs_in_the_tail(document: &Document, cover: &mut Cover) {
    let lines = &document.units.lines;
    let mut last: Option<(usize, usize)> = None;
    for (l, line) in lines.iter().enumerate() {
        let Some(candidate) = cover.owner(&line.range) else {
            continue;
        };
        if let Some((before, owner)) = last.replace((l, candidate)) {
            let hole = before + 1..l;
            let short = |l: usize| {
                let sentences = &document.sentences[lines[l].sentences.clone()];
                let size = document.size_of(lines[l].sentences.clone());
                size.han <= 20
                    && size.words <= 8
                    && sentences
                        .iter()
                        .all(|s| s.place == Place::Tail && !s.ends_sentence)
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
}

/// Takes the marks, brackets and spaces left over on a line whose text is gone, closes the gaps
/// between spans, and puts every end on a grapheme boundary.
fn tidy(document: &Document, cover: &mut Cover) {
    let text = document.text;
    let bare = |r: Range<usize>| r.start < r.end && !text[r].chars().any(char::is_alphanumeric);
    for line in &document.units.lines {
        let first = cover
            .spans
            .partition_point(|s| s.range.end <= line.range.start);
        let end = cover
            .spans
            .partition_point(|s| s.range.start < line.range.end);
        if first == end {
            continue;
        }
        let last = end - 1;
        for i in first..last {
            let gap = cover.spans[i].range.end..cover.spans[i + 1].range.start;
            if bare(gap.clone()) {
                cover.spans[i].range.end = gap.end;
            }
        }
        let head = line.range.start..cover.spans[first].range.start.max(line.range.start);
        let tail = cover.spans[last].range.end.min(line.range.end)..line.range.end;
        let head_bare = head.is_empty() || bare(head.clone());
        let tail_bare = tail.is_empty() || bare(tail.clone());
        // Marks before a notice are its own; an end mark behind body text is the body's.
        if head_bare && !head.is_empty() && (tail_bare || opens_notice(&text[head.clone()])) {
            cover.spans[first].range.start = head.start;
        }
        if tail_bare && !tail.is_empty() {
            cover.spans[last].range.end = tail.end;
        }
    }
    for span in &mut cover.spans {
        span.range.start = grapheme_floor(text, span.range.start);
        span.range.end = grapheme_ceil(text, span.range.end);
    }
    for i in 1..cover.spans.len() {
        let end = cover.spans[i - 1].range.end;
        let span = &mut cover.spans[i].range;
        span.start = span.start.max(end).min(span.end.max(end));
        span.end = span.end.max(span.start);
    }
    cover.spans.retain(|s| s.range.start < s.range.end);
}

fn opens_notice(head: &str) -> bool {
    head.chars().any(|c| "※★☆◎●■◆▲▼►▶◤⊙*•·".contains(c))
}

fn grapheme_floor(text: &str, at: usize) -> usize {
    let mut cursor = GraphemeCursor::new(at, text.len(), true);
    match cursor.is_boundary(text, 0) {
        Ok(true) => at,
        _ => cursor.prev_boundary(text, 0).ok().flatten().unwrap_or(0),
    }
}

fn grapheme_ceil(text: &str, at: usize) -> usize {
    let mut cursor = GraphemeCursor::new(at, text.len(), true);
    match cursor.is_boundary(text, 0) {
        Ok(true) => at,
        _ => cursor
            .next_boundary(text, 0)
            .ok()
            .flatten()
            .unwrap_or(text.len()),
    }
}

/// Sorted disjoint spans; what comes first keeps its place.
#[derive(Default)]
struct Cover {
    spans: Vec<Span>,
}

impl Cover {
    fn add(&mut self, range: Range<usize>, candidate: usize, why: Option<&'static str>) {
        let mut start = range.start;
        let mut i = self.spans.partition_point(|s| s.range.end <= start);
        while start < range.end {
            let next = self
                .spans
                .get(i)
                .map_or(range.end, |s| s.range.start.min(range.end));
            if start < next {
                self.spans.insert(
                    i,
                    Span {
                        range: start..next,
                        candidate,
                        why,
                    },
                );
                i += 1;
            }
            match self.spans.get(i) {
                Some(s) if s.range.start < range.end => start = s.range.end.max(start),
                _ => break,
            }
            i += 1;
        }
    }

    /// Who holds most of the range, if more than half of it is taken.
    fn owner(&self, range: &Range<usize>) -> Option<usize> {
        let i = self.spans.partition_point(|s| s.range.end <= range.start);
        let overlap = |s: &Span| s.range.end.min(range.end) - s.range.start.max(range.start);
        let inside = || {
            self.spans[i..]
                .iter()
                .take_while(|s| s.range.start < range.end)
        };
        let taken: usize = inside().map(overlap).sum();
        (taken * 2 > range.len())
            .then(|| inside().max_by_key(|s| overlap(s)).map(|s| s.candidate))
            .flatten()
    }
}
