//! Whether a full stop, an exclamation or a question mark ends a sentence.

use super::super::{is_alphanumeric, is_cjk};
use super::marks::{is_closer, is_opener};

/// Always before a name or a number.
pub(super) const TITLES: &[&str] = &[
    "mr", "mrs", "ms", "dr", "prof", "st", "gen", "sen", "rep", "gov", "lt", "col", "sgt", "capt",
    "cmdr", "adm", "rev", "hon", "pres", "messrs", "vs", "v", "e.g", "i.e", "cf", "fig", "al",
    "approx", "dept", "mt", "ft", "viz", "sec", "supt", "attn",
];
/// Before a number only.
pub(super) const COUNTED: &[&str] = &[
    "no", "nos", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov",
    "dec", "p", "pp", "art", "vol",
];
/// May end a sentence, and does if what follows clearly begins one.
pub(super) const WEAK: &[&str] = &[
    "inc", "corp", "ltd", "co", "llc", "plc", "bros", "jr", "sr", "etc", "a.m", "p.m", "ph.d",
    "cos", "est", "ave", "blvd", "pty", "bhd", "n.v", "s.a", "a.g",
];

/// Words that clearly begin a sentence.
pub(super) fn is_starter(word: &str) -> bool {
    matches!(
        word,
        "The"
            | "A"
            | "An"
            | "It"
            | "Its"
            | "He"
            | "She"
            | "They"
            | "We"
            | "In"
            | "On"
            | "At"
            | "But"
            | "And"
            | "This"
            | "That"
            | "These"
            | "Those"
            | "His"
            | "Her"
            | "Their"
            | "There"
            | "For"
            | "As"
            | "By"
            | "If"
            | "When"
            | "While"
            | "However"
            | "Shares"
            | "After"
            | "Before"
            | "With"
            | "From"
            | "To"
            | "Some"
            | "All"
            | "Most"
            | "Our"
            | "You"
            | "Your"
            | "What"
            | "Meanwhile"
            | "Since"
            | "Although"
            | "Though"
            | "According"
            | "Analysts"
            | "Investors"
            | "Such"
            | "Under"
            | "Today"
            | "No"
            | "Not"
            | "Please"
            | "Copyright"
            | "Click"
            | "Read"
            | "Subscribe"
            | "Is"
            | "Reporting"
            | "Editing"
            | "Any"
            | "Also"
            | "More"
            | "One"
            | "Last"
            | "Now"
            | "Then"
            | "Earlier"
            | "Neither"
            | "Both"
            | "Here"
            | "Disclaimer"
    )
}

/// A run of end marks, its places as byte offsets.
pub(super) struct Stop<'a> {
    pub(super) line: &'a str,
    /// Where the word before began.
    pub(super) token: usize,
    /// Where the sentence began.
    pub(super) begun: usize,
    /// The first mark.
    pub(super) at: usize,
    /// The end of the marks, and of the closing marks after them.
    pub(super) marks: usize,
    pub(super) end: usize,
}

impl Stop<'_> {
    /// Whether a sentence begins after it.
    pub(super) fn ends(&self) -> bool {
        let marks = &self.line.as_bytes()[self.at..self.marks];
        let dot = marks[0] == b'.';
        if marks.len() > 1 && marks.iter().all(|&b| b == b'.') {
            return false;
        }
        let after = &self.line[self.end..];
        let opening = after.trim_start();
        let spaced = opening.len() < after.len();
        let next = opening.trim_start_matches(|c| is_opener(c) || matches!(c, '"' | '\''));
        let Some(n) = next.chars().next() else {
            return false;
        };
        let opener = (next.len() < opening.len())
            .then(|| opening.chars().next())
            .flatten();
        let word = leading(next, 16, is_alphanumeric);
        let token = self.token();
        let closed = self.end > self.marks;
        if dot && !closed {
            let bare = token.trim_start_matches(|c| !is_alphanumeric(c));
            if !self.dot_ends(bare, n, word, opener.is_some()) {
                return false;
            }
        }
        if is_cjk(n) || opener.is_some_and(|c| is_cjk(c) || c == '（') {
            return true;
        }
        if spaced {
            return n.is_uppercase()
                || n.is_ascii_digit()
                || matches!(n, '©' | '®' | '$' | '€' | '£' | '¥' | '•' | '*' | '#' | '@')
                || next.starts_with("http")
                || word == "www";
        }
        self.glued(token, next, word, n, closed)
    }

    /// The word before, or its last 200 characters.
    fn token(&self) -> &str {
        let token = &self.line[self.token.min(self.at)..self.at];
        if token.len() <= 200 {
            return token;
        }
        let from = token.char_indices().rev().nth(199);
        &token[from.map_or(0, |(at, _)| at)..]
    }

    /// Without white space between: the word before must look like the end of a sentence, the word
    /// after like a first one.
    fn glued(&self, token: &str, next: &str, word: &str, n: char, closed: bool) -> bool {
        let first_word = || {
            let mut chars = next.chars();
            n.is_uppercase()
                && match chars.nth(1) {
                    Some(s) if s.is_lowercase() => {
                        !next[word.len()..].starts_with('.') || word.len() > 3
                    }
                    Some(s) if s.is_whitespace() || matches!(s, '\'' | '’') => {
                        matches!(n, 'A' | 'I')
                    }
                    Some(s) => s.is_uppercase() && word.len() > 4,
                    None => false,
                }
        };
        let ended = || {
            let before = self.line[..self.at].chars().next_back();
            closed
                || before.is_some_and(|b| {
                    b.is_lowercase() || b.is_ascii_digit() || is_closer(b) || matches!(b, '"' | ')')
                })
        };
        let address = || {
            let rest = leading(next, 64, |c| c.is_ascii_graphic());
            let mut parts = rest.split('.').skip(1);
            let name = |s: &str| s.starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit());
            token.contains(['@', '/'])
                || token.starts_with("www.")
                || rest.contains('@')
                || parts.any(name)
        };
        first_word()
            && ended()
            && !address()
            && token
                .chars()
                .filter(|&c| is_alphanumeric(c))
                .nth(1)
                .is_some()
    }

    /// Whether a single dot after `token` can end a sentence before `word`, which starts with `n`.
    fn dot_ends(&self, token: &str, n: char, word: &str, opener: bool) -> bool {
        let is_in = |list: &[&str]| list.iter().any(|t| token.eq_ignore_ascii_case(t));
        if is_in(TITLES) {
            return false;
        }
        if (n.is_ascii_digit() || is_cjk(n)) && is_in(COUNTED) {
            return false;
        }
        let last = token.rsplit('.').next().unwrap_or("");
        let mut chars = last.chars();
        let initial = chars.next().is_some_and(char::is_uppercase) && chars.next().is_none();
        if initial || is_in(WEAK) {
            return is_starter(word)
                || is_cjk(n) && !word.is_empty() && opener
                || (opener && n.is_uppercase())
                || n == '©';
        }
        // A list number, or `2.` before Han.
        let number =
            !token.is_empty() && token.len() <= 3 && token.bytes().all(|b| b.is_ascii_digit());
        let first = self.token <= self.begun;
        !(number && (first || is_cjk(n))) && !token.is_empty()
            || (token.is_empty() && self.token > 0)
    }
}

/// What `text` begins with of characters that are so, no more than `limit`.
fn leading(text: &str, limit: usize, is: impl Fn(char) -> bool) -> &str {
    let mut chars = text.char_indices().enumerate();
    let end = chars.find(|&(i, (_, c))| i == limit || !is(c));
    end.map_or(text, |(_, (at, _))| &text[..at])
}
