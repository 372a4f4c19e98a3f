//! The folding itself: from one end of the text to the other, in runs of one kind.

use super::ascii::Cursor;
use super::entry::{DROPPED, SPACE, TIGHT};
use super::places::Places;
use super::simd::{self, Way};
use super::table::{To, entry, len, stays};
use super::{Folded, Row};

/// Room behind what the rest of the input may take, for writing more bytes at once than are meant.
const SLACK: usize = 64;

/// Folds `text`; see [`Folded::new`].
pub(super) fn fold<'t>(text: &'t str, rows: &[Row], way: Way) -> Folded<'t> {
    let mut folder = Folder {
        text,
        rows,
        row: 0,
        out: vec![0; text.len() + SLACK],
        places: Places::new(text.len()),
        at: Cursor {
            input: 0,
            folded: 0,
            tight: true,
        },
    };
    let mut end = 0;
    while folder.at.input < text.len() {
        folder.places.mark(folder.at.input, folder.at.folded);
        if folder.run(way) || folder.one() {
            end = folder.at.input;
        }
    }
    let Folder {
        mut out,
        mut places,
        at,
        ..
    } = folder;
    places.mark(at.input, at.folded);
    out.truncate(at.folded);
    Folded {
        input: text,
        text: simd::string(out),
        places,
        end,
    }
}

struct Folder<'t> {
    text: &'t str,
    rows: &'t [Row],
    /// The first row that may end later.
    row: usize,
    /// Longer than the folded text so far by the rest of the input and some slack.
    out: Vec<u8>,
    places: Places,
    at: Cursor,
}

impl Folder<'_> {
    /// Folds what can be folded in a row, to the next mark or little beyond. Whether it kept
    /// anything, after which nothing was dropped.
    fn run(&mut self, way: Way) -> bool {
        let input = self.at.input;
        let limit = self.places.next_mark();
        if self.text.as_bytes()[input] >= 0x80 {
            self.others(limit);
        } else {
            let (text, out) = (self.text.as_bytes(), &mut self.out[..]);
            simd::ascii(text, out, &mut self.places, &mut self.at, limit, way);
        }
        self.at.input > input
    }

    /// Characters of two and three bytes.
    fn others(&mut self, limit: usize) {
        let (text, out) = (self.text.as_bytes(), &mut self.out[..]);
        let Cursor {
            mut input,
            mut folded,
            mut tight,
        } = self.at;
        while input < limit {
            let run = input;
            while let Some(word) = word(text, input).filter(|&w| input < limit && stays(w)) {
                write(out, folded, word);
                input += 3;
                folded += 3;
            }
            if input > run {
                let last = word(text, input - 3).expect("it was read");
                tight = entry(last) & TIGHT != 0;
            }
            let Some(word) = word(text, input) else {
                break;
            };
            let (bytes, own) = match word & 0xF0 {
                0xE0 => (3, word & 0xFF_FFFF),
                0xC0 | 0xD0 => (2, word & 0xFFFF),
                _ => break,
            };
            let entry = entry(word);
            let len = len(entry);
            if entry & (SPACE | DROPPED) != 0 || len > bytes {
                break;
            }
            write(out, folded, own ^ entry);
            if len < bytes {
                self.places
                    .drop_some(input + len, 0b11 >> (2 - (bytes - len)));
            }
            input += bytes;
            folded += len;
            tight = entry & TIGHT != 0;
        }
        self.at = Cursor {
            input,
            folded,
            tight,
        };
    }

    /// One character of any kind, or a run of white space. Whether it was kept.
    #[inline]
    fn one(&mut self) -> bool {
        let Cursor { input, folded, .. } = self.at;
        let (to, end) = To::at(self.text, input);
        match to {
            To::Dropped => {
                self.places.drop(input, end);
                self.at.input = end;
            }
            To::Space => self.space(end),
            To::Kept(bytes, len, tight) => {
                write(&mut self.out, folded, bytes);
                self.at = Cursor {
                    input: end,
                    folded: folded + len,
                    tight,
                };
                if len != end - input {
                    self.resize(input, end - input, folded, len);
                }
                return true;
            }
        }
        false
    }

    /// The character at byte `input` is folded to `len` bytes instead of `bytes`.
    #[inline]
    fn resize(&mut self, input: usize, bytes: usize, folded: usize, len: usize) {
        if len < bytes {
            self.places.drop(input + len, input + bytes);
            return;
        }
        assert!(len == bytes + 1, "no character grows by more than a byte");
        self.places.carry_two(input);
        let needed = folded + len + self.text.len() - input;
        if self.out.len() < needed + SLACK / 2 {
            self.out.resize(needed + needed / 8 + SLACK, 0);
        }
    }

    /// The run of white space that starts here and whose first character ends at `end`.
    fn space(&mut self, end: usize) {
        let start = self.at.input;
        let mut hard = self.is_hard(start);
        let mut at = end;
        let mut kept = false;
        while at < self.text.len() {
            let (to, end) = To::at(self.text, at);
            match to {
                To::Dropped => {}
                To::Space => hard |= self.is_hard(at),
                To::Kept(_, _, tight) => {
                    kept = self.at.folded > 0 && (hard || !self.at.tight && !tight);
                    break;
                }
            }
            at = end;
        }
        if kept {
            self.out[self.at.folded] = if hard { b'\n' } else { b' ' };
            self.at.folded += 1;
        }
        self.places.drop(start + usize::from(kept), at);
        self.at.input = at;
    }

    /// Whether the white space at byte `at` of the input is in a hard break. Asked in order.
    fn is_hard(&mut self, at: usize) -> bool {
        while self.rows.get(self.row).is_some_and(|r| r.next <= at) {
            self.row += 1;
        }
        let row = self.rows.get(self.row);
        row.is_some_and(|r| !r.soft && r.range.end <= at)
    }
}

/// Four bytes, the first lowest.
#[inline]
fn word(text: &[u8], at: usize) -> Option<u32> {
    text[at..].first_chunk().map(|w| u32::from_le_bytes(*w))
}

/// Writes the bytes of a character, the first lowest. Those above it do not matter: the next
/// character goes over them.
#[inline]
fn write(out: &mut [u8], at: usize, bytes: u32) {
    let to = out[at..].first_chunk_mut();
    *to.expect("there is slack behind the text") = bytes.to_le_bytes();
}
