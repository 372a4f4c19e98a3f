//! What is read of a file's columns, and what is written of them.

use std::sync::Arc;

use parquet::arrow::ProjectionMask;
use parquet::schema::types::SchemaDescriptor;

use super::paths::{self, Found};
use super::record::{self, RECORD};
use super::source::{Source, told};
use super::{Purpose, Then};
use crate::batch::find::walk::Input;
use crate::batch::notice::{Notice, Trouble};

/// How a file is read and written.
#[derive(Debug)]
pub(crate) struct Layout {
    /// What the object of a row holds.
    pub members: Vec<Member>,
    /// The leaves that are read for it.
    pub mask: ProjectionMask,
    /// The column with the text; none where only pages are read.
    pub text: Option<Text>,
    /// A column with the record is added,
    pub record: bool,
    /// or, by its place, taken away.
    pub unrecord: Option<usize>,
    /// The name of a column with the text as it was.
    pub original: Option<String>,
}

/// The text, as it is called in the object of a row.
#[derive(Debug)]
pub(crate) struct Text {
    pub key: String,
    /// None if the column is not of strings.
    pub leaf: Option<usize>,
}

/// A member of the object of a row.
#[derive(Debug)]
pub(crate) struct Member {
    pub key: String,
    pub parts: Vec<String>,
    pub value: Value,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Value {
    AsItIs,
    /// Null is left out.
    IfAny,
    /// It is no text, whatever it looks like in JSON.
    Null,
}

/// What a file is written from.
pub(crate) struct Begun {
    pub source: Arc<Source>,
    pub layout: Arc<Layout>,
}

impl Layout {
    /// The layout for a purpose, or why the file does not serve it.
    pub fn of(input: &Input, source: &Source, purpose: &Purpose<'_>) -> Result<Self, Notice> {
        let made = Layout::made(source, purpose);
        made.map_err(|why| {
            let what = format!("{input}: {why}; the other inputs were read");
            Notice::error(Trouble::Unfit, what)
        })
    }

    fn made(source: &Source, purpose: &Purpose<'_>) -> Result<Self, String> {
        let schema = source.metadata().file_metadata().schema_descr();
        let Purpose { fields, then } = *purpose;
        let top = |name: &str| {
            let fields = schema.root_schema().get_fields();
            fields.iter().position(|field| field.name() == name)
        };
        let html = fields.html.as_ref();
        let html = html.and_then(|name| Some((name, paths::find(schema, name)?)));
        let recorded = match (then, top(RECORD)) {
            (Then::Look | Then::Restore, Some(_)) => {
                let name = record::field_of(source).map_err(|error| told(&error))?;
                name.and_then(|name| Some((paths::find(schema, &name)?, name)))
            }
            _ => None,
        };
        let mut names = fields.texts();
        if let (Then::Restore, Some((_, name))) = (then, &recorded) {
            names = vec![name.clone()];
        }
        let text = names
            .iter()
            .find_map(|name| Some((paths::find(schema, name)?, name.clone())));
        if text.is_none() && html.is_none() && recorded.is_none() {
            return Err(absent(schema, &names));
        }
        let mut members = Members::new(schema);
        if matches!(then, Then::Objects) {
            members.all();
        } else {
            for (column, name) in [&text, &recorded].into_iter().flatten() {
                members.text(name, column);
            }
            let context = [&fields.title, &fields.id].into_iter();
            let context = context.chain(&fields.source_field).chain(&fields.html);
            for name in context.map(String::as_str).chain(["url"]) {
                members.add(name);
            }
            if matches!(then, Then::Look | Then::Restore) {
                members.record();
            }
        }
        let text = text.map(|(column, key)| Text {
            leaf: paths::text_leaf(schema, &column),
            key,
        });
        let mut layout = Layout {
            mask: ProjectionMask::leaves(schema, members.leaves),
            members: members.members,
            text,
            record: false,
            unrecord: None,
            original: None,
        };
        match then {
            Then::Look | Then::Objects => return Ok(layout),
            Then::Restore => {
                let column = top(RECORD).ok_or_else(|| {
                    format!(
                        "has no column `{RECORD}` to restore from: clean with --record to have one"
                    )
                })?;
                layout.unrecord = Some(column);
            }
            Then::Columns { record, original } => {
                if let Some((name, _)) = html {
                    return Err(format!(
                        "the text of the pages in `{name}` has no column to go to: add --output-format jsonl"
                    ));
                }
                if record && top(RECORD).is_some() {
                    return Err(format!(
                        "has a column `{RECORD}` already: restore it first, or leave out --record"
                    ));
                }
                if let Some(name) = original {
                    layout.may_keep(schema, name)?;
                }
                layout.record = record;
                layout.original = original.map(str::to_owned);
            }
        }
        let elsewhere = |group: &parquet::file::metadata::RowGroupMetaData| {
            let mut columns = group.columns().iter();
            columns.any(|column| column.file_path().is_some())
        };
        if source.metadata().row_groups().iter().any(elsewhere) {
            return Err("its data is in other files: clean those".to_owned());
        }
        Ok(layout)
    }

    /// Whether a column of this name with the text as it was can be added.
    fn may_keep(&self, schema: &SchemaDescriptor, name: &str) -> Result<(), String> {
        if paths::find(schema, name).is_some() || name == RECORD {
            return Err(format!(
                "has a column `{name}` already: name another with --keep-original"
            ));
        }
        let leaf = self.text.as_ref().and_then(|text| text.leaf);
        let stands_alone = leaf.is_some_and(|leaf| {
            let path = schema.column(leaf).path().parts().to_vec();
            paths::find(schema, &path[0]).and_then(|top| paths::text_leaf(schema, &top))
                == leaf.into()
        });
        match stands_alone {
            true => Ok(()),
            false => Err(
                "the text is no column of its own, and --keep-original copies only such: leave it out, or add --record"
                    .to_owned(),
            ),
        }
    }

    /// Whether rows that stay as they are leave the file as it is.
    pub fn keeps_columns(&self) -> bool {
        !self.record && self.unrecord.is_none() && self.original.is_none()
    }
}

fn absent(schema: &SchemaDescriptor, names: &[String]) -> String {
    let tried = names.join(", ");
    match &paths::text_columns(schema)[..] {
        [] => format!("has no column {tried}, nor any other of strings: leave it out"),
        columns => format!(
            "has no column {tried}: name one of those of strings with --text-field: {}",
            columns.join(", ")
        ),
    }
}

/// Members as they are gathered.
struct Members<'s> {
    schema: &'s SchemaDescriptor,
    members: Vec<Member>,
    leaves: Vec<usize>,
}

impl<'s> Members<'s> {
    fn new(schema: &'s SchemaDescriptor) -> Self {
        Members {
            schema,
            members: Vec::new(),
            leaves: Vec::new(),
        }
    }

    fn push(&mut self, key: &str, column: Found, value: Value) {
        if self.members.iter().any(|member| member.key == key) {
            return;
        }
        self.leaves.extend(column.leaves);
        self.members.push(Member {
            key: key.to_owned(),
            parts: column.parts,
            value,
        });
    }

    fn all(&mut self) {
        for index in 0..self.schema.root_schema().get_fields().len() {
            if let Some(column) = paths::top(self.schema, index) {
                let name = column.parts[0].clone();
                self.push(&name, column, Value::AsItIs);
            }
        }
    }

    fn text(&mut self, name: &str, column: &Found) {
        let value = match paths::text_leaf(self.schema, column) {
            Some(_) => Value::AsItIs,
            None => Value::Null,
        };
        self.push(name, column.clone(), value);
    }

    fn add(&mut self, name: &str) {
        if let Some(column) = paths::find(self.schema, name) {
            self.push(name, column, Value::AsItIs);
        } else if let Some(map) = paths::find_or_map(self.schema, name) {
            self.push(&map.parts.join("."), map, Value::AsItIs);
        }
    }

    fn record(&mut self) {
        if let Some(column) = paths::find(self.schema, RECORD) {
            self.push(RECORD, column, Value::IfAny);
        }
    }
}
