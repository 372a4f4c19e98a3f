//! Which kinds of boilerplate of a taxonomy the rules cover.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Write};
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use jingwen::RuleSet;

use super::Exit;
use super::message::shown;

/// The ids of a taxonomy: one JSON object a line, with `id`.
fn taxonomy(file: &Path) -> Result<Vec<String>> {
    let text =
        fs::read_to_string(file).with_context(|| format!("{}: cannot be read", shown(file)))?;
    let mut ids = Vec::new();
    for (i, line) in text
        .lines()
        .enumerate()
        .filter(|(_, l)| !l.trim().is_empty())
    {
        let value: serde_json::Value = serde_json::from_str(line)
            .with_context(|| format!("{}:{}: not JSON", shown(file), i + 1))?;
        let Some(id) = value["id"].as_str() else {
            bail!("{}:{}: no `id`", shown(file), i + 1)
        };
        ids.push(id.to_owned());
    }
    Ok(ids)
}

/// The ids of a taxonomy that no family covers.
pub fn not_covered(set: &RuleSet, file: &Path) -> Result<Vec<String>> {
    let covered: BTreeSet<&str> = set
        .families()
        .flat_map(|f| f.covers.iter().map(String::as_str))
        .collect();
    let mut ids = taxonomy(file)?;
    ids.retain(|id| !covered.contains(&**id));
    Ok(ids)
}

/// Prints every id of a taxonomy with the families that cover it.
pub fn list_coverage(set: &RuleSet, file: &Path) -> Result<Exit> {
    let mut by_id: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for family in set.families() {
        for id in &family.covers {
            by_id.entry(id).or_default().push(&family.id);
        }
    }
    let mut out = io::stdout().lock();
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let known = taxonomy(file)?;
    for id in &known {
        let covered = by_id.get(&**id);
        let count = counts
            .entry(if id.starts_with("zh") { "zh" } else { "en" })
            .or_default();
        count.0 += usize::from(covered.is_some());
        count.1 += 1;
        writeln!(
            out,
            "{:<34} {}",
            id,
            covered.map_or("-".to_owned(), |f| f.join(", "))
        )?;
    }
    for (lang, (covered, all)) in counts {
        writeln!(out, "{lang}: {covered} of {all} covered")?;
    }
    let known: BTreeSet<&str> = known.iter().map(String::as_str).collect();
    for id in by_id.keys().filter(|id| !known.contains(**id)) {
        writeln!(
            out,
            "not an id of that file: {id} ({})",
            by_id[id].join(", ")
        )?;
    }
    Ok(Exit::Done)
}
