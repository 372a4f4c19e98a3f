//! A text as a list of atoms: stretches of letters in one script, inside one clause.

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

/// What stands between two atoms, in the order of how readily a language changes there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Break {
    Line,
    Separator,
    Sentence,
    ColonQuote,
    Quote,
    Colon,
    Bracket,
    Comma,
    None,
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

/// The marks open so far.
struct Marks {
    /// Inside straight quotation marks, which look the same at both ends.
    quoted: bool,
    /// What a closing bracket amounts to: as much as stood before its opening one.
    bracket: Break,
}

/// The neutral characters between two atoms.
struct Gap {
    kind: Break,
    cut: usize,
    /// Full-width marks that belong to the atom before and the one after.
    wide_before: u64,
    wide_after: u64,
}

impl Gap {
    fn plain(cut: usize) -> Self {
        Gap {
            kind: Break::None,
            cut,
            wide_before: 0,
            wide_after: 0,
        }
    }
}

fn is_line_break(c: char) -> bool {
    matches!(
        c,
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

/// Reads a gap: the strongest break in it, and the place to cut. White space, full stops and
/// closing marks stay with the text before; opening marks, bullets and figures that touch the
/// next word go with it.
fn gap(text: &str, start: usize, end: usize, marks: &mut Marks) -> Gap {
    let mut out = Gap::plain(end);
    let mut before = text[..start].chars().next_back();
    // Where the text before ends for certain: after a break, a full stop, a closing mark.
    let mut settled = start;
    // Whether only closing marks and spaces have followed that place.
    let mut sticky = true;
    let mut open: Option<(usize, Break, u32)> = None;
    let mut last_space = start;
    let mut spaces = 0;
    for (offset, c) in text[start..end].char_indices() {
        let at = start + offset;
        let next = at + c.len_utf8();
        let after = text[next..].chars().next();
        let mut note = |kind: Break| out.kind = out.kind.min(kind);
        let lined = is_line_head(text, settled);
        if is_line_break(c) {
            note(Break::Line);
            marks.quoted = false;
            (settled, last_space, sticky, open) = (next, next, true, None);
        } else if c.is_whitespace() {
            spaces += 1;
            if c == '\t' || c == '\u{3000}' || spaces > 1 {
                note(Break::Separator);
            }
            last_space = next;
            if sticky && open.is_none() && !lined {
                settled = next;
            }
            before = Some(c);
            continue;
        } else if lined {
            // The head of a line, bullets and all, goes with the line.
            if c == '"' {
                marks.quoted = !marks.quoted;
            }
            match (opening(c, false), closing(c)) {
                (Some(Break::Bracket), _) => marks.bracket = Break::Sentence,
                (_, Some(Break::Bracket)) => marks.bracket = Break::Bracket,
                _ => {}
            }
            if is_wide(c) {
                out.wide_after += 1;
            }
        } else if is_full_stop(c, before, after, &text[..at]) {
            note(Break::Sentence);
            (settled, sticky, open) = (next, true, None);
        } else if let Some(kind) = opening(c, marks.quoted) {
            if c == '"' {
                marks.quoted = true;
            }
            open = match open {
                Some((place, outer, depth)) => Some((place, outer, depth + 1)),
                None => Some((at, kind, 1)),
            };
            sticky = false;
        } else if let Some(kind) = closing(c) {
            if c == '"' {
                marks.quoted = false;
            }
            match open {
                // Opened in this very gap: a number in brackets, say, which is no break.
                Some((place, outer, depth)) if depth > 1 => open = Some((place, outer, depth - 1)),
                Some(_) => open = None,
                None => {
                    note(kind);
                    if kind == Break::Bracket {
                        note(marks.bracket);
                        marks.bracket = Break::Bracket;
                    }
                    (settled, sticky) = (next, true);
                }
            }
        } else {
            match c {
                ':' | '：' => note(Break::Colon),
                ',' | '，' | '、' | ';' | '；' => note(Break::Comma),
                '/' | '|' | '｜' | '-' | '–' | '—' | '•' | '·'
                    if before.is_some_and(char::is_whitespace)
                        && after.is_some_and(char::is_whitespace) =>
                {
                    note(Break::Separator);
                }
                _ => {}
            }
            sticky = matches!(
                c,
                ':' | '：' | ',' | '，' | '、' | ';' | '；' | '/' | '|' | '｜' | '.' | '…'
            );
            if sticky && open.is_none() {
                settled = next;
            }
        }
        if !lined && is_wide(c) {
            match open {
                Some(_) => out.wide_after += 1,
                None => out.wide_before += 1,
            }
        }
        spaces = 0;
        before = Some(c);
    }
    if let Some((place, kind, _)) = open {
        out.cut = place;
        out.kind = match out.kind {
            Break::Colon if kind == Break::Quote => Break::ColonQuote,
            noted => noted.min(kind),
        };
        if out.kind <= Break::Sentence {
            out.cut = settled;
        }
        if kind == Break::Bracket {
            marks.bracket = match out.kind {
                Break::Line | Break::Sentence => Break::Sentence,
                _ => Break::Bracket,
            };
        }
    } else if out.kind <= Break::Sentence && out.kind != Break::Separator {
        out.cut = settled;
    } else if settled.max(last_space) > start {
        out.cut = settled.max(last_space);
    }
    out
}

fn is_line_head(text: &str, at: usize) -> bool {
    text[..at].chars().next_back().is_none_or(is_line_break)
}

fn is_wide(c: char) -> bool {
    matches!(c as u32, 0x3001..=0x3003 | 0x3008..=0x3011 | 0x3014..=0x301F | 0xFF01..=0xFF0F
        | 0xFF1A..=0xFF20 | 0xFF3B..=0xFF3D | 0xFF5B..=0xFF5E)
}

fn opening(c: char, quoted: bool) -> Option<Break> {
    match c {
        '“' | '‘' | '「' | '『' | '《' | '〈' | '«' => Some(Break::Quote),
        '"' if !quoted => Some(Break::Quote),
        '(' | '（' | '[' | '【' | '［' | '〔' => Some(Break::Bracket),
        _ => None,
    }
}

fn closing(c: char) -> Option<Break> {
    match c {
        '”' | '’' | '」' | '』' | '》' | '〉' | '»' | '"' => Some(Break::Quote),
        ')' | '）' | ']' | '】' | '］' | '〕' => Some(Break::Bracket),
        _ => None,
    }
}

/// Whether `c` ends a sentence; `head` is the text before it.
fn is_full_stop(c: char, before: Option<char>, after: Option<char>, head: &str) -> bool {
    match c {
        '。' | '！' | '？' | '｡' | '．' => true,
        '!' | '?' => !after.is_some_and(|a| a.is_ascii_alphanumeric()),
        '.' => {
            let ends = after.is_none_or(|a| {
                a.is_whitespace()
                    || closing(a).is_some()
                    || opening(a, false).is_some()
                    || !a.is_ascii()
            });
            // "约3.5亿" has a digit on both sides; "1.公司" is an item of a list.
            let numbered = before.is_some_and(|b| b.is_ascii_digit())
                && after.is_some_and(|a| !a.is_ascii() && a.is_alphabetic())
                && head.trim_end_matches(|b: char| b.is_ascii_digit()).len() + 3 > head.len()
                && head
                    .trim_end_matches(|b: char| b.is_ascii_digit())
                    .ends_with(is_line_break);
            ends && !numbered && !is_abbreviation(head)
        }
        _ => false,
    }
}

fn is_abbreviation(head: &str) -> bool {
    let bytes = head.as_bytes();
    let length = bytes
        .iter()
        .rev()
        .take(6)
        .take_while(|b| b.is_ascii_alphabetic())
        .count();
    let word = &bytes[bytes.len() - length..];
    length == 1
        || matches!(
            word,
            b"Inc"
                | b"Ltd"
                | b"Co"
                | b"Corp"
                | b"Mr"
                | b"Mrs"
                | b"Ms"
                | b"Dr"
                | b"St"
                | b"No"
                | b"vs"
                | b"Jr"
                | b"Sr"
                | b"Gen"
                | b"Gov"
                | b"Sen"
                | b"Rep"
                | b"Prof"
                | b"Jan"
                | b"Feb"
                | b"Aug"
                | b"Sept"
                | b"Sep"
                | b"Oct"
                | b"Nov"
                | b"Dec"
                | b"Bros"
        )
}
