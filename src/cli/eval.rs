//! `jingwen eval`: how good, measured on labelled files.

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use clap::Args;
use jingwen::eval::languages;

use super::Exit;

/// Measure how good the tool is on labelled files
#[derive(Debug, Args)]
pub struct EvalArgs {
    /// Language boundaries: lines of {"shape", "spans": [{"text", "lang"}]}
    #[arg(long, required = true)]
    languages: bool,
    /// Labelled JSONL files, measured together
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
}

pub fn run(args: &EvalArgs) -> Result<Exit> {
    let mut lines = String::new();
    for file in &args.files {
        lines += &fs::read_to_string(file)
            .with_context(|| format!("{}: cannot be read", file.display()))?;
        lines.push('\n');
    }
    let report = languages::evaluate(&lines)?;
    write!(io::stdout().lock(), "{report}")?;
    Ok(Exit::Done)
}
