//! Writes an output file: compressed like its input, hashed as it is written. The same bytes come
//! out whenever and in however many sittings they are written.

use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;

use flate2::write::GzEncoder;
use flate2::{Compression, GzBuilder};

use super::find::form::Packing;
use super::inside;

/// The level that the `zstd` program defaults to.
const ZSTD_LEVEL: i32 = 3;

/// A file being written.
pub(crate) struct Packed {
    packing: Packing,
    state: State,
    /// A member was begun, now or before.
    begun: bool,
}

enum State {
    Between(Hashed),
    Gzip(GzEncoder<Hashed>),
    Zstd(zstd::stream::write::Encoder<'static, Hashed>),
    /// Only while it changes.
    Moving,
}

/// A file that is hashed as it is written.
pub(crate) struct Hashed {
    file: BufWriter<File>,
    hasher: blake3::Hasher,
    bytes: u64,
}

impl Hashed {
    /// Goes on behind so many bytes that have this hash.
    fn behind(file: File, hasher: blake3::Hasher, bytes: u64) -> Self {
        let file = BufWriter::with_capacity(1 << 16, file);
        Hashed {
            file,
            hasher,
            bytes,
        }
    }

    /// Begins a file.
    #[cfg(feature = "parquet")]
    pub fn new(file: File) -> Self {
        Hashed::behind(file, blake3::Hasher::new(), 0)
    }

    /// The file, with what was written of it.
    #[cfg(feature = "parquet")]
    pub fn into_file(self) -> io::Result<File> {
        self.file
            .into_inner()
            .map_err(io::IntoInnerError::into_error)
    }

    /// Everything so far to disk; the length of the file.
    fn sync(&mut self) -> io::Result<u64> {
        self.file.flush()?;
        self.file.get_ref().sync_data()?;
        Ok(self.bytes)
    }

    /// Puts the file on disk.
    pub fn finish(mut self) -> io::Result<Written> {
        self.sync()?;
        Ok(Written {
            bytes: self.bytes,
            hash: self.hasher.finalize().to_hex().to_string(),
        })
    }
}

impl Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.file.write(bytes)?;
        self.hasher.update(&bytes[..n]);
        self.bytes += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// A file that was written: its length and its BLAKE3 hash in hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Written {
    pub bytes: u64,
    pub hash: String,
}

impl Packed {
    /// Creates a file, or goes on behind the first `keep` bytes of it.
    pub fn open(path: &Path, packing: Packing, keep: u64) -> io::Result<Self> {
        let mut file = inside::open(path, keep > 0)?;
        let mut hasher = blake3::Hasher::new();
        if keep > 0 {
            if file.metadata()?.len() < keep {
                return Err(io::Error::other("it is shorter than it was"));
            }
            file.set_len(keep)?;
            hasher.update_reader((&mut file).take(keep))?;
            file.seek(SeekFrom::End(0))?;
        }
        Ok(Packed {
            packing,
            state: State::Between(Hashed::behind(file, hasher, keep)),
            begun: keep > 0,
        })
    }

    /// Ends a member: what comes next begins another.
    pub fn end_member(&mut self) -> io::Result<()> {
        let state = std::mem::replace(&mut self.state, State::Moving);
        let hashed = match state {
            State::Gzip(encoder) => encoder.finish()?,
            State::Zstd(encoder) => encoder.finish()?,
            State::Between(hashed) => hashed,
            State::Moving => unreachable!("it moves only within this module"),
        };
        self.state = State::Between(hashed);
        Ok(())
    }

    fn begin_member(&mut self) -> io::Result<()> {
        let state = std::mem::replace(&mut self.state, State::Moving);
        self.state = match (state, self.packing) {
            (State::Between(hashed), Packing::Gzip) => {
                let builder = GzBuilder::new().mtime(0);
                State::Gzip(builder.write(hashed, Compression::default()))
            }
            (State::Between(hashed), Packing::Zstd) => {
                let mut encoder = zstd::stream::write::Encoder::new(hashed, ZSTD_LEVEL)?;
                encoder.include_checksum(true)?;
                State::Zstd(encoder)
            }
            (state, _) => state,
        };
        self.begun = true;
        Ok(())
    }

    /// Everything so far to disk, between members; the length of the file.
    pub fn sync(&mut self) -> io::Result<u64> {
        match &mut self.state {
            State::Between(hashed) => hashed.sync(),
            _ => Err(io::Error::other("a member is open")),
        }
    }

    /// Ends the file and puts it on disk.
    pub fn finish(mut self) -> io::Result<Written> {
        if !self.begun {
            // A compressed file of nothing is not an empty file.
            self.begin_member()?;
        }
        self.end_member()?;
        let State::Between(hashed) = self.state else {
            unreachable!("the member was ended");
        };
        hashed.finish()
    }
}

impl Write for Packed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if matches!(self.state, State::Between(_)) && !bytes.is_empty() {
            self.begin_member()?;
        }
        match &mut self.state {
            State::Between(hashed) => hashed.write(bytes),
            State::Gzip(encoder) => encoder.write(bytes),
            State::Zstd(encoder) => encoder.write(bytes),
            State::Moving => Err(io::Error::other("a member could not be ended")),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_written_in_two_sittings_is_the_one_written_in_one() {
        let dir = tempfile::tempdir().unwrap();
        for packing in [Packing::Plain, Packing::Gzip, Packing::Zstd] {
            let (one, two) = (dir.path().join("one"), dir.path().join("two"));
            let mut whole = Packed::open(&one, packing, 0).unwrap();
            for part in ["first ", "second"] {
                whole.write_all(part.as_bytes()).unwrap();
                whole.end_member().unwrap();
            }
            let written = whole.finish().unwrap();

            let mut begun = Packed::open(&two, packing, 0).unwrap();
            begun.write_all(b"first ").unwrap();
            begun.end_member().unwrap();
            let keep = begun.sync().unwrap();
            begun.write_all(b"lost").unwrap();
            drop(begun);
            let mut rest = Packed::open(&two, packing, keep).unwrap();
            rest.write_all(b"second").unwrap();
            assert_eq!(rest.finish().unwrap(), written);
            let bytes = std::fs::read(&one).unwrap();
            assert_eq!(std::fs::read(&two).unwrap(), bytes);
            assert_eq!(written.bytes, bytes.len() as u64);
            assert_eq!(written.hash, blake3::hash(&bytes).to_hex().to_string());
        }
    }

    #[test]
    fn nothing_compressed_is_a_member_of_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("empty.gz");
        Packed::open(&path, Packing::Gzip, 0)
            .unwrap()
            .finish()
            .unwrap();
        let mut text = String::new();
        let file = File::open(&path).unwrap();
        flate2::read::GzDecoder::new(file)
            .read_to_string(&mut text)
            .unwrap();
        assert_eq!(text, "");
    }
}
