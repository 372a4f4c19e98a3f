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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Marks;
    use crate::report::sampled::sha256;

    const TEXT: &str = "桥将于五月开工。广告。扫码关注。";

    fn marks(said: &[(usize, usize, &str)]) -> MarkedTexts {
        let mut all = MarkedTexts::default();
        for (start, end, verdict) in said {
            let span: String = TEXT.chars().skip(*start).take(end - start).collect();
            let line = serde_json::json!({
                "type": "mark", "schema": 1, "mark": verdict, "id": "a", "sha256": sha256(TEXT),
                "start": start, "end": end, "rule": "x/y", "category": "advertisement",
                "lang": "zh-Hans", "source": "a.example", "span": span, "text": TEXT,
            });
            let line = line.to_string();
            all.add(Marks::new(line.as_bytes()).next().unwrap().unwrap());
        }
        all
    }

    fn article(said: &[(usize, usize, &str)]) -> Option<Article> {
        let mut articles = marks(said).articles();
        let first = articles.next();
        assert!(articles.next().is_none());
        first
    }

    fn ranges(marks: &[Marked]) -> Vec<(usize, usize)> {
        let ends = |mark: &Marked| (mark.range.start, mark.range.end);
        marks.iter().map(ends).collect()
    }

    #[test]
    fn right_is_boilerplate_wrong_is_body_and_the_rest_is_optional() {
        let article = article(&[(8, 11, "right"), (0, 4, "wrong"), (8, 11, "right")]).unwrap();
        assert_eq!(ranges(&article.boilerplate), [(8, 11)]);
        assert_eq!(ranges(&article.optional), [(4, 8), (11, 16)]);
        assert_eq!(
            (&*article.publisher, article.lang),
            ("a.example", "zh-Hans")
        );
        assert_eq!(article.id, format!("marks-{}", sha256(TEXT)));
    }

    #[test]
    fn what_is_disputed_counts_for_nothing() {
        let article = article(&[(8, 11, "right"), (10, 12, "wrong"), (12, 16, "right")]).unwrap();
        assert_eq!(ranges(&article.boilerplate), [(12, 16)]);
        // Only the eleventh character is marked wrong and nothing else.
        assert_eq!(ranges(&article.optional), [(0, 11)]);
    }

    #[test]
    fn marks_both_ways_or_none_give_no_article() {
        assert!(article(&[(8, 11, "right"), (8, 11, "wrong")]).is_none());
        assert!(marks(&[]).articles().next().is_none());
    }
}
