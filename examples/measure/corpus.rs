//! The documents of a file, as they are and folded.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufRead as _, BufReader, BufWriter, Write as _};
use std::ops::Range;
use std::path::Path;
use std::sync::OnceLock;

use jingwen::text::{fold::Folded, layout};
use serde::{Deserialize, Serialize};

#[derive(Deserialize, Serialize)]
struct Line {
    text: String,
}

pub struct Corpus<'a> {
    pub texts: Vec<String>,
    folded: OnceLock<Vec<String>>,
    planted: &'a HashSet<String>,
}

impl<'a> Corpus<'a> {
    pub fn read(file: &Path, planted: &'a HashSet<String>) -> io::Result<Self> {
        let mut texts = Vec::new();
        for line in BufReader::new(File::open(file)?).lines() {
            texts.push(serde_json::from_str::<Line>(&line?)?.text);
        }
        Ok(Corpus {
            texts,
            folded: OnceLock::new(),
            planted,
        })
    }

    /// The texts folded, which is done when it is first asked for.
    pub fn folded(&self) -> &[String] {
        self.folded
            .get_or_init(|| self.texts.iter().map(|text| fold(text)).collect())
    }

    /// The folded texts, then an empty one, then the folded patterns, as JSON lines.
    pub fn write_folded(&self, file: &Path, patterns: &[String]) -> io::Result<()> {
        let mut out = BufWriter::new(File::create(file)?);
        let empty = [String::new()];
        for text in self.folded().iter().chain(&empty).chain(patterns) {
            let text = text.clone();
            writeln!(out, "{}", serde_json::to_string(&Line { text })?)?;
        }
        out.flush()
    }

    /// Bytes of the texts, which every rate is of, whatever a row reads.
    pub fn bytes(&self, docs: Range<usize>) -> usize {
        self.texts[docs].iter().map(String::len).sum()
    }

    /// The fewest documents from the front that have `bytes` bytes, or all.
    pub fn front(&self, bytes: usize) -> usize {
        let mut seen = 0;
        let enough = |text: &String| {
            seen += text.len();
            seen >= bytes
        };
        let last = self.texts.iter().position(enough);
        last.map_or(self.texts.len(), |last| last + 1)
    }

    /// How many lines of a text are planted ones.
    pub fn planted(&self, text: &str) -> usize {
        text.lines().filter(|l| self.planted.contains(*l)).count()
    }
}

pub fn fold(text: &str) -> String {
    Folded::new(text, &layout::rows(text)).as_str().to_owned()
}
