//! Diagnostics on standard error, counted: the exit status follows from the count.

use std::fmt::Display;
use std::io::{self, Write as _};
use std::path::Path;

use jingwen::batch::{Notice, printable};

/// Prints errors and notes, and remembers that there was an error.
#[derive(Debug)]
pub struct Messages {
    quiet: bool,
    errors: usize,
}

impl Messages {
    /// With `quiet`, notes are not printed.
    pub fn new(quiet: bool) -> Self {
        Messages { quiet, errors: 0 }
    }

    /// Something was not done; the rest goes on.
    pub fn error(&mut self, message: impl Display) {
        self.errors += 1;
        say(format_args!("error: {message}\n"));
    }

    /// Something the user may want to know; nothing is lost.
    pub fn note(&self, message: impl Display) {
        if !self.quiet {
            say(format_args!("note: {message}\n"));
        }
    }

    /// A line of a summary.
    pub fn plain(&self, message: impl Display) {
        if !self.quiet {
            say(format_args!("{message}\n"));
        }
    }

    /// What the library has to say.
    pub fn tell(&mut self, notice: &Notice) {
        match notice {
            Notice::Error(_, what) => self.error(what),
            Notice::Note(what) => self.note(what),
            Notice::Answer(what) => self.answer(what),
        }
    }

    /// What was asked for on standard error; printed also if quiet.
    pub fn answer(&self, message: impl Display) {
        say(message);
    }

    /// Whether notes are not printed.
    pub fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Whether anything was not done.
    pub fn failed(&self) -> bool {
        self.errors > 0
    }
}

/// A reader of standard error that went away changes nothing.
pub fn say(message: impl Display) {
    // Whatever is quoted in it: nothing acts.
    let lines = message.to_string();
    let lines: Vec<String> = lines.split('\n').map(printable).collect();
    let _ = io::stderr().lock().write_all(lines.join("\n").as_bytes());
}

/// A number of things, by their name in the singular.
pub fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// A path, as it can be printed.
pub fn shown(path: &Path) -> String {
    printable(&path.to_string_lossy())
}

/// The first characters of a text, printable and in quotes.
pub fn excerpt(text: &str) -> String {
    const CHARS: usize = 60;
    let end = text.char_indices().nth(CHARS).map(|(at, _)| at);
    let shown = printable(&text[..end.unwrap_or(text.len())]).replace('"', "\\\"");
    let more = if end.is_some() { "…" } else { "" };
    format!("\"{shown}{more}\"")
}

/// The name closest to a mistyped one, if any is close.
pub fn nearest<'n>(typed: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let near = names.map(|name| (distance(typed, name), name)).min()?;
    (near.0 <= 3.max(typed.chars().count() / 2)).then_some(near.1)
}

/// Levenshtein distance in characters.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let change = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn excerpts_carry_no_terminal_escapes_and_no_direction_marks() {
        assert_eq!(
            excerpt("\x1b[31m广\"告\u{202E}\n"),
            "\"\\u{1b}[31m广\\\"告\\u{202e}\\n\""
        );
        assert_eq!(
            excerpt(&"长".repeat(70)),
            format!("\"{}…\"", "长".repeat(60))
        );
    }

    #[test]
    fn the_nearest_name_is_offered_only_when_near() {
        let names = ["copyright", "other", "cookie_privacy"];
        assert_eq!(nearest("copyrite", names.into_iter()), Some("copyright"));
        assert_eq!(
            nearest("cookie-privacy", names.into_iter()),
            Some("cookie_privacy")
        );
        assert_eq!(nearest("zzzzzzzz", names.into_iter()), None);
    }
}
