//! The plain way to the same rows: every row is measured, character by character. Slow, and what the
//! fast one is tested against.

use super::super::{is_cjk, is_ignorable};
use super::info::{Info, Start};
use super::split::by_char;
use super::{Row, soft_breaks};

pub(super) fn rows(text: &str) -> Vec<Row> {
    let mut rows = by_char(text);
    let infos: Vec<Info> = rows.iter().map(|r| info(&text[r.range.clone()])).collect();
    for measure in 0..3 {
        let soft = soft_breaks(&infos, measure);
        for (row, soft) in rows.iter_mut().zip(soft) {
            row.soft |= soft;
        }
    }
    rows
}

fn info(row: &str) -> Info {
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
