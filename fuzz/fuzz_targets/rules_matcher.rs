//! The ways of matching against each other, with rules that the bytes spell: a pattern a line, its
//! atoms between tabs, alternatives between bars, as far as the first blank line; then the text.
#![no_main]

use std::path::Path;
use std::sync::LazyLock;

use jingwen::RuleSet;
use jingwen::fuzzing::Matching;
use jingwen::rules::model::{Alternatives, Pattern};
use jingwen::text::fold::fold_pattern;
use libfuzzer_sys::fuzz_target;

const RULE: &str =
    "category = \"other\"\n[[pattern]]\nkey = \"a\"\nlang = \"en\"\ntext = \"as good as any\"\n";

static ANY: LazyLock<Pattern> = LazyLock::new(|| {
    let rules = RuleSet::empty().with_text(Path::new("any.toml"), RULE);
    rules.expect("a rule").patterns()[0].clone()
});

fn pattern(number: usize, line: &str) -> Pattern {
    let atom = |texts: &str| {
        let folded: Vec<String> = texts.split('|').map(fold_pattern).collect();
        let texts = folded.iter().filter(|text| !text.is_empty());
        texts.map(String::as_str).collect::<Alternatives>()
    };
    let atoms: Vec<Alternatives> = line.split('\t').map(atom).collect();
    let mut pattern = ANY.clone();
    pattern.id = format!("any/{number}").into();
    pattern.atoms = atoms.into_iter().filter(|atom| !atom.is_empty()).collect();
    pattern.gap = line.len() % 16;
    pattern
}

fuzz_target!(|data: &[u8]| {
    let whole = String::from_utf8_lossy(data);
    let (rules, text) = whole.split_once("\n\n").unwrap_or(("a", &whole));
    let lines = rules.lines().take(50).enumerate();
    let patterns: Vec<Pattern> = lines.map(|(i, line)| pattern(i, line)).collect();
    let usable = patterns.into_iter().filter(|p| !p.atoms.is_empty());
    let patterns: Vec<Pattern> = usable.collect();
    Matching::new(&patterns).same(text);
});
