//! What the wrapping test needs to know of a row.

use super::super::{is_alphanumeric, is_cjk, is_ignorable};
use super::measure::{Measure, Width};

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Start {
    Upper,
    Lower,
    Cjk,
    Other,
}

/// What the wrapping test needs to know of a row. Widths come in three measures: columns, where Han
/// takes two; characters; and characters as counted by wrappers that break at white space only.
pub(super) struct Info {
    pub(super) blank: bool,
    /// A list item, a table row, or a row with tabs: no soft break beside it.
    pub(super) fixed: bool,
    pub(super) depth: usize,
    pub(super) indent: usize,
    pub(super) width: [usize; 3],
    /// The least that could have moved up to the row before.
    pub(super) word: [usize; 3],
    /// Up to the first white space, for wrappers that know of no other place to break.
    pub(super) chunk: [usize; 3],
    /// There is a place inside the row where it could have been broken.
    pub(super) breakable: bool,
    pub(super) spaced: bool,
    pub(super) ends_sentence: bool,
    pub(super) ends_comma: bool,
    /// Number of full-width full stops and commas.
    pub(super) stops: usize,
    pub(super) start: Start,
}

impl Info {
    /// What stands between rows that do not follow each other.
    pub(super) fn apart() -> Info {
        Info {
            blank: true,
            ..Info::of("")
        }
    }

    pub(super) fn of(row: &str) -> Info {
        let (depth, body) = quoted(row);
        let content = body.trim();
        let lead = Width::of(&row[..row.len() - body.trim_start().len()]);
        let measure = Measure::of(content);
        let full = lead.plus(measure.width);
        let first_word = first_word(content);
        let word = Width::of(first_word);
        let (chunk_end, chunk) = measure.chunk.unwrap_or((content.len(), measure.width));
        let bare = content.trim_end_matches(|c| is_closer(c) || matches!(c, '"' | '\''));
        let end = bare.chars().next_back();
        let start = content.chars().find(|&c| is_alphanumeric(c));
        Info {
            blank: content
                .chars()
                .all(|c| is_ignorable(c) || c.is_whitespace()),
            fixed: is_fixed(content, &measure) || body.contains('\t'),
            depth,
            indent: lead.columns,
            width: [full.columns, full.chars, full.chars],
            word: [word.columns, word.chars, chunk.chars],
            chunk: [chunk.columns, chunk.chars, chunk.chars],
            breakable: first_word.len() < content.len(),
            spaced: chunk_end < content.len(),
            ends_sentence: end
                .is_some_and(|c| matches!(c, '.' | '!' | '?' | '。' | '！' | '？' | '；' | '…')),
            ends_comma: content.ends_with([',', '，', ';']),
            stops: measure.stops,
            start: match start {
                Some(c) if is_cjk(c) => Start::Cjk,
                Some(c) if c.is_uppercase() => Start::Upper,
                Some(c) if c.is_lowercase() => Start::Lower,
                _ => Start::Other,
            },
        }
    }
}

/// How many `>` begin the row, and what follows them.
fn quoted(row: &str) -> (usize, &str) {
    let mut body = row;
    let mut depth = 0;
    while let Some(rest) = body.trim_start().strip_prefix('>') {
        body = rest;
        depth += 1;
    }
    (depth, body)
}

/// The same as in the row's [`Info`].
pub(super) fn is_breakable(row: &str) -> bool {
    let content = quoted(row).1.trim();
    first_word(content).len() < content.len()
}

fn is_closer(c: char) -> bool {
    matches!(
        c,
        '”' | '’' | '」' | '』' | '）' | '】' | '》' | '〉' | ')' | ']'
    )
}

/// Marks that never begin a row.
fn is_trailing(c: char) -> bool {
    is_closer(c)
        || matches!(c, '，' | '。' | '、' | '；' | '：' | '！' | '？' | '…')
        || matches!(c, ',' | '.' | ';' | ':' | '!' | '?' | '·' | '—')
}

/// Opening marks, then one Han character or a run of other characters, then what may not start
/// a row.
pub(super) fn first_word(content: &str) -> &str {
    let mut seen = false;
    let mut done = false;
    for (at, c) in content.char_indices() {
        let trailing = is_trailing(c);
        if c.is_whitespace() || (done && !trailing) {
            return &content[..at];
        }
        if is_cjk(c) && !trailing && !matches!(c, '「' | '『' | '《' | '〈' | '【') {
            if seen {
                return &content[..at];
            }
            done = true;
        }
        seen |= is_alphanumeric(c);
    }
    content
}

fn is_fixed(content: &str, measure: &Measure) -> bool {
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
        || measure.bars > 1
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
    let stops = |c| matches!(c, '，' | '。' | '；' | '！' | '？');
    content
        .chars()
        .all(|c| !is_alphanumeric(c) && !is_closer(c) && !stops(c))
        || measure.gaps
            && content
                .split("   ")
                .filter(|s| !s.trim().is_empty())
                .count()
                > 2
}
