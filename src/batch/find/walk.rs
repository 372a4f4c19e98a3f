//! Finds the inputs that were named: files, folders, lists of files, standard input.

use std::fmt;
use std::fs::{self, File, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use globset::{Glob, GlobSet, GlobSetBuilder};
use ignore::WalkBuilder;

use crate::batch::find::form::{Form, Format, Packing};
use crate::batch::find::sniff::sniff;
use crate::batch::notice::{Notice, Trouble, unreadable};
use crate::batch::state::STATE;
use crate::text::printable::printable;

/// One file, or standard input.
#[derive(Debug, Clone)]
pub struct Input {
    /// None: standard input.
    pub path: Option<PathBuf>,
    /// Its place under the folder that was named, and in an output tree.
    pub relative: PathBuf,
    /// What it holds.
    pub form: Form,
    /// Its size in bytes when it was found, as it is on disk.
    pub size: u64,
    /// Of standard input, what was read to tell its form.
    pub begun: Vec<u8>,
}

/// The form of a file whose name says nothing, by its first bytes. What is no file can be read only
/// once, and is a text.
fn told(path: &Path, meta: &Metadata) -> Form {
    let begun = match meta.is_file() {
        true => File::open(path).and_then(|mut file| sniff(&mut file)).ok(),
        false => None,
    };
    // What cannot be read is said where it is cleaned.
    match begun {
        Some((first, format)) => Form {
            format,
            packing: Packing::of_bytes(&first),
        },
        None => Form {
            format: Format::Text,
            packing: Packing::of_name(path),
        },
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

/// What to look for.
#[derive(Debug, Default)]
pub struct Wanted {
    /// Files and folders; `-` is standard input. Empty: standard input.
    pub paths: Vec<PathBuf>,
    /// What every input is, whatever its name.
    pub format: Option<Format>,
    /// Files in folders whose place matches one of these; empty: all.
    pub include: Vec<String>,
    /// Files in folders whose place matches none of these.
    pub exclude: Vec<String>,
    /// Symbolic links are followed.
    pub follow: bool,
    /// A folder that is left out of the walk.
    pub output: Option<PathBuf>,
}

/// What was found.
#[derive(Debug, Default)]
pub struct Found {
    /// In the order of the paths, folders in the order of file names.
    pub inputs: Vec<Input>,
    /// Files in folders that are of no form that is read: their paths and places.
    pub others: Vec<(PathBuf, PathBuf)>,
    /// What cannot be read, and what was left out.
    pub notices: Vec<Notice>,
}

impl Wanted {
    /// Finds the inputs.
    ///
    /// # Errors
    /// A glob that is none.
    pub fn find(&self) -> Result<Found, String> {
        let filter = Filter {
            include: globs(&self.include)?,
            exclude: globs(&self.exclude)?,
        };
        let output = self
            .output
            .as_ref()
            .and_then(|path| path.canonicalize().ok());
        let mut found = Found::default();
        let standard_input = [PathBuf::from("-")];
        let paths = if self.paths.is_empty() {
            &standard_input[..]
        } else {
            &self.paths
        };
        for path in paths {
            if path.as_os_str() == "-" {
                let (begun, format) = match self.format {
                    Some(format) => (Vec::new(), format),
                    // What cannot be read is said where the rest of it is.
                    None => sniff(&mut io::stdin().lock()).unwrap_or((Vec::new(), Format::Text)),
                };
                found.inputs.push(Input {
                    path: None,
                    relative: PathBuf::new(),
                    form: Form {
                        format,
                        packing: Packing::of_bytes(&begun),
                    },
                    size: 0,
                    begun,
                });
                continue;
            }
            match path.metadata() {
                Err(error) => found
                    .notices
                    .push(Notice::error(Trouble::Unreadable, unreadable(path, &error))),
                Ok(meta) if meta.is_dir() => {
                    self.walk(path, &filter, output.as_deref(), &mut found);
                }
                Ok(meta) => found.inputs.push(Input {
                    relative: path.file_name().map(PathBuf::from).unwrap_or_default(),
                    form: self.form_of(path).unwrap_or_else(|| told(path, &meta)),
                    path: Some(path.clone()),
                    size: meta.len(),
                    begun: Vec::new(),
                }),
            }
        }
        self.leave_out_odd_names(&mut found);
        Ok(found)
    }

    fn form_of(&self, path: &Path) -> Option<Form> {
        match self.format {
            Some(format) => Some(Form {
                format,
                packing: Packing::of_name(path),
            }),
            None => Form::of_name(path),
        }
    }

    fn walk(&self, dir: &Path, filter: &Filter, output: Option<&Path>, found: &mut Found) {
        let skip = output.map(Path::to_owned);
        let walker = WalkBuilder::new(dir)
            .standard_filters(false)
            .follow_links(self.follow)
            .sort_by_file_name(Ord::cmp)
            .filter_entry(move |entry| {
                let is_dir = entry.file_type().is_some_and(|t| t.is_dir());
                let is_output = || skip.is_some() && entry.path().canonicalize().ok() == skip;
                // Where capitals do not count, either is the journal's.
                let is_state = || entry.file_name().eq_ignore_ascii_case(STATE);
                !(is_dir && entry.depth() > 0 && (is_state() || is_output()))
            })
            .build();
        let name = printable(&dir.to_string_lossy());
        let (mut links, before) = (0, found.inputs.len());
        let mut others = 0;
        for entry in walker {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    let error = printable(&error.to_string());
                    let what =
                        format!("{error}; mend that and run again; the rest of {name} was read");
                    found.notices.push(Notice::error(Trouble::Unreadable, what));
                    continue;
                }
            };
            let path = entry.path();
            if entry.path_is_symlink() && entry.depth() > 0 && !self.follow {
                links += 1;
                continue;
            }
            if !entry.file_type().is_some_and(|t| t.is_file()) {
                continue;
            }
            let relative = path.strip_prefix(dir).unwrap_or(path).to_owned();
            if !filter.takes(&relative) {
                continue;
            }
            match Form::of_name(path) {
                Some(form) => found.inputs.push(Input {
                    relative,
                    form: self.form_of(path).unwrap_or(form),
                    path: Some(path.to_owned()),
                    size: entry.metadata().map_or(0, |meta| meta.len()),
                    begun: Vec::new(),
                }),
                None => {
                    others += 1;
                    found.others.push((path.to_owned(), relative));
                }
            }
        }
        if links > 0 {
            found.notices.push(Notice::note(format_args!(
                "{name}: {links} symbolic links not followed; --follow follows them"
            )));
        }
        if others > 0 {
            let first = &found.others[found.others.len() - others].0;
            let first = printable(&first.to_string_lossy());
            found.notices.push(Notice::note(format_args!(
                "{name}: {others} files of other types left out, first {first}"
            )));
        }
        if found.inputs.len() == before {
            found.notices.push(Notice::note(format_args!(
                "{name}: no {} file in it, nor one of those with .gz or .zst",
                Format::all_endings()
            )));
        }
    }

    /// Records name documents by path, and JSON has no word for other bytes.
    fn leave_out_odd_names(&self, found: &mut Found) {
        let notices = &mut found.notices;
        found.inputs.retain(|input| {
            let path = input.path.as_ref();
            let fits = path.is_none_or(|path| path.to_str().is_some());
            if !fits {
                let what = format!("{input}: the name is not UTF-8; rename it and run again; the other inputs were read");
                notices.push(Notice::error(Trouble::Name, what));
            }
            fits
        });
    }
}

/// The paths of a list, one a line; `-` is standard input.
///
/// # Errors
/// The list cannot be read, or is not UTF-8.
pub fn listed(file: &Path) -> io::Result<Vec<PathBuf>> {
    let text = if file.as_os_str() == "-" {
        io::read_to_string(io::stdin().lock())?
    } else {
        fs::read_to_string(file)?
    };
    // Some editors begin a file with a mark.
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
    let lines = text.lines().filter(|line| !line.is_empty());
    Ok(lines.map(PathBuf::from).collect())
}

struct Filter {
    include: GlobSet,
    exclude: GlobSet,
}

impl Filter {
    fn takes(&self, relative: &Path) -> bool {
        (self.include.is_empty() || self.include.is_match(relative))
            && !self.exclude.is_match(relative)
    }
}

/// A glob may match anywhere, or, with a slash in front, from the root on; of what it matches in
/// whole it takes everything.
fn globs(patterns: &[String]) -> Result<GlobSet, String> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        let whole = match pattern.strip_prefix('/') {
            Some(rooted) => rooted.to_owned(),
            None => format!("**/{pattern}"),
        };
        for glob in [format!("{whole}/**"), whole] {
            let glob = Glob::new(&glob);
            set.add(glob.map_err(|error| format!("`{pattern}` is no glob: {}", error.kind()))?);
        }
    }
    set.build().map_err(|error| error.to_string())
}
