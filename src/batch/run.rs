//! Runs over inputs: read, clean on every core, write in order.

use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::AtomicUsize;

use super::choice::Choice;
use super::feed::{Event, Feed, Job};
use super::find::walk::Input;
use super::input::open::Reading;
use super::inside::no_link;
use super::interrupt::Interrupt;
use super::notice::Notice;
use super::object::fields::Fields;
use super::output::side::Beside;
use super::output::sink::{Sink, Stream};
use super::output::tree::Tree;
use super::output::unified::Unified;
use super::output::writer::{Ended, Outcome, Writer};
use super::pipeline;
use super::plan::Plan;
use super::plan::decide::{Decider, Decision};
use super::plan::journal::{Journal, Mode, Past};
use super::tally::Tally;
use super::watch::{Watch, tell};
use super::work::{Style, Worker};
use crate::clean::Cleaner;
use crate::report::Overview;
use crate::text::printable::printable;

/// A run over inputs.
pub struct Batch<'a> {
    /// Cleans.
    pub cleaner: &'a Cleaner,
    /// Where the text stands in objects.
    pub fields: Fields,
    /// How documents are read and written.
    pub style: Style,
    /// Which documents.
    pub choice: Choice,
    /// Threads that clean.
    pub threads: usize,
    /// How far a run came in a large file is recorded every so many bytes of it.
    pub checkpoint: u64,
    /// A file for the records of what was found, and one for what went.
    pub spans: Option<PathBuf>,
    /// See `spans`.
    pub removed: Option<PathBuf>,
    /// Asks the run to end soon; see [`Tally::interrupted`]. Another run with `resume` goes on.
    pub interrupt: Interrupt,
    /// Takes what was seen of every input that was read to its end, if the style says so.
    pub overview: Option<&'a Mutex<Overview>>,
}

impl Batch<'_> {
    /// Cleans inputs into one stream.
    ///
    /// # Errors
    /// The stream cannot be written. What else goes wrong is said to `watch`, and the rest is done.
    pub fn to_stream(
        &self,
        inputs: &[Input],
        out: &mut dyn Write,
        watch: &mut dyn Watch,
    ) -> io::Result<Tally> {
        let mut sink = Stream {
            out,
            beside: self.beside(),
        };
        let inputs: Vec<&Input> = inputs.iter().collect();
        let path = |index: usize| Decision::Clean(inputs[index].path.clone(), None);
        let mut tally = self.drive(&inputs, path, &mut sink, watch)?;
        if tally.interrupted {
            return Ok(tally);
        }
        for notice in sink.beside.finish() {
            tell(&notice, &mut tally, watch);
        }
        Ok(tally)
    }

    /// Writes what cleaning would change, as `diff -u` does and `patch` applies it, and nothing
    /// else. The style must say `diff`.
    ///
    /// # Errors
    /// The stream cannot be written. What else goes wrong is said to `watch`, and the rest is done.
    pub fn to_diff(
        &self,
        inputs: &[Input],
        out: &mut dyn Write,
        watch: &mut dyn Watch,
    ) -> io::Result<Tally> {
        let inputs: Vec<&Input> = inputs.iter().collect();
        let path = |index: usize| Decision::Clean(inputs[index].path.clone(), None);
        self.drive(&inputs, path, &mut Unified::new(out, &inputs), watch)
    }

    fn beside(&self) -> Beside {
        Beside::new(self.spans.as_deref(), self.removed.as_deref())
    }

    /// Cleans inputs into a tree, or in place. `digest` stands for everything that the output
    /// follows from besides the inputs; with `resume`, what a run with the same digest finished is
    /// kept.
    ///
    /// # Errors
    /// The journal cannot be read or written. What else goes wrong is said to `watch`, and the
    /// rest is done.
    pub fn to_tree(
        &self,
        plan: &Plan,
        digest: &str,
        resume: bool,
        watch: &mut dyn Watch,
    ) -> io::Result<Tally> {
        let state = plan.state();
        let path = state.journal();
        let located = |error: io::Error| {
            let name = printable(&path.to_string_lossy());
            let what = format!(
                "{name}: cannot be used ({error}); nothing was written: mend that, or name another directory"
            );
            io::Error::new(error.kind(), what)
        };
        no_link(state.path()).map_err(located)?;
        std::fs::create_dir_all(state.path()).map_err(located)?;
        for path in [path.clone(), state.temporaries(), state.originals()] {
            no_link(&path).map_err(located)?;
        }
        let (mut past, mut whole) = Past::read(&path).map_err(located)?;
        if !resume && plan.mode == Mode::Copy {
            (past, whole) = (Past::default(), 0);
        }
        if past.mode.is_some_and(|mode| mode != plan.mode) {
            let how = "it was begun in another way: with -o, or --in-place";
            return Err(located(io::Error::other(how)));
        }
        if past.mode.is_some() && past.digest != digest {
            watch.notice(&Notice::note(
                "rules, weights or options changed since: everything is cleaned again",
            ));
        }
        let mut journal = Journal::open(&path, whole).map_err(located)?;
        journal.run(digest, plan.mode).map_err(located)?;
        let beside = self.beside();
        let mut decider = Decider::new(plan, past, digest, beside.left());
        let mut sink = Tree::new(plan, journal, self.checkpoint, beside);
        let inputs: Vec<&Input> = plan.files.iter().map(|file| &file.input).collect();
        let decide = |index: usize| decider.decide(&plan.files[index]);
        let mut tally = self.drive(&inputs, decide, &mut sink, watch)?;
        if tally.interrupted {
            return Ok(tally);
        }
        for notice in sink.finish() {
            tell(&notice, &mut tally, watch);
        }
        Ok(tally)
    }

    fn drive(
        &self,
        inputs: &[&Input],
        decide: impl FnMut(usize) -> Decision + Send,
        sink: &mut dyn Sink,
        watch: &mut dyn Watch,
    ) -> io::Result<Tally> {
        let names = self.fields.texts();
        let worker = Worker {
            cleaner: self.cleaner,
            fields: &self.fields,
            names: &names,
            style: &self.style,
        };
        let feed = Feed {
            inputs,
            style: &self.style,
            fields: &self.fields,
            choice: &self.choice,
            reading: Reading {
                unpacking: self.style.unpacking,
                interrupt: self.interrupt.clone(),
                ..Reading::default()
            },
            abandoned: AtomicUsize::new(0),
        };
        let mut writer = Writer::new(&feed, &names, self.overview, sink, watch);
        let size = |job: &Job| match &job.event {
            Event::Chunk(chunk, _) => chunk.bytes.len() * 2,
            _ => 0,
        };
        let work = |job: Job| {
            let outcome = match job.event {
                Event::Chunk(chunk, hash) => Outcome::Cleaned {
                    documents: chunk.documents,
                    end: chunk.end,
                    hash,
                    done: Box::new(worker.run(inputs[job.index], chunk)),
                },
                event => Outcome::Event(event),
            };
            (job.index, outcome)
        };
        let driven = pipeline::run(
            self.threads.max(1),
            size,
            |send| feed.run(decide, send),
            work,
            |(index, outcome)| writer.take(index, outcome),
        );
        match driven {
            Ok(()) => Ok(writer.total),
            Err(Ended::Interrupted) => {
                writer.total.interrupted = true;
                Ok(writer.total)
            }
            Err(Ended::Failed(error)) => Err(error),
        }
    }
}
