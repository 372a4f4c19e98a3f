//! The column with what was deleted, as the member of that name is in JSON objects.

use std::sync::Arc;

use bytes::Bytes;
use parquet::column::writer::{ColumnCloseResult, ColumnWriter, get_column_writer};
use parquet::data_type::ByteArray;
use parquet::errors::{ParquetError, Result};
use parquet::file::properties::WriterPropertiesPtr;
use parquet::file::writer::{SerializedPageWriter, TrackedWrite};
use parquet::schema::parser::parse_message_type;
use parquet::schema::types::{ColumnDescPtr, SchemaDescriptor, TypePtr};

use super::paths;
use super::source::Source;
use crate::report::{CleaningRecord, EditRecord};

/// Its name.
pub(crate) const RECORD: &str = "jingwen";

const MESSAGE: &str = "message record {
    optional group jingwen {
        required int32 schema;
        required binary outcome (STRING);
        optional binary offset_unit (STRING);
        optional binary field (STRING);
        required group edits (LIST) {
            repeated group list {
                required group element {
                    required int64 at;
                    required binary text (STRING);
                    required binary rule (STRING);
                    optional binary category (STRING);
                }
            }
        }
    }
}";

/// The column.
pub(crate) fn column() -> TypePtr {
    let message = parse_message_type(MESSAGE).expect("it is spelled right");
    message.get_fields()[0].clone()
}

/// The same as Arrow knows it.
pub(crate) fn arrow() -> arrow_schema::Field {
    let schema = SchemaDescriptor::new(Arc::new(
        parse_message_type(MESSAGE).expect("it is spelled right"),
    ));
    let schema = parquet::arrow::parquet_to_arrow_schema(&schema, None);
    schema.expect("it is plain").field(0).clone()
}

/// The text field that the records of a file name, by the first that there is.
pub(crate) fn field_of(source: &Source) -> Result<Option<String>> {
    let schema = source.metadata().file_metadata().schema_descr();
    let Some(column) = paths::find(schema, &format!("{RECORD}.field")) else {
        return Ok(None);
    };
    let Some(leaf) = paths::text_leaf(schema, &column) else {
        return Ok(None);
    };
    for group in 0..source.metadata().num_row_groups() {
        let mut reader = source.strings(group, leaf)?;
        let (mut levels, mut values) = (Vec::new(), Vec::new());
        loop {
            let read = reader.read_records(250, Some(&mut levels), None, &mut values)?;
            if let Some(value) = values.first() {
                return Ok(value.as_utf8().ok().map(str::to_owned));
            }
            // A record without it: the texts stand where they usually do.
            if levels.iter().any(|level| *level > 0) {
                return Ok(None);
            }
            if read.0 == 0 {
                break;
            }
        }
    }
    Ok(None)
}

/// The leaves of the column, encoded in memory: what was deleted is a small part of a text.
pub(crate) struct Leaves {
    sinks: Vec<TrackedWrite<Vec<u8>>>,
    columns: Vec<ColumnDescPtr>,
    properties: WriterPropertiesPtr,
}

/// Writes them.
pub(crate) struct Writing<'l>(Vec<ColumnWriter<'l>>);

impl Leaves {
    pub fn new(columns: Vec<ColumnDescPtr>, properties: &WriterPropertiesPtr) -> Self {
        let sinks = columns.iter().map(|_| TrackedWrite::new(Vec::new()));
        Leaves {
            sinks: sinks.collect(),
            properties: properties.clone(),
            columns,
        }
    }

    pub fn begin(&mut self) -> Writing<'_> {
        let sinks = self.columns.iter().zip(&mut self.sinks);
        let writers = sinks.map(|(column, sink)| {
            let pages = Box::new(SerializedPageWriter::new(sink));
            get_column_writer(column.clone(), self.properties.clone(), pages)
        });
        Writing(writers.collect())
    }

    /// The bytes of the leaves.
    pub fn bytes(self) -> Result<Vec<Bytes>> {
        let sinks = self.sinks.into_iter();
        sinks.map(|sink| Ok(sink.into_inner()?.into())).collect()
    }
}

/// The values of a leaf in some rows, with their levels.
struct Values<T> {
    values: Vec<T>,
    definition: Vec<i16>,
    repetition: Vec<i16>,
}

impl Writing<'_> {
    /// Writes the records of some rows.
    pub fn put(&mut self, records: &[Option<CleaningRecord>]) -> Result<()> {
        let text = |text: &str| ByteArray::from(text.as_bytes().to_vec());
        let single = |of: &dyn Fn(&CleaningRecord) -> Option<ByteArray>, most: i16| {
            let rows = records.iter().map(|record| {
                let value = record.as_ref().map(of);
                let level = match &value {
                    None => 0,
                    Some(None) => 1,
                    Some(Some(_)) => most,
                };
                (level, 0, value.flatten())
            });
            gathered(rows)
        };
        let numbers = records.iter().map(|record| {
            let value = record.as_ref().map(|record| record.schema as i32);
            (i16::from(value.is_some()), 0, value)
        });
        let places = edits(records, |edit| (2, Some(edit.at as i64)));
        let deleted = edits(records, |edit| {
            let deleted: Option<String> = serde_json::from_str(edit.text.get()).ok();
            (2, Some(text(&deleted.unwrap_or_default())))
        });
        let rules = edits(records, |edit| (2, Some(text(&edit.rule))));
        let categories = edits(records, |edit| match edit.category {
            Some(category) => (3, Some(text(category.as_str()))),
            None => (2, None),
        });
        let numbers = gathered(numbers);
        let outcomes = single(&|record| Some(text(&record.outcome)), 1);
        let units = single(&|record| record.offset_unit.as_deref().map(text), 2);
        let fields = single(&|record| record.field.as_deref().map(text), 2);
        let mut writers = self.0.iter_mut();
        let mut next = || writers.next().ok_or_else(misfit);
        match next()? {
            ColumnWriter::Int32ColumnWriter(to) => {
                to.write_batch(&numbers.values, Some(&numbers.definition), None)?;
            }
            _ => return Err(misfit()),
        }
        for values in [outcomes, units, fields] {
            bytes(next()?, &values, false)?;
        }
        match next()? {
            ColumnWriter::Int64ColumnWriter(to) => {
                let levels = (Some(&places.definition[..]), Some(&places.repetition[..]));
                to.write_batch(&places.values, levels.0, levels.1)?;
            }
            _ => return Err(misfit()),
        }
        for values in [deleted, rules, categories] {
            bytes(next()?, &values, true)?;
        }
        Ok(())
    }

    /// Ends the leaves; what there is to say of each.
    pub fn close(self) -> Result<Vec<ColumnCloseResult>> {
        self.0.into_iter().map(ColumnWriter::close).collect()
    }
}

fn gathered<T>(rows: impl Iterator<Item = (i16, i16, Option<T>)>) -> Values<T> {
    let mut gathered = Values {
        values: Vec::new(),
        definition: Vec::new(),
        repetition: Vec::new(),
    };
    for (definition, repetition, value) in rows {
        gathered.definition.push(definition);
        gathered.repetition.push(repetition);
        gathered.values.extend(value);
    }
    gathered
}

/// The values of a leaf of the edits.
fn edits<T>(
    records: &[Option<CleaningRecord>],
    of: impl Fn(&EditRecord) -> (i16, Option<T>),
) -> Values<T> {
    let rows = records.iter().flat_map(|record| {
        let edits = record.as_ref().map_or(&[][..], |record| &record.edits);
        let none = edits
            .is_empty()
            .then_some((i16::from(record.is_some()), 0, None));
        let some = edits.iter().enumerate().map(|(number, edit)| {
            let (level, value) = of(edit);
            (level, i16::from(number > 0), value)
        });
        none.into_iter().chain(some)
    });
    gathered(rows)
}

fn bytes(writer: &mut ColumnWriter<'_>, values: &Values<ByteArray>, repeated: bool) -> Result<()> {
    let ColumnWriter::ByteArrayColumnWriter(to) = writer else {
        return Err(misfit());
    };
    let repetition = repeated.then_some(&values.repetition[..]);
    to.write_batch(&values.values, Some(&values.definition), repetition)?;
    Ok(())
}

fn misfit() -> ParquetError {
    ParquetError::General("the record has other columns".to_owned())
}
