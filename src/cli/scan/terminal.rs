//! Findings as a compiler shows its diagnostics: what, where, and the place underlined.

use std::io::{Result, Write};
use std::ops::Range;

use jingwen::batch::printable;
use jingwen::report::sampled::SampledSpan;
use jingwen::{Finding, Reason};
use unicode_width::UnicodeWidthStr as _;

use crate::cli::explain::Places;

/// Columns of a line that are shown, where the terminal does not say how many it has.
const WIDTH: usize = 100;
/// Columns that are shown before a place in a long line.
const BEFORE: usize = 24;
/// Lines of a place that are shown; of a longer one the first ones and the last.
const LINES: usize = 4;
/// Reasons that are shown, the strongest.
const REASONS: usize = 3;

/// How findings are shown.
#[derive(Debug, Clone, Copy)]
pub struct Terminal {
    color: bool,
    width: usize,
}

/// What is said of a place.
struct Said<'a> {
    category: &'a str,
    rule: &'a str,
    kept: bool,
    score: Option<u16>,
    reasons: &'a [Reason],
}

const RED: &str = "\x1b[1;31m";
const YELLOW: &str = "\x1b[1;33m";
const BLUE: &str = "\x1b[1;34m";
const BOLD: &str = "\x1b[1m";
const RESET: &str = "\x1b[0m";

impl Terminal {
    /// With colours, or without.
    pub fn new(color: bool) -> Self {
        // As clap does for its help. Wider than this no one reads.
        let columns = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
        let columns =
            columns.or_else(|| terminal_size::terminal_size().map(|s| usize::from(s.0.0)));
        let width = columns.unwrap_or(WIDTH).clamp(40, 160);
        Terminal { color, width }
    }

    /// A finding in its document.
    pub fn finding(
        self,
        out: &mut impl Write,
        label: &str,
        text: &str,
        places: &Places<'_>,
        finding: &Finding,
    ) -> Result<()> {
        let said = Said {
            category: finding.category.as_str(),
            rule: &finding.rule,
            kept: !finding.removed,
            score: Some(finding.score),
            reasons: &finding.reasons,
        };
        let place = format!("{label}:{}", places.of(finding.range.start));
        let line = places.line(finding.range.start);
        self.show(out, &said, &place, Some(line), text, &finding.range)
    }

    /// A span of a sample, in what stands around it.
    pub fn sampled(self, out: &mut impl Write, drawn: &SampledSpan) -> Result<()> {
        let said = Said {
            category: drawn.span.category.as_str(),
            rule: &drawn.span.rule,
            kept: false,
            score: drawn.span.score,
            reasons: &drawn.span.reasons,
        };
        let text = format!("{}{}{}", drawn.before, drawn.text, drawn.after);
        let range = drawn.before.len()..drawn.before.len() + drawn.text.len();
        let place = format!("{} {}", drawn.document.place, drawn.document.id);
        self.show(out, &said, &printable(&place), None, &text, &range)
    }

    fn show(
        self,
        out: &mut impl Write,
        said: &Said<'_>,
        place: &str,
        number: Option<usize>,
        text: &str,
        range: &Range<usize>,
    ) -> Result<()> {
        let tone = if said.kept { YELLOW } else { RED };
        let rule = printable(said.rule);
        let title = self.paint(tone, &format!("{}[{rule}]", said.category));
        let does = if said.kept {
            "found and kept"
        } else {
            "removed"
        };
        let score = said
            .score
            .map(|s| format!(", score {:.3}", f64::from(s) / 1000.0));
        let does = format!(": {does}{}", score.unwrap_or_default());
        writeln!(out, "{title}{}", self.paint(BOLD, &does))?;

        let rows = rows(text, range);
        let last = number.map_or(0, |first| first + rows.len() - 1);
        let gutter = if number.is_some() {
            last.to_string().len()
        } else {
            0
        };
        let bar = self.paint(BLUE, "|");
        let pad = " ".repeat(gutter);
        writeln!(out, "{pad}{} {place}", self.paint(BLUE, "-->"))?;
        writeln!(out, "{pad} {bar}")?;
        for (at, row) in rows.iter().enumerate() {
            if rows.len() > LINES && at >= LINES - 1 && at + 1 < rows.len() {
                if at == LINES - 1 {
                    writeln!(out, "{}", self.paint(BLUE, "..."))?;
                }
                continue;
            }
            let number = number
                .map(|first| (first + at).to_string())
                .unwrap_or_default();
            let number = self.paint(BLUE, &format!("{number:>gutter$}"));
            let shown = self.cut(text, row, gutter);
            if shown.line.is_empty() {
                writeln!(out, "{number} {bar}")?;
                continue;
            }
            writeln!(out, "{number} {bar} {}", shown.line)?;
            let marks = self.paint(tone, &"^".repeat(shown.length));
            writeln!(out, "{pad} {bar} {}{marks}", " ".repeat(shown.start))?;
        }
        for reason in said.reasons.iter().take(REASONS) {
            let equals = self.paint(BLUE, "=");
            let what = printable(&reason.what);
            writeln!(out, "{pad} {equals} {:+} {what}", reason.points)?;
        }
        writeln!(out)
    }

    fn paint(self, tone: &str, text: &str) -> String {
        if self.color {
            format!("{tone}{text}{RESET}")
        } else {
            text.to_owned()
        }
    }

    /// A line as wide as there is room for, around its place.
    fn cut(self, text: &str, row: &Row, gutter: usize) -> Shown {
        let room = self.width.saturating_sub(gutter + 5);
        let head = printable(&text[row.line.start..row.place.start]);
        let place = printable(&text[row.place.clone()]);
        let tail = printable(&text[row.place.end..row.line.end]);
        let whole = head.width() + place.width() + tail.width() <= room;
        let head = if whole {
            head
        } else {
            ending(&head, BEFORE.min(room / 3))
        };
        let start = head.width();
        let place = if whole {
            place
        } else {
            beginning(&place, room - start)
        };
        let length = place.width();
        let tail = if whole {
            tail
        } else {
            beginning(&tail, room - start - length)
        };
        Shown {
            line: format!("{head}{place}{tail}").trim_end().to_owned(),
            start,
            length: length.max(1),
        }
    }
}

/// A line and the part of it that is meant, as bytes of the text.
struct Row {
    line: Range<usize>,
    place: Range<usize>,
}

/// What is printed of a line, and the columns of the place in it.
struct Shown {
    line: String,
    start: usize,
    length: usize,
}

/// The lines of a range. Breaks are line feeds, as editors count.
fn rows(text: &str, range: &Range<usize>) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut start = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
    loop {
        let end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let line = start..start + text[start..end].trim_end_matches('\r').len();
        let place = range.start.clamp(line.start, line.end)..range.end.clamp(line.start, line.end);
        rows.push(Row { line, place });
        if end >= range.end || end + 1 >= range.end {
            return rows;
        }
        start = end + 1;
    }
}

/// As much of the beginning as is at most so wide, with a sign where something is left out.
fn beginning(text: &str, room: usize) -> String {
    if text.width() <= room {
        return text.to_owned();
    }
    let mut end = 0;
    for (at, c) in text.char_indices() {
        let next = at + c.len_utf8();
        if text[..next].width() + 1 > room {
            break;
        }
        end = next;
    }
    if room == 0 {
        String::new()
    } else {
        format!("{}…", &text[..end])
    }
}

/// The same of the end.
fn ending(text: &str, room: usize) -> String {
    if text.width() <= room {
        return text.to_owned();
    }
    let mut start = text.len();
    for (at, _) in text.char_indices().rev() {
        if text[at..].width() + 1 > room {
            break;
        }
        start = at;
    }
    format!("…{}", &text[start..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(before: &str, place: &str, after: &str) -> String {
        let terminal = Terminal {
            color: false,
            width: 40,
        };
        let text = format!("{before}{place}{after}");
        let said = Said {
            category: "other",
            rule: "a/b",
            kept: true,
            score: None,
            reasons: &[],
        };
        let mut out = Vec::new();
        let range = before.len()..before.len() + place.len();
        terminal
            .show(&mut out, &said, "f", Some(9), &text, &range)
            .unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_place_in_a_long_line_is_cut_out_of_it() {
        let text = shown(&"前".repeat(50), "广告", &"后".repeat(50));
        // 34 columns: 11 before the place, its own 4, and 19 behind it.
        let expected = "\
other[a/b]: found and kept
 --> f
  |
9 | …前前前前前广告后后后后后后后后后…
  |            ^^^^

";
        assert_eq!(text, expected);
    }

    #[test]
    fn of_many_lines_the_first_and_the_last_are_shown() {
        let text = shown("x ", "one\r\ntwo\n\nfour\nfive\nsix", " y");
        let expected = "\
other[a/b]: found and kept
  --> f
   |
 9 | x one
   |   ^^^
10 | two
   | ^^^
11 |
...
14 | six y
   | ^^^

";
        assert_eq!(text, expected);
    }

    #[test]
    fn escapes_of_a_text_are_printed_and_underlined_whole() {
        let text = shown("", "a\u{1b}[2J\u{202E}b", "");
        let line = "9 | a\\u{1b}[2J\\u{202e}b\n  | ^^^^^^^^^^^^^^^^^^^\n";
        assert!(text.contains(line), "{text}");
    }
}
