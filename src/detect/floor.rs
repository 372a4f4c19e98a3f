//! The floor: how much may leave a document before a person should look at it.

use super::cover::Span;
use super::document::{Document, Size};
use crate::text::size::count;

/// The floor: judging may not take over 60 % of a document, nor leave a scrap of it.
pub(super) fn too_much<'s>(document: &Document, spans: impl Iterator<Item = &'s Span>) -> bool {
    let total = document.size();
    let gone: Size = spans
        .map(|s| Size::of(&document.text[s.range.clone()]))
        .sum();
    let left = Size {
        han: total.han.saturating_sub(gone.han),
        words: total.words.saturating_sub(gone.words),
    };
    let weight = |s: Size| s.han + 2 * s.words;
    weight(gone) * 10 > weight(total) * 6 || left.is_scrap()
}

pub(super) fn nothing_left<'s>(document: &Document, spans: impl Iterator<Item = &'s Span>) -> bool {
    let total: usize = document.sentences.iter().map(|s| s.letters).sum();
    let letters = |s: &Span| count(&document.text[s.range.clone()]).letters;
    spans.map(letters).sum::<usize>() >= total
}
