//! What is timed: each row looks at a document and says what it found there.

use std::time::Instant;

use jingwen::{Cleaner, Options, Weights};

use crate::corpus::{Corpus, fold};
use crate::scan::Scan;
use crate::{Failure, Rules};

/// What a row made of a document.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// What it looks for: matches, or spans that went.
    pub found: usize,
    /// Bytes that came out, or were looked at.
    pub out: usize,
}

impl Found {
    pub fn add(&mut self, other: Found) {
        self.found += other.found;
        self.out += other.out;
    }
}

/// What a row does, once it has what it needs.
pub trait Work: Sync {
    /// Readies it for a text that is looked at for the first time: a note, and the seconds that its rules
    /// or its automaton took.
    fn ready(&mut self, _: &Corpus) -> (String, f64) {
        (String::new(), 0.0)
    }

    /// What it found in a document; a row that cleans also gives the body.
    fn find(&self, corpus: &Corpus, doc: usize) -> (Found, Option<String>);
}

pub struct Row {
    pub name: String,
    /// The set of patterns.
    pub set: String,
    pub threads: usize,
    pub work: Box<dyn Work>,
    /// Seconds for what is built with the first text.
    pub first: Option<f64>,
}

pub fn row(name: &str, rules: &Rules) -> Result<Row, Failure> {
    let (what, threads) = name.strip_suffix("-2").map_or((name, 1), |what| (what, 2));
    let work: Box<dyn Work> = match what {
        "memcpy" => Box::new(Plain(copy)),
        "utf8" => Box::new(Plain(|text| {
            usize::from(simdutf8::basic::from_utf8(text.as_bytes()).is_ok())
        })),
        "utf8-std" => Box::new(Plain(|text| {
            usize::from(std::str::from_utf8(std::hint::black_box(text.as_bytes())).is_ok())
        })),
        "fold" => Box::new(Plain(|text| fold(text).len())),
        "scan" => Box::new(Scan::new(&rules.literals)),
        "match" => Box::new(Matching(Library::new(rules, None))),
        "rules" => Box::new(Library::new(rules, None)),
        "model" => Box::new(Library::new(rules, Some(Weights::builtin()))),
        _ => return Err(format!("there is no row {name}").into()),
    };
    Ok(Row {
        name: name.to_owned(),
        set: rules.name.clone(),
        threads,
        work,
        first: None,
    })
}

/// Copies the text in pieces that stay in the cache; what it found are the bytes.
fn copy(text: &str) -> usize {
    let mut buffer = [0; 32 << 10];
    let mut sum = 0;
    for chunk in text.as_bytes().chunks(buffer.len()) {
        let copy = &mut buffer[..chunk.len()];
        copy.copy_from_slice(chunk);
        sum += std::hint::black_box(copy).len();
    }
    sum
}

struct Plain(fn(&str) -> usize);

impl Work for Plain {
    fn find(&self, corpus: &Corpus, doc: usize) -> (Found, Option<String>) {
        let text = &corpus.texts[doc];
        let found = (self.0)(text);
        let out = text.len();
        (Found { found, out }, None)
    }
}

impl Work for Scan {
    fn ready(&mut self, corpus: &Corpus) -> (String, f64) {
        self.choose(corpus)
    }

    fn find(&self, corpus: &Corpus, doc: usize) -> (Found, Option<String>) {
        let text = &corpus.folded()[doc];
        let found = self.count(text);
        let out = text.len();
        (Found { found, out }, None)
    }
}

struct Library {
    cleaner: Cleaner,
    compiled: f64,
}

impl Library {
    fn new(rules: &Rules, weights: Option<Weights>) -> Self {
        let begun = Instant::now();
        let mut options = Options::new();
        options.lean = true;
        let cleaner = Cleaner::with_weights(rules.set.clone(), weights, options);
        Library {
            cleaner,
            compiled: begun.elapsed().as_secs_f64(),
        }
    }
}

impl Work for Library {
    fn ready(&mut self, _: &Corpus) -> (String, f64) {
        (String::new(), self.compiled)
    }

    fn find(&self, corpus: &Corpus, doc: usize) -> (Found, Option<String>) {
        let cleaned = self.cleaner.clean(&corpus.texts[doc]);
        let found = cleaned.edits().iter().filter(|e| e.category.is_some());
        let found = found.count();
        let body = cleaned.into_body();
        let out = body.len();
        (Found { found, out }, Some(body))
    }
}

/// Folding, sentences and matching, and nothing judged.
struct Matching(Library);

impl Work for Matching {
    fn ready(&mut self, corpus: &Corpus) -> (String, f64) {
        self.0.ready(corpus)
    }

    fn find(&self, corpus: &Corpus, doc: usize) -> (Found, Option<String>) {
        let text = &corpus.texts[doc];
        let found = self.0.cleaner.count_hits(text);
        let out = text.len();
        (Found { found, out }, None)
    }
}
