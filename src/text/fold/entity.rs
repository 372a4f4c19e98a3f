//! HTML entities left in a text.

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
pub(super) fn entity(text: &str) -> Option<(char, usize)> {
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
