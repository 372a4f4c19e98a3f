//! A web page: read and cleaned; the output is what deletions leave of its text.
#![no_main]

use jingwen::batch::{Format, Style};
use jingwen_fuzz::{CLEANER, clean, input, let_panics_be_caught, texts};
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: let_panics_be_caught(), |data: &[u8]| {
    let file = input(Format::Html, data);
    let texts = texts(&file);
    assert!(texts.len() <= 1);
    let (out, errors) = clean(&file, &CLEANER, Style::default());
    let body = String::from_utf8(out).expect("the output is UTF-8");
    match texts.first() {
        Some(text) => {
            // A text ends in a line break where it had none.
            let mut left = text.chars();
            let mut body = body.strip_suffix('\n').unwrap_or(&body).chars();
            assert!(body.all(|c| left.any(|other| other == c)));
        }
        None => assert!(body.is_empty() || !errors.is_empty()),
    }
});
