//! A file that is one document: cut as a whole.

use std::io::{self, BufRead, Read as _};

use crate::batch::forms::made::{Broken, Kind, Made, Members, Reading};
use crate::batch::input::chunk::What;
use crate::batch::input::cut::{Cut, Cuts};
use crate::text::decode::decode;

/// A text.
pub(crate) struct Text;

impl Kind for Text {
    fn cut(&self) -> Box<dyn Cut> {
        Box::new(Whole)
    }

    fn is_utf8(&self) -> bool {
        false
    }

    fn read<'p>(&self, bytes: &'p [u8], reading: &Reading<'_>) -> Result<Option<Made<'p>>, Broken> {
        let decoded = decode(bytes.to_vec(), reading.encoding);
        let mut members = Members::default();
        members.add(&reading.fields.id, &reading.place.to_string());
        members.add(reading.fields.made(), decoded.text());
        Ok(Some(Made {
            object: members.object().into(),
            decoded: Some((decoded.assumed(), decoded.invalid_count())),
            remark: None,
        }))
    }
}

/// Cuts a file that is one document.
pub(crate) struct Whole;

impl Cut for Whole {
    fn next(&mut self, from: &mut dyn BufRead, into: &mut Cuts) -> io::Result<bool> {
        if into.skipping {
            return into.pass(from);
        }
        let limit = into.limit as u64 + 1;
        from.take(limit).read_to_end(&mut into.chunk.bytes)?;
        let all = 0..into.chunk.bytes.len();
        if all.len() > into.limit {
            into.skipping = true;
            into.push(all, What::TooLarge);
            return Ok(true);
        }
        into.put(all, What::Document);
        Ok(false)
    }
}
