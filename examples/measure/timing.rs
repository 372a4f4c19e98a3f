//! Runs in turn, each row over as many documents as fit its budget.

use std::thread;
use std::time::Instant;

use serde_json::{Value, json};

use crate::corpus::Corpus;
use crate::rows::{Found, Row, Work};

/// A row's rate is first judged by so many bytes, or by what it does in so many seconds.
const TRIAL: usize = 256 << 10;
const TRIAL_SECONDS: f64 = 0.05;

/// What is built when it is first needed is built within so many bytes.
const WARM: usize = 48 << 10;

/// A row that takes all documents in less than its budget takes them again, at most so often.
const MOST_PASSES: usize = 200;

struct Timed<'a> {
    row: &'a Row,
    note: String,
    ready: f64,
    docs: usize,
    passes: usize,
    found: Found,
    left: usize,
    seconds: Vec<f64>,
}

pub fn measure(rows: &mut [Row], corpus: &Corpus, runs: usize, budget: f64) -> Vec<Value> {
    let start = |row| Timed::start(row, corpus, budget);
    let mut timed: Vec<Timed> = rows.iter_mut().map(start).collect();
    for _ in 0..runs {
        for row in &mut timed {
            row.run(corpus);
        }
    }
    timed.iter().map(|row| row.line(corpus)).collect()
}

impl<'a> Timed<'a> {
    fn start(row: &'a mut Row, corpus: &Corpus, budget: f64) -> Self {
        let (note, ready) = row.work.ready(corpus);
        let first = first_time(row, corpus);
        let ready = ready + *row.first.get_or_insert(first);
        let fits = rate(&*row.work, corpus) * budget;
        let docs = corpus.front(fits as usize);
        let passes = (fits / corpus.bytes(0..docs) as f64).round() as usize;
        let (mut found, mut left) = (Found::default(), 0);
        for i in 0..docs {
            let (one, body) = row.work.find(corpus, i);
            found.add(one);
            left += body.map_or(0, |body| corpus.planted(&body));
        }
        assert!(found.out > 0, "{}: it did nothing", row.name);
        Timed {
            row,
            note,
            ready,
            docs,
            passes: passes.clamp(1, MOST_PASSES),
            found,
            left,
            seconds: Vec::new(),
        }
    }

    fn run(&mut self, corpus: &Corpus) {
        let begun = Instant::now();
        for _ in 0..self.passes {
            let found = over(self.row, corpus, self.docs);
            assert_eq!(found, self.found, "{}: runs differ", self.row.name);
        }
        self.seconds.push(begun.elapsed().as_secs_f64());
    }

    fn line(&self, corpus: &Corpus) -> Value {
        let lines = corpus.texts[..self.docs].iter();
        let planted: usize = lines.map(|text| corpus.planted(text)).sum();
        json!({
            "row": self.row.name,
            "set": self.row.set,
            "docs": self.docs,
            "passes": self.passes,
            "bytes": corpus.bytes(0..self.docs) * self.passes,
            "seconds": self.seconds,
            "found": self.found.found,
            "out": self.found.out,
            "planted": planted,
            "left": self.left,
            "ready": self.ready,
            "note": self.note,
        })
    }
}

/// What a row finds in the first `docs` documents, which its threads share evenly.
fn over(row: &Row, corpus: &Corpus, docs: usize) -> Found {
    let part = |range: std::ops::Range<usize>| {
        let mut sum = Found::default();
        for i in range {
            let (one, body) = row.work.find(corpus, i);
            std::hint::black_box(body);
            sum.add(one);
        }
        sum
    };
    if row.threads == 1 {
        return part(0..docs);
    }
    let middle = corpus.front(corpus.bytes(0..docs) / 2).min(docs);
    let (mut sum, other) = thread::scope(|scope| {
        let other = scope.spawn(|| part(middle..docs));
        (
            part(0..middle),
            other.join().expect("a thread does its part"),
        )
    });
    sum.add(other);
    sum
}

/// Seconds that the first time over a text takes longer than the second.
fn first_time(row: &Row, corpus: &Corpus) -> f64 {
    let seconds = || {
        let begun = Instant::now();
        over(row, corpus, corpus.front(WARM));
        begun.elapsed().as_secs_f64()
    };
    let first = seconds();
    (first - seconds()).max(0.0)
}

/// Bytes a second, by a trial on one thread.
fn rate(work: &dyn Work, corpus: &Corpus) -> f64 {
    let (begun, mut seen) = (Instant::now(), 0);
    for (i, text) in corpus.texts.iter().enumerate() {
        std::hint::black_box(work.find(corpus, i));
        seen += text.len();
        if seen >= TRIAL || begun.elapsed().as_secs_f64() >= TRIAL_SECONDS {
            break;
        }
    }
    seen as f64 / begun.elapsed().as_secs_f64().max(1e-9)
}
