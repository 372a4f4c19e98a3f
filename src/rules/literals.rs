//! The literals of an atom.

use std::borrow::Cow;
use std::fmt;

/// Folded texts of which any may stand in an atom's place, in order.
///
/// One behind the other in one string: tens of thousands of them are made at every start, and of
/// the embedded ones nothing is copied.
#[derive(Clone, PartialEq, Eq)]
pub struct Alternatives {
    pub(super) text: Cow<'static, str>,
    /// Where each of them ends in `text`.
    pub(super) ends: Cow<'static, [u32]>,
}

impl Alternatives {
    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        let mut start = 0;
        let all: &str = &self.text;
        self.ends.iter().map(move |&end| {
            let text = &all[start..end as usize];
            start = end as usize;
            text
        })
    }

    /// Their lengths in bytes.
    pub(crate) fn lens(&self) -> impl Iterator<Item = usize> {
        let mut start = 0;
        self.ends.iter().map(move |&end| {
            let len = end - start;
            start = end;
            len as usize
        })
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}

impl<S: AsRef<str>> FromIterator<S> for Alternatives {
    /// # Panics
    /// The texts are longer than 4 GiB together.
    fn from_iter<I: IntoIterator<Item = S>>(texts: I) -> Self {
        let mut all = String::new();
        let mut ends = Vec::new();
        for text in texts {
            all.push_str(text.as_ref());
            ends.push(u32::try_from(all.len()).expect("the texts of an atom are short"));
        }
        Alternatives {
            text: all.into(),
            ends: ends.into(),
        }
    }
}

impl fmt::Debug for Alternatives {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}
