//! `jingwen report`: a page of what was removed.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow};
use clap::Args;
use jingwen::batch::{Format, Wanted, judged, printable};
use jingwen::report::{Draw, Overview, html};

use super::Exit;
use super::message::Messages;
use super::options::FieldArgs;
use super::output::AtomicFile;

/// Texts of at most so many code points stand in a page as a whole.
const WHOLE: usize = 20_000;
/// Documents that lost most.
const MOST: usize = 20;

/// Show what was removed on a page: totals, plots, and a sample to look at and to mark
///
/// SPANS are records of `jingwen scan --format jsonl --with-text`, or JSONL or Parquet that was cleaned
/// with --record; the latter does not say scores and reasons. The page is one HTML file that needs no
/// network, and its size is bounded whatever the number of documents. Spans that are marked in it
/// can be downloaded for `jingwen sample --score` and `jingwen fit --marks`.
#[derive(Debug, Args)]
pub struct ReportArgs {
    /// Records, JSON lines or a JSON array, also .gz or .zst, or Parquet; - or nothing is standard input
    #[arg(value_name = "SPANS")]
    paths: Vec<PathBuf>,
    /// Write the page here (default: standard output)
    #[arg(long, short, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    output: Option<PathBuf>,
    #[command(flatten)]
    drawing: DrawArgs,
    #[command(flatten)]
    fields: FieldArgs,
    /// Print errors only
    #[arg(long, short)]
    quiet: bool,
}

#[derive(Debug, Args)]
struct DrawArgs {
    /// Documents drawn for the page, besides those that lost most
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u16).range(..=1000))]
    documents: u16,
    /// Draw other documents: the same number gives the same ones
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    seed: u64,
}

pub fn run(args: &ReportArgs) -> Result<Exit> {
    let mut messages = Messages::new(args.quiet);
    let wanted = Wanted {
        paths: args.paths.clone(),
        // Standard input has no name to tell by.
        format: args.paths.is_empty().then_some(Format::Jsonl),
        ..Wanted::default()
    };
    let found = wanted.find().map_err(|error| anyhow!(error))?;
    found
        .notices
        .iter()
        .for_each(|notice| messages.tell(notice));
    let (mut inputs, mut texts) = (found.inputs, 0);
    for input in &mut inputs {
        if input.path.is_none() {
            input.form.format = Format::Jsonl;
        }
        texts += usize::from(!input.form.format.has_fields());
    }
    if texts > 0 {
        messages.error(format_args!(
            "{texts} of the inputs are no JSON, and hold no records: scan them with `jingwen scan --format jsonl --with-text`, or name a page with `jingwen clean --report`"
        ));
        inputs.retain(|input| input.form.format.has_fields());
    }
    let mut overview = Overview::new(draw(args.drawing.documents.into(), args.drawing.seed));
    let fields = args.fields.fields();
    let without = judged(
        &inputs,
        &fields,
        |notice| messages.tell(&notice),
        |judged| {
            overview.add(&judged);
            Ok::<_, anyhow::Error>(())
        },
    )?;
    if without > 0 {
        messages.note(format_args!(
            "{without} objects without a record passed over"
        ));
    }
    if overview.without_text > 0 {
        messages.note(format_args!(
            "{} records hold no text, so that nothing of them can be shown in its place: scan with --with-text",
            overview.without_text
        ));
    }
    match &args.output {
        Some(path) => write(path, &overview)?,
        None => io::stdout()
            .lock()
            .write_all(html::page(&overview).as_bytes())?,
    }
    Ok(Exit::of(&messages))
}

/// What is drawn for a page.
pub fn draw(documents: usize, seed: u64) -> Draw {
    Draw {
        seed,
        documents,
        most: MOST,
        per_rule: 0,
        whole: WHOLE,
    }
}

/// Writes the page, whole or not at all.
pub fn write(path: &Path, overview: &Overview) -> Result<()> {
    let named = || format!("{}: cannot be written", printable(&path.to_string_lossy()));
    let mut file = AtomicFile::create(path).with_context(named)?;
    file.write_all(html::page(overview).as_bytes())
        .with_context(named)?;
    file.finish().with_context(named)
}
