//! Kinds of characters. The build script folds the rules with this file, too.

/// Whether `c` is Chinese or Japanese writing: Han, kana, bopomofo or their own punctuation
/// (`。`, `々`, `〇`), but not full-width forms of ASCII.
pub(crate) fn is_cjk(c: char) -> bool {
    matches!(c,
        '\u{2E80}'..='\u{2FDF}' | '\u{3001}'..='\u{312F}' | '\u{31A0}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE4F}'
        | '\u{FF61}'..='\u{FF9F}' | '\u{20000}'..='\u{3FFFF}')
}

/// Characters that take no room and carry no meaning of their own: soft hyphens, zero-width
/// spaces, joiners, direction marks and variation selectors.
pub(crate) fn is_ignorable(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{FE00}'..='\u{FE0F}'
        | '\u{FEFF}')
}
