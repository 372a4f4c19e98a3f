//! Where grapheme clusters begin and end.

use unicode_segmentation::GraphemeCursor;

/// Whether a grapheme cluster of `text` starts or ends at byte `at`.
pub(crate) fn is_grapheme_boundary(text: &str, at: usize) -> bool {
    if !text.is_char_boundary(at) {
        return false;
    }
    let (before, after) = text.split_at(at);
    match (before.chars().next_back(), after.chars().next()) {
        (Some('\r'), Some('\n')) => false,
        (Some(before), Some(after)) if stands_alone(before) && stands_alone(after) => true,
        (Some(_), Some(_)) => GraphemeCursor::new(at, text.len(), true)
            .is_boundary(text, 0)
            .unwrap_or(true),
        _ => true,
    }
}

/// The first byte at or after `at`, itself between characters, where a grapheme cluster starts or
/// ends.
pub(crate) fn next_grapheme_boundary(text: &str, at: usize) -> usize {
    if is_grapheme_boundary(text, at) {
        return at;
    }
    GraphemeCursor::new(at, text.len(), true)
        .next_boundary(text, 0)
        .ok()
        .flatten()
        .unwrap_or(text.len())
}

/// The last byte at or before `at`, itself between characters, where a grapheme cluster starts or
/// ends.
pub(crate) fn previous_grapheme_boundary(text: &str, at: usize) -> usize {
    if is_grapheme_boundary(text, at) {
        return at;
    }
    GraphemeCursor::new(at, text.len(), true)
        .prev_boundary(text, 0)
        .ok()
        .flatten()
        .unwrap_or(0)
}

/// Characters that join no neighbour of their kind into a cluster, but for CR LF: ASCII, Latin
/// letters, Han, and the punctuation of either.
fn stands_alone(c: char) -> bool {
    matches!(c,
        '\0'..='\x7F' | '\u{C0}'..='\u{2FF}' | '\u{2010}'..='\u{2027}' | '\u{3000}'..='\u{3029}'
        | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{FF01}'..='\u{FF9D}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str, at: usize) -> bool {
        text.is_char_boundary(at)
            && GraphemeCursor::new(at, text.len(), true)
                .is_boundary(text, 0)
                .unwrap_or(true)
    }

    #[test]
    fn as_the_cursor_says() {
        // Of each class of UAX #29 at least one, and what stands alone.
        let others: Vec<char> =
            "a \r\n\0é中。“，！\u{301}\u{200D}\u{AD}\u{600}\u{903}👩🇨각가각©क\u{94D}\u{E01}"
                .chars()
                .collect();
        // All others are put to the cursor.
        for c in ('\0'..='\u{FFFF}').filter(|&c| stands_alone(c)) {
            for &other in &others {
                let text: String = [other, c, other].iter().collect();
                for at in 0..=text.len() {
                    assert_eq!(
                        is_grapheme_boundary(&text, at),
                        plain(&text, at),
                        "{text:?} {at}"
                    );
                }
            }
        }
        assert!(is_grapheme_boundary("", 0));
    }

    #[test]
    fn the_next_one_and_the_one_before() {
        let text = "ae\u{301}\r\n中";
        let places = [0, 1, 2, 4, 5, 6];
        let next = places.map(|at| next_grapheme_boundary(text, at));
        assert_eq!(next, [0, 1, 4, 4, 6, 6]);
        let previous = places.map(|at| previous_grapheme_boundary(text, at));
        assert_eq!(previous, [0, 1, 1, 4, 4, 6]);
    }
}
