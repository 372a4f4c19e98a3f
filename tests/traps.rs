//! News that speaks of disclaimers stays whole, wherever it stands.

use jingwen::{Cleaner, Level, Options, RuleSet};

struct Line {
    lang: String,
    text: String,
}

fn read(name: &str) -> Vec<Line> {
    let path = format!("{}/tests/data/{name}", env!("CARGO_MANIFEST_DIR"));
    let lines = std::fs::read_to_string(&path).unwrap();
    let parse = |line: &str| {
        let v: serde_json::Value = serde_json::from_str(line).unwrap();
        Line {
            lang: v["lang"].as_str().unwrap().to_owned(),
            text: v["text"].as_str().unwrap().to_owned(),
        }
    };
    lines
        .lines()
        .filter(|l| !l.trim().is_empty())
        .map(parse)
        .collect()
}

#[test]
fn a_trap_sentence_loses_nothing_in_any_place() {
    let traps = read("traps-own.jsonl");
    let hosts = read("hosts.jsonl");
    assert!(traps.len() >= 60);
    let mut lost = Vec::new();
    for level in [Level::Conservative, Level::Standard] {
        let mut options = Options::new();
        options.level = level;
        let cleaner = Cleaner::with_options(RuleSet::builtin(), options);
        for trap in &traps {
            let host = hosts
                .iter()
                .find(|h| h.lang == trap.lang)
                .expect("a host article in the trap's language");
            let paragraphs: Vec<&str> = host.text.split('\n').filter(|p| !p.is_empty()).collect();
            let join = |at: usize| {
                let mut all = paragraphs.clone();
                all.insert(at, &trap.text);
                all.join("\n")
            };
            let space = if trap.lang == "en" { " " } else { "" };
            let inside = host.text.replacen(
                paragraphs[2],
                &format!("{}{space}{}", paragraphs[2], trap.text),
                1,
            );
            for text in [join(2), join(paragraphs.len()), inside] {
                let cleaned = cleaner.clean(&text);
                if cleaned.body() != text {
                    lost.push(format!("{} {:?}", trap.text, cleaned.findings()));
                }
            }
        }
    }
    assert!(
        lost.is_empty(),
        "{} cases lost text:\n{}",
        lost.len(),
        lost.join("\n")
    );
}
