//! What stands between two atoms: how strong a break it is, and where the text is cut.

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

/// The marks open so far.
pub(super) struct Marks {
    /// Inside straight quotation marks, which look the same at both ends.
    pub(super) quoted: bool,
    /// What a closing bracket amounts to: as much as stood before its opening one.
    pub(super) bracket: Break,
}

/// The neutral characters between two atoms.
pub(super) struct Gap {
    pub(super) kind: Break,
    pub(super) cut: usize,
    /// Full-width marks that belong to the atom before and the one after.
    pub(super) wide_before: u64,
    pub(super) wide_after: u64,
}

impl Gap {
    pub(super) fn plain(cut: usize) -> Self {
        Gap {
            kind: Break::None,
            cut,
            wide_before: 0,
            wide_after: 0,
        }
    }
}

/// What [`gap`] reads in the gaps that are most common between letters; none for all others.
pub(super) fn common_gap(text: &str, start: usize, end: usize, marks: &mut Marks) -> Option<Gap> {
    // At the beginning of the text, all is the head of a line.
    if start == 0 || end - start > 5 {
        return None;
    }
    let (kind, wide_before) = match &text[start..end] {
        "" | " " | "-" | "'" => (Break::None, 0),
        ", " | "; " => (Break::Comma, 0),
        ": " => (Break::Colon, 0),
        ". " if is_abbreviation(&text[..start]) => (Break::None, 0),
        ". " | "! " | "? " => (Break::Sentence, 0),
        "\n" | "\n\n" | ".\n" | ".\n\n" => (Break::Line, 0),
        "。\n" | "。\n\n" => (Break::Line, 1),
        "，" | "、" | "；" => (Break::Comma, 1),
        "。" | "！" | "？" => (Break::Sentence, 1),
        "：" => (Break::Colon, 1),
        "’" | "”" => (Break::Quote, 0),
        _ => return None,
    };
    if kind == Break::Line {
        marks.quoted = false;
    }
    Some(Gap {
        kind,
        wide_before,
        ..Gap::plain(end)
    })
}

pub(super) fn is_line_break(c: char) -> bool {
    matches!(
        c,
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

/// Reads a gap: the strongest break in it, and the place to cut. White space, full stops and
/// closing marks stay with the text before; opening marks, bullets and figures that touch the
/// next word go with it.
pub(super) fn gap(text: &str, start: usize, end: usize, marks: &mut Marks) -> Gap {
    let mut out = Gap::plain(end);
    let mut before = text[..start].chars().next_back();
    // Where the text before ends for certain: after a break, a full stop, a closing mark.
    let mut settled = start;
    // Whether only closing marks and spaces have followed that place.
    let mut sticky = true;
    let mut open: Option<(usize, Break, u32)> = None;
    let mut last_space = start;
    let mut spaces = 0;
    // Whether that place is the head of a line.
    let mut lined = before.is_none_or(is_line_break);
    let mut next = start;
    let mut chars = text[start..].chars();
    while next < end
        && let Some(c) = chars.next()
    {
        let at = next;
        next += c.len_utf8();
        let after = chars.clone().next();
        let mut note = |kind: Break| out.kind = out.kind.min(kind);
        let was_lined = lined;
        if is_line_break(c) {
            note(Break::Line);
            marks.quoted = false;
            (settled, last_space, sticky, open) = (next, next, true, None);
            lined = true;
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
            lined = false;
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
                    lined = false;
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
                lined = false;
            }
        }
        if !was_lined && is_wide(c) {
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

pub(super) fn is_wide(c: char) -> bool {
    matches!(c as u32, 0x3001..=0x3003 | 0x3008..=0x3011 | 0x3014..=0x301F | 0xFF01..=0xFF0F
        | 0xFF1A..=0xFF20 | 0xFF3B..=0xFF3D | 0xFF5B..=0xFF5E)
}

pub(super) fn opening(c: char, quoted: bool) -> Option<Break> {
    match c {
        '“' | '‘' | '「' | '『' | '《' | '〈' | '«' => Some(Break::Quote),
        '"' if !quoted => Some(Break::Quote),
        '(' | '（' | '[' | '【' | '［' | '〔' => Some(Break::Bracket),
        _ => None,
    }
}

pub(super) fn closing(c: char) -> Option<Break> {
    match c {
        '”' | '’' | '」' | '』' | '》' | '〉' | '»' | '"' => Some(Break::Quote),
        ')' | '）' | ']' | '】' | '］' | '〕' => Some(Break::Bracket),
        _ => None,
    }
}

/// Whether `c` ends a sentence; `head` is the text before it.
pub(super) fn is_full_stop(c: char, before: Option<char>, after: Option<char>, head: &str) -> bool {
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
