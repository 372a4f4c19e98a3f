//! What a run has to say: errors and notes, as values, for whoever runs it to print.

use std::fmt;
use std::io;
use std::path::Path;

use crate::text::printable::printable;

/// What kind of error, for counting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Trouble {
    /// A file or folder cannot be read, or not to its end.
    Unreadable,
    /// A file changed while it was read.
    Changed,
    /// An output cannot be written.
    Unwritable,
    /// Bytes that are not of the encoding.
    Encoding,
    /// A line or file that is not JSON.
    Broken,
    /// A row, record, page or message that cannot be read.
    Unfit,
    /// A document over the limit.
    TooLarge,
    /// A name that cannot be used.
    Name,
    /// A file that is neither as it was nor as it was written.
    Foreign,
}

impl Trouble {
    /// In a few words, for a summary.
    pub fn as_str(self) -> &'static str {
        match self {
            Trouble::Unreadable => "cannot be read",
            Trouble::Changed => "changed while it was read",
            Trouble::Unwritable => "cannot be written",
            Trouble::Encoding => "not of the encoding",
            Trouble::Broken => "not valid JSON",
            Trouble::Unfit => "broken rows and records",
            Trouble::TooLarge => "over --max-document",
            Trouble::Name => "a name that cannot be used",
            Trouble::Foreign => "changed since it was cleaned",
        }
    }
}

/// One thing to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// Something was not done; the rest goes on.
    Error(Trouble, String),
    /// Something worth knowing; nothing is lost.
    Note(String),
    /// What was asked for, such as an explanation.
    Answer(String),
}

impl Notice {
    /// An error.
    pub fn error(trouble: Trouble, what: impl fmt::Display) -> Self {
        Notice::Error(trouble, what.to_string())
    }

    /// A note.
    pub fn note(what: impl fmt::Display) -> Self {
        Notice::Note(what.to_string())
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

/// Says that a file cannot be written, why, and what to do.
pub fn unwritable(path: impl AsRef<Path>, error: &io::Error) -> String {
    let path = printable(&path.as_ref().to_string_lossy());
    let mend = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "make room and run again with --resume"
        }
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "make it writable and run again with --resume"
        }
        io::ErrorKind::CrossesDevices => "clean what lies on the other file system by itself",
        _ => "mend that and run again with --resume",
    };
    format!("{path}: cannot be written ({error}); {mend}; the other documents were written")
}
