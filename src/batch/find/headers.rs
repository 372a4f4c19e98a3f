//! Heads of messages, of HTTP, of mail and of archives alike: lines `Name: value`.

use memchr::memmem;

/// The head of a message and what follows it.
pub(crate) fn parted(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let long = memmem::find(bytes, b"\r\n\r\n").map(|at| (at, at + 4));
    let short = memmem::find(&bytes[..long.map_or(bytes.len(), |long| long.0)], b"\n\n");
    let (end, next) = short.map(|at| (at, at + 2)).or(long)?;
    Some((&bytes[..end], &bytes[next..]))
}

/// The value of a line `Name: value`, if it has that name.
pub(crate) fn field<'l>(line: &'l [u8], name: &str) -> Option<&'l str> {
    let colon = line.iter().position(|b| *b == b':')?;
    let is_it = line[..colon].eq_ignore_ascii_case(name.as_bytes());
    let value = std::str::from_utf8(&line[colon + 1..]).ok()?;
    is_it.then(|| value.trim())
}

/// The lines of a head.
pub(crate) struct Headers<'h>(&'h [u8]);

impl<'h> Headers<'h> {
    pub fn read(head: &'h [u8]) -> Self {
        Headers(head)
    }

    /// The value of the first line of a name, whatever its case.
    pub fn get(&self, name: &str) -> Option<&'h str> {
        self.0
            .split(|b| *b == b'\n')
            .find_map(|line| field(line, name))
    }
}

/// What kind of content there is.
pub(crate) struct Media {
    pub is_html: bool,
    pub charset: Option<String>,
}

impl Media {
    /// Of a page or a plain text; none of anything else.
    pub fn of(content_type: &str) -> Option<Media> {
        let lower = content_type.to_ascii_lowercase();
        let media = lower.split(';').next().unwrap_or_default().trim();
        let is_html = matches!(media, "text/html" | "application/xhtml+xml");
        (is_html || media == "text/plain").then(|| Media {
            is_html,
            charset: parameter(&lower, "charset"),
        })
    }
}

/// The value behind a name and `=`, in quotes or without.
pub(crate) fn parameter(text: &str, name: &str) -> Option<String> {
    let rest = &text[text.find(name)? + name.len()..];
    let rest = rest.trim_start().strip_prefix('=')?.trim_start();
    let rest = rest.trim_start_matches(['"', '\'']);
    let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ';' | '/' | '>'));
    let value = &rest[..end.unwrap_or(rest.len())];
    (!value.is_empty()).then(|| value.to_owned())
}
