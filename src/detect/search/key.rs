//! The atom of a pattern that is looked for.

use super::rarity::rarity;
use crate::rules::model::{Alternatives, Pattern};

/// What is looked for of a pattern, and how far the rest of it can be from there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::detect) struct Key {
    /// Which atom; 0 without any.
    pub atom: usize,
    /// What the atoms before it may take; and those behind it, or a text of one that begins no later
    /// than the key.
    pub before: Reach,
    pub behind: Reach,
}

/// How much folded text some atoms may take.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::detect) struct Reach {
    /// The atoms themselves, in bytes.
    pub atoms: usize,
    /// The gaps between them, in code points.
    pub gaps: usize,
}

/// How the keys are chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::detect) enum Choice {
    /// At once, by the lengths of the literals.
    Quick,
    /// By what their words say.
    Careful,
}

/// By pattern: its key.
pub(in crate::detect) fn keys(patterns: &[Pattern], choice: Choice) -> Vec<Key> {
    patterns.iter().map(|p| key(p, choice)).collect()
}

fn key(pattern: &Pattern, choice: Choice) -> Key {
    let atoms = &pattern.atoms;
    let cost = |atom: &Alternatives| match choice {
        Choice::Quick => atom.lens().map(|len| frequency(len as u32 * 2)).sum(),
        Choice::Careful => atom.iter().map(of_text).sum::<u64>(),
    };
    let best = match atoms.len() {
        0 | 1 => 0,
        // Of those that cost the same the first.
        all => (0..all).min_by_key(|&atom| cost(&atoms[atom])).unwrap_or(0),
    };
    let longest = |atom: &Alternatives| atom.lens().max().unwrap_or(0);
    let reach = |atoms: &[Alternatives]| Reach {
        atoms: atoms.iter().map(longest).sum(),
        gaps: atoms.len() * (pattern.gap + 1),
    };
    let mut behind = atoms.get(best + 1..).map_or_else(Reach::default, reach);
    // What begins no later than the key and ends behind it is what the sequence takes.
    let own = atoms.iter().take(best + 1).map(longest).max();
    behind.atoms = behind.atoms.max(own.unwrap_or(0));
    Key {
        atom: best,
        before: reach(&atoms[..best]),
        behind,
    }
}

/// Of a literal, by its beginning.
fn of_text(text: &str) -> u64 {
    frequency(rarity(&text.as_bytes()[..text.len().min(16)]))
}

/// How often something comes that says so many bits, on some scale; nothing comes never.
fn frequency(bits: u32) -> u64 {
    1 << (24 - bits.min(24))
}
