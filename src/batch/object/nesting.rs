//! Bounds the nesting of a page. A parser's time grows with depth, and what walks its tree may recurse;
//! no article is nested so deep. What stands in the tags that are left out stays.

use std::borrow::Cow;

use memchr::{memchr, memmem};

/// Elements that may be open one in the other, as browsers bound them, too.
const DEEPEST: usize = 256;
/// Of those that are opened anew in every paragraph until they are closed.
const FORMATTING: usize = 16;

/// Never hold anything, or end where the next of their kind begins.
const FLAT: &[&str] = &[
    "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta",
    "option", "p", "param", "source", "tbody", "td", "tfoot", "th", "thead", "tr", "track", "wbr",
];
/// Opened anew in every block until they are closed.
const STYLES: &[&str] = &[
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
];
/// What ends them ends everything open in them,
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "center",
    "details",
    "div",
    "dl",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "header",
    "main",
    "menu",
    "nav",
    "ol",
    "pre",
    "section",
    "summary",
    "table",
    "ul",
];
/// but not beyond these.
const WALLS: &[&str] = &[
    "applet", "caption", "marquee", "math", "object", "select", "svg", "table", "template",
];
/// Hold no tags.
const RAW: &[&str] = &[
    "iframe", "noembed", "noframes", "script", "style", "textarea", "title", "xmp",
];

/// The page without the tags that would nest deeper than any article.
pub(crate) fn bounded(html: &str) -> Cow<'_, str> {
    let mut depth = Depth::default();
    let mut out = String::new();
    let mut done = 0;
    let mut at = 0;
    while let Some(open) = memchr(b'<', &html.as_bytes()[at..]).map(|n| at + n) {
        let (end, keep) = depth.tag(html, open);
        if !keep {
            out.push_str(&html[done..open]);
            done = end;
        }
        at = end;
    }
    if done == 0 {
        return html.into();
    }
    out.push_str(&html[done..]);
    out.into()
}

/// What is open.
#[derive(Default)]
struct Depth {
    open: Vec<String>,
    styles: usize,
    /// Tags left out that are to be closed.
    dropped: usize,
}

impl Depth {
    /// Where the tag that begins at `open` ends, and whether it stays.
    fn tag(&mut self, html: &str, open: usize) -> (usize, bool) {
        let bytes = html.as_bytes();
        let rest = &bytes[open..];
        if rest.starts_with(b"<!--") {
            let end = memmem::find(&rest[4..], b"-->").map_or(rest.len(), |n| n + 7);
            return (open + end, true);
        }
        let closes = rest.get(1) == Some(&b'/');
        let start = open + 1 + usize::from(closes);
        let is_name = |b: &u8| b.is_ascii_alphanumeric() || *b == b'-' || *b == b':';
        let length = bytes[start..].iter().take_while(|b| is_name(b)).count();
        if length == 0 {
            return (open + 1, true);
        }
        let end = memchr(b'>', &bytes[start..]).map_or(bytes.len(), |n| start + n + 1);
        let name = html[start..start + length].to_ascii_lowercase();
        let is = |names: &[&str]| names.contains(&name.as_str());
        if is(RAW) {
            return (
                if closes {
                    end
                } else {
                    raw_end(bytes, end, &name)
                },
                true,
            );
        }
        if is(FLAT) {
            return (end, true);
        }
        if closes {
            let keep = self.dropped == 0;
            if keep {
                self.close(&name);
            } else {
                self.dropped -= 1;
            }
            return (end, keep);
        }
        let foreign = |open: &String| open == "svg" || open == "math";
        if bytes[..end].ends_with(b"/>") && self.open.iter().any(foreign) {
            return (end, true);
        }
        let style = is(STYLES);
        if self.open.len() >= DEEPEST || style && self.styles >= FORMATTING {
            self.dropped += 1;
            return (end, false);
        }
        self.styles += usize::from(style);
        self.open.push(name);
        (end, true)
    }

    /// Takes away what an end tag surely closes.
    fn close(&mut self, name: &str) {
        let last = self.open.iter().rposition(|open| open == name);
        let Some(last) = last else { return };
        let walled = |open: &String| WALLS.contains(&open.as_str());
        let is_last = last + 1 == self.open.len();
        if STYLES.contains(&name) {
            self.open.remove(last);
        } else if is_last || BLOCKS.contains(&name) && !self.open[last + 1..].iter().any(walled) {
            self.open.truncate(last);
        }
        let styles = self
            .open
            .iter()
            .filter(|open| STYLES.contains(&open.as_str()));
        self.styles = styles.count();
    }
}

/// Where what holds no tags ends, without its end tag.
fn raw_end(bytes: &[u8], from: usize, name: &str) -> usize {
    let mut at = from;
    while let Some(n) = memmem::find(&bytes[at..], b"</") {
        at += n;
        let found = bytes.get(at + 2..at + 2 + name.len());
        if found.is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes())) {
            return at;
        }
        at += 2;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_as_they_are_is_left_as_it_is() {
        let list = "<ul><li>a<li>b</ul>".repeat(1000);
        let rows = "<tr><td>a<td>b".repeat(1000);
        let sloppy = "<div><span>a</div>".repeat(1000);
        let svg = format!("<svg>{}</svg>", "<path d='M0'/>".repeat(1000));
        let script = format!("<script>{}</script>", "<div>".repeat(1000));
        let comment = format!("<!--{}-->", "<div>".repeat(1000));
        let page = format!("{list}<table>{rows}</table>{sloppy}{svg}{script}{comment}1 < 2 <");
        assert!(matches!(bounded(&page), Cow::Borrowed(_)));
    }

    #[test]
    fn what_nests_deeper_loses_its_tags_and_keeps_its_text() {
        for tag in ["div", "span", "b", "table", "svg"] {
            let open = format!("<{tag} x=1>");
            let page = format!(
                "{}news{}.",
                open.repeat(1000),
                format!("</{tag}>").repeat(1000)
            );
            let found = bounded(&page);
            let opened = found.matches(&open).count();
            assert_eq!(opened, found.matches(&format!("</{tag}>")).count());
            assert!(opened <= DEEPEST && found.contains("news") && found.ends_with('.'));
        }
        // An end tag that a parser passes over closes nothing.
        let page = "<span><div></span></div>".repeat(1000);
        assert!(bounded(&page).matches("<span>").count() <= DEEPEST);
    }
}
