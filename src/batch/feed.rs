//! Makes the jobs of a run: opens inputs one after the other and cuts them into chunks.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use super::choice::{Choice, Chooser};
use super::columns::{Begun, Purpose, Then};
use super::document;
use super::find::form::Format;
use super::find::walk::Input;
use super::input::chunk::Chunk;
use super::input::open::Reading;
use super::notice::{Notice, Trouble};
use super::object::fields::Fields;
use super::plan::decide::Decision;
use super::plan::journal::{Finished, Part};
use super::stream::{End, Stream};
use super::work::Style;

/// A job: something that happens to an input.
pub(crate) struct Job {
    /// Number of the input.
    pub index: usize,
    pub event: Event,
}

pub(crate) enum Event {
    /// A run before did it.
    Kept(Box<Finished>),
    /// It is left alone.
    Refused(Notice),
    /// It begins, behind the part that is done, with what columns are written from.
    Begin(Option<Box<Part>>, Option<Begun>),
    /// The next chunk, and the hash of the stream up to its end.
    Chunk(Chunk, blake3::Hash),
    /// It ends.
    End(Result<End, Notice>),
    /// The run was asked to end while there was nothing to read.
    Interrupted,
}

/// What a run reads.
pub(crate) struct Feed<'a> {
    pub inputs: &'a [&'a Input],
    pub style: &'a Style,
    pub fields: &'a Fields,
    pub choice: &'a Choice,
    pub reading: Reading,
    /// One more than the number of the input that is of no use any more.
    pub abandoned: AtomicUsize,
}

impl Feed<'_> {
    /// Sends every job; stops when `send` says so.
    pub fn run(
        &self,
        mut decide: impl FnMut(usize) -> Decision,
        send: &mut dyn FnMut(Job) -> bool,
    ) {
        let mut chooser = Chooser::new(self.choice);
        for (index, input) in self.inputs.iter().enumerate() {
            if chooser.is_full() {
                break;
            }
            let mut send = |event| {
                // Why nothing can be read any more does not matter then.
                let failed = matches!(event, Event::Refused(_) | Event::End(Err(_)));
                let event = match failed && self.reading.interrupt.asked() {
                    true => Event::Interrupted,
                    false => event,
                };
                send(Job { index, event })
            };
            let wanted = match decide(index) {
                Decision::Kept(done) => send(Event::Kept(done)),
                Decision::Refused(notice) => send(Event::Refused(notice)),
                Decision::Clean(path, part) => {
                    self.one(index, input, path, part, &mut chooser, &mut send)
                }
            };
            if !wanted {
                break;
            }
        }
    }

    /// False when nothing more is wanted.
    fn one(
        &self,
        index: usize,
        input: &Input,
        path: Option<PathBuf>,
        part: Option<Box<Part>>,
        chooser: &mut Chooser<'_>,
        send: &mut dyn FnMut(Event) -> bool,
    ) -> bool {
        let mut stream = match self.open(input, path.as_deref()) {
            Ok(stream) => stream,
            Err(notice) => return send(Event::Refused(notice)),
        };
        let mut hasher = blake3::Hasher::new();
        let mut part = part;
        if let Some(done) = &part {
            match skip(&mut stream, done, &mut hasher) {
                Ok(true) => {}
                Ok(false) => {
                    // It is another file than it was: all of it, then.
                    part = None;
                    hasher.reset();
                    stream = match self.open(input, path.as_deref()) {
                        Ok(stream) => stream,
                        Err(notice) => return send(Event::Refused(notice)),
                    };
                }
                Err(notice) => return send(Event::Refused(notice)),
            }
        }
        if !send(Event::Begin(part, stream.begun())) {
            return false;
        }
        chooser.begin(input);
        loop {
            if self.abandoned.load(Ordering::Relaxed) == index + 1 {
                return true;
            }
            match stream.next_chunk() {
                Ok(Some(mut chunk)) => {
                    hasher.update(&chunk.bytes);
                    chooser.choose(&mut chunk);
                    if !send(Event::Chunk(chunk, hasher.finalize())) {
                        return false;
                    }
                }
                Ok(None) => return send(Event::End(stream.finish())),
                Err(notice) => return send(Event::End(Err(notice))),
            }
        }
    }

    fn open<'i>(&self, input: &'i Input, path: Option<&Path>) -> Result<Stream<'i>, Notice> {
        let style = self.style;
        let then = match style.output.unwrap_or(input.form.format.output()) {
            Format::Parquet => Then::Columns {
                record: style.record,
                original: style.original.as_deref(),
            },
            _ => Then::Objects,
        };
        let fields = self.fields;
        let purpose = Purpose { fields, then };
        let (encoding, limit) = (style.encoding, style.limit);
        let stream = Stream::open(input, path, encoding, limit, &purpose, &self.reading)?;
        // Refused before anything of it is written.
        match document::assumed(input, stream.assumed(), style.strict) {
            Some(notice @ Notice::Error(Trouble::Encoding, _)) => Err(notice),
            _ => Ok(stream),
        }
    }
}

/// Reads what was done already; false if it is not what it was.
fn skip(stream: &mut Stream<'_>, done: &Part, hasher: &mut blake3::Hasher) -> Result<bool, Notice> {
    let mut at = 0;
    while at < done.read {
        match stream.next_chunk()? {
            Some(chunk) => {
                hasher.update(&chunk.bytes);
                at = chunk.end;
            }
            None => return Ok(false),
        }
    }
    Ok(at == done.read && hasher.finalize().to_hex().as_str() == done.read_hash)
}
