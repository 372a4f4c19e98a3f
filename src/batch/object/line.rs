//! One line of JSONL: where its text, its id and what else is known of the document stand.

use std::ops::Range;

use serde_json::value::RawValue;

use crate::batch::object::json::{self, Broken, Member};

/// Stands between the paragraphs of an array; never deleted.
pub const JOINT: &str = "\n";

/// A line that is a JSON object.
#[derive(Debug)]
pub struct Line<'l> {
    pub raw: &'l str,
    pub members: Vec<Member>,
    /// Just after the closing brace.
    pub end: usize,
}

/// What stands in a line's text field.
#[derive(Debug)]
pub enum Text {
    Found(TextField),
    /// Why there is no text to clean.
    None(NoText),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoText {
    Missing,
    NotText,
    LoneSurrogate,
    /// It is of a kind that holds none: an image, a request.
    OtherKind,
}

impl NoText {
    pub fn as_str(self) -> &'static str {
        match self {
            NoText::Missing => "no text field",
            NoText::NotText => "the text field is not a string or an array of strings",
            NoText::OtherKind => "neither a page nor a text",
            NoText::LoneSurrogate => "the text holds half a surrogate pair",
        }
    }
}

/// A string, or the strings of an array, which are read as one text of paragraphs.
#[derive(Debug)]
pub struct TextField {
    pub text: String,
    /// The whole value in the line, quotes or brackets included.
    pub value: Range<usize>,
    /// Contents of the strings, without quotes, in the line; and where each starts in `text`.
    pub parts: Vec<Part>,
}

#[derive(Debug)]
pub struct Part {
    pub raw: Range<usize>,
    pub text: Range<usize>,
}

impl<'l> Line<'l> {
    pub fn parse(raw: &'l str) -> Result<Self, Broken> {
        let (members, end) = json::members(raw, 0, true)?;
        Ok(Line { raw, members, end })
    }

    /// The first of the fields that is there, and its text. Of duplicate keys the last counts,
    /// as for every common reader.
    pub fn text(&self, fields: &[String]) -> Text {
        let found = fields.iter().find_map(|field| self.find(field));
        let Some(value) = found else {
            return Text::None(NoText::Missing);
        };
        let strings = match self.raw.as_bytes()[value.start] {
            b'"' => vec![value.clone()],
            b'[' => json::elements(self.raw, value.start).unwrap_or_default(),
            _ => return Text::None(NoText::NotText),
        };
        let mut field = TextField {
            text: String::new(),
            value,
            parts: Vec::new(),
        };
        for value in strings {
            if self.raw.as_bytes()[value.start] != b'"' {
                return Text::None(NoText::NotText);
            }
            if !field.parts.is_empty() {
                field.text.push_str(JOINT);
            }
            let (start, raw) = (field.text.len(), value.start + 1..value.end - 1);
            if !json::decode(&self.raw[raw.clone()], &mut field.text) {
                return Text::None(NoText::LoneSurrogate);
            }
            let text = start..field.text.len();
            field.parts.push(Part { raw, text });
        }
        Text::Found(field)
    }

    /// The decoded value of a string field.
    pub fn string(&self, field: &str) -> Option<String> {
        let value = self.find(field)?;
        let raw = self.raw[value].strip_prefix('"')?.strip_suffix('"')?;
        Some(json::decode_lossily(raw))
    }

    /// A field's value as it is spelled; none where it is absent, null or no strict JSON.
    pub fn value(&self, field: &str) -> Option<Box<RawValue>> {
        let value = &self.raw[self.find(field)?];
        let raw = RawValue::from_string(value.to_owned()).ok();
        raw.filter(|_| value != "null")
    }

    /// The byte range of a field's value: a key of that name, else a dotted path.
    pub fn find(&self, path: &str) -> Option<Range<usize>> {
        find_in(self.raw, &self.members, path)
    }
}

fn find_in(raw: &str, members: &[Member], path: &str) -> Option<Range<usize>> {
    if let Some(member) = members.iter().rev().find(|m| m.key == path) {
        return Some(member.value.clone());
    }
    path.match_indices('.').find_map(|(dot, _)| {
        let outer = members.iter().rev().find(|m| m.key == path[..dot])?;
        let (inner, _) = json::members(raw, outer.value.start, false).ok()?;
        find_in(raw, &inner, &path[dot + 1..])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_are_no_text_are_told_apart() {
        let none = |raw: &str| match Line::parse(raw)
            .unwrap()
            .text(&["text", "body"].map(str::to_owned))
        {
            Text::None(why) => Some(why),
            Text::Found(_) => None,
        };
        assert_eq!(none(r#"{"text":null}"#), Some(NoText::NotText));
        assert_eq!(none(r#"{"body":["a",1]}"#), Some(NoText::NotText));
        assert_eq!(none(r#"{"x":""}"#), Some(NoText::Missing));
        assert_eq!(none(r#"{"text":"a\udc00"}"#), Some(NoText::LoneSurrogate));
        assert_eq!(none(r#"{"body":"a"}"#), None);
    }

    #[test]
    fn an_id_keeps_its_type() {
        let line = Line::parse(r#"{"id":12345678901234567890,"u":"\u4e2d","n":null}"#).unwrap();
        assert_eq!(line.value("id").unwrap().get(), "12345678901234567890");
        assert_eq!(line.value("u").unwrap().get(), r#""\u4e2d""#);
        assert!(line.value("n").is_none() && line.value("absent").is_none());
        assert_eq!(line.string("u").as_deref(), Some("中"));
    }
}
