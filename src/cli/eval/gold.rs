//! `jingwen eval GOLD.jsonl…`: precision and recall on annotated articles.

use std::io::{self, Write};

use anyhow::{Result, bail};
use clap::Args;
use jingwen::eval::bootstrap::{ROUNDS, SEED};
use jingwen::eval::per_rule::RuleRow;
use jingwen::eval::summary::{Worst, worst};
use jingwen::eval::twice::Twice;
use jingwen::eval::{Evaluation, Summary};
use jingwen::report::SCHEMA;
use serde::Serialize;

use super::dump::dump;
use super::floors::Floors;
use super::judges::Judges;
use super::{EvalArgs, ablate, table};
use crate::cli::Exit;
use crate::cli::articles::articles;
use crate::cli::color::ColorArgs;
use crate::cli::message::Messages;
use crate::cli::scan::write_line;
use jingwen::batch::printable;

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
    /// Tell what a second run would do
    #[arg(long, conflicts_with = "dump")]
    twice: bool,
    /// Leave out what the model looks at, one input at a time
    #[arg(long, conflicts_with_all = ["dump", "twice", "worst", "per_rule", "baseline", "no_model"])]
    pub ablate: bool,
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
    scored_share: f64,
    twice: Option<Twice>,
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
    let Some(judges) = Judges::new(args, &mut messages)? else {
        return Ok(Exit::Error);
    };
    if let Some(id) = &args.show.dump {
        return show(args, id, &judges, messages);
    }
    let half = args.floors.half;
    if args.show.ablate {
        return ablate::run(args, &judges, messages);
    }
    let mut evaluation = Evaluation::new(half);
    let mut twice = args.show.twice.then(Twice::default);
    articles(&args.files, &mut messages, |article| {
        let cleaner = judges.of(&article.id);
        let added = match args.method {
            Some(method) => evaluation.add_trivial(method, &article),
            None => evaluation.add(cleaner, &article),
        };
        added.map_err(|error| error.to_string())?;
        if let Some(twice) = twice.as_mut().filter(|_| half.has(&article.id)) {
            twice.add(cleaner, &article);
        }
        Ok(())
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
            level: args.judge.level.as_str(),
            half: half.as_str(),
            bootstrap: Bootstrap {
                unit: "publisher",
                rounds: ROUNDS,
                seed: SEED,
            },
            summary: &summary,
            scored_share: evaluation.scored_share(),
            twice,
            worst,
            per_rule: evaluation.per_rule().rows(),
            floors: floors.as_ref(),
        };
        write_line(&mut out, &report)?;
    } else {
        let how = match args.method {
            Some(method) => format!("method {method}, half: {half}"),
            None => format!("{} level, half: {half}", args.judge.level.as_str()),
        };
        let mut text = table::summary(&summary, &how);
        if evaluation.scored_share() > 0.0 {
            let share = 100.0 * evaluation.scored_share();
            text += &format!("\nscored in full by the model: {share:.1} % of the bytes\n");
        }
        if let Some(twice) = &twice {
            text += &table::twice(twice);
        }
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
fn show(args: &EvalArgs, id: &str, judges: &Judges, mut messages: Messages) -> Result<Exit> {
    let mut found = None;
    articles(&args.files, &mut messages, |article| {
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
    out.write_all(dump(&article, judges.of(&article.id), color).as_bytes())?;
    out.flush()?;
    Ok(Exit::of(&messages))
}
