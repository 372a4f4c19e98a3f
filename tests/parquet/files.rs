//! Files of rows, and what is in them.

use std::fs::{self, File};
use std::path::Path;
use std::sync::Arc;

use arrow_array::cast::AsArray as _;
use arrow_array::{Array as _, ArrayRef, Int64Array, RecordBatch, StringArray, StructArray};
use arrow_schema::{DataType, Field, Schema};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::metadata::{KeyValue, ParquetMetaData, ParquetMetaDataReader};
use parquet::file::properties::WriterProperties;

use crate::common::texts::{FIRST, LAST};

const NOTICE: &str = "Disclaimer: This article is for informational purposes only and does not constitute investment advice.";

/// The text of a row: of every third an article, of every third one with a notice, else none.
pub fn text(row: usize) -> Option<String> {
    let article =
        format!("{FIRST}\n\nIn year {row} of the plan nobody had spoken of it.\n\n{LAST}");
    match row % 3 {
        0 => Some(article),
        1 => Some(format!("{article}\n\n{NOTICE}")),
        _ => None,
    }
}

pub fn body(row: usize) -> Option<String> {
    text(row).map(|text| text.replace(&format!("\n\n{NOTICE}"), ""))
}

pub fn batch(rows: usize) -> RecordBatch {
    let texts = StringArray::from_iter((0..rows).map(text));
    let ids = StringArray::from_iter_values((0..rows).map(|row| format!("d{row}")));
    let urls = StringArray::from_iter_values(
        (0..rows).map(|row| format!("https://news{}.example.com/{row}", row % 7)),
    );
    let content: ArrayRef = Arc::new(texts.clone());
    let inner = Field::new("content", DataType::Utf8, true);
    let number: ArrayRef = Arc::new(Int64Array::from_iter_values(0..rows as i64));
    let number_field = Field::new("n", DataType::Int64, false);
    let data = StructArray::from(vec![
        (Arc::new(inner), content),
        (Arc::new(number_field), number),
    ]);
    let note = [("note".to_owned(), "kept".to_owned())].into();
    let schema = Schema::new(vec![
        Field::new("id", DataType::Utf8, false).with_metadata(note),
        Field::new("text", DataType::Utf8, true),
        Field::new("data", data.data_type().clone(), false),
        Field::new("url", DataType::Utf8, true),
    ]);
    let columns: Vec<ArrayRef> = vec![
        Arc::new(ids),
        Arc::new(texts),
        Arc::new(data),
        Arc::new(urls),
    ];
    RecordBatch::try_new(Arc::new(schema), columns).unwrap()
}

pub fn put(path: &Path, batch: &RecordBatch, group: usize) {
    let zstd = Compression::ZSTD(ZstdLevel::try_new(1).unwrap());
    let properties = WriterProperties::builder()
        .set_max_row_group_row_count(Some(group))
        .set_compression(zstd)
        .set_key_value_metadata(Some(vec![KeyValue::new(
            "made".to_owned(),
            "here".to_owned(),
        )]))
        .build();
    write(path, [batch.clone()], properties);
}

/// A file of these rows, which are all of one schema.
pub fn write(
    path: &Path,
    rows: impl IntoIterator<Item = RecordBatch>,
    properties: WriterProperties,
) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let file = File::create(path).unwrap();
    let mut rows = rows.into_iter().peekable();
    let schema = rows.peek().expect("some rows").schema();
    let mut writer = ArrowWriter::try_new(file, schema, Some(properties)).unwrap();
    rows.for_each(|batch| writer.write(&batch).unwrap());
    writer.close().unwrap();
}

pub fn read(path: &Path) -> RecordBatch {
    let file = File::open(path).unwrap();
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
    let schema = builder.schema().clone();
    let mut batches = builder.with_batch_size(1 << 20).build().unwrap();
    let whole = batches
        .next()
        .map_or_else(|| RecordBatch::new_empty(schema), Result::unwrap);
    assert!(batches.next().is_none());
    whole
}

pub fn metadata(path: &Path) -> ParquetMetaData {
    let file = File::open(path).unwrap();
    ParquetMetaDataReader::new()
        .parse_and_finish(&file)
        .unwrap()
}

pub fn groups(path: &Path) -> Vec<i64> {
    let metadata = metadata(path);
    metadata.row_groups().iter().map(|g| g.num_rows()).collect()
}

pub fn texts(batch: &RecordBatch) -> Vec<Option<String>> {
    let texts = batch.column_by_name("text").unwrap().as_string::<i32>();
    texts.iter().map(|text| text.map(str::to_owned)).collect()
}
