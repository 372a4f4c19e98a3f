//! Where the text and what is known of it stand in a JSON object.

use std::path::Path;

use super::line::Line;
use super::walk::Input;

/// The text fields tried where none is named.
const TEXT_FIELDS: [&str; 4] = ["text", "content", "body", "article"];

/// What tells the publisher of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceBy {
    /// The folder its file stands in.
    Directory,
    /// A field of its object.
    Field,
    /// The host of its field `url`.
    Host,
}

/// Names of fields; a name may be a path such as `data.content`.
#[derive(Debug, Clone)]
pub struct Fields {
    /// The text, where the user named it; the first that is present counts.
    pub named: Vec<String>,
    /// Host or label of the publisher of every document.
    pub source: Option<String>,
    /// The field with the publisher.
    pub source_field: Option<String>,
    /// What tells the publisher where `source` does not; none: the first that is there of the field
    /// that `source_field` names, the host of the field `url` and the folder.
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
        let field = || line.string(self.source_field.as_ref()?);
        let host = || host(&line.string("url")?);
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

    /// The publisher of a text file.
    pub(crate) fn source_of_text(&self, input: &Input) -> Option<String> {
        let by_folder = matches!(self.source_by, None | Some(SourceBy::Directory));
        let folder = || folder(input).filter(|_| by_folder && self.source_field.is_none());
        self.source.clone().or_else(folder)
    }
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

#[cfg(test)]
mod tests {
    use super::*;

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
