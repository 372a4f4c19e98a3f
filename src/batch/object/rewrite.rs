//! One JSON object with its text cleaned, and back: only the deleted bytes, marks and the members
//! that were asked for come and go.

use std::ops::Range;

use serde_json::value::RawValue;

use crate::batch::object::json::{self, Cursor, Spelled};
use crate::batch::object::line::{JOINT, Line, Text, TextField};
use crate::batch::object::mark;
use crate::clean::{Cleaned, Edit, restore};
use crate::report::{CleaningRecord, EditRecord, OffsetUnit, SCHEMA, removed_ranges};

/// The member that holds the record.
const RECORD: &str = "jingwen";

/// Why a line cannot be restored.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RecordError {
    /// The member is something else.
    #[error("the `jingwen` member is not a record of schema 1: {0}")]
    NotARecord(String),
    /// A record of another version.
    #[error("the record has schema {0}: this version restores schema 1")]
    Schema(u32),
    /// There is nothing to put the text back into.
    #[error("the text field is gone; name it with --text-field")]
    NoText,
    /// An edit that holds no string.
    #[error("the text of an edit is not a string")]
    NotAString,
    /// The body is not the one that the record was made for.
    #[error(
        "edit {index} at offset {at} does not fit a body of {length}: the text was changed after cleaning"
    )]
    Misfit {
        /// Number of the edit, from 0.
        index: usize,
        /// Where it belongs, in the record's unit.
        at: usize,
        /// Length of the body, in the record's unit.
        length: usize,
    },
}

/// What comes with a cleaned text.
#[derive(Debug, Clone, Default)]
pub struct LineStyle {
    /// The record of what was deleted.
    pub record: Option<RecordStyle>,
    /// A member with the text as it was.
    pub original: Option<String>,
    /// The text stays, and what would go is marked.
    pub mark: bool,
}

impl Line<'_> {
    /// The line with the text cleaned, every other byte as it was, and what the style adds.
    ///
    /// Refuses a line that has a member of the name that the original is to have.
    pub fn cleaned(
        &self,
        field: &TextField,
        cleaned: &Cleaned,
        style: &LineStyle,
    ) -> Result<String, String> {
        let mut members = String::new();
        if let Some(name) = &style.original {
            if self.members.iter().any(|m| m.key == *name) {
                return Err(format!(
                    "it has a field `{name}` already: name another with --keep-original"
                ));
            }
            let key = serde_json::to_string(name).expect("a string is JSON");
            members = format!(",{key}:{}", &self.raw[field.value.clone()]);
        }
        if style.mark {
            return Ok(self.marked(field, cleaned, &members));
        }
        let record = style.record.as_ref();
        let record = record.map(|style| (style, cleaned.outcome().as_str()));
        Ok(self.without(field, cleaned.edits(), record, &members))
    }

    /// The line with marks around what would go, and more members.
    fn marked(&self, field: &TextField, cleaned: &Cleaned, members: &str) -> String {
        let marks = mark::marks(cleaned);
        let mut marks = marks.iter().peekable();
        let mut line = String::with_capacity(self.raw.len());
        let mut done = 0;
        for part in &field.parts {
            line.push_str(&self.raw[done..part.raw.start]);
            done = part.raw.end;
            let raw = &self.raw[part.raw.clone()];
            let mut byte = part.text.start;
            for spelled in json::spelled(raw) {
                while let Some(mark) = marks.next_if(|mark| mark.0 <= byte) {
                    line.push_str(&mark.1);
                }
                line.push_str(&raw[spelled.raw]);
                byte += spelled.char.map_or(0, char::len_utf8);
            }
            while let Some(mark) = marks.next_if(|mark| mark.0 <= byte) {
                line.push_str(&mark.1);
            }
        }
        line.push_str(&self.raw[done..self.end - 1]);
        line.push_str(members);
        line.push_str(&self.raw[self.end - 1..]);
        line
    }

    fn without(
        &self,
        field: &TextField,
        edits: &[Edit],
        record: Option<(&RecordStyle, &str)>,
        members: &str,
    ) -> String {
        let removed = removed_ranges(edits);
        let unit = record.map_or(OffsetUnit::Byte, |(style, _)| style.unit);
        let mut line = String::with_capacity(self.raw.len());
        let mut records = Vec::new();
        let (mut done, mut next, mut at) = (0, 0, 0);
        for part in &field.parts {
            line.push_str(&self.raw[done..part.raw.start]);
            done = part.raw.end;
            at += if part.text.start == 0 { 0 } else { JOINT.len() };
            let mut cursor = Cursor::new(&self.raw[part.raw.clone()], part.text.start);
            let mut byte = part.text.start;
            while let Some(range) = removed.get(next).filter(|r| r.start < part.text.end) {
                let (from, to) = (range.start.max(byte), range.end.min(part.text.end));
                line.push_str(cursor.advance(from));
                let gone = cursor.advance(to);
                if record.is_some() && !gone.is_empty() {
                    at += unit.len_of_text(&field.text[byte..from]);
                    records.push(record_of(at, &edits[next], gone));
                }
                byte = to.max(byte);
                if range.end > part.text.end {
                    break;
                }
                next += 1;
            }
            line.push_str(cursor.advance(usize::MAX));
            if record.is_some() {
                at += unit.len_of_text(&field.text[byte..part.text.end]);
            }
        }
        line.push_str(&self.raw[done..self.end - 1]);
        line.push_str(members);
        if let Some((style, outcome)) = record {
            let mut record = CleaningRecord::with_edits(outcome, unit, records);
            record.field = style.field.clone();
            let record = serde_json::to_string(&record).expect("records are plain JSON");
            line.push_str(&format!(",\"{RECORD}\":{record}"));
        }
        line.push_str(&self.raw[self.end - 1..]);
        line
    }

    /// The line as it was before cleaning; none if it carries no record.
    pub fn restored(&self, fields: &[String]) -> Result<Option<String>, RecordError> {
        let Some((index, record)) = self.record()? else {
            return Ok(None);
        };
        let member = &self.members[index];
        // The record leaves with the comma before it, or after it where it stands first.
        let record_range = match index.checked_sub(1) {
            Some(before) => {
                let gap = self.members[before].value.end;
                let comma = gap + self.raw[gap..].find(',').unwrap_or(0);
                comma..member.value.end
            }
            None => {
                member.whole.start
                    ..self
                        .members
                        .get(1)
                        .map_or(member.value.end, |m| m.whole.start)
            }
        };
        let mut changes = vec![(record_range, String::new())];
        if !record.edits.is_empty() {
            let field = self.body(&record, fields)?;
            changes.extend(self.restored_parts(&field, &record)?);
        }
        changes.sort_by_key(|(range, _)| range.start);
        let (mut line, mut done) = (String::new(), 0);
        for (range, with) in changes {
            line.push_str(&self.raw[done..range.start]);
            line.push_str(&with);
            done = range.end;
        }
        line.push_str(&self.raw[done..]);
        Ok(Some(line))
    }

    /// The text as it was before cleaning, what was deleted from it, and what became of it; none if
    /// the line carries no record.
    pub fn recorded(&self, fields: &[String]) -> Result<Option<Recorded>, RecordError> {
        let Some((_, record)) = self.record()? else {
            return Ok(None);
        };
        let body = self.body(&record, fields)?.text;
        let unit = unit_of(&record)?;
        let mut edits = Vec::with_capacity(record.edits.len());
        let (mut byte, mut at) = (0, 0);
        for (index, edit) in record.edits.iter().enumerate() {
            let misfit = || RecordError::Misfit {
                index,
                at: edit.at,
                length: unit.len_of_text(&body),
            };
            while at < edit.at {
                let c = body[byte..].chars().next().ok_or_else(misfit)?;
                byte += c.len_utf8();
                at += unit.len_of(c);
            }
            if at != edit.at {
                return Err(misfit());
            }
            let text =
                serde_json::from_str(edit.text.get()).map_err(|_| RecordError::NotAString)?;
            edits.push(Edit {
                at: byte,
                text,
                rule: edit.rule.clone(),
                category: edit.category,
            });
        }
        let text = restore(&body, &edits).expect("each edit was found in the body, in order");
        Ok(Some((text, edits, record.outcome)))
    }

    /// The record, and which member holds it.
    fn record(&self) -> Result<Option<(usize, CleaningRecord)>, RecordError> {
        let Some(index) = self.members.iter().rposition(|m| m.key == RECORD) else {
            return Ok(None);
        };
        let value = &self.raw[self.members[index].value.clone()];
        let record: CleaningRecord = serde_json::from_str(value)
            .map_err(|error| RecordError::NotARecord(error.to_string()))?;
        if record.schema != SCHEMA {
            return Err(RecordError::Schema(record.schema));
        }
        Ok(Some((index, record)))
    }

    /// The field that a record speaks of.
    fn body(&self, record: &CleaningRecord, fields: &[String]) -> Result<TextField, RecordError> {
        let named = record.field.clone().map(|field| [field]);
        let fields = named.as_ref().map_or(fields, |field| field);
        match self.text(fields) {
            Text::Found(field) => Ok(field),
            Text::None(_) => Err(RecordError::NoText),
        }
    }

    fn restored_parts(
        &self,
        field: &TextField,
        record: &CleaningRecord,
    ) -> Result<Vec<(Range<usize>, String)>, RecordError> {
        let unit = unit_of(record)?;
        let mut changes = Vec::new();
        let mut edits = record.edits.iter().enumerate().peekable();
        let mut at = 0;
        for part in &field.parts {
            at += if part.text.start == 0 { 0 } else { JOINT.len() };
            let raw = &self.raw[part.raw.clone()];
            let mut whole = String::with_capacity(raw.len());
            for Spelled {
                raw: spelling,
                char,
            } in json::spelled(raw)
            {
                while let Some((_, edit)) = edits.next_if(|(_, edit)| edit.at == at) {
                    whole.push_str(edit.spelling()?);
                }
                whole.push_str(&raw[spelling]);
                at += char.map_or(0, |c| unit.len_of(c));
            }
            while let Some((_, edit)) = edits.next_if(|(_, edit)| edit.at == at) {
                whole.push_str(edit.spelling()?);
            }
            changes.push((part.raw.clone(), whole));
        }
        if let Some((index, edit)) = edits.next() {
            return Err(RecordError::Misfit {
                index,
                at: edit.at,
                length: at,
            });
        }
        Ok(changes)
    }
}

/// A text as it was, what was deleted from it, and what became of it.
pub type Recorded = (String, Vec<Edit>, String);

fn unit_of(record: &CleaningRecord) -> Result<OffsetUnit, RecordError> {
    match &record.offset_unit {
        Some(unit) => unit.parse().map_err(RecordError::NotARecord),
        None => Ok(OffsetUnit::default()),
    }
}

/// How a record is written.
#[derive(Debug, Clone, Default)]
pub struct RecordStyle {
    pub unit: OffsetUnit,
    /// The text field, where it was named by the user.
    pub field: Option<String>,
}

impl RecordStyle {
    /// The style for one line: of several named fields, the one that the line has.
    pub fn for_line(&self, line: &Line<'_>, named: &[String]) -> Self {
        let field = named
            .iter()
            .find(|field| line.find(field).is_some())
            .cloned();
        RecordStyle {
            unit: self.unit,
            field,
        }
    }
}

trait Spelling {
    fn spelling(&self) -> Result<&str, RecordError>;
}

impl Spelling for EditRecord {
    /// The deleted text as it was spelled between its quotes.
    fn spelling(&self) -> Result<&str, RecordError> {
        let quoted = self.text.get();
        let inner = quoted.strip_prefix('"').and_then(|t| t.strip_suffix('"'));
        inner.ok_or(RecordError::NotAString)
    }
}

fn record_of(at: usize, edit: &Edit, spelling: &str) -> EditRecord {
    EditRecord {
        at,
        text: RawValue::from_string(format!("\"{spelling}\""))
            .expect("the spelling was valid JSON"),
        rule: edit.rule.clone(),
        category: edit.category,
    }
}

#[cfg(test)]
mod tests;
