//! How well language spans are found: boundary F1 against lines labelled by hand, for this
//! library's splitter and for two plain ones to compare with.
//!
//! A line of the input is a JSON object, `{"shape": …, "spans": [{"text": …, "lang": …}, …]}`;
//! the texts of the spans, put together, are the text. A boundary is where the text goes from
//! one of English, Chinese and other languages to another; it is found only at the very byte.

use crate::language::{self, Lang};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::fmt;

/// A line that could not be read.
#[derive(Debug, thiserror::Error)]
#[error("line {line}: {source}")]
pub struct Error {
    /// Counted from 1.
    pub line: usize,
    /// What is wrong with it.
    pub source: serde_json::Error,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    shape: String,
    spans: Vec<Gold>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Gold {
    text: String,
    lang: Tag,
}

#[derive(Deserialize, Clone, Copy)]
enum Tag {
    #[serde(rename = "en")]
    En,
    #[serde(rename = "zh-Hans")]
    Hans,
    #[serde(rename = "zh-Hant")]
    Hant,
    #[serde(rename = "other")]
    Other,
}

impl From<Tag> for Lang {
    fn from(tag: Tag) -> Self {
        match tag {
            Tag::En => Lang::En,
            Tag::Hans => Lang::ZhHans,
            Tag::Hant => Lang::ZhHant,
            Tag::Other => Lang::Other,
        }
    }
}

/// The splitters compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Splitter {
    /// [`language::spans`].
    Jingwen,
    /// `whatlang` asked once for the whole text.
    Whatlang,
    /// A span for every run of letters of one script: Latin, Han, or any other.
    Scripts,
}

impl Splitter {
    /// All of them, in the order of the report.
    pub const ALL: [Splitter; 3] = [Splitter::Jingwen, Splitter::Whatlang, Splitter::Scripts];

    fn name(self) -> &'static str {
        match self {
            Splitter::Jingwen => "jingwen",
            Splitter::Whatlang => "whatlang",
            Splitter::Scripts => "scripts",
        }
    }

    /// The spans, as their ends and languages.
    fn split(self, text: &str) -> Vec<(usize, Lang)> {
        match self {
            Splitter::Jingwen => language::spans(text)
                .into_iter()
                .map(|span| (span.range.end, span.lang))
                .collect(),
            Splitter::Whatlang => {
                let lang = match whatlang::detect_lang(text) {
                    Some(whatlang::Lang::Eng) => Lang::En,
                    Some(whatlang::Lang::Cmn) => Lang::ZhHans,
                    _ => Lang::Other,
                };
                vec![(text.len(), lang)]
            }
            Splitter::Scripts => script_runs(text),
        }
    }
}

/// Runs of letters of one script; what is no letter goes with the run before it.
fn script_runs(text: &str) -> Vec<(usize, Lang)> {
    let mut out: Vec<(usize, Lang)> = Vec::new();
    for (at, c) in text.char_indices().filter(|(_, c)| c.is_alphabetic()) {
        let lang = match c as u32 {
            0..=0x24F | 0x1E00..=0x1EFF => Lang::En,
            0x3400..=0x9FFF | 0x20000..=0x3FFFD => Lang::ZhHans,
            _ => Lang::Other,
        };
        match out.last_mut() {
            Some((_, last)) if *last == lang => {}
            Some((end, _)) => {
                *end = at;
                out.push((text.len(), lang));
            }
            None => out.push((text.len(), lang)),
        }
    }
    if out.is_empty() && !text.is_empty() {
        out.push((text.len(), Lang::Other));
    }
    out
}

/// What was counted of one splitter on a set of lines.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Score {
    /// Boundaries found where they are.
    pub found: usize,
    /// Boundaries given where there is none.
    pub wrong: usize,
    /// Boundaries not found.
    pub missed: usize,
    /// Characters with the right label, Simplified and Traditional told apart.
    pub labelled: usize,
    /// All characters.
    pub characters: usize,
}

impl Score {
    /// Boundary F1; 1 where there is no boundary and none was given.
    pub fn f1(&self) -> f64 {
        let all = 2 * self.found + self.wrong + self.missed;
        if all == 0 {
            1.0
        } else {
            (2 * self.found) as f64 / all as f64
        }
    }

    /// The share of characters with the right label.
    pub fn accuracy(&self) -> f64 {
        if self.characters == 0 {
            1.0
        } else {
            self.labelled as f64 / self.characters as f64
        }
    }

    fn add(&mut self, other: &Score) {
        self.found += other.found;
        self.wrong += other.wrong;
        self.missed += other.missed;
        self.labelled += other.labelled;
        self.characters += other.characters;
    }
}

/// The lines of one shape, or all.
#[derive(Debug, Clone)]
pub struct Row {
    /// The shape's name.
    pub shape: String,
    /// How many lines it has.
    pub lines: usize,
    /// One score for each of [`Splitter::ALL`].
    pub scores: [Score; 3],
}

impl Row {
    fn new(shape: &str) -> Self {
        Row {
            shape: shape.to_owned(),
            lines: 0,
            scores: [Score::default(); 3],
        }
    }
}

/// A line on which this library's spans are not those of the labels.
#[derive(Debug, Clone)]
pub struct Miss {
    /// The line, counted from 1.
    pub line: usize,
    /// The spans given, as their texts and languages.
    pub given: Vec<(String, Lang)>,
}

/// The scores of all splitters, by shape and over all lines.
#[derive(Debug, Clone)]
pub struct Report {
    /// One row for each shape, in the order in which they first come.
    pub shapes: Vec<Row>,
    /// All lines together.
    pub overall: Row,
    /// Where this library's splitter went wrong.
    pub misses: Vec<Miss>,
}

impl Report {
    /// Boundary F1 over all lines.
    pub fn overall_f1(&self, splitter: Splitter) -> f64 {
        self.overall.scores[splitter as usize].f1()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:22}{:>6}", "boundary F1 (labels)", "lines")?;
        for splitter in Splitter::ALL {
            write!(f, "{:>16}", splitter.name())?;
        }
        writeln!(f)?;
        for row in self.shapes.iter().chain([&self.overall]) {
            write!(f, "{:22}{:>6}", row.shape, row.lines)?;
            for score in &row.scores {
                write!(f, "{:>8.3} ({:.3})", score.f1(), score.accuracy())?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

/// Runs the splitters on labelled lines. Empty lines are passed over.
///
/// # Errors
///
/// Returns the first line that is not of the form described [above](self).
pub fn evaluate(jsonl: &str) -> Result<Report, Error> {
    let mut report = Report {
        shapes: Vec::new(),
        overall: Row::new("all"),
        misses: Vec::new(),
    };
    for (index, raw) in jsonl
        .lines()
        .enumerate()
        .filter(|(_, raw)| !raw.trim().is_empty())
    {
        let line: Line = serde_json::from_str(raw).map_err(|source| Error {
            line: index + 1,
            source,
        })?;
        let mut text = String::new();
        let mut gold = Vec::new();
        for span in &line.spans {
            text.push_str(&span.text);
            gold.push((text.len(), span.lang.into()));
        }
        let at = report.shapes.iter().position(|row| row.shape == line.shape);
        let at = at.unwrap_or_else(|| {
            report.shapes.push(Row::new(&line.shape));
            report.shapes.len() - 1
        });
        for row in [&mut report.shapes[at], &mut report.overall] {
            row.lines += 1;
        }
        for (i, splitter) in Splitter::ALL.into_iter().enumerate() {
            let given = splitter.split(&text);
            let score = compare(&text, &gold, &given);
            report.shapes[at].scores[i].add(&score);
            report.overall.scores[i].add(&score);
            if splitter == Splitter::Jingwen && given != gold {
                let mut start = 0;
                let texts = given.iter().map(|&(end, lang)| {
                    let text = text[start..end].to_owned();
                    start = end;
                    (text, lang)
                });
                report.misses.push(Miss {
                    line: index + 1,
                    given: texts.collect(),
                });
            }
        }
    }
    Ok(report)
}

fn compare(text: &str, gold: &[(usize, Lang)], given: &[(usize, Lang)]) -> Score {
    let (wanted, got) = (boundaries(gold), boundaries(given));
    let found = wanted.intersection(&got).count();
    let mut score = Score {
        found,
        wrong: got.len() - found,
        missed: wanted.len() - found,
        ..Score::default()
    };
    for (at, _) in text.char_indices() {
        score.characters += 1;
        score.labelled += usize::from(lang_at(gold, at) == lang_at(given, at));
    }
    score
}

fn lang_at(spans: &[(usize, Lang)], at: usize) -> Option<Lang> {
    let i = spans.partition_point(|&(end, _)| end <= at);
    spans.get(i).map(|&(_, lang)| lang)
}

fn boundaries(spans: &[(usize, Lang)]) -> BTreeSet<usize> {
    let group = |lang| match lang {
        Lang::ZhHant => Lang::ZhHans,
        lang => lang,
    };
    spans
        .windows(2)
        .filter(|pair| group(pair[0].1) != group(pair[1].1))
        .map(|pair| pair[0].0)
        .collect()
}
