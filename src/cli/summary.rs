//! What a run over a tree did, for people.

use std::collections::BTreeMap;

use jingwen::batch::{Tally, printable};

use super::message::Messages;

/// Prints the summary.
pub fn print(tally: &Tally, messages: &Messages) {
    let share = percent(tally.removed, tally.bytes);
    messages.plain(format_args!(
        "documents: {}, changed: {}, for review: {}, empty: {}; removed {} of {} bytes ({share})",
        tally.documents, tally.changed, tally.review, tally.empty, tally.removed, tally.bytes
    ));
    let mut categories: Vec<_> = tally.categories.iter().collect();
    categories.sort_by_key(|(_, (_, bytes))| std::cmp::Reverse(*bytes));
    for (category, (spans, bytes)) in categories {
        let share = percent(*bytes, tally.bytes);
        messages.plain(format_args!(
            "  {category:<24}{spans:>9} spans{bytes:>13} bytes{share:>8}"
        ));
    }
    if !tally.languages.is_empty() {
        messages.plain("by language, of its own bytes:");
    }
    for (language, (bytes, removed)) in &tally.languages {
        let share = percent(*removed, *bytes);
        messages.plain(format_args!(
            "  {language:<10}{removed:>13} of {bytes:>13} bytes{share:>8}"
        ));
    }
    counts("encodings, by file:", &tally.encodings, messages);
    counts("objects without a text:", &tally.without_text, messages);
    counts("errors:", &tally.errors, messages);
    if tally.review > 0 {
        messages.plain("for review, because most of the text would have gone:");
        for label in &tally.for_review {
            messages.plain(format_args!("  {}", printable(label)));
        }
        let more = tally.review - tally.for_review.len() as u64;
        if more > 0 {
            messages.plain(format_args!(
                "  and {more} more: `outcome` is `review` in what --spans writes"
            ));
        }
    }
}

fn counts(heading: &str, counts: &BTreeMap<String, u64>, messages: &Messages) {
    if !counts.is_empty() {
        messages.plain(heading);
    }
    for (name, count) in counts {
        messages.plain(format_args!("  {name:<40}{count:>9}"));
    }
}

fn percent(part: u64, whole: u64) -> String {
    format!("{:.1} %", 100.0 * part as f64 / whole.max(1) as f64)
}

/// A number of bytes for people.
pub fn bytes(bytes: u64) -> String {
    match bytes {
        0..1000 => format!("{bytes} bytes"),
        1000..1_000_000 => format!("{:.1} kB", bytes as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", bytes as f64 / 1e6),
        _ => format!("{:.1} GB", bytes as f64 / 1e9),
    }
}
