//! JSON lines, and JSON over any number of lines: without rules every byte stays; what was cleaned
//! with its record is restored, byte for byte.
#![no_main]

use jingwen::batch::{Format, Style};
use jingwen_fuzz::{CLEANER, NOTHING, clean, input, restored, texts};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    // Other encodings are written as UTF-8.
    let plain = std::str::from_utf8(data).is_ok() && !matches!(data, [0x1F, 0x8B, ..]);
    for format in [Format::Jsonl, Format::Json] {
        let file = input(format, data);
        texts(&file);
        let (out, _) = clean(&file, &NOTHING, Style::default());
        assert!(!plain || out == data, "{format:?}: without rules");
        let record = Style {
            record: true,
            ..Style::default()
        };
        let (out, _) = clean(&file, &CLEANER, record);
        // A field of this name of their own is refused.
        if plain && !String::from_utf8_lossy(data).contains("jingwen") {
            let back = restored(&input(format, &out));
            assert!(back == data, "{format:?}: restored");
        }
    }
});
