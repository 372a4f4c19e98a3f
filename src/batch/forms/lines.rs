//! One JSON object a line.

use std::io::{self, BufRead, Read as _};

use crate::batch::forms::made::{Broken, Kind, Made, Reading, utf8};
use crate::batch::forms::page;
use crate::batch::input::chunk::What;
use crate::batch::input::cut::{CHUNK, Cut, Cuts};

/// JSON lines.
pub(crate) struct Jsonl;

impl Kind for Jsonl {
    fn cut(&self) -> Box<dyn Cut> {
        Box::new(Lines)
    }

    fn read<'p>(&self, bytes: &'p [u8], reading: &Reading<'_>) -> Result<Option<Made<'p>>, Broken> {
        page::beside(utf8(bytes, "line")?, reading.fields).map(Some)
    }
}

/// Cuts lines.
struct Lines;

impl Cut for Lines {
    /// A line with its end, or a part of one over the limit.
    fn next(&mut self, from: &mut dyn BufRead, into: &mut Cuts) -> io::Result<bool> {
        let start = into.chunk.bytes.len();
        let limit = if into.skipping { CHUNK } else { into.limit + 2 };
        let n = from
            .take(limit as u64)
            .read_until(b'\n', &mut into.chunk.bytes)?;
        let whole = into.chunk.bytes.ends_with(b"\n") || n < limit;
        if into.skipping {
            into.push(start..start + n, What::Between);
            into.skipping = !whole;
            into.line += usize::from(whole);
            return Ok(n > 0);
        }
        if !whole {
            into.skipping = true;
            into.push(start..start + n, What::TooLarge);
            return Ok(true);
        }
        let bytes = &into.chunk.bytes[start..];
        let mark = start == 0 && into.first && bytes.starts_with(b"\xEF\xBB\xBF");
        let from = if mark { 3 } else { 0 };
        let length = match &bytes[from..] {
            [.., b'\r', b'\n'] => bytes.len() - 2,
            [.., b'\n'] => bytes.len() - 1,
            _ => bytes.len(),
        };
        let blank = bytes[from..length].iter().all(u8::is_ascii_whitespace);
        let (from, to, end) = (start + from, start + length, start + n);
        if blank {
            into.push(start..end, What::Between);
        } else {
            into.push(start..from, What::Between);
            into.push(from..to, What::Document);
            into.push(to..end, What::Between);
        }
        into.line += usize::from(n > 0);
        Ok(n > 0)
    }
}
