//! Parquet. A file of columns is read as a stream of JSON objects, a row each, so that whatever is
//! done with JSON lines is done with it; and written by copying every column chunk as it stands,
//! but for the one that holds the text. Built with the feature `parquet`; without it every such
//! file is an error that says so.
//!
//! `source` opens a file, `pages` looks at what the library would not survive, `paths` finds columns,
//! `layout` says what is read and written of it, `read` makes objects of rows, `text` puts cleaned
//! texts in the places of others, `record` spells the column with what was deleted, `write` puts the
//! file together.

#[cfg(not(feature = "parquet"))]
mod absent;
#[cfg(feature = "parquet")]
mod layout;
#[cfg(feature = "parquet")]
mod lines;
#[cfg(feature = "parquet")]
mod pages;
#[cfg(feature = "parquet")]
mod paths;
#[cfg(feature = "parquet")]
mod read;
#[cfg(feature = "parquet")]
mod record;
#[cfg(feature = "parquet")]
mod restore;
#[cfg(feature = "parquet")]
mod schema;
#[cfg(feature = "parquet")]
mod source;
#[cfg(feature = "parquet")]
mod text;
#[cfg(feature = "parquet")]
mod write;

#[cfg(not(feature = "parquet"))]
pub(crate) use absent::{Begun, Rows, Writer, restore};
#[cfg(feature = "parquet")]
pub(crate) use layout::Begun;
#[cfg(feature = "parquet")]
pub(crate) use read::Rows;
#[cfg(feature = "parquet")]
pub(crate) use restore::restore;
#[cfg(feature = "parquet")]
pub(crate) use write::Writer;

use super::input::chunk::Chunk;
use super::notice::Notice;
use super::object::fields::Fields;

/// What rows are read for.
#[cfg_attr(not(feature = "parquet"), expect(dead_code))]
#[derive(Debug, Clone, Copy)]
pub(crate) struct Purpose<'p> {
    pub fields: &'p Fields,
    pub then: Then<'p>,
}

/// What becomes of them.
#[cfg_attr(not(feature = "parquet"), expect(dead_code))]
#[derive(Debug, Clone, Copy)]
pub(crate) enum Then<'p> {
    /// They are looked at.
    Look,
    /// They are written as JSON objects: with every column.
    Objects,
    /// They are written as columns, with a record and the text as it was, if that is wanted.
    Columns {
        record: bool,
        original: Option<&'p str>,
    },
    /// Their texts are put back, and the record goes.
    Restore,
}

impl<'p> Purpose<'p> {
    /// Rows that are looked at.
    pub fn look(fields: &'p Fields) -> Self {
        let then = Then::Look;
        Purpose { fields, then }
    }
}

/// Makes the objects of a chunk what they were; and says how many have no record.
pub(crate) type Undo<'u> = dyn FnMut(&Chunk, &[String]) -> Result<(Vec<u8>, usize), Notice> + 'u;
