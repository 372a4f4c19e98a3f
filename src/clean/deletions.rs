//! From findings to deletions: what goes, and the blank lines that close up around it.

use std::ops::Range;

use crate::detect::Finding;
use crate::text::layout::Row;

/// A range that leaves the text, and the number of the finding behind it; none for blank lines.
pub(super) type Deletion = (Range<usize>, Option<usize>);

/// What leaves the text, in order: the removed findings, and the line breaks and blank lines that
/// stood around rows left empty.
pub(super) fn deletions(
    text: &str,
    rows: &[Row],
    findings: &[Finding],
    keep_whitespace: bool,
) -> Vec<Deletion> {
    let mut all: Vec<Deletion> = findings
        .iter()
        .enumerate()
        .filter(|(_, f)| f.removed)
        .map(|(i, f)| (f.range.clone(), Some(i)))
        .collect();
    if keep_whitespace || all.is_empty() {
        return all;
    }
    let gone = |at: usize| {
        let i = all.partition_point(|(r, _)| r.end <= at);
        all.get(i).is_some_and(|(r, _)| r.start <= at)
    };
    let left = |row: &Row| {
        text[row.range.clone()]
            .char_indices()
            .any(|(i, c)| !c.is_whitespace() && !gone(row.range.start + i))
    };
    let blank = |row: &Row| text[row.range.clone()].trim().is_empty();
    let mut closing: Vec<Range<usize>> = Vec::new();
    let mut i = 0;
    while i < rows.len() {
        // A group of rows with nothing left on them, at least one of which held a finding.
        let begin = i;
        while i < rows.len() && !left(&rows[i]) {
            i += 1;
        }
        let group = &rows[begin..i];
        if group.iter().any(|r| !blank(r)) {
            closing.push(close_up(text, rows, begin..i, blank));
        }
        if i == begin {
            // Spaces between what is left and a finding that ends its row.
            let row = &rows[i];
            let ender = all[..all.partition_point(|(r, _)| r.start < row.range.end)].last();
            if let Some((r, _)) =
                ender.filter(|(r, _)| r.end >= row.range.end && r.start > row.range.start)
            {
                let kept = text[row.range.start..r.start].trim_end().len();
                if kept > 0 && row.range.start + kept < r.start {
                    closing.push(row.range.start + kept..r.start);
                }
            }
            i += 1;
        }
    }
    for range in closing {
        all.extend(subtract(range, findings).into_iter().map(|r| (r, None)));
    }
    all.sort_by_key(|(r, _)| (r.start, r.end));
    all
}

/// The white space to delete around a run of emptied rows: as many blank rows stay as stood before
/// it (or after it, at the start of the text), and none at the text's ends.
fn close_up(
    text: &str,
    rows: &[Row],
    group: Range<usize>,
    blank: impl Fn(&Row) -> bool,
) -> Range<usize> {
    let before = rows[group.clone()].iter().take_while(|r| blank(r)).count();
    let after = rows[group.clone()]
        .iter()
        .rev()
        .take_while(|r| blank(r))
        .count();
    if group.end == rows.len() {
        // To the end of the text: the break before the group goes too, unless the text ends in one.
        let last = &rows[rows.len() - 1];
        let closed = last.next > last.range.end;
        let from = if group.start == 0 {
            0
        } else if closed {
            rows[group.start - 1].next
        } else {
            rows[group.start - 1].range.end
        };
        return from..text.len();
    }
    if group.start == 0 {
        return 0..rows[group.end].range.start;
    }
    // Blank rows on one side stay: those before the group, or those after it if there are more.
    let start = if after > before {
        group.start
    } else {
        group.start + before
    };
    let end = if after > before {
        group.end - after
    } else {
        group.end
    };
    rows[start].range.start..rows[end].range.start
}

/// The parts of a range that no removed finding covers.
fn subtract(range: Range<usize>, findings: &[Finding]) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = range.start;
    let from = findings.partition_point(|f| f.range.end <= range.start);
    for f in findings[from..]
        .iter()
        .take_while(|f| f.range.start < range.end)
        .filter(|f| f.removed)
    {
        if f.range.start > start {
            parts.push(start..f.range.start);
        }
        start = start.max(f.range.end);
    }
    if start < range.end {
        parts.push(start..range.end);
    }
    parts
}
