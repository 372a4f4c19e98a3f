//! Fits the judge's weights to annotated articles.
//!
//! [`Fitter`] turns articles into examples (`examples`): each as all the rules see it, as either half
//! of them does, and without its boilerplate. `logistic` fits the first pass, `boost` the trees of the
//! second and `softmax` the categories, for which the rules' own examples (`phrases`) count as well.
//! `passes` sees to it that the second pass never sees first scores of documents that they were fitted
//! on, and `levels` names the thresholds. `publisher` says what must not be divided. What reviewers
//! marked ([`MarkedTexts`]) is added as articles, too. The same articles in the same order give the
//! same bytes.

mod boost;
mod examples;
mod levels;
mod logistic;
mod marks;
mod passes;
mod phrases;
mod publisher;
mod softmax;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use crate::detect::{Detector, Weights};
use crate::eval::Article;
use crate::eval::run::DuplicateId;
use crate::report::sampled::sha256;
use crate::rules::RuleSet;
use examples::Document;
pub use marks::MarkedTexts;
use phrases::Phrase;

/// Parts that the publishers are divided into.
pub const FOLDS: usize = 5;

/// What an article counts as judged by all the rules, and by either half of them.
const VARIANTS: [f64; 3] = [1.0, 0.5, 0.5];
/// What it counts without its boilerplate.
const TWIN: f64 = 0.5;

/// Why there is nothing to fit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FitError {
    /// Folds need publishers.
    #[error(
        "articles of {0} publishers; at least {FOLDS} are needed, so that each part is judged by weights fitted on the others"
    )]
    Publishers(usize),
    /// Nothing is marked, or nothing is left.
    #[error("the articles hold no {0}; annotate some")]
    OneSided(&'static str),
}

/// What came out.
#[derive(Debug)]
pub struct Fitted {
    /// Fitted on every article.
    pub weights: Weights,
    /// Each fitted on all articles but those of its fold, with the thresholds of `weights`.
    pub folds: Vec<Weights>,
    /// The fold of each article, by id.
    pub fold_of: HashMap<String, usize>,
}

/// Collects articles, then fits.
#[derive(Debug)]
pub struct Fitter {
    detectors: Vec<Detector>,
    phrases: Vec<Phrase>,
    documents: Vec<Document>,
    ids: HashSet<String>,
    /// By the page's hash at the end of an id: its group, so that no page stands in two.
    pages: HashMap<String, String>,
}

impl Fitter {
    /// Begins; the rules give the evidence.
    pub fn new(rules: &RuleSet) -> Self {
        // Half of the patterns each: what the rules know of these articles, they were partly written
        // after. Elsewhere they know less.
        let detector =
            |variant: usize| Detector::new(&rules.thinned(|id| has_pattern(variant, id)), None);
        Fitter {
            detectors: (0..VARIANTS.len()).map(detector).collect(),
            phrases: phrases::phrases(rules),
            documents: Vec::new(),
            ids: HashSet::new(),
            pages: HashMap::new(),
        }
    }

    /// Adds an article. Its text is not kept.
    ///
    /// # Errors
    /// An article of that id was added before; nothing is added.
    pub fn add(&mut self, article: &Article) -> Result<(), DuplicateId> {
        if !self.ids.insert(article.id.clone()) {
            return Err(DuplicateId(article.id.clone()));
        }
        let group = publisher::group(&article.publisher);
        // Collections of many hosts say nothing of the publisher: every page for itself.
        let page = page(&article.id);
        let collection = !group.contains('.') && page.is_some();
        let own = if collection {
            article.id[article.id.len() - 32..].to_owned()
        } else {
            group
        };
        let group = match page {
            Some(page) => self.pages.entry(page.to_owned()).or_insert(own).clone(),
            None => own,
        };
        // Marks made in the same text are named by its hash.
        let text = self.pages.entry(sha256(&article.text));
        text.or_insert_with(|| group.clone());
        for (detector, share) in self.detectors.iter().zip(VARIANTS) {
            let document = Document::new(detector, article, group.clone(), share);
            self.documents.push(document);
        }
        if !article.boilerplate.is_empty() {
            let twin = examples::without_boilerplate(article);
            let detector = &self.detectors[0];
            self.documents
                .push(Document::new(detector, &twin, group, TWIN));
        }
        Ok(())
    }

    /// Fits. `progress` is told what is being done.
    ///
    /// # Errors
    /// There is nothing to learn from the articles.
    pub fn fit(self, progress: &(dyn Fn(&str) + Sync)) -> Result<Fitted, FitError> {
        let examples = || self.documents.iter().flat_map(|d| &d.examples);
        if !examples().any(|e| e.boilerplate) {
            return Err(FitError::OneSided("boilerplate"));
        }
        if !examples().any(|e| e.weight > 0.0 && !e.boilerplate) {
            return Err(FitError::OneSided("body text"));
        }
        let mut groups: BTreeMap<String, f64> = BTreeMap::new();
        for d in &self.documents {
            let weight: f64 = d.examples.iter().map(|e| e.weight).sum();
            *groups.entry(d.group.clone()).or_default() += weight;
        }
        if groups.len() < FOLDS {
            return Err(FitError::Publishers(groups.len()));
        }
        let folds = publisher::folds(&groups, FOLDS);
        let fold: Vec<usize> = self.documents.iter().map(|d| folds[&d.group]).collect();
        let passes = passes::fit(&self.documents, &self.phrases, &fold, FOLDS, progress);
        let thresholds = levels::thresholds();
        let wrap = |mut table: crate::detect::model::weights::Table| {
            table.thresholds = thresholds;
            Weights(Arc::new(table))
        };
        let ids = self.documents.iter().map(|d| d.id.clone());
        Ok(Fitted {
            weights: wrap(passes.table),
            folds: passes.folds.into_iter().map(wrap).collect(),
            fold_of: ids.zip(fold).collect(),
        })
    }
}

/// Whether the rules of a variant have a pattern.
fn has_pattern(variant: usize, id: &str) -> bool {
    variant == 0 || hash(id) as usize & 1 == variant - 1
}

fn hash(id: &str) -> u32 {
    let fnv = id.bytes().fold(0x811c_9dc5u32, |h, b| {
        (h ^ u32::from(b)).wrapping_mul(0x0100_0193)
    });
    (fnv ^ fnv >> 15).wrapping_mul(0x85eb_ca6b) >> 16
}

/// The hash at the end of an id that names the page an article was extracted from.
fn page(id: &str) -> Option<&str> {
    let hash = id.rsplit('-').next()?;
    let hex = |h: &str| h.bytes().all(|b| b.is_ascii_hexdigit());
    if hash.len() == 64 && hex(hash) {
        return Some(hash);
    }
    // A UUID has hyphens of its own.
    let uuid = id.len().checked_sub(36).and_then(|at| id.get(at..))?;
    let parts: Vec<usize> = uuid.split('-').map(str::len).collect();
    let is_uuid = parts == [8, 4, 4, 4, 12] && uuid.split('-').all(hex);
    is_uuid.then_some(uuid)
}
