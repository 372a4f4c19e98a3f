//! `jingwen learn`: a site's repeated lines as draft rules; and learning before cleaning.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use clap::Args;
use jingwen::batch::{Fields, Input, Style};
use jingwen::learn::{self, Decided, LearnError, Learned, Learner};

use super::Exit;
use super::judging::{JudgeArgs, Judging};
use super::message::{Messages, counted, excerpt, shown};
use super::options::{FieldArgs, InputArgs, cores};
use super::output::AtomicFile;

/// Find the lines that the documents of a site repeat, and write them as draft rules
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub struct LearnArgs {
    #[command(flatten)]
    input: InputArgs,
    /// Write the rules to this .toml file; what a person decided in it stays
    #[arg(long, short, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    output: PathBuf,
    /// Say on standard error of every line that repeats what became of it, and why
    #[arg(long)]
    explain: bool,
    #[command(flatten)]
    how: HowArgs,
    /// Threads that read (default: one a core); the output is the same with any number
    #[arg(long, short = 'j', value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: Option<u16>,
    #[command(flatten)]
    judge: JudgeArgs,
    #[command(flatten)]
    fields: FieldArgs,
}

const AFTER: &str = "\
The inputs are read three times, in bounded memory. `jingwen clean --rules FILE` uses the rules. To
strike one, set its status to \"rejected\": it is never used, and a later run into the same file keeps
the strike.";

/// What learning takes.
#[derive(Debug, Args)]
pub struct HowArgs {
    /// In how many documents of a source a line must stand to be looked at
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u8).range(2..=200))]
    min_documents: u8,
}

/// Learning before cleaning.
#[derive(Debug, Args)]
#[command(next_help_heading = "Learning")]
pub struct BeforeArgs {
    /// First learn the lines that the inputs repeat, as `jingwen learn` does, and clean by these
    /// rules, too
    #[arg(long)]
    pub learn: bool,
    /// Write the learned rules to this .toml file; what a person decided in it stays
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath, requires = "learn")]
    pub learn_output: Option<PathBuf>,
    #[command(flatten)]
    pub how: HowArgs,
}

/// The name of learned rules that are written nowhere.
const UNWRITTEN: &str = "learned.toml";

pub fn run(args: &LearnArgs) -> Result<Exit> {
    let mut messages = Messages::new(args.input.quiet);
    learn::check_name(&args.output)?;
    let inputs = args.input.find(None, &mut messages)?.inputs;
    let Some(judging) = args.judge.read(&mut messages) else {
        return Ok(Exit::Error);
    };
    let learning = Learning {
        inputs: &inputs,
        fields: &args.fields.fields(),
        style: &args.input.reading.style(),
        threads: args.threads,
        how: &args.how,
        output: Some(&args.output),
    };
    let Some((learned, _)) = learning.learn(&judging, &mut messages)? else {
        return Ok(Exit::Error);
    };
    if args.explain {
        messages.answer(explained(&learned));
    }
    Ok(Exit::of(&messages))
}

/// A learning run.
pub struct Learning<'a> {
    pub inputs: &'a [Input],
    pub fields: &'a Fields,
    pub style: &'a Style,
    pub threads: Option<u16>,
    pub how: &'a HowArgs,
    pub output: Option<&'a Path>,
}

impl Learning<'_> {
    /// Learns, and writes the rules if that is wanted; they come back as the text of a rule file
    /// beside its name. None if something has mistakes, which are then printed.
    pub fn learn(
        &self,
        judging: &Judging,
        messages: &mut Messages,
    ) -> Result<Option<(Learned, (PathBuf, String))>> {
        let file = self.output.unwrap_or(Path::new(UNWRITTEN));
        let decided = match self.output.map(Decided::read) {
            None => Decided::default(),
            Some(Ok(decided)) => decided,
            Some(Err(LearnError::Past(errors))) => {
                errors.0.iter().for_each(|error| messages.error(error));
                return Ok(None);
            }
            Some(Err(error)) => bail!(error),
        };
        let learner = Learner {
            cleaner: &judging.cleaner_for_learning(file),
            fields: self.fields,
            style: self.style,
            threads: self.threads.map_or_else(cores, usize::from),
            least: self.how.min_documents.into(),
        };
        let learned = learner.learn(self.inputs, &decided, |notice| messages.tell(&notice))?;
        let tally = &learned.tally;
        if tally.without_source > 0 {
            messages.note(format_args!(
                "{} documents have no source, or are too large, and taught nothing: name the source with --source, --source-field or --group-by",
                tally.without_source
            ));
        }
        if tally.documents == 0 && messages.failed() {
            messages.note("nothing was read, and nothing learned");
            return Ok(None);
        }
        let text = learned.to_text(file, &decided)?;
        if let Some(path) = self.output {
            write(path, &text)?;
        }
        messages.plain(format_args!(
            "{} of {}, {} of them copies; {} repeated, {} learned, {} kept",
            counted(tally.documents, "document"),
            counted(tally.sources, "source"),
            tally.copies,
            counted(learned.considered.len(), "line"),
            counted(learned.rules.len(), "rule"),
            counted(decided.struck(), "struck one")
        ));
        Ok(Some((learned, (file.to_owned(), text))))
    }
}

fn explained(learned: &Learned) -> String {
    let mut out = String::new();
    for line in &learned.considered {
        let became = match &line.became {
            Ok(strength) => strength.as_str(),
            Err(why) => why,
        };
        let text = excerpt(&line.text);
        let [judge, all] = line.evidence.map(|points| f64::from(points) / 256.0);
        let _ = writeln!(
            out,
            "{became}: {text} {} [{judge:.1} {all:.1}]",
            line.counted
        );
    }
    out
}

fn write(path: &Path, text: &str) -> Result<()> {
    let named = || format!("{}: cannot be written", shown(path));
    let mut file = AtomicFile::create(path).with_context(named)?;
    file.write_all(text.as_bytes()).with_context(named)?;
    file.finish().with_context(named)
}
