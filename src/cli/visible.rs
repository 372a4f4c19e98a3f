//! Standard output for texts as they are: byte for byte into a file or a pipe, but with signs in the
//! place of what would act on a terminal, where someone looks at it.

use std::io::{self, IsTerminal as _, Write};

use jingwen::batch::printable;

/// Standard output.
pub struct Shown<W> {
    out: W,
    /// Nothing may act.
    tame: bool,
    /// The beginning of a character whose rest is still to come.
    begun: Vec<u8>,
}

/// Standard output, tame on a terminal.
pub fn stdout() -> Shown<io::Stdout> {
    let out = io::stdout();
    let tame = out.is_terminal();
    Shown::new(out, tame)
}

impl<W: Write> Shown<W> {
    fn new(out: W, tame: bool) -> Self {
        let begun = Vec::new();
        Shown { out, tame, begun }
    }

    /// Writes what may follow as it is, and signs for the rest.
    fn tamed(&mut self, text: &str) -> io::Result<()> {
        let mut kept = 0;
        for (at, c) in text.char_indices() {
            if acts(c) {
                self.out.write_all(&text.as_bytes()[kept..at])?;
                kept = at + c.len_utf8();
                self.out.write_all(printable(&text[at..kept]).as_bytes())?;
            }
        }
        self.out.write_all(&text.as_bytes()[kept..])
    }
}

/// Controls but for those that lay out a text, and what turns its direction around.
fn acts(c: char) -> bool {
    c.is_control() && c != '\n' && c != '\t'
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}' | '\u{61C}')
}

impl<W: Write> Write for Shown<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.tame {
            return self.out.write(bytes);
        }
        let mut all = std::mem::take(&mut self.begun);
        all.extend_from_slice(bytes);
        let mut chunks = all.utf8_chunks().peekable();
        let mut begun = Vec::new();
        while let Some(chunk) = chunks.next() {
            self.tamed(chunk.valid())?;
            let rest = chunk.invalid();
            // Three bytes at most begin a character.
            if chunks.peek().is_none() && is_begun(rest) {
                begun = rest.to_vec();
            } else {
                for byte in rest {
                    write!(self.out, "\\x{byte:02x}")?;
                }
            }
        }
        self.begun = begun;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Whether bytes begin a character, and do not end it.
fn is_begun(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &[u8], tame: bool, at_once: usize) -> Vec<u8> {
        let mut shown = Shown::new(Vec::new(), tame);
        for part in text.chunks(at_once) {
            shown.write_all(part).unwrap();
        }
        shown.out
    }

    #[test]
    fn what_acts_on_a_terminal_is_shown_as_signs_and_goes_into_files_as_it_is() {
        let text = "新闻\t\u{1b}[2J\u{9b}31m\u{202e}x\u{7}\r\n👩‍👩‍👧 é\n".as_bytes();
        let odd = [text, b"\xFF\x1b\xE6\x96\n"].concat();
        let expected =
            "新闻\t\\u{1b}[2J\\u{9b}31m\\u{202e}x\\u{7}\\r\n👩‍👩‍👧 é\n\\xff\\u{1b}\\xe6\\x96\n";
        for at_once in [1, 2, 3, 5, 1000] {
            let tame = shown(&odd, true, at_once);
            assert_eq!(String::from_utf8(tame).unwrap(), expected, "{at_once}");
            assert_eq!(shown(&odd, false, at_once), odd);
        }
    }
}
