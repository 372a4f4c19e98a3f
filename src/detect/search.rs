//! Where the literals of the patterns stand in folded text.
//!
//! Of every pattern only the *key* is looked for, the atom that is rarest by its literals: the others
//! can only matter beside it. There are three ways, which find the same. The look-up builds nothing
//! beforehand and goes through all literals for every text: for the first and short texts. The sieve
//! passes over most of a text without a second look. Where a text is so dense with what the sieve
//! holds back that it does not pay, the automaton takes over.

mod automaton;
mod inside;
mod key;
mod look_up;
mod rarity;
mod sieve;
mod texts;
mod tokens;

pub(super) use automaton::Automaton;
pub(super) use inside::inside;
pub(super) use key::{Choice, Key, Reach, keys};
pub(super) use look_up::{Places, look_up};
pub(super) use sieve::{Sieve, Sifted};
pub(super) use texts::Texts;
