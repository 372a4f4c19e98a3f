//! Characters that act instead of being seen, made visible.

/// The sign that stands for a character that acts, such as `U+202E`; none for characters that are
/// seen, or are white space.
///
/// ```
/// use jingwen::report::visible::sign;
///
/// assert_eq!(sign('\u{1b}').as_deref(), Some("U+001B"));
/// assert_eq!(sign('\n'), None);
/// ```
pub fn sign(c: char) -> Option<String> {
    let seen = matches!(c, '\n' | '\t') || !acts(c);
    (!seen).then(|| format!("U+{:04X}", u32::from(c)))
}

/// Whether a character steers a terminal or the direction of text, or is not seen at all.
pub fn acts(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}'
            | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}'
            | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

/// A text in one line, with signs in the place of characters that act, of at most so many
/// characters.
pub fn shown(text: &str, most: usize) -> String {
    let mut out = String::new();
    for (count, c) in text.chars().enumerate() {
        if count == most {
            out.push('…');
            break;
        }
        match sign(c) {
            Some(sign) => out.push_str(&sign),
            None if c.is_whitespace() => out.push(' '),
            None => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_acts_is_left() {
        let text = "a\u{1b}[31m\u{202E}b\u{9b}\u{200F}\u{7f}\r\n广";
        assert_eq!(
            shown(text, 99),
            "aU+001B[31mU+202EbU+009BU+200FU+007FU+000D 广"
        );
        assert_eq!(shown(text, 3), "aU+001B[…");
        assert!(!shown(text, 99).chars().any(acts));
    }
}
