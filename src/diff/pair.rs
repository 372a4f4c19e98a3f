//! Brings the documents of two files of findings together.

use std::collections::{HashMap, VecDeque};
use std::io::BufRead;
use std::sync::Arc;

use super::read::{DiffError, Document, Findings};
use crate::report::OffsetUnit;

/// One document of both files, or of one.
#[derive(Debug, PartialEq, Eq)]
pub enum Pair {
    /// It stands in both.
    Both(Document, Document),
    /// It stands in the old file only.
    OnlyOld(Document),
    /// It stands in the new file only.
    OnlyNew(Document),
}

/// Held documents keep their text only while there are fewer than this.
const TEXTS_HELD: usize = 1000;

/// The documents of two files, paired by id; the n-th of an id with the n-th of that id.
///
/// The files are read in step. A document that the other file has not shown yet is held until it
/// does, so that two files of one order take no memory, a few documents on one side take little,
/// and files of different order take what an index of the findings takes: see [`Pairs::held`].
/// Documents that stand on one side only come last.
#[derive(Debug)]
pub struct Pairs<A, B> {
    old: Findings<A>,
    new: Findings<B>,
    waiting: [Waiting; 2],
    ready: VecDeque<Pair>,
    held: usize,
    /// Lines of the pair before.
    last: (usize, usize),
    out_of_order: bool,
    ended: bool,
}

#[derive(Debug, Default)]
struct Waiting {
    by_id: HashMap<Arc<str>, VecDeque<Document>>,
    count: usize,
}

impl Waiting {
    fn take(&mut self, id: &str) -> Option<Document> {
        if self.count == 0 {
            return None;
        }
        let queue = self.by_id.get_mut(id)?;
        let document = queue.pop_front();
        if queue.is_empty() {
            self.by_id.remove(id);
        }
        self.count -= usize::from(document.is_some());
        document
    }

    fn hold(&mut self, mut document: Document) {
        if self.count >= TEXTS_HELD {
            document.text = None;
        }
        self.count += 1;
        let id = document.id.clone();
        self.by_id.entry(id).or_default().push_back(document);
    }

    fn drain(&mut self) -> Vec<Document> {
        self.count = 0;
        let mut rest: Vec<Document> = std::mem::take(&mut self.by_id)
            .into_values()
            .flatten()
            .collect();
        rest.sort_by_key(|d| d.line);
        rest
    }
}

impl<A: BufRead, B: BufRead> Pairs<A, B> {
    /// Pairs the documents of two files.
    pub fn new(old: Findings<A>, new: Findings<B>) -> Self {
        Pairs {
            old,
            new,
            waiting: Default::default(),
            ready: VecDeque::new(),
            held: 0,
            last: (0, 0),
            out_of_order: false,
            ended: false,
        }
    }

    /// The most documents that were held at once: 0 if both files hold the same ones in order.
    pub fn held(&self) -> usize {
        self.held
    }

    /// Whether documents that both files hold stand in another order in one than in the other.
    pub fn out_of_order(&self) -> bool {
        self.out_of_order
    }

    /// What the offsets of both files count.
    pub fn unit(&self) -> OffsetUnit {
        self.old.unit().or(self.new.unit()).unwrap_or_default()
    }

    /// Reads one document of each file.
    fn step(&mut self) -> Result<(), DiffError> {
        let (old, new) = (self.old.next().transpose()?, self.new.next().transpose()?);
        if let (Some(a), Some(b)) = (self.old.unit(), self.new.unit())
            && a != b
        {
            let what = format!("offsets in {b}, in {a} in {}", self.old.name());
            let mend = format!("scan both with `--offsets {a}`");
            return Err(self.new.error(what, mend));
        }
        self.ended = old.is_none() && new.is_none();
        let nothing_waits = self.waiting.iter().all(|w| w.count == 0);
        match (old, new) {
            (Some(old), Some(new)) if nothing_waits && old.id == new.id => {
                self.ready.push_back(Pair::Both(old, new));
            }
            (old, new) => {
                let [olds, news] = &mut self.waiting;
                if let Some(old) = old {
                    match news.take(&old.id) {
                        Some(new) => self.ready.push_back(Pair::Both(old, new)),
                        None => olds.hold(old),
                    }
                }
                if let Some(new) = new {
                    match olds.take(&new.id) {
                        Some(old) => self.ready.push_back(Pair::Both(old, new)),
                        None => news.hold(new),
                    }
                }
                self.held = self.held.max(olds.count + news.count);
            }
        }
        if self.ended {
            let [olds, news] = &mut self.waiting;
            self.ready
                .extend(olds.drain().into_iter().map(Pair::OnlyOld));
            self.ready
                .extend(news.drain().into_iter().map(Pair::OnlyNew));
        }
        Ok(())
    }
}

impl<A: BufRead, B: BufRead> Iterator for Pairs<A, B> {
    type Item = Result<Pair, DiffError>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.ready.is_empty() && !self.ended {
            if let Err(error) = self.step() {
                self.ended = true;
                return Some(Err(error));
            }
        }
        let pair = self.ready.pop_front()?;
        if let Pair::Both(old, new) = &pair {
            self.out_of_order |= old.line < self.last.0 || new.line < self.last.1;
            self.last = (old.line, new.line);
        }
        Some(Ok(pair))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(ids: &[&str], unit: &str) -> String {
        let line = |id: &&str| {
            format!(
                r#"{{"type":"document","schema":1,"id":{id},"offset_unit":"{unit}","spans":[],"outcome":"unchanged"}}"#
            ) + "\n"
        };
        ids.iter().map(line).collect()
    }

    /// Ids and lines of the pairs, how many documents were held, and whether the order differs.
    fn pairs(old: &[&str], new: &[&str]) -> (Vec<String>, usize, bool) {
        let (old, new) = (file(old, "char"), file(new, "char"));
        let mut pairs = Pairs::new(
            Findings::new("old", old.as_bytes()),
            Findings::new("new", new.as_bytes()),
        );
        let shown = pairs
            .by_ref()
            .map(|pair| match pair.unwrap() {
                Pair::Both(a, b) => {
                    assert_eq!(a.id, b.id);
                    format!("{} {}={}", a.id, a.line, b.line)
                }
                Pair::OnlyOld(a) => format!("{} {}<", a.id, a.line),
                Pair::OnlyNew(b) => format!("{} >{}", b.id, b.line),
            })
            .collect();
        (shown, pairs.held(), pairs.out_of_order())
    }

    #[test]
    fn one_order_holds_nothing() {
        let (shown, held, other) = pairs(&["1", "\"1\"", "\"b\""], &["1", "\"1\"", "\"b\""]);
        assert_eq!(shown, ["1 1=1", "\"1\" 2=2", "\"b\" 3=3"]);
        assert!(held == 0 && !other);
    }

    #[test]
    fn a_document_on_one_side_comes_last_and_the_type_of_the_id_counts() {
        let (shown, held, other) = pairs(&["1", "2", "3", "4"], &["1", "3", "4", "\"2\""]);
        assert_eq!(shown, ["1 1=1", "3 3=2", "4 4=3", "2 2<", "\"2\" >4"]);
        assert!(held <= 3 && !other);
    }

    #[test]
    fn another_order_is_paired_and_said() {
        let (shown, held, other) = pairs(&["1", "2", "3"], &["3", "2", "1"]);
        assert_eq!(shown, ["2 2=2", "3 3=1", "1 1=3"]);
        assert!(held == 2 && other);
    }

    #[test]
    fn documents_of_one_id_are_paired_in_their_order() {
        let (shown, ..) = pairs(&["1", "1", "1"], &["2", "1", "1"]);
        assert_eq!(shown, ["1 1=2", "1 2=3", "1 3<", "2 >1"]);
    }

    #[test]
    fn another_unit_is_an_error_that_says_the_mend() {
        let (old, new) = (file(&["1"], "char"), file(&["1"], "byte"));
        let mut pairs = Pairs::new(
            Findings::new("old.jsonl", old.as_bytes()),
            Findings::new("new.jsonl", new.as_bytes()),
        );
        assert_eq!(
            pairs.next().unwrap().unwrap_err().to_string(),
            "new.jsonl:1: offsets in byte, in char in old.jsonl; scan both with `--offsets char`"
        );
        assert!(pairs.next().is_none());
    }
}
