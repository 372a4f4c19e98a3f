//! Folding, in every way, against folding written plainly: the same text, and the same places for
//! every offset.
#![no_main]

use jingwen::fuzzing::folds_alike;
use jingwen::text::layout::rows;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let mut rows = rows(&text);
    folds_alike(&text, &rows);
    folds_alike(&text, &[]);
    // Whatever breaks are soft.
    for (row, byte) in rows.iter_mut().zip(data) {
        row.soft = byte & 1 == 0;
    }
    folds_alike(&text, &rows);
});
