//! Documents that stand in no file, such as the rows of a table: kept in a temporary one, since
//! learning reads them three times.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;

use serde::Serialize;
use tempfile::NamedTempFile;

use super::run::Learner;
use super::{Decided, LearnError, Learned};
use crate::batch::{Fields, Form, Format, Input, Notice, Packing, SourceBy, Style};
use crate::clean::Cleaner;

/// A document as a line of the file.
#[derive(Serialize)]
struct Line<'a> {
    text: &'a str,
    source: Option<&'a str>,
    title: Option<&'a str>,
}

/// Documents, gathered one by one, and learned from when all are there. They take their size on
/// disk, and next to nothing in memory; the file goes with the value.
///
/// ```
/// use jingwen::learn::{Decided, Spool};
/// use jingwen::{Cleaner, RuleSet};
///
/// let mut spool = Spool::new(None)?;
/// for n in 0..9 {
///     let text = format!("The {n}th tram left the depot on time, the office said.\nAdvertisement\n");
///     spool.add(&text, Some("a.example"), None)?;
/// }
/// let cleaner = Cleaner::new(RuleSet::builtin());
/// let learned = spool.learn(&cleaner, &Decided::default(), 3, 1)?;
/// assert_eq!((learned.tally.documents, learned.tally.sources), (9, 1));
/// # Ok::<(), jingwen::learn::LearnError>(())
/// ```
#[derive(Debug)]
pub struct Spool {
    file: BufWriter<NamedTempFile>,
}

impl Spool {
    /// An empty one, in a folder or in that of the system for temporary files.
    ///
    /// # Errors
    /// No file can be made there.
    pub fn new(folder: Option<&Path>) -> Result<Self, LearnError> {
        let file = match folder {
            Some(folder) => NamedTempFile::new_in(folder),
            None => NamedTempFile::new(),
        };
        let file = BufWriter::with_capacity(1 << 16, file.map_err(LearnError::Spool)?);
        Ok(Spool { file })
    }

    /// Adds a document. One without a source is counted and teaches nothing.
    ///
    /// # Errors
    /// The file cannot hold it.
    pub fn add(
        &mut self,
        text: &str,
        source: Option<&str>,
        title: Option<&str>,
    ) -> Result<(), LearnError> {
        let line = Line {
            text,
            source,
            title,
        };
        let written = serde_json::to_writer(&mut self.file, &line).map_err(Into::into);
        written
            .and_then(|()| self.file.write_all(b"\n"))
            .map_err(LearnError::Spool)
    }

    /// Learns from all of them, as [`Learner::learn`] does from files: the rules are the same.
    /// `least` is in how many documents of a source a line must stand, 2 to 200.
    ///
    /// # Errors
    /// The file cannot be written or read.
    pub fn learn(
        mut self,
        cleaner: &Cleaner,
        decided: &Decided,
        least: u32,
        threads: usize,
    ) -> Result<Learned, LearnError> {
        let size = self.flushed().map_err(LearnError::Spool)?;
        let path = self.file.get_ref().path();
        let input = Input {
            path: Some(path.to_owned()),
            relative: path.file_name().map(Into::into).unwrap_or_default(),
            form: Form {
                format: Format::Jsonl,
                packing: Packing::Plain,
            },
            size,
            begun: Vec::new(),
        };
        let fields = Fields {
            source_field: Some("source".to_owned()),
            source_by: Some(SourceBy::Field),
            ..Fields::default()
        };
        let style = Style {
            limit: 0,
            ..Style::default()
        };
        let learner = Learner {
            cleaner,
            fields: &fields,
            style: &style,
            threads,
            least,
        };
        let mut failed = None;
        let learned = learner.learn(&[input], decided, |notice| {
            if let Notice::Error(_, what) = notice {
                failed.get_or_insert(what);
            }
        })?;
        match failed {
            Some(what) => Err(LearnError::Spool(std::io::Error::other(what))),
            None => Ok(learned),
        }
    }

    fn flushed(&mut self) -> std::io::Result<u64> {
        self.file.flush()?;
        let file: &File = self.file.get_ref().as_file();
        Ok(file.metadata()?.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::RuleSet;

    const FILE: &str = "site-rules.toml";
    const HOSTS: [&str; 3] = ["a.example", "b.example", "c.example"];

    /// Documents of three hosts, each with a line of its own behind its texts, in a mixed order.
    fn documents() -> Vec<(String, &'static str)> {
        let who = [
            "The harbour master",
            "A retired pilot",
            "The ferry company",
            "The mayor",
        ];
        let did = [
            "paid for",
            "rejected",
            "drew a map of",
            "found a fault in",
            "sold",
        ];
        let what = [
            "the grain store",
            "the winter timetable",
            "the chapel organ",
        ];
        let sentence = |n: usize| {
            let (who, did, what) = (who[n % 4], did[n % 5], what[n % 3]);
            format!("{who} {did} {what} before the first frost of that long year.")
        };
        let document = |n: usize| {
            let host = HOSTS[n % 3];
            let text = format!(
                "{}\n{}\nSomething seen? Tell the night desk of {host} and win a lantern.\n",
                sentence(n),
                sentence(n + 7)
            );
            (text, host)
        };
        (0..60).map(document).collect()
    }

    fn cleaner() -> Cleaner {
        Cleaner::new(RuleSet::builtin())
    }

    fn learned(hosts: &[&str]) -> Learned {
        let mut spool = Spool::new(None).unwrap();
        for (text, host) in documents().iter().filter(|(_, h)| hosts.contains(h)) {
            spool.add(text, Some(host), None).unwrap();
        }
        spool.add("A text of nobody.", None, None).unwrap();
        spool.learn(&cleaner(), &Decided::default(), 3, 2).unwrap()
    }

    fn text(learned: &Learned) -> String {
        let text = learned.to_text(Path::new(FILE), &Decided::default());
        text.unwrap()
    }

    #[test]
    fn what_parts_learn_is_what_the_whole_does_and_what_a_file_would() {
        let whole = learned(&HOSTS);
        assert_eq!((whole.tally.documents, whole.tally.without_source), (60, 1));
        assert!(whole.rules.len() >= 3, "{}", text(&whole));
        let parts = [&HOSTS[2..], &HOSTS[..2]].map(|hosts| {
            let json = serde_json::to_string(&learned(hosts)).unwrap();
            serde_json::from_str::<Learned>(&json).unwrap()
        });
        let mut merged = Learned::merged(parts).unwrap();
        assert_eq!(merged.tally.without_source, 2);
        merged.tally.without_source = 1;
        assert_eq!(merged.tally, whole.tally);
        assert_eq!(text(&merged), text(&whole));
        let told = |learned: &Learned| format!("{:?}", learned.considered);
        assert_eq!(told(&merged), told(&whole));

        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("all.jsonl");
        let line = |(text, host): &(String, &str)| {
            let object = serde_json::json!({"url": format!("https://{host}/x"), "text": text});
            format!("{object}\n")
        };
        let lines: String = documents().iter().map(line).collect();
        std::fs::write(&path, &lines).unwrap();
        let input = Input {
            path: Some(path),
            relative: "all.jsonl".into(),
            form: Form {
                format: Format::Jsonl,
                packing: Packing::Plain,
            },
            size: lines.len() as u64,
            begun: Vec::new(),
        };
        let learner = Learner {
            cleaner: &cleaner(),
            fields: &Fields::default(),
            style: &Style::default(),
            threads: 1,
            least: 3,
        };
        let of_file = learner.learn(&[input], &Decided::default(), |_| {});
        assert_eq!(text(&of_file.unwrap()), text(&whole));
    }

    #[test]
    fn a_source_in_two_parts_is_no_whole() {
        let parts = [learned(&HOSTS[..2]), learned(&HOSTS[1..])];
        assert!(Learned::merged(parts).is_none());
    }
}
