//! The plain way to the same atoms: character by character, with every gap read in full. Slow, and what
//! the fast one is tested against.

use super::gap::{Break, Gap, Marks, closing, is_full_stop, is_line_break, is_wide, opening};
use super::han::{Form, Forms};
use super::script::{ADDRESS, Atom, HAN, LETTER, NAME, Script, WORD, address, script};

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
                match Forms::get().of(c) {
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

mod tests {
    use proptest::prelude::*;

    use super::super::script;
    use super::atoms;
    use crate::text::trial::{articles, odd, spoiled};

    #[test]
    fn the_same_atoms_in_articles() {
        for text in articles() {
            assert_eq!(script::atoms(&text), atoms(&text), "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1024) })]

        #[test]
        fn the_same_atoms(text in prop_oneof![odd(), spoiled()]) {
            prop_assert_eq!(script::atoms(&text), atoms(&text));
        }
    }
}
