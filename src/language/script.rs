//! A text as a list of atoms: stretches of letters in one script, inside one clause.

use super::gap::{Break, Gap, Marks, gap};
use super::han::{self, Form};

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
#[derive(Debug, Clone)]
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
const NAME: u64 = 20;
const WORD: u64 = 40;
const ADDRESS: u64 = 10;
const LETTER: u64 = 10;

fn script(c: char) -> Option<Script> {
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
    };
    let mut at = 0;
    let mut gap_start = 0;
    while let Some(c) = text[at..].chars().next() {
        let next = at + c.len_utf8();
        match script(c) {
            Some(kind) => {
                at = scan.letter(kind, c, gap_start, at, next);
                gap_start = at;
            }
            None => at = next,
        }
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
}

impl Scan<'_> {
    /// Takes one letter, with the gap before it, and returns where to read on.
    fn letter(&mut self, kind: Script, c: char, gap_start: usize, at: usize, next: usize) -> usize {
        let gap_text = &self.text[gap_start..at];
        let new_word = !matches!(gap_text, "" | "'" | "’") || self.atoms.is_empty();
        let gap = match gap_text {
            "" | " " => Gap::plain(at),
            _ => gap(self.text, gap_start, at, &mut self.marks),
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
                match han::form(c) {
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
}

/// The end of the web or mail address, dotted abbreviation or code with figures (SH600519) that
/// starts at `at`, if one does. Such a word says little of the language around it.
fn address(text: &str, at: usize, looked: &mut usize) -> Option<usize> {
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
