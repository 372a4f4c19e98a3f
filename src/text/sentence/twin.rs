//! The plain way to the same boundaries: every character is looked at, and words are copied. Slow,
//! and what the fast one is tested against.

use super::super::is_cjk;
use super::ends::{COUNTED, TITLES, WEAK, is_starter};
use super::is_grapheme_boundary;
use super::marks::{is_closer, is_end, is_open_bracket, is_opener, is_pause};

pub(super) fn boundaries(line: &str) -> Vec<usize> {
    let chars: Vec<(usize, char)> = line.char_indices().collect();
    let mut scan = Scan {
        line,
        chars,
        token: 0,
        begun: 0,
        closed_at: None,
        group: None,
        quoted: false,
        cuts: Vec::new(),
    };
    scan.run();
    scan.cuts
}

struct Scan<'a> {
    line: &'a str,
    chars: Vec<(usize, char)>,
    /// Where the word without white space that holds the current character began.
    token: usize,
    /// Where the current sentence began.
    begun: usize,
    /// The closing bracket before which nothing is cut.
    closed_at: Option<usize>,
    /// The closing bracket after which a sentence begins.
    group: Option<usize>,
    /// An odd number of `"` so far.
    quoted: bool,
    cuts: Vec<usize>,
}

impl Scan<'_> {
    fn at(&self, i: usize) -> Option<char> {
        self.chars.get(i).map(|&(_, c)| c)
    }

    fn run(&mut self) {
        let mut i = 0;
        while let Some(c) = self.at(i) {
            if c.is_whitespace() {
                i = self.gap(i);
                continue;
            }
            if self.closed_at.is_some_and(|q| q < i) {
                self.closed_at = None;
            }
            if is_open_bracket(c) && self.closed_at.is_none() {
                self.closed_at = self.closing(i, 80);
            }
            if self.group == Some(i) {
                self.group = None;
                self.closed_at = None;
                let end = self.closers(self.marks(i + 1));
                let next = self.at(self.skip_space(end));
                if next.is_some_and(|n| {
                    !is_pause(n) && (!n.is_ascii() || n.is_uppercase() || n == '(')
                }) {
                    self.cut(end);
                }
                i = end;
            } else if is_end(c) {
                i = self.end_mark(i, c);
            } else {
                self.quoted ^= c == '"';
                i += 1;
                if is_cjk(c) || matches!(c, '\u{FF01}'..='\u{FF5E}') {
                    self.token = i;
                }
            }
        }
    }

    /// White space from `i`; returns where it ends.
    fn gap(&mut self, i: usize) -> usize {
        let end = self.skip_space(i);
        let run = &self.chars[i..end];
        let wide = run.iter().filter(|(_, c)| *c == '\u{3000}').count();
        let broken = run
            .iter()
            .any(|(_, c)| matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}'));
        self.token = end;
        if !broken && (run.len() >= 3 || wide >= 2) {
            self.cut(end);
        }
        end
    }

    /// A run of end marks from `i`; returns where to go on.
    fn end_mark(&mut self, i: usize, c: char) -> usize {
        let marks = self.marks(i);
        let end = self.closers(marks);
        self.quoted &= !self.chars[marks..end].iter().any(|(_, c)| *c == '"');
        if self.closed_at.is_some_and(|q| i < q) {
            // A group that ends here is seen to at its bracket.
            return marks;
        }
        let latin = matches!(c, '.' | '!' | '?');
        let cut = if latin {
            self.latin_ends(i, marks, end)
        } else {
            self.cjk_ends(i, end)
        };
        if cut {
            self.cut(end);
        }
        end
    }

    fn cjk_ends(&self, i: usize, end: usize) -> bool {
        let before = i.checked_sub(1).and_then(|b| self.at(b));
        let omission = self.at(i) == Some('…');
        let next = self.at(self.skip_space(end));
        !(omission && before.is_none_or(|b| b.is_ascii()))
            && next.is_some_and(|n| !(is_pause(n) || omission && n.is_lowercase()))
    }

    fn latin_ends(&self, i: usize, marks: usize, end: usize) -> bool {
        let dot = self.at(i) == Some('.');
        if dot && marks - i > 1 && self.chars[i..marks].iter().all(|(_, c)| *c == '.') {
            return false;
        }
        let mut next = self.skip_space(end);
        let spaced = next > end;
        let opened = next;
        while self
            .at(next)
            .is_some_and(|c| is_opener(c) || matches!(c, '"' | '\''))
        {
            next += 1;
        }
        let Some(n) = self.at(next) else { return false };
        let opener = next > opened;
        let word: String = self.chars[next..]
            .iter()
            .map(|&(_, c)| c)
            .take_while(|c| c.is_alphanumeric())
            .take(16)
            .collect();
        let from = self.token.max(i.saturating_sub(200)).min(i);
        let token: String = self.chars[from..i].iter().map(|&(_, c)| c).collect();
        let bare = token.trim_start_matches(|c: char| !c.is_alphanumeric());
        let closed = end > marks;
        if dot && !closed && !self.dot_ends(bare, n, &word, opener) {
            return false;
        }
        if is_cjk(n) || (opener && self.at(opened).is_some_and(|c| is_cjk(c) || c == '（')) {
            return true;
        }
        if spaced {
            let address = self.line[self.chars[next].0..].starts_with("http") || word == "www";
            return n.is_uppercase() || n.is_ascii_digit() || address || "©®$€£¥•*#@".contains(n);
        }
        // Glued: the word before must look like the end of one, the word after like a first one.
        let before = i.checked_sub(1).and_then(|b| self.at(b));
        let ended = closed
            || before.is_some_and(|b| {
                b.is_lowercase() || b.is_ascii_digit() || is_closer(b) || matches!(b, '"' | ')')
            });
        let rest: String = self.chars[next..]
            .iter()
            .map(|&(_, c)| c)
            .take_while(|c| c.is_ascii_graphic())
            .take(64)
            .collect();
        let name = rest
            .split('.')
            .skip(1)
            .any(|s| s.starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit()));
        let address =
            token.contains(['@', '/']) || token.starts_with("www.") || rest.contains('@') || name;
        let second = self.at(next + 1);
        let first_word = n.is_uppercase()
            && match second {
                Some(s) if s.is_lowercase() => {
                    self.at(next + word.chars().count()) != Some('.') || word.len() > 3
                }
                Some(s) if s.is_whitespace() || matches!(s, '\'' | '’') => matches!(n, 'A' | 'I'),
                Some(s) => s.is_uppercase() && word.len() > 4,
                None => false,
            };
        ended && !address && first_word && token.chars().filter(|c| c.is_alphanumeric()).count() > 1
    }

    /// Whether a single dot after `token` can end a sentence before `word`, which starts with `n`.
    fn dot_ends(&self, token: &str, n: char, word: &str, opener: bool) -> bool {
        let lower = token.to_lowercase();
        let clear = is_starter(word)
            || is_cjk(n) && !word.is_empty() && opener
            || (opener && n.is_uppercase())
            || n == '©';
        if TITLES.contains(&lower.as_str()) {
            return false;
        }
        if COUNTED.contains(&lower.as_str()) && (n.is_ascii_digit() || is_cjk(n)) {
            return false;
        }
        let last = token.rsplit('.').next().unwrap_or("");
        let initial = last.chars().count() == 1 && last.chars().all(char::is_uppercase);
        if initial || WEAK.contains(&lower.as_str()) {
            return clear;
        }
        // A list number, or `2.` before Han.
        let number =
            !token.is_empty() && token.len() <= 3 && token.bytes().all(|b| b.is_ascii_digit());
        let first = self
            .chars
            .get(self.token)
            .is_none_or(|&(at, _)| at <= self.begun);
        !(number && (first || is_cjk(n))) && !token.is_empty()
            || (token.is_empty() && self.token > 0)
    }

    fn skip_space(&self, mut i: usize) -> usize {
        while self.at(i).is_some_and(char::is_whitespace) {
            i += 1;
        }
        i
    }

    fn marks(&self, mut i: usize) -> usize {
        while self.at(i).is_some_and(is_end) {
            i += 1;
        }
        i
    }

    fn closers(&self, mut i: usize) -> usize {
        let mut quoted = self.quoted;
        while let Some(c) = self.at(i) {
            let straight = match c {
                '"' => quoted || self.at(i + 1).is_none_or(char::is_whitespace),
                '\'' => self.at(i + 1).is_none_or(|n| n.is_whitespace() || n == '"'),
                _ => false,
            };
            if !straight && !is_closer(c) {
                break;
            }
            quoted &= c != '"';
            i += 1;
        }
        i
    }

    /// The bracket that closes the one at `open`, if it is less than `limit` characters away.
    fn closing(&self, open: usize, limit: usize) -> Option<usize> {
        let mut depth = 0;
        for (k, &(_, c)) in self.chars[open..].iter().enumerate().take(limit) {
            if is_open_bracket(c) {
                depth += 1;
            } else if matches!(c, '）' | ')' | '】') {
                depth -= 1;
                if depth == 0 {
                    return Some(open + k);
                }
            }
        }
        None
    }

    /// A sentence begins at the first character from `i` on that is not white space.
    fn cut(&mut self, i: usize) {
        let i = self.skip_space(i);
        let Some(&(at, c)) = self.chars.get(i) else {
            return;
        };
        if at == 0
            || self.cuts.last().is_some_and(|&last| last >= at)
            || !is_grapheme_boundary(self.line, at)
        {
            return;
        }
        self.cuts.push(at);
        self.begun = at;
        self.token = i;
        self.quoted = false;
        if is_open_bracket(c) {
            self.group = self.closing(i, 200);
        }
    }
}
