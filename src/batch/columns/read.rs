//! Reads rows as JSON objects, a line each, a bounded number at a time.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use arrow_array::cast::AsArray as _;
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_json::EncoderOptions;
use arrow_json::writer::make_encoder;
use arrow_schema::FieldRef;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::errors::ParquetError;
use parquet::file::metadata::{ColumnChunkMetaData, RowGroupMetaData};

use super::Purpose;
use super::layout::{Begun, Layout, Value};
use super::source::{Source, guarded, told};
use crate::batch::find::form::Packing;
use crate::batch::find::walk::Input;
use crate::batch::input::chunk::{Chunk, Piece, What};
use crate::batch::input::cut::CHUNK;
use crate::batch::input::meter::Raw;
use crate::batch::input::open::{self, Reading};
use crate::batch::input::unpacking::{Excess, Unpacking};
use crate::batch::notice::{Notice, Trouble};

/// A chunk holds at most so many rows.
const ROWS: u64 = 250;

/// The rows of a file.
pub(crate) struct Rows {
    input: Input,
    source: Arc<Source>,
    layout: Arc<Layout>,
    limit: usize,
    /// The row group in hand, how much of it was read, and how it goes on.
    group: usize,
    own: u64,
    reader: Option<ParquetRecordBatchReader>,
    /// Rows of the file so far, and bytes of the objects.
    rows: usize,
    end: u64,
    /// Bytes read of all inputs, as they are on disk: those of this one are told as its rows come.
    total: Arc<AtomicU64>,
    told: u64,
}

impl Rows {
    /// Opens a file, at a path in the place of its own; `limit` is the most bytes of a row's object.
    pub fn open(
        input: &Input,
        path: Option<&Path>,
        purpose: &Purpose<'_>,
        limit: usize,
        reading: &Reading,
    ) -> Result<Self, Notice> {
        let refused =
            |what: &str| Notice::error(Trouble::Unreadable, format_args!("{input}: {what}"));
        let path = path.ok_or_else(|| {
            refused("Parquet is read from its end on, and standard input has none: name the file")
        })?;
        if input.form.packing != Packing::Plain {
            return Err(refused(
                "is Parquet that was packed once more, which cannot be read in part: unpack it; the other inputs were read",
            ));
        }
        let source = Source::open(input, path)?;
        let layout = Layout::of(input, &source, purpose)?;
        if let Some(excess) = excess(&layout, &source, reading.unpacking) {
            return Err(open::beyond(input, &excess));
        }
        Ok(Rows {
            input: input.clone(),
            source: source.into(),
            layout: layout.into(),
            limit,
            group: 0,
            own: 0,
            reader: None,
            rows: 0,
            end: 0,
            total: reading.total.clone(),
            told: 0,
        })
    }

    /// What another file is written from.
    pub fn begun(&self) -> Option<Begun> {
        Some(Begun {
            source: self.source.clone(),
            layout: self.layout.clone(),
        })
    }

    /// The layout of the file.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// The next rows, of one row group; none at the end.
    pub fn next_chunk(&mut self) -> Result<Option<Chunk>, Notice> {
        loop {
            let group = match self.source.metadata().row_groups().get(self.group) {
                Some(group) => group.num_rows() as u64,
                None => return Ok(None),
            };
            let next = guarded(|| self.next_batch());
            match next.map_err(|error| self.damaged(&error))? {
                Some(batch) => return self.chunk(&batch).map(Some),
                None if self.own == group => {
                    self.reader = None;
                    self.own = 0;
                    self.group += 1;
                }
                None => {
                    let what = format!("{} rows where {group} are told of", self.own);
                    return Err(self.damaged(&ParquetError::EOF(what)));
                }
            }
        }
    }

    fn next_batch(&mut self) -> Result<Option<RecordBatch>, ParquetError> {
        let reader = match &mut self.reader {
            Some(reader) => reader,
            None => {
                let (file, arrow) = (self.source.file.clone(), self.source.arrow.clone());
                let group = self.source.metadata().row_group(self.group);
                for column in wanted(&self.layout, group) {
                    self.source.check(column)?;
                }
                let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, arrow)
                    .with_row_groups(vec![self.group])
                    .with_projection(self.layout.mask.clone())
                    .with_batch_size(at_once(&self.layout, group));
                self.reader.insert(builder.build()?)
            }
        };
        Ok(reader.next().transpose()?)
    }

    fn chunk(&mut self, batch: &RecordBatch) -> Result<Chunk, Notice> {
        let mut chunk = Chunk::default();
        let first = self.rows + 1;
        let mut put = |row: usize, bytes: &mut Vec<u8>, start: usize| {
            let length = bytes.len() - start;
            let (line, what) = match length > self.limit {
                true => (first + row, What::TooLarge),
                false => (first + row, What::Document),
            };
            let range = start..bytes.len();
            chunk.pieces.push(Piece { range, what, line });
            let range = bytes.len()..bytes.len() + 1;
            bytes.push(b'\n');
            let what = What::Between;
            chunk.pieces.push(Piece { range, what, line });
        };
        let mut bytes = Vec::new();
        objects(&self.layout, batch, &mut bytes, &mut put).map_err(|why| {
            let what = format!("{}: {why}; the other inputs were read", self.input);
            Notice::error(Trouble::Unfit, what)
        })?;
        chunk.bytes = bytes;
        self.own += batch.num_rows() as u64;
        self.rows += batch.num_rows();
        self.end += chunk.bytes.len() as u64;
        chunk.documents = self.rows;
        chunk.end = self.end;
        let all = self.source.metadata().file_metadata().num_rows().max(1) as f64;
        let share = (self.rows as f64 / all).min(1.0) * self.source.length() as f64;
        self.tell(share as u64);
        Ok(chunk)
    }

    fn tell(&mut self, reached: u64) {
        let more = reached.saturating_sub(self.told);
        self.total.fetch_add(more, Ordering::Relaxed);
        self.told += more;
    }

    fn damaged(&self, error: &ParquetError) -> Notice {
        let what = format!(
            "{}: row group {} of {} is damaged ({}); fetch the file again; nothing was written for it, the other inputs were read",
            self.input,
            self.group + 1,
            self.source.metadata().num_row_groups(),
            told(error)
        );
        Notice::error(Trouble::Unreadable, what)
    }

    /// What was read; an error if the file changed meanwhile.
    pub fn finish(mut self) -> Result<Raw, Notice> {
        self.tell(self.source.length());
        self.source.finish(&self.input)
    }
}

/// The limit that the columns to be read go beyond, a row group or all of them. A page is in memory as a
/// whole: one group that unpacks to very much is too much in a file of any length.
fn excess(layout: &Layout, source: &Source, unpacking: Unpacking) -> Option<Excess> {
    // What a file tells may be more than a number holds.
    let add = |(unpacked, packed): (u64, u64), more: (u64, u64)| {
        (
            unpacked.saturating_add(more.0),
            packed.saturating_add(more.1),
        )
    };
    let mut all = (0, 0);
    for group in source.metadata().row_groups() {
        let sizes = wanted(layout, group).map(|column| {
            let (unpacked, packed) = (column.uncompressed_size(), column.compressed_size());
            (unpacked.max(0) as u64, packed.max(0) as u64)
        });
        let own = sizes.fold((0, 0), add);
        if let Some(excess) = unpacking.excess(own.0, own.1) {
            return Some(excess);
        }
        all = add(all, own);
    }
    unpacking.excess(all.0, all.1)
}

/// The columns of a row group that are read.
fn wanted<'g>(
    layout: &'g Layout,
    group: &'g RowGroupMetaData,
) -> impl Iterator<Item = &'g ColumnChunkMetaData> {
    let columns = group.columns().iter().enumerate();
    let read = columns.filter(|(leaf, _)| layout.mask.leaf_included(*leaf));
    read.map(|(_, column)| column)
}

/// So many rows as make a chunk, by what they hold on average.
fn at_once(layout: &Layout, group: &RowGroupMetaData) -> usize {
    let bytes = |column: &ColumnChunkMetaData| {
        let unpacked = column.unencoded_byte_array_data_bytes().unwrap_or(0);
        unpacked.max(column.uncompressed_size()).max(0) as u64
    };
    let all = wanted(layout, group).map(bytes);
    let all = all.fold(0, u64::saturating_add);
    let each = all / group.num_rows().max(1) as u64;
    (CHUNK as u64 / each.max(1)).clamp(1, ROWS) as usize
}

/// A column of a batch, and the columns it stands in.
struct Column {
    field: FieldRef,
    array: ArrayRef,
    within: Vec<ArrayRef>,
}

/// Writes the object of every row, and says where it begins.
fn objects(
    layout: &Layout,
    batch: &RecordBatch,
    into: &mut Vec<u8>,
    put: &mut dyn FnMut(usize, &mut Vec<u8>, usize),
) -> Result<(), String> {
    let options = EncoderOptions::default().with_explicit_nulls(true);
    let mut columns = Vec::with_capacity(layout.members.len());
    for member in &layout.members {
        let found =
            match member.value {
                Value::Null => None,
                _ => Some(column(batch, &member.parts).ok_or_else(|| {
                    format!("has no column `{}` where one is told of", member.key)
                })?),
            };
        columns.push((member, found));
    }
    let mut encoders = Vec::with_capacity(columns.len());
    for (member, found) in &columns {
        let encoder = match found {
            Some(found) => {
                let made = make_encoder(&found.field, &found.array, &options);
                let made = made.map_err(|error| {
                    format!(
                        "the column `{}` cannot be told in JSON ({})",
                        member.key,
                        told(&error)
                    )
                })?;
                Some((made, &found.within))
            }
            None => None,
        };
        let key = serde_json::to_string(&member.key).expect("a string is JSON");
        encoders.push((key, member.value, encoder));
    }
    for row in 0..batch.num_rows() {
        let start = into.len();
        into.push(b'{');
        for (key, value, encoder) in &mut encoders {
            let encoder = encoder.as_mut().filter(|(encoder, within)| {
                !encoder.is_null(row) && within.iter().all(|array| array.is_valid(row))
            });
            if encoder.is_none() && *value == Value::IfAny {
                continue;
            }
            if into.len() > start + 1 {
                into.push(b',');
            }
            into.extend_from_slice(key.as_bytes());
            into.push(b':');
            match encoder {
                Some((encoder, _)) => encoder.encode(row, into),
                None => into.extend_from_slice(b"null"),
            }
        }
        into.push(b'}');
        put(row, into, start);
    }
    Ok(())
}

fn column(batch: &RecordBatch, parts: &[String]) -> Option<Column> {
    let (first, rest) = parts.split_first()?;
    let (index, field) = batch.schema_ref().column_with_name(first)?;
    let mut found = Column {
        field: field.clone().into(),
        array: batch.column(index).clone(),
        within: Vec::new(),
    };
    for part in rest {
        let outer = found.array.as_struct_opt()?;
        let (index, field) = outer.fields().find(part)?;
        let (field, array) = (field.clone(), outer.column(index).clone());
        found.within.push(found.array);
        (found.field, found.array) = (field, array);
    }
    Some(found)
}
