//! Bytes to text and back. Of UTF-8, the byte order mark is set aside and broken bytes stand as U+FFFD
//! while the text is judged; both come back as they were when it is written. Text in another encoding
//! is written as UTF-8.

use std::ops::Range;

use super::assume::settle;
use super::decoder::Decoder;
#[cfg(feature = "batch")]
use super::encoding::How;
use super::encoding::{Assumed, Encoding};

const BOM: &[u8] = b"\xEF\xBB\xBF";

/// A text and what is needed to give its bytes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    text: String,
    assumed: Assumed,
    bom: bool,
    invalid: usize,
    /// Byte offset of the first bad byte in the input, byte order mark included.
    first_invalid: Option<usize>,
    /// Where a U+FFFD stands in `text` for bytes that are not UTF-8, and those bytes.
    repairs: Vec<(usize, Vec<u8>)>,
}

/// Takes bytes as text: in the given encoding, unless they begin with a byte order mark that names
/// another; if none is given, in the one that [`assume`](super::assume()) finds.
///
/// ```
/// use jingwen::text::decode::decode;
/// use jingwen::text::encoding::{Encoding, How};
///
/// let decoded = decode(b"\xD0\xC2\xCE\xC5".to_vec(), Encoding::for_label("gbk"));
/// assert_eq!(decoded.text(), "新闻");
/// assert_eq!(decoded.assumed().how, How::Given);
/// ```
pub fn decode(bytes: Vec<u8>, given: Option<Encoding>) -> Decoded {
    let (assumed, mark) = settle(&bytes, given, true);
    let mut decoded = Decoded {
        text: String::new(),
        assumed,
        bom: mark > 0,
        invalid: 0,
        first_invalid: None,
        repairs: Vec::new(),
    };
    if !assumed.encoding.is_utf8() {
        let mut decoder = Decoder::new(assumed.encoding);
        decoder.push(&bytes[mark..], true, &mut decoded.text);
        decoded.invalid = decoder.invalid_count();
        return decoded;
    }
    let invalid = match String::from_utf8(bytes) {
        Ok(mut text) => {
            text.drain(..mark);
            decoded.text = text;
            return decoded;
        }
        Err(error) => error,
    };
    decoded.first_invalid = Some(invalid.utf8_error().valid_up_to());
    let bytes = invalid.into_bytes();
    decoded.text.reserve(bytes.len());
    for chunk in bytes[mark..].utf8_chunks() {
        decoded.text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            let at = decoded.text.len();
            decoded.repairs.push((at, chunk.invalid().to_vec()));
            decoded.text.push(char::REPLACEMENT_CHARACTER);
        }
    }
    decoded.invalid = decoded.repairs.len();
    decoded
}

impl Decoded {
    /// The text, without byte order mark.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text itself, without byte order mark.
    pub fn into_text(self) -> String {
        self.text
    }

    /// Whether the text is the input byte for byte: UTF-8 without mark and mistakes.
    pub fn is_plain(&self) -> bool {
        self.assumed.encoding.is_utf8() && !self.bom && self.repairs.is_empty()
    }

    /// Whether a byte order mark, of whatever encoding, stood before the text.
    pub fn has_bom(&self) -> bool {
        self.bom
    }

    /// The encoding the bytes were read in.
    pub fn assumed(&self) -> Assumed {
        self.assumed
    }

    /// Says that it was the document that named the encoding, and not the caller.
    #[cfg(feature = "batch")]
    pub(crate) fn declared(mut self) -> Self {
        if self.assumed.how == How::Given {
            self.assumed.how = How::Declared;
        }
        self
    }

    /// How many byte sequences had no meaning in the encoding; each stands as U+FFFD in the text.
    pub fn invalid_count(&self) -> usize {
        self.invalid
    }

    /// Byte offset in the input of the first byte that is not UTF-8; none if the text was read in
    /// another encoding, even if mistakes were met.
    pub fn first_invalid(&self) -> Option<usize> {
        self.first_invalid
    }

    /// The input's bytes without those of `removed`, sorted and disjoint byte ranges of the text:
    /// byte order mark and broken bytes are as they were. If the input was not UTF-8, the text as
    /// UTF-8 without byte order mark.
    ///
    /// # Panics
    /// A range lies outside the text, or before the range before it.
    pub fn encode_without(&self, removed: &[Range<usize>]) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.text.len() + BOM.len());
        if self.bom && self.assumed.encoding.is_utf8() {
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

    /// Where ranges of the text stand in what [`encode_without`](Self::encode_without) gives if
    /// nothing is removed.
    ///
    /// # Panics
    /// As there.
    pub fn encoded_ranges(&self, ranges: &[Range<usize>]) -> Vec<Range<usize>> {
        let mark = if self.bom && self.assumed.encoding.is_utf8() {
            BOM.len()
        } else {
            0
        };
        let (mut at, mut byte) = (0, mark);
        let mut encoded = |to: usize| {
            let mut bytes = Vec::new();
            self.encode_range(at..to, &mut bytes);
            (at, byte) = (to, byte + bytes.len());
            byte
        };
        let range = |range: &Range<usize>| {
            let start = encoded(range.start);
            start..encoded(range.end)
        };
        ranges.iter().map(range).collect()
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
    fn ranges_are_found_again_behind_mark_and_broken_bytes() {
        let bytes = b"\xEF\xBB\xBFa\xFFb\xE4\xB8c\n";
        let decoded = decode(bytes.to_vec(), None);
        let text = decoded.text().to_owned();
        let of = |part: &str| text.find(part).map(|at| at..at + part.len()).unwrap();
        let ranges = decoded.encoded_ranges(&[of("b"), of("c")]);
        let found: Vec<&[u8]> = ranges.iter().map(|range| &bytes[range.clone()]).collect();
        assert_eq!(found, [b"b", b"c"]);
    }

    #[test]
    fn the_byte_order_mark_is_set_aside_and_written_back() {
        let decoded = decode(b"\xEF\xBB\xBFnews".to_vec(), None);
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
        let decoded = decode(bytes.clone(), None);
        assert_eq!(decoded.invalid_count(), 2);
        assert_eq!(decoded.first_invalid(), Some(13));
        assert_eq!(decoded.text(), "新闻 a\u{FFFD}b \u{FFFD}x\u{FFFD}");
        assert_eq!(decoded.encode_without(&[]), bytes);
        assert_eq!(without(&decoded, 0..13), [0xB0, b'x', 0xE6, 0x96]);
        let kept = [&b"\xE6\x96\xB0\xE9\x97\xBB x"[..], b"\xE6\x96"].concat();
        assert_eq!(without(&decoded, 7..16), kept);
    }

    #[test]
    fn other_encodings_come_back_as_utf8_without_mark() {
        let decoded = decode(b"\xFE\xFF\x65\xB0\0n\xD8\0\0".to_vec(), None);
        assert_eq!(decoded.text(), "新n\u{FFFD}");
        assert_eq!(decoded.assumed().encoding.name(), "utf-16be");
        assert!(decoded.has_bom());
        assert_eq!(
            (decoded.invalid_count(), decoded.first_invalid()),
            (1, None)
        );
        assert_eq!(without(&decoded, 3..4), "新\u{FFFD}".as_bytes());
        assert_eq!(decoded.into_text(), "新n\u{FFFD}");
    }

    #[test]
    fn an_empty_input_is_an_empty_text() {
        assert_eq!(decode(Vec::new(), None).text(), "");
        assert_eq!(decode(b"\xFF\xFE".to_vec(), None).text(), "");
    }
}
