//! A part of the documents: the first so many, or a sample drawn by a seed.

use super::find::form::Format;
use super::find::walk::Input;
use super::input::chunk::{Chunk, Piece, What};
use super::name::slashed;

/// Which documents are taken; the others are left out of the output.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Choice {
    /// At most so many.
    pub limit: Option<u64>,
    /// This share of them, 0 to 1.
    pub rate: Option<f64>,
    /// Draws the sample.
    pub seed: u64,
}

impl Choice {
    /// Whether every document is taken.
    pub fn is_all(&self) -> bool {
        self.limit.is_none() && self.rate.is_none()
    }
}

/// Chooses as documents come along.
pub(crate) struct Chooser<'c> {
    choice: &'c Choice,
    taken: u64,
    /// Draws for the documents of an input, the same whatever else is read.
    input: blake3::Hasher,
    number: u64,
    format: Format,
    /// Of a JSON file: what stands before the first object, or what separates two that are taken.
    held: Vec<u8>,
    seen: bool,
    any: bool,
}

impl<'c> Chooser<'c> {
    pub fn new(choice: &'c Choice) -> Self {
        Chooser {
            choice,
            taken: 0,
            input: blake3::Hasher::new(),
            number: 0,
            format: Format::Text,
            held: Vec::new(),
            seen: false,
            any: false,
        }
    }

    /// No more documents are wanted.
    pub fn is_full(&self) -> bool {
        self.choice.limit.is_some_and(|limit| self.taken >= limit)
    }

    /// Begins an input.
    pub fn begin(&mut self, input: &Input) {
        self.input.reset();
        self.input.update(&self.choice.seed.to_le_bytes());
        self.input.update(slashed(&input.relative).as_bytes());
        self.number = 0;
        self.format = input.form.format;
        self.held.clear();
        (self.seen, self.any) = (false, false);
    }

    /// Leaves the documents out that are not taken, and what belongs to them.
    pub fn choose(&mut self, chunk: &mut Chunk) {
        if self.choice.is_all() {
            return;
        }
        let (bytes, pieces) = (
            std::mem::take(&mut chunk.bytes),
            std::mem::take(&mut chunk.pieces),
        );
        let mut dropped = false;
        for piece in pieces {
            let text = &bytes[piece.range.clone()];
            let taken = piece.what == What::Document && self.takes();
            match (self.format, piece.what) {
                (_, What::Document) if taken => {
                    dropped = false;
                    // Between two that are taken one separator is enough.
                    let held = std::mem::take(&mut self.held);
                    if self.any || !self.seen || self.format != Format::Json {
                        keep(chunk, &held, &piece, What::Between);
                    }
                    keep(chunk, text, &piece, What::Document);
                    (self.seen, self.any) = (true, true);
                }
                (_, What::Document) => {
                    dropped = true;
                    if self.format == Format::Json && !self.seen {
                        let held = std::mem::take(&mut self.held);
                        keep(chunk, &held, &piece, What::Between);
                    }
                    self.seen = true;
                }
                (Format::Json, What::Between) => {
                    if text.contains(&b']') {
                        keep(chunk, text, &piece, What::Between);
                    } else {
                        self.held = text.to_vec();
                    }
                }
                (_, What::Between) if dropped => {}
                (_, what) => keep(chunk, text, &piece, what),
            }
        }
    }

    fn takes(&mut self) -> bool {
        let number = self.number;
        self.number += 1;
        let drawn = || {
            let mut hasher = self.input.clone();
            hasher.update(&number.to_le_bytes());
            let bytes = *hasher.finalize().as_bytes();
            let [a, b, c, d, e, f, g, h, ..] = bytes;
            // 53 bits: what a double holds.
            let bits = u64::from_le_bytes([a, b, c, d, e, f, g, h]) >> 11;
            bits as f64 / (1u64 << 53) as f64
        };
        let taken = !self.is_full() && self.choice.rate.is_none_or(|rate| drawn() < rate);
        self.taken += u64::from(taken);
        taken
    }
}

fn keep(chunk: &mut Chunk, bytes: &[u8], piece: &Piece, what: What) {
    if bytes.is_empty() {
        return;
    }
    let start = chunk.bytes.len();
    chunk.bytes.extend_from_slice(bytes);
    chunk.pieces.push(Piece {
        range: start..chunk.bytes.len(),
        what,
        line: piece.line,
    });
}
