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
pub(super) fn latin_word(word: &str) -> Option<bool> {
    let mut lower = [0; LONGEST];
    let lower = lower.get_mut(..word.len())?;
    lower.copy_from_slice(word.as_bytes());
    lower.make_ascii_lowercase();
    BY_WORD.get(&*lower).copied()
}

/// The word of a stamp that `text` begins with, whose first character is `c`.
pub(super) fn han_word(c: char, text: &str) -> Option<&'static str> {
    let words = BY_CHARACTER.get(&c)?;
    words.iter().copied().find(|w| text.starts_with(*w))
}

/// What of a text is a stamp and what is not.
#[derive(Debug, Default)]
pub(super) struct Read<'t> {
    figures: usize,
    /// A figure that can be a year.
    year: bool,
    /// A month's name, or 月.
    pub month: bool,
    pub time: bool,
    /// The first and the last word that belong to no stamp.
    pub rest: Option<(&'t str, &'t str)>,
}

impl Read<'_> {
    /// A full date: a year and two more figures, or two figures and a month's name.
    pub fn is_dated(&self) -> bool {
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

/// The text without white space at its ends, if it can be or hold a stamp.
pub(super) fn short_with_figure(text: &str) -> Option<&str> {
    let text = text.trim();
    let short = text.len() <= 160;
    (short && text.bytes().any(|b| b.is_ascii_digit())).then_some(text)
}

/// Reads the text, `alone` only up to the first word that belongs to no stamp.
pub(super) fn read(text: &str, alone: bool) -> Read<'_> {
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
    use super::is_stamp;

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
}
