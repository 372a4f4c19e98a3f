//! `jingwen scan`: what would go, and why.

use std::io::{self, BufWriter, Write};

use anyhow::{Result, bail};
use clap::Args;
use jingwen::report::{DocumentRecord, SCHEMA};
use serde::Serialize;
use serde_json::value::RawValue;

use super::Exit;
use super::explain::{Places, explain, heading};
use super::input::collect;
use super::message::{Messages, excerpt};
use super::options::{FieldArgs, Format, InputArgs, JudgeArgs, OffsetArgs};
use super::read::{Document, documents};

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
    /// text: path:line:column, category, rule, score and excerpt; jsonl: a record a document
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Say on standard error what was found and let go, and why; adds `dropped` to records
    #[arg(long)]
    explain: bool,
    /// Add the `text` and, where known, its `source` to records, for `jingwen diff` to quote
    #[arg(long)]
    with_text: bool,
    #[command(flatten)]
    offsets: OffsetArgs,
}

/// Stands in the place of a document that has no text.
#[derive(Serialize)]
pub struct SkippedRecord<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    schema: u32,
    id: &'a RawValue,
    why: &'a str,
}

impl<'a> SkippedRecord<'a> {
    pub fn new(id: &'a RawValue, why: &'a str) -> Self {
        SkippedRecord {
            kind: "skipped",
            schema: SCHEMA,
            id,
            why,
        }
    }
}

pub fn run(args: &ScanArgs) -> Result<Exit> {
    if args.output.with_text && args.output.format == Format::Text {
        bail!("--with-text adds to JSONL records: add --format jsonl");
    }
    let mut messages = Messages::new(args.input.quiet);
    let Some(cleaner) = args.judge.cleaner(&mut messages) else {
        return Ok(Exit::Error);
    };
    let inputs = collect(&args.input, None, &mut messages);
    let mut out = BufWriter::new(io::stdout().lock());
    let each = |document: Document<'_>, messages: &mut Messages| {
        let jsonl = args.output.format == Format::Jsonl;
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
            messages.answer(explain(label, text, &cleaned, unit));
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
            let (place, heading) = (places.of(finding.range.start), heading(finding));
            let excerpt = excerpt(&text[finding.range.clone()]);
            let kept = if finding.removed { "" } else { " (kept)" };
            writeln!(out, "{label}:{place}: {heading} {excerpt}{kept}")?;
        }
        Ok(())
    };
    documents(&inputs, &args.input, &args.fields, &mut messages, each)?;
    out.flush()?;
    Ok(Exit::of(&messages))
}

/// Writes a record and the end of its line.
pub fn write_line(out: &mut impl Write, record: &impl Serialize) -> Result<()> {
    serde_json::to_writer(&mut *out, record).map_err(io::Error::from)?;
    Ok(out.write_all(b"\n")?)
}
