//! The forms that documents come in. Each says how it is cut into documents, and how a document is
//! read: as a JSON object, whatever it is spelled in, so that fields, records and marks are the same
//! for all of them. To add a form, write its file, and enter it here and in [`Format`].

mod archive;
mod html;
mod http;
mod lines;
pub(super) mod made;
mod mail;
mod objects;
pub(super) mod page;
mod table;
mod whole;

use super::find::form::Format;
use made::Kind;
pub(crate) use table::rewritten;

/// The form of a format.
pub(crate) fn of(format: Format) -> &'static dyn Kind {
    match format {
        Format::Text => &whole::Text,
        Format::Jsonl => &lines::Jsonl,
        Format::Json => &objects::Json,
        Format::Html => &html::Html,
        Format::Csv => &table::Table(b','),
        Format::Tsv => &table::Table(b'\t'),
        Format::Warc => &archive::Warc,
        Format::Eml => &mail::Eml,
        Format::Mbox => &mail::Mbox,
        // Rows come as lines.
        Format::Parquet => &lines::Jsonl,
    }
}
