//! Every rule of the repository is tested by its own examples.

use std::path::Path;

use jingwen::{RuleSet, rules};

fn repository_rules() -> RuleSet {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/rules");
    match RuleSet::empty().with_dir(&dir) {
        Ok((rules, _)) => rules,
        Err(errors) => panic!("{}", list(&errors.0)),
    }
}

fn list(errors: &[rules::RuleError]) -> String {
    errors.iter().map(|e| format!("{e}\n")).collect()
}

#[test]
fn every_rule_does_what_its_examples_say() {
    let rules = repository_rules();
    if let Err(errors) = jingwen::check_rules(&rules) {
        panic!("{} mistakes\n{}", errors.0.len(), list(&errors.0));
    }
}

#[test]
fn the_embedded_rules_are_the_repository_s() {
    // All but the line of the file on which a pattern stands.
    let all = |r: &RuleSet| {
        let told = |p: &rules::model::Pattern| {
            let mut p = p.clone();
            p.line = 0;
            let sources: Vec<String> = p.sources.iter().map(|s| s.glob().to_string()).collect();
            p.sources.clear();
            format!("{p:?} {sources:?}")
        };
        r.patterns().into_iter().map(told).collect::<Vec<_>>()
    };
    let repository = all(&repository_rules());
    assert!(repository.len() > 200);
    assert_eq!(all(&RuleSet::builtin()), repository);
}
