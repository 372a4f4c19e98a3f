//! Finds the inputs that the command line names.

use std::collections::BTreeSet;
use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

use super::message::{Messages, printable};
use super::options::{Format, InputArgs};

/// One file, or standard input.
#[derive(Debug, Clone)]
pub struct Input {
    /// None: standard input.
    pub path: Option<PathBuf>,
    /// Its place in an output tree.
    pub relative: PathBuf,
    pub format: Format,
}

impl Input {
    pub fn open(&self) -> io::Result<Box<dyn Read>> {
        Ok(match &self.path {
            Some(path) => Box::new(File::open(path)?),
            None => Box::new(io::stdin().lock()),
        })
    }
}

impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.path {
            Some(path) => f.write_str(&printable(&path.to_string_lossy())),
            None => f.write_str("-"),
        }
    }
}

/// The inputs in the order of the arguments, directories in the order of file names, without
/// what lies under `output`. What cannot be read is named and left out.
pub fn collect(args: &InputArgs, output: Option<&Path>, messages: &mut Messages) -> Vec<Input> {
    let standard_input = [PathBuf::from("-")];
    let paths = if args.paths.is_empty() {
        if io::IsTerminal::is_terminal(&io::stdin()) {
            messages.note("reading standard input; name files or directories to read those");
        }
        &standard_input[..]
    } else {
        &args.paths
    };
    let output = output.and_then(|path| path.canonicalize().ok());
    let mut inputs = Vec::new();
    for path in paths {
        if path.as_os_str() == "-" {
            inputs.push(Input {
                path: None,
                relative: PathBuf::new(),
                format: args.input_format.unwrap_or(Format::Text),
            });
            continue;
        }
        match path.metadata() {
            Err(error) => messages.error(unreadable(path, &error)),
            Ok(meta) if meta.is_dir() => walk(path, args, output.as_deref(), &mut inputs, messages),
            Ok(_) => inputs.push(Input {
                relative: path.file_name().map(PathBuf::from).unwrap_or_default(),
                format: args
                    .input_format
                    .or_else(|| format_of(path))
                    .unwrap_or(Format::Text),
                path: Some(path.clone()),
            }),
        }
    }
    inputs
}

fn walk(
    dir: &Path,
    args: &InputArgs,
    output: Option<&Path>,
    inputs: &mut Vec<Input>,
    messages: &mut Messages,
) {
    let skip = output.map(Path::to_owned);
    let walker = WalkBuilder::new(dir)
        .standard_filters(false)
        .follow_links(false)
        .sort_by_file_name(Ord::cmp)
        .filter_entry(move |entry| {
            let is_dir = entry.file_type().is_some_and(|t| t.is_dir());
            let is_output = || entry.path().canonicalize().ok() == skip;
            !(is_dir && entry.depth() > 0 && skip.is_some() && is_output())
        })
        .build();
    let (mut links, mut others, before) = (0, BTreeSet::new(), inputs.len());
    for entry in walker {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                messages.error(format_args!(
                    "{error}; the rest of {} was read",
                    dir.display()
                ));
                continue;
            }
        };
        let path = entry.path();
        if entry.path_is_symlink() && entry.depth() > 0 {
            links += 1;
        } else if entry.file_type().is_some_and(|t| t.is_file()) {
            match format_of(path) {
                Some(format) => inputs.push(Input {
                    relative: path.strip_prefix(dir).unwrap_or(path).to_owned(),
                    format: args.input_format.unwrap_or(format),
                    path: Some(path.to_owned()),
                }),
                None => {
                    others.insert(path.to_owned());
                }
            }
        }
    }
    let name = printable(&dir.to_string_lossy());
    if links > 0 {
        messages.note(format_args!("{name}: {links} symbolic links not followed"));
    }
    if let Some(first) = others.first() {
        let first = printable(&first.to_string_lossy());
        let count = others.len();
        messages.note(format_args!(
            "{name}: {count} files of other types left out, first {first}"
        ));
    }
    if inputs.len() == before {
        messages.note(format_args!(
            "{name}: no .txt, .md, .jsonl or .ndjson file in it"
        ));
    }
}

fn format_of(path: &Path) -> Option<Format> {
    match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
        "txt" | "md" => Some(Format::Text),
        "jsonl" | "ndjson" => Some(Format::Jsonl),
        _ => None,
    }
}

/// Says that a file cannot be read, why, and what to do.
pub fn unreadable(path: impl AsRef<Path>, error: &io::Error) -> String {
    let path = printable(&path.as_ref().to_string_lossy());
    match error.kind() {
        io::ErrorKind::NotFound => format!("{path}: no such file or directory; check the path"),
        io::ErrorKind::PermissionDenied => {
            format!("{path}: permission denied; make it readable and run again")
        }
        _ => format!("{path}: cannot be read ({error}); the other inputs were read"),
    }
}
