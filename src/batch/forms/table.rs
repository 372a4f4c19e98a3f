//! Tables: CSV and TSV, a document a row. Quoting, line ends and every cell but the text stay as they
//! are.

use std::io::{self, BufRead, Read as _};
use std::ops::Range;

use memchr::memchr;

use crate::batch::find::form::Format;
use crate::batch::forms::made::{Broken, Kind, Made, Members, Reading, utf8};
use crate::batch::input::chunk::What;
use crate::batch::input::cut::{CHUNK, Cut, Cuts};
use crate::batch::object::fields::Fields;

/// Why a row cannot be cut out; the lines behind its first are read anew.
const BROKEN: What = What::Broken(
    "a quote is not closed in the row, or something follows a closing quote; mend the line and run again",
);

/// Tables with this mark between cells.
pub(crate) struct Table(pub u8);

impl Kind for Table {
    fn cut(&self) -> Box<dyn Cut> {
        Box::new(Rows {
            mark: self.0,
            headed: false,
            ahead: Vec::new(),
            at: 0,
        })
    }

    fn read<'p>(&self, bytes: &'p [u8], reading: &Reading<'_>) -> Result<Option<Made<'p>>, Broken> {
        let row = utf8(bytes, "row")?;
        let head = reading.head.unwrap_or_default();
        let mark = mark(head, self.0);
        let names = names(head, mark, reading.fields);
        let cells = cells_of(bytes, mark, names.len());
        let cells = cells.ok_or_else(|| {
            Broken::new(
                "the quoting of the row is broken; passed over unchanged, mend the line and run again",
            )
        })?;
        if cells.len() != names.len() {
            return Err(Broken::new(format!(
                "{} cells, where the first row has {}; passed over unchanged, mend the line and run again",
                cells.len(),
                names.len()
            )));
        }
        let mut members = Members::default();
        for (name, cell) in names.iter().zip(&cells) {
            members.add(name, &cell.text(row));
        }
        Ok(Some(Made::of_json(members.object())))
    }
}

/// A row with another text in the cell that holds the text.
pub(crate) fn rewritten(
    format: Format,
    row: &[u8],
    head: Option<&[u8]>,
    fields: &Fields,
    text: &str,
) -> Option<Vec<u8>> {
    let head = head?;
    let usual = if format == Format::Tsv { b'\t' } else { b',' };
    let mark = mark(head, usual);
    let names = names(head, mark, fields);
    let cells = cells_of(row, mark, names.len())?;
    let wanted = fields.texts();
    let column = wanted
        .iter()
        .find_map(|field| names.iter().position(|name| name == field))?;
    let cell = cells.get(column)?;
    // A bare cell must not begin like a quoted one.
    let quoted = cell.quoted || text.starts_with('"') && mark != b'\t';
    let spelled = if quoted {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    };
    let (before, after) = (&row[..cell.raw.start], &row[cell.raw.end..]);
    Some([before, spelled.as_bytes(), after].concat())
}

/// What stands between the cells: what is usual, or, in a CSV file whose first row has no comma, what
/// it has most of.
fn mark(head: &[u8], usual: u8) -> u8 {
    let count = |mark: u8| head.iter().filter(|b| **b == mark).count();
    if usual != b',' || count(b',') > 0 {
        return usual;
    }
    let others = [b';', b'\t', b'|'].into_iter().rev();
    let most = others.max_by_key(|mark| count(*mark));
    most.filter(|mark| count(*mark) > 0).unwrap_or(usual)
}

/// The names of the columns. One that the user named by its number is called by it, and so is one
/// whose name is empty or that of another before it.
fn names(head: &[u8], mark: u8, fields: &Fields) -> Vec<String> {
    let text = String::from_utf8_lossy(head);
    let cells = cells(text.as_bytes(), mark).unwrap_or_else(|| bare(text.as_bytes(), mark));
    let named: Vec<String> = cells.iter().map(|cell| cell.text(&text)).collect();
    let called = |number: &String| {
        let given = [&fields.title, &fields.id].into_iter();
        let mut given = given.chain(&fields.named).chain(&fields.source_field);
        given.any(|name| name == number) && !named.contains(number)
    };
    let mut names: Vec<String> = Vec::with_capacity(named.len());
    for (index, name) in named.iter().enumerate() {
        let number = (index + 1).to_string();
        let by_number = name.is_empty() || names.contains(name) || called(&number);
        names.push(if by_number { number } else { name.clone() });
    }
    names
}

/// A cell: where it stands in its row, quotes included.
#[derive(Debug, PartialEq, Eq)]
struct Cell {
    raw: Range<usize>,
    quoted: bool,
}

impl Cell {
    fn text(&self, row: &str) -> String {
        let raw = &row[self.raw.clone()];
        if self.quoted {
            raw[1..raw.len() - 1].replace("\"\"", "\"")
        } else {
            raw.to_owned()
        }
    }
}

/// The cells of a row; none if its quoting is broken. Between tabs, a cell may begin with a quote that
/// is one.
fn cells_of(row: &[u8], mark: u8, columns: usize) -> Option<Vec<Cell>> {
    let found = cells(row, mark);
    if mark != b'\t' || found.as_ref().is_some_and(|found| found.len() == columns) {
        return found;
    }
    Some(bare(row, mark))
}

fn cells(row: &[u8], mark: u8) -> Option<Vec<Cell>> {
    let mut cells = Vec::new();
    let mut start = 0;
    loop {
        let quoted = row.get(start) == Some(&b'"');
        let end = if quoted {
            closing(row, start)? + 1
        } else {
            memchr(mark, &row[start..]).map_or(row.len(), |at| start + at)
        };
        let raw = start..end;
        cells.push(Cell { raw, quoted });
        match row.get(end) {
            None => return Some(cells),
            Some(byte) if *byte == mark => start = end + 1,
            Some(_) => return None,
        }
    }
}

/// Where the quote stands that closes the one at `open`.
fn closing(row: &[u8], open: usize) -> Option<usize> {
    let mut at = open + 1;
    loop {
        at += memchr(b'"', &row[at..])?;
        if row.get(at + 1) != Some(&b'"') {
            return Some(at);
        }
        at += 2;
    }
}

fn bare(row: &[u8], mark: u8) -> Vec<Cell> {
    let mut start = 0;
    let cells = row.split(|b| *b == mark).map(|cell| {
        let raw = start..start + cell.len();
        start = raw.end + 1;
        Cell { raw, quoted: false }
    });
    cells.collect()
}

/// Cuts rows.
struct Rows {
    mark: u8,
    /// The first row was seen.
    headed: bool,
    /// Bytes that were read and are to be read anew, from a place on.
    ahead: Vec<u8>,
    at: usize,
}

/// Where in a row a line of it ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// At the beginning of a cell.
    Start,
    Bare,
    Quoted,
    /// Behind a quote in a quoted cell, which closes it or is the first of two.
    Quote,
    Broken,
}

impl State {
    fn step(self, byte: u8, mark: u8) -> State {
        match (self, byte) {
            (State::Start, b'"') => State::Quoted,
            (State::Quoted, b'"') => State::Quote,
            (State::Quoted, _) | (State::Quote, b'"') => State::Quoted,
            (_, byte) if byte == mark => State::Start,
            (State::Quote | State::Broken, _) => State::Broken,
            (State::Start | State::Bare, _) => State::Bare,
        }
    }

    fn line(self, line: &[u8], mark: u8) -> State {
        line.iter()
            .fold(self, |state, byte| state.step(*byte, mark))
    }
}

impl Rows {
    /// The next line with its end, at most so many bytes of it.
    fn line(&mut self, from: &mut dyn BufRead, to: &mut Vec<u8>, most: usize) -> io::Result<usize> {
        let start = to.len();
        let rest = &self.ahead[self.at..];
        let end = memchr(b'\n', rest).map_or(rest.len(), |at| at + 1);
        let taken = end.min(most);
        to.extend_from_slice(&rest[..taken]);
        self.at += taken;
        if self.at == self.ahead.len() && !to[start..].ends_with(b"\n") {
            let more = (most - taken) as u64;
            from.take(more).read_until(b'\n', to)?;
        }
        Ok(to.len() - start)
    }

    /// Gives back what was read behind a place.
    fn give_back(&mut self, bytes: &mut Vec<u8>, behind: usize) {
        let back = &bytes[behind..];
        match self.at.checked_sub(back.len()) {
            Some(at) if self.ahead[at..self.at] == *back => self.at = at,
            _ => {
                // What is not from there was read behind all of it.
                self.ahead = [back, &self.ahead[self.at..]].concat();
                self.at = 0;
            }
        }
        bytes.truncate(behind);
    }
}

impl Cut for Rows {
    fn next(&mut self, from: &mut dyn BufRead, into: &mut Cuts) -> io::Result<bool> {
        let start = into.chunk.bytes.len();
        if into.skipping {
            let n = self.line(from, &mut into.chunk.bytes, CHUNK)?;
            let whole = into.chunk.bytes.ends_with(b"\n") || n < CHUNK;
            into.push(start..start + n, What::Between);
            into.skipping = !whole;
            into.line += usize::from(whole);
            return Ok(n > 0);
        }
        let mut mark = into.chunk.head.as_deref().map(|head| mark(head, self.mark));
        let mut state = State::Start;
        let (mut first, mut lines, mut begin) = (None, 0, start);
        let end = loop {
            let at = into.chunk.bytes.len();
            let most = (into.limit + 2).saturating_sub(at - start);
            let n = self.line(from, &mut into.chunk.bytes, most)?;
            let bytes = &into.chunk.bytes;
            if lines == 0 && into.first && start == 0 && bytes.starts_with(b"\xEF\xBB\xBF") {
                begin = start + 3;
            }
            let whole = bytes[at..].ends_with(b"\n") || n < most;
            if n == 0 && lines == 0 {
                return Ok(false);
            }
            if lines == 0 && !whole {
                into.skipping = true;
                into.push(start..at + n, What::TooLarge);
                return Ok(true);
            }
            let line = &bytes[at.max(begin)..];
            let content = match line {
                [content @ .., b'\r', b'\n'] | [content @ .., b'\n'] => content,
                content => content,
            };
            if lines == 0 && content.iter().all(u8::is_ascii_whitespace) {
                let end = at + n;
                into.push(start..end, What::Between);
                into.line += 1;
                return Ok(true);
            }
            let head = content;
            let mark = *mark.get_or_insert_with(|| self::mark(head, self.mark));
            let content_end = into.chunk.bytes.len() - (line.len() - content.len());
            state = state.line(content, mark);
            lines += 1;
            first.get_or_insert((content_end, at + n));
            if state == State::Quoted && whole && n > 0 {
                // The break belongs to the cell, and so do both its bytes.
                continue;
            }
            if matches!(state, State::Quoted | State::Broken) || !whole {
                let (content_end, line_end) = first.unwrap_or((content_end, at + n));
                self.give_back(&mut into.chunk.bytes, line_end);
                into.push(start..begin, What::Between);
                // Between tabs a quote may be just that.
                let what = if mark == b'\t' {
                    What::Document
                } else {
                    BROKEN
                };
                (state, lines) = (State::Broken, 1);
                if self.headed {
                    into.push(begin..content_end, what);
                } else {
                    self.headed = true;
                    into.chunk.head = Some(into.chunk.bytes[begin..content_end].into());
                    into.push(begin..content_end, What::Between);
                }
                into.push(content_end..line_end, What::Between);
                break line_end;
            }
            into.push(start..begin, What::Between);
            if self.headed {
                into.push(begin..content_end, What::Document);
            } else {
                self.headed = true;
                into.chunk.head = Some(into.chunk.bytes[begin..content_end].into());
                into.push(begin..content_end, What::Between);
            }
            into.push(content_end..at + n, What::Between);
            break at + n;
        };
        debug_assert!(end == into.chunk.bytes.len() && (state != State::Quoted));
        into.line += lines;
        Ok(true)
    }
}
