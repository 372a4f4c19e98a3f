//! `jingwen lang`: which parts of a text are in which language.

use std::io::{self, BufWriter, Write};

use anyhow::Result;
use clap::Args;
use jingwen::batch::{Document, documents};
use jingwen::language;
use jingwen::report::{DocumentRecord, SkippedRecord};

use super::Exit;
use super::explain::Places;
use super::message::{Messages, excerpt};
use super::options::{FieldArgs, InputArgs, OffsetArgs, RecordFormat};
use super::scan::write_line;

/// Show the languages of each part of a text
#[derive(Debug, Args)]
pub struct LangArgs {
    #[command(flatten)]
    input: InputArgs,
    /// text: path:line:column, language and excerpt; jsonl: a record a document
    #[arg(long, value_enum, default_value = "text")]
    format: RecordFormat,
    #[command(flatten)]
    offsets: OffsetArgs,
    #[command(flatten)]
    fields: FieldArgs,
}

pub fn run(args: &LangArgs) -> Result<Exit> {
    let mut messages = Messages::new(args.input.quiet);
    let inputs = args.input.find(None, &mut messages)?.inputs;
    let (style, fields) = (args.input.reading.style(), args.fields.fields());
    let mut out = BufWriter::new(io::stdout().lock());
    let each = |document: Document<'_>| {
        let jsonl = args.format == RecordFormat::Jsonl;
        let text = match document.text {
            Ok(text) => text,
            Err(why) if jsonl => {
                return write_line(&mut out, &SkippedRecord::new(&document.id, why));
            }
            Err(_) => return Ok(()),
        };
        let spans = language::spans(text);
        if jsonl {
            let unit = args.offsets.offsets;
            return write_line(
                &mut out,
                &DocumentRecord::of_languages(&document.id, text, &spans, unit),
            );
        }
        let places = Places::new(text);
        for span in spans {
            let (label, place) = (&document.label, places.of(span.range.start));
            let sure = if span.certain { "" } else { " (assumed)" };
            writeln!(
                out,
                "{label}:{place}: {} {}{sure}",
                span.lang,
                excerpt(&text[span.range])
            )?;
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
