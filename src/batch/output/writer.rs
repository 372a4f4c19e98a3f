//! What becomes of the jobs of a run: gives results to the sink, in order, counts, and says what there
//! is to say.

use std::io;
use std::sync::Mutex;
use std::sync::atomic::Ordering;

use crate::batch::document;
use crate::batch::feed::{Event, Feed};
use crate::batch::find::walk::Input;
use crate::batch::notice::Notice;
use crate::batch::output::sink::{Reached, Sink, Stop};
use crate::batch::skips::Skips;
use crate::batch::stream::End;
use crate::batch::tally::Tally;
use crate::batch::watch::{Progress, Watch, tell};
use crate::batch::work::{Done, Style};
use crate::report::Overview;

/// What happened to an input.
pub(crate) enum Outcome {
    Event(Event),
    Cleaned {
        done: Box<Done>,
        documents: usize,
        end: u64,
        hash: blake3::Hash,
    },
}

/// Why a run ends before its time.
pub(crate) enum Ended {
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
pub(crate) struct Writer<'a> {
    inputs: &'a [&'a Input],
    names: &'a [String],
    style: &'a Style,
    feed: &'a Feed<'a>,
    sink: &'a mut dyn Sink,
    watch: &'a mut dyn Watch,
    pub total: Tally,
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

impl<'a> Writer<'a> {
    /// Begins to take what `feed` gives.
    pub fn new(
        feed: &'a Feed<'a>,
        names: &'a [String],
        overview: Option<&'a Mutex<Overview>>,
        sink: &'a mut dyn Sink,
        watch: &'a mut dyn Watch,
    ) -> Self {
        Writer {
            inputs: feed.inputs,
            names,
            style: feed.style,
            feed,
            sink,
            watch,
            total: Tally::default(),
            own: Tally::default(),
            overview,
            seen: None,
            skips: Skips::default(),
            writing: false,
            reached: None,
            progress: Progress::default(),
        }
    }

    pub fn take(&mut self, index: usize, outcome: Outcome) -> Result<(), Ended> {
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
