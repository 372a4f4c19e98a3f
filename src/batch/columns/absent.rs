//! Stands in for Parquet in a build without it.

use std::convert::Infallible;
use std::io::{self, Write};
use std::path::Path;

use super::{Purpose, Undo};
use crate::batch::find::walk::Input;
use crate::batch::input::chunk::Chunk;
use crate::batch::input::meter::Raw;
use crate::batch::input::open::Reading;
use crate::batch::notice::{Notice, Trouble};
use crate::batch::pack::Written;

/// There are none.
pub(crate) struct Rows(Infallible);

/// There is none.
pub(crate) struct Begun(Infallible);

/// There is none.
pub(crate) struct Writer(Infallible);

fn unread(input: &Input) -> Notice {
    let what = format!(
        "{input}: this build does not read Parquet; build one with `cargo install jingwen --features parquet`, or leave such files out with --exclude '*.parquet'; the other inputs were read"
    );
    Notice::error(Trouble::Unreadable, what)
}

impl Rows {
    pub fn open(
        input: &Input,
        _: Option<&Path>,
        _: &Purpose<'_>,
        _: usize,
        _: &Reading,
    ) -> Result<Self, Notice> {
        Err(unread(input))
    }

    pub fn next_chunk(&mut self) -> Result<Option<Chunk>, Notice> {
        match self.0 {}
    }

    pub fn begun(&self) -> Option<Begun> {
        match self.0 {}
    }

    pub fn finish(self) -> Result<Raw, Notice> {
        match self.0 {}
    }
}

impl Writer {
    pub fn create(_: &Path, begun: Begun) -> io::Result<Self> {
        match begun.0 {}
    }

    pub fn write(&mut self, _: &[u8], _: bool) -> io::Result<()> {
        match self.0 {}
    }

    pub fn finish(self) -> io::Result<Written> {
        match self.0 {}
    }
}

/// Says that it cannot be done.
pub(crate) fn restore(
    input: &Input,
    _: &[String],
    _: &mut (dyn Write + Send),
    _: &mut Undo<'_>,
    say: &mut dyn FnMut(Notice),
) -> io::Result<usize> {
    say(unread(input));
    Ok(0)
}
