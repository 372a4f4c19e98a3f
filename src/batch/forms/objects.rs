//! The objects of a JSON array, or objects one after the other.

use std::io::{self, BufRead};
use std::ops::Range;

use crate::batch::forms::made::{Broken, Kind, Made, Reading, utf8};
use crate::batch::forms::page;
use crate::batch::input::chunk::What;
use crate::batch::input::cut::{CHUNK, Cut, Cuts};

/// JSON.
pub(crate) struct Json;

impl Kind for Json {
    fn cut(&self) -> Box<dyn Cut> {
        Box::new(Objects::default())
    }

    fn read<'p>(&self, bytes: &'p [u8], reading: &Reading<'_>) -> Result<Option<Made<'p>>, Broken> {
        page::beside(utf8(bytes, "object")?, reading.fields).map(Some)
    }
}

/// Where in a JSON file the scanner stands; cuts it.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Objects {
    /// Inside the array that the file is.
    in_array: bool,
    depth: usize,
    in_string: bool,
    escaped: bool,
}

impl Cut for Objects {
    /// What stands before an object, and the object.
    fn next(&mut self, from: &mut dyn BufRead, into: &mut Cuts) -> io::Result<bool> {
        let start = into.chunk.bytes.len();
        let mut open = None;
        loop {
            let before = into.chunk.bytes.len();
            let buffer = from.fill_buf()?;
            if buffer.is_empty() {
                self.end(into, start, open);
                return Ok(false);
            }
            let (mut used, mut closed) = (0, false);
            while used < buffer.len() && !closed {
                match self.step(buffer[used]) {
                    Step::Opens => open = Some(before + used),
                    Step::Closes => {
                        closed = open.is_some();
                        into.skipping = false;
                    }
                    Step::On => {}
                }
                used += 1;
            }
            into.chunk.bytes.extend_from_slice(&buffer[..used]);
            from.consume(used);
            let end = into.chunk.bytes.len();
            let too_large = open.is_some_and(|open| end - open > into.limit);
            if closed || too_large || open.is_none() && end - start >= CHUNK {
                let open = open.unwrap_or(end);
                push(into, start..open, What::Between);
                let what = if too_large {
                    What::TooLarge
                } else {
                    What::Document
                };
                push(into, open..end, what);
                into.skipping |= too_large && !closed;
                return Ok(true);
            }
        }
    }
}

fn push(into: &mut Cuts, range: Range<usize>, what: What) {
    let bytes = &into.chunk.bytes[range.clone()];
    let breaks = bytes.iter().filter(|b| **b == b'\n').count();
    into.push(range, what);
    into.line += breaks;
}

impl Objects {
    /// The rest of the file. It is unfinished inside an object, a string or the array.
    fn end(&mut self, into: &mut Cuts, start: usize, open: Option<usize>) {
        let end = into.chunk.bytes.len();
        let open = open.unwrap_or(end);
        push(into, start..open, What::Between);
        if *self != Objects::default() {
            into.put(open..end, What::Unfinished);
        }
    }
}

enum Step {
    On,
    Opens,
    Closes,
}

impl Objects {
    fn step(&mut self, byte: u8) -> Step {
        if self.in_string {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => self.in_string = false,
                _ => {}
            }
            return Step::On;
        }
        match byte {
            b'"' => self.in_string = true,
            b'[' if self.depth == 0 && !self.in_array => self.in_array = true,
            b']' if self.depth == 0 => self.in_array = false,
            b'{' | b'[' => {
                self.depth += 1;
                if byte == b'{' && self.depth == 1 {
                    return Step::Opens;
                }
            }
            b'}' | b']' if self.depth > 0 => {
                self.depth -= 1;
                if self.depth == 0 {
                    return Step::Closes;
                }
            }
            _ => {}
        }
        Step::On
    }
}
