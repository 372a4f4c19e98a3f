//! Folding: one spelling for what readers take for the same text.
//!
//! Folded text is for matching only and is never emitted; every folded character knows the bytes of
//! the input it stands for.
//!
//! White space: a run becomes one space, or nothing at either end of a line and beside a *tight*
//! character: Chinese or Japanese writing, or one of ``: ; , ! ? | ( ) [ ] < > " / ~ ·``. The rule
//! looks at folded characters only, so `责任编辑 ： 张三`, `责任编辑：张三` and `责任编辑: 张三`
//! fold alike, `Source: Reuters` folds like `Source：Reuters` (to `source:reuters`), and a pattern
//! folds the same whatever stands around it.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use super::layout::Row;
use super::{is_cjk, is_ignorable};

/// A text folded for matching, with the way back to the input.
///
/// Lines end in exactly one `\n`, the last in none; no line is empty, and none starts or ends with
/// a space.
#[derive(Debug, Clone, Default)]
pub struct Folded {
    text: String,
    segments: Vec<Segment>,
}

/// A stretch of folded text and its source. Where both have the same length they advance in step;
/// otherwise the stretch is one folded character. Input between two stretches was dropped.
#[derive(Debug, Clone, Copy)]
struct Segment {
    folded: usize,
    input: usize,
    input_end: usize,
}

impl Folded {
    /// Folds `text`, whose rows are `rows`. A soft break is white space; hard breaks, with all white
    /// space around them, become one `\n`. Terminators in no row count as soft.
    pub fn new(text: &str, rows: &[Row]) -> Folded {
        let mut folder = Folder::default();
        folder.out.text.reserve(text.len());
        let mut row = 0;
        let mut at = 0;
        while let Some(c) = text[at..].chars().next() {
            let (c, end) = match c {
                '&' => entity(&text[at..]).map_or((c, at + 1), |(c, len)| (c, at + len)),
                _ => (c, at + c.len_utf8()),
            };
            if let Some(folded) = fold_char(c) {
                if folded == ' ' {
                    while rows.get(row).is_some_and(|r| r.next <= at) {
                        row += 1;
                    }
                    let hard = rows.get(row).is_some_and(|r| !r.soft && r.range.end <= at);
                    folder.space(at..end, hard);
                } else {
                    folder.keep(folded, at..end);
                }
            }
            at = end;
        }
        folder.out
    }

    /// The folded text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The bytes of the input for a range of bytes of the folded text: from the start of the first
    /// character's source to the end of the last one's, on character boundaries of the input. An
    /// empty range gives the empty range before the source of the character there, or after the
    /// last one's at the end. Offsets inside a character are widened to it.
    pub fn to_input(&self, range: Range<usize>) -> Range<usize> {
        let start = self.source(range.start).start;
        if range.end <= range.start {
            return start..start;
        }
        let last = range.end.min(self.text.len()).saturating_sub(1);
        start..self.source(last).end.max(start)
    }

    /// The folded offset of the first character whose source starts at or after byte `offset` of
    /// the input; the length of the folded text if there is none. Never falls as `offset` rises.
    pub fn from_input(&self, offset: usize) -> usize {
        let i = self.segments.partition_point(|s| s.input_end <= offset);
        let Some(s) = self.segments.get(i) else {
            return self.text.len();
        };
        if offset <= s.input {
            return s.folded;
        }
        let end = self.folded_end(i);
        if end - s.folded != s.input_end - s.input {
            return end;
        }
        let mut at = s.folded + (offset - s.input);
        while !self.text.is_char_boundary(at) {
            at += 1;
        }
        at
    }

    fn folded_end(&self, segment: usize) -> usize {
        self.segments
            .get(segment + 1)
            .map_or(self.text.len(), |s| s.folded)
    }

    /// The source of the folded character that holds byte `at`.
    fn source(&self, at: usize) -> Range<usize> {
        if at >= self.text.len() {
            let end = self.segments.last().map_or(0, |s| s.input_end);
            return end..end;
        }
        let i = self.segments.partition_point(|s| s.folded <= at) - 1;
        let s = self.segments[i];
        if self.folded_end(i) - s.folded != s.input_end - s.input {
            return s.input..s.input_end;
        }
        let mut start = at;
        while !self.text.is_char_boundary(start) {
            start -= 1;
        }
        let mut end = at + 1;
        while !self.text.is_char_boundary(end) {
            end += 1;
        }
        s.input + (start - s.folded)..s.input + (end - s.folded)
    }
}

/// Folds a pattern as [`Folded::new`] folds text, its line breaks as spaces.
pub fn fold_pattern(pattern: &str) -> String {
    if is_plain(pattern.as_bytes()) {
        return pattern.to_owned();
    }
    Folded::new(pattern, &[]).text
}

/// Lower-case ASCII words with one space between two: folding changes nothing.
fn is_plain(text: &[u8]) -> bool {
    let word = |b: &u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    let spaced = |pair: &[u8]| word(&pair[0]) || word(&pair[1]);
    text.iter().all(|b| word(b) || *b == b' ')
        && text.first().is_some_and(word)
        && text.last().is_some_and(word)
        && text.windows(2).all(spaced)
}

#[derive(Default)]
struct Folder {
    out: Folded,
    last: Option<char>,
    /// White space seen since the last kept character, and whether a hard break is in it.
    pending: Option<(Range<usize>, bool)>,
}

impl Folder {
    fn space(&mut self, source: Range<usize>, hard: bool) {
        match &mut self.pending {
            Some((run, was_hard)) => {
                run.end = source.end;
                *was_hard |= hard;
            }
            None => self.pending = Some((source, hard)),
        }
    }

    fn keep(&mut self, c: char, source: Range<usize>) {
        if let (Some((run, hard)), Some(last)) = (self.pending.take(), self.last) {
            if hard {
                self.push('\n', run);
            } else if !is_tight(last) && !is_tight(c) {
                self.push(' ', run);
            }
        }
        self.push(c, source);
        self.last = Some(c);
    }

    fn push(&mut self, c: char, source: Range<usize>) {
        let folded = self.out.text.len();
        self.out.text.push(c);
        if source.len() == c.len_utf8()
            && let Some(s) = self.out.segments.last_mut()
            && s.input_end == source.start
            && s.input_end - s.input == folded - s.folded
        {
            s.input_end = source.end;
            return;
        }
        self.out.segments.push(Segment {
            folded,
            input: source.start,
            input_end: source.end,
        });
    }
}

/// White space beside these folded characters is dropped.
fn is_tight(c: char) -> bool {
    is_cjk(c)
        || matches!(
            c,
            ':' | ';'
                | ','
                | '!'
                | '?'
                | '|'
                | '('
                | ')'
                | '['
                | ']'
                | '<'
                | '>'
                | '"'
                | '/'
                | '~'
                | '·'
        )
}

/// What `c` folds to: `' '` for any white space, nothing for what is dropped.
fn fold_char(c: char) -> Option<char> {
    if c.is_ascii() {
        return Some(match c {
            '`' => '\'',
            c if c.is_whitespace() => ' ',
            c => c.to_ascii_lowercase(),
        });
    }
    if is_ignorable(c) {
        return None;
    }
    if let '\u{FF01}'..='\u{FF5E}' = c {
        return char::from_u32(u32::from(c) - 0xFEE0).and_then(fold_char);
    }
    Some(match c {
        '“' | '”' | '„' | '‟' | '「' | '」' | '『' | '』' | '﹁' | '﹂' | '﹃' | '﹄' | '〝'
        | '〞' | '«' | '»' => '"',
        '‘' | '’' | '‚' | '‛' | '′' => '\'',
        '﹙' | '︵' => '(',
        '﹚' | '︶' => ')',
        '【' | '〔' | '〖' | '﹝' => '[',
        '】' | '〕' | '〗' | '﹞' => ']',
        '《' | '〈' => '<',
        '》' | '〉' => '>',
        '﹐' | '﹑' | '、' | '､' | '︐' => ',',
        '︰' | '﹕' | '∶' => ':',
        '﹔' => ';',
        '｡' => '。',
        '丨' | '┊' | '┃' | '│' | '︱' | '∣' | '¦' | '╎' => '|',
        '╱' | '∕' | '⁄' => '/',
        '・' | '‧' | '•' | '⋅' | '﹒' | '∙' | '･' => '·',
        '–' | '—' | '―' | '‐' | '‑' | '‒' | '−' | '─' | '━' | '﹣' => '-',
        '〜' => '~',
        c if c.is_whitespace() => ' ',
        c if is_cjk(c) => simplified(c),
        c => {
            let mut lower = c.to_lowercase();
            match (lower.next(), lower.next()) {
                (Some(one), None) => one,
                _ => c,
            }
        }
    })
}

/// The Unified Ideographs block by offset (0 where nothing changes), and the rest.
struct Simplified {
    block: Vec<u16>,
    rest: HashMap<char, char>,
}

static SIMPLIFIED: LazyLock<Simplified> = LazyLock::new(|| {
    let mut table = Simplified {
        block: vec![0; 0x5200],
        rest: HashMap::new(),
    };
    for line in include_str!("../../corpus/tables/t2s.tsv").lines() {
        let Some((from, to)) = line.split_once('\t') else {
            continue;
        };
        let (Some(from), Some(to)) = (from.chars().next(), to.chars().next()) else {
            continue;
        };
        if from == '#' {
            continue;
        }
        let slot = (from as usize)
            .checked_sub(0x4E00)
            .and_then(|i| table.block.get_mut(i));
        match (slot, u16::try_from(u32::from(to))) {
            (Some(slot), Ok(to)) => *slot = to,
            _ => {
                table.rest.insert(from, to);
            }
        }
    }
    table
});

/// The Simplified form of a Traditional character, else the character itself.
pub(crate) fn simplified(c: char) -> char {
    let table = &*SIMPLIFIED;
    match (c as usize)
        .checked_sub(0x4E00)
        .and_then(|i| table.block.get(i))
    {
        Some(&to) if to != 0 => char::from_u32(u32::from(to)).unwrap_or(c),
        _ => table.rest.get(&c).copied().unwrap_or(c),
    }
}

const ENTITIES: [(&str, char); 22] = [
    ("amp;", '&'),
    ("lt;", '<'),
    ("gt;", '>'),
    ("quot;", '"'),
    ("apos;", '\''),
    ("nbsp;", '\u{A0}'),
    ("nbsp", '\u{A0}'),
    ("middot;", '·'),
    ("copy;", '©'),
    ("ldquo;", '“'),
    ("rdquo;", '”'),
    ("lsquo;", '‘'),
    ("rsquo;", '’'),
    ("mdash;", '—'),
    ("ndash;", '–'),
    ("hellip;", '…'),
    ("ensp;", '\u{2002}'),
    ("emsp;", '\u{2003}'),
    ("thinsp;", '\u{2009}'),
    ("bull;", '•'),
    ("raquo;", '»'),
    ("laquo;", '«'),
];

/// The character that the HTML entity at the start of `text` stands for, and the entity's length.
/// `text` starts with `&`. Only `&nbsp` may lack its `;`.
fn entity(text: &str) -> Option<(char, usize)> {
    let name = &text[1..];
    let Some(number) = name.strip_prefix('#') else {
        let &(name, c) = ENTITIES.iter().find(|(n, _)| name.starts_with(n))?;
        return Some((c, 1 + name.len()));
    };
    let (digits, radix) = match number.strip_prefix(['x', 'X']) {
        Some(hex) => (hex, 16),
        None => (number, 10),
    };
    let len = digits.bytes().take(8).position(|b| b == b';')?;
    let digits = &digits.as_bytes()[..len];
    if len == 0 || !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let code = u32::from_str_radix(std::str::from_utf8(digits).ok()?, radix).ok()?;
    let c = char::from_u32(code).filter(|&c| c != '\0')?;
    // `&#`, the `x` of a hexadecimal number, the digits, `;`.
    Some((c, 2 + usize::from(radix == 16) + len + 1))
}

#[cfg(test)]
mod tests;
