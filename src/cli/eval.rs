//! `jingwen eval`: how good, measured on labelled files.

mod ablate;
mod dump;
mod floors;
mod gold;
mod judges;
mod table;

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use clap::Args;
use jingwen::eval::languages;
use jingwen::eval::trivial::Trivial;

use super::Exit;
use super::judging::JudgeArgs;
use super::message::shown;

/// Measure how good the tool is on labelled files
#[derive(Debug, Args)]
pub struct EvalArgs {
    /// Annotated articles, a JSON object a line, measured together; - is standard input
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Language boundaries instead: lines of {"shape", "spans": [{"text", "lang"}]}
    #[arg(long, conflicts_with_all = ["json", "worst", "per_rule", "dump", "half", "baseline", "folds", "method", "twice", "ablate"])]
    languages: bool,
    /// Judge each article by weights fitted without its publisher: the directory that
    /// `jingwen fit --folds` wrote
    #[arg(long, value_name = "DIR", conflicts_with = "no_model")]
    folds: Option<PathBuf>,
    /// Measure a trivial method instead: nothing, last-paragraph or keywords
    #[arg(long, value_name = "METHOD", conflicts_with_all = ["folds", "weights", "no_model", "per_rule", "dump", "twice", "ablate"])]
    method: Option<Trivial>,
    #[command(flatten)]
    show: gold::ShowArgs,
    #[command(flatten)]
    floors: floors::FloorArgs,
    #[command(flatten)]
    judge: JudgeArgs,
}

pub fn run(args: &EvalArgs) -> Result<Exit> {
    if !args.languages {
        return gold::run(args);
    }
    let mut lines = String::new();
    for file in &args.files {
        lines += &fs::read_to_string(file)
            .with_context(|| format!("{}: cannot be read", shown(file)))?;
        lines.push('\n');
    }
    let report = languages::evaluate(&lines)?;
    write!(io::stdout().lock(), "{report}")?;
    Ok(Exit::Done)
}
