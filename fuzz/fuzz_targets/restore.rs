//! Text → clean → restore: the text comes back, only deletions are made, ranges are in order and
//! between graphemes, language spans tile the text.
#![no_main]

use jingwen::{Context, restore};
use jingwen_fuzz::CLEANER;
use libfuzzer_sys::fuzz_target;
use unicode_segmentation::GraphemeCursor;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data).into_owned();
    let cleaned = CLEANER.clean(&text);
    assert_eq!(restore(cleaned.body(), cleaned.edits()).unwrap(), text);
    let mut end = 0;
    for finding in cleaned.findings() {
        let range = finding.range.clone();
        assert!(end <= range.start && range.start < range.end, "{range:?}");
        for at in [range.start, range.end] {
            let mut cursor = GraphemeCursor::new(at, text.len(), true);
            assert!(cursor.is_boundary(&text, 0).unwrap(), "{at}");
        }
        end = range.end;
    }
    let mut end = 0;
    for span in cleaned.langs() {
        assert_eq!(span.range.start, end);
        end = span.range.end;
    }
    assert_eq!(end, text.len());
    let (body, edits) = CLEANER.clean_owned(text, &Context::new()).into_parts();
    assert_eq!(
        (body.as_str(), edits.as_slice()),
        (cleaned.body(), cleaned.edits())
    );
});
