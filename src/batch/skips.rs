//! Objects of one file that hold no text, or that dolma cannot use, counted by why.

use super::line::NoText;
use super::notice::Notice;
use super::walk::Input;

/// What there is to say of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    /// It holds no text to clean.
    NoText(NoText),
    /// It holds none where dolma looks for it.
    NoString,
    /// It has no id that every part of dolma reads.
    NoId,
    /// It is none: the line is blank.
    Blank,
}

impl From<NoText> for Why {
    fn from(why: NoText) -> Self {
        Why::NoText(why)
    }
}

/// Objects of which there is something to say.
#[derive(Debug, Default)]
pub(crate) struct Skips {
    objects: usize,
    /// Why, how many, and the line of the first.
    kinds: Vec<(Why, usize, usize)>,
}

impl Skips {
    /// Counts an object that was read.
    pub fn line(&mut self) {
        self.objects += 1;
    }

    /// Counts an object of which there is something to say, such as that it has no text.
    pub fn skip(&mut self, why: impl Into<Why>, line: usize) {
        self.add_kind(why.into(), 1, line);
    }

    fn add_kind(&mut self, why: Why, more: usize, line: usize) {
        match self.kinds.iter_mut().find(|(kind, ..)| *kind == why) {
            Some((_, count, _)) => *count += more,
            None => self.kinds.push((why, more, line)),
        }
    }

    /// Adds those of a later part of the file.
    pub fn add(&mut self, other: &Skips) {
        self.objects += other.objects;
        for &(why, count, line) in &other.kinds {
            self.add_kind(why, count, line);
        }
    }

    /// What there is to say of them.
    pub fn notices(&self, input: &Input, names: &[String]) -> Vec<Notice> {
        let say = |&(why, count, first): &(Why, usize, usize)| {
            let all = self.objects;
            let why = match why {
                Why::NoText(why) => why,
                Why::NoString => {
                    return Notice::note(format_args!(
                        "{input}: {count} of {all} lines without spans, first line {first}: `text` is missing or no string, which `dolma mix` stops at"
                    ));
                }
                Why::NoId => {
                    return Notice::note(format_args!(
                        "{input}: {count} of {all} lines without an `id` that is a string, first line {first}: `dolma mix` pairs them by their place, `dolma tag` and others want one"
                    ));
                }
                Why::Blank => {
                    return Notice::note(format_args!(
                        "{input}: {count} blank lines, first line {first}, which `dolma mix` stops at: take them out"
                    ));
                }
            };
            let mend = match why {
                NoText::Missing => format!(" ({}): name it with --text-field", names.join(", ")),
                _ => String::new(),
            };
            let (what, left) = match why {
                NoText::OtherKind => ("record", "left out"),
                _ => ("line", "left as they are"),
            };
            Notice::note(format_args!(
                "{input}: {count} of {all} {what}s {left}, first {what} {first}: {}{mend}",
                why.as_str()
            ))
        };
        self.kinds.iter().map(say).collect()
    }
}
