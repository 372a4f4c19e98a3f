//! A closer look at a repeated line in some of the documents that hold it: its text, what stands
//! around it, and what the judge thinks of it there.

use super::count::Seen;
use super::scan::Scan;
use crate::category::Category;
use crate::clean::Cleaner;
use crate::detect::document::{Size, ends_sentence};
use crate::detect::opinion::Opinion;
use crate::options::Context;
use crate::text::is_han;

/// Score of what the model does not look at, and of what rules take for certain; in 256ths.
const UNSEEN: i32 = -6 * 256;
const CERTAIN: i32 = 8 * 256;
/// Code points of what stands around a line that are kept.
const AROUND: usize = 60;
/// And of a line of the article, for an example.
const BODY: usize = 240;

/// A line in one document.
#[derive(Debug, Clone)]
pub(super) struct Look {
    /// Hash of the document.
    pub document: u64,
    /// The line as it stands there, and its fixed parts.
    pub text: String,
    pub pieces: Vec<String>,
    /// Characters of the slots before, behind and inside.
    pub ends: [usize; 2],
    pub widest: usize,
    /// The end of the line before it, and the beginning of the one behind.
    pub before: String,
    pub after: String,
    /// A sentence of the article before it, or one behind it.
    pub body: [String; 2],
    /// Mean over its sentences, in 256ths.
    pub score: i32,
    pub category: Category,
    /// Rules take most of it; for certain.
    pub ruled: bool,
    pub sure: bool,
    /// It stays whatever its score.
    pub kept: bool,
    /// Both lines beside it repeat, or the text ends there.
    pub is_beside: bool,
    pub weight: usize,
    pub ends_sentence: bool,
    pub is_han: bool,
}

/// Looks at the lines of a document.
pub(super) fn look(
    cleaner: &Cleaner,
    text: &str,
    context: &Context<'_>,
    scan: &Scan<'_>,
    document: u64,
    seen: &[Seen],
) -> Vec<(u64, Look)> {
    let opinions = cleaner.opinions(text, context);
    let repeated: Vec<usize> = seen.iter().map(|s| scan.units[s.unit].line).collect();
    let repeats = |line: Option<usize>| {
        line.is_none_or(|line| line >= scan.lines.len() || repeated.contains(&line))
    };
    let one = |line: &Seen| {
        let unit = &scan.units[line.unit];
        let own = &text[unit.range.clone()];
        let found = judged(&opinions, &unit.range);
        let size = Size::of(own);
        let beside = |n: Option<usize>| {
            let line = n.and_then(|n| scan.lines.get(n));
            line.map_or("", |line| &text[line.range.clone()])
        };
        let is_body = |n: &usize| scan.lines[*n].is_told && !repeated.contains(n);
        let body_before = (0..unit.line).rev().find(is_body);
        let body_after = (unit.line + 1..scan.lines.len()).find(is_body);
        let look = Look {
            document,
            text: own.to_owned(),
            pieces: scan.pieces(text, unit),
            ends: unit.template.ends,
            widest: unit.template.widest,
            before: last(beside(unit.line.checked_sub(1)), AROUND),
            after: first(beside(Some(unit.line + 1)), AROUND),
            body: [body_before, body_after].map(|n| whole(beside(n))),
            score: found.score,
            category: found.category,
            ruled: found.ruled,
            sure: found.sure,
            kept: found.kept,
            is_beside: repeats(unit.line.checked_sub(1)) && repeats(Some(unit.line + 1)),
            weight: size.weight(),
            ends_sentence: ends_sentence(own),
            is_han: own.chars().filter(|c| is_han(*c)).count() * 6 > own.len(),
        };
        (line.key, look)
    };
    seen.iter().map(one).collect()
}

/// What is thought of all sentences of a line together, by their letters.
struct Judged {
    score: i32,
    category: Category,
    ruled: bool,
    sure: bool,
    kept: bool,
}

fn judged(opinions: &[Opinion], range: &std::ops::Range<usize>) -> Judged {
    let from = opinions.partition_point(|o| o.range.end <= range.start);
    let own = opinions[from..]
        .iter()
        .take_while(|o| o.range.start < range.end);
    let (mut letters, mut score, mut ruled, mut sure, mut kept) = (0i64, 0i64, 0, 0, 0);
    let mut best: Option<&Opinion> = None;
    for opinion in own {
        let own = opinion.letters.max(1) as i64;
        let points = match opinion.score {
            _ if opinion.sure => CERTAIN,
            Some(score) => score,
            None if opinion.ruled => 0,
            None => UNSEEN,
        };
        letters += own;
        score += i64::from(points.clamp(-CERTAIN, CERTAIN)) * own;
        ruled += own * i64::from(opinion.ruled);
        sure += own * i64::from(opinion.sure);
        kept += own * i64::from(opinion.kept);
        let rank = |o: &Opinion| (o.ruled, o.letters);
        if best.is_none_or(|best| rank(best) < rank(opinion)) {
            best = Some(opinion);
        }
    }
    Judged {
        score: if letters == 0 {
            UNSEEN
        } else {
            (score / letters) as i32
        },
        category: best.map_or(Category::Other, |best| best.category),
        ruled: ruled * 2 > letters,
        sure: letters > 0 && sure * 10 >= letters * 9,
        kept: kept * 2 > letters,
    }
}

fn first(text: &str, chars: usize) -> String {
    text.chars().take(chars).collect()
}

fn last(text: &str, chars: usize) -> String {
    let skip = text.chars().count().saturating_sub(chars);
    text.chars().skip(skip).collect()
}

/// A line, if it is not too long for an example.
fn whole(text: &str) -> String {
    if text.chars().count() <= BODY {
        text.to_owned()
    } else {
        String::new()
    }
}
