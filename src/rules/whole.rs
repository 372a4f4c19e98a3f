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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::RuleSet;
    use std::path::Path;

    #[test]
    fn slots_hold_so_much_and_no_more() {
        let text = "category = \"other\"\n[[pattern]]\nkey = \"a\"\nlang = \"en\"\nseq = [\"page\", \"of the lantern\"]\ngap = 6\nanchor = \"whole-line\"\nafter = 8\n";
        let set = RuleSet::empty().with_text(Path::new("a.toml"), text);
        let set = set.unwrap();
        let pattern = set.patterns()[0];
        for (line, whole) in [
            ("page 12 of the lantern", true),
            ("page 12 of the lantern, 4 march", true),
            ("page 12 of the lantern, 14 november", false),
            ("the page 12 of the lantern", false),
            ("page one hundred of the lantern", false),
            ("of the lantern page", false),
        ] {
            assert_eq!(is_whole(pattern, line), whole, "{line}");
        }
    }

    #[test]
    fn slots_at_the_ends_want_a_whole_line() {
        let text = "category = \"other\"\n[[pattern]]\nkey = \"a\"\nlang = \"en\"\ntext = \"page of the lantern\"\nbefore = 8\n";
        let errors = RuleSet::empty().with_text(Path::new("a.toml"), text);
        let errors = errors.unwrap_err().0;
        assert_eq!(errors[0].code, "R002");
        assert!(errors[0].message.contains("whole-line"), "{}", errors[0]);
    }
}
