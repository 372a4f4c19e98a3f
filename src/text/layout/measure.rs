//! How wide text is, and what else one pass over a row tells.

use super::super::{is_cjk, is_common_han, is_ignorable};

/// Columns, where Han takes two, and characters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Width {
    pub(super) columns: usize,
    pub(super) chars: usize,
}

impl Width {
    pub(super) fn of(text: &str) -> Width {
        Measure::of(text).width
    }

    pub(super) fn plus(self, other: Width) -> Width {
        Width {
            columns: self.columns + other.columns,
            chars: self.chars + other.chars,
        }
    }

    fn take(&mut self, columns: usize) {
        self.columns += columns;
        self.chars += 1;
    }
}

/// What is counted in a row.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Measure {
    pub(super) width: Width,
    /// Up to the first white space, in bytes and in width, if there is any.
    pub(super) chunk: Option<(usize, Width)>,
    /// Full-width full stops and commas.
    pub(super) stops: usize,
    /// The bars that part the cells of a table.
    pub(super) bars: usize,
    /// Three spaces stand side by side.
    pub(super) gaps: bool,
}

impl Measure {
    pub(super) fn of(text: &str) -> Measure {
        let bytes = text.as_bytes();
        let mut out = Measure::default();
        let mut at = 0;
        while let Some(&lead) = bytes.get(at) {
            match lead {
                b' ' | b'\t'..=b'\r' => {
                    out.chunk.get_or_insert((at, out.width));
                    out.gaps |= bytes[at..].starts_with(b"   ");
                    out.width.take(1);
                    at += 1;
                }
                0..=0x7F => {
                    out.bars += usize::from(lead == b'|');
                    out.width.take(1);
                    at += 1;
                }
                _ if is_common_han(&bytes[at..]) => {
                    out.width.take(2);
                    at += 3;
                }
                _ => at = out.other(text, at),
            }
        }
        out
    }

    /// Takes the character at `at`, which is neither ASCII nor common Han; returns where it ends.
    fn other(&mut self, text: &str, at: usize) -> usize {
        let Some(c) = text[at..].chars().next() else {
            return text.len();
        };
        if c.is_whitespace() {
            self.chunk.get_or_insert((at, self.width));
        }
        self.stops += usize::from(matches!(c, '。' | '，'));
        self.bars += usize::from(matches!(c, '│' | '｜'));
        let wide = matches!(c, '\u{3000}' | '\u{FF01}'..='\u{FF60}' | '\u{FFE0}'..='\u{FFE6}' | '\u{AC00}'..='\u{D7A3}');
        if !is_ignorable(c) {
            self.width.take(1 + usize::from(wide || is_cjk(c)));
        }
        at + c.len_utf8()
    }
}
