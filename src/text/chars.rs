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

/// Whether `c` is a Han character, the iteration mark `々` and the zero `〇` among them.
pub(crate) fn is_han(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}' | '々' | '〇')
}

/// The same as [`char::is_alphanumeric`], without its tables for what articles are made of.
#[inline]
pub(crate) fn is_alphanumeric(c: char) -> bool {
    match c {
        '\0'..='\x7F' => c.is_ascii_alphanumeric(),
        '\u{4E00}'..='\u{9FFF}' => true,
        // General and full-width punctuation.
        '\u{2010}'..='\u{203B}' | '\u{3000}'..='\u{3004}' | '\u{3008}'..='\u{3020}' => false,
        '\u{FF01}'..='\u{FF0F}' | '\u{FF1A}'..='\u{FF20}' => false,
        _ => c.is_alphanumeric(),
    }
}

/// Whether `bytes`, which begins with a whole character, begins with a Han character from U+4000 to
/// U+9FFF. The hexagrams between them are none.
#[inline]
pub(crate) fn is_common_han(bytes: &[u8]) -> bool {
    matches!(bytes, [0xE5..=0xE9, ..]) || matches!(bytes, [0xE4, second, ..] if *second != 0xB7)
}

/// The length in bytes of the Han characters from U+4000 to U+9FFF that `bytes`, which begins with a
/// whole character, begins with. The hexagrams between them are none.
#[inline]
pub(crate) fn han_length(bytes: &[u8]) -> usize {
    let mut at = 0;
    // Four at once, those with a byte like the hexagrams' left for later.
    while let Some(four) = bytes[at..].first_chunk::<12>() {
        let is_han = |i: usize| (four[i].wrapping_sub(0xE4) < 6) & (four[i + 1] != 0xB7);
        if !(is_han(0) & is_han(3) & is_han(6) & is_han(9)) {
            break;
        }
        at += 12;
    }
    let characters = bytes[at..].chunks_exact(3);
    at + 3 * characters.take_while(|c| is_common_han(c)).count()
}
