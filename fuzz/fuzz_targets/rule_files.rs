//! A rule file: mistakes are reported; what has none is compiled, checked by its examples, and cleans.
#![no_main]

use std::path::Path;

use jingwen::rules::RuleFile;
use jingwen::{Cleaner, Options, RuleSet, check_rules};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let file = Path::new("a-family.toml");
    match RuleSet::empty().with_text(file, &text) {
        Ok(rules) => {
            let _ = check_rules(&rules);
            let cleaner = Cleaner::with_weights(rules, None, Options::new());
            assert_eq!(cleaner.clean(&text).restore(), text);
        }
        Err(errors) => {
            assert!(!errors.0.is_empty());
            // Of many files the mistakes are the same.
            let file = RuleFile {
                file: file.to_owned(),
                text: text.into_owned(),
            };
            let (files, count) = (RuleSet::empty().with_files(&[file]), errors.0.len());
            assert_eq!(files.unwrap_err().0.len(), count);
        }
    }
});
