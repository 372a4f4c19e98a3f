//! The bare automaton: the fastest of the kinds that the crate has.

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

struct Engine {
    name: &'static str,
    automaton: AhoCorasick,
    /// Seconds that it took to build.
    ready: f64,
}

/// The kinds that fit, and the fastest of them on the text at hand.
pub struct Scan {
    engines: Vec<Engine>,
    too_large: String,
    best: usize,
}

impl Scan {
    pub fn new(literals: &[String]) -> Self {
        let mut engines = Vec::new();
        let mut too_large = String::new();
        for (name, kind) in KINDS {
            let likely = dfa_bytes(literals);
            if kind == AhoCorasickKind::DFA && likely > MOST {
                too_large += &format!(", {name} would take {} MB", likely / 1_000_000);
                continue;
            }
            let begun = Instant::now();
            let built = AhoCorasick::builder().kind(Some(kind)).build(literals);
            let automaton = built.expect("the patterns fit an automaton");
            let ready = begun.elapsed().as_secs_f64();
            if automaton.memory_usage() > MOST {
                let takes = automaton.memory_usage() / 1_000_000;
                too_large += &format!(", {name} takes {takes} MB");
                continue;
            }
            engines.push(Engine {
                name,
                automaton,
                ready,
            });
        }
        Scan {
            engines,
            too_large,
            best: 0,
        }
    }

    /// Takes the fastest on this text. Says which that is, how the others did, and how long it took to
    /// build.
    pub fn choose(&mut self, corpus: &Corpus) -> (String, f64) {
        let rate = |engine: &Engine| rate(&engine.automaton, corpus);
        let rates: Vec<f64> = self.engines.iter().map(rate).collect();
        let fastest = (0..rates.len()).max_by(|&a, &b| rates[a].total_cmp(&rates[b]));
        self.best = fastest.expect("one kind fits");
        let all = self.engines.iter().zip(&rates).map(|(engine, rate)| {
            let takes = engine.automaton.memory_usage() / 1_000_000;
            format!("{} {rate:.0} MB/s with {takes} MB", engine.name)
        });
        let all = all.collect::<Vec<_>>().join(", ");
        let best = &self.engines[self.best];
        let note = format!("{} ({all}{})", best.name, self.too_large);
        (note, best.ready)
    }

    /// Matches in a text, one behind the other.
    pub fn count(&self, text: &str) -> usize {
        let best = &self.engines[self.best];
        best.automaton.find_iter(text).count()
    }
}

/// MB/s over the front of the folded texts, the best of three.
fn rate(automaton: &AhoCorasick, corpus: &Corpus) -> f64 {
    let docs = corpus.front(SAMPLE);
    let seconds = |_| {
        let begun = Instant::now();
        let texts = corpus.folded()[..docs].iter();
        let found: usize = texts.map(|t| automaton.find_iter(t).count()).sum();
        std::hint::black_box(found);
        begun.elapsed().as_secs_f64()
    };
    let best = (0..3).map(seconds).fold(f64::INFINITY, f64::min);
    corpus.bytes(0..docs) as f64 / 1e6 / best
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
