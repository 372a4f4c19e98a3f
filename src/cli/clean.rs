//! `jingwen clean`: documents in, their bodies out.

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use clap::Args;
use jingwen::report::{CleaningRecord, removed_ranges};
use jingwen::{Category, Cleaned, Cleaner, Context, Outcome};
use serde::Serialize;
use serde_json::value::RawValue;

use super::Exit;
use super::explain::explain;
use super::input::{Input, collect};
use super::jsonl::Text;
use super::message::Messages;
use super::options::{FieldArgs, Format, InputArgs, JudgeArgs, OffsetArgs};
use super::output::{AtomicFile, check_directory, plan};
use super::read::{self, RawLine, Skips};
use super::rewrite::RecordStyle;

/// Write the article bodies of texts and JSONL files
#[derive(Debug, Args)]
pub struct CleanArgs {
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
    /// Write every document to the same place under this directory
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Replace files in an output directory that is not empty
    #[arg(long, requires = "output")]
    overwrite: bool,
    /// Form of the output (default: that of the input)
    #[arg(long, value_enum, value_name = "FORMAT", conflicts_with = "output")]
    output_format: Option<Format>,
    /// Add what was deleted to every JSONL object, as `jingwen restore` reads it
    #[arg(long)]
    record: bool,
    /// Write nothing; exit 1 if any document would change
    #[arg(long, conflicts_with_all = ["output", "record"])]
    check: bool,
    /// Say on standard error what was found and let go, and why
    #[arg(long)]
    explain: bool,
    #[command(flatten)]
    offsets: OffsetArgs,
}

/// What a run did.
#[derive(Debug, Default)]
struct Tally {
    documents: usize,
    changed: usize,
    review: usize,
    empty: usize,
    bytes: usize,
    removed: usize,
    categories: BTreeMap<Category, (usize, usize)>,
}

#[derive(Serialize)]
struct TextRecord<'a> {
    id: &'a RawValue,
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    jingwen: Option<CleaningRecord>,
}

struct Run<'a> {
    args: &'a CleanArgs,
    cleaner: &'static Cleaner,
    text_fields: Vec<String>,
    tally: Tally,
}

pub fn run(args: &CleanArgs) -> Result<Exit> {
    let mut messages = Messages::new(args.input.quiet);
    let Some(cleaner) = args.judge.cleaner(&mut messages) else {
        return Ok(Exit::Error);
    };
    let output = args.output.output.as_deref();
    if let Some(dir) = output {
        check_directory(dir, args.output.overwrite)?;
    }
    let inputs = collect(&args.input, output, &mut messages);
    check_forms(args, &inputs)?;
    let mut run = Run {
        args,
        cleaner,
        text_fields: args.fields.text_fields(),
        tally: Tally::default(),
    };
    match output {
        Some(dir) => run.write_tree(dir, &inputs, &mut messages)?,
        None if args.output.check => {
            for input in &inputs {
                run.one(input, &mut io::sink(), &mut messages)?;
            }
        }
        None => {
            let mut out = BufWriter::new(io::stdout().lock());
            for input in &inputs {
                run.one(input, &mut out, &mut messages)?;
            }
            out.flush()?;
        }
    }
    if output.is_some() {
        run.tally.report(&messages);
    }
    Ok(if messages.failed() {
        Exit::Error
    } else if args.output.check && run.tally.changed > 0 {
        Exit::Negative
    } else {
        Exit::Done
    })
}

/// Refuses combinations of inputs and output that would mix documents up.
fn check_forms(args: &CleanArgs, inputs: &[Input]) -> Result<()> {
    let texts = inputs.iter().filter(|i| i.format == Format::Text).count();
    let form = args.output.output_format;
    if args.output.check || form == Some(Format::Jsonl) {
        return Ok(());
    }
    if args.output.record && texts > 0 {
        bail!("--record needs JSONL to write to: add --output-format jsonl");
    }
    if form == Some(Format::Text) && texts < inputs.len() {
        bail!("JSONL input gives JSONL: leave out --output-format text");
    }
    if args.output.output.is_none() && texts > 0 && inputs.len() > 1 {
        bail!(
            "{} inputs, {texts} of them texts, cannot share standard output: name a directory with -o DIR, or add --output-format jsonl",
            inputs.len()
        );
    }
    Ok(())
}

impl Run<'_> {
    fn write_tree(&mut self, dir: &Path, inputs: &[Input], messages: &mut Messages) -> Result<()> {
        for (input, target) in inputs.iter().zip(plan(dir, inputs)?) {
            let mut file = match AtomicFile::create(&target) {
                Ok(file) => file,
                Err(error) => {
                    messages.error(unwritable(&target, &error));
                    continue;
                }
            };
            let whole = self.one(input, &mut file, messages);
            if whole.with_context(|| format!("{}: cannot be written", target.display()))?
                && let Err(error) = file.finish()
            {
                messages.error(unwritable(&target, &error));
            }
        }
        Ok(())
    }

    /// Cleans one input; false if it could not be read to its end.
    fn one(&mut self, input: &Input, out: &mut dyn Write, messages: &mut Messages) -> Result<bool> {
        if input.format == Format::Text {
            return self.text(input, out, messages);
        }
        let mut skips = Skips::default();
        let whole = read::lines(input, messages, |raw, messages| {
            out.write_all(raw.bom)?;
            match self.line(input, &raw, &mut skips, messages) {
                Some(line) => out.write_all(line.as_bytes())?,
                None => out.write_all(raw.bytes)?,
            }
            Ok(out.write_all(raw.ending)?)
        })?;
        skips.report(input, &self.text_fields, messages);
        Ok(whole)
    }

    fn text(
        &mut self,
        input: &Input,
        out: &mut dyn Write,
        messages: &mut Messages,
    ) -> Result<bool> {
        let Some(decoded) = read::text(input, &self.args.input, messages) else {
            return Ok(false);
        };
        let context = Context::new().source(self.args.fields.source.as_deref());
        let cleaned = self.clean(&input.to_string(), decoded.text(), &context, messages);
        if self.args.output.output_format == Some(Format::Jsonl) {
            let unit = self.args.output.offsets.offsets;
            let record = TextRecord {
                id: &read::text_id(input),
                text: cleaned.body(),
                jingwen: self
                    .args
                    .output
                    .record
                    .then(|| CleaningRecord::new(&cleaned, unit)),
            };
            serde_json::to_writer(&mut *out, &record).map_err(io::Error::from)?;
            out.write_all(b"\n")?;
        } else {
            out.write_all(&decoded.encode_without(&removed_ranges(cleaned.edits())))?;
        }
        Ok(true)
    }

    /// The cleaned line; none if it stays as it is.
    fn line(
        &mut self,
        input: &Input,
        raw: &RawLine<'_>,
        skips: &mut Skips,
        messages: &mut Messages,
    ) -> Option<String> {
        if raw.is_blank() {
            return None;
        }
        skips.line();
        let line = raw.parse(input, messages)?;
        let field = match line.text(&self.text_fields) {
            Text::Found(field) => field,
            Text::None(why) => {
                skips.skip(why, raw.number);
                return None;
            }
        };
        let fields = &self.args.fields;
        let (source, title) = (fields.source_of(&line), line.string(&fields.title_field));
        let context = Context::new()
            .source(source.as_deref())
            .title(title.as_deref());
        let label = format!("{input}:{}", raw.number);
        let cleaned = self.clean(&label, &field.text, &context, messages);
        let style = RecordStyle {
            unit: self.args.output.offsets.offsets,
            field: None,
        }
        .for_line(&line, &fields.text_field);
        let record = self.args.output.record.then_some(&style);
        let same = record.is_none() && cleaned.edits().is_empty();
        (!same).then(|| line.cleaned(&field, &cleaned, record))
    }

    fn clean(
        &mut self,
        label: &str,
        text: &str,
        context: &Context<'_>,
        messages: &Messages,
    ) -> Cleaned {
        let cleaned = self.cleaner.clean_with(text, context);
        self.tally.count(text, &cleaned);
        let output = &self.args.output;
        if output.explain {
            messages.answer(explain(label, text, &cleaned, output.offsets.offsets));
        }
        if output.check && !cleaned.edits().is_empty() {
            messages.plain(format_args!("would change: {label}"));
        }
        cleaned
    }
}

impl Tally {
    fn count(&mut self, text: &str, cleaned: &Cleaned) {
        self.documents += 1;
        self.changed += usize::from(!cleaned.edits().is_empty());
        self.review += usize::from(cleaned.outcome() == Outcome::Review);
        self.empty += usize::from(cleaned.outcome() == Outcome::Empty);
        self.bytes += text.len();
        self.removed += text.len() - cleaned.body().len();
        for finding in cleaned.findings().iter().filter(|f| f.removed) {
            let (spans, bytes) = self.categories.entry(finding.category).or_default();
            *spans += 1;
            *bytes += finding.range.len();
        }
    }

    fn report(&self, messages: &Messages) {
        let share = 100.0 * self.removed as f64 / self.bytes.max(1) as f64;
        messages.plain(format_args!(
            "documents: {}, changed: {}, for review: {}, empty: {}; removed {} of {} bytes ({share:.1} %)",
            self.documents, self.changed, self.review, self.empty, self.removed, self.bytes
        ));
        let mut categories: Vec<_> = self.categories.iter().collect();
        categories.sort_by_key(|(_, (_, bytes))| std::cmp::Reverse(*bytes));
        for (category, (spans, bytes)) in categories {
            messages.plain(format_args!(
                "  {:<24}{spans:>8} spans{bytes:>12} bytes",
                category.as_str()
            ));
        }
    }
}

fn unwritable(path: &Path, error: &io::Error) -> String {
    format!(
        "{}: cannot be written ({error}); the other documents were written",
        path.display()
    )
}
