//! What a file that is written says of itself: its columns, and how they are encoded.

use std::sync::Arc;

use arrow_schema::{Field, Schema};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use parquet::arrow::{ARROW_SCHEMA_META_KEY, encode_arrow_schema};
use parquet::basic::{Encoding, PageType};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::{ColumnChunkMetaData, KeyValue, ParquetMetaData};
use parquet::file::properties::{
    EnabledStatistics, WriterProperties, WriterPropertiesBuilder, WriterVersion,
};
use parquet::schema::types::{ColumnPath, Type, TypePtr};

use super::layout::Layout;
use super::record;

/// The columns of the file that is written.
pub(crate) fn columns(metadata: &ParquetMetaData, layout: &Layout) -> Result<TypePtr> {
    let root = metadata.file_metadata().schema_descr().root_schema_ptr();
    if layout.keeps_columns() {
        return Ok(root);
    }
    let mut fields = root.get_fields().to_vec();
    if let Some(index) = layout.unrecord {
        fields.remove(index);
    }
    if let Some(name) = &layout.original {
        let text = text_column(metadata, layout)?;
        fields.push(Arc::new(renamed(&root.get_fields()[text], name)?));
    }
    if layout.record {
        fields.push(record::column());
    }
    let whole = Type::group_type_builder(root.name()).with_fields(fields);
    Ok(Arc::new(whole.build()?))
}

/// The place of the column with the text.
fn text_column(metadata: &ParquetMetaData, layout: &Layout) -> Result<usize> {
    let schema = metadata.file_metadata().schema_descr();
    let leaf = layout.text.as_ref().and_then(|text| text.leaf);
    let leaf = leaf.ok_or_else(|| ParquetError::General("there is no text".to_owned()))?;
    Ok(schema.get_column_root_idx(leaf))
}

/// A column under another name; numbers that tell columns apart it has none of.
fn renamed(column: &Type, name: &str) -> Result<Type> {
    let info = column.get_basic_info();
    match column {
        Type::PrimitiveType { physical_type, .. } => {
            Type::primitive_type_builder(name, *physical_type)
                .with_repetition(info.repetition())
                .with_converted_type(info.converted_type())
                .with_logical_type(info.logical_type_ref().cloned())
                .build()
        }
        Type::GroupType { fields, .. } => Type::group_type_builder(name)
            .with_repetition(info.repetition())
            .with_converted_type(info.converted_type())
            .with_logical_type(info.logical_type_ref().cloned())
            .with_fields(fields.clone())
            .build(),
    }
}

/// How the file is written: as it was, as far as it tells.
pub(crate) fn properties(metadata: &ParquetMetaData, layout: &Layout) -> Result<WriterProperties> {
    let file = metadata.file_metadata();
    let mut builder =
        WriterProperties::builder().set_key_value_metadata(key_values(metadata, layout)?);
    // Readers judge statistics by it, and those of most columns are the ones that it wrote.
    if let Some(by) = file.created_by() {
        builder = builder.set_created_by(by.to_owned());
    }
    let has_index = metadata.column_index().is_some() || metadata.offset_index().is_some();
    builder = builder.set_offset_index_disabled(!has_index);
    let Some(group) = metadata.row_groups().first() else {
        return Ok(builder.build());
    };
    let text = layout.text.as_ref().and_then(|text| text.leaf);
    if let Some(order) = group.sorting_columns() {
        let by_text = |leaf: usize| order.iter().any(|by| by.column_idx as usize == leaf);
        // The numbers of the columns behind one that goes would be others.
        if !text.is_some_and(by_text) && layout.unrecord.is_none() {
            builder = builder.set_sorting_columns(Some(order.clone()));
        }
    }
    if let Some(leaf) = text {
        builder = like(group.column(leaf), has_index, builder);
        let most = metadata.row_groups().iter().map(|group| group.num_rows());
        if group.column(leaf).bloom_filter_offset().is_some() {
            let path = group.column(leaf).column_path().clone();
            let rows = most.max().unwrap_or(1).max(1) as u64;
            builder = builder
                .set_column_bloom_filter_enabled(path.clone(), true)
                .set_column_bloom_filter_max_ndv(path, rows);
        }
    }
    Ok(builder.build())
}

/// Columns that are encoded anew are encoded like this one.
fn like(
    column: &ColumnChunkMetaData,
    has_index: bool,
    builder: WriterPropertiesBuilder,
) -> WriterPropertiesBuilder {
    let path = || ColumnPath::new(column.column_path().parts().to_vec());
    let statistics = match (column.statistics(), has_index) {
        (_, true) => EnabledStatistics::Page,
        (Some(_), false) => EnabledStatistics::Chunk,
        (None, false) => EnabledStatistics::None,
    };
    let pages = column.page_encoding_stats().into_iter().flatten();
    let second = pages
        .into_iter()
        .any(|page| page.page_type == PageType::DATA_PAGE_V2);
    let has_dictionary = column.dictionary_page_offset().is_some();
    let mut builder = builder
        .set_compression(column.compression())
        .set_statistics_enabled(statistics)
        .set_column_dictionary_enabled(path(), has_dictionary);
    if second {
        builder = builder.set_writer_version(WriterVersion::PARQUET_2_0);
    }
    let others = [
        Encoding::DELTA_BYTE_ARRAY,
        Encoding::DELTA_LENGTH_BYTE_ARRAY,
    ];
    let encoding = column
        .encodings()
        .find(|encoding| others.contains(encoding));
    let encoding = encoding.unwrap_or(Encoding::PLAIN);
    builder.set_column_encoding(path(), encoding)
}

/// What is said of the file, with the columns that come and go in the schema for Arrow.
fn key_values(metadata: &ParquetMetaData, layout: &Layout) -> Result<Option<Vec<KeyValue>>> {
    let Some(mut pairs) = metadata.file_metadata().key_value_metadata().cloned() else {
        return Ok(None);
    };
    if layout.keeps_columns() {
        return Ok(Some(pairs));
    }
    for pair in &mut pairs {
        if pair.key == ARROW_SCHEMA_META_KEY
            && let Some(value) = &pair.value
        {
            let schema = arrow_schema(value).ok_or_else(|| {
                let what = "its schema for Arrow cannot be read";
                ParquetError::General(what.to_owned())
            })?;
            let schema = changed(&schema, metadata, layout)?;
            pair.value = Some(encode_arrow_schema(&schema));
        }
    }
    Ok(Some(pairs))
}

fn changed(schema: &Schema, metadata: &ParquetMetaData, layout: &Layout) -> Result<Schema> {
    let mut fields: Vec<Arc<Field>> = schema.fields().to_vec();
    let misfit = || ParquetError::General("its schema for Arrow has other columns".to_owned());
    if let Some(index) = layout.unrecord {
        if index >= fields.len() {
            return Err(misfit());
        }
        fields.remove(index);
    }
    if let Some(name) = &layout.original {
        let text = text_column(metadata, layout)?;
        let text = schema.fields().get(text).ok_or_else(misfit)?;
        fields.push(Arc::new(text.as_ref().clone().with_name(name)));
    }
    if layout.record {
        fields.push(Arc::new(record::arrow()));
    }
    Ok(Schema::new_with_metadata(fields, schema.metadata().clone()))
}

/// The schema as it stands in a file: a message of Arrow, in Base64.
fn arrow_schema(value: &str) -> Option<Schema> {
    let bytes = STANDARD.decode(value).ok()?;
    let message = match bytes.strip_prefix(&[0xFF; 4]) {
        Some(rest) => rest.get(4..)?,
        None => &bytes,
    };
    let message = arrow_ipc::root_as_message(message).ok()?;
    Some(arrow_ipc::convert::fb_to_schema(
        message.header_as_schema()?,
    ))
}
