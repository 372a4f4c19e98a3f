//! Writes the column with the text: every value where it was, some of them with other texts.

use parquet::column::reader::ColumnReaderImpl;
use parquet::column::writer::ColumnWriterImpl;
use parquet::data_type::{ByteArray, ByteArrayType};
use parquet::errors::{ParquetError, Result};

use super::lines::Lines;
use super::source::Source;

/// Rows are copied so many at a time.
const ROWS: usize = 250;

/// The values of a text's column in a row group, as they come.
pub(crate) struct Texts {
    reader: ColumnReaderImpl<ByteArrayType>,
    most: (i16, i16),
}

/// A column writer for texts.
pub(crate) type Writer<'w> = ColumnWriterImpl<'w, ByteArrayType>;

/// Some rows of a column.
#[derive(Default)]
struct Values {
    values: Vec<ByteArray>,
    definition: Vec<i16>,
    repetition: Vec<i16>,
}

impl Texts {
    pub fn open(source: &Source, group: usize, leaf: usize) -> Result<Self> {
        let column = source.metadata().row_group(group).column(leaf);
        let descriptor = column.column_descr();
        Ok(Texts {
            most: (descriptor.max_def_level(), descriptor.max_rep_level()),
            reader: source.strings(group, leaf)?,
        })
    }

    /// Copies so many rows.
    pub fn copy(&mut self, rows: usize, to: &mut Writer<'_>) -> Result<()> {
        let mut left = rows;
        while left > 0 {
            let values = self.read(left.min(ROWS))?;
            self.write(&values, to)?;
            left -= left.min(ROWS);
        }
        Ok(())
    }

    /// Copies the rows of the lines, with their texts.
    pub fn put(&mut self, lines: &Lines, key: &str, to: &mut Writer<'_>) -> Result<()> {
        if lines.same {
            return self.copy(lines.rows, to);
        }
        let mut values = self.read(lines.rows)?;
        let mut at = 0;
        let rows = self.rows(&values);
        for (text, held) in lines.texts(key).into_iter().zip(rows) {
            let of_row = &mut values.values[at..at + held];
            at += held;
            let Some(parts) = text else { continue };
            if parts.len() != held {
                return Err(misfit());
            }
            for (value, part) in of_row.iter_mut().zip(parts) {
                *value = ByteArray::from(part.into_bytes());
            }
        }
        self.write(&values, to)
    }

    fn read(&mut self, rows: usize) -> Result<Values> {
        let mut read = Values::default();
        let Values {
            values,
            definition,
            repetition,
        } = &mut read;
        let reader = &mut self.reader;
        let (records, ..) =
            reader.read_records(rows, Some(definition), Some(repetition), values)?;
        match records == rows {
            true => Ok(read),
            false => Err(misfit()),
        }
    }

    /// How many values every row holds.
    fn rows(&self, read: &Values) -> Vec<usize> {
        let (most_defined, most_repeated) = self.most;
        if most_defined == 0 {
            return vec![1; read.values.len()];
        }
        let mut rows = Vec::new();
        for (at, level) in read.definition.iter().enumerate() {
            if most_repeated == 0 || read.repetition[at] == 0 {
                rows.push(0);
            }
            if let Some(row) = rows.last_mut() {
                *row += usize::from(*level == most_defined);
            }
        }
        rows
    }

    fn write(&self, read: &Values, to: &mut Writer<'_>) -> Result<()> {
        let definition = (self.most.0 > 0).then_some(&read.definition[..]);
        let repetition = (self.most.1 > 0).then_some(&read.repetition[..]);
        to.write_batch(&read.values, definition, repetition)?;
        Ok(())
    }
}

fn misfit() -> ParquetError {
    ParquetError::General("the texts do not fit the rows".to_owned())
}
