//! Which breaks among rows are soft.

use std::ops::Range;

use super::info::{Info, Start};

fn may_join(a: &Info, b: &Info) -> bool {
    !a.blank && !b.blank && !a.fixed && !b.fixed && a.depth == b.depth && b.indent <= a.indent
}

#[derive(Clone, Copy, PartialEq)]
enum Fit {
    /// The next word would have fitted: somebody meant this break.
    Meant,
    /// The row is nearly full.
    Near,
    /// The next word would not have fitted.
    Full,
}

fn fit(a: &Info, b: &Info, m: usize, longest: usize) -> Fit {
    let room = longest.saturating_sub(a.width[m] + 1);
    let cjk = b.start == Start::Cjk;
    if b.word[m] > room {
        Fit::Full
    } else if a.ends_sentence {
        Fit::Meant
    } else if (a.width[m] * 5 >= longest * 4 && (cjk || b.start != Start::Upper))
        || (cjk && a.spaced && b.chunk[m] > room && a.width[m] * 2 >= longest)
    {
        Fit::Near
    } else {
        Fit::Meant
    }
}

/// Fewest and most columns of the longest row of a hard-wrapped paragraph.
pub(super) const NARROWEST: usize = 45;
pub(super) const WIDEST: usize = 100;

pub(super) fn soft_breaks(infos: &[Info], m: usize) -> Vec<bool> {
    let mut soft = vec![false; infos.len()];
    let mut widest = 0;
    for block in blocks(infos, m) {
        let longest = longest(&infos[block.clone()], m);
        if !(NARROWEST..=WIDEST).contains(&longest) {
            continue;
        }
        for piece in pieces(infos, block, m, longest) {
            let rows = &infos[piece.clone()];
            if is_wrapped(rows, m, longest) || is_wrapped_pair(rows, m) {
                soft[piece.start..piece.end - 1].fill(true);
                widest = widest.max(longest);
            }
        }
    }
    // Two rows of their own among rows that are not wrapped.
    for block in blocks(infos, m).filter(|_| m != 2) {
        for i in block.start..block.end - 1 {
            let begins = i == block.start || infos[i - 1].ends_sentence;
            if begins && is_wrapped_pair(&infos[i..i + 2], m) {
                soft[i] = true;
            }
        }
    }
    if widest == 0 || m == 2 {
        return soft;
    }
    // The text shows a width: short paragraphs, and those beside a longer row, are judged by it.
    for block in blocks(infos, m) {
        for piece in pieces(infos, block, m, widest) {
            let rows = &infos[piece.clone()];
            let full = rows
                .windows(2)
                .all(|w| fit(&w[0], &w[1], m, widest) == Fit::Full);
            let longest = longest(rows, m);
            if full && longest <= widest + 4 && !is_verse(rows, m, longest) {
                soft[piece.start..piece.end - 1].fill(true);
            }
        }
    }
    soft
}

fn longest(rows: &[Info], m: usize) -> usize {
    rows.iter()
        .filter(|r| r.breakable)
        .map(|r| r.width[m])
        .max()
        .unwrap_or(0)
}

/// Runs of two or more rows among which breaks may be soft.
fn blocks(infos: &[Info], m: usize) -> impl Iterator<Item = Range<usize>> {
    // A row too wide for any wrapper belongs to no wrapped paragraph, but does not break the others.
    let wraps = move |r: &Info| r.width[m] <= WIDEST || !r.breakable;
    runs(0..infos.len(), move |i| {
        let (a, b) = (&infos[i], &infos[i + 1]);
        wraps(a) && wraps(b) && may_join(a, b)
    })
}

/// Two rows of which the first was plainly cut in mid-sentence and the second ends it.
fn is_wrapped_pair(rows: &[Info], m: usize) -> bool {
    let [a, b] = rows else { return false };
    let cut = !a.ends_sentence && b.ends_sentence && (NARROWEST..=WIDEST).contains(&a.width[m]);
    let shorter = b.width[m] <= a.width[m];
    let reads_on = match b.start {
        Start::Lower => true,
        Start::Cjk => a.start == Start::Cjk && a.stops > 0 && a.width[m] >= 56,
        _ => false,
    };
    cut && shorter && reads_on
}

/// The parts of a block between breaks that were meant.
fn pieces(
    infos: &[Info],
    block: Range<usize>,
    m: usize,
    longest: usize,
) -> impl Iterator<Item = Range<usize>> {
    runs(block, move |i| {
        fit(&infos[i], &infos[i + 1], m, longest) != Fit::Meant
    })
}

/// Maximal parts of `within`, of two or more, whose neighbours `i`, `i + 1` all join.
fn runs(within: Range<usize>, joins: impl Fn(usize) -> bool) -> impl Iterator<Item = Range<usize>> {
    let mut at = within.start;
    std::iter::from_fn(move || {
        while at < within.end {
            let start = at;
            at += 1;
            while at < within.end && joins(at - 1) {
                at += 1;
            }
            if at - start > 1 {
                return Some(start..at);
            }
        }
        None
    })
}

fn is_wrapped(rows: &[Info], m: usize, longest: usize) -> bool {
    let breaks = rows.len() - 1;
    let full = rows
        .windows(2)
        .filter(|w| fit(&w[0], &w[1], m, longest) == Fit::Full)
        .count();
    let ends = rows[..breaks].iter().filter(|r| r.ends_sentence).count();
    let closed = rows[breaks].ends_sentence;
    if rows.len() < 3 || ends * 2 > breaks || full * 2 < breaks || (full < breaks && !closed) {
        return false;
    }
    // Han broken at white space only is ragged: the rows must have some, and read on.
    let spaced = rows.iter().filter(|r| r.spaced).count();
    if m == 2 && (full < breaks || !closed || ends * 3 > breaks || spaced * 2 < rows.len()) {
        return false;
    }
    // Chinese prose has stops; rows of headlines of one length have none.
    let chinese = rows.iter().filter(|r| r.start == Start::Cjk).count();
    let stops: usize = rows.iter().map(|r| r.stops).sum();
    if chinese * 2 > rows.len() && !closed && stops < 2 {
        return false;
    }
    // Rows that all begin with capitals are headlines or names unless they end like prose.
    let capitals = rows[1..].iter().all(|r| r.start == Start::Upper);
    (closed || !capitals) && !is_verse(rows, m, longest)
}

fn is_verse(rows: &[Info], m: usize, longest: usize) -> bool {
    let n = rows.len();
    let capitals = rows.iter().filter(|r| r.start == Start::Upper).count();
    let stops = rows
        .iter()
        .filter(|r| r.ends_comma || r.ends_sentence)
        .count();
    let full = rows[..n - 1]
        .iter()
        .filter(|r| r.width[m] * 20 >= longest * 19)
        .count();
    n > 2 && capitals * 4 >= n * 3 && stops * 2 >= n && full * 4 < n * 3
}
