//! What cleaning would change, in the form of `diff -u`, for people and for `patch`.

use std::io::{self, Write};
use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices, group_diff_ops};

use super::form::{Format, Packing};
use super::journal::{Finished, Part};
use super::sink::{Reached, Sink, Stop};
use super::stream::End;
use super::tally::Tally;
use super::walk::Input;
use super::work::Done;

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
            let name = path
                .as_ref()
                .map_or("-".into(), |path| path.to_string_lossy());
            let name = quoted(&name);
            write!(self.out, "--- {name}\n+++ {name}\n")?;
        }
        Ok(())
    }

    /// A text, which is whole.
    fn text(&mut self, index: usize, before: &[u8], after: &[u8]) -> io::Result<()> {
        let (old, new) = (lines(before), lines(after));
        let changes = capture_diff_slices(Algorithm::Myers, &old, &new);
        for group in group_diff_ops(changes, CONTEXT) {
            self.head(index)?;
            let (Some(first), Some(last)) = (group.first(), group.last()) else {
                continue;
            };
            let of_old = first.old_range().start..last.old_range().end;
            let of_new = first.new_range().start..last.new_range().end;
            self.hunk(&of_old, &of_new)?;
            for change in &group {
                if let DiffOp::Equal { .. } = change {
                    self.lines(' ', &old[change.old_range()])?;
                } else {
                    self.lines('-', &old[change.old_range()])?;
                    self.lines('+', &new[change.new_range()])?;
                }
            }
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

    fn begin(&mut self, _: usize, _: Option<&Part>) -> Result<(), Stop> {
        self.headed = false;
        self.line = 0;
        self.begun = Default::default();
        Ok(())
    }

    fn chunk(&mut self, index: usize, done: &Done, _: &Reached<'_>) -> Result<(), Stop> {
        let written = match self.inputs[index].form.format {
            Format::Text => self.text(index, &done.before, &done.body),
            Format::Jsonl | Format::Json => self.objects(index, &done.before, &done.body),
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
        }
    }

    /// What is written of chunks of an input, before and after.
    fn diff(name: &str, chunks: &[(&str, &str)], text: bool) -> String {
        let (mut out, input) = (Vec::new(), input(name));
        let inputs = [&input];
        let mut unified = Unified::new(&mut out, &inputs);
        for (before, after) in chunks {
            let (before, after) = (before.as_bytes(), after.as_bytes());
            if text {
                unified.text(0, before, after).unwrap();
            } else {
                unified.objects(0, before, after).unwrap();
            }
        }
        let (old, new) = std::mem::take(&mut unified.begun);
        unified.pairs(0, &lines(&old), &lines(&new)).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn changes_of_a_text_stand_with_the_lines_around_them() {
        let expected = "\
--- a.txt
+++ a.txt
@@ -2,6 +2,4 @@
 2
 3
 4
-ad
-ad
 5
\\ No newline at end of file
";
        assert_eq!(
            diff("a.txt", &[("1\n2\n3\n4\nad\nad\n5", "1\n2\n3\n4\n5")], true),
            expected
        );
        assert_eq!(diff("a.txt", &[("1\n", "1\n")], true), "");
        let all = "--- a.txt\n+++ a.txt\n@@ -1 +0,0 @@\n-ad\n";
        assert_eq!(diff("a.txt", &[("ad\n", "")], true), all);
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
        assert_eq!(diff("f", &chunks, false), expected);
    }

    #[test]
    fn names_are_quoted_as_diff_does() {
        assert_eq!(quoted("a b.txt"), "a b.txt\t");
        assert_eq!(quoted("a\n\"b\\"), "\"a\\012\\\"b\\\\\"");
        assert_eq!(quoted("新闻.txt"), "新闻.txt");
    }
}
