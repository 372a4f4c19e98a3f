//! `jingwen clean`: documents in, their bodies out.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use anyhow::{Result, anyhow, bail};
use clap::Args;
use jingwen::batch::{
    Attributes, Batch, Choice, Format, Found, Input, Interrupt, Plan, Style, Tally, Unpacking,
    copy_others,
};
use jingwen::report::Overview;

use super::Exit;
use super::explain::explain;
use super::judging::JudgeArgs;
use super::learn::{BeforeArgs, Learning};
use super::message::Messages;
use super::options::{FieldArgs, InputArgs, OffsetArgs, cores};
use super::progress::{Kind, Teller};
use super::report;
use super::signal;
use super::summary;
use super::values::size;
use super::visible;

/// Documents drawn for a report.
const DRAWN: usize = 100;

/// Write the article bodies of texts, JSON, web pages, tables, web archives, mail and Parquet
#[derive(Debug, Args)]
pub struct CleanArgs {
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten)]
    output: OutputArgs,
    #[command(flatten)]
    run: RunArgs,
    #[command(flatten)]
    before: BeforeArgs,
    #[command(flatten)]
    judge: JudgeArgs,
    #[command(flatten)]
    fields: FieldArgs,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
struct OutputArgs {
    /// Write every file to the same place under this directory
    #[arg(short, long, value_name = "DIR", value_hint = clap::ValueHint::DirPath, group = "tree")]
    output: Option<PathBuf>,
    /// Write no bodies but what would go, as attribute files that `dolma mix` cuts out of the
    /// documents; DIR is attributes/NAME beside documents
    #[arg(long, value_name = "DIR", value_hint = clap::ValueHint::DirPath, group = "tree", conflicts_with_all = ["in_place", "copy_others", "output_format", "mark", "record", "keep_original", "limit", "sample", "text_field", "html_field", "id_field"])]
    dolma: Option<PathBuf>,
    /// Write over the files of the one directory that is named; their originals are kept in its
    /// .jingwen, for `jingwen restore DIR`
    #[arg(long, conflicts_with = "output")]
    in_place: bool,
    /// Go on with a run that was interrupted: what it finished, with the same rules and options
    /// and unchanged since, is kept
    #[arg(long)]
    resume: bool,
    /// Replace files in an output directory that is not empty
    #[arg(long, requires = "tree", conflicts_with = "resume")]
    overwrite: bool,
    /// Copy files of other types into the output directory, too
    #[arg(long, requires = "output")]
    copy_others: bool,
    /// Form of the output: text or jsonl (default: that of the input)
    #[arg(long, value_name = "FORMAT", conflicts_with = "in_place")]
    output_format: Option<Format>,
    /// Keep the text and mark what would go: ⟦advertisement⟧…⟦/advertisement⟧
    #[arg(long, conflicts_with = "record")]
    mark: bool,
    /// Add what was deleted to every JSON object or Parquet row, as `jingwen restore` reads it
    #[arg(long)]
    record: bool,
    /// Add the text as it was to every JSON object or Parquet row, in this field
    #[arg(long, value_name = "FIELD")]
    keep_original: Option<String>,
    /// Write a record of what was found in every document to this file, as `jingwen scan --format
    /// jsonl` does
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    spans: Option<PathBuf>,
    /// Write every span that went to this file, with its text, a JSON object each
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    removed: Option<PathBuf>,
    /// Write a page that shows what was removed: totals, plots, and a sample to look at and to mark
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath, conflicts_with = "resume")]
    report: Option<PathBuf>,
    /// Write nothing; exit 1 if any document would change
    #[arg(long, conflicts_with_all = ["output", "dolma", "in_place", "record", "mark", "spans", "removed"])]
    check: bool,
    /// Write nothing but what would change, as `diff -u` does; `patch -p0` applies it
    #[arg(long, conflicts_with_all = ["output", "dolma", "in_place", "output_format", "record", "mark", "keep_original", "spans", "removed", "limit", "sample"])]
    diff: bool,
    /// Say on standard error what was found and let go, and why
    #[arg(long)]
    explain: bool,
    #[command(flatten)]
    offsets: OffsetArgs,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Run")]
struct RunArgs {
    /// Threads that clean (default: one a core); the output is the same with any number
    #[arg(long, short = 'j', value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: Option<u16>,
    /// How often the place reached in a large file is recorded, for --resume
    #[arg(long, value_name = "SIZE", default_value = "32M", value_parser = size)]
    checkpoint: u64,
    /// Say what would be read and written, and do nothing
    #[arg(long, conflicts_with = "check")]
    dry_run: bool,
    /// Only the first N documents
    #[arg(long, value_name = "N", conflicts_with_all = ["resume", "in_place"])]
    limit: Option<u64>,
    /// Only a sample of the documents: this share, 0 to 1
    #[arg(long, value_name = "RATE", value_parser = rate, conflicts_with_all = ["resume", "in_place"])]
    sample: Option<f64>,
    /// Draws the sample
    #[arg(long, value_name = "N", default_value_t = 0, requires = "sample")]
    seed: u64,
    /// How to show progress: a bar (on a terminal), json lines on standard error, or none
    #[arg(long, value_enum, value_name = "KIND", default_value = "bar")]
    progress: Kind,
}

impl OutputArgs {
    /// The directory that a tree is written under.
    fn tree(&self) -> Option<&Path> {
        self.output.as_deref().or(self.dolma.as_deref())
    }
}

pub fn run(args: &CleanArgs) -> Result<Exit> {
    let mut messages = Messages::new(args.input.quiet);
    let output = args.output.tree();
    let mut found = args.input.find(output, &mut messages)?;
    check_forms(args, &found.inputs)?;
    let attributes = args.output.dolma.as_deref().map(Attributes::of);
    let attributes = attributes.transpose()?;
    if let Some(attributes) = &attributes {
        let said = attributes.pair(&mut found.inputs)?;
        said.iter().for_each(|notice| messages.tell(notice));
    }
    if args.run.dry_run {
        return dry_run(args, found, &messages);
    }
    let Some(mut judging) = args.judge.read(&mut messages) else {
        return Ok(Exit::Error);
    };
    let mut style = args.input.reading.style();
    if args.before.learn {
        let learning = Learning {
            inputs: &found.inputs,
            fields: &args.fields.fields(),
            style: &style,
            threads: args.run.threads,
            how: &args.before.how,
            output: args.before.learn_output.as_deref(),
        };
        let Some((_, (file, text))) = learning.learn(&judging, &mut messages)? else {
            return Ok(Exit::Error);
        };
        judging.learned(&file, &text)?;
    }
    style.output = args.output.output_format;
    style.record = args.output.record;
    style.original.clone_from(&args.output.keep_original);
    style.mark = args.output.mark;
    style.attributes = attributes.map(|attributes| attributes.name().to_owned());
    style.unit = args.output.offsets.offsets;
    style.spans = args.output.spans.is_some();
    style.removed = args.output.removed.is_some();
    style.check = args.output.check;
    let choice = Choice {
        limit: args.run.limit,
        rate: args.run.sample,
        seed: args.run.seed,
    };
    let fields = args.fields.fields();
    // What a run refuses is no part of what comes out of the rest.
    let unpacking = Unpacking::default();
    let result = (
        &Style {
            unpacking,
            ..style.clone()
        },
        &fields,
        choice,
    );
    let is_tree = output.is_some() || args.output.in_place;
    let digest = is_tree.then(|| judging.digest(&result));
    let reasons = args.output.explain || style.spans || args.output.report.is_some();
    // The summary of a tree tells shares by language.
    let langs = reasons || is_tree || style.removed;
    style.sum_up = is_tree;
    style.explain = args.output.explain.then_some(explain);
    style.diff = args.output.diff;
    let drawing = report::draw(DRAWN, 0);
    style.overview = args.output.report.is_some().then_some(drawing);
    let overview = Mutex::new(Overview::new(drawing));
    let batch = Batch {
        cleaner: judging.cleaner(reasons, langs),
        fields,
        style,
        choice,
        threads: args.run.threads.map_or_else(cores, usize::from),
        checkpoint: args.run.checkpoint,
        spans: args.output.spans.clone(),
        removed: args.output.removed.clone(),
        interrupt: Interrupt::default(),
        overview: Some(&overview),
    };
    signal::interrupts(&batch.interrupt);
    let tally = match digest {
        Some(digest) => {
            let plan = plan(args, found.inputs)?;
            let mut teller = args.run.progress.teller(&plan, &mut messages);
            let tally = batch.to_tree(&plan, &digest, args.output.resume, &mut teller);
            teller.finish();
            let mut tally = tally.map_err(|error| anyhow!(error))?;
            if tally.interrupted {
                messages.error(
                    "interrupted; what is done is kept: the same command with --resume goes on",
                );
                return Ok(Exit::Interrupted(signal::status()));
            }
            if args.output.copy_others {
                others(&plan, &found.others, &mut tally, &mut messages);
            }
            summary::print(&tally, &messages);
            tally
        }
        None => {
            let mut teller = Teller::silent(&mut messages);
            let mut out = BufWriter::new(visible::stdout());
            let tally = if args.output.diff {
                batch.to_diff(&found.inputs, &mut out, &mut teller)?
            } else if args.output.check {
                batch.to_stream(&found.inputs, &mut io::sink(), &mut teller)?
            } else {
                batch.to_stream(&found.inputs, &mut out, &mut teller)?
            };
            out.flush()?;
            if tally.interrupted {
                messages.error(format_args!(
                    "interrupted after {} documents; the rest was not done",
                    tally.documents
                ));
                return Ok(Exit::Interrupted(signal::status()));
            }
            tally
        }
    };
    if let Some(path) = &args.output.report {
        report::write(
            path,
            &overview.into_inner().expect("no thread panics with it"),
        )?;
    }
    Ok(if messages.failed() || !tally.errors.is_empty() {
        Exit::Error
    } else if args.output.check && tally.changed > 0 {
        Exit::Negative
    } else {
        Exit::Done
    })
}

fn rate(text: &str) -> Result<f64, String> {
    let rate: Option<f64> = text.parse().ok();
    let fits = rate.filter(|rate| (0.0..=1.0).contains(rate));
    fits.ok_or_else(|| format!("`{text}` is no share: a number from 0 to 1"))
}

/// Where everything goes; nothing is written before this stands.
fn plan(args: &CleanArgs, inputs: Vec<Input>) -> Result<Plan> {
    let output = &args.output;
    let plan = match output.tree() {
        Some(dir) => Plan::copy(dir, inputs, output.output_format)?,
        None => Plan::in_place(&args.input.paths, inputs)?,
    };
    plan.check(output.resume, output.overwrite)?;
    Ok(plan)
}

/// Refuses combinations of inputs and output that would mix documents up.
fn check_forms(args: &CleanArgs, inputs: &[Input]) -> Result<()> {
    let output = &args.output;
    let form = output.output_format;
    if !matches!(form, None | Some(Format::Text | Format::Jsonl)) {
        bail!("--output-format is text or jsonl: other forms are written only where they are read");
    }
    if output.resume && output.tree().is_none() && !output.in_place {
        bail!("--resume goes on with a tree: name it with -o DIR, --dolma DIR, or --in-place");
    }
    if let Some(file) = &args.before.learn_output {
        jingwen::learn::check_name(file)?;
    }
    if args.before.learn && output.in_place && output.resume {
        bail!(
            "--learn would learn from files that are cleaned already: learn first with `jingwen learn`, and go on with --rules"
        );
    }
    if output.diff {
        return comparable(inputs);
    }
    if output.check || output.dolma.is_some() {
        return Ok(());
    }
    let written = |input: &Input| form.unwrap_or(input.form.format.output());
    if let Some(input) = inputs.iter().find(|i| written(i) == Format::Parquet) {
        if output.output.is_none() && !output.in_place {
            bail!(
                "{input}: Parquet is written to files alone: name a directory with -o DIR, or add --output-format jsonl"
            );
        }
        if args.run.limit.is_some() || args.run.sample.is_some() {
            bail!(
                "{input}: Parquet is written with all its rows: leave out --limit and --sample, or add --output-format jsonl"
            );
        }
    }
    let apart = inputs.iter().filter(|input| !written(input).has_fields());
    let apart = apart.count();
    let read = |input: &&Input| input.form.format == Format::Text;
    let texts = inputs.iter().filter(read).count();
    if texts > 0 && output.keep_original.is_some() {
        bail!(
            "--keep-original needs JSON objects to write to: leave out the text files, for example with --exclude '*.txt*'"
        );
    }
    if output.keep_original.is_some() && apart > 0 {
        bail!("--keep-original needs JSON objects to write to: add --output-format jsonl");
    }
    if form == Some(Format::Jsonl) {
        return Ok(());
    }
    if output.record && apart > 0 {
        bail!("--record needs JSONL to write to: add --output-format jsonl");
    }
    let becomes_text = |input: &Input| input.form.format.output() == Format::Text;
    if form == Some(Format::Text)
        && let Some(input) = inputs.iter().find(|input| !becomes_text(input))
    {
        let own = input.form.format.output().as_str().to_uppercase();
        let read = input.form.format.as_str().to_uppercase();
        bail!("{read} input gives {own}: leave out --output-format text");
    }
    if output.output.is_none() && !output.in_place && apart > 0 && inputs.len() > 1 {
        let texts = inputs.iter().filter(|input| becomes_text(input)).count();
        let what = if texts == apart {
            "texts"
        } else {
            "texts or tables"
        };
        bail!(
            "{} inputs, {apart} of them {what}, cannot share standard output: name a directory with -o DIR, or add --output-format jsonl",
            inputs.len()
        );
    }
    Ok(())
}

/// A diff is of texts and of JSON, whose lines stay in their places.
fn comparable(inputs: &[Input]) -> Result<()> {
    let fits = |format: Format| format == Format::Text || format.is_json();
    match inputs.iter().find(|input| !fits(input.form.format)) {
        Some(input) => bail!(
            "{input}: --diff compares texts, JSONL and JSON, and this is {}: leave it out, or see what goes with `jingwen scan`",
            input.form.format
        ),
        None => Ok(()),
    }
}

/// What would be read and written, a line a file on standard output.
fn dry_run(args: &CleanArgs, found: Found, messages: &Messages) -> Result<Exit> {
    let mut out = BufWriter::new(io::stdout().lock());
    let bytes: u64 = found.inputs.iter().map(|input| input.size).sum();
    let files = found.inputs.len();
    if args.output.tree().is_some() || args.output.in_place {
        let plan = plan(args, found.inputs)?;
        for file in &plan.files {
            let target = jingwen::batch::printable(&file.path.to_string_lossy());
            writeln!(out, "{} -> {target}", file.input)?;
        }
    } else {
        for input in &found.inputs {
            writeln!(out, "{input}")?;
        }
    }
    out.flush()?;
    messages.plain(format_args!(
        "{files} files, {}; nothing was written",
        summary::bytes(bytes)
    ));
    Ok(Exit::of(messages))
}

fn others(plan: &Plan, others: &[(PathBuf, PathBuf)], tally: &mut Tally, messages: &mut Messages) {
    let (copied, notices) = copy_others(plan, others);
    for notice in &notices {
        if let jingwen::batch::Notice::Error(trouble, _) = notice {
            tally.error(*trouble);
        }
        messages.tell(notice);
    }
    let root: &Path = &plan.root;
    let root = jingwen::batch::printable(&root.to_string_lossy());
    messages.note(format_args!(
        "{copied} files of other types copied to {root}"
    ));
}
