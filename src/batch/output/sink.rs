//! Where cleaned documents go: a tree of files, or one stream.

use std::io::{self, Write};

use crate::batch::columns::Begun;
use crate::batch::notice::Notice;
use crate::batch::output::side::Beside;
use crate::batch::plan::journal::{Finished, Part};
use crate::batch::stream::End;
use crate::batch::tally::Tally;
use crate::batch::work::Done;

/// Takes what becomes of every input, in order.
pub(crate) trait Sink {
    /// A run before did the input.
    fn kept(&mut self, done: &Finished);

    /// An input begins, behind the part that is done, with what columns are written from.
    fn begin(
        &mut self,
        index: usize,
        part: Option<&Part>,
        columns: Option<Begun>,
    ) -> Result<(), Stop>;

    /// The next of it.
    fn chunk(&mut self, index: usize, done: &Done, reached: &Reached<'_>) -> Result<(), Stop>;

    /// It is whole.
    fn end(&mut self, index: usize, end: End, tally: Tally) -> Result<(), Stop>;

    /// It will not be whole: nothing of it is to remain.
    fn drop(&mut self) -> Result<(), Stop>;

    /// The run ends here, for another to go on with; how far the input in hand came, if there is one.
    fn interrupted(&mut self, index: usize, reached: Option<&Reached<'_>>) -> Result<(), Stop>;
}

/// How far an input came.
pub(crate) struct Reached<'a> {
    /// Documents, from its beginning.
    pub documents: usize,
    /// Bytes of the stream that was cut, and their hash.
    pub end: u64,
    pub hash: blake3::Hash,
    /// What was done of it.
    pub tally: &'a Tally,
}

/// Why something could not be taken.
pub(crate) enum Stop {
    /// This input cannot be written.
    Input(Notice),
    /// Nothing can be.
    All(io::Error),
}

impl From<Notice> for Stop {
    fn from(notice: Notice) -> Self {
        Stop::Input(notice)
    }
}

/// One stream, with files of records beside it.
pub(crate) struct Stream<'w> {
    pub out: &'w mut dyn Write,
    pub beside: Beside,
}

impl Sink for Stream<'_> {
    fn kept(&mut self, _: &Finished) {}

    fn begin(&mut self, _: usize, _: Option<&Part>, _: Option<Begun>) -> Result<(), Stop> {
        Ok(())
    }

    fn chunk(&mut self, _: usize, done: &Done, _: &Reached<'_>) -> Result<(), Stop> {
        self.out.write_all(&done.body).map_err(Stop::All)?;
        self.beside.write(done)?;
        Ok(())
    }

    fn end(&mut self, _: usize, _: End, _: Tally) -> Result<(), Stop> {
        Ok(())
    }

    fn drop(&mut self) -> Result<(), Stop> {
        Ok(())
    }

    fn interrupted(&mut self, _: usize, _: Option<&Reached<'_>>) -> Result<(), Stop> {
        Ok(self.beside.sync()?)
    }
}
