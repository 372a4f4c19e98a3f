//! Where sentences begin inside one logical line, English and Chinese.

mod ends;
mod marks;
mod scan;

use ends::Stop;
use marks::{is_closer, is_end, is_open_bracket, is_pause};
use scan::candidate;

use super::grapheme::is_grapheme_boundary;
use super::is_cjk;

/// Byte offsets inside `line` (one logical line; row breaks in it are soft) at which a sentence
/// other than the first begins: rising, on grapheme boundaries, never 0 or `line.len()`. White
/// space stands before a boundary, not after it.
///
/// A boundary follows `。！？；…` and `. ! ?` with the closing marks after them, also where texts
/// were glued (`journalism.The`, `lower.免责`); a run of three white-space characters or of two
/// U+3000; and a `【…】` or `（…）` that itself follows a sentence end. There is none after
/// abbreviations, initials and list numbers, in numbers, addresses and file names, after dots of
/// omission, or in a bracket of less than 80 characters.
pub fn boundaries(line: &str) -> Vec<usize> {
    let mut cuts = Vec::new();
    boundaries_into(line, &mut cuts);
    cuts
}

/// The same, in place of what `cuts` holds.
pub(super) fn boundaries_into(line: &str, cuts: &mut Vec<usize>) {
    cuts.clear();
    let mut scan = Scan {
        line,
        token: 0,
        known: 0,
        begun: 0,
        closed_at: None,
        group: None,
        quoted: false,
        cuts,
    };
    scan.run();
}

/// All places are byte offsets.
struct Scan<'a> {
    line: &'a str,
    /// Where the word without white space that holds the character at `known` began.
    token: usize,
    known: usize,
    /// Where the current sentence began.
    begun: usize,
    /// The closing bracket before which nothing is cut.
    closed_at: Option<usize>,
    /// The closing bracket after which a sentence begins.
    group: Option<usize>,
    /// An odd number of `"` so far.
    quoted: bool,
    cuts: &'a mut Vec<usize>,
}

impl Scan<'_> {
    fn at(&self, at: usize) -> Option<char> {
        self.line.get(at..)?.chars().next()
    }

    fn run(&mut self) {
        let mut at = 0;
        loop {
            let group = self.group.filter(|&group| at <= group);
            at = candidate(self.line, at, group.unwrap_or(self.line.len()));
            let Some(c) = self.at(at) else { return };
            if c.is_whitespace() {
                at = self.gap(at);
                continue;
            }
            if is_open_bracket(c) && self.closed_at.is_none_or(|closed| closed < at) {
                self.closed_at = self.closing(at, 80);
            }
            if group == Some(at) {
                self.group = None;
                self.closed_at = None;
                let end = self.closers(self.marks(at + c.len_utf8()));
                self.pass(at, end);
                let next = self.at(self.skip_space(end));
                if next.is_some_and(|n| {
                    !is_pause(n) && (!n.is_ascii() || n.is_uppercase() || n == '(')
                }) {
                    self.cut(end);
                }
                at = end;
            } else if is_end(c) {
                at = self.end_mark(at, c);
            } else {
                self.quoted ^= c == '"';
                at += c.len_utf8();
            }
        }
    }

    /// White space around `at`; returns where it ends.
    fn gap(&mut self, at: usize) -> usize {
        let at = self.line[..at].trim_end().len();
        let end = self.skip_space(at);
        let (mut length, mut wide, mut broken) = (0, 0, false);
        for c in self.line[at..end].chars() {
            length += 1;
            wide += usize::from(c == '\u{3000}');
            broken |= matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}');
        }
        if !broken && (length >= 3 || wide >= 2) {
            self.cut(end);
        }
        end
    }

    /// A run of end marks from `at`; returns where to go on.
    fn end_mark(&mut self, at: usize, c: char) -> usize {
        let marks = self.marks(at);
        let end = self.closers(marks);
        self.quoted &= !self.line.as_bytes()[marks..end].contains(&b'"');
        if self.closed_at.is_some_and(|closed| at < closed) {
            // A group that ends here is seen to at its bracket.
            self.pass(at, marks);
            return marks;
        }
        self.pass(at, end);
        let cut = if matches!(c, '.' | '!' | '?') {
            let stop = Stop {
                line: self.line,
                token: self.token,
                begun: self.begun,
                at,
                marks,
                end,
            };
            stop.ends()
        } else {
            self.cjk_ends(at, end, c)
        };
        if cut {
            self.cut(end);
        }
        end
    }

    /// Goes past end marks and what closes with them, which are no part of a word: finds where the
    /// word before them began. A word begins after white space or Chinese writing.
    fn pass(&mut self, at: usize, end: usize) {
        let begins =
            |c: char| c.is_whitespace() || is_cjk(c) || matches!(c, '\u{FF01}'..='\u{FF5E}');
        if let Some(before) = self.line[self.known..at].rfind(begins) {
            let before = self.known + before;
            self.token = before + self.at(before).map_or(0, char::len_utf8);
        }
        self.known = end;
    }

    fn cjk_ends(&self, at: usize, end: usize, c: char) -> bool {
        let before = self.line[..at].chars().next_back();
        let omission = c == '…';
        let next = self.at(self.skip_space(end));
        !(omission && before.is_none_or(|b| b.is_ascii()))
            && next.is_some_and(|n| !(is_pause(n) || omission && n.is_lowercase()))
    }

    fn skip_space(&self, at: usize) -> usize {
        self.line.len() - self.line[at..].trim_start().len()
    }

    fn marks(&self, at: usize) -> usize {
        self.line.len() - self.line[at..].trim_start_matches(is_end).len()
    }

    fn closers(&self, mut at: usize) -> usize {
        let mut quoted = self.quoted;
        let mut rest = self.line[at..].chars();
        while let Some(c) = rest.next() {
            let next = || rest.clone().next();
            let straight = match c {
                '"' => quoted || next().is_none_or(char::is_whitespace),
                '\'' => next().is_none_or(|n| n.is_whitespace() || n == '"'),
                _ => false,
            };
            if !straight && !is_closer(c) {
                break;
            }
            quoted &= c != '"';
            at += c.len_utf8();
        }
        at
    }

    /// The bracket that closes the one at `open`, if it is less than `limit` characters away.
    fn closing(&self, open: usize, limit: usize) -> Option<usize> {
        let mut depth = 0;
        for (at, c) in self.line[open..].char_indices().take(limit) {
            if is_open_bracket(c) {
                depth += 1;
            } else if matches!(c, '）' | ')' | '】') {
                depth -= 1;
                if depth == 0 {
                    return Some(open + at);
                }
            }
        }
        None
    }

    /// A sentence begins at the first character from `at` on that is not white space.
    fn cut(&mut self, at: usize) {
        let at = self.skip_space(at);
        let Some(c) = self.at(at) else { return };
        if at == 0
            || self.cuts.last().is_some_and(|&last| last >= at)
            || !is_grapheme_boundary(self.line, at)
        {
            return;
        }
        self.cuts.push(at);
        self.begun = at;
        (self.token, self.known) = (at, at);
        self.quoted = false;
        if is_open_bracket(c) {
            self.group = self.closing(at, 200);
        }
    }
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod twin;
