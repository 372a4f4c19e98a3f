//! `jingwen diff`: what a change of rules or level changes over a corpus.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow, bail};
use clap::{Args, ValueEnum};
use globset::{GlobBuilder, GlobMatcher};
use jingwen::Category;
use jingwen::batch::{Document, Format as Form, Style as Reading, Wanted, documents, unreadable};
use jingwen::diff::{Diff, Findings, Pairs, Settings, id_key};

use super::Exit;
use super::color::ColorArgs;
use super::diff_text::{Style, print};
use super::message::{Messages, shown};
use super::options::FieldArgs;
use super::values::category;

/// Show what a change of rules changes: two scans of the same corpus compared
///
/// OLD and NEW are what `jingwen scan --format jsonl` wrote, with the old rules or level and with
/// the new ones. The marks are those of a diff of the two bodies: `-` text that the new run takes
/// out, `+` text that is back, `~` text whose finding alone changed, `=` text that both take out.
/// Spans are compared character by character: a span that grew is newly removed where it grew, and
/// the same text removed by another rule is no loss.
#[derive(Debug, Args)]
pub struct DiffArgs {
    /// Findings of the run before, or - for standard input
    old: PathBuf,
    /// Findings of the run after, or - for standard input
    new: PathBuf,
    #[command(flatten)]
    output: OutputArgs,
    #[command(flatten)]
    chosen: ChosenArgs,
    /// The inputs that were scanned, files or directories, for examples in their context; needed
    /// where both findings were written without --with-text
    #[arg(long, value_name = "PATH", num_args = 1.., help_heading = "Documents")]
    texts: Vec<PathBuf>,
    /// What the texts are (default: by file name)
    #[arg(
        long,
        value_name = "FORMAT",
        requires = "texts",
        help_heading = "Documents"
    )]
    input_format: Option<Form>,
    #[command(flatten)]
    fields: FieldArgs,
    /// Print errors only, besides the answer
    #[arg(long, short)]
    quiet: bool,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
struct OutputArgs {
    /// Form of the answer
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "text")]
    format: Answer,
    /// Only the totals: no rules, no examples
    #[arg(long)]
    summary: bool,
    /// Exit 1 if anything differs
    #[arg(long)]
    check: bool,
    #[command(flatten)]
    color: ColorArgs,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Selection")]
struct ChosenArgs {
    /// Only changes of these rules, family or family/key, with * and ? (repeatable)
    #[arg(long, value_name = "GLOB", value_parser = glob)]
    rule: Vec<GlobMatcher>,
    /// Only changes of these categories (repeatable, or a comma list)
    #[arg(long, value_name = "CATEGORY", value_delimiter = ',', value_parser = category)]
    category: Vec<Category>,
    /// Examples for each rule and kind of change, at most 100
    #[arg(long, value_name = "N", default_value = "3", value_parser = clap::value_parser!(u8).range(..=100))]
    examples: u8,
    /// Choose other examples: the same number gives the same ones
    #[arg(long, value_name = "NUMBER", default_value = "0")]
    seed: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Answer {
    /// Totals, then rule by rule
    Text,
    /// One JSON object
    Json,
}

fn glob(text: &str) -> Result<GlobMatcher, String> {
    // Of ids, in which no `\` is a separator, whatever the system.
    let glob = GlobBuilder::new(text).backslash_escape(true).build();
    let glob = glob.map_err(|error| error.to_string())?;
    Ok(glob.compile_matcher())
}

pub fn run(args: &DiffArgs) -> Result<Exit> {
    let messages = Messages::new(args.quiet);
    if is_stdin(&args.old) && is_stdin(&args.new) {
        bail!("only one of the two can be standard input");
    }
    let mut diff = Diff::new(Settings {
        rules: args.chosen.rule.clone(),
        categories: args.chosen.category.clone(),
        examples: if args.output.summary {
            0
        } else {
            args.chosen.examples.into()
        },
        seed: args.chosen.seed,
    });
    let mut pairs = Pairs::new(open(&args.old)?, open(&args.new)?);
    for pair in &mut pairs {
        diff.add(&pair?);
    }
    if pairs.out_of_order() {
        messages.note(format_args!(
            "the ids have another order in {} than in {}: up to {} documents were held in memory",
            shown(&args.new),
            shown(&args.old),
            pairs.held()
        ));
    }
    let texts_read = read_texts(args, &mut diff, &messages)?;
    let mut report = diff.finish();
    if args.output.summary {
        report.rules.clear();
    }
    let mut out = BufWriter::new(io::stdout().lock());
    match args.output.format {
        Answer::Json => {
            serde_json::to_writer(&mut out, &report).map_err(io::Error::from)?;
            out.write_all(b"\n")?;
        }
        Answer::Text => {
            let style = Style::new(args.output.color.on(&io::stdout()));
            print(&mut out, &report, style)?;
        }
    }
    out.flush()?;
    Ok(if !texts_read {
        Exit::Error
    } else if args.output.check && report.differs() {
        Exit::Negative
    } else {
        Exit::Done
    })
}

fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

fn open(path: &Path) -> Result<Findings<Box<dyn BufRead>>> {
    const ROOM: usize = 1 << 16;
    let reader: Box<dyn BufRead> = if is_stdin(path) {
        Box::new(BufReader::with_capacity(ROOM, io::stdin().lock()))
    } else {
        let file = File::open(path).map_err(|error| anyhow!("{}", unreadable(path, &error)))?;
        Box::new(BufReader::with_capacity(ROOM, file))
    };
    Ok(Findings::new(shown(path), reader))
}

/// Reads the texts of examples that have none; false if there was an error, which is said.
fn read_texts(args: &DiffArgs, diff: &mut Diff, messages: &Messages) -> Result<bool> {
    let mut wanted = diff.wanted();
    if wanted.is_empty() {
        return Ok(true);
    }
    if args.texts.is_empty() {
        messages.note(
            "the findings hold no text, so that examples are places only: name the scanned inputs with --texts, or scan with --with-text",
        );
        return Ok(true);
    }
    let wanted_texts = Wanted {
        paths: args.texts.clone(),
        format: args.input_format,
        ..Wanted::default()
    };
    let mut others = 0;
    // Notes on the inputs were made when they were scanned; here only errors count.
    let mut errors = Messages::new(true);
    let found = wanted_texts.find().map_err(|error| anyhow!(error))?;
    found.notices.iter().for_each(|notice| errors.tell(notice));
    let (style, fields) = (Reading::default(), args.fields.fields());
    let each = |document: Document<'_>| {
        let id = id_key(&document.id);
        if let Ok(text) = document.text
            && wanted.contains(&*id)
        {
            if diff.add_text(&id, text, document.source.as_deref()) {
                wanted.remove(&*id);
            } else {
                others += 1;
            }
        }
        Ok::<_, anyhow::Error>(())
    };
    documents(
        &found.inputs,
        &style,
        &fields,
        |notice| errors.tell(&notice),
        each,
    )?;
    if others > 0 {
        messages.note(format_args!(
            "{others} documents of --texts have another text than was scanned; their examples are places only"
        ));
    }
    if wanted.len() > others {
        messages.note(format_args!(
            "{} documents with examples are not among --texts: their examples are places only; give the paths as they were given to `scan`, and the same --id-field",
            wanted.len() - others
        ));
    }
    Ok(!errors.failed())
}
