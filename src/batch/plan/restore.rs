//! Puts a tree back that was cleaned in place.

use std::fs;
use std::io;
use std::path::Path;

use crate::batch::input::open::hash_of;
use crate::batch::inside;
use crate::batch::notice::{Notice, Trouble, unreadable, unwritable};
use crate::batch::plan::journal::{Journal, Mode, Past};
use crate::batch::state::State;
use crate::text::printable::printable;

/// Puts the original bytes of every file back that was cleaned in place under `dir`; how many were
/// put back. A file that was changed since is named and left alone, and its original stays where it
/// is. When all are back, the journal goes as well.
///
/// # Errors
/// There is no journal of files cleaned in place, or it cannot be read or written.
pub fn restore_tree(dir: &Path, mut say: impl FnMut(Notice)) -> io::Result<usize> {
    let state = State::of(dir);
    let path = state.journal();
    let name = printable(&dir.to_string_lossy());
    let (past, whole) = Past::read(&path)?;
    match past.mode {
        Some(Mode::InPlace) => {}
        Some(Mode::Copy) => {
            return Err(io::Error::other(format!(
                "{name}: its files were written from others, which are where they were: there is nothing to put back"
            )));
        }
        None => {
            return Err(io::Error::other(format!(
                "{name}: was not cleaned in place, or is back already: there is no {}",
                printable(&path.to_string_lossy())
            )));
        }
    }
    let outside = |target: &&String| !inside::is_inside(target);
    if let Some(target) = past.done.keys().chain(past.replacing.keys()).find(outside) {
        return Err(io::Error::other(format!(
            "{}: is not of this directory, or was tampered with: it names `{}`, which is outside of the directory; nothing was put back: the originals are beside it",
            printable(&path.to_string_lossy()),
            printable(target)
        )));
    }
    let mut journal = Journal::open(&path, whole)?;
    let mut targets: Vec<&String> = past.done.keys().chain(past.replacing.keys()).collect();
    targets.sort();
    targets.dedup();
    let (mut back, mut left) = (0, 0);
    for target in targets {
        let file = past.replaced(target).expect("it is among them");
        let (own, original) = (dir.join(target), state.original(target));
        if let Err(error) = inside::no_link_above(dir, &own) {
            left += 1;
            say(Notice::error(Trouble::Unwritable, unwritable(&own, &error)));
            continue;
        }
        let now = hash_of(&own);
        let shown = printable(&own.to_string_lossy());
        let put_back = match now {
            Ok(now) if now == file.input_hash => Ok(false),
            Ok(now) if now == file.output_hash => put_back(&own, &original, &file.input_hash),
            Ok(_) => {
                left += 1;
                let original = printable(&original.to_string_lossy());
                let what = format!(
                    "{shown}: changed since it was cleaned; left alone, its original is {original}"
                );
                say(Notice::error(Trouble::Foreign, what));
                continue;
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                put_back(&own, &original, &file.input_hash)
            }
            Err(error) => {
                left += 1;
                say(Notice::error(Trouble::Unreadable, unreadable(&own, &error)));
                continue;
            }
        };
        match put_back {
            Ok(moved) => {
                back += usize::from(moved);
                journal.restored(target)?;
            }
            Err(error) => {
                left += 1;
                say(Notice::error(Trouble::Unwritable, unwritable(&own, &error)));
            }
        }
    }
    if left == 0 {
        // The journal last, so that a run that is killed meanwhile can be gone on with.
        for dir in [state.originals(), state.temporaries()] {
            match fs::remove_dir_all(dir) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        fs::remove_dir_all(state.path())?;
    }
    Ok(back)
}

/// Moves the original over what stands in its place.
fn put_back(own: &Path, original: &Path, hash: &str) -> io::Result<bool> {
    if hash_of(original)? != hash {
        return Err(io::Error::other("its original is not what it was"));
    }
    if let Some(dir) = own.parent() {
        fs::create_dir_all(dir)?;
    }
    fs::rename(original, own)?;
    Ok(true)
}
