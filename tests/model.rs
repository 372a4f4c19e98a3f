//! The fitted model from outside: what it may never take, that it explains itself, and its file.

use std::fs;
use std::path::{Path, PathBuf};

use jingwen::eval::Article;
use jingwen::eval::gold::Articles;
use jingwen::{Cleaner, Level, Options, RuleSet, Weights};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn files(name: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder(name)).unwrap();
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|end| end == "jsonl"));
    files.sort();
    files
}

fn gold() -> Vec<Article> {
    let read = |path: PathBuf| Articles::new(std::io::Cursor::new(fs::read(path).unwrap()));
    files("corpus/gold")
        .into_iter()
        .flat_map(read)
        .map(Result::unwrap)
        .collect()
}

fn cleaner(level: Level) -> Cleaner {
    let mut options = Options::new();
    options.level = level;
    Cleaner::with_options(RuleSet::builtin(), options)
}

fn by_model(rule: &str) -> bool {
    rule.starts_with("model/")
}

#[test]
fn articles_in_other_languages_come_out_unchanged() {
    let cleaners = [Level::Conservative, Level::Standard, Level::Thorough].map(cleaner);
    for path in files("tests/data/foreign") {
        let mut count = 0;
        for line in fs::read_to_string(&path).unwrap().lines() {
            let value: serde_json::Value = serde_json::from_str(line).unwrap();
            let text = value["text"].as_str().unwrap();
            assert!(text.chars().count() >= 300, "{}", value["id"]);
            for cleaner in &cleaners {
                let level = cleaner.options().level.as_str();
                let cleaned = cleaner.clean(text);
                assert_eq!(cleaned.body(), text, "{} at {level}", value["id"]);
            }
            count += 1;
        }
        assert_eq!(count, 10, "{}", path.display());
    }
    assert_eq!(files("tests/data/foreign").len(), 5);
}

#[test]
fn long_lines_that_tell_something_are_never_the_models() {
    let cleaner = cleaner(Level::Standard);
    let mut taken = 0;
    for article in gold() {
        let cleaned = cleaner.clean(&article.text);
        for finding in cleaned.findings().iter().filter(|f| by_model(&f.rule)) {
            taken += 1;
            let text = &article.text;
            let start = text[..finding.range.start]
                .rfind('\n')
                .map_or(0, |at| at + 1);
            let end = text[finding.range.end..]
                .find('\n')
                .map_or(text.len(), |at| finding.range.end + at);
            let line = text[start..end].trim_end();
            let told = line.chars().count() > 200 && line.ends_with(['.', '。', '！', '？']);
            // A phrase in it, found or let go, makes it a line to be judged.
            let spans = cleaned.findings().iter().map(|f| (&f.range, &f.rule));
            let dropped = cleaned.dropped().iter().map(|d| (&d.range, &d.rule));
            let phrase = spans
                .chain(dropped)
                .any(|(range, rule)| !by_model(rule) && range.start >= start && range.start < end);
            assert!(!told || phrase, "{}: {line}", article.id);
        }
    }
    assert!(taken > 50, "the model took {taken} pieces");
}

#[test]
fn every_finding_of_the_model_says_what_its_score_is_made_of() {
    let cleaner = cleaner(Level::Standard);
    let mut seen = 0;
    for article in gold() {
        for finding in cleaner.clean(&article.text).findings() {
            if by_model(&finding.rule) {
                assert!(finding.reasons.len() > 2, "{}", article.id);
                let sum: i32 = finding.reasons.iter().map(|r| r.points).sum();
                assert!(sum >= 99, "{}: {sum}", article.id);
                assert_eq!(finding.rule.as_ref(), format!("model/{}", finding.category));
                seen += 1;
            }
        }
    }
    assert!(seen > 50);
}

#[test]
fn levels_take_more_and_more() {
    let levels = [Level::Conservative, Level::Standard, Level::Thorough].map(cleaner);
    let sums = levels.map(|cleaner| {
        let taken = |a: &Article| a.text.len() - cleaner.clean(&a.text).body().len();
        gold().iter().map(taken).sum::<usize>()
    });
    assert!(sums[0] < sums[1] && sums[1] < sums[2], "{sums:?}");
}

#[test]
fn weights_are_read_as_they_are_written() {
    let weights = Weights::builtin();
    let text = weights.to_text();
    assert_eq!(Weights::parse(&text).unwrap(), weights);
    assert!(text.len() <= 512 * 1024, "{} bytes", text.len());
}

#[test]
fn every_mistake_in_a_weights_file_is_named() {
    let text = Weights::builtin().to_text();
    let changed = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        Weights::parse(&text.replacen(from, to, 1))
            .unwrap_err()
            .to_string()
    };
    assert!(changed("format = ", "format = 9").contains("format 9"));
    assert!(changed("[thresholds]\n", "[thresholds]\nsoft = 1\n").contains("unknown field `soft`"));
    assert!(
        changed("[inputs]\n", "[inputs]\n\"colour=red\" = 3\n")
            .contains("unknown input `colour=red`")
    );
    assert!(changed("\"place\", ", "").contains("questions"));
    assert!(changed("nodes = \"", "nodes = \"AAAA").contains("[trees]"));
    for error in [
        Weights::parse("").unwrap_err().to_string(),
        Weights::parse(&text[..text.len() / 2])
            .unwrap_err()
            .to_string(),
    ] {
        assert!(error.contains("jingwen fit"), "{error}");
    }
}

#[test]
fn trees_that_lead_out_of_themselves_are_refused() {
    use base64::Engine as _;
    let engine = base64::engine::general_purpose::STANDARD;
    let text = Weights::builtin().to_text();
    let start = text.find("nodes = \"").unwrap() + "nodes = \"".len();
    let end = start + text[start..].find('"').unwrap();
    let mut nodes = engine.decode(&text[start..end]).unwrap();
    // The third byte of a node says how many nodes on the other answer leads.
    nodes[2] = 255;
    let text = format!("{}{}{}", &text[..start], engine.encode(nodes), &text[end..]);
    let error = Weights::parse(&text).unwrap_err().to_string();
    assert!(error.contains("tree 1 leads out of itself"), "{error}");
}
