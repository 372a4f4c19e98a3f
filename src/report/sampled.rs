//! Documents and spans that were drawn to be looked at, with their text.

use std::fmt::Write as _;
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use super::judged::{Judged, Span};

/// Of a text too long to be carried whole: characters around a span, the most of a span, its end,
/// and how many spans are shown.
const AROUND: usize = 200;
const LONGEST: usize = 1000;
const ENDING: usize = 200;
const SPANS: usize = 40;

/// A document of the sample.
#[derive(Debug, Clone)]
pub struct Sampled {
    /// Its id as JSON.
    pub id: String,
    /// Its place, for people.
    pub place: String,
    /// The publisher.
    pub source: Option<String>,
    /// The title.
    pub title: Option<String>,
    /// What became of it.
    pub outcome: String,
    /// SHA-256 of its text in UTF-8, in hexadecimal.
    pub sha256: String,
    /// Its length in code points, and how much of it was removed.
    pub length: usize,
    /// See `length`.
    pub removed: usize,
    /// Whether the pieces are the whole text.
    pub whole: bool,
    /// The text in order.
    pub pieces: Vec<Piece>,
}

/// A part of a text.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    /// It stayed.
    Body(String),
    /// It was removed.
    Gone(Box<Span>, String),
    /// So many code points are left out here.
    Left(usize),
}

/// A removed span with what stands around it.
#[derive(Debug, Clone)]
pub struct SampledSpan {
    /// Its document.
    pub document: Arc<Sampled>,
    /// What was found.
    pub span: Span,
    /// The text before, of the span, and behind.
    pub before: String,
    /// See `before`.
    pub text: String,
    /// See `before`.
    pub after: String,
}

impl Sampled {
    /// A document that has a text; one of at most `whole` code points is carried whole, of longer
    /// ones the removed spans and what stands around them.
    pub(super) fn new(judged: &Judged<'_>, text: &str, whole: usize) -> Self {
        let whole = judged.length <= whole;
        let pieces = if whole {
            pieces(judged, text)
        } else {
            windows(judged, text)
        };
        Sampled {
            id: judged.id.get().to_owned(),
            place: judged.place.to_owned(),
            source: judged.source.map(str::to_owned),
            title: judged.title.map(str::to_owned),
            outcome: judged.outcome.clone(),
            sha256: sha256(text),
            length: judged.length,
            removed: judged.removed(),
            whole,
            pieces,
        }
    }

    /// The text, if it is carried whole.
    pub fn text(&self) -> Option<String> {
        let text = |piece: &Piece| match piece {
            Piece::Body(text) | Piece::Gone(_, text) => Some(text.clone()),
            Piece::Left(_) => None,
        };
        self.pieces.iter().map(text).collect()
    }
}

impl SampledSpan {
    pub(super) fn new(document: Arc<Sampled>, span: &Span, text: &str) -> Self {
        let (before, after) = around(text, span, AROUND);
        SampledSpan {
            document,
            span: span.clone(),
            before: before.to_owned(),
            text: text[span.range.clone()].to_owned(),
            after: after.to_owned(),
        }
    }
}

/// SHA-256 of a text in hexadecimal.
pub fn sha256(text: &str) -> String {
    let mut hex = String::with_capacity(64);
    for byte in Sha256::digest(text.as_bytes()) {
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

fn pieces(judged: &Judged<'_>, text: &str) -> Vec<Piece> {
    let (mut pieces, mut done) = (Vec::new(), 0);
    for span in &judged.spans {
        if done < span.range.start {
            pieces.push(Piece::Body(text[done..span.range.start].to_owned()));
        }
        done = span.range.end;
        let gone = text[span.range.clone()].to_owned();
        pieces.push(Piece::Gone(Box::new(span.clone()), gone));
    }
    if done < text.len() {
        pieces.push(Piece::Body(text[done..].to_owned()));
    }
    pieces
}

/// The removed spans, each with what stands around it, and how much lies between.
fn windows(judged: &Judged<'_>, text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let (mut byte, mut point) = (0, 0);
    for span in judged.spans.iter().take(SPANS) {
        let (before, after) = around(text, span, AROUND);
        let start = span.range.start - before.len();
        // What the window behind the span before has shown already.
        let before = if start < byte {
            &text[byte..span.range.start]
        } else {
            let begin = span.chars.start - before.chars().count();
            push_left(&mut pieces, begin - point);
            before
        };
        push_body(&mut pieces, before);
        pieces.push(Piece::Gone(
            Box::new(span.clone()),
            shortened(&text[span.range.clone()]),
        ));
        (byte, point) = (span.range.end, span.chars.end);
        let next = judged
            .spans
            .iter()
            .map(|s| s.range.start)
            .find(|at| *at >= byte);
        let end = next.map_or(byte + after.len(), |next| next.min(byte + after.len()));
        push_body(&mut pieces, &text[byte..end]);
        point += text[byte..end].chars().count();
        byte = end;
    }
    push_left(&mut pieces, judged.length - point);
    pieces
}

fn push_left(pieces: &mut Vec<Piece>, count: usize) {
    if count > 0 {
        pieces.push(Piece::Left(count));
    }
}

fn push_body(pieces: &mut Vec<Piece>, text: &str) {
    match pieces.last_mut() {
        _ if text.is_empty() => {}
        Some(Piece::Body(before)) => before.push_str(text),
        _ => pieces.push(Piece::Body(text.to_owned())),
    }
}

/// So many code points before a span and behind it.
fn around<'t>(text: &'t str, span: &Span, count: usize) -> (&'t str, &'t str) {
    let (before, after) = (&text[..span.range.start], &text[span.range.end..]);
    let from = before.char_indices().rev().take(count).last();
    let to = after.char_indices().nth(count);
    (
        from.map_or("", |(at, _)| &before[at..]),
        to.map_or(after, |(at, _)| &after[..at]),
    )
}

fn shortened(text: &str) -> String {
    let count = text.chars().count();
    if count <= LONGEST {
        return text.to_owned();
    }
    let head: String = text.chars().take(LONGEST - ENDING).collect();
    let tail: String = text.chars().skip(count - ENDING).collect();
    format!("{head} […] {tail}")
}
