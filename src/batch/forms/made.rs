//! What a form makes of a document: a JSON object, whose text, title and publisher are found like
//! those of any other.

use std::borrow::Cow;
use std::fmt::Display;

use crate::batch::input::cut::Cut;
use crate::batch::notice::Trouble;
use crate::batch::object::fields::Fields;
use crate::text::encoding::{Assumed, Encoding};

/// A form.
pub(crate) trait Kind: Sync {
    /// Begins to cut a file.
    fn cut(&self) -> Box<dyn Cut>;

    /// Whether what is cut is made UTF-8 before; else documents are decoded one by one.
    fn is_utf8(&self) -> bool {
        true
    }

    /// The document of a piece; none if it is of a kind that is left out.
    ///
    /// # Errors
    /// What is wrong with it, and what to do.
    fn read<'p>(&self, bytes: &'p [u8], reading: &Reading<'_>) -> Result<Option<Made<'p>>, Broken>;
}

/// What a form is told of the document that it reads.
pub(crate) struct Reading<'r> {
    pub fields: &'r Fields,
    /// The encoding that the user named.
    pub encoding: Option<Encoding>,
    /// What stands at the head of the file.
    pub head: Option<&'r [u8]>,
    /// The path, and what else tells the document from others in it.
    pub place: &'r dyn Display,
    /// Most bytes of a document.
    pub limit: usize,
}

/// A document.
#[derive(Debug)]
pub(crate) struct Made<'p> {
    /// A JSON object.
    pub object: Cow<'p, str>,
    /// The encoding that it was read in, and how many mistakes were met, if that is its own.
    pub decoded: Option<(Assumed, usize)>,
    /// What is to be said of how its text was found.
    pub remark: Option<Remark>,
}

/// What is said of a document that was read all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Remark {
    /// No article was found on the page, and all its text was taken.
    NoArticle,
    /// There are no words on the page.
    NoWords,
    /// There is no string where dolma looks for the text.
    NoString,
    /// There is no id that every part of dolma reads.
    NoId,
    /// There is no document at all on the line, where dolma wants one.
    Blank,
}

/// What is wrong with a document.
#[derive(Debug)]
pub(crate) struct Broken {
    pub trouble: Trouble,
    /// What, and what to do.
    pub what: String,
}

impl Broken {
    pub fn new(what: impl Into<String>) -> Self {
        Broken {
            trouble: Trouble::Unfit,
            what: what.into(),
        }
    }
}

/// Bytes as text that are to be UTF-8; `whole` names them.
pub(crate) fn utf8<'p>(bytes: &'p [u8], whole: &str) -> Result<&'p str, Broken> {
    std::str::from_utf8(bytes).map_err(|error| Broken {
        trouble: Trouble::Encoding,
        what: format!(
            "not UTF-8 at byte {} of the {whole}; passed over unchanged, name the encoding with --encoding, or convert the file, and run again",
            error.valid_up_to()
        ),
    })
}

impl<'p> Made<'p> {
    /// A JSON object, in which there is nothing more to say.
    pub fn of_json(object: impl Into<Cow<'p, str>>) -> Self {
        Made {
            object: object.into(),
            decoded: None,
            remark: None,
        }
    }
}

/// Spells a JSON object of strings.
#[derive(Debug, Default)]
pub(crate) struct Members(String);

impl Members {
    /// Adds a member.
    pub fn add(&mut self, key: &str, value: &str) -> &mut Self {
        self.0.push(if self.0.is_empty() { '{' } else { ',' });
        for (text, end) in [(key, ":"), (value, "")] {
            let spelled = serde_json::to_string(text).expect("a string is JSON");
            self.0.push_str(&spelled);
            self.0.push_str(end);
        }
        self
    }

    /// Adds a member if there is a value.
    pub fn add_some(&mut self, key: &str, value: Option<&str>) -> &mut Self {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            self.add(key, value);
        }
        self
    }

    /// The object.
    pub fn object(mut self) -> String {
        if self.0.is_empty() {
            self.0.push('{');
        }
        self.0.push('}');
        self.0
    }
}
