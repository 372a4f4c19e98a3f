//! Annotated articles as examples: what is known of every unit, and what it was marked as.

use crate::detect::Detector;
use crate::detect::model::sequence;
use crate::detect::model::units::Unit;
use crate::eval::Article;
use crate::language::Languages;
use crate::options::Context;
use std::ops::Range;

/// Letters from which a unit counts no more for its length.
const LONG: u32 = 200;

/// A unit with its label.
#[derive(Debug)]
pub(super) struct Example {
    pub boilerplate: bool,
    /// Letters marked as boilerplate.
    pub marked: u32,
    /// What it counts in the loss; 0 if it is optional.
    pub weight: f64,
    /// Category of the mark that covers most of it, if it is boilerplate.
    pub category: Option<String>,
}

/// A document's units and their labels.
#[derive(Debug)]
pub(super) struct Document {
    pub id: String,
    /// Documents of a group never stand on both sides of a fold.
    pub group: String,
    /// It is an article without what was marked in it.
    pub twin: bool,
    pub weight: f64,
    pub telling: Vec<usize>,
    pub units: Vec<Unit>,
    pub examples: Vec<Example>,
}

impl Document {
    pub fn new(detector: &Detector, article: &Article, group: String, share: f64) -> Self {
        let context = Context::new()
            .source(article.source.as_deref())
            .title(article.title.as_deref());
        let langs = Languages::of(&article.text);
        let marks = Marks::new(article);
        detector.units(&article.text, &langs, &context, |document, units| {
            let example = |unit: &Unit| marks.example(&unit.text, article.weight * share);
            Document {
                id: article.id.clone(),
                group,
                twin: share < 1.0 && article.boilerplate.is_empty(),
                weight: article.weight,
                telling: sequence::telling(document),
                examples: units.iter().map(example).collect(),
                units,
            }
        })
    }
}

/// The article as it would be without what is marked: nothing in it is to be removed.
pub(super) fn without_boilerplate(article: &Article) -> Article {
    let mut gone = vec![false; article.text.chars().count()];
    for mark in &article.boilerplate {
        gone[mark.range.clone()].fill(true);
    }
    // By code point: where it stands in the text that is left.
    let mut at = vec![0];
    at.extend(gone.iter().scan(0, |at, gone| {
        *at += usize::from(!gone);
        Some(*at)
    }));
    let mut twin = article.clone();
    let left = article.text.chars().zip(&gone).filter(|(_, gone)| !**gone);
    twin.text = left.map(|(c, _)| c).collect();
    twin.boilerplate.clear();
    for mark in &mut twin.optional {
        mark.range = at[mark.range.start]..at[mark.range.end];
    }
    twin.optional.retain(|mark| !mark.range.is_empty());
    twin
}

/// By byte of the text: 0 body or no letter's start, else what was marked.
struct Marks<'a> {
    article: &'a Article,
    letters: Vec<u8>,
    /// Category of each byte's mark, by number in `boilerplate`, from 1.
    categories: Vec<u16>,
}

const BODY: u8 = 1;
const BOILERPLATE: u8 = 2;
const OPTIONAL: u8 = 3;

impl<'a> Marks<'a> {
    fn new(article: &'a Article) -> Self {
        let points = article.text.chars().count();
        let mut kind = vec![BODY; points];
        let mut category = vec![0u16; points];
        for mark in &article.optional {
            kind[mark.range.clone()].fill(OPTIONAL);
        }
        for (i, mark) in article.boilerplate.iter().enumerate() {
            kind[mark.range.clone()].fill(BOILERPLATE);
            category[mark.range.clone()].fill(i.min(usize::from(u16::MAX) - 1) as u16 + 1);
        }
        let mut letters = vec![0; article.text.len()];
        let mut categories = vec![0; article.text.len()];
        for (point, (at, c)) in article.text.char_indices().enumerate() {
            if c.is_alphanumeric() {
                letters[at] = kind[point];
                categories[at] = category[point];
            }
        }
        Marks {
            article,
            letters,
            categories,
        }
    }

    fn example(&self, ranges: &[Range<usize>], weight: f64) -> Example {
        let (mut marked, mut body) = (0u32, 0u32);
        let mut mark = 0;
        for range in ranges {
            for at in range.clone() {
                match self.letters[at] {
                    BODY => body += 1,
                    BOILERPLATE => {
                        marked += 1;
                        mark = self.categories[at];
                    }
                    _ => {}
                }
            }
        }
        let boilerplate = marked > body;
        let mark = boilerplate
            .then(|| usize::from(mark).checked_sub(1))
            .flatten();
        let length = f64::from((marked + body).min(LONG));
        Example {
            boilerplate,
            marked,
            weight: if marked + body == 0 {
                0.0
            } else {
                weight * ((length + 5.0) / 25.0).sqrt()
            },
            category: mark.map(|m| self.article.boilerplate[m].category.clone()),
        }
    }
}
