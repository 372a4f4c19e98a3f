//! Cleans annotated articles and keeps the counts of each, never the texts.

use std::collections::HashSet;
use std::ops::Range;

use super::gold::Article;
use super::half::Half;
use super::per_rule::PerRule;
use super::score::{DocumentScore, Removed, score};
use super::summary::Summary;
use super::trivial::Trivial;
use crate::clean::{Cleaned, Cleaner};
use crate::options::Context;
use crate::report::{OffsetUnit, Offsets};

/// An id that an article before it has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the id `{0}` stands twice; give every article its own, and name each file once")]
pub struct DuplicateId(pub String);

/// Measures cleaners on articles that are added one at a time; memory grows with their number, not
/// with their length.
#[derive(Debug)]
pub struct Evaluation {
    half: Half,
    ids: HashSet<String>,
    documents: Vec<DocumentScore>,
    rules: PerRule,
    bytes: usize,
    scored: usize,
}

impl Evaluation {
    /// Begins; [`per_rule`](Self::per_rule) counts the articles of this half.
    pub fn new(half: Half) -> Self {
        Evaluation {
            half,
            ids: HashSet::new(),
            documents: Vec::new(),
            rules: PerRule::default(),
            bytes: 0,
            scored: 0,
        }
    }

    /// Cleans and counts an article. Articles may have cleaners of their own, as where each is
    /// judged by weights that were fitted without it.
    ///
    /// # Errors
    /// An article of that id was added before; nothing is counted.
    pub fn add(&mut self, cleaner: &Cleaner, article: &Article) -> Result<(), DuplicateId> {
        self.once(article)?;
        let cleaned = clean(cleaner, article);
        let (document, spans) = score(article, &removed(article, &cleaned));
        if self.half.has(&article.id) && !document.is_no_body() {
            self.rules.add(&cleaned, &spans);
        }
        self.documents.push(document);
        self.bytes += article.text.len();
        self.scored += cleaned.scored();
        Ok(())
    }

    /// Counts an article of which a trivial method removed what it removes.
    ///
    /// # Errors
    /// As [`add`](Self::add).
    pub fn add_trivial(&mut self, method: Trivial, article: &Article) -> Result<(), DuplicateId> {
        self.once(article)?;
        let spans = method.removed(&article.text).into_iter();
        let spans: Vec<Removed> = spans
            .map(|range| Removed {
                range,
                category: "other",
            })
            .collect();
        self.documents.push(score(article, &spans).0);
        self.bytes += article.text.len();
        Ok(())
    }

    fn once(&mut self, article: &Article) -> Result<(), DuplicateId> {
        match self.ids.insert(article.id.clone()) {
            true => Ok(()),
            false => Err(DuplicateId(article.id.clone())),
        }
    }

    /// Share of the articles' bytes that the model scored in full.
    pub fn scored_share(&self) -> f64 {
        self.scored as f64 / self.bytes.max(1) as f64
    }

    /// The counts of the articles of a half, in the order they were added.
    pub fn documents(&self, half: Half) -> impl Iterator<Item = &DocumentScore> {
        self.documents.iter().filter(move |d| half.has(&d.id))
    }

    /// The figures of a half.
    pub fn summary(&self, half: Half) -> Summary {
        Summary::new(self.documents(half))
    }

    /// What each rule did in the articles with a body of the half given at the beginning.
    pub fn per_rule(&self) -> &PerRule {
        &self.rules
    }
}

/// Cleans an article with what the gold set tells of it: source and title only where it has them.
pub fn clean(cleaner: &Cleaner, article: &Article) -> Cleaned {
    let context = Context::new()
        .source(article.source.as_deref())
        .title(article.title.as_deref());
    cleaner.clean_with(&article.text, &context)
}

/// The spans that were removed from an article, in code points.
pub fn removed<'f>(article: &Article, cleaned: &'f Cleaned) -> Vec<Removed<'f>> {
    let findings = cleaned.findings().iter().filter(|f| f.removed);
    let spans = findings.map(|f| (f.range.clone(), f.category.as_str()));
    in_points(&article.text, spans)
}

/// Spans of a text in bytes, in order, as spans in code points.
pub(super) fn in_points<'f>(
    text: &str,
    spans: impl Iterator<Item = (Range<usize>, &'f str)>,
) -> Vec<Removed<'f>> {
    let offsets = Offsets::new(text, OffsetUnit::Char);
    let span = |(range, category): (Range<usize>, &'f str)| Removed {
        range: offsets.convert(range.start)..offsets.convert(range.end),
        category,
    };
    spans.map(span).collect()
}

#[cfg(test)]
mod tests {
    use super::super::score::tests::article;
    use super::*;
    use crate::RuleSet;

    #[test]
    fn an_article_is_cleaned_and_counted_once() {
        let cleaner = Cleaner::new(RuleSet::builtin());
        let body = "桥梁将于五月动工，市长周二对记者说，议会经过长时间的辩论，于周一批准了新桥的\
                    建设方案，工程预计耗资三亿元，工期两年，届时两岸居民往来将更加方便快捷。";
        let end = body.chars().count() + 1;
        let text = format!("{body}\nAdvertisement\n{body}");
        let article = article(&text, &[(end, end + 13, "advertisement")], &[]);
        let mut evaluation = Evaluation::new(Half::All);
        evaluation.add(&cleaner, &article).unwrap();
        let again = evaluation.add(&cleaner, &article).unwrap_err();
        assert!(again.to_string().contains("the id `a` stands twice"));
        let summary = evaluation.summary(Half::All);
        assert_eq!((summary.overall.docs, summary.overall.exact), (1, 1));
        assert_eq!(summary.category_agreement, 1.0);
        let rules = evaluation.per_rule().rows();
        assert_eq!(rules.iter().map(|row| row.right_chars).sum::<u64>(), 13);
        // ca978112…: the id `a` is not held.
        assert_eq!(evaluation.summary(Half::Held).overall.docs, 0);
    }
}
