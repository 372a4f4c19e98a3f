//! The built-in weights after edits, or a file that the bytes spell: refused, or read, written and
//! read again the same; whatever they are, they judge.
#![no_main]

use std::sync::LazyLock;

use jingwen::{Cleaner, Options, RuleSet, Weights};
use jingwen_fuzz::edited;
use libfuzzer_sys::fuzz_target;

const TEXT: &str = "The council approved the new bridge on Monday after a long debate.\nAdvertisement\n\
    Share this\n委员会周一开会，讨论了新码头的费用。\n责任编辑：王小明\n免责声明：本文不构成投资建议。\n";

static BUILTIN: LazyLock<String> = LazyLock::new(|| Weights::builtin().to_text());

fuzz_target!(|data: &[u8]| {
    let file = match data {
        [0, rest @ ..] => rest.to_vec(),
        _ => edited(BUILTIN.as_bytes(), data),
    };
    let text = String::from_utf8_lossy(&file);
    let Ok(weights) = Weights::parse(&text) else {
        return;
    };
    assert_eq!(Weights::parse(&weights.to_text()).as_ref(), Ok(&weights));
    let cleaner = Cleaner::with_weights(RuleSet::empty(), Some(weights), Options::new());
    assert_eq!(cleaner.clean(TEXT).restore(), TEXT);
});
