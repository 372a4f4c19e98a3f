//! Cleans files and folders: walks them, unpacks, decodes, cuts them into documents, cleans those on
//! every core, and writes the same tree, or one stream.
//!
//! [`Wanted`] finds the [`Input`]s, [`Plan`] says where each goes, [`Batch`] runs. Nothing is
//! printed: what there is to say comes as [`Notice`]s. A tree has a journal, so that a run that was
//! killed goes on where it stood, and a tree that was cleaned in place can be put back
//! ([`restore_tree`]).
//!
//! Inside, one step after the other: `find` walks the inputs and tells what they are; `plan` says
//! where each goes, and what a run before has done; `input` opens, measures and unpacks; `stream` and
//! `split` cut it into documents, as the form of each (`forms`) has it; `object` finds the text of a
//! `document`; `work` cleans it; `output` writes, `pack`ed, and `inside` the tree alone (`name` spells
//! what differs between systems). `columns` is Parquet, both ways. `run` ties them together: its `feed`
//! reads, the `pipeline` spreads work over the cores, and who `watch`es hears of it. `look` finds the
//! documents for `read` and `visit`, which only look at them; `records` reads what runs before found.

mod attributes;
mod audit;
mod choice;
mod columns;
mod document;
mod feed;
mod find;
mod forms;
mod input;
mod inside;
mod interrupt;
mod look;
mod name;
mod notice;
mod object;
mod output;
mod pack;
mod pipeline;
mod plan;
mod read;
mod records;
mod rows;
mod run;
mod skips;
mod split;
mod state;
mod stream;
mod tally;
mod visit;
mod watch;
mod work;

pub use crate::text::printable::printable;
pub use attributes::{AttributeError, Attributes};
pub use choice::Choice;
pub use document::Document;
pub use find::form::{Form, Format, Packing};
pub use find::walk::{Found, Input, Wanted, listed};
pub use input::unpacking::Unpacking;
pub use interrupt::Interrupt;
pub use notice::{Notice, Trouble, unreadable, unwritable};
pub use object::fields::{Fields, SourceBy, text_fields};
pub use object::rewrite::RecordError;
pub use output::tree::copy_others;
pub use plan::journal::Mode;
pub use plan::restore::restore_tree;
pub use plan::{Plan, PlanError, Planned};
pub use read::{documents, restore_lines};
pub use records::judged;
pub use run::Batch;
pub use tally::Tally;
pub(crate) use visit::visit;
pub use watch::{Progress, Watch};
pub use work::{Explain, Style};
