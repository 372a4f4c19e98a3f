//! What is no mistake in users' own rules, but had better not be.

use super::RuleError;
use super::model::Family;

/// What users' own rules may lack, but had better not.
pub(super) fn warnings(family: &Family) -> Vec<RuleError> {
    let mut all = Vec::new();
    let mut warn = |code, message: &str| {
        all.push(RuleError {
            file: family.file.clone(),
            line: 1,
            column: 1,
            code,
            fatal: false,
            message: message.to_owned(),
        });
    };
    if family.examples.is_empty() {
        warn(
            "R011",
            "the rule has no examples: write a positive and a negative one",
        );
    }
    if family.origin.is_empty() {
        warn(
            "R023",
            "the rule does not say where the wording was seen (`origin`)",
        );
    }
    all
}
