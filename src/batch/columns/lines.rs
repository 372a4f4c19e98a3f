//! Cleaned objects on their way to columns.

use memchr::memchr_iter;

use super::record::RECORD;
use crate::batch::object::line::{Line, Text};
use crate::report::CleaningRecord;

/// The objects of some rows in a row.
pub(crate) struct Lines {
    bytes: Vec<u8>,
    pub rows: usize,
    /// The rows stay as they are.
    pub same: bool,
}

impl Lines {
    /// Lines that end in line feeds.
    pub fn new(bytes: &[u8], same: bool, record: bool) -> Self {
        let rows = memchr_iter(b'\n', bytes).count();
        // What stays is read where it stands.
        let bytes = match same && !record {
            true => Vec::new(),
            false => bytes.to_vec(),
        };
        Lines { bytes, rows, same }
    }

    /// The paragraphs of every row's text, none where it has none.
    pub fn texts(&self, key: &str) -> Vec<Option<Vec<String>>> {
        let keys = [key.to_owned()];
        let parts = |line: &str| match Line::parse(line).ok()?.text(&keys) {
            Text::Found(field) => {
                let parts = field.parts.iter();
                Some(
                    parts
                        .map(|part| field.text[part.text.clone()].to_owned())
                        .collect(),
                )
            }
            Text::None(_) => None,
        };
        self.each(parts)
    }

    /// The record of every row, none where it has none.
    pub fn records(&self) -> Vec<Option<CleaningRecord>> {
        self.each(|line| {
            let line = Line::parse(line).ok()?;
            serde_json::from_str(&line.raw[line.find(RECORD)?]).ok()
        })
    }

    fn each<T>(&self, of: impl Fn(&str) -> Option<T>) -> Vec<Option<T>> {
        let lines = self.bytes.split_inclusive(|byte| *byte == b'\n');
        lines
            .map(|line| of(std::str::from_utf8(line).ok()?.trim_end_matches('\n')))
            .collect()
    }
}
