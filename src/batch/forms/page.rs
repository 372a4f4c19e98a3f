//! Web pages: which encoding they are in, and their article. The article is found by `dom_smoothie`,
//! a port of Mozilla's Readability.

use std::panic::{AssertUnwindSafe, catch_unwind};

use dom_smoothie::{Config, Readability, TextMode};

use crate::batch::find::headers::parameter;
use crate::batch::forms::made::{Broken, Made, Members, Remark};
use crate::batch::object::fields::Fields;
use crate::batch::object::line::Line;
use crate::batch::object::nesting::bounded;
use crate::text::decode::{Decoded, decode};
use crate::text::encoding::{Assumed, Encoding, How};

/// Where a page says its encoding: within so many bytes, as browsers look.
const DECLARED: usize = 4096;

/// What is shorter than twenty words or sixty Han characters, in bytes, is hardly an article: it is taken
/// only if the page has less than so many times its words.
const SHORT: usize = 180;
const SHARE: usize = 10;

/// A page's article.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Page {
    pub title: Option<String>,
    /// Where the page says that it belongs.
    pub url: Option<String>,
    /// Paragraphs with blank lines between them.
    pub text: String,
    /// What is to be said of how the text was found.
    pub remark: Option<Remark>,
}

impl Page {
    /// Finds the article. Where none is found, it is all the text of the page: what is no article
    /// is for the judge to say.
    pub fn read(html: &str) -> Result<Page, Broken> {
        // The page is anybody's; what it makes of the library stays with it.
        let read = catch_unwind(AssertUnwindSafe(|| Page::found(html)));
        read.map_err(|_| Broken::new("the page cannot be read; left out, report it"))
    }

    fn found(html: &str) -> Page {
        let html = &*bounded(html);
        let config = Config {
            text_mode: TextMode::Formatted,
            ..Config::default()
        };
        let Ok(mut readability) = Readability::new(html, None, Some(config)) else {
            return Page {
                remark: Some(Remark::NoWords),
                ..Page::default()
            };
        };
        let canonical = readability.doc.select("link[rel=canonical]").attr("href");
        let canonical = canonical.map(|url| url.to_string());
        let absolute = |url: &String| url.contains("://");
        let article = readability.parse().ok();
        let title = match &article {
            Some(article) => some(&article.title),
            None => some(&readability.get_article_title()),
        };
        let url = article.as_ref().and_then(|article| article.url.clone());
        let text = article.map_or(String::new(), |article| article.text_content.to_string());
        let mut page = Page {
            title,
            url: canonical.filter(absolute).or(url.filter(absolute)),
            text: text.trim().to_owned(),
            remark: None,
        };
        if page.text.len() < SHORT {
            let whole = words(html);
            if page.text.len() * SHARE < whole.len() || page.text.is_empty() {
                page.remark = Some(match &*whole {
                    "" => Remark::NoWords,
                    _ => Remark::NoArticle,
                });
                page.text = whole;
            }
        }
        page
    }

    /// Adds what is known of the page to an object that may know it better.
    pub fn members(&self, fields: &Fields, url: Option<&str>, members: &mut Members) {
        members.add_some("url", url.or(self.url.as_deref()));
        members.add_some(&fields.title, self.title.as_deref());
        members.add(fields.made(), &self.text);
    }
}

/// All the text of a page.
pub(crate) fn plain(html: &str) -> Result<String, Broken> {
    let read = catch_unwind(AssertUnwindSafe(|| words(&bounded(html))));
    read.map_err(|_| Broken::new("the page cannot be read; left out, report it"))
}

/// The words that a page shows.
fn words(html: &str) -> String {
    let Ok(readability) = Readability::new(html, None, None) else {
        return String::new();
    };
    let hidden = "head, script, style, noscript, template";
    readability.doc.select(hidden).remove();
    readability.doc.formatted_text().trim().to_owned()
}

fn some(text: &str) -> Option<String> {
    (!text.trim().is_empty()).then(|| text.trim().to_owned())
}

/// Decodes a page or a text: as the user says, else as its mark or its validity as UTF-8 says, else in
/// the first encoding of those that are declared that fits, else in the likeliest.
pub(crate) fn decoded(
    bytes: &[u8],
    given: Option<Encoding>,
    declared: impl FnOnce() -> [Option<Encoding>; 2],
) -> Decoded {
    let found = decode(bytes.to_vec(), given);
    let Assumed { encoding, how } = found.assumed();
    let is_guess = match how {
        How::Likely => !encoding.is_utf8(),
        How::Unsure => true,
        How::Given | How::Declared | How::Mark | How::Valid => false,
    };
    if !is_guess {
        return found;
    }
    // Every byte is a letter somewhere: that a text fits such an encoding says nothing.
    let says = |declared: &Encoding| !declared.is_single_byte() || how == How::Unsure;
    let declared = declared().into_iter().flatten().filter(says);
    let mut as_declared =
        declared.map(|encoding| decode(bytes.to_vec(), Some(encoding)).declared());
    let fitting = as_declared.find(|decoded| decoded.invalid_count() <= found.invalid_count());
    fitting.unwrap_or(found)
}

/// The encoding that a page declares in `<meta charset>`, `<meta http-equiv>` or `<?xml encoding>`.
pub(crate) fn declared(bytes: &[u8]) -> Option<Encoding> {
    let head = bytes[..bytes.len().min(DECLARED)].to_ascii_lowercase();
    let head = String::from_utf8_lossy(&head);
    let tags = head.match_indices('<').filter_map(|(at, _)| {
        let tag = &head[at..];
        let tag = &tag[..tag.find('>').unwrap_or(tag.len())];
        let name = match tag {
            tag if tag.starts_with("<meta") => "charset",
            tag if tag.starts_with("<?xml") => "encoding",
            _ => return None,
        };
        parameter(tag, name)
    });
    tags.into_iter()
        .find_map(|label| Encoding::for_label(&label))
}

/// An object with the article of the page that stands in one of its fields, if that is wanted.
pub(crate) fn beside<'p>(object: &'p str, fields: &Fields) -> Result<Made<'p>, Broken> {
    let as_it_is = Made::of_json(object);
    let Some(field) = &fields.html else {
        return Ok(as_it_is);
    };
    // What is no object is said where it is read.
    let Ok(line) = Line::parse(object) else {
        return Ok(as_it_is);
    };
    let Some(html) = line.string(field) else {
        return Ok(as_it_is);
    };
    if line.find(fields.made()).is_some() {
        return Err(Broken::new(format!(
            "it has a field `{}` already, where the text of `{field}` is to go: name another with --text-field; passed over unchanged",
            fields.made()
        )));
    }
    let page = Page::read(&html)?;
    let mut members = Members::default();
    if line.find("url").is_none() {
        members.add_some("url", page.url.as_deref());
    }
    if line.find(&fields.title).is_none() {
        members.add_some(&fields.title, page.title.as_deref());
    }
    members.add(fields.made(), &page.text);
    let members = members.object();
    let (before, after) = object.split_at(line.end - 1);
    let object = format!("{before},{}{after}", &members[1..members.len() - 1]);
    Ok(Made {
        object: object.into(),
        decoded: None,
        remark: page.remark,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<html><head><title>Bridge approved - The Example</title><link rel=canonical href='https://news.example.com/a'></head><body><div class=nav><a href=/>Home</a></div><article><h1>Bridge approved</h1><p>The council approved the new bridge on Monday, after a long debate in the old library.</p><p>Work will start in May, the mayor told reporters, and end in the following year.</p></article></body></html>";

    #[test]
    fn paragraphs_title_and_place_are_found() {
        let page = Page::read(PAGE).unwrap();
        assert_eq!(page.url.as_deref(), Some("https://news.example.com/a"));
        assert!(page.title.unwrap().starts_with("Bridge approved"));
        let paragraphs: Vec<&str> = page.text.split("\n\n").collect();
        assert!(paragraphs.len() >= 2, "{paragraphs:?}");
        assert!(page.text.ends_with("the following year."), "{}", page.text);
    }

    #[test]
    fn a_page_of_nothing_is_an_empty_text() {
        for html in ["", "<html>", "\0\0\0", "<script>x</script>"] {
            let page = Page::read(html).unwrap();
            assert_eq!(
                (&*page.text, page.remark),
                ("", Some(Remark::NoWords)),
                "{html:?}"
            );
        }
        assert_eq!(Page::read("Bare words").unwrap().text, "Bare words");
    }

    #[test]
    fn where_no_article_is_found_the_words_are_taken_that_the_page_shows() {
        let html = "<head><style>p{color:red}</style></head><body><form><button>Search</button></form><script>var x = 1;</script><noscript><img src=a></noscript></body>";
        let page = Page::read(html).unwrap();
        assert_eq!(
            (&*page.text, page.remark),
            ("Search", Some(Remark::NoArticle))
        );
        // A piece of a page full of words is no article; a short page is.
        let line = "<li><a href=/a>The council approved the new bridge on Monday.</a></li>";
        let list = format!(
            "<body><p>Published weekly, by us.</p><ul>{}</ul></body>",
            line.repeat(40)
        );
        let page = Page::read(&list).unwrap();
        assert_eq!(page.text.matches("the new bridge").count(), 40);
        let page =
            Page::read("<article><p>The bridge is open, says the mayor.</p></article>").unwrap();
        assert_eq!(
            (&*page.text, page.remark),
            ("The bridge is open, says the mayor.", None)
        );
    }

    #[test]
    fn what_a_page_says_of_its_encoding_counts_where_it_fits() {
        let name = |bytes: &[u8]| {
            let decoded = decoded(bytes, None, || [declared(bytes), None]);
            decoded.assumed().encoding.name()
        };
        let gbk = b"\xD0\xC2\xCE\xC5\xA1\xA3\xB1\xBE\xB1\xA8\xBC\xC7\xD5\xDF";
        let page = |head: &str, bytes: &[u8]| [head.as_bytes(), bytes].concat();
        for head in [
            "<meta charset=gb2312>",
            "<META HTTP-EQUIV=Content-Type CONTENT='text/html; charset=GBK'>",
            "<?xml version='1.0' encoding=\"gb18030\"?>",
            // No page in GBK is in Latin-1.
            "<meta charset='iso-8859-1'>",
            "<meta charset=utf-8>",
            "<meta charset=klingon>",
        ] {
            assert_eq!(name(&page(head, gbk)), "gb18030", "{head}");
        }
        // Few bytes, and the page's word for them.
        let short = page("<meta charset=big5>", b"\xA4\xA4\xA4\xE5");
        assert_eq!(name(&short), "big5");
        let utf8 = page("<meta charset=gbk>", "新闻".as_bytes());
        assert_eq!(name(&utf8), "utf-8");
        // UTF-8 of which a byte is broken is not GBK either, though every pair of bytes is in it.
        let words = "本报记者昨日从市政府获悉，新大桥将于五月动工。".as_bytes();
        let broken = page("<meta charset=gbk>", &words[..words.len() - 1]);
        assert_eq!(name(&broken), "utf-8");
    }
}
