//! Learned rules as a rule file that a person can read and strike lines in.

use std::fmt::Write as _;

use toml::{Table, Value};

use super::past::Decided;
use super::{Learned, Rule, WRITER};
use crate::rules::model::Status;

const HEAD: &str = "\
# Lines that sources repeat, as rules; `jingwen clean --rules` takes this file.
# To strike a rule, set its status to \"rejected\": it is never used, and a later run into this file
# keeps the strike. Any other status but \"draft\" keeps the rule as it stands here.

";

/// The keys of a table in the order in which they are written; others follow.
const ORDER: [&str; 20] = [
    "key", "status", "text", "seq", "gap", "before", "after", "lang", "category", "anchor", "zone",
    "extent", "strength", "sources", "origin", "removed", "hits", "source", "shape", "except",
];

/// The text of a rule file. `examples` says which rules get theirs.
pub(super) fn file(
    learned: &Learned,
    decided: &Decided,
    examples: &dyn Fn(&Rule) -> bool,
) -> String {
    let mut out = HEAD.to_owned();
    let tally = &learned.tally;
    let origin = format!(
        "{} documents of {} sources, {} copies of others left out",
        tally.documents, tally.sources, tally.copies
    );
    entry(&mut out, "category", &Value::from("other"));
    let description = format!("{WRITER}: lines that documents of a source repeat.");
    entry(&mut out, "description", &Value::from(description));
    entry(&mut out, "origin", &Value::from(vec![origin]));
    if decided.rules.is_empty() && learned.rules.is_empty() {
        entry(&mut out, "pattern", &Value::Array(Vec::new()));
    }
    for kept in &decided.rules {
        let word = match kept.pattern.status {
            Status::Rejected => "struck",
            _ => "kept",
        };
        let _ = write!(out, "\n# {word} by a person\n");
        table(&mut out, "pattern", &kept.table);
        for example in &kept.examples {
            out.push('\n');
            table(&mut out, "example", example);
        }
    }
    for rule in &learned.rules {
        let _ = write!(out, "\n# {}\n", rule.counted);
        table(&mut out, "pattern", &pattern(rule));
        if let Some(example) = example(rule).filter(|_| examples(rule)) {
            out.push('\n');
            table(&mut out, "example", &example);
        }
    }
    out
}

fn pattern(rule: &Rule) -> Table {
    let mut table = Table::new();
    let mut set = |key: &str, value: Value| table.insert(key.to_owned(), value);
    set("key", rule.key.as_str().into());
    set("status", "draft".into());
    match &rule.pieces[..] {
        [text] => set("text", text.as_str().into()),
        several => {
            set("gap", (rule.gap as i64).into());
            set("seq", several.to_vec().into())
        }
    };
    for (key, slack) in ["before", "after"].into_iter().zip(rule.slack) {
        if slack > 0 {
            set(key, (slack as i64).into());
        }
    }
    set("lang", rule.lang.as_str().into());
    set("category", rule.category.as_str().into());
    let (anchor, extent) = if rule.is_part {
        ("whole-sentence", "sentence")
    } else {
        ("whole-line", "line")
    };
    set("anchor", anchor.into());
    set("extent", extent.into());
    set("zone", rule.zone.as_str().into());
    set("strength", rule.strength.as_str().into());
    set("sources", vec![globset::escape(&rule.source)].into());
    let mut origin = vec![rule.counted.clone()];
    origin.extend(rule.contexts.iter().cloned());
    set("origin", origin.into());
    table
}

fn example(rule: &Rule) -> Option<Table> {
    let text = rule.example.clone()?;
    let mut table = Table::new();
    let mut set = |key: &str, value: Value| table.insert(key.to_owned(), value);
    set("lang", rule.example_lang.as_ref().into());
    set("text", text.into());
    set("removed", vec![rule.text.clone()].into());
    set("hits", vec![rule.key.clone()].into());
    set("source", rule.source.as_str().into());
    Some(table)
}

fn table(out: &mut String, name: &str, table: &Table) {
    let _ = writeln!(out, "[[{name}]]");
    let known = ORDER.iter().filter_map(|&key| Some((key, table.get(key)?)));
    let others = table
        .iter()
        .filter(|(key, _)| !ORDER.contains(&key.as_str()));
    let others = others.map(|(key, value)| (key.as_str(), value));
    for (key, value) in known.chain(others) {
        entry(out, key, value);
    }
}

fn entry(out: &mut String, key: &str, value: &Value) {
    let _ = writeln!(out, "{key} = {value}");
}
