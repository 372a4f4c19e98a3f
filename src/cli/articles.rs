//! Reads annotated articles, and marks, from the files that a command names.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use jingwen::batch::{printable, unreadable};
use jingwen::eval::Article;
use jingwen::eval::gold::Articles;
use jingwen::report::{Mark, Marks};

use super::message::Messages;

/// Mistakes that are printed before the rest of the files is left alone.
const MISTAKES: usize = 20;

/// Calls `each` with every article, one at a time; what is wrong is printed with its place.
pub fn articles(
    files: &[PathBuf],
    messages: &mut Messages,
    mut each: impl FnMut(Article) -> Result<(), String>,
) {
    let mut mistakes = 0;
    for path in files {
        let name = printable(&path.to_string_lossy());
        let reader = match open(path) {
            Ok(reader) => reader,
            Err(error) => {
                messages.error(unreadable(path, &error));
                continue;
            }
        };
        let mut articles = Articles::new(reader);
        while let Some(read) = articles.next() {
            let done = match read {
                Ok(article) => each(article).map_err(|why| format!("{}: {why}", articles.line())),
                Err(error) => Err(error.to_string()),
            };
            if let Err(why) = done {
                messages.error(format_args!("{name}:{}", printable(&why)));
                mistakes += 1;
            }
            if mistakes == MISTAKES {
                messages.note(format_args!(
                    "the rest was not read after {mistakes} mistakes"
                ));
                return;
            }
        }
    }
}

/// Calls `each` with every mark, one at a time; what is wrong is printed with its place.
pub fn marks(files: &[PathBuf], messages: &mut Messages, mut each: impl FnMut(Mark)) {
    let mut mistakes = 0;
    for path in files {
        let name = printable(&path.to_string_lossy());
        let reader = match open(path) {
            Ok(reader) => reader,
            Err(error) => {
                messages.error(unreadable(path, &error));
                continue;
            }
        };
        for read in Marks::new(reader) {
            match read {
                Ok(mark) => each(mark),
                Err(error) => {
                    messages.error(format_args!("{name}:{}", printable(&error.to_string())));
                    mistakes += 1;
                }
            }
            if mistakes == MISTAKES {
                messages.note(format_args!(
                    "the rest was not read after {mistakes} mistakes"
                ));
                return;
            }
        }
    }
}

fn open(path: &Path) -> io::Result<Box<dyn BufRead>> {
    if path.as_os_str() == "-" {
        return Ok(Box::new(BufReader::new(io::stdin().lock())));
    }
    if path.is_dir() {
        return Err(io::Error::other("it is a directory; name the .jsonl files"));
    }
    Ok(Box::new(BufReader::with_capacity(
        1 << 16,
        File::open(path)?,
    )))
}
