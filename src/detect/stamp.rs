//! Stamps: text that is nothing but a date, a time, a web address and the words around them.

use crate::text::is_alphanumeric;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// Words that stand in a stamp beside its figures, folded to lower case, months first.
const WORDS: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "jan",
    "feb",
    "mar",
    "apr",
    "jun",
    "jul",
    "aug",
    "sep",
    "sept",
    "oct",
    "nov",
    "dec",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "mon",
    "tue",
    "tues",
    "wed",
    "thu",
    "thur",
    "thurs",
    "fri",
    "sat",
    "sun",
    "st",
    "nd",
    "rd",
    "th",
    "am",
    "pm",
    "a",
    "p",
    "m",
    "t",
    "z",
    "at",
    "on",
    "edt",
    "est",
    "cdt",
    "cst",
    "mdt",
    "mst",
    "pdt",
    "pst",
    "et",
    "pt",
    "ct",
    "gmt",
    "utc",
    "bst",
    "cet",
    "cest",
    "ist",
    "hkt",
    "sgt",
    "jst",
    "aest",
    "aedt",
    "hrs",
    "date",
    "time",
    "posted",
    "published",
    "updated",
    "last",
    "modified",
    "created",
    "first",
];

/// The same in Chinese, longest first.
const HAN_WORDS: &[&str] = &[
    "北京时间",
    "香港时间",
    "香港時間",
    "台北时间",
    "发布时间",
    "發佈時間",
    "發布時間",
    "更新时间",
    "更新時間",
    "发表时间",
    "發表時間",
    "时间",
    "時間",
    "日期",
    "发布",
    "發布",
    "發佈",
    "更新",
    "星期",
    "礼拜",
    "上午",
    "下午",
    "晚上",
    "凌晨",
    "中午",
    "早上",
    "年",
    "月",
    "日",
    "号",
    "號",
    "时",
    "時",
    "分",
    "秒",
    "周",
    "週",
    "一",
    "二",
    "三",
    "四",
    "五",
    "六",
    "天",
    "于",
    "於",
];

const MONTHS: usize = 24;
/// Bytes of the longest of [`WORDS`].
const LONGEST: usize = 9;

/// By word: whether it is a month.
static BY_WORD: LazyLock<FxHashMap<&[u8], bool>> = LazyLock::new(|| {
    let word = |(i, word): (usize, &&'static str)| (word.as_bytes(), i < MONTHS);
    WORDS.iter().enumerate().map(word).collect()
});

/// [`HAN_WORDS`] by their first character.
static BY_CHARACTER: LazyLock<FxHashMap<char, Vec<&str>>> = LazyLock::new(|| {
    let mut words: FxHashMap<char, Vec<&str>> = FxHashMap::default();
    for word in HAN_WORDS {
        let first = word.chars().next();
        words
            .entry(first.unwrap_or_default())
            .or_default()
            .push(word);
    }
    words
});

/// Whether a word stands in stamps, and if so whether it is a month.
fn latin_word(word: &str) -> Option<bool> {
    let mut lower = [0; LONGEST];
    let lower = lower.get_mut(..word.len())?;
    lower.copy_from_slice(word.as_bytes());
    lower.make_ascii_lowercase();
    BY_WORD.get(&*lower).copied()
}

/// The word of a stamp that `text` begins with, whose first character is `c`.
fn han_word(c: char, text: &str) -> Option<&'static str> {
    let words = BY_CHARACTER.get(&c)?;
    words.iter().copied().find(|w| text.starts_with(*w))
}

/// What of a text is a stamp and what is not.
#[derive(Debug, Default)]
struct Read<'t> {
    figures: usize,
    /// A figure that can be a year.
    year: bool,
    /// A month's name, or 月.
    month: bool,
    time: bool,
    /// The first and the last word that belong to no stamp.
    rest: Option<(&'t str, &'t str)>,
}

impl Read<'_> {
    /// A full date: a year and two more figures, or two figures and a month's name.
    fn is_dated(&self) -> bool {
        self.year && self.figures >= 3 || self.month && self.figures >= 2
    }
}

/// Whether the text is a stamp: a date or a time, and nothing else but a web address, names of
/// days and months, and marks.
pub(super) fn is_stamp(text: &str) -> bool {
    let Some(text) = short_with_figure(text) else {
        return false;
    };
    let read = read(text, true);
    read.rest.is_none() && (read.is_dated() || read.time)
}

/// What is left of a dated line beside its stamp, in one piece: `娱见网` of `娱见网 2025-04-10 15:02`.
pub(super) fn beside_stamp(text: &str) -> Option<&str> {
    let text = short_with_figure(text)?;
    let read = read(text, false);
    let (first, last) = read.rest.filter(|_| read.is_dated())?;
    let offset = |part: &str| part.as_ptr() as usize - text.as_ptr() as usize;
    Some(&text[offset(first)..offset(last) + last.len()])
}

/// What stands before the day that ends a line: the title of `县里的水车重新转动 2024-05-23 09:41`.
pub(super) fn before_day(text: &str) -> Option<&str> {
    let text = short_with_figure(text)?;
    let (_, last) = read(text, false).rest?;
    let end = last.as_ptr() as usize - text.as_ptr() as usize + last.len();
    is_day(&text[end..]).then(|| text[..end].trim_end())
}

/// Whether the stamp names a day: year, month and day in figures, or a month's name, day and year.
fn is_day(stamp: &str) -> bool {
    let figures = stamp.split(|c: char| !c.is_ascii_digit());
    let figures: Vec<&str> = figures.filter(|f| !f.is_empty()).collect();
    let number = |i: usize| figures.get(i).and_then(|f| f.parse::<u16>().ok());
    let year = |i: usize| figures.get(i).is_some_and(|f| f.len() == 4) && number(i) >= Some(1900);
    let upto = |i: usize, most: u16| number(i).is_some_and(|n| (1..=most).contains(&n));
    let read = read(stamp, true);
    let named = read.month && !stamp.contains('月');
    if named {
        return upto(0, 31) && year(1);
    }
    let from = stamp.find(|c: char| c.is_ascii_digit()).unwrap_or(0);
    let between: String = stamp[from..]
        .chars()
        .filter(|c| !c.is_ascii_digit())
        .collect();
    let joined = ["--", "//", "..", "年月"]
        .iter()
        .any(|marks| between.starts_with(marks));
    joined && year(0) && upto(1, 12) && upto(2, 31)
}

/// Length of the stamp that the text begins with, if it holds a full date or a time; what follows
/// may be anything. It ends behind a figure, a unit such as 日, or a word such as `pm`.
pub(super) fn leading_stamp(text: &str) -> Option<usize> {
    let mut end = 0;
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let (taken, ends) = if !is_alphanumeric(c) {
            (c.len_utf8(), false)
        } else if c.is_ascii_digit() {
            let digits = rest.find(|c: char| !c.is_ascii_digit());
            (digits.unwrap_or(rest.len()), true)
        } else if c.is_ascii_alphabetic() {
            let letters = rest.find(|c: char| !c.is_ascii_alphabetic());
            let word = &rest[..letters.unwrap_or(rest.len())];
            if latin_word(word).is_none() {
                break;
            }
            (word.len(), !["at", "on", "a", "t", "p"].contains(&word))
        } else if let Some(word) = han_word(c, rest) {
            (word.len(), "年月日号號时時分秒".contains(word))
        } else {
            break;
        };
        at += taken;
        if ends {
            end = at;
        }
        if at > LONGEST_STAMP {
            break;
        }
    }
    let read = read(&text[..end], false);
    (read.is_dated() || read.time).then_some(end)
}

/// Bytes in which a stamp ends.
const LONGEST_STAMP: usize = 160;

/// The text without white space at its ends, if it can be or hold a stamp.
fn short_with_figure(text: &str) -> Option<&str> {
    let text = text.trim();
    let short = text.len() <= 160;
    (short && text.bytes().any(|b| b.is_ascii_digit())).then_some(text)
}

/// Reads the text, `alone` only up to the first word that belongs to no stamp.
fn read(text: &str, alone: bool) -> Read<'_> {
    let mut read = Read::default();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let taken = if !is_alphanumeric(c) {
            c.len_utf8()
        } else if let Some(length) = address(rest) {
            length
        } else if c.is_ascii_digit() {
            let end = rest
                .find(|c: char| !c.is_ascii_digit())
                .unwrap_or(rest.len());
            let century = rest.starts_with("19") || rest.starts_with("20");
            let packed = end == 8 && century || is_minguo(&rest[..end]);
            read.year |= century && end == 4 || packed;
            if end <= 4 || packed {
                read.figures += if packed { 3 } else { 1 };
            } else {
                read.other(&rest[..end]);
            }
            let mut next = rest[end..].chars();
            read.time |= matches!(next.next(), Some(':' | '：' | '时' | '時'))
                && next.next().is_some_and(|c| c.is_ascii_digit());
            end
        } else if c.is_ascii_alphabetic() {
            let end = rest
                .find(|c: char| !c.is_ascii_alphabetic())
                .unwrap_or(rest.len());
            match latin_word(&rest[..end]) {
                Some(month) => read.month |= month,
                None => read.other(&rest[..end]),
            }
            end
        } else if let Some(word) = han_word(c, rest) {
            read.month |= word == "月";
            word.len()
        } else {
            read.other(&rest[..c.len_utf8()]);
            c.len_utf8()
        };
        if alone && read.rest.is_some() {
            break;
        }
        rest = &rest[taken..];
    }
    read
}

impl<'t> Read<'t> {
    fn other(&mut self, word: &'t str) {
        let first = self.rest.map_or(word, |(first, _)| first);
        self.rest = Some((first, word));
    }
}

/// Whether digits are a date as Taiwan writes it: three for the years since 1911, two for the month,
/// two for the day.
fn is_minguo(digits: &str) -> bool {
    let number = |part: Option<&str>| part.and_then(|part| part.parse().ok()).unwrap_or(0);
    let [year, month, day] = [0..3, 3..5, 5..7].map(|at| number(digits.get(at)));
    digits.len() == 7
        && (80..200).contains(&year)
        && (1..=12).contains(&month)
        && (1..=31).contains(&day)
}

/// Whether the text is a web address and nothing else.
pub(super) fn is_address(text: &str) -> bool {
    let text = text.trim_matches(|c: char| c.is_whitespace() || "()（）[]【】<>".contains(c));
    address(text).is_some_and(|end| end == text.len())
}

/// Length of the web address that the text begins with.
fn address(text: &str) -> Option<usize> {
    if !text.starts_with(['h', 'w']) {
        return None;
    }
    let inside = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#@!$&'*+,;=%".contains(c);
    let end = text.find(|c| !inside(c)).unwrap_or(text.len());
    let head = &text[..end];
    let is_address = head.starts_with("http://") || head.starts_with("https://") || {
        head.starts_with("www.") && head.len() > 8
    };
    is_address.then_some(end)
}

#[cfg(test)]
mod tests {
    use super::{before_day, is_stamp, leading_stamp};

    #[test]
    fn dates_and_times_are_stamps() {
        for text in [
            "2019-09-26 12:11",
            "2012年01月17日19:35",
            "| http://www.example.com 2011-12-9 13:04 |",
            "Published: January 17, 2012 10:53 IST",
            "Monday, January 16, 2012",
            "【2012/01/12 17:21】",
            "发布时间：2020年3月1日 星期日 08:00",
            "20120117 15:32",
            "1150605",
        ] {
            assert!(is_stamp(text), "{text}");
        }
    }

    #[test]
    fn other_text_is_no_stamp() {
        for text in [
            "",
            "3",
            "2012",
            "1 2",
            "May 4",
            "Match 2, 17:30",
            "2012年1月17日，他去世了",
            "021-52921234",
            "第三天",
            "三月",
            "Home 3 : 1 Away",
            "02 14 16 28 39",
            "https://www.example.com/story",
            "1151605",
            "9150605",
        ] {
            assert!(!is_stamp(text), "{text}");
        }
    }

    #[test]
    fn a_stamp_ends_where_something_else_begins() {
        for (text, stamp) in [
            ("2019-09-26 12:11 一名男子走失", "2019-09-26 12:11"),
            ("2012年01月17日19:35记者王某报道", "2012年01月17日19:35"),
            (
                " May 3, 2012 at 4:05 pm The harbour",
                " May 3, 2012 at 4:05 pm",
            ),
            ("12:30 at the pier", "12:30"),
        ] {
            assert_eq!(leading_stamp(text).map(|end| &text[..end]), Some(stamp));
        }
        for text in ["", "the pier", "12 men", "一名男子", "2019"] {
            assert_eq!(leading_stamp(text), None, "{text}");
        }
    }

    #[test]
    fn a_day_ends_a_title_and_pages_of_a_journal_do_not() {
        for title in [
            "河边的水车 2024-05-23 09:41",
            "河边的水车(2024/5/3)",
            "The mill, 2 May 2024",
            "河边的水车2024年5月3日",
        ] {
            assert!(before_day(title).is_some(), "{title}");
        }
        for title in [
            "河边的水车[J]. 磨坊, 2011(11): 56-58.",
            "The mill 2011, 33-34",
            "河边的水车 2024",
            "2024-05-23",
        ] {
            assert_eq!(before_day(title), None);
        }
    }
}
