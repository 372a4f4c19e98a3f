//! Documents of one file that hold no text, or of which there is something to say, counted by why.

use super::find::form::Format;
use super::find::walk::Input;
use super::forms::made::Remark;
use super::notice::Notice;
use super::object::line::NoText;

/// Documents that hold no text to clean, and those whose text was found in an unusual way.
#[derive(Debug, Default)]
pub(crate) struct Skips {
    documents: usize,
    without: Counts<NoText>,
    remarks: Counts<Remark>,
}

/// Why, how many, and the line of the first.
type Counts<K> = Vec<(K, usize, usize)>;

fn count<K: PartialEq>(counts: &mut Counts<K>, why: K, more: usize, line: usize) {
    match counts.iter_mut().find(|(kind, ..)| *kind == why) {
        Some((_, count, _)) => *count += more,
        None => counts.push((why, more, line)),
    }
}

impl Skips {
    /// Counts a document that was read.
    pub fn line(&mut self) {
        self.documents += 1;
    }

    /// Counts a document without text.
    pub fn skip(&mut self, why: NoText, line: usize) {
        count(&mut self.without, why, 1, line);
    }

    /// Counts a document of which there is something to say.
    pub fn remark(&mut self, remark: Remark, line: usize) {
        count(&mut self.remarks, remark, 1, line);
    }

    /// Adds those of a later part of the file.
    pub fn add(&mut self, other: &Skips) {
        self.documents += other.documents;
        for &(why, more, line) in &other.without {
            count(&mut self.without, why, more, line);
        }
        for &(remark, more, line) in &other.remarks {
            count(&mut self.remarks, remark, more, line);
        }
    }

    /// What there is to say of them.
    pub fn notices(&self, input: &Input, names: &[String]) -> Vec<Notice> {
        let format = input.form.format;
        let what = match format {
            Format::Warc => "record",
            Format::Eml | Format::Mbox => "message",
            _ => "line",
        };
        let all = self.documents;
        let without = self.without.iter().map(|&(why, count, first)| {
            let mend = match why {
                NoText::Missing => format!(" ({}): name it with --text-field", names.join(", ")),
                _ => String::new(),
            };
            let left = match why {
                NoText::OtherKind => "left out",
                _ => "left as they are",
            };
            let why = match (why, format) {
                (NoText::OtherKind, Format::Eml | Format::Mbox) => "no text in it",
                _ => why.as_str(),
            };
            Notice::note(format_args!(
                "{input}: {count} of {all} {what}s {left}, first {what} {first}: {why}{mend}"
            ))
        });
        let remarks = self.remarks.iter().map(|&(remark, count, first)| {
            let said = match remark {
                Remark::NoArticle => "no article was found on the page, and all its text was taken",
                Remark::NoWords => "no words are on the page",
                Remark::NoString => {
                    "no spans, since `text` is missing or no string, which `dolma mix` stops at"
                }
                Remark::NoId => {
                    "no `id` that is a string: `dolma mix` pairs by place, `dolma tag` and others want one"
                }
                Remark::Blank => "blank, which `dolma mix` stops at: take it out",
            };
            if format.is_whole() {
                Notice::note(format_args!("{input}: {said}"))
            } else {
                let of = format!("{count} of {all} {what}s, first {what} {first}");
                Notice::note(format_args!("{input}: {of}: {said}"))
            }
        });
        without.chain(remarks).collect()
    }
}
