//! Whether a line is all that a pattern means.

use super::model::Pattern;
use crate::text::is_alphanumeric;

/// Whether the pattern's atoms stand in a folded line in order, with no more between, before and
/// behind them than its slots hold.
pub(crate) fn is_whole(pattern: &Pattern, line: &str) -> bool {
    if pattern.atoms.is_empty() {
        return false;
    }
    let chars = |text: &str| {
        let text = text.trim_matches(|c| !is_alphanumeric(c));
        text.chars().count()
    };
    let mut at = 0;
    for (n, atom) in pattern.atoms.iter().enumerate() {
        let found = atom.iter().filter_map(|text| {
            let start = at + line[at..].find(text)?;
            Some((start, start + text.len()))
        });
        let Some((start, end)) = found.min() else {
            return false;
        };
        let most = if n == 0 {
            pattern.slack[0]
        } else {
            pattern.gap
        };
        if chars(&line[at..start]) > most {
            return false;
        }
        at = end;
    }
    chars(&line[at..]) <= pattern.slack[1]
}
