//! The inputs of the first pass: single facts, and products of facts that mean something together.

use std::sync::LazyLock;

use super::facts::{Fact, Facts};

/// Facts whose values together are one input.
pub(super) type Product = &'static [Fact];

use Fact::*;

const PRODUCTS: &[Product] = &[
    &[Place],
    &[FromStart],
    &[FromEnd],
    &[BodyBefore],
    &[BodyAfter],
    &[Length],
    &[LineLength],
    &[InLine],
    &[Start],
    &[End],
    &[Digits],
    &[Link],
    &[Marks],
    &[Capitals],
    &[Label],
    &[Stamp],
    &[Quote],
    &[Script],
    &[Repeat],
    &[Blank],
    &[Previous],
    &[Next],
    &[Run],
    &[Prose],
    &[Size],
    &[Language],
    &[Form],
    &[Form, Length],
    &[Hit],
    &[Points],
    &[Cover],
    &[Kind],
    &[Reach],
    &[Length, End],
    &[Place, Length],
    &[Place, End],
    &[Place, Capitals],
    &[Place, Label],
    &[Place, Link],
    &[Place, Script],
    &[Place, Stamp],
    &[Place, Run],
    &[Place, Digits],
    &[Place, Blank],
    &[Prose, Place],
    &[Prose, Run],
    &[Prose, Length],
    &[Prose, End],
    &[Prose, BodyAfter],
    &[Prose, BodyBefore],
    &[Language, Length],
    &[Language, End],
    &[Language, Place],
    &[Language, Script],
    &[BodyAfter, Length],
    &[BodyAfter, End],
    &[BodyBefore, Length],
    &[BodyBefore, BodyAfter],
    &[FromEnd, End],
    &[FromStart, End],
    &[FromStart, Length],
    &[FromEnd, Length],
    &[LineLength, InLine],
    &[Previous, Next],
    &[Previous, Length],
    &[Next, Length],
    &[Size, Place],
    &[Hit, Place],
    &[Hit, Cover],
    &[Hit, Length],
    &[Points, Place],
    &[Points, Kind],
    &[Cover, Reach],
    &[Kind, Place],
    &[Kind, Length],
    &[Reach, End],
    &[Reach, Length],
    &[Stamp, Length],
    &[Anchor],
    &[Anchor, Place],
    &[Anchor, Prose],
    &[Anchor, Length],
    &[Anchor, End],
    &[Anchor, BodyAfter],
];

/// The inputs, numbered.
pub(crate) struct Layout {
    products: &'static [Product],
    offsets: Vec<usize>,
    /// By product: its first fact, how many values the second has, and the second (again the first,
    /// with none, where there is but one).
    pairs: Vec<(u8, u8, u8)>,
    len: usize,
}

impl Layout {
    fn new(products: &'static [Product]) -> Self {
        let mut len = 0;
        let offsets = products.iter().map(|p| {
            let offset = len;
            len += p.iter().map(|f| f.values().len()).product::<usize>();
            offset
        });
        let offsets = offsets.collect();
        let pair = |p: &Product| match **p {
            [one] => (one as u8, 1, one as u8),
            [one, two] => (one as u8, two.values().len() as u8, two as u8),
            _ => unreachable!("products are of one or two facts"),
        };
        Layout {
            pairs: products.iter().map(pair).collect(),
            products,
            offsets,
            len,
        }
    }

    /// The layout.
    pub fn get() -> &'static Layout {
        static LAYOUT: LazyLock<Layout> = LazyLock::new(|| Layout::new(PRODUCTS));
        &LAYOUT
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// The inputs that a unit with these facts has: one of every product.
    pub fn ids<'a>(&'a self, facts: &'a Facts) -> impl Iterator<Item = usize> + 'a {
        self.products
            .iter()
            .zip(&self.offsets)
            .map(|(product, offset)| {
                let place = |sum: usize, f: &Fact| sum * f.values().len() + facts.get(*f);
                offset + product.iter().fold(0, place)
            })
    }

    /// The sum of the weights of the inputs that a unit with these facts has.
    pub fn sum(&self, facts: &Facts, weights: &[i16]) -> i32 {
        let values = facts.values();
        let value = |fact: u8| usize::from(values[usize::from(fact)]);
        let weight = |(&(one, times, two), offset): (&(u8, u8, u8), &usize)| {
            let second = if times == 1 { 0 } else { value(two) };
            i32::from(weights[offset + value(one) * usize::from(times) + second])
        };
        self.pairs.iter().zip(&self.offsets).map(weight).sum()
    }

    /// The inputs that a fact is part of.
    pub fn with(&self, fact: Fact) -> impl Iterator<Item = usize> + '_ {
        let ends = self.offsets.iter().skip(1).chain([&self.len]);
        let ranges = self.offsets.iter().zip(ends).map(|(&a, &b)| a..b);
        let both = self.products.iter().zip(ranges);
        both.filter(move |(product, _)| product.contains(&fact))
            .flat_map(|(_, range)| range)
    }

    /// The name of an input, such as `place=tail length=2-3`.
    pub fn name(&self, id: usize) -> String {
        let i = self.offsets.partition_point(|&o| o <= id) - 1;
        let mut rest = id - self.offsets[i];
        let mut parts: Vec<String> = Vec::new();
        for fact in self.products[i].iter().rev() {
            let values = fact.values();
            parts.push(format!("{}={}", fact.name(), values[rest % values.len()]));
            rest /= values.len();
        }
        parts.reverse();
        parts.join(" ")
    }
}
