use std::fs;
use std::path::{Path, PathBuf};

use super::*;
use crate::rules::RuleSet;
use crate::text::layout::rows;

/// The hits of both ways, which are equal.
fn same(patterns: &[Pattern], automaton: &Automaton, text: &str) -> usize {
    let rows = rows(text);
    let (folded, units) = (Folded::new(text, &rows), Units::new(text, &rows));
    let by = |automaton| hits(automaton, patterns, text, &folded, &units);
    let found = by(None);
    assert_eq!(found, by(Some(automaton)), "{text:?}");
    found.len()
}

fn builtin() -> Vec<Pattern> {
    let rules = RuleSet::builtin();
    rules.patterns().into_iter().cloned().collect()
}

fn files(dir: &Path, all: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, all);
        } else {
            all.push(path);
        }
    }
}

#[test]
fn both_ways_find_the_same_in_the_corpus() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let mut all = Vec::new();
    files(&corpus.join("samples"), &mut all);
    files(&corpus.join("gold"), &mut all);
    let patterns = builtin();
    let automaton = Automaton::new(&patterns);
    let (mut texts, mut found) = (0, 0);
    for file in all {
        let Ok(content) = fs::read_to_string(&file) else {
            continue;
        };
        if file.extension().is_some_and(|e| e == "jsonl") {
            for line in content.lines() {
                let line: serde_json::Value = serde_json::from_str(line).unwrap();
                let Some(text) = line["text"].as_str() else {
                    continue;
                };
                texts += 1;
                found += same(&patterns, &automaton, text);
            }
        } else {
            texts += 1;
            found += same(&patterns, &automaton, &content);
        }
    }
    assert!(texts > 100 && found > 1000, "{texts} texts, {found} hits");
}

#[test]
fn both_ways_find_the_same_in_contrived_texts() {
    let patterns = builtin();
    let automaton = Automaton::new(&patterns);
    let longest = patterns.iter().flat_map(|p| p.atoms.iter());
    let longest = longest.flat_map(|a| a.iter()).max_by_key(|t| t.len());
    let longest = longest.unwrap();
    // All literals in a row, glued and apart, so that they overlap and chain in every way.
    let literals = || patterns.iter().flat_map(|p| p.atoms.iter());
    let glued: String = literals().flat_map(|a| a.iter()).step_by(7).collect();
    let apart: Vec<&str> = literals().filter_map(|a| a.iter().last()).collect();
    let texts = [
        String::new(),
        "a".to_owned(),
        "ad".to_owned(),
        "©".to_owned(),
        "版".to_owned(),
        "|||!!!@@@".to_owned(),
        "ad ad ad adadad AD Ad\nad".repeat(20),
        "all rights reserved all rights reserved".repeat(50),
        "aaaaaaaa".repeat(100),
        "责责任编辑：责任编辑编辑：".repeat(50),
        "newsletterSign up\u{200B}Sign\u{AD} up 來源：来源来源:".to_owned(),
        longest.to_owned(),
        longest[..longest.char_indices().last().unwrap().0].to_owned(),
        format!("{longest}{longest}"),
        glued,
        apart.join(" "),
        apart.join("\n"),
    ];
    let found: usize = texts.iter().map(|t| same(&patterns, &automaton, t)).sum();
    assert!(found > 1000, "{found} hits");
    assert_eq!(same(&[], &Automaton::new(&[]), "ad"), 0);
}

#[test]
fn the_automaton_is_built_when_much_was_seen() {
    let patterns = builtin();
    let look = |matcher: &Matcher, text: &str| {
        let rows = rows(text);
        let (folded, units) = (Folded::new(text, &rows), Units::new(text, &rows));
        matcher.hits(&patterns, text, &folded, &units)
    };
    let matcher = Matcher::default();
    let first = look(&matcher, "Advertisement. All rights reserved 2020.");
    assert!(!first.is_empty() && matcher.automaton.get().is_none());
    for _ in 0..BRIEF / LEAST {
        let again = look(&matcher, "Advertisement. All rights reserved 2020.");
        assert_eq!(again, first);
    }
    assert!(matcher.automaton.get().is_some());
    let long = Matcher::default();
    look(&long, &"word ".repeat(BRIEF));
    assert!(long.automaton.get().is_some());
}
