//! Physical rows, and which breaks between them are only there to wrap a paragraph.

mod info;
mod measure;
mod split;
mod wrap;

use std::ops::Range;

use info::Info;
use split::split;
use wrap::{NARROWEST, WIDEST, soft_breaks};

/// One physical row of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Bytes of the input without the terminator.
    pub range: Range<usize>,
    /// Byte of the input where the next row starts, after the terminator.
    pub next: usize,
    /// The break after this row only wraps a paragraph. Never set on the last row.
    pub soft: bool,
}

/// The rows of `text`, in order and without gaps: each starts where the one before has its `next`,
/// the first at 0, and the last has `next == text.len()`. Empty text has no rows, and a
/// terminator at the end of the text starts no further row.
///
/// Terminators are LF, CR LF, CR, U+0085, U+2028 and U+2029.
///
/// A break is soft inside a paragraph of three rows or more that was filled to some width of 45 to
/// 100 columns (Han counts two; counting every character once is tried as well): the next row's
/// first word would not have fitted on the row before. Two-row paragraphs count when the rest of
/// the text shows the width. No break is soft beside a blank row, a list item or a table row, where
/// the depth of `>` changes, before a deeper indent, or in verse.
pub fn rows(text: &str) -> Vec<Row> {
    let mut rows = split(text);
    let joinable = joinable(text, &rows);
    if joinable.is_empty() {
        return rows;
    }
    let row = |i: usize| &text[rows[i].range.clone()];
    let infos: Vec<Info> = joinable
        .iter()
        .map(|i| i.map_or_else(Info::apart, |i| Info::of(row(i))))
        .collect();
    for measure in 0..3 {
        let soft = soft_breaks(&infos, measure);
        for (i, soft) in joinable.iter().zip(soft) {
            if let Some(i) = *i {
                rows[i].soft |= soft;
            }
        }
    }
    rows
}

/// The rows that breaks beside them may be soft, by number, with nothing between those that do not
/// follow each other; none at all if none of them is as wide as a wrapped paragraph must be.
fn joinable(text: &str, rows: &[Row]) -> Vec<Option<usize>> {
    let mut out = Vec::new();
    let mut wide = false;
    let mut at = 0;
    while at < rows.len() {
        let start = at;
        while at < rows.len() && !is_apart(&text[rows[at].range.clone()]) {
            at += 1;
        }
        if at - start > 1 {
            // No character takes more columns than bytes.
            wide |= rows[start..at].iter().any(|r| r.range.len() >= NARROWEST);
            out.extend((start..at).map(Some));
            out.push(None);
        }
        at = at.max(start + 1);
    }
    if !wide {
        out.clear();
    }
    out
}

/// Whether the row certainly belongs to no wrapped paragraph: it is blank, or too wide for any
/// wrapper though there was a place to break it.
fn is_apart(row: &str) -> bool {
    let row = row.trim_end();
    if row.len() <= WIDEST {
        return row.is_empty();
    }
    // Of these bytes each begins a character that takes room.
    let begins =
        |b: &u8| u8::from((*b < 0x80) | ((*b >= 0xC3) & !matches!(*b, 0xE1 | 0xE2 | 0xEF)));
    let mut width = 0;
    let mut pieces = row.as_bytes().chunks(64);
    while width <= WIDEST
        && let Some(piece) = pieces.next()
    {
        width += usize::from(piece.iter().map(begins).sum::<u8>());
    }
    width > WIDEST && info::is_breakable(row)
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod twin;
