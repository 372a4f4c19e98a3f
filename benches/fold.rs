//! Folding for matching: one spelling for what readers take for the same text.

mod texts;

use criterion::{Criterion, criterion_group, criterion_main};
use jingwen::text::fold::{Folded, fold_pattern};
use jingwen::text::layout;

fn folded(text: &str) -> usize {
    Folded::new(text, &layout::rows(text)).as_str().len()
}

fn fold(criterion: &mut Criterion) {
    assert_eq!(fold_pattern("免責 聲明：ＡＢＣ"), "免责声明:abc");
    let mut group = texts::group(criterion, "fold");
    for each in texts::languages() {
        let expected = each.articles.iter().map(|text| folded(text)).sum();
        each.bench(&mut group, "fold", expected, folded);
        let rows = |text: &str| layout::rows(text).len();
        let expected = each.articles.iter().map(|text| rows(text)).sum();
        each.bench(&mut group, "rows", expected, rows);
    }
}

criterion_group!(benches, fold);
criterion_main!(benches);
