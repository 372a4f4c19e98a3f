//! What changes in a repeated line from document to document: numbers, dates, and names behind a
//! label.

use std::ops::Range;

use crate::text::{is_alphanumeric, is_han};

/// Words that belong to a date or time if they stand beside a number.
const DATE_WORDS: &[&str] = &[
    "jan",
    "january",
    "feb",
    "february",
    "mar",
    "march",
    "apr",
    "april",
    "may",
    "jun",
    "june",
    "jul",
    "july",
    "aug",
    "august",
    "sep",
    "sept",
    "september",
    "oct",
    "october",
    "nov",
    "november",
    "dec",
    "december",
    "mon",
    "monday",
    "tue",
    "tues",
    "tuesday",
    "wed",
    "wednesday",
    "thu",
    "thur",
    "thurs",
    "thursday",
    "fri",
    "friday",
    "sat",
    "saturday",
    "sun",
    "sunday",
    "am",
    "pm",
    "a.m",
    "p.m",
    "gmt",
    "utc",
    "bst",
    "est",
    "edt",
    "et",
    "pst",
    "pdt",
    "hkt",
    "cst",
];
const DATE_HAN: &[&str] = &["上午", "下午", "中午", "晚上", "凌晨", "星期", "礼拜", "周"];
const DAYS_HAN: &str = "一二三四五六日天";
/// Right behind a number.
const UNITS_HAN: &str = "年月日号时点分秒";

/// Fewest letters of what is fixed, where something changes.
const FIXED_LATIN: usize = 8;
const FIXED_HAN: usize = 4;
/// Most characters of a label, and of a name in Han.
const LABEL: usize = 24;
const NAME_HAN: usize = 8;
/// Most words of a name.
const NAME_WORDS: usize = 4;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Number,
    DateWord,
    /// Part of a date only right behind a number.
    DateUnit,
    Word,
}

/// A line as its fixed parts and the slots between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Template {
    /// Bytes of the folded line; none is empty, and each holds a letter.
    pub pieces: Vec<Range<usize>>,
    /// Characters of the slot before the first, and behind the last; 0: none.
    pub ends: [usize; 2],
    /// Characters of the widest slot between two.
    pub widest: usize,
}

impl Template {
    /// The template of a folded line; `is_capital` says whether the letter at a byte of it is a
    /// capital in the input. None if not enough of it is fixed to know it by; what stands behind a
    /// label is then no name.
    pub fn new(line: &str, is_capital: impl Fn(usize) -> bool) -> Option<Self> {
        let (numbers, names) = slots(line, &is_capital);
        let named = || Self::with(line, merged(line, [&numbers[..], &names].concat()));
        let named = if names.is_empty() { None } else { named() };
        named.or_else(|| Self::with(line, merged(line, numbers)))
    }

    fn with(line: &str, slots: Vec<Range<usize>>) -> Option<Self> {
        let start = line.find(is_alphanumeric)?;
        let (last, c) = line.char_indices().rfind(|(_, c)| is_alphanumeric(*c))?;
        let end = last + c.len_utf8();
        let mut pieces = Vec::with_capacity(slots.len() + 1);
        let mut at = start;
        for slot in &slots {
            push(line, at..slot.start.min(end), &mut pieces);
            at = slot.end.max(at);
        }
        push(line, at..end.max(at), &mut pieces);
        let (first, last) = (pieces.first()?, pieces.last()?);
        let chars = |range: Range<usize>| {
            let beside = line[range].trim_matches(|c| !is_alphanumeric(c));
            beside.chars().count()
        };
        let ends = [chars(start..first.start), chars(last.end..end)];
        let gaps = pieces.windows(2);
        let widest = gaps.map(|two| line[two[0].end..two[1].start].chars().count());
        let template = Template {
            ends,
            widest: widest.max().unwrap_or(0),
            pieces,
        };
        template.is_enough(line).then_some(template)
    }

    /// Whether enough is fixed to know it by.
    fn is_enough(&self, line: &str) -> bool {
        let letters = |range: &Range<usize>| {
            let text = line[range.clone()].chars();
            text.filter(|c| is_alphanumeric(*c)).count()
        };
        let fixed: usize = self.pieces.iter().map(letters).sum();
        let is_ascii = self.pieces.iter().all(|r| line[r.clone()].is_ascii());
        let least = match (self.has_slots(), is_ascii) {
            (true, true) => FIXED_LATIN,
            (true, false) => FIXED_HAN,
            (false, _) => 2,
        };
        fixed >= least
    }

    /// Whether anything may change in it.
    pub fn has_slots(&self) -> bool {
        self.pieces.len() > 1 || self.ends != [0, 0]
    }
}

/// Adds a fixed part, without white space around it, if it holds a letter.
fn push(line: &str, range: Range<usize>, pieces: &mut Vec<Range<usize>>) {
    let Some(text) = line.get(range.clone()) else {
        return;
    };
    if text.contains(is_alphanumeric) {
        let start = range.start + text.len() - text.trim_start().len();
        pieces.push(start..start + text.trim().len());
    }
}

/// Numbers with what belongs to them, and names.
type Slots = (Vec<Range<usize>>, Vec<Range<usize>>);

fn slots(line: &str, is_capital: &impl Fn(usize) -> bool) -> Slots {
    let mut tokens = tokens(line);
    let (mut slots, mut named) = (Vec::new(), Vec::new());
    if tokens.iter().any(|(_, kind)| *kind == Kind::Number) {
        for i in 1..tokens.len() {
            let (before, token) = (&tokens[i - 1], &tokens[i]);
            let joins = match token.1 {
                Kind::DateUnit => before.0.end == token.0.start,
                Kind::DateWord => is_near(&line[before.0.end..token.0.start]),
                _ => false,
            };
            if joins && before.1 == Kind::Number {
                tokens[i].1 = Kind::Number;
            }
        }
        for i in (1..tokens.len()).rev() {
            let near = is_near(&line[tokens[i - 1].0.end..tokens[i].0.start]);
            if near && tokens[i].1 == Kind::Number && tokens[i - 1].1 == Kind::DateWord {
                tokens[i - 1].1 = Kind::Number;
            }
        }
        let numbers = tokens.iter().filter(|(_, kind)| *kind == Kind::Number);
        slots.extend(numbers.map(|(range, _)| range.clone()));
    }
    names(line, &tokens, is_capital, &mut named);
    (slots, named)
}

/// Slots in order, those with nothing but marks between them as one.
fn merged(line: &str, mut slots: Vec<Range<usize>>) -> Vec<Range<usize>> {
    slots.sort_by_key(|slot| (slot.start, slot.end));
    slots.dedup_by(|next, last| {
        let joined =
            next.start <= last.end || !line[last.end..next.start].contains(is_alphanumeric);
        if joined {
            last.end = last.end.max(next.end);
        }
        joined
    });
    slots
}

/// Whether what stands between two tokens lets them be one date.
fn is_near(between: &str) -> bool {
    between.len() <= 3 && between.chars().all(|c| " ,.-/:()".contains(c))
}

/// Words, numbers and single Han characters, in order.
fn tokens(line: &str) -> Vec<(Range<usize>, Kind)> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(c) = line[at..].chars().next() {
        let start = at;
        if !is_alphanumeric(c) {
            at += c.len_utf8();
            continue;
        }
        if is_han(c) {
            let (len, kind) = han_token(&line[at..], c);
            at += len;
            tokens.push((start..at, kind));
            continue;
        }
        let word = |c: char| is_alphanumeric(c) && !is_han(c);
        at += line[at..].find(|c| !word(c)).unwrap_or(line.len() - at);
        let text = &line[start..at];
        // `a.m.`
        if matches!(text, "a" | "p") && line[at..].starts_with(".m") {
            at += 2;
        }
        let kind = if text.bytes().any(|b| b.is_ascii_digit()) {
            Kind::Number
        } else if DATE_WORDS.contains(&&line[start..at]) {
            Kind::DateWord
        } else {
            Kind::Word
        };
        tokens.push((start..at, kind));
    }
    tokens
}

fn han_token(rest: &str, c: char) -> (usize, Kind) {
    for word in DATE_HAN {
        let Some(behind) = rest.strip_prefix(word) else {
            continue;
        };
        if !matches!(*word, "星期" | "礼拜" | "周") {
            return (word.len(), Kind::DateWord);
        }
        let day = behind.chars().next().filter(|c| DAYS_HAN.contains(*c));
        if let Some(day) = day {
            return (word.len() + day.len_utf8(), Kind::DateWord);
        }
    }
    let kind = if UNITS_HAN.contains(c) {
        Kind::DateUnit
    } else {
        Kind::Word
    };
    (c.len_utf8(), kind)
}

/// Names behind a label with a colon, and behind `by`.
fn names(
    line: &str,
    tokens: &[(Range<usize>, Kind)],
    is_capital: &impl Fn(usize) -> bool,
    slots: &mut Vec<Range<usize>>,
) {
    let is_name_word = |range: &Range<usize>| is_capital(range.start);
    for (i, (range, _)) in tokens.iter().enumerate() {
        if &line[range.clone()] != "by" {
            continue;
        }
        let mut end = range.end;
        for (word, kind) in tokens[i + 1..].iter().take(NAME_WORDS) {
            let between = &line[end..word.start];
            let joined = matches!(between, " " | "-" | "." | ". " | "'");
            if !joined || !is_name_word(word) || *kind == Kind::Number {
                break;
            }
            end = word.end;
        }
        if end > range.end {
            slots.push(range.end + 1..end);
        }
    }
    let mut begin = 0;
    for (colon, _) in line.match_indices(':') {
        let label = &line[begin..colon];
        let value_end = line[colon + 1..].find(['|', '/', ')', ']', ':']);
        let value_end = value_end.map_or(line.len(), |len| colon + 1 + len);
        begin = value_end.min(line.len());
        let value = &line[colon + 1..value_end];
        let is_label = label.chars().count() <= LABEL
            && label
                .chars()
                .any(|c| is_alphanumeric(c) && !c.is_ascii_digit())
            && !label.contains(['.', '。', ',', '!', '?']);
        if is_label && is_name(line, colon + 1..value_end, tokens, is_capital) {
            slots.push(colon + 1..colon + 1 + value.trim_end().len());
        }
    }
}

/// A few Han characters, or a few words that all begin with a capital.
fn is_name(
    line: &str,
    range: Range<usize>,
    tokens: &[(Range<usize>, Kind)],
    is_capital: &impl Fn(usize) -> bool,
) -> bool {
    let text = line[range.clone()].trim();
    let inside = |c: char| is_alphanumeric(c) || " .-'·、,&".contains(c);
    if text.is_empty() || !text.chars().all(inside) {
        return false;
    }
    let from = tokens.partition_point(|(token, _)| token.start < range.start);
    let words = tokens[from..]
        .iter()
        .take_while(|(t, _)| t.end <= range.end);
    let (mut han, mut latin) = (0, 0);
    for (word, _) in words {
        let text = &line[word.clone()];
        if text.starts_with(is_han) {
            han += text.chars().count();
        } else if is_capital(word.start) || matches!(text, "and" | "de" | "van" | "von") {
            latin += 1;
        } else {
            return false;
        }
    }
    han + latin > 0 && han <= NAME_HAN && latin <= 2 * NAME_WORDS && (han == 0 || latin == 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold::fold_pattern;

    /// The fixed parts with `_` for slots; capitals of the input stand at the same bytes.
    fn shown(line: &str) -> String {
        let folded = fold_pattern(line);
        let capital = |at: usize| {
            let c = folded[at..].chars().next().unwrap();
            let nth = folded[..at].matches(c).count();
            let same = |x: &char| x.to_lowercase().eq(c.to_lowercase());
            line.chars()
                .filter(same)
                .nth(nth)
                .is_some_and(char::is_uppercase)
        };
        let Some(t) = Template::new(&folded, capital) else {
            return String::new();
        };
        let pieces: Vec<&str> = t.pieces.iter().map(|r| &folded[r.clone()]).collect();
        let end = |n: usize| if n > 0 { "_" } else { "" };
        format!("{}{}{}", end(t.ends[0]), pieces.join("_"), end(t.ends[1]))
    }

    #[test]
    fn numbers_dates_and_names_are_slots() {
        let pairs = [
            (
                "Copyright 2024 The Norvale Post.",
                "copyright_the norvale post",
            ),
            ("Published: 2 January 2024, 9:30 a.m. GMT", "published:_"),
            ("Editor: Ada Quist", "editor:ada quist"),
            (
                "Monday, March 4, 2024 | Norvale Lantern",
                "_| norvale lantern",
            ),
            ("You may read 3 more articles", "you may read_more articles"),
            ("本文发布于2024年3月5日 星期二 上午9时30分。", "本文发布于_"),
            ("責任編輯：張三", "责任编辑:_"),
            ("Contributing editor: Ada Quist", "contributing editor:_"),
            (
                "Written by Ada Quist for the Post",
                "written by_for the post",
            ),
            (
                "Read by many people every day",
                "read by many people every day",
            ),
            ("March of the penguins", "march of the penguins"),
            ("12:30", ""),
        ];
        for (line, expected) in pairs {
            let got = shown(line).replace("| ", "|");
            let expected = expected.replace("| ", "|");
            assert_eq!(got, expected, "{line}");
        }
    }

    #[test]
    fn a_sentence_behind_a_colon_is_no_name() {
        assert!(!shown("Note: this page moves on Friday").contains('_'));
        assert!(!shown("提示：本报编辑部不对外收取任何费用").contains('_'));
    }

    #[test]
    fn slots_are_measured() {
        let line = "copyright 2024-25 the post";
        let t = Template::new(line, |_| false).unwrap();
        assert_eq!((t.pieces.len(), t.widest, t.ends), (2, 9, [0, 0]));
        let t = Template::new("(page number 12)", |_| false).unwrap();
        assert_eq!((t.pieces.len(), t.ends), (1, [0, 2]));
        assert_eq!(t.pieces[0], 1..12);
    }
}
