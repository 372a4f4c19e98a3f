//! What is timed: each row is a function from documents to what it found in them.

use std::time::Instant;

use jingwen::{Cleaner, Context, Options, Weights};

use crate::corpus::{Corpus, fold};
use crate::scan::Scan;
use crate::{Failure, Rules};

/// What a row made of a document.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// What it looks for: matches, or spans that went.
    pub found: usize,
    /// Bytes that came out.
    pub out: usize,
}

/// Takes the corpus and the index of a document. A row that cleans also gives the body.
pub type Work = dyn Fn(&Corpus, usize) -> (Found, Option<String>) + Sync;

/// Makes the work of a row, once, before it is timed.
pub type Start = dyn FnOnce(&Corpus) -> Ready;

pub struct Ready {
    pub work: Box<Work>,
    /// Seconds that its rules or automaton took.
    pub seconds: f64,
    pub note: String,
}

pub struct Row {
    pub name: String,
    pub threads: usize,
    pub start: Box<Start>,
}

pub fn row(name: &str, rules: &Rules) -> Result<Row, Failure> {
    let (what, threads) = name.strip_suffix("-2").map_or((name, 1), |what| (what, 2));
    let start: Box<Start> = match what {
        "memcpy" => plain(|corpus, i| {
            let text = corpus.texts[i].as_bytes();
            let mut sum = 0;
            let mut buffer = [0; 32 << 10];
            for chunk in text.chunks(buffer.len()) {
                let copy = &mut buffer[..chunk.len()];
                copy.copy_from_slice(chunk);
                sum += std::hint::black_box(copy).len();
            }
            (sum, sum)
        }),
        "utf8" => plain(|corpus, i| {
            let valid = simdutf8::basic::from_utf8(corpus.texts[i].as_bytes());
            (usize::from(valid.is_ok()), corpus.texts[i].len())
        }),
        "utf8-std" => plain(|corpus, i| {
            let valid = std::str::from_utf8(std::hint::black_box(corpus.texts[i].as_bytes()));
            (usize::from(valid.is_ok()), corpus.texts[i].len())
        }),
        "fold" => plain(|corpus, i| {
            let folded = fold(&corpus.texts[i]);
            (1, folded.len())
        }),
        "scan" => scan(rules.literals.clone()),
        "rules" => clean(rules, None),
        "model" => clean(rules, Some(Weights::builtin())),
        _ => return Err(format!("there is no row {name}").into()),
    };
    Ok(Row {
        name: name.to_owned(),
        threads,
        start,
    })
}

fn plain(work: impl Fn(&Corpus, usize) -> (usize, usize) + Sync + 'static) -> Box<Start> {
    Box::new(|_| Ready {
        work: Box::new(move |corpus, i| {
            let (found, out) = work(corpus, i);
            (Found { found, out }, None)
        }),
        seconds: 0.0,
        note: String::new(),
    })
}

fn scan(literals: Vec<String>) -> Box<Start> {
    Box::new(move |corpus| {
        let scan = Scan::new(&literals, corpus);
        let (seconds, note) = (scan.ready, scan.note.clone());
        Ready {
            work: Box::new(move |corpus, i| {
                let found = scan.count(&corpus.folded[i]);
                (Found { found, out: 0 }, None)
            }),
            seconds,
            note,
        }
    })
}

fn clean(rules: &Rules, weights: Option<Weights>) -> Box<Start> {
    let set = rules.set.clone();
    Box::new(move |_| {
        let begun = Instant::now();
        let mut options = Options::new();
        options.lean = true;
        let cleaner = Cleaner::with_weights(set, weights, options);
        let seconds = begun.elapsed().as_secs_f64();
        Ready {
            work: Box::new(move |corpus, i| {
                let cleaned = cleaner.clean_with(&corpus.texts[i], &Context::new());
                let went = cleaned.edits().iter().filter(|e| e.category.is_some());
                let found = went.count();
                let body = cleaned.into_body();
                let out = body.len();
                (Found { found, out }, Some(body))
            }),
            seconds,
            note: String::new(),
        }
    })
}
