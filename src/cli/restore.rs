//! `jingwen restore`: cleaned JSONL or Parquet with records in, the original out; or a directory that was
//! cleaned in place, as it was before.

use std::io::{self, BufWriter, IsTerminal as _, Write};
use std::path::PathBuf;

use anyhow::{Result, anyhow, bail};
use clap::Args;
use jingwen::batch::{Form, Format, Input, Packing, restore_lines, restore_tree, text_fields};

use super::Exit;
use super::message::Messages;
use super::visible;

/// Put deleted text back: into objects that were cleaned with --record, or a directory cleaned --in-place
#[derive(Debug, Args)]
pub struct RestoreArgs {
    /// The JSONL or .json file (also .gz or .zst), the Parquet file, - for JSONL on standard input, or
    /// the directory
    #[arg(value_name = "FILE|DIR", default_value = "-")]
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
    if args.file.is_dir() {
        let back = restore_tree(&args.file, |notice| messages.tell(&notice));
        let back = back.map_err(|error| anyhow!(error))?;
        messages.plain(format_args!("{back} files are as they were"));
        return Ok(Exit::of(&messages));
    }
    let input = Input {
        path: (args.file.as_os_str() != "-").then(|| args.file.clone()),
        relative: PathBuf::new(),
        form: Form::of_name(&args.file)
            .filter(|form| matches!(form.format, Format::Json | Format::Parquet))
            .unwrap_or(Form {
                format: Format::Jsonl,
                packing: Packing::of_name(&args.file),
            }),
        size: 0,
        begun: Vec::new(),
    };
    let fields = text_fields(&args.text_field);
    if input.form.format == Format::Parquet && io::stdout().is_terminal() {
        bail!("{input}: Parquet is nothing to look at: send it to a file with >");
    }
    let mut out = BufWriter::new(visible::stdout());
    let without = restore_lines(&input, &fields, &mut out, |notice| messages.tell(&notice))?;
    out.flush()?;
    if without > 0 {
        messages.note(format_args!(
            "{input}: {without} lines without record left as they are"
        ));
    }
    Ok(Exit::of(&messages))
}
