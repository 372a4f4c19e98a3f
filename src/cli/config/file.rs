//! The file: read, and checked as a whole, whichever command runs.

use std::any::TypeId;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ValueHint};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Leaf;
use crate::cli::message::nearest;
use jingwen::batch::printable;

/// A file without mistakes.
pub struct File {
    /// Its path, to be printed.
    pub name: String,
    /// By command.
    settings: BTreeMap<String, Vec<Setting>>,
}

/// A flag of one command, as the file sets it.
pub struct Setting {
    /// The flag's long name.
    pub key: String,
    pub line: usize,
    /// How far the table is from the top; the farther wins.
    pub depth: usize,
    pub value: Value,
}

pub enum Value {
    Switch(bool),
    Count(u8),
    Values(Vec<OsString>),
}

impl Setting {
    /// As on the command line.
    pub fn arguments(&self) -> Vec<OsString> {
        let flag = format!("--{}", self.key);
        match &self.value {
            Value::Switch(on) => vec![flag.into(); usize::from(*on)],
            Value::Count(times) => vec![flag.into(); usize::from(*times)],
            Value::Values(values) => {
                let one = |value: &OsString| {
                    let mut argument = OsString::from(format!("{flag}="));
                    argument.push(value);
                    argument
                };
                values.iter().map(one).collect()
            }
        }
    }
}

impl File {
    pub fn read(path: &Path, leaves: &[Leaf]) -> Result<Self, Vec<String>> {
        let name = printable(&path.to_string_lossy());
        let text = fs::read_to_string(path)
            .map_err(|error| vec![format!("{name}: cannot be read ({error})")])?;
        // The mark some editors begin a file with is no column.
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
        let mut reader = Reader {
            name,
            text,
            folder: path.parent().unwrap_or(Path::new("")),
            leaves,
            settings: BTreeMap::new(),
            mistakes: Vec::new(),
        };
        match DeTable::parse(text) {
            Ok(root) => reader.table(&[], root.get_ref()),
            Err(error) => {
                let at = error.span().map_or(0, |span| span.start);
                let why = error.message().lines().next().unwrap_or_default();
                reader.mistake(at, &format!("not valid TOML: {why}"));
            }
        }
        if reader.mistakes.is_empty() {
            Ok(File {
                name: reader.name,
                settings: reader.settings,
            })
        } else {
            Err(reader.mistakes)
        }
    }

    /// What holds for a command, a flag at most once.
    pub fn settings(&self, path: &[&str]) -> Vec<&Setting> {
        let settings = self.settings.get(&path.join(" "));
        settings.into_iter().flatten().collect()
    }
}

struct Reader<'a, 'c> {
    name: String,
    text: &'a str,
    folder: &'a Path,
    leaves: &'a [Leaf<'c>],
    settings: BTreeMap<String, Vec<Setting>>,
    mistakes: Vec<String>,
}

impl<'a, 'c> Reader<'a, 'c> {
    /// A table holds for every command below it: the top level for all, `[rules]` for
    /// `rules check` and its like, `[clean]` for one.
    fn table(&mut self, path: &[&str], table: &DeTable) {
        let mut items: Vec<_> = table.iter().collect();
        items.sort_by_key(|(key, _)| key.span().start);
        for (key, value) in items {
            let at = key.span().start;
            match value.get_ref() {
                DeValue::Table(inner) => {
                    let mut path = path.to_vec();
                    path.push(key.get_ref());
                    if self.below(&path).next().is_some() {
                        self.table(&path, inner);
                    } else {
                        self.unknown(at, &path, true);
                    }
                }
                _ => self.flag(at, path, key.get_ref(), value),
            }
        }
    }

    fn below<'p>(&self, path: &'p [&str]) -> impl Iterator<Item = &'a Leaf<'c>> + use<'a, 'c, 'p> {
        let leaves = self.leaves.iter();
        leaves.filter(move |leaf| leaf.path.starts_with(path))
    }

    /// One name may be the flag of several commands and not take the same values in all: it holds
    /// where it can, and is a mistake only if it can nowhere.
    fn flag(&mut self, at: usize, path: &[&str], key: &str, value: &Spanned<DeValue>) {
        let line = place(self.text, at).0;
        let mut mistake = None;
        let mut taken = false;
        for leaf in self.below(path) {
            let Some(flag) = leaf.flags().find(|flag| flag.get_long() == Some(key)) else {
                continue;
            };
            let setting = self.value(flag, value.get_ref()).and_then(|value| {
                let setting = Setting {
                    key: key.to_owned(),
                    line,
                    depth: path.len(),
                    value,
                };
                check(leaf, &setting).map(|()| setting)
            });
            match setting {
                Ok(setting) => {
                    taken = true;
                    let all = self.settings.entry(leaf.path.join(" ")).or_default();
                    if all.iter().all(|s| s.key != key || s.depth < setting.depth) {
                        all.retain(|s| s.key != key);
                        all.push(setting);
                    }
                }
                Err(why) => {
                    mistake.get_or_insert(why);
                }
            }
        }
        match mistake {
            _ if taken => {}
            Some(why) => self.mistake(value.span().start, &format!("`{key}`: {why}")),
            None => {
                let mut path = path.to_vec();
                path.push(key);
                self.unknown(at, &path, false);
            }
        }
    }

    /// Says that the last name of a path is unknown, and which known one is nearest.
    fn unknown(&mut self, at: usize, path: &[&str], table: bool) {
        let (key, parent) = path.split_last().expect("a key has a name");
        let known: BTreeSet<&str> = if table {
            let next = |leaf: &Leaf<'c>| leaf.path.get(parent.len()).copied();
            self.below(parent).filter_map(next).collect()
        } else {
            let flags = self.below(parent).flat_map(Leaf::flags);
            flags.filter_map(Arg::get_long).collect()
        };
        let kind = if table { "command" } else { "flag" };
        let whose = if parent.is_empty() {
            format!("unknown {kind} `{}`", printable(key))
        } else {
            format!("`{}` has no {kind} `{}`", parent.join(" "), printable(key))
        };
        let message = match nearest(key, known.into_iter()) {
            Some(near) => format!("{whose}; the nearest is `{near}`"),
            None if parent.is_empty() => format!("{whose}; see `jingwen help`"),
            None => format!("{whose}; see `jingwen {} --help`", parent.join(" ")),
        };
        self.mistake(at, &message);
    }

    fn mistake(&mut self, at: usize, message: &str) {
        let (line, column) = place(self.text, at);
        let name = &self.name;
        self.mistakes
            .push(format!("{name}:{line}:{column}: {message}"));
    }

    fn value(&self, flag: &Arg, value: &DeValue) -> Result<Value, String> {
        match flag.get_action() {
            ArgAction::SetTrue | ArgAction::SetFalse => match value {
                DeValue::Boolean(on) => Ok(Value::Switch(*on)),
                _ => Err("must be true or false".to_owned()),
            },
            ArgAction::Count => match value {
                DeValue::Integer(n) if n.radix() == 10 => n.as_str().parse().map(Value::Count).ok(),
                _ => None,
            }
            .ok_or_else(|| "must be a number from 0 to 255".to_owned()),
            action => match (value, action) {
                (DeValue::Array(items), ArgAction::Append) => {
                    let items = items.iter().map(|item| self.text(flag, item.get_ref()));
                    items.collect::<Result<_, _>>().map(Value::Values)
                }
                (DeValue::Array(_), _) => Err("takes one value, not a list".to_owned()),
                _ => self
                    .text(flag, value)
                    .map(|value| Value::Values(vec![value])),
            },
        }
    }

    /// One value as the command line would have it.
    fn text(&self, flag: &Arg, value: &DeValue) -> Result<OsString, String> {
        let (number, text) = (is_number(flag), is_text(flag));
        match value {
            DeValue::String(s) if !number => Ok(self.placed(flag, s)),
            DeValue::Integer(n) if !text => match i128::from_str_radix(n.as_str(), n.radix()) {
                Ok(n) => Ok(n.to_string().into()),
                Err(_) => Err(format!("{} is out of range", n.as_str())),
            },
            DeValue::Float(n) if !text => Ok(n.as_str().into()),
            _ if number => Err("must be a number".to_owned()),
            _ if matches!(flag.get_action(), ArgAction::Append) => {
                Err("must be a string or a list of strings".to_owned())
            }
            _ => Err("must be a string".to_owned()),
        }
    }

    /// Paths are meant from the folder of the file, wherever the command runs.
    fn placed(&self, flag: &Arg, value: &str) -> OsString {
        let path = matches!(
            flag.get_value_hint(),
            ValueHint::AnyPath | ValueHint::FilePath | ValueHint::DirPath
        );
        // The empty path is no path, and - is a stream.
        if path && !value.is_empty() && value != "-" {
            self.folder.join(value).into()
        } else {
            value.into()
        }
    }
}

/// Lets the command's own parser judge a value.
fn check(leaf: &Leaf, setting: &Setting) -> Result<(), String> {
    let mut argv = vec![OsString::from("jingwen")];
    argv.extend(setting.arguments());
    match leaf.command.clone().try_get_matches_from(argv) {
        Ok(_) => Ok(()),
        // What else stands in the file or on the command line is not known here.
        Err(error)
            if matches!(
                error.kind(),
                ErrorKind::MissingRequiredArgument | ErrorKind::ArgumentConflict
            ) =>
        {
            Ok(())
        }
        Err(error) => {
            let text = error.to_string();
            let lines = text.lines().take_while(|line| !line.is_empty());
            let text = lines.map(str::trim).collect::<Vec<_>>().join(" ");
            Err(printable(text.strip_prefix("error: ").unwrap_or(&text)))
        }
    }
}

/// Whether the flag takes a number.
pub fn is_number(flag: &Arg) -> bool {
    let numbers = [
        TypeId::of::<u8>(),
        TypeId::of::<u16>(),
        TypeId::of::<u32>(),
        TypeId::of::<u64>(),
        TypeId::of::<usize>(),
        TypeId::of::<i8>(),
        TypeId::of::<i16>(),
        TypeId::of::<i32>(),
        TypeId::of::<i64>(),
        TypeId::of::<isize>(),
        TypeId::of::<f32>(),
        TypeId::of::<f64>(),
    ];
    let kind = flag.get_value_parser().type_id();
    numbers.iter().any(|number| kind == *number)
}

/// Whether the flag takes any text.
fn is_text(flag: &Arg) -> bool {
    let texts = [
        TypeId::of::<String>(),
        TypeId::of::<OsString>(),
        TypeId::of::<PathBuf>(),
    ];
    let kind = flag.get_value_parser().type_id();
    texts.iter().any(|text| kind == *text)
}

/// Line and column, in characters, from 1.
fn place(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
    (line, column)
}
