//! What to do with an input, given what runs before did: nothing, go on in the middle, or all of it.

use std::path::PathBuf;

use crate::batch::input::open::{hash_of, is};
use crate::batch::notice::{Notice, Trouble, unreadable};
use crate::batch::plan::journal::{Finished, Mode, Part, Past, Sides};
use crate::batch::plan::{Plan, Planned};
use crate::text::printable::printable;

/// What to do with an input.
pub(crate) enum Decision {
    /// It was done by a run before.
    Kept(Box<Finished>),
    /// Clean what is at the path, behind the part that was done already.
    Clean(Option<PathBuf>, Option<Box<Part>>),
    /// Leave it alone.
    Refused(Notice),
}

/// Decides input by input, in order.
pub(crate) struct Decider<'p> {
    plan: &'p Plan,
    past: Past,
    /// The past run had other rules or options.
    outdated: bool,
    /// Where the files beside the tree stand, and how long they are; none: there are none.
    sides: Option<(Sides, Sides)>,
    /// An input before this one is cleaned: what is beside the tree is written anew from there.
    behind: bool,
}

impl<'p> Decider<'p> {
    /// `left` are the lengths of the files beside the tree, if there are to be any.
    pub fn new(plan: &'p Plan, past: Past, digest: &str, left: Option<Sides>) -> Self {
        let outdated = past.digest != digest;
        Decider {
            plan,
            past,
            outdated,
            sides: left.map(|left| (Sides::default(), left)),
            behind: false,
        }
    }

    /// What to do with a file of the plan.
    pub fn decide(&mut self, file: &Planned) -> Decision {
        let decision = match self.plan.mode {
            Mode::Copy => self.copy(file),
            Mode::InPlace => self.in_place(file),
        };
        match (&decision, &mut self.sides) {
            (Decision::Kept(done), Some((at, _))) => *at = done.to,
            (Decision::Clean(..), _) => self.behind = true,
            _ => {}
        }
        decision
    }

    /// Whether the records beside the tree are there for this stretch.
    fn beside(&self, from: Sides, to: Sides) -> bool {
        self.sides.is_none_or(|(at, left)| {
            !self.behind && from == at && to.spans <= left.spans && to.removed <= left.removed
        })
    }

    fn copy(&self, file: &Planned) -> Decision {
        let own = file.input.path.clone();
        let done = self.past.done.get(&file.target);
        if let (Some(done), false) = (done, self.outdated)
            && self.beside(done.from, done.to)
            && file
                .path
                .metadata()
                .is_ok_and(|m| m.len() == done.output_bytes)
            && is(&file.path, &done.output_hash)
            && own.as_ref().is_some_and(|path| is(path, &done.input_hash))
        {
            return Decision::Kept(Box::new(done.clone()));
        }
        Decision::Clean(own, self.part(file))
    }

    fn part(&self, file: &Planned) -> Option<Box<Part>> {
        let part = self.past.parts.get(&file.target)?;
        let written = self.plan.state().temporary(&file.target);
        let written = written.symlink_metadata();
        let there = written.is_ok_and(|meta| meta.is_file() && meta.len() >= part.output_bytes);
        let fits = there && !self.outdated && self.beside(part.from, part.to);
        fits.then(|| Box::new(part.clone()))
    }

    fn in_place(&self, file: &Planned) -> Decision {
        let own = file.input.path.clone();
        let Some(before) = self.past.replaced(&file.target) else {
            return Decision::Clean(own, self.part(file));
        };
        let now = match hash_of(&file.path) {
            Ok(now) => now,
            Err(error) => {
                let what = unreadable(&file.path, &error);
                return Decision::Refused(Notice::error(Trouble::Unreadable, what));
            }
        };
        let original = self.plan.state().original(&file.target);
        if now == before.output_hash {
            if !self.outdated && self.beside(before.from, before.to) {
                return Decision::Kept(Box::new(before.clone()));
            }
            if now == before.input_hash {
                return Decision::Clean(own, None);
            }
            if is(&original, &before.input_hash) {
                return Decision::Clean(Some(original), None);
            }
        } else if now == before.input_hash {
            return Decision::Clean(own, self.part(file));
        }
        let what = format!(
            "{}: changed since it was cleaned; left alone; its original is {}: put one of them in its place, or `jingwen restore` the others and clean anew",
            file.input,
            printable(&original.to_string_lossy())
        );
        Decision::Refused(Notice::error(Trouble::Foreign, what))
    }
}
