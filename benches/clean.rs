//! The library end to end: text in, body out, by the built-in rules and weights.

mod texts;

use criterion::{Criterion, criterion_group, criterion_main};
use jingwen::{Cleaner, Options, RuleSet};

fn clean(criterion: &mut Criterion) {
    let mut options = Options::new();
    options.lean = true;
    let body_only = Cleaner::with_options(RuleSet::builtin(), options);
    let with_record = Cleaner::new(RuleSet::builtin());

    let mut group = texts::group(criterion, "clean");
    for each in texts::languages() {
        for (what, cleaner) in [("body only", &body_only), ("with record", &with_record)] {
            // Bytes that were removed.
            let removed = |text: &str| text.len() - cleaner.clean(text).body().len();
            let expected = each.articles.iter().map(|text| removed(text)).sum();
            each.bench(&mut group, what, expected, removed);
        }
    }
    group.bench_function("compile the built-in rules", |bench| {
        bench.iter(|| Cleaner::new(RuleSet::builtin()));
    });
}

criterion_group!(benches, clean);
criterion_main!(benches);
