//! Any encoding as a stream of UTF-8.

use std::io::{self, Read};

use super::assume::settle;
use super::decoder::{Decoder, STEP};
use super::encoding::{Assumed, Encoding, How};

/// How many bytes are looked at before the first is handed on.
const LOOK: usize = 1 << 20;

/// Reads any encoding as UTF-8, in bounded memory.
///
/// UTF-8 passes byte for byte, byte order mark and mistakes included. Another encoding is decoded as
/// it is read: its byte order mark is dropped, and each mistake becomes one U+FFFD and is counted.
/// Input shorter than 1 MiB is read just as [`decode`](super::decode::decode) reads it; of longer
/// input only the first 1 MiB decides on the encoding.
///
/// ```
/// use std::io::Read as _;
/// use jingwen::text::transcode::Transcoder;
///
/// let big5 = &b"\xB7s\xBBD\xB0O\xAA\xCC\xB3\xF8\xBE\xC9"[..];
/// let mut reader = Transcoder::new(big5, None)?;
/// let mut text = String::new();
/// reader.read_to_string(&mut text)?;
/// assert_eq!(text, "新聞記者報導");
/// assert_eq!(reader.assumed().encoding.name(), "big5");
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct Transcoder<R> {
    inner: R,
    assumed: Assumed,
    /// None for UTF-8.
    decoder: Option<Decoder>,
    /// Bytes of the input, read and not yet decoded or handed on, from `taken` on.
    ahead: Vec<u8>,
    taken: usize,
    /// Decoded text, not yet handed on from `given` on.
    text: String,
    given: usize,
    ended: bool,
}

impl<R: Read> Transcoder<R> {
    /// Looks at up to the first 1 MiB of `inner` to assume an encoding, at no more than its first
    /// bytes if one is given. A byte order mark outranks the given encoding.
    ///
    /// # Errors
    /// Those of `inner`.
    pub fn new(mut inner: R, given: Option<Encoding>) -> io::Result<Self> {
        let look = if given.is_some() { 4 } else { LOOK };
        let mut ahead = Vec::new();
        inner.by_ref().take(look as u64).read_to_end(&mut ahead)?;
        let (assumed, mark) = settle(&ahead, given, ahead.len() < look);
        let decoder = (!assumed.encoding.is_utf8()).then(|| Decoder::new(assumed.encoding));
        Ok(Transcoder {
            inner,
            assumed,
            taken: if decoder.is_some() { mark } else { 0 },
            decoder,
            ahead,
            text: String::new(),
            given: 0,
            ended: false,
        })
    }

    /// If the encoding is unsure, passes the bytes as they are after all, as UTF-8 with mistakes.
    /// To be called before anything is read.
    #[must_use]
    pub fn or_as_it_is(mut self) -> Self {
        if self.assumed.how == How::Unsure {
            self.assumed.encoding = Encoding::UTF_8;
            self.decoder = None;
        }
        self
    }

    /// The encoding the bytes are read in.
    pub fn assumed(&self) -> Assumed {
        self.assumed
    }

    /// How many byte sequences had no meaning in the encoding and were handed on as U+FFFD, up to
    /// now; always 0 for UTF-8, whose mistakes pass.
    pub fn invalid_count(&self) -> usize {
        self.decoder.as_ref().map_or(0, Decoder::invalid_count)
    }

    /// Reads bytes ahead unless there are any; none at the end of the input.
    fn look_ahead(&mut self) -> io::Result<&[u8]> {
        if self.taken == self.ahead.len() {
            self.taken = 0;
            self.ahead.resize(STEP, 0);
            self.ahead.shrink_to(STEP);
            let read = self.inner.read(&mut self.ahead);
            self.ahead.truncate(*read.as_ref().unwrap_or(&0));
            read?;
        }
        let step = STEP.min(self.ahead.len() - self.taken);
        Ok(&self.ahead[self.taken..self.taken + step])
    }
}

impl<R: Read> Read for Transcoder<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        if self.decoder.is_none() {
            let read = self.look_ahead()?.read(buffer)?;
            self.taken += read;
            return Ok(read);
        }
        while self.given == self.text.len() {
            if self.ended {
                return Ok(0);
            }
            self.look_ahead()?;
            let end = self.ahead.len().min(self.taken + STEP);
            let bytes = &self.ahead[self.taken..end];
            self.ended = bytes.is_empty();
            self.text.clear();
            self.given = 0;
            if let Some(decoder) = &mut self.decoder {
                decoder.push(bytes, self.ended, &mut self.text);
            }
            self.taken = end;
        }
        let mut rest = &self.text.as_bytes()[self.given..];
        let read = rest.read(buffer)?;
        self.given += read;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::super::decode::decode;
    use super::*;
    use proptest::prelude::*;

    /// Gives a few bytes at a time.
    struct Crumbs<'b> {
        bytes: &'b [u8],
        sizes: Vec<usize>,
        turn: usize,
    }

    impl Read for Crumbs<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let size = self.sizes[self.turn % self.sizes.len()].min(buffer.len());
            self.turn += 1;
            self.bytes.read(&mut buffer[..size])
        }
    }

    fn transcoded(
        bytes: &[u8],
        sizes: &[usize],
        given: Option<Encoding>,
    ) -> (Vec<u8>, Assumed, usize) {
        let crumbs = Crumbs {
            bytes,
            sizes: sizes.to_vec(),
            turn: 0,
        };
        let mut reader = Transcoder::new(crumbs, given).unwrap();
        let mut out = Vec::new();
        let mut buffer = [0; 5];
        for size in sizes.iter().cycle() {
            match reader.read(&mut buffer[..(*size).min(5)]).unwrap() {
                0 => break,
                read => out.extend_from_slice(&buffer[..read]),
            }
        }
        (out, reader.assumed(), reader.invalid_count())
    }

    #[track_caller]
    fn check(bytes: &[u8], sizes: &[usize], given: Option<Encoding>) {
        let decoded = decode(bytes.to_vec(), given);
        let (out, assumed, invalid) = transcoded(bytes, sizes, given);
        assert_eq!(assumed, decoded.assumed());
        if assumed.encoding.is_utf8() {
            assert_eq!((&out[..], invalid), (bytes, 0));
        } else {
            assert_eq!(String::from_utf8(out).unwrap(), decoded.text());
            assert_eq!(invalid, decoded.invalid_count());
        }
    }

    const NAMES: [&str; 8] = [
        "utf-8",
        "gb18030",
        "big5",
        "utf-16le",
        "utf-16be",
        "windows-1252",
        "shift_jis",
        "iso-2022-jp",
    ];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        #[test]
        fn a_stream_gives_what_decode_gives(
            bytes in prop::collection::vec(any::<u8>(), 0..120),
            sizes in prop::collection::vec(1usize..=7, 1..8),
            given in prop::option::of(prop::sample::select(&NAMES[..])),
        ) {
            check(&bytes, &sizes, given.and_then(Encoding::for_label));
        }

        #[test]
        fn a_stream_of_text_gives_what_decode_gives(
            text in "[a-z,\\n]{0,9}[的一是不了在人有國這來€😀，。]{0,40}",
            sizes in prop::collection::vec(1usize..=7, 1..8),
            name in prop::sample::select(&NAMES[..6]),
            cut in 0usize..4,
        ) {
            let encoding = Encoding::for_label(name).unwrap();
            let mut bytes = match name {
                "utf-16le" => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
                "utf-16be" => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
                _ => encoding.standard().encode(&text).0.into_owned(),
            };
            bytes.truncate(bytes.len().saturating_sub(cut));
            check(&bytes, &sizes, None);
            check(&bytes, &sizes, Some(encoding));
        }
    }

    #[test]
    fn characters_cut_at_every_edge_of_the_buffers_come_out_whole() {
        let gb18030 = Encoding::for_label("gb18030").unwrap();
        for edge in [STEP, LOOK] {
            for shift in 0..5 {
                let text = "新闻记者".to_owned() + &"a".repeat(edge - 8 - shift) + "新闻😀，記者\n";
                let (bytes, ..) = gb18030.standard().encode(&text);
                for given in [None, Some(gb18030)] {
                    let mut reader = Transcoder::new(&bytes[..], given).unwrap();
                    let mut out = String::new();
                    reader.read_to_string(&mut out).unwrap();
                    assert!(out == text, "{edge} {shift}");
                    assert_eq!(reader.invalid_count(), 0);
                }
            }
        }
    }

    #[test]
    fn what_looks_like_utf8_as_far_as_one_looks_passes() {
        let bytes = ["新".repeat(LOOK).into_bytes(), vec![0xFF, b'x', 0xE6]].concat();
        let mut reader = Transcoder::new(&bytes[..], None).unwrap();
        assert_eq!(reader.assumed().how, How::Valid);
        let mut out = Vec::new();
        reader.read_to_end(&mut out).unwrap();
        assert!(out == bytes);
    }

    #[test]
    fn an_error_of_the_reader_is_handed_on_and_nothing_is_lost() {
        struct Once<'b>(&'b [u8], bool);
        impl Read for Once<'_> {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                if self.0.len() == 2 && !self.1 {
                    self.1 = true;
                    return Err(io::Error::other("once"));
                }
                let size = buffer.len().min(self.0.len().saturating_sub(2).max(1));
                self.0.read(&mut buffer[..size])
            }
        }
        let big5 = Encoding::for_label("big5");
        let mut reader = Transcoder::new(Once(b"\xB7s\xBBD\xB0O", false), big5).unwrap();
        let mut out = String::new();
        assert!(reader.read_to_string(&mut out).is_err());
        let mut rest = Vec::new();
        reader.read_to_end(&mut rest).unwrap();
        assert_eq!(rest, "記".as_bytes());
    }
}
