//! What single characters fold to, as rules. The build script makes of them the table that the
//! program folds with.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::{is_cjk, is_ignorable};

/// White space beside these folded characters is dropped.
pub(super) fn is_tight(c: char) -> bool {
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
pub(super) fn fold_char(c: char) -> Option<char> {
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
    for line in include_str!("../../../corpus/tables/t2s.tsv").lines() {
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
pub(super) fn simplified(c: char) -> char {
    let table = &*SIMPLIFIED;
    match (c as usize)
        .checked_sub(0x4E00)
        .and_then(|i| table.block.get(i))
    {
        Some(&to) if to != 0 => char::from_u32(u32::from(to)).unwrap_or(c),
        _ => table.rest.get(&c).copied().unwrap_or(c),
    }
}
