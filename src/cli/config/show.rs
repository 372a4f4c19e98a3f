//! `jingwen config show`: every flag in force and where it comes from.

use std::ffi::OsStr;
use std::io::{self, Write as _};

use anyhow::{Result, bail};
use clap::{Arg, ArgAction, Command};

use super::file::{File, Value, is_number};
use super::{ConfigArgs, Leaf, NAME, Trial, leaves};
use crate::cli::Exit;
use crate::cli::message::{Messages, nearest};
use jingwen::batch::printable;

/// Flag, value and where it comes from.
type Row = [String; 3];

pub fn show(named: &[String], args: &ConfigArgs, program: Command) -> Result<Exit> {
    let mut messages = Messages::new(false);
    let mut built = program.clone();
    built.build();
    let leaves = leaves(&built);
    let shown: Vec<&Leaf> = leaves
        .iter()
        .filter(|leaf| leaf.path.starts_with(&strs(named)))
        .collect();
    if shown.is_empty() {
        let (name, names) = (named.join(" "), leaves.iter().map(|l| l.path.join(" ")));
        let names: Vec<String> = names.collect();
        match nearest(&name, names.iter().map(String::as_str)) {
            Some(near) => bail!("no command `{name}` with flags; the nearest is `{near}`"),
            None => bail!("no command `{name}` with flags: see `jingwen help`"),
        }
    }
    let file = match args.file().map(|path| File::read(&path, &leaves)) {
        None => None,
        Some(Ok(file)) => Some(file),
        Some(Err(mistakes)) => return Ok(refuse(&mistakes, &mut messages)),
    };
    let mut text = String::new();
    for leaf in shown {
        match rows(leaf, file.as_ref(), &program) {
            Ok(rows) => text += &aligned(&leaf.path.join(" "), &rows),
            Err(mistakes) => return Ok(refuse(&mistakes, &mut messages)),
        }
    }
    match &file {
        Some(file) => messages.note(format_args!("read {}", file.name)),
        None if args.no_config => messages.note(format_args!("no {NAME} read: --no-config")),
        None => messages.note(format_args!("no {NAME} found")),
    }
    io::stdout().lock().write_all(text.as_bytes())?;
    Ok(Exit::Done)
}

fn strs(names: &[String]) -> Vec<&str> {
    names.iter().map(String::as_str).collect()
}

fn refuse(mistakes: &[String], messages: &mut Messages) -> Exit {
    mistakes.iter().for_each(|mistake| messages.error(mistake));
    Exit::Error
}

/// The flags of a command, as they are without any on the command line.
fn rows(leaf: &Leaf, file: Option<&File>, program: &Command) -> Result<Vec<Row>, Vec<String>> {
    let settings = match file {
        None => Vec::new(),
        Some(file) => {
            let mut argv = vec!["jingwen".into()];
            argv.extend(leaf.path.iter().map(Into::into));
            let at = argv.len();
            let trial = Trial { program, argv, at };
            trial.without_conflicts(file, file.settings(&leaf.path))?
        }
    };
    let row = |flag: &Arg| {
        let key = flag.get_long().unwrap_or_default();
        let setting = settings.iter().find(|setting| setting.key == key);
        match (setting, file) {
            (Some(setting), Some(file)) => {
                let origin = format!("{}:{}", file.name, setting.line);
                [key.to_owned(), set(flag, &setting.value), origin]
            }
            _ => [key.to_owned(), default(flag), "default".to_owned()],
        }
    };
    Ok(leaf.flags().map(row).collect())
}

fn set(flag: &Arg, value: &Value) -> String {
    match value {
        Value::Switch(on) => on.to_string(),
        Value::Count(times) => times.to_string(),
        Value::Values(values) => written(flag, values.iter().map(AsRef::as_ref)),
    }
}

fn default(flag: &Arg) -> String {
    match flag.get_action() {
        ArgAction::SetTrue | ArgAction::SetFalse => "false".to_owned(),
        ArgAction::Count => "0".to_owned(),
        ArgAction::Append => written(flag, flag.get_default_values().iter().map(|v| v.as_ref())),
        _ if flag.get_default_values().is_empty() => "-".to_owned(),
        _ => written(flag, flag.get_default_values().iter().map(|v| v.as_ref())),
    }
}

/// Values as the file would have them.
fn written<'v>(flag: &Arg, values: impl Iterator<Item = &'v OsStr>) -> String {
    let one = |value: &OsStr| {
        let value = value.to_string_lossy();
        if is_number(flag) {
            value.into_owned()
        } else {
            let escaped = value.replace('\\', "\\\\").replace('"', "\\\"");
            format!("\"{}\"", printable(&escaped))
        }
    };
    let values: Vec<String> = values.map(one).collect();
    match flag.get_action() {
        ArgAction::Append => format!("[{}]", values.join(", ")),
        _ => values.concat(),
    }
}

fn aligned(command: &str, rows: &[Row]) -> String {
    let width = |column: usize| {
        let cells = rows.iter().map(|row| row[column].chars().count());
        cells.max().unwrap_or(0)
    };
    let (flags, values) = (width(0), width(1));
    let mut text = String::new();
    for [flag, value, origin] in rows {
        text += &format!("{command}  {flag:<flags$}  {value:<values$}  {origin}\n");
    }
    text
}
