//! `jingwen sample`: removed spans to be marked by people, and what their marks amount to.

use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::sync::Mutex;

use anyhow::{Result, bail};
use clap::Args;
use jingwen::batch::{Batch, Choice, Interrupt, printable};
use jingwen::report::precision::{Precision, Scorer};
use jingwen::report::{Draw, Mark, Overview};

use super::Exit;
use super::articles::marks;
use super::color::ColorArgs;
use super::judging::JudgeArgs;
use super::message::Messages;
use super::options::{FieldArgs, InputArgs, RecordFormat, cores};
use super::progress::Teller;
use super::scan::{terminal::Terminal, write_line};

/// Texts of at most so many code points are carried with a mark.
const WHOLE: usize = 200_000;

/// Draw removed spans to mark right or wrong, or say what marks amount to
///
/// Draws the same number of spans of every rule, each with its text, as JSON lines whose `mark` is
/// null. Write "right" or "wrong" there (or mark a page of `jingwen report`), then score the marks.
/// The same documents and seed give the same spans on any number of threads.
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub struct SampleArgs {
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten)]
    drawing: DrawArgs,
    #[command(flatten)]
    output: OutputArgs,
    #[command(flatten)]
    judge: JudgeArgs,
    #[command(flatten)]
    fields: FieldArgs,
}

const AFTER: &str =
    "Precision is right / marked, of the spans that were marked. The interval is Wilson's score interval
(1927) at 95 %. A span marked alike by several counts once, and one marked both ways not at all. The
sample has as many spans of a rare rule as of a frequent one, so that the row of all marks is not the
precision over the corpus.";

#[derive(Debug, Args)]
#[command(next_help_heading = "Sample")]
struct DrawArgs {
    /// Spans of every rule
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=1000))]
    per_rule: u16,
    /// Draw other spans: the same number gives the same ones
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    seed: u64,
    /// Threads that judge (default: one a core); the sample is the same with any number
    #[arg(long, short = 'j', value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: Option<u16>,
    /// Draw nothing; print the precision of every rule and category by the marks of these files
    #[arg(long, value_name = "MARKS", num_args = 1.., conflicts_with_all = ["paths", "per_rule", "seed", "threads"])]
    score: Vec<PathBuf>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
struct OutputArgs {
    /// Form of the output (default: jsonl; with --score, text)
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Option<RecordFormat>,
    #[command(flatten)]
    color: ColorArgs,
}

pub fn run(args: &SampleArgs) -> Result<Exit> {
    let mut messages = Messages::new(args.input.quiet);
    if !args.drawing.score.is_empty() {
        return score(args, messages);
    }
    let found = args.input.find(None, &mut messages)?;
    let Some(judging) = args.judge.read(&mut messages) else {
        return Ok(Exit::Error);
    };
    let draw = Draw {
        seed: args.drawing.seed,
        documents: 0,
        most: 0,
        per_rule: args.drawing.per_rule.into(),
        whole: WHOLE,
    };
    let overview = Mutex::new(Overview::new(draw));
    let mut style = args.input.reading.style();
    style.overview = Some(draw);
    let batch = Batch {
        cleaner: judging.cleaner(true, true),
        fields: args.fields.fields(),
        style,
        choice: Choice::default(),
        threads: args.drawing.threads.map_or_else(cores, usize::from),
        checkpoint: u64::MAX,
        spans: None,
        removed: None,
        interrupt: Interrupt::default(),
        overview: Some(&overview),
    };
    let mut teller = Teller::silent(&mut messages);
    let tally = batch.to_stream(&found.inputs, &mut io::sink(), &mut teller)?;
    let overview = overview.into_inner().expect("no thread panics with it");
    let mut out = BufWriter::new(io::stdout().lock());
    let terminal = Terminal::new(args.output.color.on(&io::stdout()));
    let text = args.output.format == Some(RecordFormat::Text);
    let mut count = 0;
    for (_, spans) in overview.spans() {
        for drawn in spans {
            count += 1;
            if text {
                terminal.sampled(&mut out, drawn)?;
            } else {
                write_line(&mut out, &Mark::new(drawn))?;
            }
        }
    }
    out.flush()?;
    let rules = overview.rules.named.len();
    messages.note(format_args!(
        "{count} of {} removed spans drawn, of {rules} rules, from {} documents",
        overview.all.removed.spans, overview.all.documents
    ));
    Ok(if messages.failed() || !tally.errors.is_empty() {
        Exit::Error
    } else {
        Exit::Done
    })
}

fn score(args: &SampleArgs, mut messages: Messages) -> Result<Exit> {
    let mut scorer = Scorer::default();
    marks(&args.drawing.score, &mut messages, |mark| scorer.add(&mark));
    let score = scorer.finish();
    if score.unmarked > 0 {
        messages.note(format_args!("{} spans are not marked", score.unmarked));
    }
    if score.disputed > 0 {
        messages.note(format_args!(
            "{} spans are marked right and wrong, and count neither way",
            score.disputed
        ));
    }
    if score.rows.is_empty() {
        if messages.failed() {
            return Ok(Exit::Error);
        }
        bail!(
            "no span is marked; write \"right\" or \"wrong\" in the place of null after \"mark\""
        );
    }
    let mut out = BufWriter::new(io::stdout().lock());
    if args.output.format == Some(RecordFormat::Jsonl) {
        for row in &score.rows {
            write_line(&mut out, row)?;
        }
    } else {
        table(&mut out, &score.rows)?;
    }
    out.flush()?;
    Ok(Exit::of(&messages))
}

fn table(out: &mut impl Write, rows: &[Precision]) -> io::Result<()> {
    let name = |row: &Precision| match row.of {
        "all" => "all".to_owned(),
        _ => printable(&row.name),
    };
    let wide = rows.iter().map(|row| name(row).chars().count()).max();
    let wide = wide.unwrap_or(0).max("category".len());
    let mut of = "";
    for row in rows {
        if row.of != of {
            if !of.is_empty() {
                writeln!(out)?;
            }
            of = row.of;
            let title = if of == "all" { "" } else { of };
            writeln!(
                out,
                "{title:<wide$}  right  marked  precision  95 % interval"
            )?;
        }
        writeln!(
            out,
            "{:<wide$}  {:>5}  {:>6}  {:>9.3}  {:.3}–{:.3}",
            name(row),
            row.right,
            row.marked,
            row.precision,
            row.low,
            row.high
        )?;
    }
    Ok(())
}
