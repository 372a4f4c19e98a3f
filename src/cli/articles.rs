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
    read_all(files, messages, Articles::new, |articles| {
        Some(match articles.next()? {
            Ok(article) => each(article).map_err(|why| format!("{}: {why}", articles.line())),
            Err(error) => Err(error.to_string()),
        })
    });
}

/// Calls `each` with every mark, one at a time; what is wrong is printed with its place.
pub fn marks(files: &[PathBuf], messages: &mut Messages, mut each: impl FnMut(Mark)) {
    read_all(files, messages, Marks::new, |marks| {
        let read = marks.next()?;
        Some(read.map(&mut each).map_err(|error| error.to_string()))
    });
}

/// Calls `next` for every line of the files, as `lines` reads them, up to so many mistakes.
fn read_all<L>(
    files: &[PathBuf],
    messages: &mut Messages,
    lines: impl Fn(Box<dyn BufRead>) -> L,
    mut next: impl FnMut(&mut L) -> Option<Result<(), String>>,
) {
    let mut mistakes = 0;
    for path in files {
        let name = printable(&path.to_string_lossy());
        let mut lines = match open(path) {
            Ok(reader) => lines(reader),
            Err(error) => {
                messages.error(unreadable(path, &error));
                continue;
            }
        };
        while let Some(done) = next(&mut lines) {
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
