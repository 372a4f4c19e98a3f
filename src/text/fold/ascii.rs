//! Runs of ASCII, folded byte by byte: what every machine can, and the reference for wider steps.

use super::places::Places;
use super::table::{ASCII, ASCII_OTHER, ASCII_SPACE, ASCII_TIGHT};

/// How far folding has come, between two characters. White space is never half done.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor {
    pub(super) input: usize,
    pub(super) folded: usize,
    /// White space is dropped that follows here. So it is at the start.
    pub(super) tight: bool,
}

/// Folds ASCII from the cursor on, to byte `limit` of the input or little beyond. Stops before
/// entities and white space other than spaces, and before spaces that do not end before these.
#[inline]
pub(super) fn fold(
    text: &[u8],
    out: &mut [u8],
    places: &mut Places,
    at: &mut Cursor,
    limit: usize,
) {
    let Cursor {
        mut input,
        mut folded,
        mut tight,
    } = *at;
    let kind = |at: usize| text.get(at).map_or(ASCII_OTHER, |&b| ASCII[usize::from(b)]);
    let limit = limit.min(text.len());
    let mut here = kind(input);
    while input < limit && here & ASCII_OTHER == 0 {
        let mut next = kind(input + 1);
        let mut bytes = 1;
        // No branch at the end of every word, whose place nobody can foretell.
        let goes_on = (next / ASCII_SPACE) | (next / ASCII_OTHER);
        if (here / ASCII_SPACE) & goes_on & 1 != 0 {
            while next & ASCII_SPACE != 0 {
                bytes += 1;
                next = kind(input + bytes);
            }
            if next & ASCII_OTHER != 0 {
                break;
            }
        }
        let beside = u16::from(tight) | (next / ASCII_TIGHT);
        let gone = (here / ASCII_SPACE) & beside & 1;
        let kept = usize::from(gone ^ 1);
        out[folded] = here as u8;
        if bytes > kept {
            places.drop(input + kept, input + bytes);
        }
        folded += kept;
        input += bytes;
        tight = here & ASCII_TIGHT != 0;
        here = next;
    }
    *at = Cursor {
        input,
        folded,
        tight,
    };
}
