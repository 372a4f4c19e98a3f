//! Writes a file from another: every column chunk as it stands, but for those of the text in whose
//! row group something changed.

use std::fs::File;
use std::io::{self, Seek as _, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use parquet::bloom_filter::Sbbf;
use parquet::column::writer::ColumnCloseResult;
use parquet::data_type::ByteArrayType;
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::ColumnDescPtr;

use super::layout::{Begun, Layout};
use super::lines::Lines;
use super::record::Leaves;
use super::schema;
use super::source::{Source, guarded, told};
use super::text::Texts;
use crate::batch::inside;
use crate::batch::pack::{Hashed, Written};

/// So many chunks wait to be written.
const WAITING: usize = 4;

/// A file being written: rows come as the lines of their objects. Columns of a row group stand one
/// behind the other, so that its writer asks for rows where others give them: it is a thread.
pub(crate) struct Writer {
    rows: Option<SyncSender<Lines>>,
    thread: Option<JoinHandle<io::Result<Written>>>,
    record: bool,
}

impl Writer {
    /// Creates a file.
    pub fn create(path: &Path, begun: Begun) -> io::Result<Self> {
        let file = inside::open(path, false)?;
        let record = begun.layout.record;
        let (rows, taken) = sync_channel(WAITING);
        let thread = thread::Builder::new().spawn(move || run(&begun, file, &taken))?;
        Ok(Writer {
            rows: Some(rows),
            thread: Some(thread),
            record,
        })
    }

    /// Writes the objects of the next rows, of one row group.
    pub fn write(&mut self, lines: &[u8], same: bool) -> io::Result<()> {
        let lines = Lines::new(lines, same, self.record);
        let sent = self.rows.as_ref().map(|rows| rows.send(lines));
        match sent {
            Some(Ok(())) => Ok(()),
            _ => self.join().map(|_| ()).and(Err(cut_off())),
        }
    }

    /// Ends the file and puts it on disk.
    pub fn finish(mut self) -> io::Result<Written> {
        self.join()
    }

    fn join(&mut self) -> io::Result<Written> {
        self.rows = None;
        match self.thread.take().map(JoinHandle::join) {
            Some(Ok(written)) => written,
            _ => Err(cut_off()),
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        // What it says of rows that do not come is no news.
        let _ = self.join();
    }
}

fn cut_off() -> io::Error {
    io::Error::other("rows are missing")
}

fn run(begun: &Begun, file: File, rows: &Receiver<Lines>) -> io::Result<Written> {
    let mut next = || rows.recv().map_err(|_| cut_off());
    let (mut out, changed) = guarded(|| {
        let out = Hashed::new(file);
        write(&begun.source, &begun.layout, out, &mut next)
    })
    .map_err(failed)?;
    if !changed {
        // The end of it would be spelled anew for nothing.
        let mut file = out.into_file()?;
        file.set_len(0)?;
        file.rewind()?;
        out = Hashed::new(file);
        io::copy(&mut begun.source.bytes(), &mut out)?;
    }
    out.finish()
}

fn failed(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(error) => match error.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(error) => io::Error::other(told(&error)),
        },
        error => io::Error::other(told(&error)),
    }
}

/// Writes all of a file, with the rows as they come; whether anything changed.
pub(crate) fn write<W: Write + Send>(
    source: &Source,
    layout: &Layout,
    out: W,
    next: &mut dyn FnMut() -> io::Result<Lines>,
) -> Result<(W, bool)> {
    let metadata = source.metadata();
    let columns = schema::columns(metadata, layout)?;
    let properties = Arc::new(schema::properties(metadata, layout)?);
    let mut writer = SerializedFileWriter::new(out, columns, properties)?;
    let mut changed = !layout.keeps_columns();
    let descriptor = writer.schema_descr().clone();
    for index in 0..metadata.num_row_groups() {
        if metadata.row_group(index).num_rows() == 0 {
            continue;
        }
        let properties = writer.properties().clone();
        let mut group = Group {
            source,
            layout,
            index,
            next: &mut *next,
            // Those of the record are the last.
            record: match layout.record {
                true => {
                    let columns = descriptor.columns();
                    let leaves = columns[columns.len() - record_leaves(columns)..].to_vec();
                    Some(Leaves::new(leaves, &properties))
                }
                false => None,
            },
        };
        let mut out = writer.next_row_group()?;
        changed |= group.write(&mut out, &descriptor)?;
        out.close()?;
    }
    Ok((writer.into_inner()?, changed))
}

fn record_leaves(columns: &[ColumnDescPtr]) -> usize {
    let of_record = |column: &&ColumnDescPtr| column.path().parts()[0] == super::record::RECORD;
    columns.iter().rev().take_while(of_record).count()
}

/// A row group being written.
struct Group<'g> {
    source: &'g Source,
    layout: &'g Layout,
    index: usize,
    next: &'g mut dyn FnMut() -> io::Result<Lines>,
    record: Option<Leaves>,
}

impl Group<'_> {
    /// Writes it; whether a text changed.
    fn write<W: Write + Send>(
        &mut self,
        out: &mut SerializedRowGroupWriter<'_, W>,
        descriptor: &parquet::schema::types::SchemaDescriptor,
    ) -> Result<bool> {
        let metadata = self.source.metadata();
        let schema = metadata.file_metadata().schema_descr();
        let text = self.layout.text.as_ref().and_then(|text| text.leaf);
        let (mut changed, mut record) = (false, self.record.take());
        let mut closed = Vec::new();
        let mut written = 0;
        for leaf in 0..schema.num_columns() {
            if self.layout.unrecord == Some(schema.get_column_root_idx(leaf)) {
                continue;
            }
            written += 1;
            if text == Some(leaf) {
                (changed, closed) = self.text(out, leaf, record.as_mut())?;
            } else {
                self.copy(out, leaf, None)?;
            }
        }
        if text.is_none() {
            closed = self.rows(record.as_mut())?;
        }
        if let (Some(_), Some(text)) = (&self.layout.original, text) {
            self.copy(out, text, Some(descriptor.column(written)))?;
        }
        if let Some(record) = record {
            for (bytes, closed) in record.bytes()?.iter().zip(closed) {
                out.append_column(bytes, closed)?;
            }
        }
        Ok(changed)
    }

    fn rows_of_group(&self) -> Result<usize> {
        let rows = self.source.metadata().row_group(self.index).num_rows();
        Ok(usize::try_from(rows)?)
    }

    fn next(&mut self, left: usize) -> Result<Lines> {
        let lines = (self.next)().map_err(|error| ParquetError::External(Box::new(error)))?;
        match lines.rows > 0 && lines.rows <= left {
            true => Ok(lines),
            false => Err(ParquetError::General("the rows are others".to_owned())),
        }
    }

    /// The column with the text, encoded anew from the first change on that there is.
    fn text<W: Write + Send>(
        &mut self,
        out: &mut SerializedRowGroupWriter<'_, W>,
        leaf: usize,
        record: Option<&mut Leaves>,
    ) -> Result<(bool, Vec<ColumnCloseResult>)> {
        let all = self.rows_of_group()?;
        let key = self.layout.text.as_ref().map(|text| text.key.clone());
        let key = key.unwrap_or_default();
        let mut writing = record.map(Leaves::begin);
        let mut seen = 0;
        let mut first = None;
        while seen < all {
            let lines = self.next(all - seen)?;
            if let Some(writing) = &mut writing {
                writing.put(&lines.records())?;
            }
            if !lines.same {
                first = Some(lines);
                break;
            }
            seen += lines.rows;
        }
        let changed = first.is_some();
        let Some(mut lines) = first else {
            self.copy(out, leaf, None)?;
            let closed = writing.map(|writing| writing.close()).transpose()?;
            return Ok((changed, closed.unwrap_or_default()));
        };
        let mut column = out
            .next_column()?
            .ok_or_else(|| ParquetError::General("there is no column for the text".to_owned()))?;
        let mut texts = Texts::open(self.source, self.index, leaf)?;
        let to = column.typed::<ByteArrayType>();
        texts.copy(seen, to)?;
        loop {
            texts.put(&lines, &key, to)?;
            seen += lines.rows;
            if seen == all {
                break;
            }
            lines = self.next(all - seen)?;
            if let Some(writing) = &mut writing {
                writing.put(&lines.records())?;
            }
        }
        column.close()?;
        let closed = writing.map(|writing| writing.close()).transpose()?;
        Ok((changed, closed.unwrap_or_default()))
    }

    /// The rows of a file that has no text.
    fn rows(&mut self, record: Option<&mut Leaves>) -> Result<Vec<ColumnCloseResult>> {
        let all = self.rows_of_group()?;
        let mut writing = record.map(Leaves::begin);
        let mut seen = 0;
        while seen < all {
            let lines = self.next(all - seen)?;
            seen += lines.rows;
            if let Some(writing) = &mut writing {
                writing.put(&lines.records())?;
            }
        }
        let closed = writing.map(|writing| writing.close()).transpose()?;
        Ok(closed.unwrap_or_default())
    }

    /// A column chunk as it stands, under another name if there is one.
    fn copy<W: Write + Send>(
        &self,
        out: &mut SerializedRowGroupWriter<'_, W>,
        leaf: usize,
        renamed: Option<ColumnDescPtr>,
    ) -> Result<()> {
        let metadata = self.source.metadata();
        let group = metadata.row_group(self.index);
        let column = group.column(leaf);
        let closed = ColumnCloseResult {
            bytes_written: column.compressed_size() as u64,
            rows_written: group.num_rows() as u64,
            metadata: match renamed {
                Some(name) => under_name(column, name)?,
                None => column.clone(),
            },
            bloom_filter: Sbbf::read_from_column_chunk(column, &self.source.file)?,
            column_index: metadata
                .column_index()
                .and_then(|all| all.get(self.index)?.get(leaf).cloned()),
            offset_index: metadata
                .offset_index()
                .and_then(|all| all.get(self.index)?.get(leaf).cloned()),
        };
        out.append_column(&self.source.file, closed)
    }
}

/// What is said of a column chunk, under another name.
fn under_name(column: &ColumnChunkMetaData, name: ColumnDescPtr) -> Result<ColumnChunkMetaData> {
    let mut builder = ColumnChunkMetaData::builder(name)
        .set_compression_codec(column.compression_codec())
        .set_encodings_mask(*column.encodings_mask())
        .set_total_compressed_size(column.compressed_size())
        .set_total_uncompressed_size(column.uncompressed_size())
        .set_num_values(column.num_values())
        .set_data_page_offset(column.data_page_offset())
        .set_dictionary_page_offset(column.dictionary_page_offset())
        .set_unencoded_byte_array_data_bytes(column.unencoded_byte_array_data_bytes())
        .set_repetition_level_histogram(column.repetition_level_histogram().cloned())
        .set_definition_level_histogram(column.definition_level_histogram().cloned());
    if let Some(statistics) = column.statistics() {
        builder = builder.set_statistics(statistics.clone());
    }
    if let Some(pages) = column.page_encoding_stats() {
        builder = builder.set_page_encoding_stats(pages.clone());
    }
    builder.build()
}
