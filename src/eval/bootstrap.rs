//! How far the figures carry: 95 % intervals by resampling publishers.
//!
//! The percentile bootstrap (Efron, "Bootstrap methods: another look at the jackknife", Annals of
//! Statistics 7, 1979), over clusters: what one publisher prints is alike, so whole publishers are
//! drawn with replacement, as many as there are, and the figures computed anew. The same counts
//! give the same intervals on every machine: the generator is integer arithmetic, sums are added
//! in the order drawn, and IEEE 754 addition and division round alike everywhere.

use super::rates::{Interval, Intervals, Sums};

/// How often is drawn.
pub const ROUNDS: usize = 1000;

/// Where the generator begins, for every group of documents anew.
pub const SEED: u64 = 20_260_901;

/// SplitMix64: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA
/// 2014; constants as in Vigna's public-domain `splitmix64.c`.
#[derive(Debug, Clone)]
pub struct SplitMix64(u64);

impl SplitMix64 {
    /// Begins at a seed.
    pub fn new(seed: u64) -> Self {
        SplitMix64(seed)
    }

    /// The next 64 bits.
    pub fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `n`, by the high half of a product (Lemire, "Fast random integer generation
    /// in an interval", 2019, without its rejection step: the bias is below n / 2^64).
    pub fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.next_u64()) * n as u128) >> 64) as usize
    }
}

/// Intervals for `N` kinds of counts at once, given each publisher's counts in a fixed order.
/// None for fewer than two publishers: one alone says nothing about others.
pub fn intervals<const N: usize>(publishers: &[[Sums; N]]) -> Option<[Intervals; N]> {
    if publishers.len() < 2 {
        return None;
    }
    let mut random = SplitMix64::new(SEED);
    let mut drawn: [[Vec<f64>; 3]; N] = std::array::from_fn(|_| Default::default());
    for _ in 0..ROUNDS {
        let mut totals = [Sums::default(); N];
        for _ in 0..publishers.len() {
            let publisher = &publishers[random.below(publishers.len())];
            for (total, counts) in totals.iter_mut().zip(publisher) {
                *total += *counts;
            }
        }
        for (values, total) in drawn.iter_mut().zip(&totals) {
            let figures = [total.precision(), total.recall(), total.f1()];
            for (list, figure) in values.iter_mut().zip(figures) {
                list.push(figure);
            }
        }
    }
    Some(drawn.map(|values| {
        let [precision, recall, f1] = values.map(middle);
        Intervals {
            precision,
            recall,
            f1,
        }
    }))
}

/// The middle 95 %: a fortieth of the values lies outside at either end.
fn middle(mut values: Vec<f64>) -> Interval {
    values.sort_by(f64::total_cmp);
    let outside = values.len() / 40;
    Interval {
        low: values[outside],
        high: values[values.len() - 1 - outside],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first numbers of the reference implementation for these seeds.
    #[test]
    fn the_generator_is_splitmix64() {
        assert_eq!(SplitMix64::new(0).next_u64(), 0xE220_A839_7B1D_CDAF);
        let mut random = SplitMix64::new(1_234_567);
        assert_eq!(random.next_u64(), 6_457_827_717_110_365_317);
        assert_eq!(random.next_u64(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn numbers_lie_below_their_bound_and_reach_all_of_it() {
        let mut random = SplitMix64::new(SEED);
        let mut seen = [0usize; 5];
        (0..5000).for_each(|_| seen[random.below(5)] += 1);
        assert!(
            seen.iter().all(|count| (900..1100).contains(count)),
            "{seen:?}"
        );
    }

    #[test]
    fn a_fortieth_lies_outside_at_either_end() {
        let interval = middle((0..1000).rev().map(f64::from).collect());
        assert_eq!((interval.low, interval.high), (25.0, 974.0));
    }

    #[test]
    fn publishers_that_agree_leave_no_doubt() {
        let same = [[Sums::weighted(1.0, 9, 1, 9, 9)]; 7];
        let [found] = intervals(&same).unwrap();
        let figures = [found.precision, found.recall];
        assert!(figures.iter().all(|i| i.low == i.high), "{found:?}");
        assert_eq!((found.precision.low, found.recall.low), (0.9, 0.5));
    }

    #[test]
    fn one_good_and_one_bad_publisher_leave_every_doubt() {
        let pair = [
            [Sums::weighted(1.0, 4, 0, 4, 0)],
            [Sums::weighted(1.0, 0, 4, 0, 4)],
        ];
        let [found] = intervals(&pair).unwrap();
        assert_eq!((found.precision.low, found.precision.high), (0.0, 1.0));
        assert_eq!((found.f1.low, found.f1.high), (0.0, 1.0));
    }

    #[test]
    fn the_same_counts_give_the_same_interval_every_time() {
        let publishers: Vec<[Sums; 1]> = (0..40)
            .map(|i| [Sums::weighted(0.3, i * i % 17, i % 3, i * i % 17, i % 11)])
            .collect();
        assert_eq!(intervals(&publishers), intervals(&publishers));
    }

    #[test]
    fn one_publisher_has_no_interval() {
        assert!(intervals(&[[Sums::default(); 1]]).is_none());
        assert!(intervals::<2>(&[]).is_none());
    }
}
