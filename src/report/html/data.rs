//! The sample as the page's script reads it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use serde::Serialize;

use crate::category::Category;
use crate::report::overview::Overview;
use crate::report::sampled::{Piece, Sampled};
use crate::report::visible::{acts, shown};

/// Reasons that are shown of a span, the strongest.
const REASONS: usize = 12;

/// Documents, each as JSON.
pub(super) struct Data {
    documents: Vec<String>,
    categories: BTreeMap<&'static str, &'static str>,
    /// Drawn, but there was no more room.
    left: usize,
}

#[derive(Serialize)]
struct Document<'a> {
    /// JSON in a string: as a number it might lose digits.
    id: &'a str,
    place: String,
    source: Option<&'a str>,
    title: Option<&'a str>,
    outcome: &'a str,
    sha256: &'a str,
    length: usize,
    removed: usize,
    whole: bool,
    drawn: bool,
    most: bool,
    lang: &'static str,
    pieces: Vec<Part<'a>>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Part<'a> {
    Body(&'a str),
    Left(usize),
    Gone(Gone<'a>),
}

#[derive(Serialize)]
struct Gone<'a> {
    text: &'a str,
    start: usize,
    end: usize,
    category: &'static str,
    rule: &'a str,
    lang: &'static str,
    score: Option<u16>,
    reasons: Vec<(&'a str, i32)>,
}

/// What the page says of its sample.
#[derive(Serialize)]
pub(super) struct Counts {
    shown: usize,
    left: usize,
    seed: u64,
    without_text: u64,
}

impl Data {
    /// Those that lost most and those drawn, as many as `room` bytes hold.
    pub fn new(overview: &Overview, room: usize) -> Self {
        let mut all: Vec<(&Arc<Sampled>, bool, bool)> = Vec::new();
        for document in overview.most() {
            all.push((document, false, true));
        }
        for document in overview.sample() {
            let same = |known: &Sampled| {
                (&known.id, &known.place, &known.sha256)
                    == (&document.id, &document.place, &document.sha256)
            };
            match all.iter_mut().find(|(known, ..)| same(known)) {
                Some((_, drawn, _)) => *drawn = true,
                None => all.push((document, true, false)),
            }
        }
        let mut data = Data {
            documents: Vec::new(),
            categories: BTreeMap::new(),
            left: 0,
        };
        let mut used = 0;
        for (document, drawn, most) in all {
            let json = script_json(&written(document, drawn, most));
            // The first that does not fit ends it: what is shown is the beginning of the sample.
            if data.left > 0 || used + json.len() > room {
                data.left += 1;
                continue;
            }
            used += json.len();
            data.documents.push(json);
            for piece in &document.pieces {
                if let Piece::Gone(span, _) = piece {
                    let category: Category = span.category;
                    let (name, what) = (category.as_str(), category.description());
                    data.categories.insert(name, what);
                }
            }
        }
        data
    }

    pub fn counts(&self, overview: &Overview) -> Counts {
        Counts {
            shown: self.documents.len(),
            left: self.left,
            seed: overview.draw.seed,
            without_text: overview.without_text,
        }
    }

    /// One JSON object that may stand inside a script element.
    pub fn json(&self) -> String {
        let categories = script_json(&self.categories);
        let documents = self.documents.join(",\n");
        format!("{{\"categories\":{categories},\"documents\":[{documents}]}}")
    }
}

fn written(document: &Sampled, drawn: bool, most: bool) -> Document<'_> {
    let mut langs: BTreeMap<&'static str, usize> = BTreeMap::new();
    let part = |piece| match piece {
        &Piece::Left(count) => Part::Left(count),
        Piece::Body(text) => Part::Body(text),
        Piece::Gone(span, text) => {
            *langs.entry(span.lang.as_str()).or_default() += span.chars.len();
            let reasons = span.reasons.iter().take(REASONS);
            Part::Gone(Gone {
                text,
                start: span.chars.start,
                end: span.chars.end,
                category: span.category.as_str(),
                rule: &span.rule,
                lang: span.lang.as_str(),
                score: span.score,
                reasons: reasons.map(|r| (&*r.what, r.points)).collect(),
            })
        }
    };
    let pieces = document.pieces.iter().map(part).collect();
    // Fonts have the characters of one script in several forms: that of most of what was removed.
    let lang = langs.into_iter().max_by_key(|(_, length)| *length);
    Document {
        id: &document.id,
        place: shown(&document.place, 300),
        source: document.source.as_deref(),
        title: document.title.as_deref(),
        outcome: &document.outcome,
        sha256: &document.sha256,
        length: document.length,
        removed: document.removed,
        whole: document.whole,
        drawn,
        most,
        lang: lang.map_or("other", |(lang, _)| lang),
        pieces,
    }
}

/// JSON that may stand inside a script element: nothing in it ends the element or begins a comment,
/// and no character of it acts on a terminal or turns the direction of text.
pub(super) fn script_json(value: &impl Serialize) -> String {
    let json = serde_json::to_string(value).expect("strings and numbers are JSON");
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if matches!(c, '<' | '>' | '&') || acts(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(c);
        }
    }
    out
}
