//! Which repeated lines are boilerplate. Repetition alone is no proof: the background paragraph of a
//! running story, a quoted statute and the opening of a column repeat as well. So repetition, place,
//! form and the judge speak together, in logarithms of odds, and the judge has a veto.

use std::collections::BTreeMap;

use super::count::Count;
use super::look::Look;
use crate::category::Category;
use crate::rules::model::{Strength, Zone};

use crate::detect::document::PARAGRAPH;

/// Fewest documents of a source.
pub(super) const SOURCE: u32 = 3;
/// Fewest of a source's documents that hold a line, in thousandths.
const SHARE: u32 = 5;

/// Weight of a sentence that may tell something, and of what is no label any more.
const STORY: usize = 400;
const LABEL: usize = 600;

/// What was made of a repeated line.
#[derive(Debug, Clone)]
pub(super) struct Decision {
    pub category: Category,
    pub zone: Zone,
    /// None: it stays, and why.
    pub strength: Result<Strength, &'static str>,
    /// Logarithm of the odds: the judge's, and all together; in 256ths.
    pub judge: i32,
    pub total: i32,
}

/// Whether a line is worth a closer look; `size` is how many documents its source has.
pub(super) fn is_frequent(count: &Count, size: u32, least: u32) -> bool {
    size >= SOURCE && count.documents >= least && count.documents * 1000 >= size * SHARE
}

/// Natural logarithm in 256ths, by a table of powers: the same on every machine.
fn ln(thousandths: u32) -> i32 {
    // e^(-k/4) in thousandths, k = 0, 1, …
    const POWERS: [u32; 25] = [
        1000, 779, 607, 472, 368, 287, 223, 174, 135, 105, 82, 64, 50, 39, 30, 24, 18, 14, 11, 9,
        7, 5, 4, 3, 2,
    ];
    let k = POWERS.iter().position(|&p| p <= thousandths.max(2));
    -(k.unwrap_or(POWERS.len()) as i32) * 64
}

/// Decides on a line that a source of `size` documents repeats.
pub(super) fn decide(count: &Count, looks: &[Look], size: u32) -> Decision {
    let n = looks.len().max(1) as i32;
    let judge = looks.iter().map(|l| l.score).sum::<i32>() / n;
    let most = |is: fn(&Look) -> bool| looks.iter().filter(|l| is(l)).count() * 2 > looks.len();
    let parts = |part: u32| part * 1000 / count.documents.max(1);
    let (head, tail) = (parts(count.head), parts(count.tail));
    let zone = match (head, tail) {
        (800.., _) => Zone::Head,
        (_, 800..) => Zone::Tail,
        _ if head + tail <= 200 => Zone::Inline,
        _ => Zone::Any,
    };
    let share = count.documents * 1000 / size.max(1);
    let told = most(|l| l.ends_sentence);
    let weight = looks.iter().map(|l| l.weight).max().unwrap_or(0);
    let is_story = told && weight >= STORY;
    // Few lines of a story stand in half of all articles; the opening of a column may.
    let by_far = share >= 500 && count.documents >= 20 && !(is_story && zone == Zone::Head);
    let few = count.documents < 5;
    let repeated = 512 + ln(share) + 256 * i32::from(by_far) - 256 * i32::from(few);
    let place = match zone {
        Zone::Head | Zone::Tail => 192,
        Zone::Any => 0,
        Zone::Inline => -192,
    };
    let form = match (told, weight) {
        (true, PARAGRAPH..) => -384,
        (true, STORY..) => -192,
        (true, _) => 0,
        (false, LABEL..) => 0,
        (false, _) if matches!(zone, Zone::Head | Zone::Tail) => 384,
        (false, _) => 192,
    };
    // A row of such lines is a block of its own.
    let block = if most(|l| l.is_beside) { 256 } else { 0 };
    let total = judge + repeated + place + form + block;
    // A short line with the article's own text below it may be a crosshead.
    let is_above = parts(count.above) >= 880 && zone != Zone::Head;
    let is_heading = is_above && !told && weight < LABEL;
    let least = if is_heading { HEADING } else { LEAST };
    let strength = if most(|l| l.kept) {
        Err("a guard keeps it")
    } else if most(|l| l.sure) {
        Err("a rule takes it already")
    } else if judge < least {
        Err("the judge takes it for body")
    } else if total < DECISIVE {
        // A rule that only supports others would speak for what stands around it.
        Err("not enough evidence")
    } else {
        Ok(Strength::Decisive)
    };
    Decision {
        category: category(looks),
        zone,
        strength,
        judge,
        total,
    }
}

/// The judge's veto, and what all must come to; in 256ths.
const LEAST: i32 = -5 * 256;
const HEADING: i32 = 0;
const DECISIVE: i32 = -576;

/// What most looks say, a rule's word before the model's.
fn category(looks: &[Look]) -> Category {
    let mut votes: BTreeMap<&str, (usize, Category)> = BTreeMap::new();
    for look in looks {
        let vote = votes
            .entry(look.category.as_str())
            .or_insert((0, look.category));
        vote.0 += if look.ruled { 3 } else { 1 };
    }
    let best = votes.values().rev().max_by_key(|(votes, _)| *votes);
    best.map_or(Category::Other, |(_, category)| *category)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(judge: i32, weight: usize, told: bool) -> Look {
        Look {
            document: 1,
            text: String::new(),
            pieces: Vec::new(),
            ends: [0, 0],
            widest: 0,
            before: String::new(),
            after: String::new(),
            body: [String::new(), String::new()],
            score: judge * 256,
            category: Category::Other,
            ruled: false,
            sure: false,
            kept: false,
            is_beside: false,
            weight,
            ends_sentence: told,
            is_han: false,
        }
    }

    fn count(documents: u32, tail: u32, above: u32) -> Count {
        Count {
            documents,
            tail,
            above,
            ..Count::default()
        }
    }

    #[test]
    fn a_label_behind_the_body_goes_and_the_same_between_paragraphs_stays() {
        let label = [look(-2, 240, false)];
        let behind = decide(&count(70, 70, 0), &label, 100);
        assert_eq!(behind.strength, Ok(Strength::Decisive));
        assert_eq!(behind.zone, Zone::Tail);
        let between = decide(&count(70, 0, 70), &label, 100);
        assert_eq!(between.strength, Err("the judge takes it for body"));
        // With the judge's word it goes from there, too.
        let sure = decide(&count(70, 0, 70), &[look(2, 240, false)], 100);
        assert_eq!(sure.strength, Ok(Strength::Decisive));
    }

    #[test]
    fn a_paragraph_in_few_articles_stays() {
        for (tail, above) in [(4, 0), (0, 4)] {
            let found = decide(&count(4, tail, above), &[look(-3, 1600, true)], 100);
            assert_eq!(found.strength, Err("not enough evidence"));
        }
    }

    #[test]
    fn neither_repetition_nor_the_judge_is_proof() {
        let everywhere = decide(&count(100, 100, 0), &[look(-6, 240, false)], 100);
        assert_eq!(everywhere.strength, Err("the judge takes it for body"));
        let mut kept = look(4, 240, false);
        kept.kept = true;
        let kept = decide(&count(100, 100, 0), &[kept], 100);
        assert_eq!(kept.strength, Err("a guard keeps it"));
        assert!(!is_frequent(&count(4, 4, 0), 1000, 3));
        assert!(!is_frequent(&count(2, 2, 0), 10, 3));
        assert!(is_frequent(&count(5, 5, 0), 1000, 3));
    }

    #[test]
    fn logarithms_fall_with_the_share() {
        let shares = [1000, 500, 200, 100, 50, 10, 5, 1];
        let logs = shares.map(ln);
        assert_eq!(logs[0], 0);
        assert!(logs.windows(2).all(|two| two[0] >= two[1]), "{logs:?}");
        for (share, log) in shares.into_iter().zip(logs) {
            let exact = (f64::from(share.max(2)) / 1000.0).ln() * 256.0;
            assert!(
                (f64::from(log) - exact).abs() <= 70.0,
                "{share}: {log} {exact}"
            );
        }
    }
}
