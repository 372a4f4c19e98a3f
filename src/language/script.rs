//! A text as a list of atoms: stretches of letters in one script, inside one clause.

use super::gap::{Break, Marks, common_gap, gap};
use super::han::{Form, Forms};
use crate::text::is_common_han;

/// The scripts that matter to the splitter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Script {
    Latin,
    Han,
    /// Kana and Hangul, whose sentences may have Han characters in them.
    East,
    Other,
}

/// A stretch of letters in one script.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Atom {
    pub(super) script: Script,
    /// From the first letter to the end of the last one, in bytes.
    pub(super) start: usize,
    pub(super) end: usize,
    /// What stands before the atom, and where the text is cut if the language changes there.
    pub(super) gap: Break,
    pub(super) cut: usize,
    /// How much the atom says for its script, in twentieths of a Han character.
    pub(super) weight: u64,
    pub(super) letters: usize,
    /// Full-width punctuation in and around it.
    pub(super) wide: u64,
    /// Characters that are only Simplified, and only Traditional.
    pub(super) simplified: u64,
    pub(super) traditional: u64,
}

pub(super) const HAN: u64 = 20;
/// A capitalised word may be a name in any language; a lower-case one is its language's own.
pub(super) const NAME: u64 = 20;
pub(super) const WORD: u64 = 40;
pub(super) const ADDRESS: u64 = 10;
pub(super) const LETTER: u64 = 10;

pub(super) fn script(c: char) -> Option<Script> {
    if c.is_ascii() {
        return c.is_ascii_alphabetic().then_some(Script::Latin);
    }
    match c as u32 {
        0xAA | 0xBA | 0xC0..=0xD6 | 0xD8..=0xF6 | 0xF8..=0x2AF => Some(Script::Latin),
        0x1E00..=0x1EFF | 0xFF21..=0xFF3A | 0xFF41..=0xFF5A => Some(Script::Latin),
        0x3005 | 0x3007 | 0x3100..=0x312F | 0x3400..=0x4DBF | 0x4E00..=0x9FFF => Some(Script::Han),
        0xF900..=0xFAFF | 0x20000..=0x3FFFD => Some(Script::Han),
        0x3041..=0x3096 | 0x30A1..=0x30FA | 0x31F0..=0x31FF | 0xFF66..=0xFF9D => Some(Script::East),
        0x1100..=0x11FF | 0x3131..=0x318E | 0xAC00..=0xD7FF => Some(Script::East),
        // General and full-width punctuation.
        0x2000..=0x203F | 0x3000..=0x3004 | 0x3008..=0x3020 | 0xFF00..=0xFF20 => None,
        _ => c.is_alphabetic().then_some(Script::Other),
    }
}

/// Reads the atoms of a text, in one pass.
pub(super) fn atoms(text: &str) -> Vec<Atom> {
    let mut scan = Scan {
        text,
        atoms: Vec::new(),
        marks: Marks {
            quoted: false,
            bracket: Break::Bracket,
        },
        looked: 0,
        forms: Forms::get(),
    };
    let bytes = text.as_bytes();
    let mut at = 0;
    let mut gap_start = 0;
    while at < bytes.len() {
        if bytes[at].is_ascii() && !bytes[at].is_ascii_alphabetic() {
            at += 1;
            continue;
        }
        let Some(c) = text[at..].chars().next() else {
            break;
        };
        let next = at + c.len_utf8();
        at = match script(c) {
            None => next,
            Some(kind) => {
                let end = scan.letter(kind, c, gap_start, at, next);
                gap_start = match kind {
                    Script::Latin => scan.latin(end),
                    Script::Han => scan.han(end),
                    _ => end,
                };
                gap_start
            }
        };
    }
    let tail = gap(text, gap_start, text.len(), &mut scan.marks);
    if let Some(last) = scan.atoms.last_mut() {
        last.wide += tail.wide_before + tail.wide_after;
    }
    scan.atoms
}

struct Scan<'t> {
    text: &'t str,
    atoms: Vec<Atom>,
    marks: Marks,
    /// How far the text has been searched for addresses, so that none is searched twice.
    looked: usize,
    forms: &'static Forms,
}

impl Scan<'_> {
    /// Takes one letter, with the gap before it, and returns where to read on.
    fn letter(&mut self, kind: Script, c: char, gap_start: usize, at: usize, next: usize) -> usize {
        let gap_text = &self.text[gap_start..at];
        let new_word = !matches!(gap_text, "" | "'" | "’") || self.atoms.is_empty();
        let gap = match common_gap(self.text, gap_start, at, &mut self.marks) {
            Some(gap) => gap,
            None => gap(self.text, gap_start, at, &mut self.marks),
        };
        let changed = match self.atoms.last_mut() {
            Some(last) => {
                last.wide += gap.wide_before;
                last.script != kind || gap.kind < Break::Comma
            }
            None => true,
        };
        if changed {
            self.atoms.push(Atom {
                script: kind,
                start: at,
                end: at,
                gap: if self.atoms.is_empty() {
                    Break::Line
                } else {
                    gap.kind
                },
                cut: gap.cut,
                weight: 0,
                letters: 0,
                wide: 0,
                simplified: 0,
                traditional: 0,
            });
        }
        let mut end = next;
        let Some(atom) = self.atoms.last_mut() else {
            return next;
        };
        atom.wide += gap.wide_after;
        atom.letters += 1;
        match kind {
            Script::Latin if new_word || changed => {
                match address(self.text, at, &mut self.looked) {
                    Some(address_end) => {
                        end = address_end;
                        atom.weight += ADDRESS;
                    }
                    None if c.is_uppercase() => atom.weight += NAME,
                    None => atom.weight += WORD,
                }
            }
            Script::Latin => {}
            Script::Han => {
                atom.weight += HAN;
                match self.forms.of(c) {
                    Some(Form::Simplified) => atom.simplified += 1,
                    Some(Form::Traditional) => atom.traditional += 1,
                    None => {}
                }
            }
            Script::East => atom.weight += HAN,
            Script::Other => atom.weight += LETTER,
        }
        atom.end = end;
        end
    }

    /// Takes what goes on a Latin atom at `at` without ending it: ASCII letters and more words, as
    /// long as what parts them is known to change nothing. Returns where to read on.
    fn latin(&mut self, mut at: usize) -> usize {
        let bytes = self.text.as_bytes();
        let Some(atom) = self.atoms.last_mut() else {
            return at;
        };
        let is_letter = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphabetic);
        let more = letters(&bytes[at..]);
        atom.letters += more;
        at += more;
        loop {
            let start = match bytes[at..] {
                [b' ' | b'-', next, ..] if next.is_ascii_alphabetic() => at + 1,
                [b',', b' ', next, ..] if next.is_ascii_alphabetic() => at + 2,
                [b'\'', next, ..] if next.is_ascii_alphabetic() => {
                    let more = letters(&bytes[at + 1..]);
                    atom.letters += more;
                    at += 1 + more;
                    continue;
                }
                [b' ', next, ..] if next.is_ascii_digit() => {
                    let end = at + 1 + figure(&bytes[at + 1..]);
                    match bytes.get(end) {
                        Some(b' ') if is_letter(end + 1) => end + 1,
                        Some(_) if is_letter(end) => end,
                        _ => break,
                    }
                }
                _ => break,
            };
            let end = start + letters(&bytes[start..]);
            let address = if self.looked <= start && ends_word(&bytes[end..]) {
                self.looked = end;
                None
            } else {
                address(self.text, start, &mut self.looked)
            };
            match address {
                Some(end) => {
                    let more = letters(&bytes[end..]);
                    atom.letters += 1 + more;
                    atom.weight += ADDRESS;
                    at = end + more;
                }
                None => {
                    let name = bytes[start].is_ascii_uppercase();
                    atom.letters += end - start;
                    atom.weight += if name { NAME } else { WORD };
                    at = end;
                }
            }
        }
        atom.end = at;
        at
    }

    /// The same for a Han atom: more Han characters, with commas or figures between them.
    fn han(&mut self, mut at: usize) -> usize {
        let bytes = self.text.as_bytes();
        let Some(atom) = self.atoms.last_mut() else {
            return at;
        };
        loop {
            let run = self.forms.read(&bytes[at..]);
            atom.simplified += run.simplified;
            atom.traditional += run.traditional;
            atom.letters += run.length / 3;
            atom.weight += HAN * (run.length / 3) as u64;
            at += run.length;
            atom.end = at;
            let rest = &bytes[at..];
            let comma = rest.starts_with("，".as_bytes()) || rest.starts_with("、".as_bytes());
            let parted = if comma { 3 } else { figure(rest) };
            if parted == 0 || !is_common_han(&rest[parted..]) {
                return at;
            }
            atom.wide += u64::from(comma);
            at += parted;
        }
    }
}

/// How many ASCII letters `bytes` begins with.
pub(super) fn letters(bytes: &[u8]) -> usize {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGHS: u64 = ONES << 7;
    let mut at = 0;
    while let Some(eight) = bytes[at..].first_chunk() {
        let word = u64::from_le_bytes(*eight);
        // In lower case, and without the high bits, so that no sum goes beyond its byte.
        let low = (word | ONES << 5) & !HIGHS;
        let from_a = low + ONES * u64::from(0x80 - b'a');
        let past_z = low + ONES * u64::from(0x80 - b'z' - 1);
        let others = !(from_a & !past_z & !word) & HIGHS;
        if others > 0 {
            return at + others.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    let rest = bytes[at..].iter();
    at + rest.take_while(|b| b.is_ascii_alphabetic()).count()
}

/// How long a figure `bytes` begins with: digits, with full stops and commas between them, and a
/// percent sign. No sentence ends in it.
fn figure(bytes: &[u8]) -> usize {
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut at = 0;
    while is_digit(at) {
        at += 1;
        if matches!(bytes.get(at), Some(b'.' | b',')) && is_digit(at + 1) {
            at += 1;
        }
    }
    at + usize::from(at > 0 && bytes.get(at) == Some(&b'%'))
}

/// Whether a word of ASCII letters that stands before `rest` is no address or code for certain: at
/// most one mark follows it.
fn ends_word(rest: &[u8]) -> bool {
    let is_graphic = |b: Option<&u8>| b.is_some_and(u8::is_ascii_graphic);
    !is_graphic(rest.first()) || (!is_graphic(rest.get(1)) && !rest[0].is_ascii_alphanumeric())
}

/// The end of the web or mail address, dotted abbreviation or code with figures (SH600519) that
/// starts at `at`, if one does. Such a word says little of the language around it.
pub(super) fn address(text: &str, at: usize, looked: &mut usize) -> Option<usize> {
    if at < *looked {
        return None;
    }
    let bytes = &text.as_bytes()[at..];
    let length = bytes.iter().take_while(|b| b.is_ascii_graphic()).count();
    *looked = at + length;
    let chunk = &bytes[..length];
    let dotted = chunk.windows(3).any(|w| {
        w == b"://"
            || w[0].is_ascii_alphanumeric() && b".@".contains(&w[1]) && w[2].is_ascii_alphanumeric()
    });
    if dotted {
        let last = chunk.iter().rposition(u8::is_ascii_alphanumeric)?;
        return Some(at + last + 1);
    }
    let is_code = |b: &&u8| b.is_ascii_uppercase() || b.is_ascii_digit();
    let code = chunk.iter().take_while(is_code).count();
    let whole = !chunk.get(code).is_some_and(u8::is_ascii_lowercase);
    (whole && chunk[..code].iter().any(u8::is_ascii_digit)).then_some(at + code)
}
