//! Hits that are let go before judging: a list of small tests, one per reason.

use std::ops::Range;

use super::document::Document;
use super::matcher::Hit;
use crate::clean::Context;
use crate::rules::model::{Anchor, Pattern, Strength};
use crate::text::fold::{Folded, fold_pattern};

/// Why a hit of a rule with `except` was let go.
pub const EXCEPTED: &str = "an exception of the rule stands in the sentence";

/// A hit that counts, with its reach inside the line.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    pub hit: Hit,
    /// First sentence of the hit.
    pub sentence: usize,
    /// The hit, with the value of a label or the rest of a bracket.
    pub reach: Range<usize>,
}

/// Everything a test may look at.
pub(crate) struct Refiner<'a> {
    pub document: &'a Document<'a>,
    pub folded: &'a Folded,
    pub patterns: &'a [Pattern],
    pub context: &'a Context<'a>,
    /// Starts of label hits, sorted: where one label's value ends.
    pub labels: Vec<usize>,
}

type Test = fn(&Refiner, &Hit, &Pattern) -> Option<&'static str>;

const TESTS: &[Test] = &[
    source_unknown,
    outside_units,
    anchored_elsewhere,
    title,
    excepted,
    quoted,
    half_quoted,
    reported,
];

impl<'a> Refiner<'a> {
    pub fn new(
        document: &'a Document<'a>,
        folded: &'a Folded,
        patterns: &'a [Pattern],
        context: &'a Context<'a>,
        hits: &[Hit],
    ) -> Self {
        let mut refiner = Refiner {
            document,
            folded,
            patterns,
            context,
            labels: Vec::new(),
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
            Some(Anchor::Label) => self
                .label_reach(hit)
                .ok_or("the label's value is no short value")?,
            Some(Anchor::Bracket) => self.bracket_reach(hit),
            _ => hit.range.clone(),
        };
        Ok(Candidate {
            hit: hit.clone(),
            sentence,
            reach,
        })
    }

    fn sentence(&self, hit: &Hit) -> Range<usize> {
        let i = self.document.units.sentence_at(hit.range.start);
        i.map_or(hit.range.clone(), |i| {
            self.document.sentences[i].range.clone()
        })
    }

    /// The sentence, clipped to what is near the hit, so that many hits in one endless sentence
    /// stay linear.
    fn nearby(&self, hit: &Hit) -> Range<usize> {
        const NEAR: usize = 600;
        let text = self.document.text;
        let sentence = self.sentence(hit);
        let mut start = sentence
            .start
            .max(hit.range.start.saturating_sub(NEAR))
            .min(hit.range.start);
        let mut end = sentence
            .end
            .min(hit.range.end.saturating_add(NEAR))
            .max(hit.range.end);
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        while !text.is_char_boundary(end) {
            end += 1;
        }
        start..end
    }

    fn line(&self, hit: &Hit) -> Range<usize> {
        let i = self.document.units.line_at(hit.range.start);
        i.map_or(hit.range.clone(), |i| {
            self.document.units.lines[i].range.clone()
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
        let value_start = value
            .find(|c: char| c.is_alphanumeric())
            .unwrap_or(value.len());
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
        let value = &self.document.text[hit.range.end..end];
        let size = super::document::Size::of(value);
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
        for (i, c) in text[open..line.end].char_indices() {
            depth += i32::from(OPENING.contains(&c)) - i32::from(CLOSING.contains(&c));
            if depth == 0 {
                return open..open + i + c.len_utf8();
            }
        }
        open..line.end
    }
}

const OPENING: [char; 10] = ['(', '（', '[', '【', '〔', '［', '〖', '<', '〈', '﹝'];
const CLOSING: [char; 10] = [')', '）', ']', '】', '〕', '］', '〗', '>', '〉', '﹞'];

fn source_unknown(r: &Refiner, _: &Hit, p: &Pattern) -> Option<&'static str> {
    if p.sources.is_empty() {
        return None;
    }
    match r.context.source {
        None => Some("the rule is for named sources and the source is unknown"),
        Some(s) => {
            (!p.sources.iter().any(|g| g.is_match(s))).then_some("the rule is for other sources")
        }
    }
}

fn outside_units(r: &Refiner, hit: &Hit, _: &Pattern) -> Option<&'static str> {
    r.document
        .units
        .sentence_at(hit.range.start)
        .is_none()
        .then_some("it stands in no sentence")
}

/// A line equal to the document's title is body.
fn title(r: &Refiner, hit: &Hit, _: &Pattern) -> Option<&'static str> {
    let title = fold_pattern(r.context.title?);
    let line = fold_pattern(&r.document.text[r.line(hit)]);
    let line = line.trim_start_matches(['#', ' ']);
    (!title.is_empty() && title == line).then_some("the line is the document's title")
}

fn excepted(r: &Refiner, hit: &Hit, p: &Pattern) -> Option<&'static str> {
    if p.except.is_empty() {
        return None;
    }
    let sentence = r.nearby(hit);
    let folded =
        &r.folded.as_str()[r.folded.from_input(sentence.start)..r.folded.from_input(sentence.end)];
    p.except
        .iter()
        .any(|e| folded.contains(&e.text))
        .then_some(EXCEPTED)
}

/// Characters that may stand around an anchored pattern without being text.
fn is_mark(c: char) -> bool {
    !c.is_alphanumeric()
}

fn anchored_elsewhere(r: &Refiner, hit: &Hit, p: &Pattern) -> Option<&'static str> {
    let text = r.document.text;
    let line = r.line(hit);
    let sentence = r.sentence(hit);
    let before = &text[line.start..hit.range.start];
    let after = &text[hit.range.end.min(line.end)..line.end];
    let blank_before = before.chars().all(is_mark);
    let blank_after = after.chars().all(is_mark);
    let in_sentence = || {
        text[sentence.start.min(hit.range.start)..hit.range.start]
            .chars()
            .all(is_mark)
    };
    let opened = || before.trim_end().ends_with(OPENING);
    // A wide gap inside a line is where an extractor joined two cells.
    let spaced = || before.ends_with("  ") || before.ends_with(['\u{3000}', '\t', '|', '｜', '丨']);
    let holds = match p.anchor? {
        Anchor::LineStart => blank_before,
        Anchor::LineEnd => blank_after,
        Anchor::WholeLine => blank_before && blank_after,
        Anchor::SentenceStart => in_sentence() || spaced(),
        Anchor::Bracket => opened(),
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
    (!holds).then_some("it does not stand where the rule's anchor wants it")
}

/// A date or a short value of another label stands before: `2019-09-26 12:11来源：…`.
fn before_is_label(before: &str) -> bool {
    before.len() <= 72
        && before.chars().count() <= 24
        && before
            .chars()
            .next_back()
            .is_some_and(|c| c.is_ascii_digit() || !c.is_alphanumeric())
}

/// The hit stands in quotation marks with words outside them: content, not boilerplate.
fn quoted(r: &Refiner, hit: &Hit, p: &Pattern) -> Option<&'static str> {
    let sentence = r.nearby(hit);
    let text = r.document.text;
    let (mut open, mut depth) = (None, 0usize);
    for (i, c) in text[sentence.start..hit.range.start.max(sentence.start)].char_indices() {
        match c {
            '“' | '「' | '『' | '《' | '〝' => {
                open = Some(sentence.start + i);
                depth += 1;
            }
            '”' | '」' | '』' | '》' | '〞' => depth = depth.saturating_sub(1),
            '"' | '＂' => {
                if depth > 0 {
                    depth -= 1;
                } else {
                    open = Some(sentence.start + i);
                    depth = 1;
                }
            }
            _ => {}
        }
    }
    let open = open.filter(|_| depth > 0)?;
    let rest = &text[hit.range.end.min(sentence.end)..sentence.end];
    let close = hit.range.end + rest.find(['”', '」', '』', '》', '"', '〞', '＂'])?;
    let outside = &text[sentence.start..open];
    let outside = outside
        .chars()
        .chain(text[close..sentence.end].chars())
        .filter(|c| c.is_alphanumeric())
        .count();
    // A quotation that is the sentence is set in quotes, not quoted; a publisher's name in 「」 or
    // 《》 inside a longer formula is no quotation either: the hit would reach over the quotes.
    let enough = if p.strength == Strength::Decisive {
        4
    } else {
        2
    };
    (outside >= enough).then_some("it is quoted, with words outside the quotation")
}

/// A sequence that begins outside a quotation and ends inside it: the phrase is quoted.
fn half_quoted(r: &Refiner, hit: &Hit, p: &Pattern) -> Option<&'static str> {
    if p.atoms.len() < 2 {
        return None;
    }
    let text = r.document.text;
    let inside = &text[hit.range.clone()];
    let depth = inside.chars().fold(0i32, |depth, c| match c {
        '“' | '「' | '『' | '《' => depth + 1,
        '”' | '」' | '』' | '》' => (depth - 1).max(0),
        _ => depth,
    });
    let near = r.nearby(hit);
    let rest = &text[hit.range.end..near.end.max(hit.range.end)];
    let close = rest.find(['”', '」', '』', '》'])?;
    let outside = rest[close..]
        .chars()
        .filter(|c| c.is_alphanumeric())
        .count()
        + text[near.start..hit.range.start]
            .chars()
            .filter(|c| c.is_alphanumeric())
            .count();
    (depth > 0 && outside >= 4).then_some("it ends inside a quotation that begins in it")
}

const REPORTING_HAN: &[&str] = &[
    "表示",
    "认为",
    "指出",
    "强调",
    "宣布",
    "透露",
    "警告",
    "裁定",
    "判决",
    "判定",
    "否认",
    "批评",
    "质疑",
    "回应",
    "报道称",
    "声称",
    "宣称",
    "承认",
    "辩称",
    "直言",
    "坦言",
    "抱怨",
    "查明",
    "获悉",
    "称,",
    "指,",
    "说,",
    "称:",
    "说:",
    "提醒,",
    "称该",
    "写道",
    "写下",
    "规定将",
    "主张",
    "呼吁",
    "法院",
    "检方",
    "警方",
    "被告",
];
const REPORTING_LATIN: &[&str] = &[
    "said",
    "says",
    "told",
    "ruled",
    "held that",
    "warned",
    "warns",
    "argued",
    "argues",
    "wrote",
    "claimed",
    "claims that",
    "insisted",
    "added that",
    "according to",
    "prosecutors",
    "court",
    "judge",
    "lawsuit",
    "sued",
    "regulator",
    "alleged",
    "accused",
    "testified",
    "explained",
    "recalled",
    "joked",
];

/// A reporting verb or a court as subject stands before the hit, outside it, and not negated or
/// addressed to the reader: the phrase is the news.
fn reported(r: &Refiner, hit: &Hit, p: &Pattern) -> Option<&'static str> {
    let sentence = r.nearby(hit);
    let hay = r.folded.as_str();
    let start = r.folded.from_input(sentence.start).min(hit.folded.start);
    let end = r.folded.from_input(sentence.end).max(hit.folded.end);
    let before = &hay[start..hit.folded.start];
    let after = &hay[hit.folded.end..end];
    let own = |before: &str| {
        [
            "如",
            "若",
            "您",
            "你",
            "我们",
            "本",
            "不",
            "声明",
            "非",
            "if ",
            "you",
            "we ",
            "unless",
            "otherwise",
        ]
        .iter()
        .any(|w| before.ends_with(w) || (w.len() > 3 && before.contains(w)))
    };
    let han = |part: &str| {
        REPORTING_HAN
            .iter()
            .any(|v| part.find(v).is_some_and(|i| !own(&part[..i])))
    };
    let latin = |part: &str| {
        REPORTING_LATIN.iter().any(|v| {
            part.find(v).is_some_and(|i| {
                let whole = !part[..i].ends_with(|c: char| c.is_ascii_alphanumeric())
                    && !part[i + v.len()..].starts_with(|c: char| c.is_ascii_alphanumeric());
                whole && !own(&part[..i])
            })
        })
    };
    let anchored = matches!(
        p.anchor,
        Some(Anchor::WholeLine | Anchor::Label | Anchor::LineStart | Anchor::Bracket)
    );
    // Behind the hit a decisive formula yields only to an attribution: "…, the manager said".
    let attributed = || {
        after.starts_with([',', '"', '\''])
            && ["said", "says", "told", "argued", "wrote", "warned"]
                .iter()
                .any(|v| after.split(|c: char| !c.is_alphanumeric()).any(|w| w == *v))
    };
    let behind = || {
        if p.strength == Strength::Decisive {
            attributed()
        } else {
            han(after) || latin(after)
        }
    };
    let reported = han(before) || latin(before) || (!anchored && behind());
    reported.then_some("a reporting verb or a court as subject: the phrase is the news")
}
