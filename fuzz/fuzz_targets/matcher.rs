//! The look-up, the sieve and the automaton against matching written plainly, with the built-in
//! rules: the same hits.
#![no_main]

use std::sync::LazyLock;

use jingwen::RuleSet;
use jingwen::fuzzing::Matching;
use libfuzzer_sys::fuzz_target;

static MATCHING: LazyLock<Matching<'static>> = LazyLock::new(|| {
    let patterns: Vec<_> = RuleSet::builtin().patterns().into_iter().cloned().collect();
    Matching::new(patterns.leak())
});

fuzz_target!(|data: &[u8]| {
    MATCHING.same(&String::from_utf8_lossy(data));
});
