//! Where the text and what is known of it stand in a JSON object.

use super::line::Line;

/// The text fields tried where none is named.
const TEXT_FIELDS: [&str; 4] = ["text", "content", "body", "article"];

/// Names of fields; a name may be a path such as `data.content`.
#[derive(Debug, Clone)]
pub struct Fields {
    /// The text, where the user named it; the first that is present counts.
    pub named: Vec<String>,
    /// Host or label of the publisher of every document.
    pub source: Option<String>,
    /// The field with the publisher; none: the host of the field `url`.
    pub source_field: Option<String>,
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
    pub(crate) fn source_of(&self, line: &Line<'_>) -> Option<String> {
        match (&self.source, &self.source_field) {
            (Some(source), _) => Some(source.clone()),
            (None, Some(field)) => line.string(field),
            (None, None) => host(&line.string("url")?),
        }
    }
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
