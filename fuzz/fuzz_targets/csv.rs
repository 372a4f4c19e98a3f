//! Tables with commas and with tabs: without rules every byte stays.
#![no_main]

use jingwen::batch::{Format, Style};
use jingwen_fuzz::{CLEANER, NOTHING, clean, input, texts};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let plain = std::str::from_utf8(data).is_ok() && !matches!(data, [0x1F, 0x8B, ..]);
    for format in [Format::Csv, Format::Tsv] {
        let file = input(format, data);
        texts(&file);
        let (out, _) = clean(&file, &NOTHING, Style::default());
        assert!(!plain || out == data, "{format:?}: without rules");
        clean(&file, &CLEANER, Style::default());
    }
});
