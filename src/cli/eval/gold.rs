//! `jingwen eval GOLD.jsonl…`: precision and recall on annotated articles.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;

use anyhow::{Result, bail};
use clap::Args;
use jingwen::Cleaner;
use jingwen::eval::bootstrap::{ROUNDS, SEED};
use jingwen::eval::gold::Articles;
use jingwen::eval::per_rule::RuleRow;
use jingwen::eval::summary::{Worst, worst};
use jingwen::eval::{Article, Evaluation, Summary};
use jingwen::report::SCHEMA;
use serde::Serialize;

use super::dump::dump;
use super::floors::Floors;
use super::{EvalArgs, table};
use crate::cli::Exit;
use crate::cli::color::ColorArgs;
use crate::cli::input::unreadable;
use crate::cli::message::{Messages, printable};
use crate::cli::scan::write_line;

/// Mistakes that are printed before the rest of the files is left alone.
const MISTAKES: usize = 20;

#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub struct ShowArgs {
    /// Print every figure as one JSON object
    #[arg(long)]
    json: bool,
    /// List the N documents with the most wrong characters
    #[arg(long, value_name = "N")]
    worst: Option<usize>,
    /// List what each rule did, the most harmful first
    #[arg(long)]
    per_rule: bool,
    /// Show one article with what was rightly and wrongly removed and what was left
    #[arg(long, value_name = "ID", conflicts_with_all = ["json", "worst", "per_rule", "half", "baseline"])]
    dump: Option<String>,
    #[command(flatten)]
    color: ColorArgs,
}

/// All figures.
#[derive(Serialize)]
struct Report<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    schema: u32,
    level: &'static str,
    half: &'static str,
    bootstrap: Bootstrap,
    #[serde(flatten)]
    summary: &'a Summary,
    worst: Vec<Worst<'a>>,
    per_rule: Vec<&'a RuleRow>,
    floors: Option<&'a Floors>,
}

#[derive(Serialize)]
struct Bootstrap {
    unit: &'static str,
    rounds: usize,
    seed: u64,
}

pub fn run(args: &EvalArgs) -> Result<Exit> {
    let mut messages = Messages::new(false);
    let Some(cleaner) = args.judge.cleaner(&mut messages) else {
        return Ok(Exit::Error);
    };
    if let Some(id) = &args.show.dump {
        return show(args, id, cleaner, messages);
    }
    let half = args.floors.half;
    let mut evaluation = Evaluation::new(cleaner, half);
    articles(args, &mut messages, |article| {
        evaluation.add(&article).map_err(|error| error.to_string())
    });
    if messages.failed() {
        messages.note("nothing was measured; mend what is named above and run again");
        return Ok(Exit::Error);
    }
    if evaluation.documents(half).next().is_none() {
        bail!("no article of the half `{half}` in the files: there is nothing to measure");
    }
    let floors = args.floors.check(&evaluation)?;
    let summary = evaluation.summary(half);
    let limit = match args.show.json {
        true => args.show.worst.unwrap_or(usize::MAX),
        false => args.show.worst.unwrap_or(0),
    };
    let worst = worst(evaluation.documents(half), limit);
    let mut out = io::stdout().lock();
    if args.show.json {
        let report = Report {
            kind: "evaluation",
            schema: SCHEMA,
            level: cleaner.options().level.as_str(),
            half: half.as_str(),
            bootstrap: Bootstrap {
                unit: "publisher",
                rounds: ROUNDS,
                seed: SEED,
            },
            summary: &summary,
            worst,
            per_rule: evaluation.per_rule().rows(),
            floors: floors.as_ref(),
        };
        write_line(&mut out, &report)?;
    } else {
        let level = cleaner.options().level.as_str();
        let mut text = table::summary(&summary, &format!("{level} level, half: {half}"));
        text += &table::worst(&worst);
        if args.show.per_rule {
            text += &table::per_rule(&evaluation.per_rule().rows());
        }
        if let Some(floors) = &floors {
            text = text + "\n" + &floors.text();
        }
        out.write_all(text.as_bytes())?;
    }
    out.flush()?;
    Ok(match floors {
        Some(floors) if floors.broken() => {
            if args.floors.refused() {
                messages.note("the file was not changed; --allow-regression lowers its floors");
            }
            Exit::Negative
        }
        _ => Exit::Done,
    })
}

/// Shows one article.
fn show(args: &EvalArgs, id: &str, cleaner: &Cleaner, mut messages: Messages) -> Result<Exit> {
    let mut found = None;
    articles(args, &mut messages, |article| {
        if article.id == id && found.is_none() {
            found = Some(article);
        }
        Ok(())
    });
    let Some(article) = found else {
        messages.error(format_args!(
            "no article has the id `{}`; --worst lists some, and grep finds them in the files",
            printable(id)
        ));
        return Ok(Exit::Error);
    };
    let mut out = io::stdout().lock();
    let color = args.show.color.on(&out);
    out.write_all(dump(&article, cleaner, color).as_bytes())?;
    out.flush()?;
    Ok(Exit::of(&messages))
}

/// Calls `each` with every article, one at a time; what is wrong is printed with its place.
fn articles(
    args: &EvalArgs,
    messages: &mut Messages,
    mut each: impl FnMut(Article) -> Result<(), String>,
) {
    let mut mistakes = 0;
    for path in &args.files {
        let name = printable(&path.to_string_lossy());
        let reader = match open(path) {
            Ok(reader) => reader,
            Err(error) => {
                messages.error(unreadable(path, &error));
                continue;
            }
        };
        let mut articles = Articles::new(reader);
        while let Some(read) = articles.next() {
            let done = match read {
                Ok(article) => each(article).map_err(|why| format!("{}: {why}", articles.line())),
                Err(error) => Err(error.to_string()),
            };
            if let Err(why) = done {
                messages.error(format_args!("{name}:{}", printable(&why)));
                mistakes += 1;
            }
            if mistakes == MISTAKES {
                messages.note(format_args!(
                    "the rest was not read after {mistakes} mistakes"
                ));
                return;
            }
        }
    }
}

fn open(path: &Path) -> io::Result<Box<dyn BufRead>> {
    if path.as_os_str() == "-" {
        return Ok(Box::new(BufReader::new(io::stdin().lock())));
    }
    if path.is_dir() {
        return Err(io::Error::other("it is a directory; name the .jsonl files"));
    }
    Ok(Box::new(BufReader::with_capacity(
        1 << 16,
        File::open(path)?,
    )))
}
