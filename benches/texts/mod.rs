//! The texts that are benchmarked on: the articles of `corpus/gold`, by language.

use std::fs;
use std::path::Path;
use std::time::Duration;

use criterion::{BenchmarkGroup, Criterion, Throughput, measurement::WallTime};
use serde::Deserialize;

/// Articles of one language.
pub struct Texts {
    pub language: &'static str,
    pub articles: Vec<String>,
}

#[derive(Deserialize)]
struct Article {
    text: String,
}

impl Texts {
    fn read(language: &'static str, files: &[&str]) -> Self {
        let gold = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/gold");
        let mut articles = Vec::new();
        for file in files {
            let lines = fs::read_to_string(gold.join(file)).expect("the gold articles are there");
            let article = |line| serde_json::from_str::<Article>(line).map(|a| a.text);
            let read: Result<Vec<_>, _> = lines.lines().map(article).collect();
            articles.extend(read.expect("gold articles are JSON lines"));
        }
        assert!(!articles.is_empty(), "no {language} articles");
        Texts { language, articles }
    }

    /// Runs `work` over all articles in every turn. It gives what it found, which must be `expected`.
    pub fn bench(
        &self,
        group: &mut BenchmarkGroup<'_, WallTime>,
        what: &str,
        expected: usize,
        work: impl Fn(&str) -> usize,
    ) {
        let all = || self.articles.iter().map(|text| work(text)).sum::<usize>();
        assert!(expected > 0, "{what}: nothing is found");
        group.throughput(Throughput::Bytes(self.bytes()));
        group.bench_function(format!("{what}/{}", self.language), |bench| {
            bench.iter(|| assert_eq!(all(), expected));
        });
    }

    fn bytes(&self) -> u64 {
        self.articles.iter().map(|text| text.len() as u64).sum()
    }
}

/// English, Chinese and mixed articles.
pub fn languages() -> [Texts; 3] {
    [
        Texts::read("English", &["en.jsonl"]),
        Texts::read("Chinese", &["zh-hans.jsonl", "zh-hant.jsonl"]),
        Texts::read("mixed", &["mixed.jsonl"]),
    ]
}

/// A group whose benchmarks take a few seconds each.
pub fn group<'a>(criterion: &'a mut Criterion, name: &str) -> BenchmarkGroup<'a, WallTime> {
    let mut group = criterion.benchmark_group(name);
    group
        .sample_size(10)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2));
    group
}
