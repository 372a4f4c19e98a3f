//! Finding the patterns of the built-in rules: the bare automaton over folded text, and cleaning by the
//! rules alone, which matches, judges and extends. The matcher by itself is private.

mod texts;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use criterion::{Criterion, criterion_group, criterion_main};
use jingwen::text::{fold::Folded, layout};
use jingwen::{Cleaner, Options, RuleSet};

fn literals(rules: &RuleSet) -> Vec<String> {
    let patterns = rules.patterns();
    let atoms = patterns.iter().flat_map(|pattern| pattern.atoms.iter());
    let mut literals: Vec<String> = Vec::new();
    for atom in atoms {
        literals.extend(atom.iter().map(str::to_owned));
    }
    literals.sort();
    literals.dedup();
    literals
}

fn matching(criterion: &mut Criterion) {
    let rules = RuleSet::builtin();
    let kind = Some(AhoCorasickKind::ContiguousNFA);
    let automaton = AhoCorasick::builder().kind(kind).build(literals(&rules));
    let automaton = automaton.expect("the literals fit an automaton");
    let mut options = Options::new();
    options.lean = true;
    let cleaner = Cleaner::with_weights(rules, None, options);

    let mut group = texts::group(criterion, "matching");
    for mut each in texts::languages() {
        let removed = |text: &str| cleaner.clean(text).edits().len();
        let expected = each.articles.iter().map(|text| removed(text)).sum();
        each.bench(&mut group, "rules alone", expected, removed);

        for text in &mut each.articles {
            *text = Folded::new(text, &layout::rows(text)).as_str().to_owned();
        }
        let found = |text: &str| automaton.find_iter(text).count();
        let expected = each.articles.iter().map(|text| found(text)).sum();
        each.bench(&mut group, "bare scan of folded text", expected, found);
    }
}

criterion_group!(benches, matching);
criterion_main!(benches);
