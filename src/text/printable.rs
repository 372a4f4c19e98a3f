//! Foreign text on a terminal.

/// A text made safe to print on a terminal: control and invisible direction marks as escapes.
pub fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            _ if is_unprintable(c) => out.extend(c.escape_unicode()),
            _ => out.push(c),
        }
    }
    out
}

fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2069}'
            | '\u{FEFF}' | '\u{61C}' | '\u{E0000}'..='\u{E007F}')
}
