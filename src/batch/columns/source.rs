//! A Parquet file that is open: read from any place, by the thread that reads it and the one that
//! writes another from it.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek as _, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions};
use parquet::column::page::PageReader;
use parquet::column::reader::{ColumnReader, ColumnReaderImpl, get_column_reader};
use parquet::data_type::ByteArrayType;
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::{ColumnChunkMetaData, PageIndexPolicy, ParquetMetaData};
use parquet::file::reader::{ChunkReader, Length, SerializedPageReader};

use super::pages;
use crate::batch::find::walk::Input;
use crate::batch::input::meter::Raw;
use crate::batch::input::open::Watched;
use crate::batch::notice::{Notice, Trouble, unreadable};
use crate::text::printable::printable;

/// A file, and what its end says of it.
pub(crate) struct Source {
    pub file: Handle,
    /// For whoever reads rows: without the index of pages.
    pub arrow: ArrowReaderMetadata,
    metadata: Arc<ParquetMetaData>,
    watch: Watched,
}

/// Reads a file here and there.
#[derive(Clone)]
pub(crate) struct Handle {
    file: Arc<Mutex<File>>,
    length: u64,
}

/// Reads it on from a place.
pub(crate) struct From {
    handle: Handle,
    at: u64,
}

impl Source {
    /// Opens a file and reads its end.
    pub fn open(input: &Input, path: &Path) -> std::result::Result<Self, Notice> {
        let failed = |error: io::Error| {
            let name = path.to_string_lossy();
            Notice::error(Trouble::Unreadable, unreadable(&*name, &error))
        };
        let file = File::open(path).map_err(failed)?;
        let watch = Watched::of(&file).map_err(failed)?;
        let length = file.metadata().map_err(failed)?.len();
        let file = Arc::new(Mutex::new(file));
        let file = Handle { file, length };
        // A schema for other programs that does not fit says nothing of the columns.
        let arrow = guarded(|| {
            let metadata =
                ArrowReaderMetadata::load(&file, options().with_skip_arrow_metadata(true))?;
            let metadata = metadata.metadata().clone();
            // By an index the library finds pages where that says, and not where they were looked at.
            let without = ParquetMetaData::clone(&metadata).into_builder();
            let without = without.set_column_index(None).set_offset_index(None);
            let without = Arc::new(without.build());
            let of = |options| ArrowReaderMetadata::try_new(without.clone(), options);
            let arrow = of(options());
            let arrow = arrow.or_else(|_| of(options().with_skip_arrow_metadata(true)))?;
            Ok((arrow, metadata))
        });
        let (arrow, metadata) = arrow.map_err(|error| {
            let what = format!(
                "{input}: cannot be read as Parquet ({}); fetch it again; the other inputs were read",
                told(&error)
            );
            Notice::error(Trouble::Unreadable, what)
        })?;
        Ok(Source {
            file,
            arrow,
            metadata,
            watch,
        })
    }

    pub fn metadata(&self) -> &Arc<ParquetMetaData> {
        &self.metadata
    }

    /// The strings of a leaf in a row group.
    pub fn strings(&self, group: usize, leaf: usize) -> Result<ColumnReaderImpl<ByteArrayType>> {
        let group = self.metadata().row_group(group);
        let column = group.column(leaf);
        self.check(column)?;
        let rows = usize::try_from(group.num_rows())?;
        let file = Arc::new(self.file.clone());
        let pages: Box<dyn PageReader> =
            Box::new(SerializedPageReader::new(file, column, rows, None)?);
        match get_column_reader(column.column_descr_ptr(), pages) {
            ColumnReader::ByteArrayColumnReader(reader) => Ok(reader),
            _ => Err(ParquetError::General("it is not of strings".to_owned())),
        }
    }

    /// Looks at the pages of a column, before they are read.
    pub fn check(&self, column: &ColumnChunkMetaData) -> Result<()> {
        pages::check(column, |at, most| {
            let length = most.min(self.length().saturating_sub(at));
            Ok(self.file.get_bytes(at, length as usize)?.into())
        })
    }

    pub fn length(&self) -> u64 {
        self.file.length
    }

    /// All of it, for whoever copies it.
    pub fn bytes(&self) -> impl Read {
        self.file.from(0)
    }

    /// What was read; an error if the file changed since it was opened.
    pub fn finish(&self, input: &Input) -> std::result::Result<Raw, Notice> {
        let name = input.to_string();
        let read = self.watch.read(self.bytes());
        read.map_err(|error| Notice::error(Trouble::Unreadable, unreadable(&name, &error)))?;
        self.watch.finish(input)
    }
}

fn options() -> ArrowReaderOptions {
    ArrowReaderOptions::new()
        .with_page_index_policy(PageIndexPolicy::Optional)
        .with_encoding_stats_as_mask(false)
}

impl Handle {
    fn from(&self, at: u64) -> BufReader<From> {
        let handle = self.clone();
        BufReader::with_capacity(1 << 16, From { handle, at })
    }
}

impl Read for From {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut file = self.handle.file.lock().expect("no reader panics");
        file.seek(SeekFrom::Start(self.at))?;
        let read = file.read(buffer)?;
        self.at += read as u64;
        Ok(read)
    }
}

impl Length for Handle {
    fn len(&self) -> u64 {
        self.length
    }
}

impl ChunkReader for Handle {
    type T = BufReader<From>;

    fn get_read(&self, start: u64) -> Result<Self::T> {
        Ok(self.from(start))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        // A length that is damaged is not to be made room for.
        if start.saturating_add(length as u64) > self.length {
            let what = format!("{length} bytes at {start} lie behind the end of the file");
            return Err(ParquetError::EOF(what));
        }
        let mut bytes = vec![0; length];
        let mut file = self.file.lock().expect("no reader panics");
        file.seek(SeekFrom::Start(start))?;
        file.read_exact(&mut bytes)?;
        Ok(bytes.into())
    }
}

/// What a file makes of the library, be it damaged or made to harm, stays with the file.
pub(crate) fn guarded<T>(read: impl FnOnce() -> Result<T>) -> Result<T> {
    let read = catch_unwind(AssertUnwindSafe(read));
    read.unwrap_or_else(|_| Err(ParquetError::General("its data makes no sense".to_owned())))
}

/// An error in one line.
pub(crate) fn told(error: &dyn std::fmt::Display) -> String {
    printable(&error.to_string())
}
