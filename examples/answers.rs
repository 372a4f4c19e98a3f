//! What the library answers to texts, as other ways in are compared with it (`tests/same`).
//!
//! ```text
//! answers SETTINGS < DOCUMENTS.jsonl
//! ```
//!
//! `SETTINGS` is a JSON object with any of `level`, `keep`, `remove`, `only` and `rules` (a directory); a
//! document has a `text` and may have a `source` and a `title`. Writes `body`, `outcome` and `spans` of
//! every document, offsets in code points.

use std::io::{self, BufRead as _, Write as _};
use std::path::PathBuf;

use jingwen::report::{OffsetUnit, Offsets};
use jingwen::{Category, Cleaner, Context, Options, RuleSet};
use serde::Deserialize;
use serde_json::json;

type Failure = Box<dyn std::error::Error>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    level: Option<String>,
    #[serde(default)]
    keep: Vec<Category>,
    #[serde(default)]
    remove: Vec<Category>,
    #[serde(default)]
    only: Vec<Category>,
    rules: Option<PathBuf>,
}

#[derive(Deserialize)]
struct Document {
    text: String,
    source: Option<String>,
    title: Option<String>,
}

fn main() -> Result<(), Failure> {
    let given = std::env::args().nth(1).ok_or("answers SETTINGS")?;
    let settings: Settings = serde_json::from_str(&given)?;
    let mut options = Options::new();
    if let Some(level) = settings.level {
        options.level = level.parse()?;
    }
    options.keep.extend(settings.keep);
    options.remove.extend(settings.remove);
    options.only.extend(settings.only);
    let mut rules = RuleSet::builtin();
    if let Some(dir) = settings.rules {
        rules = rules.with_dir(&dir)?.0;
    }
    let cleaner = Cleaner::with_options(rules, options);
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let Document {
            text,
            source,
            title,
        } = serde_json::from_str(&line?)?;
        let context = Context::new().source(source.as_deref());
        let cleaned = cleaner.clean_with(&text, &context.title(title.as_deref()));
        let offsets = Offsets::new(&text, OffsetUnit::Char);
        let removed = cleaned.findings().iter().filter(|f| f.removed);
        let spans = removed.map(|f| {
            json!({
                "start": offsets.convert(f.range.start),
                "end": offsets.convert(f.range.end),
                "category": f.category,
                "rule": &*f.rule,
                "score": f64::from(f.score) / 1000.0,
            })
        });
        let answer = json!({
            "body": cleaned.body(),
            "outcome": cleaned.outcome().as_str(),
            "spans": spans.collect::<Vec<_>>(),
        });
        writeln!(out, "{answer}")?;
    }
    Ok(())
}
