//! Where the text and what is known of it stand in a JSON object.

use std::path::Path;

use crate::batch::find::walk::Input;
use crate::batch::object::line::Line;

/// The text fields tried where none is named.
const TEXT_FIELDS: [&str; 4] = ["text", "content", "body", "article"];

/// Where datatrove and dolma keep what is known of a document: an object beside the text.
const METADATA: &str = "metadata";
/// Where the address stands, and else the host; what is called a source may as well be a name, or that
/// of a data set.
const URLS: [&str; 2] = ["url", "metadata.url"];
const HOSTS: [&str; 4] = ["host", "metadata.host", "source", "metadata.source"];

/// What tells the publisher of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceBy {
    /// The folder its file stands in.
    Directory,
    /// A field of its object.
    Field,
    /// The host of its `url`, its `host` or its `source`, at the top or in `metadata`.
    Host,
}

/// Names of fields; a name may be a path such as `data.content`. Title and publisher, where they are
/// not there, are looked for in the object `metadata`.
#[derive(Debug, Clone)]
pub struct Fields {
    /// The text, where the user named it; the first that is present counts.
    pub named: Vec<String>,
    /// Host or label of the publisher of every document.
    pub source: Option<String>,
    /// The field with the publisher.
    pub source_field: Option<String>,
    /// What tells the publisher where `source` does not; none: the first that is there of the field
    /// that `source_field` names, the host of the object and the folder.
    pub source_by: Option<SourceBy>,
    /// The field with the title.
    pub title: String,
    /// The field with the id.
    pub id: String,
    /// The field with a web page, whose article becomes the text.
    pub html: Option<String>,
}

impl Default for Fields {
    fn default() -> Self {
        Fields {
            named: Vec::new(),
            source: None,
            source_field: None,
            source_by: None,
            title: "title".to_owned(),
            id: "id".to_owned(),
            html: None,
        }
    }
}

impl Fields {
    /// The text fields to try, in order.
    pub fn texts(&self) -> Vec<String> {
        text_fields(&self.named)
    }

    /// The name of the text in an object that is made.
    pub(crate) fn made(&self) -> &str {
        self.named.first().map_or(TEXT_FIELDS[0], String::as_str)
    }

    /// The publisher of an object's text.
    pub(crate) fn source_of(&self, input: &Input, line: &Line<'_>) -> Option<String> {
        let field = || known(line, self.source_field.as_ref()?);
        let host = || host_of(line);
        if self.source.is_some() {
            return self.source.clone();
        }
        match self.source_by {
            Some(SourceBy::Directory) => folder(input),
            Some(SourceBy::Field) => field(),
            Some(SourceBy::Host) => host(),
            // A field that was named is what was meant.
            None if self.source_field.is_some() => field(),
            None => host().or_else(|| folder(input)),
        }
    }

    /// The title of an object's text.
    pub(crate) fn title_of(&self, line: &Line<'_>) -> Option<String> {
        known(line, &self.title)
    }

    /// The publisher of a text file.
    pub(crate) fn source_of_text(&self, input: &Input) -> Option<String> {
        let by_folder = matches!(self.source_by, None | Some(SourceBy::Directory));
        let folder = || folder(input).filter(|_| by_folder && self.source_field.is_none());
        self.source.clone().or_else(folder)
    }
}

/// The string of a field, or of the field of that name in the object's `metadata`.
fn known(line: &Line<'_>, field: &str) -> Option<String> {
    let inner = || line.string(&format!("{METADATA}.{field}"));
    line.string(field).or_else(inner)
}

/// The host that an object's text is from.
fn host_of(line: &Line<'_>) -> Option<String> {
    let of_url = |field| host(&line.string(field)?);
    let of_name = |field| {
        let name = line.string(field)?;
        host(&name).or_else(|| bare_host(&name))
    };
    let url = URLS.into_iter().find_map(of_url);
    url.or_else(|| HOSTS.into_iter().find_map(of_name))
}

/// The name of the folder that an input stands in, however the input was named.
fn folder(input: &Input) -> Option<String> {
    let path = input.path.as_deref()?;
    let name = |path: &Path| Some(path.parent()?.file_name()?.to_str()?.to_owned());
    name(path).or_else(|| name(&std::path::absolute(path).ok()?))
}

/// The named text fields, or the usual ones.
pub fn text_fields(named: &[String]) -> Vec<String> {
    if named.is_empty() {
        TEXT_FIELDS.map(str::to_owned).to_vec()
    } else {
        named.to_vec()
    }
}

/// The host of a URL in lower case, without user name and port.
fn host(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("//")?;
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let host = authority.rsplit('@').next()?;
    let host = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    };
    (!host.is_empty()).then(|| host.to_lowercase())
}

/// A host that stands alone, in lower case; none of what has not the form of one.
fn bare_host(name: &str) -> Option<String> {
    let (_, last) = name.rsplit_once('.')?;
    let is_part = |part: &str| {
        let fits = |c: char| c.is_alphanumeric() || c == '-';
        !part.is_empty() && part.chars().all(fits)
    };
    let is_top = last.chars().count() > 1 && last.chars().all(char::is_alphabetic);
    (is_top && name.split('.').all(is_part)).then(|| name.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::find::form::{Form, Format, Packing};

    #[test]
    fn publisher_and_title_stand_at_the_top_or_in_the_metadata() {
        let input = Input {
            path: Some("crawl/a.jsonl".into()),
            relative: "a.jsonl".into(),
            form: Form {
                format: Format::Jsonl,
                packing: Packing::Plain,
            },
            size: 0,
            begun: Vec::new(),
        };
        let fields = Fields::default();
        let rows = [
            (
                r#"{"url":"https://A.example/1","metadata":{"url":"https://b.example/"}}"#,
                "a.example",
                None,
            ),
            (
                r#"{"url":"","metadata":{"url":"https://b.example/","host":"c.example"}}"#,
                "b.example",
                None,
            ),
            (
                r#"{"metadata":{"host":"News.c.example","title":"In"}}"#,
                "news.c.example",
                Some("In"),
            ),
            (
                r#"{"title":"Out","metadata":{"source":"d.example","title":"In"}}"#,
                "d.example",
                Some("Out"),
            ),
            (
                r#"{"metadata":{"source":"https://d.example/x"}}"#,
                "d.example",
                None,
            ),
            (
                r#"{"source":"Herald","metadata":{"source":"cc-2024.10"}}"#,
                "crawl",
                None,
            ),
            (r#"{"source":"e.example"}"#, "e.example", None),
            (r#"{"metadata":"{}"}"#, "crawl", None),
        ];
        for (raw, source, title) in rows {
            let line = Line::parse(raw).unwrap();
            assert_eq!(
                fields.source_of(&input, &line).as_deref(),
                Some(source),
                "{raw}"
            );
            assert_eq!(fields.title_of(&line).as_deref(), title, "{raw}");
        }
        let named = Fields {
            source_field: Some("domain".to_owned()),
            ..Fields::default()
        };
        let line = Line::parse(r#"{"metadata":{"domain":"Herald"}}"#).unwrap();
        assert_eq!(named.source_of(&input, &line).as_deref(), Some("Herald"));
    }

    #[test]
    fn a_host_that_stands_alone_has_the_form_of_one() {
        let pairs = [
            ("www.Example.co.uk", Some("www.example.co.uk")),
            ("新闻.中国", Some("新闻.中国")),
            ("Example Herald", None),
            ("Example Co. Ltd", None),
            ("v1.5", None),
            ("a..example", None),
            ("", None),
        ];
        for (name, expected) in pairs {
            assert_eq!(bare_host(name).as_deref(), expected, "{name}");
        }
    }

    #[test]
    fn hosts_of_urls() {
        let pairs = [
            ("https://www.Example.com/a?b", Some("www.example.com")),
            ("//user@news.example.cn:8080", Some("news.example.cn")),
            ("http://[::1]/", Some("[::1]")),
            ("example.com/a", None),
            ("https:///a", None),
        ];
        for (url, expected) in pairs {
            assert_eq!(host(url).as_deref(), expected, "{url}");
        }
    }
}
