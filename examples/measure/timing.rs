//! Runs in turn, each row over as many documents as fit its budget.

use std::thread;
use std::time::Instant;

use serde_json::{Value, json};

use crate::corpus::Corpus;
use crate::rows::{Found, Ready, Row, Work};

/// A row's rate is first judged by this many bytes.
const TRIAL: usize = 256 << 10;

/// A row that takes all documents in less than its budget takes them again, at most so often.
const MOST_PASSES: usize = 200;

struct Timed {
    name: String,
    threads: usize,
    ready: Ready,
    docs: usize,
    passes: usize,
    found: Found,
    seconds: Vec<f64>,
}

pub fn measure(rows: Vec<Row>, corpus: &Corpus, runs: usize, budget: f64) -> Vec<Value> {
    let start = |row| Timed::start(row, corpus, budget);
    let mut timed: Vec<Timed> = rows.into_iter().map(start).collect();
    for _ in 0..runs {
        for row in &mut timed {
            row.run(corpus);
        }
    }
    timed.iter().map(|row| row.line(corpus)).collect()
}

impl Timed {
    fn start(row: Row, corpus: &Corpus, budget: f64) -> Self {
        let ready = (row.start)(corpus);
        let trial = corpus.front(TRIAL);
        // Twice: the first builds what is built when it is first needed.
        over(&*ready.work, corpus, trial, row.threads);
        let begun = Instant::now();
        over(&*ready.work, corpus, trial, row.threads);
        let seconds = begun.elapsed().as_secs_f64().max(1e-9);
        let fits = corpus.bytes(0..trial) as f64 / seconds * budget;
        let docs = corpus.front(fits as usize);
        let passes = (fits / corpus.bytes(0..docs) as f64).round() as usize;
        let found = over(&*ready.work, corpus, docs, row.threads);
        assert!(
            found.found > 0 || found.out > 0,
            "{}: it did nothing",
            row.name
        );
        Timed {
            name: row.name,
            threads: row.threads,
            ready,
            docs,
            passes: passes.clamp(1, MOST_PASSES),
            found,
            seconds: Vec::new(),
        }
    }

    fn run(&mut self, corpus: &Corpus) {
        let begun = Instant::now();
        for _ in 0..self.passes {
            let found = over(&*self.ready.work, corpus, self.docs, self.threads);
            assert_eq!(found, self.found, "{}: runs differ", self.name);
        }
        self.seconds.push(begun.elapsed().as_secs_f64());
    }

    fn line(&self, corpus: &Corpus) -> Value {
        let planted = |text: &str| corpus.planted(text);
        let lines = corpus.texts[..self.docs].iter().map(|t| planted(t));
        let bodies = (0..self.docs).filter_map(|i| (self.ready.work)(corpus, i).1);
        json!({
            "row": self.name,
            "docs": self.docs,
            "bytes": corpus.bytes(0..self.docs) * self.passes,
            "seconds": self.seconds,
            "found": self.found.found,
            "out": self.found.out,
            "planted": lines.sum::<usize>(),
            "left": bodies.map(|body| planted(&body)).sum::<usize>(),
            "ready": self.ready.seconds,
            "note": self.ready.note,
        })
    }
}

/// What the work finds in the first `docs` documents, which the threads share evenly.
fn over(work: &Work, corpus: &Corpus, docs: usize, threads: usize) -> Found {
    let part = |range: std::ops::Range<usize>| {
        let mut sum = Found::default();
        for i in range {
            let (one, body) = work(corpus, i);
            std::hint::black_box(body);
            sum.found += one.found;
            sum.out += one.out;
        }
        sum
    };
    if threads == 1 {
        return part(0..docs);
    }
    let middle = corpus.front(corpus.bytes(0..docs) / 2).min(docs);
    let (one, two) = thread::scope(|scope| {
        let other = scope.spawn(|| part(middle..docs));
        (
            part(0..middle),
            other.join().expect("a thread does its part"),
        )
    });
    Found {
        found: one.found + two.found,
        out: one.out + two.out,
    }
}
