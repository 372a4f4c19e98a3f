//! A document as it was judged, wherever that is known from: it was judged just now, or a record
//! says so.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::offsets::{OffsetUnit, Offsets};
use super::record::SCHEMA;
use crate::category::Category;
use crate::clean::{Cleaned, Edit};
use crate::detect::Reason;
use crate::language::{Lang, LangSpan, spans};

/// A document and what was removed from it.
#[derive(Debug, Clone)]
pub struct Judged<'a> {
    /// Its id, a JSON value.
    pub id: &'a RawValue,
    /// Its place, for people.
    pub place: &'a str,
    /// The publisher.
    pub source: Option<&'a str>,
    /// The title.
    pub title: Option<&'a str>,
    /// What became of it.
    pub outcome: String,
    /// The text as it was; none where a record does not hold it.
    pub text: Option<Cow<'a, str>>,
    /// Length of the text in code points.
    pub length: usize,
    /// Code points of text in each language.
    pub langs: Vec<(Lang, usize)>,
    /// What was removed: sorted and disjoint. Spans of white space alone, which join others, are left
    /// out: no one can say whether they are right.
    pub spans: Vec<Span>,
}

/// A span that was removed.
#[derive(Debug, Clone, PartialEq)]
pub struct Span {
    /// Bytes of the text; meaningless where the text is not known.
    pub range: Range<usize>,
    /// Code points of the text.
    pub chars: Range<usize>,
    /// What it is.
    pub category: Category,
    /// The rule, `family/key`.
    pub rule: Arc<str>,
    /// The language of its text.
    pub lang: Lang,
    /// Confidence, 0 to 1000; none where a record does not say it.
    pub score: Option<u16>,
    /// The evidence, strongest first.
    pub reasons: Vec<Reason>,
}

/// What is known of a document besides its text.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// Its id, a JSON value.
    pub id: &'a RawValue,
    /// Its place, for people.
    pub place: &'a str,
    /// The publisher.
    pub source: Option<&'a str>,
    /// The title.
    pub title: Option<&'a str>,
}

/// Why a line is no record of findings.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RecordProblem {
    /// Not JSON, or of another form.
    #[error("not a record of `jingwen scan --format jsonl` ({0}); write it again")]
    Shape(String),
    /// A record of another version.
    #[error("the record has schema {0}, this version reads {SCHEMA}; scan again with this version")]
    Schema(u32),
    /// Offsets that no one can convert without the text.
    #[error(
        "offsets count {0} and the record holds no text; scan with --with-text, or with --offsets char"
    )]
    Unit(OffsetUnit),
    /// A span that is empty, outside the text, inside a character, or before the span before it.
    #[error("span {0}..{1} does not fit its text, or the span before it; scan again")]
    Span(usize, usize),
}

impl<'a> Judged<'a> {
    /// A text that was cleaned, its languages told.
    pub fn of_cleaned(about: About<'a>, text: &'a str, cleaned: &Cleaned) -> Self {
        let offsets = Offsets::new(text, OffsetUnit::Char);
        let chars = |range: &Range<usize>| offsets.convert(range.start)..offsets.convert(range.end);
        let removed = cleaned.findings().iter().filter(|f| f.removed);
        let removed = removed.filter(|f| !is_blank(&text[f.range.clone()]));
        let span = |f: &crate::detect::Finding| Span {
            range: f.range.clone(),
            chars: chars(&f.range),
            category: f.category,
            rule: f.rule.clone(),
            lang: f.lang,
            score: Some(f.score),
            reasons: f.reasons.clone(),
        };
        Judged {
            outcome: cleaned.outcome().as_str().to_owned(),
            length: offsets.convert(text.len()),
            langs: lengths(cleaned.langs(), &offsets),
            spans: removed.map(span).collect(),
            ..Self::new(about, Some(Cow::Borrowed(text)))
        }
    }

    /// A text that was restored from its body and these edits. Languages are told anew; scores and
    /// reasons are not known.
    pub fn of_edits(about: About<'a>, text: String, edits: &[Edit], outcome: String) -> Self {
        let offsets = Offsets::new(&text, OffsetUnit::Char);
        let tiles = spans(&text);
        let ranges = super::removed_ranges(edits);
        let span = |(edit, range): (&Edit, Range<usize>)| {
            if is_blank(&edit.text) {
                return None;
            }
            Some(Span {
                chars: offsets.convert(range.start)..offsets.convert(range.end),
                category: edit.category?,
                rule: edit.rule.as_str().into(),
                lang: lang_of(&tiles, &range),
                score: None,
                reasons: Vec::new(),
                range,
            })
        };
        let spans = edits.iter().zip(ranges).filter_map(span).collect();
        let (length, langs) = (offsets.convert(text.len()), lengths(&tiles, &offsets));
        Judged {
            outcome,
            length,
            langs,
            spans,
            ..Self::new(about, Some(Cow::Owned(text)))
        }
    }

    /// What a record of `jingwen scan --format jsonl` says, which is `record`; none if it stands for
    /// a document without a text.
    ///
    /// # Errors
    /// It is not such a record, or offsets do not fit.
    pub fn of_record(about: About<'a>, record: &str) -> Result<Option<Self>, RecordProblem> {
        let shape = |error: serde_json::Error| RecordProblem::Shape(error.to_string());
        let read: Record = serde_json::from_str(record).map_err(shape)?;
        if read.schema != SCHEMA {
            return Err(RecordProblem::Schema(read.schema));
        }
        if read.kind == "skipped" {
            return Ok(None);
        }
        let unit: OffsetUnit = read.offset_unit.parse().map_err(RecordProblem::Shape)?;
        let places = Places::new(&read, unit)?;
        let mut spans = Vec::with_capacity(read.spans.len());
        let mut done = 0;
        for found in read.spans {
            let (start, end) = (places.find(found.start), places.find(found.end));
            let (Some(start), Some(end)) = (start, end) else {
                return Err(RecordProblem::Span(found.start, found.end));
            };
            if found.start < done || found.start >= found.end {
                return Err(RecordProblem::Span(found.start, found.end));
            }
            done = found.end;
            let own = read.text.as_deref().map(|text| &text[start.0..end.0]);
            if own.is_some_and(is_blank) {
                continue;
            }
            spans.push(Span {
                range: start.0..end.0,
                chars: start.1..end.1,
                category: found.category,
                rule: found.rule.into(),
                lang: lang(&found.lang),
                score: found
                    .score
                    .map(|s| (s.clamp(0.0, 1.0) * 1000.0).round() as u16),
                reasons: found.reasons,
            });
        }
        let point = |at| places.find(at).map(|(_, point)| point);
        let mut langs: Vec<(Lang, usize)> = Vec::new();
        let mut length = 0;
        for tile in read.langs {
            let ends = point(tile.start)
                .zip(point(tile.end))
                .filter(|(a, b)| a <= b);
            let (start, end) = ends.ok_or(RecordProblem::Span(tile.start, tile.end))?;
            count(&mut langs, lang(&tile.lang), end - start);
            length = length.max(end);
        }
        if let Some(text) = &read.text {
            length = text.chars().count();
        }
        Ok(Some(Judged {
            outcome: read.outcome,
            length,
            langs,
            spans,
            ..Self::new(about, read.text.map(Cow::Owned))
        }))
    }

    fn new(about: About<'a>, text: Option<Cow<'a, str>>) -> Self {
        Judged {
            id: about.id,
            place: about.place,
            source: about.source,
            title: about.title,
            outcome: String::new(),
            text,
            length: 0,
            langs: Vec::new(),
            spans: Vec::new(),
        }
    }

    /// Code points that were removed.
    pub fn removed(&self) -> usize {
        self.spans.iter().map(|span| span.chars.len()).sum()
    }
}

#[derive(Deserialize)]
struct Record {
    #[serde(rename = "type")]
    kind: String,
    schema: u32,
    #[serde(default)]
    offset_unit: String,
    #[serde(default)]
    spans: Vec<Found>,
    #[serde(default)]
    langs: Vec<Tile>,
    #[serde(default)]
    outcome: String,
    text: Option<String>,
}

#[derive(Deserialize)]
struct Found {
    start: usize,
    end: usize,
    category: Category,
    rule: String,
    #[serde(default)]
    lang: String,
    score: Option<f64>,
    #[serde(default)]
    reasons: Vec<Reason>,
}

#[derive(Deserialize)]
struct Tile {
    start: usize,
    end: usize,
    lang: String,
}

/// Offsets of a record, in its unit, as bytes and code points.
struct Places {
    /// Offset, byte and code point, sorted; those inside a character or behind the text are not
    /// there. None without a text: there every offset is a code point.
    found: Option<Vec<(usize, usize, usize)>>,
}

impl Places {
    fn new(record: &Record, unit: OffsetUnit) -> Result<Self, RecordProblem> {
        let Some(text) = &record.text else {
            return match unit {
                OffsetUnit::Char => Ok(Places { found: None }),
                unit => Err(RecordProblem::Unit(unit)),
            };
        };
        let spans = record.spans.iter().flat_map(|s| [s.start, s.end]);
        let tiles = record.langs.iter().flat_map(|t| [t.start, t.end]);
        let mut wanted: Vec<usize> = spans.chain(tiles).collect();
        wanted.sort_unstable();
        wanted.dedup();
        let mut wanted = wanted.into_iter().peekable();
        let (mut found, mut offset) = (Vec::new(), 0);
        let ends = text.char_indices().map(|(at, c)| (at, unit.len_of(c)));
        for (point, (at, length)) in ends.chain([(text.len(), 0)]).enumerate() {
            while wanted.next_if(|at| *at < offset).is_some() {}
            if wanted.next_if_eq(&offset).is_some() {
                found.push((offset, at, point));
            }
            offset += length;
        }
        Ok(Places { found: Some(found) })
    }

    fn find(&self, at: usize) -> Option<(usize, usize)> {
        let Some(found) = &self.found else {
            return Some((at, at));
        };
        let place = found.binary_search_by_key(&at, |place| place.0).ok()?;
        Some((found[place].1, found[place].2))
    }
}

fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

fn lang(name: &str) -> Lang {
    let all = [Lang::En, Lang::ZhHans, Lang::ZhHant];
    let found = all.into_iter().find(|lang| lang.as_str() == name);
    found.unwrap_or(Lang::Other)
}

fn lengths(tiles: &[LangSpan], offsets: &Offsets<'_>) -> Vec<(Lang, usize)> {
    let mut langs = Vec::new();
    for tile in tiles {
        let length = offsets.convert(tile.range.end) - offsets.convert(tile.range.start);
        count(&mut langs, tile.lang, length);
    }
    langs
}

fn count(langs: &mut Vec<(Lang, usize)>, lang: Lang, length: usize) {
    match langs.iter_mut().find(|(known, _)| *known == lang) {
        Some((_, sum)) => *sum += length,
        None => langs.push((lang, length)),
    }
}

/// The language that most of a range is in.
fn lang_of(tiles: &[LangSpan], range: &Range<usize>) -> Lang {
    let shared = |tile: &&LangSpan| {
        let end = tile.range.end.min(range.end);
        end.saturating_sub(tile.range.start.max(range.start))
    };
    let most = tiles.iter().max_by_key(shared);
    most.map_or(Lang::Other, |tile| tile.lang)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(line: &str) -> Result<Option<Judged<'static>>, RecordProblem> {
        let id: &'static RawValue = serde_json::from_str("1").unwrap();
        let about = About {
            id,
            place: "f.jsonl:1",
            source: None,
            title: None,
        };
        Judged::of_record(about, line)
    }

    fn line(unit: &str, start: usize, end: usize, text: &str) -> String {
        format!(
            r#"{{"type":"document","schema":1,"id":1,"offset_unit":"{unit}","spans":[{{"start":{start},"end":{end},"category":"copyright","rule":"a/b","lang":"zh-Hans","score":0.5,"removed":true,"reasons":[{{"what":"w","points":3}}]}}],"kept":[],"langs":[{{"start":0,"end":{end},"lang":"zh-Hans","certain":true}}],"outcome":"cleaned"{text}}}"#
        )
    }

    #[test]
    fn offsets_of_every_unit_come_to_the_same_place() {
        let text = r#","text":"😀新闻广告""#;
        for (unit, start, end) in [("char", 3, 5), ("byte", 10, 16), ("utf16", 4, 6)] {
            let judged = record(&line(unit, start, end, text)).unwrap().unwrap();
            let span = &judged.spans[0];
            assert_eq!((span.range.clone(), span.chars.clone()), (10..16, 3..5));
            assert_eq!((span.score, span.reasons[0].points), (Some(500), 3));
            assert_eq!((judged.length, judged.langs[0]), (5, (Lang::ZhHans, 5)));
        }
    }

    #[test]
    fn records_that_do_not_fit_are_refused() {
        let text = r#","text":"新闻广告""#;
        let cases = [
            (line("byte", 1, 4, text), RecordProblem::Span(1, 4)),
            (line("char", 2, 9, text), RecordProblem::Span(2, 9)),
            (line("char", 2, 2, text), RecordProblem::Span(2, 2)),
            (
                line("byte", 0, 6, ""),
                RecordProblem::Unit(OffsetUnit::Byte),
            ),
            (
                line("char", 2, 4, text).replace("\"schema\":1", "\"schema\":9"),
                RecordProblem::Schema(9),
            ),
        ];
        for (line, expected) in cases {
            assert_eq!(record(&line).unwrap_err(), expected, "{line}");
        }
        assert!(matches!(record("{}"), Err(RecordProblem::Shape(_))));
    }

    #[test]
    fn a_record_without_text_still_counts() {
        let judged = record(&line("char", 2, 4, "")).unwrap().unwrap();
        assert!(judged.text.is_none());
        assert_eq!((judged.length, judged.removed()), (4, 2));
    }
}
