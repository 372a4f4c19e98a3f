//! `jingwen scan`: what would go, and why.

pub mod terminal;

use std::io::{self, BufWriter, IsTerminal as _, Write};

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use jingwen::batch::{Document, documents};
use jingwen::report::{DocumentRecord, SkippedRecord};
use serde::Serialize;

use super::Exit;
use super::color::ColorArgs;
use super::explain::{Places, explain, heading};
use super::judging::JudgeArgs;
use super::message::{Messages, excerpt};
use super::options::{FieldArgs, InputArgs, OffsetArgs};
use terminal::Terminal;

/// Show what would go, and why
#[derive(Debug, Args)]
pub struct ScanArgs {
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten)]
    output: OutputArgs,
    #[command(flatten)]
    judge: JudgeArgs,
    #[command(flatten)]
    fields: FieldArgs,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
struct OutputArgs {
    /// Form of the output
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "text")]
    format: ScanFormat,
    /// Say on standard error what was found and let go, and why; adds `dropped` to records
    #[arg(long)]
    explain: bool,
    /// Add the `text` and, where known, its `source` to records, for `jingwen diff` to quote
    #[arg(long)]
    with_text: bool,
    #[command(flatten)]
    offsets: OffsetArgs,
    #[command(flatten)]
    color: ColorArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ScanFormat {
    /// On a terminal as human, else as short
    Text,
    /// Every finding with its line, the place underlined, and the strongest reasons
    Human,
    /// A line a finding: path:line:column, category, rule, score and excerpt
    Short,
    /// A JSON object a document
    Jsonl,
}

pub fn run(args: &ScanArgs) -> Result<Exit> {
    let jsonl = args.output.format == ScanFormat::Jsonl;
    if args.output.with_text && !jsonl {
        bail!("--with-text adds to JSONL records: add --format jsonl");
    }
    let mut messages = Messages::new(args.input.quiet);
    let Some(judging) = args.judge.read(&mut messages) else {
        return Ok(Exit::Error);
    };
    let cleaner = judging.cleaner(true, true);
    let inputs = args.input.find(None, &mut messages)?.inputs;
    let (style, fields) = (args.input.reading.style(), args.fields.fields());
    let terminal = Terminal::new(args.output.color.on(&io::stdout()));
    let human = match args.output.format {
        ScanFormat::Text => io::stdout().is_terminal(),
        format => format == ScanFormat::Human,
    };
    let mut out = BufWriter::new(io::stdout().lock());
    let explains = Messages::new(args.input.quiet);
    let each = |document: Document<'_>| {
        let text = match document.text {
            Ok(text) => text,
            Err(why) if jsonl => {
                return write_line(&mut out, &SkippedRecord::new(&document.id, why));
            }
            Err(_) => return Ok(()),
        };
        let cleaned = cleaner.clean_with(text, &document.context());
        let (label, unit) = (&document.label, args.output.offsets.offsets);
        if args.output.explain {
            explains.answer(explain(label, text, &cleaned, unit));
        }
        if jsonl {
            let explain = args.output.explain;
            let mut record =
                DocumentRecord::of_findings(&document.id, text, &cleaned, unit, explain);
            if args.output.with_text {
                record = record.with_text(text, document.source.as_deref());
            }
            return write_line(&mut out, &record);
        }
        let places = Places::new(text);
        for finding in cleaned.findings() {
            if human {
                terminal.finding(&mut out, label, text, &places, finding)?;
                continue;
            }
            let (place, heading) = (places.of(finding.range.start), heading(finding));
            let excerpt = excerpt(&text[finding.range.clone()]);
            let kept = if finding.removed { "" } else { " (kept)" };
            writeln!(out, "{label}:{place}: {heading} {excerpt}{kept}")?;
        }
        Ok(())
    };
    documents(
        &inputs,
        &style,
        &fields,
        |notice| messages.tell(&notice),
        each,
    )?;
    out.flush()?;
    Ok(Exit::of(&messages))
}

/// Writes a record and the end of its line.
pub fn write_line(out: &mut impl Write, record: &impl Serialize) -> Result<()> {
    serde_json::to_writer(&mut *out, record).map_err(io::Error::from)?;
    Ok(out.write_all(b"\n")?)
}
