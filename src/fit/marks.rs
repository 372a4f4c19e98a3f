//! Marks of reviewers as annotated articles: a span marked right is boilerplate, one marked wrong is
//! body text, and of all else nothing is known.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::eval::Article;
use crate::eval::gold::{LANGUAGES, Mark as Marked};
use crate::language::{Lang, spans};
use crate::report::{Mark, Verdict};

/// The publisher of texts whose publisher is not known; each stands for itself.
const UNKNOWN: &str = "not known";

/// Collects marks by the text they were made in.
#[derive(Debug, Default)]
pub struct MarkedTexts {
    /// By SHA-256 of the text.
    texts: BTreeMap<String, MarkedText>,
    /// Marks without the text they were made in.
    without_text: usize,
}

#[derive(Debug)]
struct MarkedText {
    text: String,
    source: Option<String>,
    title: Option<String>,
    /// Code points, what they were taken for, and what is said of that.
    said: Vec<(Range<usize>, String, Verdict)>,
}

impl MarkedTexts {
    /// Adds a mark; one that says nothing is passed over.
    pub fn add(&mut self, mark: Mark) {
        let Some(verdict) = mark.mark else { return };
        let range = mark.range();
        let Some(text) = mark.text else {
            self.without_text += 1;
            return;
        };
        let known = self.texts.entry(mark.sha256).or_insert_with(|| MarkedText {
            text,
            source: mark.source,
            title: mark.title,
            said: Vec::new(),
        });
        let said = (range, mark.category, verdict);
        if !known.said.contains(&said) {
            known.said.push(said);
        }
    }

    /// Marks that carry no text, so that nothing can be learnt from them.
    pub fn without_text(&self) -> usize {
        self.without_text
    }

    /// An article of each text. What was marked both ways, or not at all, is optional in it: it
    /// counts for nothing.
    pub fn articles(self) -> impl Iterator<Item = Article> {
        let texts = self.texts.into_iter();
        texts.filter_map(|(sha256, marked)| marked.article(&sha256))
    }
}

impl MarkedText {
    fn article(self, sha256: &str) -> Option<Article> {
        // By code point: marked right, and marked wrong.
        let mut said = vec![(false, false); self.text.chars().count()];
        for (range, _, verdict) in &self.said {
            for point in &mut said[range.clone()] {
                match verdict {
                    Verdict::Right => point.0 = true,
                    Verdict::Wrong => point.1 = true,
                }
            }
        }
        let boilerplate = self.said.iter().filter(|(range, _, verdict)| {
            *verdict == Verdict::Right && said[range.clone()].iter().all(|point| !point.1)
        });
        let boilerplate: Vec<Marked> = boilerplate
            .map(|(range, category, _)| Marked {
                range: range.clone(),
                category: category.clone(),
            })
            .collect();
        let mut known: Vec<bool> = said.iter().map(|point| point.1 && !point.0).collect();
        for mark in &boilerplate {
            known[mark.range.clone()].fill(true);
        }
        if !known.contains(&true) {
            return None;
        }
        let mut optional: Vec<Marked> = Vec::new();
        for (at, _) in known.iter().enumerate().filter(|(_, known)| !**known) {
            match optional.last_mut() {
                Some(last) if last.range.end == at => last.range.end += 1,
                _ => optional.push(Marked {
                    range: at..at + 1,
                    category: String::new(),
                }),
            }
        }
        Some(Article {
            // The hash at its end names the page, so that an annotated article of the same text is
            // of the same group.
            id: format!("marks-{sha256}"),
            lang: language(&self.text),
            kind: "marked".to_owned(),
            publisher: self.source.clone().unwrap_or_else(|| UNKNOWN.to_owned()),
            text: self.text,
            boilerplate,
            optional,
            weight: 1.0,
            layout: None,
            title: self.title,
            source: self.source,
        })
    }
}

/// The language that most of a text is in.
fn language(text: &str) -> &'static str {
    let mut lengths: BTreeMap<Lang, usize> = BTreeMap::new();
    for span in spans(text) {
        *lengths.entry(span.lang).or_default() += span.range.len();
    }
    let most = lengths.into_iter().max_by_key(|(_, length)| *length);
    let name = most.map_or("mixed", |(lang, _)| lang.as_str());
    let known = LANGUAGES.into_iter().find(|lang| *lang == name);
    known.unwrap_or("mixed")
}
