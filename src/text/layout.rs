//! Physical rows, and which breaks between them are only there to wrap a paragraph.

use std::ops::Range;

use super::{is_cjk, is_ignorable};

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
    let infos: Vec<Info> = rows
        .iter()
        .map(|r| Info::of(&text[r.range.clone()]))
        .collect();
    for measure in 0..3 {
        let soft = soft_breaks(&infos, measure);
        for (row, soft) in rows.iter_mut().zip(soft) {
            row.soft |= soft;
        }
    }
    rows
}

fn split(text: &str) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let mut next = at + c.len_utf8();
        match c {
            '\r' => {
                if chars.next_if(|&(_, c)| c == '\n').is_some() {
                    next += 1;
                }
            }
            '\n' | '\u{85}' | '\u{2028}' | '\u{2029}' => {}
            _ => continue,
        }
        rows.push(Row {
            range: start..at,
            next,
            soft: false,
        });
        start = next;
    }
    if start < text.len() {
        rows.push(Row {
            range: start..text.len(),
            next: text.len(),
            soft: false,
        });
    }
    rows
}

#[derive(Clone, Copy, PartialEq)]
enum Start {
    Upper,
    Lower,
    Cjk,
    Other,
}

/// What the wrapping test needs to know of a row. Widths come in three measures: columns, where Han
/// takes two; characters; and characters as counted by wrappers that break at white space only.
struct Info {
    blank: bool,
    /// A list item, a table row, or a row with tabs: no soft break beside it.
    fixed: bool,
    depth: usize,
    indent: usize,
    width: [usize; 3],
    /// The least that could have moved up to the row before.
    word: [usize; 3],
    /// Up to the first white space, for wrappers that know of no other place to break.
    chunk: [usize; 3],
    /// There is a place inside the row where it could have been broken.
    breakable: bool,
    spaced: bool,
    ends_sentence: bool,
    ends_comma: bool,
    /// Number of full-width full stops and commas.
    stops: usize,
    start: Start,
}

impl Info {
    fn of(row: &str) -> Info {
        let mut body = row;
        let mut depth = 0;
        while let Some(rest) = body.trim_start().strip_prefix('>') {
            body = rest;
            depth += 1;
        }
        let content = body.trim();
        let lead = &row[..row.len() - body.trim_start().len()];
        let indent = width(lead)[0];
        let full = width(row.trim_end());
        let first_word = first_word(content);
        let word = width(first_word);
        let chunk = content.split(char::is_whitespace).next().unwrap_or("");
        let bare = content.trim_end_matches(|c| is_closer(c) || matches!(c, '"' | '\''));
        let end = bare.chars().next_back();
        let start = content.chars().find(|c| c.is_alphanumeric());
        Info {
            blank: content
                .chars()
                .all(|c| is_ignorable(c) || c.is_whitespace()),
            fixed: is_fixed(content) || body.contains('\t'),
            depth,
            indent,
            width: full,
            word: [word[0], word[1], width(chunk)[2]],
            chunk: width(chunk),
            breakable: first_word.len() < content.len(),
            spaced: chunk.len() < content.len(),
            ends_sentence: end.is_some_and(|c| ".!?。！？；…".contains(c)),
            ends_comma: content.ends_with([',', '，', ';']),
            stops: content.matches(['。', '，']).count(),
            start: match start {
                Some(c) if is_cjk(c) => Start::Cjk,
                Some(c) if c.is_uppercase() => Start::Upper,
                Some(c) if c.is_lowercase() => Start::Lower,
                _ => Start::Other,
            },
        }
    }
}

fn width(text: &str) -> [usize; 3] {
    let mut sum = [0; 3];
    for c in text.chars().filter(|&c| !is_ignorable(c)) {
        let wide = is_cjk(c)
            || c == '\u{3000}'
            || matches!(c, '\u{FF01}'..='\u{FF60}' | '\u{FFE0}'..='\u{FFE6}' | '\u{AC00}'..='\u{D7A3}');
        sum[0] += 1 + usize::from(wide);
        sum[1] += 1;
        sum[2] += 1;
    }
    sum
}

fn is_closer(c: char) -> bool {
    "”’」』）】》〉)]".contains(c)
}

/// Opening marks, then one Han character or a run of other characters, then what may not start
/// a row.
fn first_word(content: &str) -> &str {
    let mut seen = false;
    let mut done = false;
    for (at, c) in content.char_indices() {
        let trailing = is_closer(c) || "，。、；：！？…,.;:!?·—".contains(c);
        if c.is_whitespace() || (done && !trailing) {
            return &content[..at];
        }
        if is_cjk(c) && !trailing && !"「『《〈【".contains(c) {
            if seen {
                return &content[..at];
            }
            done = true;
        }
        seen |= c.is_alphanumeric();
    }
    content
}

fn is_fixed(content: &str) -> bool {
    let mut chars = content.chars();
    let Some(first) = chars.next() else {
        return false;
    };
    let second = chars.next();
    if matches!(first, '•' | '●' | '■' | '◆' | '▪' | '◦' | '|' | '｜' | '│')
        || (matches!(first, '-' | '*' | '+' | '·' | '–') && second.is_none_or(char::is_whitespace))
        // Markup: a tag that opens the row, a heading, a picture or link on a row of its own.
        || (first == '<' && second.is_some_and(|c| c.is_ascii_alphabetic() || c == '/'))
        || first == '#'
        || content.starts_with("![")
        || content.ends_with(['|', '│'])
        || content.matches(['|', '│', '｜']).count() > 1
    {
        return true;
    }
    let rest = content.trim_start_matches(|c: char| c.is_ascii_digit());
    if (1..=3).contains(&(content.len() - rest.len())) {
        let mut rest = rest.chars();
        let mark = rest.next();
        let after = rest.next();
        if mark == Some('、')
            || (matches!(mark, Some('.' | ')' | '．'))
                && after.is_none_or(|c| c.is_whitespace() || is_cjk(c)))
        {
            return true;
        }
    }
    // Rules and columns: `-----`, `====`, `a     b     c`.
    content
        .chars()
        .all(|c| !c.is_alphanumeric() && !is_closer(c) && !"，。；！？".contains(c))
        || content
            .split("   ")
            .filter(|s| !s.trim().is_empty())
            .count()
            > 2
}

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

/// Most columns of a hard-wrapped row.
const WIDEST: usize = 100;

fn soft_breaks(infos: &[Info], m: usize) -> Vec<bool> {
    let mut soft = vec![false; infos.len()];
    let mut widest = 0;
    for block in blocks(infos, m) {
        let longest = longest(&infos[block.clone()], m);
        if !(45..=WIDEST).contains(&longest) {
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
    let cut = !a.ends_sentence && b.ends_sentence && (45..=WIDEST).contains(&a.width[m]);
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

#[cfg(test)]
mod tests;
