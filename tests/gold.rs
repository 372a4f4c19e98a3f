//! The articles under corpus/gold: there are enough of them, and the floors hold.

use std::fs;
use std::io::BufReader;
use std::path::Path;

use jingwen::eval::gold::Articles;
use jingwen::eval::{Article, Baseline, Evaluation, Half};
use jingwen::{Category, Cleaner, RuleSet};

/// The articles of every .jsonl file of a folder, file by file.
fn articles(folder: &Path) -> Vec<Article> {
    let entries = fs::read_dir(folder);
    let entries = entries.unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|end| end == "jsonl"));
    files.sort();
    let mut all = Vec::new();
    for path in files {
        let reader = BufReader::new(fs::File::open(&path).unwrap());
        for article in Articles::new(reader) {
            all.push(article.unwrap_or_else(|error| panic!("{}:{error}", path.display())));
        }
    }
    all
}

/// What the folder lacks.
fn lacks(articles: &[Article]) -> Vec<String> {
    let mut lacks = Vec::new();
    let mut at_least = |what: &str, wanted: usize, found: usize| {
        if found < wanted {
            lacks.push(format!("{found} {what}, at least {wanted} are needed"));
        }
    };
    let count = |test: &dyn Fn(&Article) -> bool| articles.iter().filter(|a| test(a)).count();
    at_least("articles", 250, articles.len());
    at_least("structural articles", 80, count(&|a| a.is_structural()));
    at_least("traps", 60, count(&|a| a.kind == "trap"));
    for lang in ["en", "zh-Hans", "zh-Hant", "mixed"] {
        at_least(&format!("{lang} articles"), 1, count(&|a| a.lang == lang));
    }
    for article in articles {
        for mark in &article.boilerplate {
            if mark.category.parse::<Category>().is_err() {
                lacks.push(format!(
                    "{}: unknown category {}",
                    article.id, mark.category
                ));
            }
        }
    }
    lacks
}

/// What went wrong with the articles, and where their figures are below the floors.
fn failures(articles: &[Article], floors: &str) -> Vec<String> {
    let cleaner = Cleaner::new(RuleSet::builtin());
    let mut evaluation = Evaluation::new(Half::All);
    for article in articles {
        evaluation.add(&cleaner, article).unwrap();
    }
    let mut failures = Vec::new();
    for document in evaluation.documents(Half::All) {
        let clean = document.structural && document.kind == "clean";
        if clean && document.characters.wrong > 0 {
            let lost = document.characters.wrong;
            failures.push(format!("{} lost {lost} characters", document.id));
        }
    }
    let measured = Baseline::measured(&evaluation.summary(Half::Held));
    let floors = Baseline::parse(floors).unwrap_or_else(|error| panic!("baseline.toml:{error}"));
    for lang in measured.languages.keys() {
        if !floors.languages.contains_key(lang) {
            failures.push(format!("no floor for {lang}"));
        }
    }
    failures.extend(floors.falls(&measured).iter().map(ToString::to_string));
    failures
}

#[test]
fn the_floors_hold_on_the_gold_articles() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/gold");
    let articles = articles(&folder);
    assert_eq!(lacks(&articles), [""; 0]);
    let floors =
        fs::read_to_string(folder.join("baseline.toml")).expect("corpus/gold/baseline.toml");
    let failures = failures(&articles, &floors);
    assert!(failures.is_empty(), "{failures:#?}");
}

#[test]
fn a_folder_with_too_little_fails() {
    let few = articles(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/eval"));
    let found = lacks(&few);
    assert_eq!(
        found,
        [
            "8 articles, at least 250 are needed",
            "1 structural articles, at least 80 are needed",
            "1 traps, at least 60 are needed",
        ]
    );
    assert_eq!(lacks(&[]).len(), 7);
}

#[test]
fn figures_below_the_floors_fail() {
    let few = articles(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/eval"));
    let floors = "[held]\nsha256-of-id = \"0-7\"\n\
                  [languages.mixed]\nprecision = 0.0\nrecall = 0.0\n\
                  [lost]\nclean = 0\ntrap = 0\nstructural = 0\n";
    let missing = ["no floor for en", "no floor for zh-Hans"];
    assert_eq!(failures(&few, floors), missing);
    let unmeasured = floors.replace("languages.mixed", "languages.zh-Hant");
    let found = failures(&few, &unmeasured).join("; ");
    assert!(
        found.contains("zh-Hant recall: floor 0.000, but nothing"),
        "{found}"
    );
}
