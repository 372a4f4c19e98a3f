//! Runs over inputs: read, clean on every core, write in order.

use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::choice::Choice;
use super::decide::{Decider, Decision};
use super::document;
use super::feed::{Event, Feed, Job};
use super::fields::Fields;
use super::inside::no_link;
use super::interrupt::Interrupt;
use super::journal::{Journal, Mode, Past};
use super::notice::Notice;
use super::open::Reading;
use super::pipeline;
use super::plan::Plan;
use super::side::Beside;
use super::sink::{Reached, Sink, Stop, Stream};
use super::skips::Skips;
use super::stream::End;
use super::tally::Tally;
use super::tree::Tree;
use super::unified::Unified;
use super::walk::Input;
use super::work::{Done, Style, Worker};
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

/// What a run tells whoever watches it, as it happens.
pub trait Watch {
    /// Something to say.
    fn notice(&mut self, notice: &Notice);
    /// How far the run is.
    fn progress(&mut self, _: &Progress) {}
}

/// How far a run is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Inputs that are done.
    pub files: usize,
    /// Documents.
    pub documents: u64,
    /// Bytes of the inputs that were read, as they are on disk.
    pub bytes: u64,
}

/// What happened to an input.
enum Outcome {
    Event(Event),
    Cleaned {
        done: Box<Done>,
        documents: usize,
        end: u64,
        hash: blake3::Hash,
    },
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
        let mut writer = Writer {
            inputs,
            names: &names,
            style: &self.style,
            feed: &feed,
            sink,
            watch,
            total: Tally::default(),
            own: Tally::default(),
            overview: self.overview,
            seen: None,
            skips: Skips::default(),
            writing: false,
            reached: None,
            progress: Progress::default(),
        };
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

/// Why a run ends before its time.
enum Ended {
    Interrupted,
    Failed(io::Error),
}

/// How far the input in hand came: documents, bytes of the stream that was cut, and their hash.
struct At {
    documents: usize,
    end: u64,
    hash: blake3::Hash,
}

/// Gives results to the sink, in order, and counts.
struct Writer<'a> {
    inputs: &'a [&'a Input],
    names: &'a [String],
    style: &'a Style,
    feed: &'a Feed<'a>,
    sink: &'a mut dyn Sink,
    watch: &'a mut dyn Watch,
    total: Tally,
    /// Of the input in hand.
    own: Tally,
    /// Of all inputs, and of the one in hand.
    overview: Option<&'a Mutex<Overview>>,
    seen: Option<Overview>,
    skips: Skips,
    /// The input in hand is being written.
    writing: bool,
    reached: Option<At>,
    progress: Progress,
}

impl Writer<'_> {
    fn take(&mut self, index: usize, outcome: Outcome) -> Result<(), Ended> {
        let idle = matches!(outcome, Outcome::Event(Event::Interrupted));
        // What is one document is finished, if its end has been read.
        let first = matches!(outcome, Outcome::Cleaned { .. }) && self.reached.is_none();
        let in_hand = first && self.writing && self.inputs[index].form.format.is_whole();
        let taken = self.try_to_take(index, outcome);
        let taken = match taken {
            Err(Stop::Input(notice)) => {
                tell(&notice, &mut self.total, self.watch);
                self.give_up(index)
            }
            taken => taken,
        };
        self.progress.bytes = self.feed.reading.total.load(Ordering::Relaxed);
        self.watch.progress(&self.progress);
        self.said(taken)?;
        if idle || self.feed.reading.interrupt.asked() && !in_hand {
            let interrupted = self.interrupted(index);
            self.said(interrupted)?;
            return Err(Ended::Interrupted);
        }
        Ok(())
    }

    /// What stops one input is said; what stops all ends the run.
    fn said(&mut self, taken: Result<(), Stop>) -> Result<(), Ended> {
        match taken {
            Err(Stop::All(error)) => Err(Ended::Failed(error)),
            Err(Stop::Input(notice)) => {
                tell(&notice, &mut self.total, self.watch);
                Ok(())
            }
            Ok(()) => Ok(()),
        }
    }

    fn interrupted(&mut self, index: usize) -> Result<(), Stop> {
        let reached = self.reached.take().filter(|_| self.writing);
        let reached = reached.map(|at| Reached {
            documents: at.documents,
            end: at.end,
            hash: at.hash,
            tally: &self.own,
        });
        let done = self.sink.interrupted(index, reached.as_ref());
        self.total.add(&self.own);
        done
    }

    fn try_to_take(&mut self, index: usize, outcome: Outcome) -> Result<(), Stop> {
        match outcome {
            Outcome::Event(Event::Kept(done)) => {
                self.sink.kept(&done);
                self.progress.files += 1;
                self.progress.documents += done.tally.documents;
                self.total.add(&done.tally);
            }
            Outcome::Event(Event::Refused(notice)) => {
                self.progress.files += 1;
                return Err(notice.into());
            }
            Outcome::Event(Event::Begin(part, begun)) => {
                self.own = Tally::default();
                self.seen = None;
                self.skips = Skips::default();
                self.writing = false;
                self.reached = None;
                self.sink.begin(index, part.as_deref(), begun)?;
                if let Some(part) = part {
                    self.progress.documents += part.tally.documents;
                    self.own = part.tally;
                }
                self.writing = true;
            }
            Outcome::Event(Event::End(end)) => {
                self.progress.files += 1;
                if self.writing {
                    self.end(index, end)?;
                }
            }
            Outcome::Cleaned {
                mut done,
                documents,
                end,
                hash,
            } if self.writing => {
                for notice in &done.notices {
                    tell(notice, &mut self.own, self.watch);
                }
                self.own.add(&done.tally);
                self.skips.add(&done.skips);
                match (&mut self.seen, done.overview.take()) {
                    (Some(seen), Some(more)) => seen.merge(*more),
                    (seen, Some(first)) => *seen = Some(*first),
                    (_, None) => {}
                }
                self.progress.documents += done.tally.documents;
                if done.refused {
                    return self.give_up(index);
                }
                if let Some(assumed) = done.assumed {
                    count_encoding(&mut self.own, assumed);
                }
                let tally = &self.own;
                let reached = Reached {
                    documents,
                    end,
                    hash,
                    tally,
                };
                self.sink.chunk(index, &done, &reached)?;
                self.reached = Some(At {
                    documents,
                    end,
                    hash,
                });
            }
            Outcome::Cleaned { .. } | Outcome::Event(Event::Chunk(..) | Event::Interrupted) => {}
        }
        Ok(())
    }

    fn end(&mut self, index: usize, end: Result<End, Notice>) -> Result<(), Stop> {
        let input = self.inputs[index];
        let end = end?;
        if let Some(assumed) = end.assumed {
            count_encoding(&mut self.own, assumed);
        }
        let plain = end
            .assumed
            .is_none_or(|a| document::is_plain(a, end.invalid));
        if let Some(notice) = document::transcoding(input, &end, self.style.strict) {
            let refused = matches!(notice, Notice::Error(..));
            if refused || !(plain && self.style.sum_up) {
                tell(&notice, &mut self.own, self.watch);
            }
            if refused {
                return self.give_up(index);
            }
        }
        for notice in self.skips.notices(input, self.names) {
            tell(&notice, &mut self.own, self.watch);
        }
        self.writing = false;
        let own = std::mem::take(&mut self.own);
        self.sink.end(index, end, own.clone())?;
        self.total.add(&own);
        if let (Some(all), Some(seen)) = (self.overview, self.seen.take()) {
            all.lock().expect("no thread panics with it").merge(seen);
        }
        Ok(())
    }

    /// Nothing more of this input is wanted; its errors count, its documents do not.
    fn give_up(&mut self, index: usize) -> Result<(), Stop> {
        self.feed.abandoned.store(index + 1, Ordering::Relaxed);
        if !self.writing {
            return Ok(());
        }
        self.writing = false;
        let own = std::mem::take(&mut self.own);
        self.total.add(&Tally {
            errors: own.errors,
            ..Tally::default()
        });
        self.sink.drop()
    }
}

fn count_encoding(tally: &mut Tally, assumed: crate::text::encoding::Assumed) {
    let name = format!("{} ({})", assumed.encoding.name(), assumed.how.as_str());
    *tally.encodings.entry(name).or_default() += 1;
}

fn tell(notice: &Notice, tally: &mut Tally, watch: &mut dyn Watch) {
    if let Notice::Error(trouble, _) = notice {
        tally.error(*trouble);
    }
    watch.notice(notice);
}
