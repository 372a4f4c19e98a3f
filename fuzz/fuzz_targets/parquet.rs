//! A Parquet file after edits, or one that the bytes spell: cleaned as JSON lines, or refused.
#![no_main]

use std::sync::{Arc, LazyLock};

use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray, StructArray};
use arrow_schema::{DataType, Field};
use jingwen::batch::{Format, Style};
use jingwen_fuzz::{CLEANER, clean, edited, input, let_panics_be_caught, texts};
use libfuzzer_sys::fuzz_target;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;

const STORY: &str = "The council approved the new bridge on Monday.\n\nAll rights reserved.";

fn file(compression: Compression, dictionary: bool, rows: usize, group: usize) -> Vec<u8> {
    let texts = StringArray::from_iter((0..rows).map(|row| (row % 3 < 2).then_some(STORY)));
    let texts: ArrayRef = Arc::new(texts);
    let numbers: ArrayRef = Arc::new(Int64Array::from_iter_values(0..rows as i64));
    let inner = Arc::new(Field::new("content", DataType::Utf8, true));
    let data: ArrayRef = Arc::new(StructArray::from(vec![(inner, texts.clone())]));
    let columns = [("id", numbers), ("text", texts), ("data", data)];
    let batch = RecordBatch::try_from_iter_with_nullable(columns.map(|(name, c)| (name, c, true)));
    let batch = batch.expect("columns of one length");
    let properties = WriterProperties::builder()
        .set_compression(compression)
        .set_dictionary_enabled(dictionary)
        .set_max_row_group_row_count(Some(group))
        .build();
    let mut bytes = Vec::new();
    let writer = ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties));
    let mut writer = writer.expect("a writer");
    writer.write(&batch).expect("memory can be written");
    writer.close().expect("memory can be written");
    bytes
}

static FILES: LazyLock<[Vec<u8>; 3]> = LazyLock::new(|| {
    let zstd = Compression::ZSTD(ZstdLevel::default());
    [
        file(Compression::UNCOMPRESSED, false, 4, 2),
        file(Compression::SNAPPY, true, 9, 100),
        file(zstd, true, 40, 10),
    ]
});

fuzz_target!(init: let_panics_be_caught(), |data: &[u8]| {
    let Some((first, rest)) = data.split_first() else {
        return;
    };
    let bytes = match FILES.get(usize::from(*first)) {
        Some(file) => edited(file, rest),
        None => rest.to_vec(),
    };
    let file = input(Format::Parquet, &bytes);
    texts(&file);
    let lines = Style {
        output: Some(Format::Jsonl),
        ..Style::default()
    };
    clean(&file, &CLEANER, lines);
});
