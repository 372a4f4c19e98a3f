//! Words that begin inside others: "newsletterSign up" is two words glued by an extractor.

use crate::text::fold::Folded;

use super::tokens::is_word;

/// The bytes of folded text where a capital stands for an ASCII letter right behind another letter or
/// digit that is no capital; maybe some where it is one.
pub(in crate::detect) fn inside(text: &str, folded: &Folded) -> Vec<usize> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut look = |at: usize| {
        let around = |i: usize| bytes.get(i).copied().unwrap_or(0);
        if begins(bytes[at - 1], bytes[at], around(at + 1), around(at + 2)) {
            let at = folded.from_input(at);
            let beside = at
                .checked_sub(1)
                .and_then(|i| folded.as_str().as_bytes().get(i..i + 2));
            if beside.is_some_and(|pair| is_word(pair[0]) && is_word(pair[1])) {
                found.push(at);
            }
        }
    };
    let mut at = 1;
    // Without a branch, so that the compiler looks at many at once. Hardly any stretch has one.
    while let Some(stretch) = bytes
        .get(at - 1..)
        .and_then(|b| b.first_chunk::<{ STEP + 3 }>())
    {
        let any = (0..STEP).fold(false, |any, i| {
            any | begins(stretch[i], stretch[i + 1], stretch[i + 2], stretch[i + 3])
        });
        if any {
            (at..at + STEP).for_each(&mut look);
        }
        at += STEP;
    }
    (at..bytes.len()).for_each(&mut look);
    found
}

const STEP: usize = 64;

/// Whether a capital that folds to ASCII begins behind a byte: of ASCII, of full width, or the sign of
/// the kelvin. The byte before belongs to a letter or digit that is no capital of ASCII, to something
/// that is not ASCII, or to an entity; white space there would be kept.
#[inline]
fn begins(before: u8, first: u8, second: u8, third: u8) -> bool {
    let word = before.is_ascii_lowercase() | before.is_ascii_digit() | (before >= 0x80);
    let wide = (first == 0xEF) & (second == 0xBC) & (0xA1..=0xBA).contains(&third);
    let kelvin = (first == 0xE2) & (second == 0x84) & (third == 0xAA);
    (word | (before == b';')) & (first.is_ascii_uppercase() | wide | kelvin)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold::fold_pattern;

    #[test]
    fn no_other_capital_folds_to_ascii() {
        for c in (char::MIN..=char::MAX).filter(|c| c.is_uppercase()) {
            let folded = fold_pattern(&c.to_string());
            let mut bytes = [0; 4];
            c.encode_utf8(&mut bytes);
            let is_ascii = folded.as_bytes().first().is_some_and(|&b| is_word(b));
            let found = begins(b'x', bytes[0], bytes[1], bytes[2]);
            assert_eq!(found, is_ascii, "{c:?}");
        }
    }

    #[test]
    fn words_inside_words() {
        let text = "newsletterSign up iPhone USA x\u{200B}Y a&#173;B 版Ｃ ｄＥ fK 9Z é&amp;Q";
        let folded = Folded::new(text, &[]);
        let found: Vec<&str> = inside(text, &folded)
            .into_iter()
            .map(|at| &folded.as_str()[at..=at])
            .collect();
        assert_eq!(found, ["s", "p", "y", "b", "e", "k", "z"]);
        for i in 0..200 {
            let text = format!("{}xＡ", "y".repeat(i));
            assert_eq!(inside(&text, &Folded::new(&text, &[])), [i + 1]);
        }
    }
}
