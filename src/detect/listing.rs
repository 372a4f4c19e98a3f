//! Lists that the story introduces: a sentence ends in a colon, and its items stand below.

use super::document::{Document, PARAGRAPH};

/// Weight of the words that introduce a list, from which they are no label: five words or twelve Han
/// characters.
const INTRODUCTION: usize = 300;
/// Fewer items make no list.
const ITEMS: usize = 3;

/// By line: whether it is an item of such a list, or introduces one. `found` are the lines that belong
/// to none.
pub(super) fn listed(document: &Document, found: impl Fn(usize) -> bool) -> Vec<bool> {
    let lines = &document.units.lines;
    let weight = |l: usize| document.size_of(lines[l].sentences.clone()).weight();
    let mut listed = vec![false; lines.len()];
    let mut l = 0;
    while l + ITEMS < lines.len() {
        let text = document.line_text(l).trim_end();
        l += 1;
        if !text.ends_with([':', '：']) || found(l - 1) || weight(l - 1) < INTRODUCTION {
            continue;
        }
        // Where no blank line stands above the first item, one ends the list.
        let spaced = lines[l].blank_before;
        let item =
            |&i: &usize| !found(i) && weight(i) < PARAGRAPH && (spaced || !lines[i].blank_before);
        let count = (l..lines.len()).take_while(item).count();
        if count >= ITEMS {
            listed[l - 1..l + count].fill(true);
            l += count;
        }
    }
    listed
}
