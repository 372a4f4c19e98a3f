//! The three passes.

use rustc_hash::{FxHashMap, FxHashSet};

use super::copies::{Documents, least};
use super::count::{Count, Counts, LOOKS, repeated};
use super::decide::{decide, is_frequent};
use super::look::{Look, look};
use super::past::Decided;
use super::scan::{Scan, fingerprint};
use super::sketch::Sketch;
use super::tell::{Told, key as told_key};
use super::{Considered, LearnError, Learned, Rule, Tally};
use crate::batch::{Document, Fields, Input, Notice, Style, visit};
use crate::clean::Cleaner;
use crate::rules::model::Zone;

/// Learns from inputs.
pub struct Learner<'a> {
    /// Judges the lines that repeat.
    pub cleaner: &'a Cleaner,
    /// Where the text and the source stand in objects.
    pub fields: &'a Fields,
    /// How inputs are read.
    pub style: &'a Style,
    /// Threads that read.
    pub threads: usize,
    /// A line must stand in so many documents of a source, 2 to 200.
    pub least: u32,
}

/// A document of the first pass.
struct First {
    source: Option<String>,
    hash: u64,
    long: Vec<u64>,
}

/// The sources and how many documents each has.
#[derive(Default)]
struct Sources {
    numbers: FxHashMap<String, u32>,
    names: Vec<String>,
    sizes: Vec<u32>,
}

impl Sources {
    fn number(&mut self, name: String) -> u32 {
        if let Some(&number) = self.numbers.get(&name) {
            return number;
        }
        let number = self.names.len() as u32;
        self.names.push(name.clone());
        self.sizes.push(0);
        self.numbers.insert(name, number);
        number
    }
}

fn source_key(source: &str) -> u64 {
    fingerprint(&[source.as_bytes()])
}

/// Of its source, title and text: whatever is looked at follows from these.
fn document_key(source: u64, document: &Document<'_>, text: &str) -> u64 {
    let title = document.title.as_deref().unwrap_or_default();
    fingerprint(&[
        &source.to_le_bytes(),
        title.as_bytes(),
        &[0xFF],
        text.as_bytes(),
    ])
}

impl Learner<'_> {
    /// Learns from inputs, which are read three times. Lines on which a person decided are not
    /// proposed again. What goes wrong with an input is said to `say`, and the rest is read.
    ///
    /// # Errors
    /// An input that can be read only once, or inputs that change meanwhile.
    pub fn learn(
        &self,
        inputs: &[Input],
        decided: &Decided,
        mut say: impl FnMut(Notice),
    ) -> Result<Learned, LearnError> {
        for input in inputs {
            let is_file = |path: &std::path::PathBuf| path.metadata().is_ok_and(|m| !m.is_file());
            if input.path.as_ref().is_none_or(is_file) {
                let name = match &input.path {
                    None => "standard input".to_owned(),
                    Some(_) => input.to_string(),
                };
                return Err(LearnError::ReadOnce(name));
            }
        }
        let bytes = inputs.iter().map(size).sum();
        let sketch = Sketch::for_bytes(bytes);
        let mut sources = Sources::default();
        let mut documents = Documents::default();
        let mut tally = Tally::default();
        self.pass(
            inputs,
            &mut say,
            |document, source, text| {
                let source = source_key(source);
                let scan = Scan::new(text, document.title.as_deref(), source)?;
                let mut keys: Vec<u64> = scan.units.iter().map(|unit| unit.key).collect();
                keys.sort_unstable();
                keys.dedup();
                keys.iter().for_each(|&key| sketch.add(key));
                Some(First {
                    source: document.source.clone(),
                    hash: document_key(source, document, text),
                    long: least(scan.long),
                })
            },
            |first| {
                match first {
                    Some(First {
                        source: Some(source),
                        hash,
                        long,
                    }) => {
                        let number = sources.number(source);
                        sources.sizes[number as usize] += 1;
                        documents.add(hash, number, &long);
                    }
                    _ => tally.without_source += 1,
                }
                Ok(())
            },
        )?;
        let counted = documents.counted(&sketch, &sources.sizes);
        tally.documents = documents.len();
        tally.sources = sources.names.len();
        tally.copies = counted.iter().filter(|&&counts| !counts).count();
        sources.sizes.fill(0);
        for (n, _) in counted.iter().enumerate().filter(|(_, counts)| **counts) {
            sources.sizes[documents.group(n) as usize] += 1;
        }
        let mut counts = self.count(inputs, &sketch, &documents, &counted)?;
        drop(sketch);
        let least = self.least;
        counts
            .0
            .retain(|_, count| is_frequent(count, sources.sizes[count.group as usize], least));
        let looks = self.look(inputs, &counts)?;
        let mut learned = Learned {
            tally,
            ..Learned::default()
        };
        let mut all: Vec<(Considered, Zone, u32, String, Option<Rule>)> = Vec::new();
        for (key, looks) in looks {
            let count = &counts.0[&key];
            let source = &sources.names[count.group as usize];
            let size = sources.sizes[count.group as usize];
            let mut decision = decide(count, &looks, size);
            let covered = |look: &Look| decided.covers(source, &look.text);
            let struck = decided.has(&told_key(count, key)) || looks.iter().any(covered);
            if struck && decision.strength.is_ok() {
                decision.strength = Err("a person decided on it");
            }
            let told = Told {
                source,
                count,
                size,
                looks: &looks,
                decision: &decision,
            };
            let rule = told.rule(key);
            all.push((
                told.considered(),
                decision.zone,
                count.documents,
                format!("{key:016x}"),
                rule,
            ));
        }
        all.sort_by(|(a, az, an, ak, _), (b, bz, bn, bk, _)| {
            (&a.source, az, bn, ak).cmp(&(&b.source, bz, an, bk))
        });
        for (considered, .., rule) in all {
            learned.considered.push(considered);
            learned.rules.extend(rule);
        }
        Ok(learned)
    }

    /// Reads every document with a source once; without one it gives none.
    fn pass<R: Send>(
        &self,
        inputs: &[Input],
        say: impl FnMut(Notice),
        work: impl Fn(&Document<'_>, &str, &str) -> Option<R> + Sync,
        take: impl FnMut(Option<R>) -> Result<(), LearnError>,
    ) -> Result<(), LearnError> {
        let work = |document: &Document<'_>| {
            let text = document.text.ok()?;
            work(document, document.source.as_deref()?, text)
        };
        visit(
            inputs,
            self.style,
            self.fields,
            self.threads,
            say,
            work,
            take,
        )
    }

    fn count(
        &self,
        inputs: &[Input],
        sketch: &Sketch,
        documents: &Documents,
        counted: &[bool],
    ) -> Result<Counts, LearnError> {
        let least = u8::try_from(self.least).unwrap_or(u8::MAX);
        let mut counts = Counts::default();
        let mut n = 0;
        self.pass(
            inputs,
            |_| {},
            |document, source, text| {
                let source = source_key(source);
                let scan = Scan::new(text, document.title.as_deref(), source)?;
                Some((
                    document_key(source, document, text),
                    repeated(&scan, sketch, least),
                ))
            },
            |second| {
                let Some((hash, seen)) = second else {
                    return Ok(());
                };
                if documents.hash(n) != Some(hash) {
                    return Err(LearnError::Changed);
                }
                if counted[n] {
                    counts.add(documents.group(n), hash, &seen);
                }
                n += 1;
                Ok(())
            },
        )?;
        if n == documents.len() {
            Ok(counts)
        } else {
            Err(LearnError::Changed)
        }
    }

    fn look(
        &self,
        inputs: &[Input],
        counts: &Counts,
    ) -> Result<FxHashMap<u64, Vec<Look>>, LearnError> {
        let samples = counts.0.values().flat_map(|count: &Count| &count.samples);
        let wanted: FxHashSet<u64> = samples.copied().collect();
        let mut looks: FxHashMap<u64, Vec<Look>> = FxHashMap::default();
        self.pass(
            inputs,
            |_| {},
            |document, source, text| {
                let source = source_key(source);
                let hash = document_key(source, document, text);
                if !wanted.contains(&hash) {
                    return None;
                }
                let scan = Scan::new(text, document.title.as_deref(), source)?;
                let seen = super::count::among(&scan, |key| {
                    let count = counts.0.get(&key);
                    count.is_some_and(|c| c.samples.binary_search(&hash).is_ok())
                });
                Some(look(
                    self.cleaner,
                    text,
                    &document.context(),
                    &scan,
                    hash,
                    &seen,
                ))
            },
            |found: Option<Vec<(u64, Look)>>| {
                for (key, look) in found.into_iter().flatten() {
                    let all = looks.entry(key).or_default();
                    // Copies have one hash.
                    let at = all.partition_point(|other| other.document < look.document);
                    if all
                        .get(at)
                        .is_none_or(|other| other.document != look.document)
                    {
                        all.insert(at, look);
                    }
                }
                Ok(())
            },
        )?;
        let complete = |count: &Count, key: &u64| {
            looks.get(key).map_or(0, Vec::len) == count.samples.len().min(LOOKS)
        };
        if counts.0.iter().all(|(key, count)| complete(count, key)) {
            Ok(looks)
        } else {
            Err(LearnError::Changed)
        }
    }
}

/// About how many bytes of text an input holds.
fn size(input: &Input) -> u64 {
    match input.form.packing {
        crate::batch::Packing::Plain => input.size,
        _ => input.size.saturating_mul(6),
    }
}
