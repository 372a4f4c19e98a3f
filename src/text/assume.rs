//! The encoding of bytes: what is given, what they are marked with, or what they are likeliest in.

use encoding_rs::GB18030;

use super::encoding::{Assumed, Encoding, How};
use super::reading::judge;

/// Assumes an encoding for bytes; `whole` says that nothing follows them (else a sequence cut at the
/// end is no mistake).
///
/// A byte order mark decides; then NUL bytes in every other place, which are UTF-16 even where they are
/// valid UTF-8; then validity as UTF-8. UTF-8 of which a few bytes are broken stays UTF-8. All other
/// bytes are read in every encoding that comes into question, and the reading with the likeliest
/// characters is taken, judged by 64 KiB at most. Bytes that none explains are UTF-8,
/// [`How::Unsure`].
///
/// ```
/// use jingwen::text::assume;
/// use jingwen::text::encoding::How;
///
/// let assumed = assume(b"\xB1\xBE\xB1\xA8\xBC\xC7\xD5\xDF\xB1\xA8\xB5\xC0", true); // 本报记者报道
/// assert_eq!((assumed.encoding.name(), assumed.how), ("gb18030", How::Likely));
/// let assumed = assume(b"The mayor said it\x92s over.", true);
/// assert_eq!(assumed.encoding.name(), "windows-1252");
/// assert_eq!(assume(b"plain", true).how, How::Valid);
/// ```
pub fn assume(bytes: &[u8], whole: bool) -> Assumed {
    settle(bytes, None, whole).0
}

/// The encoding to read bytes in, and the length of the byte order mark before the text. A mark
/// outranks what is given, as in the standard: no text in another encoding begins with its bytes.
pub(super) fn settle(bytes: &[u8], given: Option<Encoding>, whole: bool) -> (Assumed, usize) {
    let mark = mark(bytes);
    let assumed = |encoding, how| Assumed { encoding, how };
    let assumed = match (given, mark) {
        (Some(given), None) => assumed(given, How::Given),
        (Some(given), Some((marked, _))) if given == marked => assumed(given, How::Given),
        (_, Some((marked, _))) => assumed(marked, How::Mark),
        (None, None) => {
            let (encoding, how) = judge(bytes, whole);
            assumed(Encoding::of(encoding), how)
        }
    };
    (assumed, mark.map_or(0, |(_, length)| length))
}

fn mark(bytes: &[u8]) -> Option<(Encoding, usize)> {
    if bytes.starts_with(b"\x84\x31\x95\x33") {
        return Some((Encoding::of(GB18030), 4));
    }
    encoding_rs::Encoding::for_bom(bytes).map(|(encoding, length)| (Encoding::of(encoding), length))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assumed(bytes: &[u8]) -> (&'static str, &'static str) {
        let assumed = assume(bytes, true);
        (assumed.encoding.name(), assumed.how.as_str())
    }

    #[test]
    fn a_mark_decides_then_validity() {
        assert_eq!(assumed(b""), ("utf-8", "valid"));
        assert_eq!(assumed("plain, 中文".as_bytes()), ("utf-8", "valid"));
        assert_eq!(assumed(b"nul \0, bell \x07"), ("utf-8", "valid"));
        assert_eq!(assumed(b"\xEF\xBB\xBF\xFF"), ("utf-8", "mark"));
        assert_eq!(assumed(b"\xFF\xFE"), ("utf-16le", "mark"));
        assert_eq!(assumed(b"\xFE\xFF\0a"), ("utf-16be", "mark"));
        assert_eq!(assumed(b"\x84\x31\x95\x33a"), ("gb18030", "mark"));
        assert_eq!(assumed(b"n\0e\0w\0s\0"), ("utf-16le", "likely"));
    }

    #[test]
    fn a_mark_outranks_what_is_given() {
        let given = |bytes: &[u8], label| {
            let (assumed, mark) = settle(bytes, Encoding::for_label(label), true);
            (assumed.encoding.name(), assumed.how, mark)
        };
        assert_eq!(given(b"abc", "big5"), ("big5", How::Given, 0));
        assert_eq!(given(b"\xFF\xFEa\0", "utf-16"), ("utf-16le", How::Given, 2));
        assert_eq!(given(b"\xFE\xFF\0a", "utf-16"), ("utf-16be", How::Mark, 2));
        assert_eq!(given(b"\xEF\xBB\xBFa", "gbk"), ("utf-8", How::Mark, 3));
    }

    #[test]
    fn bytes_that_nothing_explains_stay_utf8() {
        for bytes in [
            &b"News of the day\xFF and the night"[..],
            b"News \xC3\x28 of the day",
            b"News of the m\xC2rning",
            b"\x80\x81\xFE\xFF\xF5",
            b"\x00\xFF\x01\xFE\x02\xD8\x00\xD9\x81",
        ] {
            assert_eq!(assumed(bytes), ("utf-8", "unsure"), "{bytes:?}");
        }
    }

    #[test]
    fn a_sequence_cut_at_the_end_is_no_mistake_where_more_follows() {
        let cut = |text: &str, label| {
            let (bytes, ..) = Encoding::for_label(label).unwrap().standard().encode(text);
            let bytes = &bytes[..bytes.len() - 1];
            let how = |whole| {
                let assumed = assume(bytes, whole);
                (assumed.encoding.name(), assumed.how.as_str())
            };
            (how(false), how(true))
        };
        let (more, end) = cut("记者报道，新闻发布会", "utf-8");
        assert_eq!((more, end), (("utf-8", "valid"), ("utf-8", "likely")));
        let text = "记者报道，新闻发布会".repeat(3);
        let (more, end) = cut(&text, "gb18030");
        assert_eq!((more, end), (("gb18030", "likely"), ("gb18030", "unsure")));
    }
}
