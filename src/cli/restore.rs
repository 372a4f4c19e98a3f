//! `jingwen restore`: cleaned JSONL with records in, the original lines out.

use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use super::Exit;
use super::input::Input;
use super::message::Messages;
use super::options::{Format, text_fields};
use super::read;

/// Put deleted text back into JSONL that was cleaned with --record
#[derive(Debug, Args)]
pub struct RestoreArgs {
    /// The JSONL file, or - for standard input
    #[arg(value_name = "FILE", default_value = "-")]
    file: PathBuf,
    /// Field with the body, where the record does not name it (repeatable)
    #[arg(long, value_name = "FIELD")]
    text_field: Vec<String>,
    /// Print errors only
    #[arg(long, short)]
    quiet: bool,
}

pub fn run(args: &RestoreArgs) -> Result<Exit> {
    let mut messages = Messages::new(args.quiet);
    let input = Input {
        path: (args.file.as_os_str() != "-").then(|| args.file.clone()),
        relative: PathBuf::new(),
        format: Format::Jsonl,
    };
    let fields = text_fields(&args.text_field);
    let mut out = BufWriter::new(io::stdout().lock());
    let mut without = 0;
    read::lines(&input, &mut messages, |raw, messages| {
        out.write_all(raw.bom)?;
        let line = if raw.is_blank() {
            None
        } else {
            raw.parse(&input, messages)
        };
        let restored = match line.map(|line| line.restored(&fields)) {
            None => None,
            Some(Ok(None)) => {
                without += 1;
                None
            }
            Some(Ok(Some(line))) => Some(line),
            Some(Err(error)) => {
                let number = raw.number;
                messages.error(format_args!(
                    "{input}:{number}: {error:#}; passed over unchanged"
                ));
                None
            }
        };
        out.write_all(restored.as_ref().map_or(raw.bytes, |line| line.as_bytes()))?;
        Ok(out.write_all(raw.ending)?)
    })?;
    out.flush()?;
    if without > 0 {
        messages.note(format_args!(
            "{input}: {without} lines without record left as they are"
        ));
    }
    Ok(Exit::of(&messages))
}
