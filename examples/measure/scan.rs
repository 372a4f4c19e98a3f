//! The bare automaton: the fastest kind of the crate's that fits.

use std::time::Instant;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use crate::corpus::Corpus;

/// No kind may take more memory.
const MOST: usize = 256 << 20;

/// A kind's rate is judged by this many bytes.
const SAMPLE: usize = 1 << 20;

const KINDS: [(&str, AhoCorasickKind); 3] = [
    ("noncontiguous NFA", AhoCorasickKind::NoncontiguousNFA),
    ("contiguous NFA", AhoCorasickKind::ContiguousNFA),
    ("DFA", AhoCorasickKind::DFA),
];

pub struct Scan {
    automaton: AhoCorasick,
    /// The kind, and what became of the others.
    pub note: String,
    /// Seconds that it took to build.
    pub ready: f64,
}

impl Scan {
    pub fn new(literals: &[String], corpus: &Corpus) -> Self {
        let mut best: Option<(f64, Scan)> = None;
        let mut notes = Vec::new();
        for (name, kind) in KINDS {
            let likely = dfa_bytes(literals);
            if kind == AhoCorasickKind::DFA && likely > MOST {
                notes.push(format!("{name} would take {} MB", likely / 1_000_000));
                continue;
            }
            let begun = Instant::now();
            let built = AhoCorasick::builder().kind(Some(kind)).build(literals);
            let automaton = built.expect("the patterns fit an automaton");
            let ready = begun.elapsed().as_secs_f64();
            let megabytes = automaton.memory_usage() / 1_000_000;
            if automaton.memory_usage() > MOST {
                notes.push(format!("{name} takes {megabytes} MB"));
                continue;
            }
            let rate = rate(&automaton, corpus);
            notes.push(format!("{name} {rate:.0} MB/s with {megabytes} MB"));
            let scan = Scan {
                automaton,
                note: name.to_owned(),
                ready,
            };
            if best.as_ref().is_none_or(|(other, _)| rate > *other) {
                best = Some((rate, scan));
            }
        }
        let (_, mut scan) = best.expect("one kind fits");
        scan.note = format!("{} ({})", scan.note, notes.join(", "));
        scan
    }

    /// Matches in a text, one behind the other.
    pub fn count(&self, text: &str) -> usize {
        self.automaton.find_iter(text).count()
    }
}

/// MB/s over the front of the folded texts.
fn rate(automaton: &AhoCorasick, corpus: &Corpus) -> f64 {
    let docs = 0..corpus.front(SAMPLE);
    let begun = Instant::now();
    let texts = &corpus.folded[docs.clone()];
    let found: usize = texts.iter().map(|t| automaton.find_iter(t).count()).sum();
    std::hint::black_box(found);
    corpus.bytes(docs) as f64 / 1e6 / begun.elapsed().as_secs_f64()
}

/// What a DFA will take: four bytes for each state and byte class, the classes rounded up to a power
/// of two. There is a state for every beginning of a pattern.
fn dfa_bytes(sorted: &[String]) -> usize {
    let common = |a: &str, b: &str| a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    let mut states = 1 + sorted.first().map_or(0, String::len);
    for pair in sorted.windows(2) {
        states += pair[1].len() - common(&pair[0], &pair[1]);
    }
    let mut edges = [false; 256];
    for byte in sorted.iter().flat_map(|s| s.bytes()) {
        edges[usize::from(byte)] = true;
        edges[usize::from(byte.saturating_sub(1))] = true;
    }
    let classes = 1 + edges[..255].iter().filter(|&&edge| edge).count();
    states * classes.next_power_of_two() * 4
}
