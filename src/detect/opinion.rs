//! What the judge thinks of every sentence, whether it would go or not: for learning.

use std::ops::Range;

use super::model::units::Standing;
use super::verdict::Scored;
use super::{Detector, judge, silent};
use crate::category::Category;
use crate::language::Languages;
use crate::options::{Context, Level, Options};

/// What is thought of a sentence.
#[derive(Debug, Clone)]
pub(crate) struct Opinion {
    /// Bytes of the input.
    pub range: Range<usize>,
    /// Letters and digits.
    pub letters: usize,
    /// Logarithm of the odds that it is boilerplate, in 256ths; none where the model does not look.
    pub score: Option<i32>,
    /// What it is, if it is boilerplate.
    pub category: Category,
    /// Rules take it.
    pub ruled: bool,
    /// One of them for certain.
    pub sure: bool,
    /// It stays whatever its score, or a guard let a phrase in it go.
    pub kept: bool,
}

impl Detector {
    /// What is thought of every sentence of a text, in order.
    pub fn opinions(
        &self,
        text: &str,
        langs: &Languages<'_>,
        context: &Context<'_>,
    ) -> Vec<Opinion> {
        let (mut document, folded, _, hits) = self.read(text, langs, context);
        let (level, patterns) = (Level::Standard, &self.patterns);
        let (hits, _) = silent::split(patterns, hits);
        let rules =
            judge::Weighed::new(&mut document, &folded, patterns, hits, context, level, true);
        let cover = rules.cover(&document, false);
        let opinion = |s: usize| {
            let sentence = &document.sentences[s];
            let found = &rules.evidence.by_sentence[s];
            let owner = cover.owner(&sentence.range);
            let owner = owner.map(|i| rules.evidence.owners[i]);
            let span = cover.span_in(&sentence.range);
            Opinion {
                range: sentence.range.clone(),
                letters: sentence.letters,
                score: None,
                category: owner
                    .map(|owner| owner.category)
                    .or(found.category)
                    .unwrap_or(Category::Other),
                ruled: owner.is_some(),
                sure: owner
                    .zip(span)
                    .is_some_and(|(owner, s)| owner.is_sure(s.why)),
                kept: found.guarded,
            }
        };
        let mut all: Vec<Opinion> = (0..document.sentences.len()).map(opinion).collect();
        let Some(model) = &self.model else {
            return all;
        };
        let evidence = &rules.evidence;
        let scored = Scored::new(&document, &folded, evidence, &cover, model, &Options::new());
        for (unit, score) in scored.units.iter().zip(&scored.second) {
            let opinion = &mut all[unit.sentence];
            opinion.score = *score;
            opinion.kept |= matches!(unit.standing, Standing::Kept(_));
            if !opinion.ruled && evidence.by_sentence[unit.sentence].category.is_none() {
                opinion.category = model.table.category(&unit.places);
            }
        }
        all
    }
}
