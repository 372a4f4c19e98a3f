//! Values of flags: sizes, encodings, categories.

use jingwen::Category;
use jingwen::text::encoding::Encoding;

use super::message::nearest;

/// An encoding by name.
pub fn encoding(name: &str) -> Result<Encoding, String> {
    Encoding::for_label(name).ok_or_else(|| {
        format!("unknown encoding `{name}`: for example utf-8, gb18030, gbk, big5, big5-hkscs, utf-16, windows-1252")
    })
}

/// A number of bytes: `500`, `500K`, `64M`, `2G`, in powers of 1024.
pub fn size(text: &str) -> Result<u64, String> {
    let wrong = || format!("`{text}` is no size: such as 500K, 64M or 2G");
    let upper = text.to_ascii_uppercase();
    let upper = upper.trim_end_matches('B').trim_end_matches('I');
    let (digits, shift) = match upper.as_bytes().last() {
        Some(b'K') => (&upper[..upper.len() - 1], 10),
        Some(b'M') => (&upper[..upper.len() - 1], 20),
        Some(b'G') => (&upper[..upper.len() - 1], 30),
        _ => (upper, 0),
    };
    let number: u64 = digits.trim().parse().map_err(|_| wrong())?;
    let bytes = number.checked_mul(1 << shift).ok_or_else(wrong)?;
    if bytes == 0 { Err(wrong()) } else { Ok(bytes) }
}

/// A size, or 0 for none.
pub fn size_or_none(text: &str) -> Result<u64, String> {
    if text == "0" { Ok(0) } else { size(text) }
}

/// A category by name; an unknown one is answered with the nearest.
pub fn category(name: &str) -> Result<Category, String> {
    name.trim().parse::<Category>().map_err(|error| {
        let names = Category::ALL.iter().map(|c| c.as_str());
        match nearest(name, names) {
            Some(near) => format!("{error}; the nearest is `{near}`"),
            None => error.to_string(),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes() {
        let pairs = [
            ("500", Some(500)),
            ("2k", Some(2048)),
            ("64M", Some(64 << 20)),
            ("1 GiB", Some(1 << 30)),
            ("0", None),
            ("M", None),
            ("99999999999G", None),
        ];
        for (text, expected) in pairs {
            assert_eq!(size(text).ok(), expected, "{text}");
        }
    }

    #[test]
    fn an_unknown_category_is_answered_with_the_nearest() {
        assert!(category("copyrite").unwrap_err().contains("`copyright`"));
        assert_eq!(category(" copyright "), Ok(Category::Copyright));
    }
}
