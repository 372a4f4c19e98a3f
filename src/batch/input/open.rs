//! Opens an input: reads and hashes the file, unpacks it, and makes UTF-8 of what documents are
//! cut out of.

use std::fs::{File, Metadata};
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::SystemTime;

use flate2::bufread::MultiGzDecoder;

use crate::batch::find::form::{Format, Packing};
use crate::batch::find::walk::Input;
use crate::batch::input::members::Members;
use crate::batch::input::meter::{Meter, Raw};
use crate::batch::input::unpacking::{Bounded, Excess, Unpacking};
use crate::batch::input::waiting::Waiting;
use crate::batch::interrupt::Interrupt;
use crate::batch::notice::{Notice, Trouble, unreadable};
use crate::text::printable::printable;

const BUFFER: usize = 1 << 16;

/// Reads what a file holds.
pub(crate) type Reader = Box<dyn Read + Send>;

/// An input that is watched while it is read.
pub(crate) struct Watched {
    meter: Meter,
    /// The file, and what it was when it was opened.
    file: Option<(File, Stamp)>,
}

/// What goes for the reading of all inputs.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reading {
    /// Counts what is read as it is on disk.
    pub total: Arc<AtomicU64>,
    pub unpacking: Unpacking,
    pub interrupt: Interrupt,
}

impl Reading {
    /// Of files that this program wrote, at any length.
    pub fn unbounded() -> Self {
        let mut reading = Reading::default();
        (reading.unpacking.most, reading.unpacking.ratio) = (0, 0);
        reading
    }
}

#[derive(PartialEq, Eq)]
struct Stamp(u64, Option<SystemTime>);

impl Stamp {
    fn of(meta: &Metadata) -> Self {
        Stamp(meta.len(), meta.modified().ok())
    }
}

/// Opens an input, at a path in the place of its own, and unpacks it.
pub(crate) fn open(
    input: &Input,
    path: Option<&Path>,
    reading: &Reading,
) -> io::Result<(Reader, Watched)> {
    let meter = Meter::default();
    let (raw, file): (Reader, _) = match path {
        Some(path) if path.metadata()?.is_file() => {
            let file = File::open(path)?;
            let stamp = Stamp::of(&file.metadata()?);
            let again = file.try_clone()?;
            (Box::new(file), Some((again, stamp)))
        }
        Some(path) => (
            Box::new(Waiting::open(Some(path), &reading.interrupt)?),
            None,
        ),
        None => {
            let begun = io::Cursor::new(input.begun.clone());
            let rest = Waiting::open(None, &reading.interrupt)?;
            (Box::new(begun.chain(rest)), None)
        }
    };
    let metered = meter.over(raw, reading.total.clone());
    let mut raw = BufReader::with_capacity(BUFFER, metered);
    let packing = match path {
        Some(_) => input.form.packing,
        None => Packing::of_bytes(raw.fill_buf()?),
    };
    let bounded = |reader: Reader| {
        let bounded = Bounded::new(reader, reading.unpacking, meter.clone());
        Box::new(bounded)
    };
    let reader: Reader = match packing {
        Packing::Plain => Box::new(raw),
        // An empty file is what some writers leave where there was nothing to write.
        _ if raw.fill_buf()?.is_empty() => Box::new(raw),
        // Every record of an archive is a member of its own.
        Packing::Gzip if input.form.format == Format::Warc => bounded(Box::new(Members::new(raw))),
        Packing::Gzip => bounded(Box::new(MultiGzDecoder::new(raw))),
        Packing::Zstd => {
            let mut decoder = zstd::stream::read::Decoder::with_buffer(raw)?;
            decoder.window_log_max(reading.unpacking.window_log())?;
            bounded(Box::new(decoder))
        }
    };
    Ok((reader, Watched { meter, file }))
}

impl Watched {
    /// Watches a file that is read here and there.
    #[cfg(feature = "parquet")]
    pub fn of(file: &File) -> io::Result<Self> {
        let (meta, again) = (file.metadata()?, file.try_clone()?);
        Ok(Watched {
            meter: Meter::default(),
            file: Some((again, Stamp::of(&meta))),
        })
    }

    /// Takes what is read for all of the file.
    #[cfg(feature = "parquet")]
    pub fn read(&self, from: impl Read) -> io::Result<()> {
        let mut metered = self.meter.over(from, Arc::default());
        io::copy(&mut metered, &mut io::sink()).map(|_| ())
    }

    /// What was read, once all of it was: an error if the file changed meanwhile.
    pub fn finish(&self, input: &Input) -> Result<Raw, Notice> {
        let raw = self.meter.raw();
        if let Some((file, before)) = &self.file {
            let now = file.metadata().map(|meta| Stamp::of(&meta));
            if now.is_ok_and(|now| now != *before) || raw.bytes != before.0 {
                let what = format!(
                    "{input}: changed while it was read; run again when it is complete; the other inputs were read"
                );
                return Err(Notice::error(Trouble::Changed, what));
            }
        }
        Ok(raw)
    }
}

/// The hash of a file.
pub(crate) fn hash_of(path: &Path) -> io::Result<String> {
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(File::open(path)?)?;
    Ok(hasher.finalize().to_hex().to_string())
}

/// Whether the file is there and has the hash.
pub(crate) fn is(path: &Path, hash: &str) -> bool {
    hash_of(path).is_ok_and(|found| found == hash)
}

/// Says which limit an input goes beyond.
pub(crate) fn beyond(input: &Input, excess: &Excess) -> Notice {
    let what = format!("{input}: {excess}; nothing was written for it, the other inputs were read");
    Notice::error(Trouble::TooLarge, what)
}

/// Says why an input could not be read to its end.
pub(crate) fn failed(input: &Input, error: &io::Error) -> Notice {
    use io::ErrorKind::{InvalidData, InvalidInput, UnexpectedEof};
    let packing = match input.form.packing {
        Packing::Gzip => "gzip",
        Packing::Zstd => "Zstandard",
        Packing::Plain => "",
    };
    let excess = error.get_ref().and_then(|inner| inner.downcast_ref());
    if let Some::<&Excess>(excess) = excess {
        return beyond(input, excess);
    }
    let of_packing = matches!(
        error.kind(),
        UnexpectedEof | InvalidInput | InvalidData | io::ErrorKind::Other
    );
    if packing.is_empty() || !of_packing || error.raw_os_error().is_some() {
        return Notice::error(Trouble::Unreadable, unreadable(input.to_string(), error));
    }
    let how = if error.kind() == UnexpectedEof {
        "is cut off"
    } else {
        "is damaged"
    };
    let error = printable(&error.to_string());
    let what = format!(
        "{input}: its {packing} data {how} ({error}); fetch it again; nothing was written for it, the other inputs were read"
    );
    Notice::error(Trouble::Unreadable, what)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;
    use crate::batch::find::form::Form;

    fn opened(dir: &Path) -> (Input, Reader, Watched) {
        let path = dir.join("a.txt");
        std::fs::write(&path, "news").unwrap();
        let form = Form {
            format: Format::Text,
            packing: Packing::Plain,
        };
        let input = Input {
            path: Some(path.clone()),
            relative: "a.txt".into(),
            form,
            size: 4,
            begun: Vec::new(),
        };
        let (reader, watch) = open(&input, Some(&path), &Reading::default()).unwrap();
        (input, reader, watch)
    }

    #[test]
    fn a_file_that_grows_while_it_is_read_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let (input, mut reader, watch) = opened(dir.path());
        let mut text = String::new();
        reader.read_to_string(&mut text).unwrap();
        let mut options = std::fs::OpenOptions::new();
        let path = input.path.as_ref().unwrap();
        let mut file = options.append(true).open(path).unwrap();
        file.write_all(b" and more").unwrap();
        let Err(Notice::Error(trouble, what)) = watch.finish(&input) else {
            panic!("it changed");
        };
        assert_eq!(trouble, Trouble::Changed);
        assert!(
            what.contains("changed while it was read; run again"),
            "{what}"
        );
    }

    #[test]
    fn a_file_that_is_gone_once_it_is_open_is_read_to_its_end() {
        let dir = tempfile::tempdir().unwrap();
        let (input, mut reader, watch) = opened(dir.path());
        std::fs::remove_file(input.path.as_ref().unwrap()).unwrap();
        let mut text = String::new();
        reader.read_to_string(&mut text).unwrap();
        let raw = watch.finish(&input).unwrap();
        assert_eq!((text.as_str(), raw.bytes), ("news", 4));
        assert_eq!(raw.hash, blake3::hash(b"news").to_hex().to_string());
    }
}
