//! Decodes bytes that come in pieces.

use super::encoding::Encoding;

/// How many bytes are decoded at a time.
pub(super) const STEP: usize = 1 << 14;

/// Decodes a text piece by piece, wherever it is cut.
pub(super) struct Decoder {
    decoder: encoding_rs::Decoder,
    invalid: usize,
}

impl std::fmt::Debug for Decoder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Decoder")
            .field("encoding", &self.decoder.encoding().name())
            .field("invalid", &self.invalid)
            .finish()
    }
}

impl Decoder {
    pub(super) fn new(encoding: Encoding) -> Decoder {
        Decoder {
            decoder: encoding.standard().new_decoder_without_bom_handling(),
            invalid: 0,
        }
    }

    /// How many U+FFFD stand for mistakes.
    pub(super) fn invalid_count(&self) -> usize {
        self.invalid
    }

    /// Decodes the next bytes; to be called with `last` once.
    pub(super) fn push(&mut self, bytes: &[u8], last: bool, text: &mut String) {
        let mut pieces = bytes.chunks(STEP).peekable();
        if pieces.peek().is_none() {
            self.piece(&[], last, text);
        }
        while let Some(piece) = pieces.next() {
            self.piece(piece, last && pieces.peek().is_none(), text);
        }
    }

    fn piece(&mut self, mut bytes: &[u8], last: bool, text: &mut String) {
        loop {
            let room = self
                .decoder
                .max_utf8_buffer_length_without_replacement(bytes.len());
            text.reserve(room.unwrap_or(STEP));
            let (result, read) = self
                .decoder
                .decode_to_string_without_replacement(bytes, text, last);
            bytes = &bytes[read..];
            match result {
                encoding_rs::DecoderResult::InputEmpty => return,
                encoding_rs::DecoderResult::OutputFull => {}
                encoding_rs::DecoderResult::Malformed(..) => {
                    self.invalid += 1;
                    text.push(char::REPLACEMENT_CHARACTER);
                }
            }
        }
    }
}
