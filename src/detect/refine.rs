//! Hits that are let go before judging: a list of small tests, one per reason.

use std::ops::Range;

use super::document::{Document, Size};
use super::guard::{half_quoted, legal_document, quoted, told_on, verse};
use super::matcher::Hit;
use super::reporting::reported;
use super::rows::{counts, rows};
use super::scene::Scene;
use super::stamped::leading_stamp;
use crate::category::Category;
use crate::rules::model::{Anchor, Pattern, Strength};
use crate::text::fold::Folded;
use crate::text::is_alphanumeric;

/// Why a hit of a rule with `except` was let go.
pub const EXCEPTED: &str = "an exception of the rule stands in the sentence";

/// Why a hit was let go that stands in the wrong place for its rule.
const ELSEWHERE: &str = "it does not stand where the rule's anchor wants it";
const NO_VALUE: &str = "the label's value is no short value";
const NO_BRACKET: &str = "the bracket opens nowhere on the line";

/// Whether a guard let the hit go: the phrase is there, and it is the story's. Else it stands in
/// the wrong place for its rule, which says nothing of the text.
pub(super) fn is_guard(why: &str) -> bool {
    ![ELSEWHERE, NO_VALUE, NO_BRACKET].contains(&why)
}

/// A hit that counts, with its reach inside the line.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    pub hit: Hit,
    /// First sentence of the hit.
    pub sentence: usize,
    /// The hit, with the value of a label or the rest of a bracket.
    pub reach: Range<usize>,
    /// A heading names whom the line below portrays.
    pub portrait: bool,
}

/// By sentence: whether a candidate begins in it.
pub(super) fn sentences_of<'c>(
    document: &Document,
    candidates: impl Iterator<Item = &'c Candidate>,
) -> Vec<bool> {
    let mut held = vec![false; document.sentences.len()];
    for c in candidates {
        held[c.sentence] = true;
    }
    held
}

type Test = fn(&Scene, &Hit, &Pattern) -> Option<&'static str>;

const TESTS: &[Test] = &[
    outside_units,
    anchored_elsewhere,
    title,
    excepted,
    quoted,
    half_quoted,
    reported,
    told_on,
    legal_document,
    verse,
];

impl<'a> Scene<'a> {
    pub fn new(
        document: &'a Document<'a>,
        folded: &'a Folded<'a>,
        patterns: &'a [Pattern],
        hits: &[Hit],
    ) -> Self {
        let mut refiner = Scene {
            document,
            folded,
            patterns,
            labels: Vec::new(),
            tiles: rows(document, patterns, hits),
        };
        let is_label = |h: &&Hit| {
            patterns[h.pattern].anchor == Some(Anchor::Label)
                && anchored_elsewhere(&refiner, h, &patterns[h.pattern]).is_none()
        };
        refiner.labels = hits
            .iter()
            .filter(is_label)
            .map(|h| h.range.start)
            .collect();
        refiner
    }

    /// The hit as a candidate, or why it is let go.
    pub fn refine(&self, hit: &Hit) -> Result<Candidate, &'static str> {
        let pattern = &self.patterns[hit.pattern];
        for test in TESTS {
            if let Some(why) = test(self, hit, pattern) {
                return Err(why);
            }
        }
        let sentence = self
            .document
            .units
            .sentence_at(hit.range.start)
            .expect("tested above");
        let reach = match pattern.anchor {
            Some(Anchor::Label) => self.label_reach(hit).ok_or(NO_VALUE)?,
            Some(Anchor::Bracket) => self.bracket_reach(hit),
            Some(Anchor::BracketEnd) => self.bracket_before(hit).ok_or(NO_BRACKET)?,
            _ => hit.range.clone(),
        };
        Ok(Candidate {
            hit: hit.clone(),
            sentence,
            reach,
            portrait: self.heads_portrait(hit, pattern),
        })
    }

    /// Label and value: to the next label, a wide gap, a bracket that closes, or the line's end.
    fn label_reach(&self, hit: &Hit) -> Option<Range<usize>> {
        let line = self.line(hit);
        let pattern = &self.patterns[hit.pattern];
        let mut end = line.end;
        if let Some(next) = self
            .labels
            .get(self.labels.partition_point(|&l| l < hit.range.end))
        {
            end = end.min(*next);
        }
        let opened = self.document.text[line.start..hit.range.start]
            .trim_end()
            .ends_with(OPENING);
        let value = &self.document.text[hit.range.end..end];
        let value_start = value.find(is_alphanumeric).unwrap_or(value.len());
        let mut depth = i32::from(opened);
        let mut spaces = 0;
        for (i, c) in value.char_indices() {
            if OPENING.contains(&c) {
                depth += 1;
            } else if CLOSING.contains(&c) {
                depth -= 1;
                if depth < i32::from(opened) && i > 0 {
                    end = hit.range.end + i + if opened { c.len_utf8() } else { 0 };
                    break;
                }
            }
            spaces = if c == '\u{3000}' {
                spaces + 2
            } else if c.is_whitespace() {
                spaces + 1
            } else {
                0
            };
            if i > value_start && (spaces >= 3 || matches!(c, '。' | '！' | '？' | '\t')) {
                end = hit.range.end + i + if c.is_whitespace() { 0 } else { c.len_utf8() };
                break;
            }
        }
        end = hit.range.end + stamp_or_all(pattern, &self.document.text[hit.range.end..end]);
        let value = &self.document.text[hit.range.end..end];
        let size = Size::of(value);
        let limit = if matches!(pattern.extent, crate::rules::model::Extent::Match) {
            (36, 16)
        } else {
            (usize::MAX, usize::MAX)
        };
        (size.han <= limit.0 && size.words <= limit.1).then(|| {
            let trimmed = self.document.text[hit.range.start..end].trim_end().len();
            hit.range.start..hit.range.start + trimmed
        })
    }

    /// The bracket that closes right behind the hit, from the place where it opens on this line.
    fn bracket_before(&self, hit: &Hit) -> Option<Range<usize>> {
        let text = self.document.text;
        let line = self.line(hit);
        let behind = text[hit.range.end..line.end.max(hit.range.end)].char_indices();
        let mut behind = behind.take(LONGEST_BRACKET);
        let close = hit.range.end + behind.find(|(_, c)| CLOSING.contains(c))?.0;
        let end = close + text[close..].chars().next().map_or(0, char::len_utf8);
        let mut depth = 1;
        let inside = text[line.start..hit.range.end].char_indices().rev();
        for (i, c) in inside.take(LONGEST_BRACKET) {
            depth += i32::from(CLOSING.contains(&c)) - i32::from(OPENING.contains(&c));
            if depth == 0 {
                return Some(line.start + i..end);
            }
        }
        None
    }

    /// The bracket that opens right before the hit, to the place where it closes on this line.
    fn bracket_reach(&self, hit: &Hit) -> Range<usize> {
        let text = self.document.text;
        let line = self.line(hit);
        let before = &text[line.start..hit.range.start];
        let open = before
            .trim_end()
            .char_indices()
            .next_back()
            .map_or(hit.range.start, |(i, _)| line.start + i);
        let mut depth = 0;
        for (seen, (i, c)) in text[open..line.end].char_indices().enumerate() {
            depth += i32::from(OPENING.contains(&c)) - i32::from(CLOSING.contains(&c));
            if depth == 0 {
                return open..open + i + c.len_utf8();
            }
            if seen == LONGEST_BRACKET {
                return hit.range.clone();
            }
        }
        open..line.end
    }
}

/// A bracket is looked for no further than this, in code points, so that endless lines stay linear.
const LONGEST_BRACKET: usize = 400;

const OPENING: [char; 10] = ['(', '（', '[', '【', '〔', '［', '〖', '<', '〈', '﹝'];
const CLOSING: [char; 10] = [')', '）', ']', '】', '〕', '］', '〗', '>', '〉', '﹞'];

fn outside_units(r: &Scene, hit: &Hit, _: &Pattern) -> Option<&'static str> {
    r.document
        .units
        .sentence_at(hit.range.start)
        .is_none()
        .then_some("it stands in no sentence")
}

/// A line equal to the document's title is body.
fn title(r: &Scene, hit: &Hit, _: &Pattern) -> Option<&'static str> {
    let line = r.document.units.line_at(hit.range.start)?;
    r.document.titled[line].then_some("the line is the document's title")
}

fn excepted(r: &Scene, hit: &Hit, p: &Pattern) -> Option<&'static str> {
    if p.except.is_empty() {
        return None;
    }
    let sentence = r.nearby(hit);
    let folded =
        &r.folded.as_str()[r.folded.from_input(sentence.start)..r.folded.from_input(sentence.end)];
    p.except
        .iter()
        .any(|e| stands_in(folded, &e.text))
        .then_some(EXCEPTED)
}

/// How much of a label's value is its own: a publication stamp goes without a story behind it.
fn stamp_or_all(pattern: &Pattern, value: &str) -> usize {
    let stamp = || {
        let lead = value.find(is_alphanumeric)?;
        let end = lead + leading_stamp(&value[lead..])?;
        (Size::of(&value[end..]).weight() >= STORY).then_some(end)
    };
    let is_meta = pattern.category == Category::PublicationMeta;
    is_meta.then(stamp).flatten().unwrap_or(value.len())
}

/// Weight of what is more than an outlet's name behind a stamp: nine Han characters or four words.
const STORY: usize = 225;

/// Tiles are sorted and disjoint at their starts.
fn is_tile(tiles: &[Range<usize>], range: &Range<usize>) -> bool {
    let found = tiles.binary_search_by_key(&range.start, |tile| tile.start);
    found.is_ok_and(|i| tiles[i] == *range)
}

/// Whether the phrase stands there, as whole words if it is Latin: "her" is not in "Fisher".
fn stands_in(folded: &str, phrase: &str) -> bool {
    let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let (first, last) = (phrase.chars().next(), phrase.chars().next_back());
    folded.match_indices(phrase).any(|(at, _)| {
        let before = folded[..at].chars().next_back();
        let after = folded[at + phrase.len()..].chars().next();
        !(letter(first) && letter(before) || letter(last) && letter(after))
    })
}

/// Characters that may stand around an anchored pattern without being text.
fn is_mark(c: char) -> bool {
    !is_alphanumeric(c)
}

fn anchored_elsewhere(r: &Scene, hit: &Hit, p: &Pattern) -> Option<&'static str> {
    let anchor = p.anchor?;
    let text = r.document.text;
    let line = r.line(hit);
    let sentence = r.sentence(hit);
    let before = &text[line.start..hit.range.start];
    let after = &text[hit.range.end.min(line.end)..line.end];
    let blank_before = before.chars().all(is_mark);
    let blank_after = after.chars().all(is_mark);
    // What stands beside a whole line is marks, or the value of a slot.
    let fits = |beside: &str, slack: usize| {
        let beside = beside.trim_matches(is_mark);
        beside.is_empty() || slack > 0 && beside.chars().nth(slack).is_none()
    };
    let in_sentence = || {
        text[sentence.start.min(hit.range.start)..hit.range.start]
            .chars()
            .all(is_mark)
    };
    let opened = || before.trim_end().ends_with(OPENING);
    // A wide gap inside a line is where an extractor joined two cells.
    let spaced = || before.ends_with("  ") || before.ends_with(['\u{3000}', '\t', '|', '｜', '丨']);
    let holds = match anchor {
        Anchor::LineStart => blank_before,
        Anchor::LineEnd => blank_after,
        Anchor::WholeLine => {
            let digits = |t: &str| t.chars().filter(char::is_ascii_digit).count();
            let count = |t: &str| t.chars().all(|c| is_mark(c) || c.is_ascii_digit());
            let counted = || {
                let short = before.len() + after.len() <= 60;
                let few = || digits(before) + digits(after) <= 7;
                counts(p.category) && short && few() && count(before) && count(after)
            };
            (fits(before, p.slack[0]) && fits(after, p.slack[1]))
                || counted()
                || r.document
                    .units
                    .line_at(hit.range.start)
                    .is_some_and(|l| is_tile(&r.tiles[l], &hit.range))
        }
        Anchor::SentenceStart => in_sentence() || spaced(),
        Anchor::Closed => !after.trim_start().starts_with(is_alphanumeric),
        Anchor::Bracket => opened(),
        Anchor::BracketEnd => after.trim_start().starts_with(CLOSING),
        Anchor::WholeSentence => {
            let rest = &text[hit.range.end.min(sentence.end)..sentence.end];
            let start = &text[sentence.start.min(hit.range.start)..hit.range.start];
            fits(start, p.slack[0]) && fits(rest, p.slack[1])
        }
        Anchor::Label => {
            let next = r.folded.as_str()[hit.folded.end..]
                .trim_start_matches(' ')
                .chars()
                .next();
            let colon = matches!(next, Some(':' | '|' | '/')) || (opened() && next == Some(']'));
            let value_by_gap = after.starts_with("  ") || after.starts_with('\u{3000}');
            (colon || value_by_gap)
                && (blank_before
                    || in_sentence()
                    || opened()
                    || spaced()
                    || before.ends_with(' ')
                    || p.strength == Strength::Decisive && before_is_label(before))
        }
    };
    (!holds).then_some(ELSEWHERE)
}

/// A date or a short value of another label stands before: `2019-09-26 12:11来源：…`.
fn before_is_label(before: &str) -> bool {
    before.len() <= 72
        && before.chars().count() <= 24
        && before
            .chars()
            .next_back()
            .is_some_and(|c| c.is_ascii_digit() || !is_alphanumeric(c))
}
