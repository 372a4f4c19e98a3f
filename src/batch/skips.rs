//! Objects of one file that hold no text, counted by why.

use super::line::NoText;
use super::notice::Notice;
use super::walk::Input;

/// Objects that hold no text to clean.
#[derive(Debug, Default)]
pub(crate) struct Skips {
    objects: usize,
    /// Why, how many, and the line of the first.
    kinds: Vec<(NoText, usize, usize)>,
}

impl Skips {
    /// Counts an object that was read.
    pub fn line(&mut self) {
        self.objects += 1;
    }

    /// Counts an object without text.
    pub fn skip(&mut self, why: NoText, line: usize) {
        self.add_kind(why, 1, line);
    }

    fn add_kind(&mut self, why: NoText, more: usize, line: usize) {
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
        let say = |&(why, count, first): &(NoText, usize, usize)| {
            let mend = match why {
                NoText::Missing => format!(" ({}): name it with --text-field", names.join(", ")),
                _ => String::new(),
            };
            let (what, left) = match why {
                NoText::OtherKind => ("record", "left out"),
                _ => ("line", "left as they are"),
            };
            Notice::note(format_args!(
                "{input}: {count} of {} {what}s {left}, first {what} {first}: {}{mend}",
                self.objects,
                why.as_str()
            ))
        };
        self.kinds.iter().map(say).collect()
    }
}
