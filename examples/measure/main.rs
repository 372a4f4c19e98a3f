//! Times, on the documents of one file, what only Rust can: copying, validating, folding, the bare
//! Aho-Corasick scan, and the library. `scripts/performance` runs it and writes the figures down.
//!
//! ```text
//! measure [--builtin] [--phrases FILE]... [--planted FILE] [--runs N] [--budget SECONDS]
//!         [--docs DOCS.jsonl]... ROW...
//! measure --phrases FILE --folded OUT.jsonl --docs DOCS.jsonl
//! ```
//!
//! `DOCS.jsonl` has a `text` a line, and each such file is measured by itself. Every row is measured with
//! each set of patterns: the built-in rules, or the phrases of a file. `--planted` has the lines whose
//! number in the texts and in the bodies is counted. Rows are `memcpy`, `utf8`, `utf8-std`, `fold`, `match`, `scan`,
//! `rules` (the library, rules alone) and `model` (the library); with `-2` behind the name, on two threads.
//! Each takes as many whole documents from the front as fit the budget, and runs are taken in turn, one of
//! every row. One JSON object a row on stdout. `--folded` writes the folded texts, then the folded patterns.

mod corpus;
mod rows;
mod scan;
mod timing;

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use jingwen::RuleSet;
use jingwen::text::fold::fold_pattern;

use corpus::Corpus;

type Failure = Box<dyn std::error::Error>;

struct Args {
    builtin: bool,
    phrases: Vec<PathBuf>,
    planted: Option<PathBuf>,
    folded: Option<PathBuf>,
    runs: usize,
    budget: f64,
    docs: Vec<PathBuf>,
    rows: Vec<String>,
}

fn args() -> Result<Args, Failure> {
    let mut given = std::env::args().skip(1);
    let (mut builtin, mut phrases) = (false, Vec::new());
    let (mut planted, mut folded) = (None, None);
    let (mut runs, mut budget) = (5, 0.5);
    let (mut docs, mut rows) = (Vec::new(), Vec::new());
    while let Some(arg) = given.next() {
        let mut value = || given.next().ok_or(format!("{arg} wants a value"));
        match arg.as_str() {
            "--docs" => docs.push(value()?.into()),
            "--builtin" => builtin = true,
            "--phrases" => phrases.push(value()?.into()),
            "--planted" => planted = Some(value()?.into()),
            "--folded" => folded = Some(value()?.into()),
            "--runs" => runs = value()?.parse()?,
            "--budget" => budget = value()?.parse()?,
            _ => rows.push(arg),
        }
    }
    Ok(Args {
        builtin,
        phrases,
        planted,
        folded,
        runs,
        budget,
        docs,
        rows,
    })
}

/// A set of rules that is measured, and its folded literals.
pub struct Rules {
    name: String,
    set: RuleSet,
    literals: Vec<String>,
}

impl Rules {
    fn builtin() -> Self {
        let set = RuleSet::builtin();
        let patterns = set.patterns();
        let atoms = patterns.iter().flat_map(|p| p.atoms.iter());
        let literals = atoms.flat_map(|a| a.iter().map(str::to_owned).collect::<Vec<_>>());
        Rules {
            name: String::new(),
            literals: sorted(literals.collect()),
            set,
        }
    }

    fn phrases(file: &Path) -> Result<Self, Failure> {
        let text = std::fs::read_to_string(file)?;
        Ok(Rules {
            name: stem(file),
            literals: sorted(text.lines().map(fold_pattern).collect()),
            set: RuleSet::empty().with_phrases(file)?,
        })
    }
}

fn stem(file: &Path) -> String {
    let stem = file.file_stem().unwrap_or_default();
    stem.to_string_lossy().into_owned()
}

fn sorted(literals: HashSet<String>) -> Vec<String> {
    let mut literals: Vec<String> = literals.into_iter().filter(|l| !l.is_empty()).collect();
    literals.sort();
    literals
}

fn lines(file: Option<&PathBuf>) -> Result<HashSet<String>, Failure> {
    let Some(file) = file else {
        return Ok(HashSet::new());
    };
    let text = std::fs::read_to_string(file)?;
    Ok(text.lines().map(str::to_owned).collect())
}

fn main() -> Result<(), Failure> {
    let args = args()?;
    let planted = lines(args.planted.as_ref())?;
    let mut sets = Vec::new();
    if args.builtin {
        sets.push(Rules::builtin());
    }
    for file in &args.phrases {
        sets.push(Rules::phrases(file)?);
    }
    let mut rows = Vec::new();
    for rules in &sets {
        for name in &args.rows {
            rows.push(rows::row(name, rules)?);
        }
    }
    for docs in &args.docs {
        let corpus = Corpus::read(docs, &planted)?;
        if let (Some(out), Some(rules)) = (&args.folded, sets.first()) {
            corpus.write_folded(out, &rules.literals)?;
        }
        for mut line in timing::measure(&mut rows, &corpus, args.runs, args.budget) {
            line["text"] = stem(docs).into();
            println!("{line}");
        }
    }
    Ok(())
}
