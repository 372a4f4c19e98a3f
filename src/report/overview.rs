//! What was removed from a corpus: totals, and a bounded sample to look at.
//!
//! Documents are added one at a time and nothing of them stays but counts and what was drawn. Parts
//! of a corpus may be counted apart and merged, in order: the result is that of the whole.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::judged::Judged;
use super::sampled::{Sampled, SampledSpan};
use crate::category::Category;
use crate::draw::{Lowest, draw};
use crate::language::Lang;

/// So many sources and rules are counted by name, those that came first; the rest together.
const NAMES: usize = 100_000;

/// What is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Draw {
    /// Draws other documents and spans.
    pub seed: u64,
    /// So many documents, of those that lost something.
    pub documents: usize,
    /// And so many of those that lost the largest share.
    pub most: usize,
    /// So many spans of every rule.
    pub per_rule: usize,
    /// Texts of at most so many code points are carried whole.
    pub whole: usize,
}

/// Removed spans and their length in code points.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Removed {
    /// Spans.
    pub spans: u64,
    /// Code points.
    pub chars: u64,
}

/// Of a source or a language: what there was of it, and what went.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Share {
    /// Documents; of a language, those with text in it.
    pub documents: u64,
    /// Code points of text.
    pub chars: u64,
    /// What was removed.
    pub removed: Removed,
}

/// Totals and sample.
#[derive(Debug, Clone)]
pub struct Overview {
    /// What is drawn.
    pub draw: Draw,
    /// Everything.
    pub all: Share,
    /// Documents that lost something.
    pub changed: u64,
    /// Documents by outcome.
    pub outcomes: BTreeMap<String, u64>,
    /// Documents whose text is not known: they are counted, but not drawn.
    pub without_text: u64,
    /// By category.
    pub categories: BTreeMap<Category, Removed>,
    /// By language.
    pub languages: BTreeMap<Lang, Share>,
    /// By source; the key of documents without one is empty.
    pub sources: Named<Share>,
    /// By rule; the category is that of its first span.
    pub rules: Named<(Option<Category>, Removed)>,
    sample: Lowest<(u64, String, String), Arc<Sampled>>,
    most: Lowest<LossKey, Arc<Sampled>>,
    spans: BTreeMap<Arc<str>, Lowest<SpanKey, SampledSpan>>,
}

/// Share and length that were removed, and the document.
type LossKey = (Reverse<u64>, Reverse<usize>, String, String);

/// Draw, document, and where the span begins.
type SpanKey = (u64, String, usize, String);

/// Counts by name, of a bounded number of names.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Named<T> {
    /// By name.
    pub named: BTreeMap<Arc<str>, T>,
    /// All names that came when there was no more room.
    pub rest: T,
}

impl<T: Default> Named<T> {
    fn of(&mut self, name: &str) -> &mut T {
        if self.named.len() >= NAMES && !self.named.contains_key(name) {
            return &mut self.rest;
        }
        if !self.named.contains_key(name) {
            self.named.insert(name.into(), T::default());
        }
        self.named.get_mut(name).expect("just put there")
    }
}

impl Removed {
    fn add(&mut self, other: Removed) {
        self.spans += other.spans;
        self.chars += other.chars;
    }
}

impl Share {
    fn add(&mut self, other: Share) {
        self.documents += other.documents;
        self.chars += other.chars;
        self.removed.add(other.removed);
    }

    /// The share that was removed, 0 to 1.
    pub fn share(&self) -> f64 {
        match self.chars {
            0 => 0.0,
            all => self.removed.chars as f64 / all as f64,
        }
    }
}

impl Overview {
    /// Nothing yet.
    pub fn new(draw: Draw) -> Self {
        Overview {
            draw,
            all: Share::default(),
            changed: 0,
            outcomes: BTreeMap::new(),
            without_text: 0,
            categories: BTreeMap::new(),
            languages: BTreeMap::new(),
            sources: Named::default(),
            rules: Named::default(),
            sample: Lowest::new(draw.documents),
            most: Lowest::new(draw.most),
            spans: BTreeMap::new(),
        }
    }

    /// Counts a document, and draws from it.
    pub fn add(&mut self, judged: &Judged<'_>) {
        let mut share = Share {
            documents: 1,
            chars: judged.length as u64,
            removed: Removed::default(),
        };
        *self.outcomes.entry(judged.outcome.clone()).or_default() += 1;
        for (lang, length) in &judged.langs {
            let of_lang = self.languages.entry(*lang).or_default();
            of_lang.documents += 1;
            of_lang.chars += *length as u64;
        }
        for span in &judged.spans {
            let one = Removed {
                spans: 1,
                chars: span.chars.len() as u64,
            };
            share.removed.add(one);
            self.categories.entry(span.category).or_default().add(one);
            self.languages
                .entry(span.lang)
                .or_default()
                .removed
                .add(one);
            let (category, of_rule) = self.rules.of(&span.rule);
            category.get_or_insert(span.category);
            of_rule.add(one);
        }
        self.sources
            .of(judged.source.unwrap_or_default())
            .add(share);
        self.all.add(share);
        self.changed += u64::from(!judged.spans.is_empty());
        match &judged.text {
            None => self.without_text += 1,
            Some(text) if !judged.spans.is_empty() => self.draw_from(judged, text),
            Some(_) => {}
        }
    }

    fn draw_from(&mut self, judged: &Judged<'_>, text: &str) {
        let whole = self.draw.whole;
        let mut sampled: Option<Arc<Sampled>> = None;
        let mut sampled = || {
            let new = || Arc::new(Sampled::new(judged, text, whole));
            sampled.get_or_insert_with(new).clone()
        };
        let (id, place) = (judged.id.get().to_owned(), judged.place.to_owned());
        let seed = self.draw.seed;
        let key = (draw(seed, &id, 0), id.clone(), place.clone());
        if self.sample.wants(&key) {
            self.sample.offer(key, sampled());
        }
        let removed = judged.removed();
        let share = removed as u64 * 1_000_000 / (judged.length as u64).max(1);
        let key = (Reverse(share), Reverse(removed), id.clone(), place.clone());
        if self.most.wants(&key) {
            self.most.offer(key, sampled());
        }
        let room = self.draw.per_rule;
        for span in judged.spans.iter().filter(|_| room > 0) {
            let at = span.chars.start;
            let key = (draw(seed, &id, at), id.clone(), at, place.clone());
            let pool = self.spans.entry(span.rule.clone());
            let pool = pool.or_insert_with(|| Lowest::new(room));
            if pool.wants(&key) {
                pool.offer(key, SampledSpan::new(sampled(), span, text));
            }
        }
    }

    /// Adds what the next part of the corpus gave.
    pub fn merge(&mut self, other: Self) {
        self.all.add(other.all);
        self.changed += other.changed;
        self.without_text += other.without_text;
        for (outcome, count) in other.outcomes {
            *self.outcomes.entry(outcome).or_default() += count;
        }
        for (category, removed) in other.categories {
            self.categories.entry(category).or_default().add(removed);
        }
        for (lang, share) in other.languages {
            self.languages.entry(lang).or_default().add(share);
        }
        for (name, share) in &other.sources.named {
            self.sources.of(name).add(*share);
        }
        self.sources.rest.add(other.sources.rest);
        for (name, (first, removed)) in &other.rules.named {
            let (category, of_rule) = self.rules.of(name);
            *category = category.or(*first);
            of_rule.add(*removed);
        }
        self.rules.rest.1.add(other.rules.rest.1);
        self.sample.merge(other.sample);
        self.most.merge(other.most);
        for (rule, pool) in other.spans {
            match self.spans.get_mut(&rule) {
                Some(own) => own.merge(pool),
                None => drop(self.spans.insert(rule, pool)),
            }
        }
    }

    /// The documents drawn, in the order in which they were drawn.
    pub fn sample(&self) -> impl Iterator<Item = &Arc<Sampled>> {
        self.sample.iter()
    }

    /// The documents that lost the largest share, those first that lost most.
    pub fn most(&self) -> impl Iterator<Item = &Arc<Sampled>> {
        self.most.iter()
    }

    /// The spans drawn, by rule.
    pub fn spans(&self) -> impl Iterator<Item = (&Arc<str>, impl Iterator<Item = &SampledSpan>)> {
        self.spans.iter().map(|(rule, pool)| (rule, pool.iter()))
    }
}
