//! `jingwen.toml`: flags that a project sets once, put before those of the command line.

mod file;
mod show;

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches as _, Subcommand};

use super::Exit;
use file::{File, Setting};

/// The file that is looked for.
const NAME: &str = "jingwen.toml";

/// Which file is read.
#[derive(Debug, Args)]
pub struct ConfigArgs {
    /// Take flags from this file, not from the jingwen.toml here or in a folder above
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Take no flags from a jingwen.toml
    #[arg(long, global = true, conflicts_with = "config")]
    no_config: bool,
}

/// Show what jingwen.toml sets
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Print every flag in force, its value and where it comes from, one a line
    Show {
        /// The command (default: all)
        command: Vec<String>,
    },
}

pub fn run(command: &ConfigCommand, args: &ConfigArgs, program: Command) -> Result<Exit> {
    let ConfigCommand::Show { command } = command;
    show::show(command, args, program)
}

/// The arguments with the file's before the user's own; otherwise the mistakes of the file.
pub fn with_file(program: &Command, argv: Vec<OsString>) -> Result<Vec<OsString>, Vec<String>> {
    // Help, and mistakes of the user's own, are answered as if there were no file.
    let Some(matches) = matches(program, &argv) else {
        return Ok(argv);
    };
    let args = ConfigArgs::from_arg_matches(&matches).ok();
    let Some(file) = args.and_then(|args| args.file()) else {
        return Ok(argv);
    };
    let mut built = program.clone();
    built.build();
    let leaves = leaves(&built);
    let (path, own) = innermost(&matches);
    let Some(leaf) = leaves.iter().find(|leaf| leaf.path == path) else {
        return Ok(argv);
    };
    let file = File::read(&file, &leaves)?;
    let mut settings = file.settings(&path);
    settings.retain(|setting| {
        let flag = leaf.flags().find(|a| a.get_long() == Some(&setting.key));
        let source = flag.and_then(|flag| own.value_source(flag.get_id().as_str()));
        source != Some(ValueSource::CommandLine)
    });
    let trial = Trial {
        program,
        at: start(&built, &path, &argv),
        argv,
    };
    let settings = trial.without_conflicts(&file, settings)?;
    Ok(trial.argv(&trial.without_unmet(settings)))
}

/// What the user gave; none if clap has an answer that no file can change.
fn matches(program: &Command, argv: &[OsString]) -> Option<ArgMatches> {
    match program.clone().try_get_matches_from(argv) {
        Ok(matches) => Some(matches),
        // The file may have what is missing.
        Err(error) if error.kind() == ErrorKind::MissingRequiredArgument => {
            let lenient = program.clone().ignore_errors(true);
            lenient.try_get_matches_from(argv).ok()
        }
        Err(_) => None,
    }
}

/// The command that was named, and its own matches.
fn innermost(mut matches: &ArgMatches) -> (Vec<&str>, &ArgMatches) {
    let mut path = Vec::new();
    while let Some((name, inner)) = matches.subcommand() {
        path.push(name);
        matches = inner;
    }
    (path, matches)
}

/// Where the arguments of a command begin: before its name only global flags can stand.
fn start(built: &Command, path: &[&str], argv: &[OsString]) -> usize {
    let mut command = built;
    let mut at = 1;
    for name in path {
        while let Some(flag) = argv
            .get(at)
            .and_then(|arg| arg.to_str()?.strip_prefix("--"))
        {
            let named = command.get_arguments().find(|a| a.get_long() == Some(flag));
            let value = named.is_some_and(|a| a.get_action().takes_values());
            at += 1 + usize::from(value);
        }
        at += 1;
        command = command.find_subcommand(name).unwrap_or(command);
    }
    at.min(argv.len())
}

impl ConfigArgs {
    /// The file to read, if there is one.
    fn file(&self) -> Option<PathBuf> {
        match &self.config {
            _ if self.no_config => None,
            Some(file) => Some(file.clone()),
            None => upwards(),
        }
    }
}

/// The nearest file in the current directory and those above, by a relative path, which is short
/// and the same on every machine.
fn upwards() -> Option<PathBuf> {
    let here = env::current_dir().ok()?;
    let mut path = PathBuf::from(NAME);
    for _ in here.ancestors() {
        if path.is_file() {
            return Some(path);
        }
        path = Path::new("..").join(path);
    }
    None
}

/// A command that has flags a file may set.
struct Leaf<'c> {
    path: Vec<&'c str>,
    command: &'c Command,
}

impl<'c> Leaf<'c> {
    /// The flags that a file may set, in the order of the help.
    fn flags(&self) -> impl Iterator<Item = &'c Arg> + use<'c> {
        self.command.get_arguments().filter(|arg| {
            let answers = matches!(
                arg.get_action(),
                ArgAction::Help | ArgAction::HelpShort | ArgAction::HelpLong | ArgAction::Version
            );
            arg.get_long().is_some() && !arg.is_global_set() && !answers
        })
    }
}

/// All commands that do something and have flags.
fn leaves(built: &Command) -> Vec<Leaf<'_>> {
    fn collect<'c>(command: &'c Command, path: &[&'c str], all: &mut Vec<Leaf<'c>>) {
        for inner in command.get_subcommands() {
            let mut path = path.to_vec();
            path.push(inner.get_name());
            collect(inner, &path, all);
            let leaf = Leaf {
                path,
                command: inner,
            };
            if !inner.has_subcommands() && leaf.flags().next().is_some() {
                all.push(leaf);
            }
        }
    }
    let mut all = Vec::new();
    collect(built, &[], &mut all);
    all
}

/// Tries settings before the user's arguments: clap alone knows all that excludes or needs what.
struct Trial<'a> {
    program: &'a Command,
    argv: Vec<OsString>,
    /// Where settings are put.
    at: usize,
}

impl Trial<'_> {
    fn argv(&self, settings: &[&Setting]) -> Vec<OsString> {
        let mut argv = self.argv.clone();
        let more = settings.iter().flat_map(|setting| setting.arguments());
        argv.splice(self.at..self.at, more);
        argv
    }

    fn error(&self, settings: &[&Setting]) -> Option<clap::Error> {
        let argv = self.argv(settings);
        self.program.clone().try_get_matches_from(argv).err()
    }

    fn conflict(&self, settings: &[&Setting]) -> bool {
        let error = self.error(settings);
        error.is_some_and(|error| error.kind() == ErrorKind::ArgumentConflict)
    }

    /// How many arguments are missing.
    fn missing(&self, settings: &[&Setting]) -> usize {
        match self.error(settings) {
            Some(error) if error.kind() == ErrorKind::MissingRequiredArgument => {
                match error.get(ContextKind::InvalidArg) {
                    Some(ContextValue::Strings(names)) => names.len(),
                    _ => 1,
                }
            }
            _ => 0,
        }
    }

    /// The settings without those that the command line excludes, or a table nearer to the command;
    /// two of the same table that exclude each other are a mistake.
    fn without_conflicts<'s>(
        &self,
        file: &File,
        mut settings: Vec<&'s Setting>,
    ) -> Result<Vec<&'s Setting>, Vec<String>> {
        settings.sort_by_key(|setting| (std::cmp::Reverse(setting.depth), setting.line));
        let mut kept: Vec<&Setting> = Vec::new();
        let mut mistakes = Vec::new();
        for setting in settings {
            let with = |other: &&&Setting| self.conflict(&[**other, setting]);
            if self.conflict(&[setting]) {
                continue;
            }
            match kept.iter().find(with) {
                None => kept.push(setting),
                Some(other) if other.depth > setting.depth => {}
                Some(other) => mistakes.push(format!(
                    "{}:{}: `{}` and `{}` (line {}) exclude each other",
                    file.name, setting.line, setting.key, other.key, other.line
                )),
            }
        }
        if mistakes.is_empty() {
            Ok(kept)
        } else {
            Err(mistakes)
        }
    }

    /// The settings without those that need a flag which is nowhere given, such as `overwrite`
    /// without an output.
    fn without_unmet<'s>(&self, settings: Vec<&'s Setting>) -> Vec<&'s Setting> {
        let mut missing = self.missing(&[]);
        if self.missing(&settings) <= missing {
            return settings;
        }
        let mut kept: Vec<&Setting> = Vec::new();
        let mut left = settings;
        loop {
            let before = left.len();
            left.retain(|setting| {
                kept.push(setting);
                let now = self.missing(&kept);
                if now > missing {
                    kept.pop();
                    return true;
                }
                missing = now;
                false
            });
            if left.len() == before {
                return kept;
            }
        }
    }
}
