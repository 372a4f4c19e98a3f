//! Seconds that the library takes for the texts of a file, for `python/bench/bench.py`.
//!
//! ```text
//! library TEXTS.json THREADS PASSES [RULE.toml]
//! ```
//!
//! `TEXTS.json` is a list of strings. Writes the seconds of every pass over all of them, a JSON list. A rule
//! stands in the place of the built-in ones and of the model.

use std::hint::black_box;
use std::time::Instant;

use jingwen::{Cleaner, Context, Options, RuleSet};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut given = std::env::args().skip(1);
    let mut next = || {
        given
            .next()
            .ok_or("library TEXTS.json THREADS PASSES [RULE.toml]")
    };
    let (file, threads, passes) = (next()?, next()?.parse()?, next()?.parse::<usize>()?);
    let texts: Vec<String> = serde_json::from_str(&std::fs::read_to_string(file)?)?;
    let mut options = Options::new();
    options.lean = true;
    options.without_langs = true;
    let cleaner = match given.next() {
        None => Cleaner::with_options(RuleSet::builtin(), options),
        Some(rule) => {
            let (rules, _) = RuleSet::empty().with_dir(rule.as_ref())?;
            Cleaner::with_weights(rules, None, options)
        }
    };
    let documents: Vec<_> = texts.iter().map(|t| (t.as_str(), Context::new())).collect();
    let pass = || {
        let begun = Instant::now();
        black_box(cleaner.clean_each(&documents, threads, |_, cleaned| cleaned));
        begun.elapsed().as_secs_f64()
    };
    // The first compiles the patterns.
    pass();
    let seconds: Vec<f64> = (0..passes).map(|_| pass()).collect();
    println!("{}", serde_json::to_string(&seconds)?);
    Ok(())
}
