//! A web page: read, cleaned, and no line of text in the output that its text does not have.
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
        Some(text) => assert!(body.trim_end().lines().all(|line| text.contains(line))),
        None => assert!(body.is_empty() || !errors.is_empty()),
    }
});
