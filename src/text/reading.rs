//! Which encoding bytes are in, where nothing says it: they are read in each that comes into question,
//! and the reading with the likeliest characters is taken.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, GB18030, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::decoder::Decoder;
use super::encoding::{Encoding, How};
use super::likely::{Writing, mean, surprise};

/// How many bytes are judged, from the start or, if that is ASCII only, from the first other byte.
const SAMPLE: usize = 1 << 16;

/// What a byte that is not UTF-8 costs: less than a character no news holds, more than any it does.
const BROKEN: f64 = 10.0;

/// How much less surprising a reading must be than any other to be likely; natural logarithm.
const MARGIN: f64 = 9.0;

/// In the mean, how surprising its characters other than ASCII are in a likely reading at most, and in
/// one that is considered at all.
const LIKELY: f64 = 10.5;
const CONSIDERED: f64 = 12.0;

/// What counts against encodings that are neither English nor Chinese.
const FOREIGN: f64 = 6.0;

/// What the detector's guess counts.
const GUESS: f64 = 3.0;

/// The encoding of bytes without byte order mark, and how it came to be taken.
pub(super) fn judge(bytes: &[u8], whole: bool) -> (&'static encoding_rs::Encoding, How) {
    if let Some(encoding) = utf16_by_nul(bytes) {
        return (encoding, How::Likely);
    }
    match std::str::from_utf8(bytes) {
        Ok(_) => return (UTF_8, How::Valid),
        Err(e) if !whole && e.error_len().is_none() => return (UTF_8, How::Valid),
        Err(_) => {}
    }
    if is_damaged_utf8(bytes) {
        return (UTF_8, How::Likely);
    }
    let sample = Sample::of(bytes, whole);
    let readings = sample.readings();
    let Some(best) = readings
        .iter()
        .min_by(|a, b| a.surprise.total_cmp(&b.surprise))
    else {
        return (UTF_8, How::Unsure);
    };
    // Encodings under which the text is the same are no alternatives.
    let ahead = readings
        .iter()
        .filter(|reading| reading.text != best.text)
        .all(|reading| reading.surprise >= best.surprise + MARGIN);
    let likely = best.encoding != UTF_8 && best.mistakes == 0 && best.mean <= LIKELY && ahead;
    (
        best.encoding,
        if likely { How::Likely } else { How::Unsure },
    )
}

/// UTF-16 of mostly ASCII, by the NUL in every other place: such bytes may be valid UTF-8, too.
fn utf16_by_nul(bytes: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let sample = &bytes[..bytes.len().min(SAMPLE) & !1];
    let mut nuls = [0, 0];
    for pair in sample.chunks_exact(2) {
        nuls[0] += usize::from(pair[0] == 0);
        nuls[1] += usize::from(pair[1] == 0);
    }
    let encoding = match nuls {
        // The ideographic space, U+3000, has its NUL in the other place.
        [be, le] if le >= 2 && le * 4 >= sample.len() && be * 8 <= le => UTF_16LE,
        [be, le] if be >= 2 && be * 4 >= sample.len() && le * 8 <= be => UTF_16BE,
        _ => return None,
    };
    let (text, mistakes) = read(encoding, sample, false);
    // English costs 3 a character, Chinese 8, anything binary more.
    let plausible = surprise(&text, Writing::Any) <= 7.0 * (sample.len() / 2) as f64;
    (mistakes == 0 && plausible).then_some(encoding)
}

/// At least four whole sequences to each broken one. Chinese text in GB18030 or Big5 has one whole
/// sequence to two broken ones at most.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let (mut sequences, mut broken) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        sequences += chunk
            .valid()
            .as_bytes()
            .iter()
            .filter(|b| **b >= 0xC0)
            .count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    sequences >= 4 * broken
}

/// The bytes that are judged.
struct Sample<'b> {
    bytes: &'b [u8],
    /// Whether they begin where the text begins.
    begins: bool,
    /// Whether they end where the text ends.
    ends: bool,
}

struct Reading {
    encoding: &'static encoding_rs::Encoding,
    text: String,
    mistakes: usize,
    surprise: f64,
    mean: f64,
}

impl Sample<'_> {
    fn of(bytes: &[u8], whole: bool) -> Sample<'_> {
        let first = bytes.iter().position(|b| !b.is_ascii()).unwrap_or(0);
        let start = if first < SAMPLE / 2 { 0 } else { first };
        let end = bytes.len().min(start + SAMPLE);
        Sample {
            bytes: &bytes[start..end],
            begins: start == 0,
            ends: whole && end == bytes.len(),
        }
    }

    fn readings(&self) -> Vec<Reading> {
        let guess = self.guess();
        let mut encodings = vec![GB18030, BIG5, WINDOWS_1252];
        if self.begins {
            encodings.extend([UTF_16LE, UTF_16BE]);
        }
        if !encodings.contains(&guess) {
            encodings.push(guess);
        }
        let mut readings = vec![self.as_utf8()];
        readings.extend(encodings.into_iter().filter_map(|encoding| {
            let mut reading = self.reading(encoding)?;
            if encoding == guess {
                reading.surprise -= GUESS;
            }
            Some(reading)
        }));
        readings
    }

    fn guess(&self) -> &'static encoding_rs::Encoding {
        let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
        detector.feed(self.bytes, self.ends);
        Encoding::of(detector.guess(None, Utf8Detection::Deny)).standard()
    }

    /// The bytes in one encoding; none if that is not to be considered.
    fn reading(&self, encoding: &'static encoding_rs::Encoding) -> Option<Reading> {
        let writing = Writing::of(encoding);
        let (text, mistakes) = read(encoding, self.bytes, self.ends);
        let allowed = match writing {
            // A broken character does not make an article unreadable.
            Writing::Simplified | Writing::Traditional => {
                text.chars().filter(|c| !c.is_ascii()).count() / 20
            }
            _ => 0,
        };
        if mistakes > allowed {
            return None;
        }
        let mut surprise = surprise(&text, writing);
        let mean = mean(&text, surprise);
        if mean > CONSIDERED {
            return None;
        }
        if matches!(
            writing,
            Writing::Japanese | Writing::Korean | Writing::Foreign
        ) {
            surprise += FOREIGN;
        }
        Some(Reading {
            encoding,
            text,
            mistakes,
            surprise,
            mean,
        })
    }

    fn as_utf8(&self) -> Reading {
        let mut sum = 0.0;
        let mut mistakes = 0;
        let mut left = self.bytes.len();
        for chunk in self.bytes.utf8_chunks() {
            let broken = chunk.invalid();
            left -= chunk.valid().len() + broken.len();
            sum += surprise(chunk.valid(), Writing::Any);
            let cut = std::str::from_utf8(broken).is_err_and(|e| e.error_len().is_none());
            let more = cut && left == 0 && !self.ends;
            if !broken.is_empty() && !more {
                sum += BROKEN * broken.len() as f64;
                mistakes += 1;
            }
        }
        Reading {
            encoding: UTF_8,
            text: String::from_utf8_lossy(self.bytes).into_owned(),
            mistakes,
            surprise: sum,
            mean: 0.0,
        }
    }
}

fn read(encoding: &'static encoding_rs::Encoding, bytes: &[u8], ends: bool) -> (String, usize) {
    let mut decoder = Decoder::new(Encoding::of(encoding));
    let mut text = String::new();
    decoder.push(bytes, ends, &mut text);
    (text, decoder.invalid_count())
}
