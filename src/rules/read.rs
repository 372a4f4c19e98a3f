//! Reading TOML values, with every mistake reported at its place.

use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::RuleError;

/// A table with the byte at which it begins.
pub(super) struct Table<'a, 't> {
    pub(super) table: &'a DeTable<'t>,
    pub(super) at: usize,
}

pub(super) struct Reader<'a> {
    pub(super) file: &'a Path,
    pub(super) text: &'a str,
    /// Where its lines begin.
    lines: Vec<usize>,
    pub(super) errors: Vec<RuleError>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(file: &'a Path, text: &'a str) -> Self {
        let breaks = memchr::memchr_iter(b'\n', text.as_bytes());
        Reader {
            file,
            text,
            lines: std::iter::once(0).chain(breaks.map(|at| at + 1)).collect(),
            errors: Vec::new(),
        }
    }
}

impl Reader<'_> {
    /// The line of a byte, from 1.
    pub(super) fn line(&self, at: usize) -> usize {
        self.lines.partition_point(|&start| start <= at)
    }

    /// Line and column (in characters), both from 1.
    fn place(&self, at: usize) -> (usize, usize) {
        let line = self.line(at);
        let before = self.text.get(self.lines[line - 1]..at);
        (line, before.map_or(0, |text| text.chars().count()) + 1)
    }

    pub(super) fn error(&mut self, at: usize, code: &'static str, message: impl Into<String>) {
        let (line, column) = self.place(at);
        let file = self.file.to_owned();
        self.errors.push(RuleError {
            file,
            line,
            column,
            code,
            fatal: true,
            message: message.into(),
        });
    }

    pub(super) fn known_keys(&mut self, table: &Table, known: &[&str]) {
        for key in table.table.keys() {
            let name: &str = key.get_ref();
            if !known.contains(&name) {
                self.error(
                    key.span().start,
                    "R002",
                    format!("unknown field `{name}`; known here: {}", known.join(", ")),
                );
            }
        }
    }

    pub(super) fn string(
        &mut self,
        table: &Table,
        name: &str,
        required: bool,
    ) -> Option<(String, usize)> {
        match table.table.get(name) {
            Some(v) => match v.get_ref() {
                DeValue::String(s) => Some((s.to_string(), v.span().start)),
                _ => {
                    self.error(v.span().start, "R004", format!("`{name}` must be a string"));
                    None
                }
            },
            None => {
                if required {
                    self.error(table.at, "R003", format!("the field `{name}` is missing"));
                }
                None
            }
        }
    }

    /// The items of a list, none if it is absent; whatever `read` refuses does not have the `form`.
    fn array<'a, 't, T>(
        &mut self,
        table: &Table<'a, 't>,
        name: &str,
        form: &str,
        read: impl Fn(&'a Spanned<DeValue<'t>>) -> Option<T>,
    ) -> Vec<T> {
        let Some(value) = table.table.get(name) else {
            return Vec::new();
        };
        let DeValue::Array(items) = value.get_ref() else {
            self.error(value.span().start, "R004", form);
            return Vec::new();
        };
        let mut all = Vec::new();
        for item in items.iter() {
            match read(item) {
                Some(read) => all.push(read),
                None => self.error(item.span().start, "R004", form),
            }
        }
        all
    }

    pub(super) fn strings(&mut self, table: &Table, name: &str) -> Vec<String> {
        let form = format!("`{name}` must be a list of strings");
        self.array(table, name, &form, |item| match item.get_ref() {
            DeValue::String(s) => Some(s.to_string()),
            _ => None,
        })
    }

    pub(super) fn number(&mut self, table: &Table, name: &str) -> Option<usize> {
        let value = table.table.get(name)?;
        if let DeValue::Integer(i) = value.get_ref()
            && let Ok(n @ 0..=200) = i.as_str().parse::<usize>()
        {
            return Some(n);
        }
        self.error(
            value.span().start,
            "R004",
            format!("`{name}` must be a number from 0 to 200"),
        );
        None
    }

    pub(super) fn tables<'a, 't>(
        &mut self,
        table: &Table<'a, 't>,
        name: &str,
    ) -> Vec<Table<'a, 't>> {
        let form = format!("`{name}` must be written as [[{name}]]");
        self.array(table, name, &form, |item| match item.get_ref() {
            DeValue::Table(table) => Some(Table {
                table,
                at: item.span().start,
            }),
            _ => None,
        })
    }

    /// A word of a closed list, from the pattern or else from the file's defaults.
    pub(super) fn word<T>(
        &mut self,
        root: &Table,
        table: &Table,
        name: &str,
        words: &[&str],
        read: fn(&str) -> Option<T>,
    ) -> Option<T> {
        let from = if table.table.get(name).is_some() {
            table
        } else {
            root
        };
        let (word, at) = self.string(from, name, false)?;
        let value = read(&word);
        if value.is_none() {
            self.error(
                at,
                "R005",
                format!("unknown {name} `{word}`: {}", words.join(", ")),
            );
        }
        value
    }
}

pub(super) fn is_kebab(s: &str) -> bool {
    !s.is_empty()
        && !s.starts_with('-')
        && !s.ends_with('-')
        && s.bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}
