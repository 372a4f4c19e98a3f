//! Who judges which article: one cleaner for all, or one for each fold.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use jingwen::{Cleaner, Options, RuleSet, Weights};

use super::EvalArgs;
use crate::cli::fit::{FOLD_OF, fold_file};
use crate::cli::judging::read_weights;
use crate::cli::message::{Messages, shown};

/// The cleaners.
pub struct Judges {
    rules: RuleSet,
    options: Options,
    /// For articles that no fold holds; then by fold.
    weights: Vec<Option<Weights>>,
    cleaners: Vec<Cleaner>,
    fold_of: HashMap<String, usize>,
}

impl Judges {
    /// None if there are mistakes in rules or weights, which are then printed.
    pub fn new(args: &EvalArgs, messages: &mut Messages) -> Result<Option<Self>> {
        let (Some(rules), Some(all)) = (args.judge.rules(messages), args.judge.weights(messages))
        else {
            return Ok(None);
        };
        let mut weights = vec![all];
        let mut fold_of = HashMap::new();
        if let Some(dir) = &args.folds {
            fold_of = folds(dir)?;
            let folds = fold_of.values().max().map_or(0, |&last| last + 1);
            for fold in 0..folds {
                let Some(own) = read_weights(&dir.join(fold_file(fold)), messages) else {
                    return Ok(None);
                };
                weights.push(Some(own));
            }
        }
        let options = args.judge.options();
        Ok(Some(Self::judging(rules, options, weights, fold_of)))
    }

    fn judging(
        rules: RuleSet,
        options: Options,
        weights: Vec<Option<Weights>>,
        fold_of: HashMap<String, usize>,
    ) -> Self {
        let cleaner =
            |w: &Option<Weights>| Cleaner::with_weights(rules.clone(), w.clone(), options.clone());
        Judges {
            cleaners: weights.iter().map(cleaner).collect(),
            rules,
            options,
            weights,
            fold_of,
        }
    }

    /// The same, who know nothing of one input of the model.
    pub fn without(&self, input: &str) -> Self {
        let less = |w: &Option<Weights>| w.as_ref().and_then(|w| w.without(input));
        Self::judging(
            self.rules.clone(),
            self.options.clone(),
            self.weights.iter().map(less).collect(),
            self.fold_of.clone(),
        )
    }

    /// Who judges an article.
    pub fn of(&self, id: &str) -> &Cleaner {
        let fold = self.fold_of.get(id).map_or(0, |fold| fold + 1);
        &self.cleaners[fold]
    }
}

fn folds(dir: &Path) -> Result<HashMap<String, usize>> {
    let path = dir.join(FOLD_OF);
    let named = |what: &str| format!("{}: {what}; `jingwen fit --folds` writes it", shown(&path));
    let text = fs::read_to_string(&path).with_context(|| named("cannot be read"))?;
    serde_json::from_str(&text).with_context(|| named("is not a list of folds"))
}
