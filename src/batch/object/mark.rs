//! Marks around what would go, for a text that keeps it.

use crate::clean::Cleaned;

/// What stands before and behind a marked span: `⟦advertisement⟧…⟦/advertisement⟧`. They need no
/// escape in JSON.
pub(crate) fn marks(cleaned: &Cleaned) -> Vec<(usize, String)> {
    let removed = cleaned.findings().iter().filter(|f| f.removed);
    let both = removed.flat_map(|f| {
        [
            (f.range.start, format!("⟦{}⟧", f.category)),
            (f.range.end, format!("⟦/{}⟧", f.category)),
        ]
    });
    both.collect()
}

/// The text with its marks.
pub(crate) fn marked(text: &str, cleaned: &Cleaned) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for (at, mark) in marks(cleaned) {
        out.push_str(&text[done..at]);
        out.push_str(&mark);
        done = at;
    }
    out.push_str(&text[done..]);
    out
}
