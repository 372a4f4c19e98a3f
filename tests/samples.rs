//! The sample articles: exactly the expected strings go, re-wrapped and joined as well.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use jingwen::{Cleaner, RuleSet};

static CLEANER: LazyLock<Cleaner> = LazyLock::new(|| Cleaner::new(RuleSet::builtin()));

struct Sample {
    name: String,
    text: String,
    removed: Vec<String>,
}

fn samples() -> Vec<Sample> {
    let dir = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("corpus/samples");
    let expected: BTreeMap<String, Vec<String>> =
        serde_json::from_str(&fs::read_to_string(dir.join("expected.json")).unwrap()).unwrap();
    let texts = expected
        .into_iter()
        .filter(|(name, _)| !name.ends_with(".jsonl"));
    texts
        .map(|(name, removed)| Sample {
            text: fs::read_to_string(dir.join(&name)).unwrap(),
            name,
            removed,
        })
        .collect()
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The letters that left the text.
fn gone(text: &str) -> String {
    let cleaned = CLEANER.clean(text);
    cleaned
        .findings()
        .iter()
        .filter(|f| f.removed)
        .map(|f| letters(&text[f.range.clone()]))
        .collect()
}

#[test]
fn exactly_the_expected_strings_leave_each_sample() {
    let samples = samples();
    assert!(samples.len() >= 12);
    let mut wrong = String::new();
    for s in &samples {
        let expected: String = s.removed.iter().map(|r| letters(r)).collect();
        let gone = gone(&s.text);
        if gone != expected {
            wrong += &format!("{}:\n  expected {expected}\n  removed  {gone}\n", s.name);
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Greedy wrapping as mail programs do it: Latin at spaces, Han anywhere, two columns each.
fn wrap(paragraph: &str, columns: usize, newline: &str) -> String {
    let width = |s: &str| {
        s.chars()
            .map(|c| if c as u32 > 0x2E80 { 2 } else { 1 })
            .sum::<usize>()
    };
    let mut pieces: Vec<String> = Vec::new();
    for c in paragraph.chars() {
        let joins = pieces.last().is_some_and(|p: &String| {
            let last = p.chars().next_back().unwrap();
            let wide = |c: char| c as u32 > 0x2E80;
            "，。、：；！？」』）】".contains(c) || (!wide(c) && !wide(last) && last != ' ')
        });
        if joins {
            pieces.last_mut().unwrap().push(c)
        } else {
            pieces.push(c.to_string())
        }
    }
    let (mut out, mut at) = (String::new(), 0);
    for piece in pieces {
        if at > 0 && at + width(piece.trim_end()) > columns {
            out.truncate(out.trim_end().len());
            out += newline;
            at = 0;
            if piece == " " {
                continue;
            }
        }
        at += width(&piece);
        out += &piece;
    }
    out
}

/// Whether the string is found as legal text, and not as page furniture.
fn is_disclaimer(text: &str, string: &str) -> bool {
    let at = text.find(string).unwrap();
    let legal = |name: &str| {
        name.ends_with("_disclaimer")
            || [
                "risk_warning",
                "copyright",
                "reprint_notice",
                "forward_looking",
                "regulatory_filing",
                "legal_terms",
                "holding_disclosure",
                "affiliate_disclosure",
            ]
            .contains(&name)
    };
    let cleaned = CLEANER.clean(text);
    let mut inside = cleaned
        .findings()
        .iter()
        .filter(|f| f.range.start >= at && f.range.end <= at + string.len());
    inside.any(|f| legal(f.category.as_str()))
}

#[test]
fn a_disclaimer_goes_however_its_lines_are_broken() {
    let mut wrong = String::new();
    let mut tried = 0;
    for s in samples() {
        let long: Vec<&String> = s
            .removed
            .iter()
            .filter(|r| r.chars().count() >= 31 && is_disclaimer(&s.text, r))
            .collect();
        for disclaimer in long {
            for columns in [60, 72, 80] {
                for newline in ["\n", "\r\n"] {
                    let text = s
                        .text
                        .replace('\n', newline)
                        .replace(disclaimer.as_str(), &wrap(disclaimer, columns, newline));
                    tried += 1;
                    if gone(&text) != gone(&s.text) {
                        wrong += &format!(
                            "{} at {columns} {newline:?}: {}\n  expected {}\n",
                            s.name,
                            gone(&text),
                            gone(&s.text)
                        );
                    }
                }
            }
        }
    }
    assert!(tried > 20);
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn two_joined_articles_lose_what_each_loses_alone() {
    let samples = samples();
    let mut wrong = String::new();
    for a in &samples {
        for b in &samples {
            if a.name == b.name {
                continue;
            }
            let joined = gone(&format!("{}\n\n{}", a.text.trim_end(), b.text))
                .chars()
                .count() as f64;
            let alone = (gone(&a.text).chars().count() + gone(&b.text).chars().count()) as f64;
            if (joined - alone).abs() > 0.02 * alone.max(1.0) {
                wrong += &format!("{} + {}: {joined} for {alone}\n", a.name, b.name);
            }
        }
    }
    assert!(wrong.is_empty(), "{} pairs\n{wrong}", wrong.lines().count());
}
