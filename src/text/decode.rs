//! Bytes to text and back: the byte order mark is set aside, bytes that are not UTF-8 stand as
//! U+FFFD while the text is judged and come back as they were when it is written.

use std::ops::Range;

const BOM: &[u8] = b"\xEF\xBB\xBF";

/// Bytes that cannot be taken as text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// A UTF-16 byte order mark.
    #[error(
        "the text is UTF-16, not UTF-8: convert it first, for example `iconv -f UTF-16 -t UTF-8`"
    )]
    Utf16,
}

/// A text and what is needed to give its bytes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    text: String,
    bom: bool,
    /// Byte offset of the first bad byte in the input, byte order mark included.
    first_invalid: Option<usize>,
    /// Where a U+FFFD stands in `text` for bytes that are not UTF-8, and those bytes.
    repairs: Vec<(usize, Vec<u8>)>,
}

/// Takes bytes as UTF-8.
///
/// # Errors
/// The bytes begin with a UTF-16 byte order mark.
pub fn decode(bytes: Vec<u8>) -> Result<Decoded, DecodeError> {
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        return Err(DecodeError::Utf16);
    }
    let bom = bytes.starts_with(BOM);
    let skipped = if bom { BOM.len() } else { 0 };
    let mut decoded = Decoded {
        text: String::new(),
        bom,
        first_invalid: None,
        repairs: Vec::new(),
    };
    let invalid = match String::from_utf8(bytes) {
        Ok(mut text) => {
            text.drain(..skipped);
            decoded.text = text;
            return Ok(decoded);
        }
        Err(error) => error,
    };
    decoded.first_invalid = Some(invalid.utf8_error().valid_up_to());
    let bytes = invalid.into_bytes();
    decoded.text.reserve(bytes.len());
    for chunk in bytes[skipped..].utf8_chunks() {
        decoded.text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            let at = decoded.text.len();
            decoded.repairs.push((at, chunk.invalid().to_vec()));
            decoded.text.push(char::REPLACEMENT_CHARACTER);
        }
    }
    Ok(decoded)
}

impl Decoded {
    /// The text, without byte order mark.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether a byte order mark stood before the text.
    pub fn has_bom(&self) -> bool {
        self.bom
    }

    /// How many byte sequences were not UTF-8.
    pub fn invalid_count(&self) -> usize {
        self.repairs.len()
    }

    /// Byte offset in the input of the first byte that is not UTF-8.
    pub fn first_invalid(&self) -> Option<usize> {
        self.first_invalid
    }

    /// The input's bytes without those of `removed`, sorted and disjoint byte ranges of the text.
    ///
    /// # Panics
    /// A range lies outside the text, or before the range before it.
    pub fn encode_without(&self, removed: &[Range<usize>]) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.text.len() + BOM.len());
        if self.bom {
            bytes.extend_from_slice(BOM);
        }
        let mut done = 0;
        for range in removed {
            self.encode_range(done..range.start, &mut bytes);
            done = range.end;
        }
        self.encode_range(done..self.text.len(), &mut bytes);
        bytes
    }

    fn encode_range(&self, range: Range<usize>, bytes: &mut Vec<u8>) {
        let mut done = range.start;
        let first = self.repairs.partition_point(|(at, _)| *at < range.start);
        for (at, raw) in self.repairs[first..]
            .iter()
            .take_while(|(at, _)| *at < range.end)
        {
            bytes.extend_from_slice(&self.text.as_bytes()[done..*at]);
            bytes.extend_from_slice(raw);
            done = at + char::REPLACEMENT_CHARACTER.len_utf8();
        }
        bytes.extend_from_slice(&self.text.as_bytes()[done..range.end]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn without(decoded: &Decoded, removed: Range<usize>) -> Vec<u8> {
        decoded.encode_without(&[removed])
    }

    #[test]
    fn the_byte_order_mark_is_set_aside_and_written_back() {
        let decoded = decode(b"\xEF\xBB\xBFnews".to_vec()).unwrap();
        assert!(decoded.has_bom());
        assert_eq!(decoded.text(), "news");
        assert_eq!(decoded.encode_without(&[]), b"\xEF\xBB\xBFnews");
        assert_eq!(without(&decoded, 0..2), b"\xEF\xBB\xBFws");
    }

    #[test]
    fn bytes_that_are_not_utf8_come_back_as_they_were() {
        let bytes = "新闻 a\u{FFFD}b "
            .bytes()
            .chain([0xB0, b'x', 0xE6, 0x96])
            .collect::<Vec<_>>();
        let decoded = decode(bytes.clone()).unwrap();
        assert_eq!(decoded.invalid_count(), 2);
        assert_eq!(decoded.first_invalid(), Some(13));
        assert_eq!(decoded.text(), "新闻 a\u{FFFD}b \u{FFFD}x\u{FFFD}");
        assert_eq!(decoded.encode_without(&[]), bytes);
        assert_eq!(without(&decoded, 0..13), [0xB0, b'x', 0xE6, 0x96]);
        let kept = [&b"\xE6\x96\xB0\xE9\x97\xBB x"[..], b"\xE6\x96"].concat();
        assert_eq!(without(&decoded, 7..16), kept);
    }

    #[test]
    fn utf16_is_refused_and_an_empty_input_is_an_empty_text() {
        assert_eq!(decode(b"\xFF\xFEn\0".to_vec()), Err(DecodeError::Utf16));
        assert_eq!(decode(Vec::new()).unwrap().text(), "");
    }
}
