//! Language spans.

mod texts;

use criterion::{Criterion, criterion_group, criterion_main};
use jingwen::language::{Lang, spans};

fn language(criterion: &mut Criterion) {
    let mut group = texts::group(criterion, "language");
    for each in texts::languages() {
        let is_own = |lang: Lang| match each.language {
            "English" => lang == Lang::En,
            "Chinese" => matches!(lang, Lang::ZhHans | Lang::ZhHant),
            _ => lang != Lang::Other,
        };
        // Bytes in the language of the articles.
        let own = |text: &str| {
            let spans = spans(text);
            let own = spans.iter().filter(|span| is_own(span.lang));
            own.map(|span| span.range.len()).sum::<usize>()
        };
        let all: usize = each.articles.iter().map(String::len).sum();
        let expected = each.articles.iter().map(|text| own(text)).sum();
        assert!(expected > all / 10 * 8, "{expected} of {all} bytes");
        each.bench(&mut group, "spans", expected, own);
    }
}

criterion_group!(benches, language);
criterion_main!(benches);
