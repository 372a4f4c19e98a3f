//! Cleans files and folders: walks them, unpacks, decodes, cuts them into documents, cleans those on
//! every core, and writes the same tree, or one stream.
//!
//! [`Wanted`] finds the [`Input`]s, [`Plan`] says where each goes, [`Batch`] runs. Nothing is
//! printed: what there is to say comes as [`Notice`]s. A tree has a journal, so that a run that was
//! killed goes on where it stood, and a tree that was cleaned in place can be put back
//! ([`restore_tree`]).
//!
//! Inside, one step after the other: `walk`, `plan` and `decide` say what is to be done; `open`,
//! `stream` and `split` read, `forms` cut (`cut`, `chunk`) and say what a document holds (`made`);
//! `document`, `line` and `json` find the texts; `work` cleans and `rewrite` puts the body back;
//! `writer`, `sink`, `tree`, `out`, `pack`, `side`, `unified` and `journal` write (`inside` keeps them
//! in the tree, `name` spells names); `columns` is Parquet, both ways. `unpacking` bounds what is read, `waiting` reads what
//! may not come, so that an `interrupt` is heard. `run` ties them together over the `pipeline`. `look` finds the documents for `read` and
//! `visit`, which only look at them; `records` reads what runs before found.

mod attributes;
mod audit;
mod choice;
mod chunk;
mod columns;
mod cut;
mod decide;
mod document;
mod feed;
mod fields;
mod form;
mod forms;
mod headers;
mod http;
mod inside;
mod interrupt;
mod journal;
mod json;
mod line;
mod look;
mod made;
mod mark;
mod members;
mod name;
mod nesting;
mod notice;
mod open;
mod out;
mod pack;
mod page;
mod pipeline;
mod plan;
mod read;
mod records;
mod restore;
mod rewrite;
mod rows;
mod run;
mod side;
mod sink;
mod skips;
mod sniff;
mod split;
mod state;
mod stream;
mod tally;
mod tree;
mod unified;
mod unpacking;
mod visit;
mod waiting;
mod walk;
mod work;
mod writer;

pub use crate::text::printable::printable;
pub use attributes::{AttributeError, Attributes};
pub use choice::Choice;
pub use document::Document;
pub use fields::{Fields, SourceBy, text_fields};
pub use form::{Form, Format, Packing};
pub use interrupt::Interrupt;
pub use journal::Mode;
pub use notice::{Notice, Trouble, unreadable, unwritable};
pub use plan::{Plan, PlanError, Planned};
pub use read::{documents, restore_lines};
pub use records::judged;
pub use restore::restore_tree;
pub use rewrite::RecordError;
pub use run::{Batch, Progress, Watch};
pub use tally::Tally;
pub use tree::copy_others;
pub use unpacking::Unpacking;
pub(crate) use visit::visit;
pub use walk::{Found, Input, Wanted, listed};
pub use work::{Explain, Style};
