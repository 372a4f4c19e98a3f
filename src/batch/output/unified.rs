//! What cleaning would change, in the form of `diff -u`, for people and for `patch`.

use std::io::{self, Write};
use std::ops::Range;

use crate::batch::columns::Begun;
use crate::batch::find::form::{Format, Packing};
use crate::batch::find::walk::Input;
use crate::batch::name::slashed;
use crate::batch::output::sink::{Reached, Sink, Stop};
use crate::batch::plan::journal::{Finished, Part};
use crate::batch::stream::End;
use crate::batch::tally::Tally;
use crate::batch::work::Done;

/// Lines shown around a change of a text.
const CONTEXT: usize = 3;

/// Writes the differences between inputs and what would be written.
pub(crate) struct Unified<'w> {
    out: &'w mut dyn Write,
    inputs: &'w [&'w Input],
    /// The header of the input in hand is written.
    headed: bool,
    /// Lines of the input in hand that are done.
    line: usize,
    /// Of the last line what came so far: before and after.
    begun: (Vec<u8>, Vec<u8>),
}

impl<'w> Unified<'w> {
    pub fn new(out: &'w mut dyn Write, inputs: &'w [&'w Input]) -> Self {
        Unified {
            out,
            inputs,
            headed: false,
            line: 0,
            begun: Default::default(),
        }
    }

    fn head(&mut self, index: usize) -> io::Result<()> {
        if !std::mem::replace(&mut self.headed, true) {
            let input = self.inputs[index];
            let path = input.path.as_ref().map(|path| match input.form.packing {
                Packing::Plain => path.clone(),
                // What is in it is what can be compared.
                _ => path.with_extension(""),
            });
            let name = path.as_ref().map_or("-".into(), |path| slashed(path));
            let name = quoted(&name);
            write!(self.out, "--- {name}\n+++ {name}\n")?;
        }
        Ok(())
    }

    /// A text, which is whole, and the ranges that leave it. Cleaning only deletes, so that what
    /// became of each line is known, and the time is linear in the text.
    fn text(&mut self, index: usize, before: &[u8], gone: &[Range<usize>]) -> io::Result<()> {
        let old = lines(before);
        let changes = changes(before, &old, gone);
        let near = |a: &Change, b: &Change| b.old.start - a.old.end <= 2 * CONTEXT;
        let mut shift = 0isize;
        for hunk in changes.chunk_by(near) {
            let (Some(first), Some(last)) = (hunk.first(), hunk.last()) else {
                continue;
            };
            self.head(index)?;
            let from = first.old.start.saturating_sub(CONTEXT);
            let to = (last.old.end + CONTEXT).min(old.len());
            let start = from.saturating_add_signed(shift);
            shift += hunk.iter().map(Change::growth).sum::<isize>();
            self.hunk(&(from..to), &(start..to.saturating_add_signed(shift)))?;
            let mut done = from;
            for change in hunk {
                self.lines(' ', &old[done..change.old.start])?;
                self.lines('-', &old[change.old.clone()])?;
                self.lines('+', &lines(&change.new))?;
                done = change.old.end;
            }
            self.lines(' ', &old[done..to])?;
        }
        Ok(())
    }

    /// The next lines of a file of JSON objects. Cleaning leaves their number as it is, so that each
    /// is compared with its own; lines around say nothing and are left out.
    fn objects(&mut self, index: usize, before: &[u8], after: &[u8]) -> io::Result<()> {
        let (mut old, mut new) = std::mem::take(&mut self.begun);
        old.extend_from_slice(before);
        new.extend_from_slice(after);
        let whole = |bytes: &[u8]| {
            bytes
                .iter()
                .rposition(|b| *b == b'\n')
                .map_or(0, |at| at + 1)
        };
        self.begun = (old.split_off(whole(&old)), new.split_off(whole(&new)));
        self.pairs(index, &lines(&old), &lines(&new))
    }

    fn pairs(&mut self, index: usize, old: &[&[u8]], new: &[&[u8]]) -> io::Result<()> {
        let mut at = 0;
        while at < old.len() {
            let same = |at: usize| old.get(at) == new.get(at);
            let start = at;
            while at < old.len() && !same(at) {
                at += 1;
            }
            if start == at {
                at += 1;
                continue;
            }
            self.head(index)?;
            let range = self.line + start..self.line + at;
            self.hunk(&range, &range)?;
            self.lines('-', &old[start..at])?;
            self.lines('+', &new[start..at.min(new.len())])?;
        }
        self.line += old.len();
        Ok(())
    }

    /// Ranges of lines, from 0.
    fn hunk(&mut self, old: &Range<usize>, new: &Range<usize>) -> io::Result<()> {
        let place = |range: &Range<usize>| match range.len() {
            // Of no lines the one before them is named.
            0 => format!("{},0", range.start),
            1 => format!("{}", range.start + 1),
            count => format!("{},{count}", range.start + 1),
        };
        writeln!(self.out, "@@ -{} +{} @@", place(old), place(new))
    }

    fn lines(&mut self, mark: char, lines: &[&[u8]]) -> io::Result<()> {
        for line in lines {
            write!(self.out, "{mark}")?;
            self.out.write_all(line)?;
            if !line.ends_with(b"\n") {
                self.out.write_all(b"\n\\ No newline at end of file\n")?;
            }
        }
        Ok(())
    }
}

impl Sink for Unified<'_> {
    fn kept(&mut self, _: &Finished) {}

    fn begin(&mut self, _: usize, _: Option<&Part>, _: Option<Begun>) -> Result<(), Stop> {
        self.headed = false;
        self.line = 0;
        self.begun = Default::default();
        Ok(())
    }

    fn chunk(&mut self, index: usize, done: &Done, _: &Reached<'_>) -> Result<(), Stop> {
        let written = match self.inputs[index].form.format {
            Format::Text => self.text(index, &done.before, &done.gone),
            _ => self.objects(index, &done.before, &done.body),
        };
        written.map_err(Stop::All)
    }

    fn end(&mut self, index: usize, _: End, _: Tally) -> Result<(), Stop> {
        let (old, new) = std::mem::take(&mut self.begun);
        self.pairs(index, &lines(&old), &lines(&new))
            .map_err(Stop::All)
    }

    fn drop(&mut self) -> Result<(), Stop> {
        Ok(())
    }

    fn interrupted(&mut self, _: usize, _: Option<&Reached<'_>>) -> Result<(), Stop> {
        Ok(())
    }
}

/// Lines that change together.
struct Change {
    /// Numbers of lines, from 0.
    old: Range<usize>,
    /// What is left of them.
    new: Vec<u8>,
}

impl Change {
    /// How many lines there are more.
    fn growth(&self) -> isize {
        lines(&self.new).len() as isize - self.old.len() as isize
    }
}

/// The lines that ranges, sorted and disjoint, leave, and what is left of them.
fn changes(before: &[u8], lines: &[&[u8]], gone: &[Range<usize>]) -> Vec<Change> {
    let mut changes: Vec<Change> = Vec::new();
    let (mut at, mut next) = (0, 0);
    // What is left of the change in hand has no end of line yet: the next line goes on with it.
    let mut open = false;
    for (number, line) in lines.iter().enumerate() {
        let end = at + line.len();
        let mut left = Vec::new();
        let (mut kept, mut touched) = (at, false);
        while let Some(range) = gone.get(next).filter(|range| range.start < end) {
            touched |= !range.is_empty();
            left.extend_from_slice(&before[kept..range.start.max(kept)]);
            kept = range.end.min(end).max(kept);
            if range.end > end {
                break;
            }
            next += 1;
        }
        left.extend_from_slice(&before[kept..end]);
        at = end;
        if !touched && !open {
            continue;
        }
        match changes.last_mut().filter(|last| last.old.end == number) {
            Some(last) => {
                last.old.end = number + 1;
                last.new.extend(left);
            }
            None => changes.push(Change {
                old: number..number + 1,
                new: left,
            }),
        }
        let new = changes.last().map_or(&[][..], |change| &change.new);
        open = new.last().is_some_and(|byte| *byte != b'\n');
    }
    changes
}

/// Lines with their line feeds, as `diff` and `patch` know them.
fn lines(bytes: &[u8]) -> Vec<&[u8]> {
    bytes.split_inclusive(|b| *b == b'\n').collect()
}

/// A name as `diff` writes it: in quotes if it holds what would end it, with a tab behind it if it
/// holds a space.
fn quoted(name: &str) -> String {
    let special = |c: char| c.is_control() || c == '"' || c == '\\';
    if !name.contains(special) {
        let end = if name.contains(' ') { "\t" } else { "" };
        return format!("{name}{end}");
    }
    let mut out = String::from("\"");
    for c in name.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => {
                for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                    out.push_str(&format!("\\{byte:03o}"));
                }
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::{Form, Packing};
    use std::path::PathBuf;

    fn input(name: &str) -> Input {
        Input {
            path: Some(PathBuf::from(name)),
            relative: PathBuf::from(name),
            form: Form {
                format: Format::Jsonl,
                packing: Packing::Plain,
            },
            size: 0,
            begun: Vec::new(),
        }
    }

    /// What is written of chunks of an input, before and after.
    fn diff(name: &str, chunks: &[(&str, &str)]) -> String {
        let (mut out, input) = (Vec::new(), input(name));
        let inputs = [&input];
        let mut unified = Unified::new(&mut out, &inputs);
        for (before, after) in chunks {
            let (before, after) = (before.as_bytes(), after.as_bytes());
            unified.objects(0, before, after).unwrap();
        }
        let (old, new) = std::mem::take(&mut unified.begun);
        unified.pairs(0, &lines(&old), &lines(&new)).unwrap();
        String::from_utf8(out).unwrap()
    }

    /// What is written of a text of which the parts in brackets go.
    fn text(marked: &str) -> String {
        let (mut before, mut gone) = (String::new(), Vec::new());
        for part in marked.split('[') {
            let (inside, after) = part.split_once(']').unwrap_or(("", part));
            gone.push(before.len()..before.len() + inside.len());
            before.push_str(inside);
            before.push_str(after);
        }
        let (mut out, input) = (Vec::new(), input("a.txt"));
        let inputs = [&input];
        let mut unified = Unified::new(&mut out, &inputs);
        unified.text(0, before.as_bytes(), &gone).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn changes_of_a_text_stand_with_the_lines_around_them() {
        let head = "--- a.txt\n+++ a.txt\n";
        let cases = [
            (
                "1\n2\n3\n4\n[ad\nad\n]5",
                "@@ -2,6 +2,4 @@\n 2\n 3\n 4\n-ad\n-ad\n 5\n\\ No newline at end of file\n",
            ),
            ("[ad\n]", "@@ -1 +0,0 @@\n-ad\n"),
            // The end of a line goes with the last one.
            (
                "1\n2[\nad]",
                "@@ -1,3 +1,2 @@\n 1\n-2\n-ad\n\\ No newline at end of file\n+2\n\\ No newline at end of file\n",
            ),
            // What is left of two lines is one.
            ("a[b\nc]d\ne\n", "@@ -1,3 +1,2 @@\n-ab\n-cd\n+ad\n e\n"),
            (
                "[x]a\n1\n2\n3\n4\n5\n6\n7\n[b\n]",
                "@@ -1,4 +1,4 @@\n-xa\n+a\n 1\n 2\n 3\n@@ -6,4 +6,3 @@\n 5\n 6\n 7\n-b\n",
            ),
        ];
        for (marked, expected) in cases {
            assert_eq!(text(marked), format!("{head}{expected}"), "{marked:?}");
        }
        assert_eq!(text("1\n2\n"), "");
    }

    #[test]
    fn lines_of_objects_are_numbered_over_chunks_that_end_inside_them() {
        let chunks = [("a\nb\nc", "a\nB\nC"), ("c\nd\n", "c\nd\n"), ("e", "E")];
        let expected = "\
--- f
+++ f
@@ -2 +2 @@
-b
+B
@@ -3 +3 @@
-cc
+Cc
@@ -5 +5 @@
-e
\\ No newline at end of file
+E
\\ No newline at end of file
";
        assert_eq!(diff("f", &chunks), expected);
    }

    #[test]
    fn names_are_quoted_as_diff_does() {
        assert_eq!(quoted("a b.txt"), "a b.txt\t");
        assert_eq!(quoted("a\n\"b\\"), "\"a\\012\\\"b\\\\\"");
        assert_eq!(quoted("新闻.txt"), "新闻.txt");
    }
}
