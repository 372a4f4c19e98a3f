//! Rows of buttons: lines of short cells, most of them known by whole-line patterns.

use std::ops::Range;

use super::document::{Document, Size, ends_sentence};
use super::matcher::Hit;
use super::stamp::is_stamp;
use crate::category::Category;
use crate::rules::model::{Alternatives, Anchor, Pattern};
use crate::text::is_alphanumeric;

/// Cells of a row end at these, at their like in ASCII, at wide gaps and at tabs.
const BETWEEN: [char; 16] = [
    '｜', '丨', '│', '┊', '·', '•', '‧', '・', '／', '»', '›', '＞', '【', '】', '［', '］',
];

/// Whether digits beside the words are a count: `评论 (3)`, `12 Shares`.
pub(super) fn counts(category: Category) -> bool {
    matches!(category, Category::SocialShare | Category::CommentPrompt)
}

/// By line: the whole-line hits in it, none inside another, if they make it a row of buttons. Either
/// every letter belongs to one (`大 中 小`), or at least two of its cells do, and half of all, and no
/// cell is a sentence. A label with its value and a date are cells as good as buttons.
pub(super) fn rows(
    document: &Document,
    patterns: &[Pattern],
    hits: &[Hit],
) -> Vec<Vec<Range<usize>>> {
    let mut by_line: Vec<Vec<(Range<usize>, bool)>> = vec![Vec::new(); document.units.lines.len()];
    let mut labels: Vec<Vec<usize>> = vec![Vec::new(); document.units.lines.len()];
    for hit in hits {
        let pattern = &patterns[hit.pattern];
        let Some(line) = document.units.line_at(hit.range.start) else {
            continue;
        };
        match pattern.anchor {
            Some(Anchor::Label) => {
                let behind = document.text[hit.range.end..].trim_start();
                if behind.starts_with([':', '：']) {
                    labels[line].push(hit.range.start);
                }
            }
            Some(Anchor::WholeLine) if is_full(pattern, &document.text[hit.range.clone()]) => {
                by_line[line].push((hit.range.clone(), counts(pattern.category)));
            }
            _ => {}
        }
    }
    let buttons = |(l, hits): (usize, Vec<(Range<usize>, bool)>)| {
        if hits.is_empty() || !is_row(document, l, &hits, &labels[l]) {
            return Vec::new();
        }
        // Sorted by start, longest first: what ends no later than one before lies inside it.
        let mut end = 0;
        let outer = hits.into_iter().filter(|(r, _)| {
            let outer = r.end > end;
            end = end.max(r.end);
            outer
        });
        outer.map(|(r, _)| r).collect()
    };
    by_line.into_iter().enumerate().map(buttons).collect()
}

/// A sequence may have words in its gaps that nobody knows; figures there do no harm.
fn is_full(pattern: &Pattern, hit: &str) -> bool {
    if pattern.atoms.len() == 1 {
        return true;
    }
    let letters = |t: &str| {
        let letter = |&c: &char| is_alphanumeric(c) && !c.is_ascii_digit();
        t.chars().filter(letter).count()
    };
    let longest = |atom: &Alternatives| atom.iter().map(letters).max().unwrap_or(0);
    let own: usize = pattern.atoms.iter().map(longest).sum();
    !pattern.atoms.is_empty() && letters(hit) <= own
}

fn is_row(
    document: &Document,
    line: usize,
    hits: &[(Range<usize>, bool)],
    labels: &[usize],
) -> bool {
    let range = &document.units.lines[line].range;
    if is_known(document.text, range.clone(), hits) {
        return true;
    }
    // Two cells are known or it is no row: by hits, or as a date.
    let figure = || {
        document.text[range.clone()]
            .bytes()
            .any(|b| b.is_ascii_digit())
    };
    if hits.len() + labels.len() < 2 && !figure() {
        return false;
    }
    let (mut buttons, mut known, mut all) = (0, 0, 0);
    for cell in cells(document.text, range.clone()) {
        // One cell makes no row; most lines are prose and have no other.
        if cell == *range {
            return false;
        }
        let text = &document.text[cell.clone()];
        if ends_sentence(text) || Size::of(text).weight() > 300 {
            return false;
        }
        all += 1;
        let first = cell.start + text.find(is_alphanumeric).unwrap_or(0);
        let labelled = labels.binary_search(&first).is_ok();
        let button = is_known(document.text, cell, hits);
        buttons += usize::from(button);
        known += usize::from(button || labelled || is_stamp(text));
    }
    buttons >= 1 && known >= 2 && known * 2 >= all
}

/// Every letter of the range belongs to a hit, counts aside.
fn is_known(text: &str, range: Range<usize>, hits: &[(Range<usize>, bool)]) -> bool {
    let mut end = range.start;
    let (mut hit_any, mut may_count) = (false, false);
    let mut digits = 0;
    // Over at the first letter: most lines are prose.
    let mut gap = |gap: Range<usize>| {
        text[gap].chars().all(|c| {
            digits += usize::from(c.is_ascii_digit());
            c.is_ascii_digit() || !is_alphanumeric(c)
        })
    };
    let first = hits.partition_point(|(r, _)| r.start < range.start);
    for (hit, count) in &hits[first..] {
        if hit.end > range.end {
            break;
        }
        if hit.start > end && !gap(end..hit.start) {
            return false;
        }
        hit_any = true;
        may_count |= count;
        end = end.max(hit.end);
    }
    hit_any && gap(end..range.end) && (digits == 0 || may_count && digits <= 7)
}

/// The cells of a line that hold a letter.
fn cells(text: &str, line: Range<usize>) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut spaces = 0;
    let mut start = line.start;
    let mut rest = text[line.clone()].char_indices();
    let next = move || {
        if start == line.end {
            return None;
        }
        let bound = rest.find_map(|(i, c)| {
            spaces = if c.is_whitespace() { spaces + 1 } else { 0 };
            let ends = spaces == 2 || is_between(c);
            ends.then_some(line.start + i)
        });
        let end = bound.unwrap_or(line.end);
        Some(std::mem::replace(&mut start, end)..end)
    };
    let lettered = move |c: &Range<usize>| text[c.clone()].chars().any(is_alphanumeric);
    std::iter::from_fn(next).filter(lettered)
}

/// Whether a cell ends here, unless it does so at two spaces.
fn is_between(c: char) -> bool {
    match c {
        _ if c.is_ascii() => matches!(c, '|' | '/' | '\t' | '>' | '[' | ']'),
        _ => c == '\u{3000}' || BETWEEN.contains(&c),
    }
}
