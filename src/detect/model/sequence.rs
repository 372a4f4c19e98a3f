//! The sequence: what the first scores of the units around a unit say of it.

use super::facts::{Fact, Facts, bucket};
use super::units::Unit;
use crate::detect::document::Document;

/// Weight from which a unit that ends like a sentence tells a story.
const TELLS: usize = 400;

/// By sentence: the weight of what it would tell if it were body.
pub(crate) fn telling(document: &Document) -> Vec<usize> {
    let weight = |s: &crate::detect::document::Sentence| match s.size.weight() {
        weight if s.ends_sentence && weight >= TELLS => weight,
        _ => 0,
    };
    document.sentences.iter().map(weight).collect()
}

/// One in the fixed point of scores: scores are natural logarithms of odds.
pub(crate) const ONE: i32 = 256;

/// Thousandths of the logistic function at every quarter from 0 to 8.
const LOGISTIC: [i32; 33] = [
    500, 562, 622, 679, 731, 777, 818, 852, 881, 905, 924, 940, 953, 963, 971, 977, 982, 986, 989,
    991, 993, 995, 996, 997, 998, 998, 998, 999, 999, 999, 999, 1000, 1000,
];

/// Probability in thousandths, by linear interpolation of a table: the same on every machine.
pub(crate) fn probability(score: i32) -> i32 {
    let at = score.unsigned_abs().min(8 * ONE as u32 - 1) as usize;
    let (i, rest) = (at / 64, (at % 64) as i32);
    let p = LOGISTIC[i] + (LOGISTIC[i + 1] - LOGISTIC[i]) * rest / 64;
    if score < 0 { 1000 - p } else { p }
}

/// Limits of the facts, in thousandths and in weight.
const OWN: [usize; 21] = [
    5, 10, 20, 40, 70, 100, 150, 200, 300, 400, 500, 600, 700, 800, 850, 900, 930, 960, 980, 990,
    995,
];
const BESIDE: [usize; 7] = [20, 100, 250, 500, 750, 900, 980];
const MEANS: [usize; 10] = [50, 100, 200, 300, 400, 500, 600, 700, 800, 900];
const STORY: [usize; 7] = [300, 750, 1500, 3000, 6000, 12_000, 24_000];

/// A sum of probabilities and how many they are.
#[derive(Clone, Copy, Default)]
struct Sum(usize, usize);

impl Sum {
    fn add(&mut self, p: i32) {
        self.0 += p as usize;
        self.1 += 1;
    }

    fn without(self, other: Sum) -> Sum {
        Sum(self.0 - other.0, self.1 - other.1)
    }

    /// A value of [`Fact::MeanBefore`].
    fn mean(self) -> usize {
        self.0
            .checked_div(self.1)
            .map_or(0, |mean| 1 + bucket(mean, &MEANS))
    }
}

/// The facts of every unit with those of the sequence filled in; `scores` are of the first pass, and
/// `telling` is that of the document.
pub(crate) fn facts(telling: &[usize], units: &[Unit], scores: &[i32]) -> Vec<Facts> {
    let n = telling.len();
    let mut by_sentence: Vec<Option<i32>> = vec![None; n];
    for (unit, &score) in units.iter().zip(scores) {
        by_sentence[unit.sentence] = Some(probability(score));
    }
    // Before each sentence: the weight of the story as the first scores see it, the scores so far,
    // and those since the story was told last.
    let (mut story, mut sums, mut near) = (vec![0], vec![Sum::default()], vec![Sum::default()]);
    let mut told = Sum::default();
    for (weight, p) in telling.iter().zip(&by_sentence) {
        let kept = weight * (1000 - p.unwrap_or(0)) as usize / 1000;
        story.push(story[story.len() - 1] + kept);
        let mut sum = sums[sums.len() - 1];
        if let Some(p) = p {
            sum.add(*p);
        }
        if *weight > 0 && p.is_none_or(|p| p < 500) {
            told = sum;
        }
        sums.push(sum);
        near.push(sum.without(told));
    }
    let all = sums[n];
    let mut near_after = vec![Sum::default(); n + 1];
    for s in (0..n).rev() {
        let story = telling[s] > 0 && by_sentence[s].is_none_or(|p| p < 500);
        let mut sum = if story {
            Sum::default()
        } else {
            near_after[s + 1]
        };
        if let Some(p) = by_sentence[s].filter(|_| !story) {
            sum.add(p);
        }
        near_after[s] = sum;
    }
    let beside = |s: Option<usize>| match s.and_then(|s| by_sentence.get(s)) {
        None => 0,
        Some(None) => 1,
        Some(Some(p)) => 2 + bucket(*p as usize, &BESIDE),
    };
    let describe = |(unit, &score): (&Unit, &i32)| {
        let mut facts = unit.facts;
        let s = unit.sentence;
        facts.set(Fact::Own, bucket(probability(score) as usize, &OWN));
        let steps = [
            (1, Fact::Before1, Fact::After1),
            (2, Fact::Before2, Fact::After2),
            (3, Fact::Before3, Fact::After3),
        ];
        for (step, before, after) in steps {
            facts.set(before, beside(s.checked_sub(step)));
            facts.set(after, beside(Some(s + step)));
        }
        facts.set(Fact::MeanBefore, sums[s].mean());
        facts.set(Fact::MeanAfter, all.without(sums[s + 1]).mean());
        facts.set(Fact::NearBefore, near[s].mean());
        facts.set(Fact::NearAfter, near_after[s + 1].mean());
        facts.set(Fact::StoryBefore, bucket(story[s], &STORY));
        facts.set(Fact::StoryAfter, bucket(story[n] - story[s + 1], &STORY));
        facts.set(Fact::Share, all.mean());
        facts
    };
    units.iter().zip(scores).map(describe).collect()
}
