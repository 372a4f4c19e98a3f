//! Puts deleted texts back into the columns they were deleted from.

use std::io::{self, Write};

use super::layout::{Begun, Text};
use super::lines::Lines;
use super::read::Rows;
use super::source::{guarded, told};
use super::write::write;
use super::{Purpose, Then, Undo};
use crate::batch::find::walk::Input;
use crate::batch::input::open::Reading;
use crate::batch::notice::Notice;
use crate::batch::object::fields::Fields;

/// Writes the file as it was before it was cleaned with its record; how many rows had none. If a
/// row cannot be restored, nothing is written: with the column its record would be gone. What goes
/// wrong is said to `say`.
///
/// # Errors
/// `out` cannot be written.
pub(crate) fn restore(
    input: &Input,
    names: &[String],
    out: &mut (dyn Write + Send),
    undo: &mut Undo<'_>,
    say: &mut dyn FnMut(Notice),
) -> io::Result<usize> {
    let fields = Fields {
        named: names.to_vec(),
        ..Fields::default()
    };
    match restored(input, &fields, out, undo) {
        Ok(without) => Ok(without),
        Err(Failed::Output(error)) => Err(error),
        Err(Failed::Input(notice)) => {
            say(notice);
            Ok(0)
        }
    }
}

enum Failed {
    Input(Notice),
    Output(io::Error),
}

fn restored(
    input: &Input,
    fields: &Fields,
    out: &mut (dyn Write + Send),
    undo: &mut Undo<'_>,
) -> Result<usize, Failed> {
    let open = || {
        let then = Then::Restore;
        let purpose = Purpose { fields, then };
        let path = input.path.as_deref();
        Rows::open(input, path, &purpose, usize::MAX / 2, &Reading::unbounded())
    };
    let mut rows = open().map_err(Failed::Input)?;
    let mut without = 0;
    while let Some((_, some)) = next(&mut rows, undo).map_err(Failed::Input)? {
        without += some;
    }
    let mut rows = open().map_err(Failed::Input)?;
    let Some(Begun { source, layout }) = rows.begun() else {
        return Ok(without);
    };
    let mut wrong = None;
    let mut lines = || match next(&mut rows, undo) {
        Ok(Some((lines, _))) => Ok(lines),
        Ok(None) => Err(io::Error::other("rows are missing")),
        Err(notice) => {
            wrong = Some(notice);
            Err(io::Error::other("rows are missing"))
        }
    };
    let written = guarded(|| write(&source, &layout, out, &mut lines));
    match (written, wrong) {
        (Ok(_), _) => {}
        (_, Some(notice)) => return Err(Failed::Input(notice)),
        (Err(error), None) => {
            let error = match error {
                parquet::errors::ParquetError::External(error) => error
                    .downcast::<io::Error>()
                    .map_or_else(io::Error::other, |error| *error),
                error => io::Error::other(told(&error)),
            };
            return Err(Failed::Output(error));
        }
    }
    rows.finish().map_err(Failed::Input)?;
    Ok(without)
}

/// The next rows as they were, and how many of them have no record.
fn next(rows: &mut Rows, undo: &mut Undo<'_>) -> Result<Option<(Lines, usize)>, Notice> {
    let Some(chunk) = rows.next_chunk()? else {
        return Ok(None);
    };
    let key = rows.layout().text.as_ref().map(|Text { key, .. }| key);
    let names: Vec<String> = key.cloned().into_iter().collect();
    let (bytes, without) = undo(&chunk, &names)?;
    Ok(Some((Lines::new(&bytes, false, true), without)))
}
