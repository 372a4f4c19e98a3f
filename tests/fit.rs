//! Fitting: the same articles give the same bytes, publishers are not divided, mistakes are named.
#![cfg(feature = "fit")]

use jingwen::eval::Article;
use jingwen::eval::gold::parse;
use jingwen::fit::{FOLDS, FitError, Fitted, Fitter};
use jingwen::{Cleaner, Options, RuleSet, Weights};

const BODY: &str = "The council of the harbour town approved the new bridge on Monday after a long debate \
that went on until midnight, and the mayor told reporters that work on it would start in the spring of next year.";
const FOOTERS: [&str; 3] = [
    "Sign the petition with one tap today",
    "Sign the petition with two taps today",
    "Please sign the petition with a tap today",
];

/// Two articles of each publisher: a story in three paragraphs, and one that ends in a call.
fn articles(publishers: usize) -> Vec<Article> {
    let article = |i: usize, footer: Option<&str>| {
        let body = format!("{BODY}\n{BODY} Line {i}.\n{BODY}");
        let start = body.chars().count() + 1;
        let (text, marks) = match footer {
            None => (body, serde_json::json!([])),
            Some(footer) => (
                format!("{body}\n{footer}"),
                serde_json::json!([{"start": start, "end": start + footer.len(), "category": "house_promo"}]),
            ),
        };
        let line = serde_json::json!({
            "id": format!("{i}-{}", footer.is_some()), "lang": "en", "kind": "composed",
            "publisher": format!("paper{i}.example"), "text": text, "boilerplate": marks,
        });
        parse(line.to_string().as_bytes(), 1).unwrap()
    };
    (0..publishers)
        .flat_map(|i| {
            [
                article(i, None),
                article(i, Some(FOOTERS[i % FOOTERS.len()])),
            ]
        })
        .collect()
}

fn fit(articles: &[Article]) -> Result<Fitted, FitError> {
    let mut fitter = Fitter::new(&RuleSet::empty());
    for article in articles {
        fitter.add(article).unwrap();
    }
    fitter.fit(&|_| ())
}

#[test]
fn the_same_articles_give_the_same_bytes_and_what_they_show_is_learnt() {
    let articles = articles(24);
    let fitted = fit(&articles).unwrap();
    let again = fit(&articles).unwrap();
    let text = fitted.weights.to_text();
    assert_eq!(text, again.weights.to_text());
    assert_eq!(fitted.folds.len(), FOLDS);
    assert_ne!(fitted.folds[0], fitted.weights);
    // What nobody has named, taken by weights read from their file.
    let weights = Weights::parse(&text).unwrap();
    let cleaner = Cleaner::with_weights(RuleSet::empty(), Some(weights), Options::new());
    let told = format!("{BODY}\n{BODY} Other words.\n{BODY}");
    let cleaned = cleaner.clean(&format!("{told}\n{}", FOOTERS[0]));
    assert_eq!(cleaned.body().trim_end(), told);
    assert_eq!(cleaned.findings()[0].rule.as_ref(), "model/house_promo");
    assert_eq!(cleaner.clean(&told).body(), told);
}

#[test]
fn a_publisher_stands_in_one_fold() {
    let fitted = fit(&articles(8)).unwrap();
    for i in 0..8 {
        let fold = |with| fitted.fold_of[&format!("{i}-{with}")];
        assert_eq!(fold(true), fold(false), "paper{i}.example");
        assert!(fold(true) < FOLDS);
    }
}

#[test]
fn what_cannot_be_fitted_is_named() {
    let error = fit(&articles(4)).unwrap_err();
    assert_eq!(error, FitError::Publishers(4));
    assert!(error.to_string().contains("4 publishers; at least 5"));
    let mut clean = articles(6);
    clean.retain(|a| a.boilerplate.is_empty());
    assert!(
        fit(&clean)
            .unwrap_err()
            .to_string()
            .contains("hold no boilerplate")
    );
    let twice = [articles(1), articles(1)].concat();
    let mut fitter = Fitter::new(&RuleSet::empty());
    let added: Vec<bool> = twice.iter().map(|a| fitter.add(a).is_ok()).collect();
    assert_eq!(added, [true, true, false, false]);
}
