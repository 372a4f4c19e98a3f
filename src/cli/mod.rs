//! The command line: one module a command, and what they share.

mod articles;
mod clean;
mod color;
mod config;
mod diff;
mod diff_text;
mod eval;
mod explain;
mod fit;
mod judging;
mod lang;
mod learn;
mod message;
mod options;
mod output;
mod progress;
mod report;
mod restore;
mod rules;
mod rules_coverage;
mod rules_markdown;
mod sample;
mod scan;
mod signal;
mod summary;
mod values;
mod visible;

use std::env;
use std::io::{self, Write};
use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::{CommandFactory, Parser, Subcommand};
use clap_complete::Shell;

use message::Messages;

/// Remove disclaimers and boilerplate from English and Chinese news text
#[derive(Debug, Parser)]
#[command(name = "jingwen", version, about, after_help = EXIT_CODES, propagate_version = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    config: config::ConfigArgs,
}

const EXIT_CODES: &str = "Exit status:
  0  done, also with notes
  1  only with --check: a document would change, or two scans differ; with --baseline: a figure
     fell below its floor
  2  any error, such as one unreadable file; the rest was still done
  130, 143  ended by SIGINT (Ctrl-C), SIGTERM; clean finishes the document in hand, and with
     --resume goes on from there

Data goes to standard output, everything else to standard error.";

#[derive(Debug, Subcommand)]
enum Command {
    Clean(Box<clean::CleanArgs>),
    Scan(Box<scan::ScanArgs>),
    Lang(lang::LangArgs),
    Learn(Box<learn::LearnArgs>),
    #[command(subcommand)]
    Rules(rules::RulesCommand),
    Eval(Box<eval::EvalArgs>),
    Fit(Box<fit::FitArgs>),
    Restore(restore::RestoreArgs),
    Diff(Box<diff::DiffArgs>),
    Report(report::ReportArgs),
    Sample(Box<sample::SampleArgs>),
    #[command(subcommand)]
    Config(config::ConfigCommand),
    /// Print a completion script
    Completions {
        /// The shell to complete in
        shell: Shell,
    },
    /// Print the manual page of the program or of one command
    Man {
        /// The command
        command: Option<String>,
    },
}

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Exit {
    Done,
    /// The answer is no: to `--check`, or to whether the floors hold.
    Negative,
    Error,
    /// A signal ended the run, which another goes on with: the status that shells give that.
    Interrupted(u8),
}

impl Exit {
    fn of(messages: &Messages) -> Self {
        if messages.failed() {
            Exit::Error
        } else {
            Exit::Done
        }
    }

    fn code(self) -> ExitCode {
        ExitCode::from(match self {
            Exit::Done => 0,
            Exit::Negative => 1,
            Exit::Error => 2,
            Exit::Interrupted(status) => status,
        })
    }
}

/// The arguments with those of the config file before them, for `fuzz/`.
#[cfg(fuzzing)]
pub fn with_config(argv: Vec<std::ffi::OsString>) -> Result<Vec<std::ffi::OsString>, Vec<String>> {
    config::with_file(&Cli::command(), argv)
}

/// Runs the command that the arguments name.
pub fn run() -> ExitCode {
    let argv = match config::with_file(&Cli::command(), env::args_os().collect()) {
        Ok(argv) => argv,
        Err(mistakes) => {
            let mut messages = Messages::new(true);
            mistakes.iter().for_each(|mistake| messages.error(mistake));
            return Exit::Error.code();
        }
    };
    let cli = Cli::parse_from(argv);
    if let Err(error) = signal::watch() {
        Messages::new(true).error(format_args!(
            "signals cannot be watched ({error}); nothing was done"
        ));
        return Exit::Error.code();
    }
    let result = match &cli.command {
        Command::Clean(args) => clean::run(args),
        Command::Scan(args) => scan::run(args),
        Command::Lang(args) => lang::run(args),
        Command::Learn(args) => learn::run(args),
        Command::Rules(command) => rules::run(command),
        Command::Eval(args) => eval::run(args),
        Command::Fit(args) => fit::run(args),
        Command::Restore(args) => restore::run(args),
        Command::Diff(args) => diff::run(args),
        Command::Report(args) => report::run(args),
        Command::Sample(args) => sample::run(args),
        Command::Config(command) => config::run(command, &cli.config, Cli::command()),
        Command::Completions { shell } => completions(*shell),
        Command::Man { command } => man(command.as_deref()),
    };
    let exit = result.unwrap_or_else(|error| {
        if is_broken_pipe(&error) {
            return Exit::Done;
        }
        Messages::new(true).error(format_args!("{error:#}"));
        Exit::Error
    });
    exit.code()
}

/// Whether the reader of standard output went away: no error, it has what it wanted.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let kinds = error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>());
    kinds
        .into_iter()
        .any(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

fn completions(shell: Shell) -> Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "jingwen", &mut script);
    io::stdout().write_all(&script)?;
    Ok(Exit::Done)
}

fn man(name: Option<&str>) -> Result<Exit> {
    let mut program = Cli::command();
    program.build();
    let command = match name {
        None => program,
        Some(name) => match program.find_subcommand(name) {
            Some(command) => command.clone(),
            None => bail!("no command `{name}`: see `jingwen help`"),
        },
    };
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page)?;
    io::stdout().write_all(&page)?;
    Ok(Exit::Done)
}
