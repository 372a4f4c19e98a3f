//! Reads a gzip file whose members stand alone, as those of web archives do: behind one that is
//! damaged it goes on with the next.

use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;
use memchr::memchr;

/// What every member begins with: the mark of gzip, and its one method.
const MARK: [u8; 3] = [0x1F, 0x8B, 8];

/// Says that a stretch is lost, and that reading can go on behind it.
#[derive(Debug, thiserror::Error)]
#[error("the compressed data is damaged ({why})")]
pub(crate) struct Damaged {
    why: String,
    /// Nothing came of the member that is damaged: what came before is whole.
    pub whole_before: bool,
}

/// The unpacked bytes of a file. Where a member is damaged, one read fails with [`Damaged`].
pub(crate) struct Members<R> {
    state: State<R>,
}

enum State<R> {
    Between(Pushed<R>),
    /// And whether something came of it.
    Within(Box<GzDecoder<Pushed<R>>>, bool),
    /// Behind a damage.
    Lost(Pushed<R>),
    /// Only while it changes.
    Moving,
}

/// A reader with bytes put back before it.
struct Pushed<R> {
    bytes: Vec<u8>,
    inner: R,
}

impl<R: BufRead> Read for Pushed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Pushed<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.bytes.is_empty() {
            self.inner.fill_buf()
        } else {
            Ok(&self.bytes)
        }
    }

    fn consume(&mut self, n: usize) {
        if self.bytes.is_empty() {
            self.inner.consume(n);
        } else {
            self.bytes.drain(..n);
        }
    }
}

impl<R: BufRead> Pushed<R> {
    /// Goes to the next mark; false if there is none.
    fn find_mark(&mut self) -> io::Result<bool> {
        let mut matched = 0;
        loop {
            let buffer = self.fill_buf()?;
            let Some(first) = buffer.first().copied() else {
                return Ok(false);
            };
            if matched == 0 {
                let skipped = memchr(MARK[0], buffer).unwrap_or(buffer.len());
                if skipped > 0 {
                    self.consume(skipped);
                    continue;
                }
            }
            if first == MARK[matched] {
                self.consume(1);
                matched += 1;
            } else {
                // The byte may begin another; the mark's first stands nowhere else in it.
                matched = 0;
            }
            if matched == MARK.len() {
                self.bytes.splice(..0, MARK);
                return Ok(true);
            }
        }
    }
}

impl<R: BufRead> Members<R> {
    pub fn new(inner: R) -> Self {
        let bytes = Vec::new();
        Members {
            state: State::Between(Pushed { bytes, inner }),
        }
    }
}

impl<R: BufRead> Read for Members<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            match std::mem::replace(&mut self.state, State::Moving) {
                State::Within(mut decoder, began) => match decoder.read(buffer) {
                    Ok(0) => self.state = State::Between(decoder.into_inner()),
                    Err(error) if is_of_data(&error) => {
                        self.state = State::Lost(decoder.into_inner());
                        let damaged = Damaged {
                            why: error.to_string(),
                            whole_before: !began,
                        };
                        return Err(io::Error::new(io::ErrorKind::InvalidData, damaged));
                    }
                    read => {
                        self.state = State::Within(decoder, began || read.is_ok());
                        return read;
                    }
                },
                State::Between(mut inner) => {
                    let first = inner.fill_buf().map(|bytes| bytes.first().copied());
                    let Ok(Some(_)) = first else {
                        self.state = State::Between(inner);
                        return first.map(|_| 0);
                    };
                    self.state = State::Within(Box::new(GzDecoder::new(inner)), false);
                }
                State::Lost(mut inner) => match inner.find_mark() {
                    Ok(true) => self.state = State::Within(Box::new(GzDecoder::new(inner)), false),
                    end => {
                        self.state = State::Lost(inner);
                        return end.map(|_| 0);
                    }
                },
                State::Moving => return Err(io::Error::other("it moves only within this module")),
            }
        }
    }
}

/// Whether it is the data that is at fault, and not the reading of it.
fn is_of_data(error: &io::Error) -> bool {
    use io::ErrorKind::{InvalidData, InvalidInput, Other, UnexpectedEof};
    let kind = matches!(
        error.kind(),
        InvalidData | InvalidInput | Other | UnexpectedEof
    );
    kind && error.raw_os_error().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufReader, Write as _};

    fn member(text: &str) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    }

    /// What comes of the bytes, with `!` for every damage, read a few bytes at a time.
    fn read(bytes: &[u8], room: usize) -> String {
        let mut members = Members::new(BufReader::with_capacity(room, bytes));
        let mut text = String::new();
        let mut buffer = [0; 7];
        loop {
            match members.read(&mut buffer) {
                Ok(0) => return text,
                Ok(n) => text.push_str(&String::from_utf8_lossy(&buffer[..n])),
                Err(error) => {
                    assert!(error.get_ref().unwrap().is::<Damaged>());
                    text.push('!');
                }
            }
        }
    }

    #[test]
    fn behind_a_damage_the_next_member_is_read() {
        let [one, two, three] = ["first ", "second ", "third"].map(member);
        let mut damaged = two.clone();
        let middle = damaged.len() - 6;
        damaged[middle] ^= 0xFF;
        for room in [1, 2, 3, 5, 1000] {
            let whole = [&one[..], &two, &three].concat();
            assert_eq!(read(&whole, room), "first second third");
            let sum = [&one[..], &damaged, &three].concat();
            assert_eq!(read(&sum, room), "first second !third");
            let cut = [&one[..], &two[..12], &three].concat();
            let found = read(&cut, room);
            assert!(
                found.starts_with("first ") && found.contains('!'),
                "{found}"
            );
            let rubbish = [&one[..], b"\x1F\x8B\x1F\x1F rubbish", &three].concat();
            assert_eq!(read(&rubbish, room), "first !third");
            assert_eq!(read(&whole[..whole.len() - 3], room), "first second third!");
            assert_eq!(read(b"", room), "");
        }
    }
}
