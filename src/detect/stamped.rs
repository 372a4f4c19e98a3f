//! Stamps with something beside them: an outlet, a title, the story.

use super::stamp::{han_word, latin_word, read, short_with_figure};
use crate::text::is_alphanumeric;

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

#[cfg(test)]
mod tests {
    use super::{before_day, leading_stamp};

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
