//! One article with what went and what stayed.

use super::gold::Article;
use super::score::{Grid, Removed, is_blank};

/// What became of a stretch of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Body or optional text that stayed.
    Kept,
    /// Boilerplate that was removed.
    Right,
    /// Body text that was removed.
    Wrong,
    /// Boilerplate that stayed.
    Left,
    /// Optional text that was removed: scored neither way.
    Unscored,
}

/// The text cut where its fate changes; put together the pieces are the text. White space alone
/// between two fates counts as kept.
pub fn pieces<'a>(article: &'a Article, removed: &[Removed<'_>]) -> Vec<(Fate, &'a str)> {
    let text = article.text.as_str();
    let grid = Grid::new(article, removed);
    let fate = |at: usize| match (grid.boilerplate[at], grid.removed_in(at).is_some()) {
        (true, true) => Fate::Right,
        (true, false) => Fate::Left,
        (false, true) if grid.optional[at] => Fate::Unscored,
        (false, true) => Fate::Wrong,
        (false, false) => Fate::Kept,
    };
    let mut runs: Vec<(Fate, usize, usize)> = Vec::new();
    for (at, (byte, c)) in text.char_indices().enumerate() {
        let (fate, end) = (fate(at), byte + c.len_utf8());
        match runs.last_mut() {
            Some((last, _, last_end)) if *last == fate => *last_end = end,
            _ => runs.push((fate, byte, end)),
        }
    }
    let mut joined: Vec<(Fate, usize, usize)> = Vec::new();
    for (fate, start, end) in runs {
        let blank = text[start..end].chars().all(is_blank);
        let fate = if blank { Fate::Kept } else { fate };
        match joined.last_mut() {
            Some((last, _, last_end)) if *last == fate => *last_end = end,
            _ => joined.push((fate, start, end)),
        }
    }
    let piece = |(fate, start, end): (Fate, usize, usize)| (fate, &text[start..end]);
    joined.into_iter().map(piece).collect()
}

#[cfg(test)]
mod tests {
    use super::super::score::tests::{article, removed};
    use super::*;

    #[test]
    fn every_fate_is_shown() {
        let article = article(
            "正文ab广告\ncd留x",
            &[(4, 9, "x"), (9, 10, "x")],
            &[(2, 3, "")],
        );
        let went = removed(&[(2, 6, "x"), (7, 9, "x"), (10, 11, "x")]);
        use Fate::*;
        assert_eq!(
            pieces(&article, &went),
            [
                (Kept, "正文"),
                (Unscored, "a"),
                (Wrong, "b"),
                (Right, "广告"),
                (Kept, "\n"),
                (Right, "cd"),
                (Left, "留"),
                (Wrong, "x")
            ]
        );
    }

    #[test]
    fn the_pieces_are_the_text() {
        assert!(pieces(&article("", &[], &[]), &[]).is_empty());
        let article = article(" \n", &[(0, 1, "x")], &[]);
        assert_eq!(pieces(&article, &[]), [(Fate::Kept, " \n")]);
    }
}
