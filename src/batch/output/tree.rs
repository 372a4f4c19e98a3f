//! Writes a tree: every file under a temporary name, to disk, renamed, then into the journal.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::batch::columns::Begun;
use crate::batch::find::form::{Format, Packing};
use crate::batch::input::open::{hash_of, is};
use crate::batch::inside;
use crate::batch::notice::{Notice, Trouble, unreadable, unwritable};
use crate::batch::output::out::Out;
use crate::batch::output::side::Beside;
use crate::batch::output::sink::{Reached, Sink, Stop};
use crate::batch::plan::journal::{Finished, Journal, Mode, Part, Sides};
use crate::batch::plan::{Plan, Planned};
use crate::batch::split::MEMBER;
use crate::batch::state::State;
use crate::batch::stream::End;
use crate::batch::tally::Tally;
use crate::batch::work::Done;
use crate::text::encoding::Assumed;

/// The tree being written.
pub(crate) struct Tree<'p> {
    plan: &'p Plan,
    state: State,
    journal: Journal,
    /// A part of a large file is recorded every so many bytes of it.
    every: u64,
    beside: Beside,
    open: Option<Open>,
}

struct Open {
    temporary: PathBuf,
    file: Out,
    from: Sides,
    /// Nothing changed so far.
    same: bool,
    /// Bytes of the stream at the last recorded part.
    recorded: u64,
    assumed: Option<Assumed>,
}

impl<'p> Tree<'p> {
    /// Goes on with a journal.
    pub fn new(plan: &'p Plan, journal: Journal, every: u64, beside: Beside) -> Self {
        Tree {
            plan,
            state: plan.state(),
            journal,
            every,
            beside,
            open: None,
        }
    }

    /// Puts the files beside the tree in their places, and tidies up.
    pub fn finish(self) -> Vec<Notice> {
        let failed = self.beside.finish();
        // What is left of it if it cannot be removed is removed by the next run.
        let _ = fs::remove_dir_all(self.state.temporaries());
        failed
    }

    fn record_part(&mut self, file: &Planned, reached: &Reached<'_>) -> Result<(), Notice> {
        self.beside.sync()?;
        let to = self.beside.at();
        let Some(open) = &mut self.open else {
            return Ok(());
        };
        let written = open.file.end_member().and_then(|()| open.file.sync());
        let output_bytes = written.map_err(|error| failed(&file.path, &error))?;
        open.recorded = reached.end;
        let part = Part {
            target: file.target.clone(),
            read: reached.end,
            read_hash: reached.hash.to_hex().to_string(),
            output_bytes,
            same: open.same,
            from: open.from,
            to,
            tally: reached.tally.clone(),
        };
        let recorded = self.journal.part(part);
        recorded.map_err(|error| failed(&self.state.journal(), &error))
    }

    /// The file is whole: into its place with it, and into the journal.
    fn place(&mut self, file: &Planned, open: Open, end: End, tally: Tally) -> Result<(), Notice> {
        let unwritable = |error: io::Error| failed(&file.path, &error);
        let to = self.beside.at();
        let assumed = end.assumed.or(open.assumed);
        let utf8 = assumed.is_none_or(|assumed| assumed.encoding.is_utf8());
        let same = open.same && utf8 && file.form == file.input.form;
        let written = open.file.finish().map_err(unwritable)?;
        let mut done = Finished {
            target: file.target.clone(),
            input: file
                .input
                .path
                .as_ref()
                .map_or_else(String::new, |p| p.to_string_lossy().into_owned()),
            input_bytes: end.raw.bytes,
            input_hash: end.raw.hash,
            output_bytes: written.bytes,
            output_hash: written.hash,
            encoding: assumed.map_or("none", |a| a.encoding.name()).to_owned(),
            assumed: assumed.map_or("none", |a| a.how.as_str()).to_owned(),
            from: open.from,
            to,
            tally,
        };
        let journal = self.state.journal();
        let unjournaled = |error: io::Error| failed(&journal, &error);
        match self.plan.mode {
            Mode::Copy => {
                inside::make_parent(&self.plan.root, &file.path).map_err(unwritable)?;
                fs::rename(&open.temporary, &file.path).map_err(unwritable)?;
            }
            // What was read may have been the original of a file that a run before replaced.
            Mode::InPlace if same && is(&file.path, &done.input_hash) => {
                fs::remove_file(&open.temporary).map_err(unwritable)?;
                done.output_bytes = done.input_bytes;
                done.output_hash = done.input_hash.clone();
            }
            Mode::InPlace => {
                inside::no_link_above(&self.plan.root, &file.path).map_err(unwritable)?;
                self.keep_original(file, &open.temporary, &done)
                    .map_err(unwritable)?;
                self.journal.replacing(done.clone()).map_err(unjournaled)?;
                fs::rename(&open.temporary, &file.path).map_err(unwritable)?;
            }
        }
        self.journal.done(done).map_err(unjournaled)
    }

    /// Puts the original aside, as another name of the same file where that can be, and gives its
    /// permissions to what takes its place.
    fn keep_original(&self, file: &Planned, with: &Path, done: &Finished) -> io::Result<()> {
        let original = self.state.original(&file.target);
        let kept = original.exists() && hash_of(&original)? == done.input_hash;
        if !kept {
            inside::make_parent(self.state.path(), &original)?;
            let _ = fs::remove_file(&original);
            if fs::hard_link(&file.path, &original).is_err() {
                // Synced by the handle that wrote it: Windows syncs no file that is open for reading.
                let mut from = fs::File::open(&file.path)?;
                let mut to = inside::open(&original, false)?;
                io::copy(&mut from, &mut to)?;
                to.sync_all()?;
                to.set_permissions(from.metadata()?.permissions())?;
            }
        }
        fs::set_permissions(with, fs::metadata(&original)?.permissions())
    }
}

impl Sink for Tree<'_> {
    fn kept(&mut self, done: &Finished) {
        self.beside.skip_to(done.to);
    }

    fn begin(
        &mut self,
        index: usize,
        part: Option<&Part>,
        columns: Option<Begun>,
    ) -> Result<(), Stop> {
        let file = &self.plan.files[index];
        let temporary = self.state.temporary(&file.target);
        let keep = part.map_or(0, |part| part.output_bytes);
        let columns = columns.filter(|_| file.form.format == Format::Parquet);
        let opened = fs::create_dir_all(self.state.temporaries())
            .and_then(|()| Out::open(&temporary, file.form.packing, keep, columns));
        let out = opened.map_err(|error| failed(&file.path, &error))?;
        let from = part.map_or_else(|| self.beside.at(), |part| part.from);
        if let Some(part) = part {
            self.beside.skip_to(part.to);
        }
        self.open = Some(Open {
            temporary,
            file: out,
            from,
            same: part.is_none_or(|part| part.same),
            recorded: part.map_or(0, |part| part.read),
            assumed: None,
        });
        Ok(())
    }

    fn chunk(&mut self, index: usize, done: &Done, reached: &Reached<'_>) -> Result<(), Stop> {
        let file = &self.plan.files[index];
        let Some(open) = &mut self.open else {
            return Ok(());
        };
        let written = open.file.write(&done.body, done.same);
        written.map_err(|error| failed(&file.path, &error))?;
        open.same &= done.same;
        open.assumed = open.assumed.or(done.assumed);
        if is_member(reached.documents) {
            let ended = open.file.end_member();
            ended.map_err(|error| failed(&file.path, &error))?;
        }
        let due = reached.end - open.recorded >= self.every;
        self.beside.write(done)?;
        let parted = is_part(file.form.packing, reached.documents);
        if due && parted && open.file.has_parts() {
            self.record_part(file, reached)?;
        }
        Ok(())
    }

    fn end(&mut self, index: usize, end: End, tally: Tally) -> Result<(), Stop> {
        let Some(open) = self.open.take() else {
            return Ok(());
        };
        let (from, temporary) = (open.from, open.temporary.clone());
        let placed = self.place(&self.plan.files[index], open, end, tally);
        if placed.is_err() {
            let _ = fs::remove_file(temporary);
            self.beside.cut(from)?;
        }
        Ok(placed?)
    }

    fn interrupted(&mut self, index: usize, reached: Option<&Reached<'_>>) -> Result<(), Stop> {
        let file = &self.plan.files[index];
        let packing = file.form.packing;
        let part = reached.filter(|reached| {
            let open = self.open.as_ref();
            is_part(packing, reached.documents)
                && open.is_some_and(|o| o.file.has_parts() && reached.end > o.recorded)
        });
        match part {
            Some(reached) => self.record_part(file, reached)?,
            None => self.beside.sync()?,
        }
        Ok(())
    }

    fn drop(&mut self) -> Result<(), Stop> {
        if let Some(open) = self.open.take() {
            let from = open.from;
            drop(open.file);
            let _ = fs::remove_file(open.temporary);
            self.beside.cut(from)?;
        }
        Ok(())
    }
}

/// Whether a member of compressed output ends behind so many documents.
fn is_member(documents: usize) -> bool {
    documents > 0 && documents.is_multiple_of(MEMBER)
}

/// Whether another run can go on there.
fn is_part(packing: Packing, documents: usize) -> bool {
    packing == Packing::Plain || is_member(documents)
}

fn failed(path: &Path, error: &io::Error) -> Notice {
    Notice::error(Trouble::Unwritable, unwritable(path, error))
}

/// Copies files of other types into a tree: paths, and places under its root. How many, and what
/// could not be copied.
pub fn copy_others(plan: &Plan, others: &[(PathBuf, PathBuf)]) -> (usize, Vec<Notice>) {
    let temporary = plan.state().temporary("");
    let mut notices = Vec::new();
    let mut copied = 0;
    for (path, relative) in others {
        let target = plan.root.join(relative);
        let bytes = match fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) => {
                let what = unreadable(path, &error);
                notices.push(Notice::error(Trouble::Unreadable, what));
                continue;
            }
        };
        let copy = || {
            for path in [&temporary, &target] {
                inside::make_parent(&plan.root, path)?;
            }
            let mut file = inside::open(&temporary, false)?;
            file.write_all(&bytes)?;
            file.sync_all()?;
            drop(file);
            fs::rename(&temporary, &target)
        };
        match copy() {
            Ok(()) => copied += 1,
            Err(error) => notices.push(failed(&target, &error)),
        }
    }
    (copied, notices)
}
