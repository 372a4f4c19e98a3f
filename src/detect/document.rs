//! What the judge knows of a document: its units, their size and shape, where the body stands.

use std::cell::OnceCell;
use std::ops::Range;

use rustc_hash::FxHashSet;

use crate::language::{Lang, LangSpan, Languages};
use crate::text::fold::{Folded, fold_pattern};
use crate::text::is_alphanumeric;
use crate::text::size::{Counts, count};
use crate::text::units::{Line, Units};

/// Weight of a body paragraph: 60 Han characters or 25 words, or as much of both.
pub(crate) const PARAGRAPH: usize = 1500;

/// Size of a stretch of text: Han characters and Latin words.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Size {
    pub han: usize,
    pub words: usize,
}

impl Size {
    pub fn of(text: &str) -> Self {
        let Counts { han, words, .. } = count(text);
        Size { han, words }
    }

    pub fn add(self, other: Self) -> Self {
        Size {
            han: self.han + other.han,
            words: self.words + other.words,
        }
    }

    /// Han characters and words on one scale, on which a body paragraph is [`PARAGRAPH`].
    pub fn weight(self) -> usize {
        self.han * 25 + self.words * 60
    }

    /// The size of a body paragraph.
    pub fn is_paragraph(self) -> bool {
        self.weight() >= PARAGRAPH
    }

    /// Under 60 Han characters and 20 words: no article any more.
    pub fn is_scrap(self) -> bool {
        self.han * 20 + self.words * 60 < 1200
    }
}

impl std::iter::Sum for Size {
    fn sum<I: Iterator<Item = Size>>(sizes: I) -> Size {
        sizes.fold(Size::default(), Size::add)
    }
}

/// Where a sentence stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Head,
    Middle,
    Tail,
}

/// One sentence and what was measured of it.
#[derive(Debug, Clone)]
pub(crate) struct Sentence {
    pub range: Range<usize>,
    pub line: usize,
    pub size: Size,
    /// Letters and digits.
    pub letters: usize,
    pub ends_sentence: bool,
    pub place: Place,
    /// Han script (else Latin), by the greater share.
    pub is_han: bool,
}

/// The document as the judge sees it.
pub(crate) struct Document<'t> {
    pub text: &'t str,
    pub units: Units,
    pub sentences: Vec<Sentence>,
    /// Whether most of the document is Han.
    pub is_han: bool,
    /// Size of all sentences before the nth, so that any run of them is measured at once.
    before: Vec<Size>,
    /// By line: it is the document's title.
    pub titled: Vec<bool>,
    /// By line: it stands word for word further up.
    pub repeated: Vec<bool>,
    /// Three and more lines open with a quotation mark.
    pub has_dialogue: bool,
    /// It is the text of a site's terms, privacy policy or the like.
    pub is_legal: bool,
    /// It is a company's own announcement to its exchange.
    pub is_filing: bool,
    /// It has no body paragraph: verse, a list, a table.
    pub is_flat: bool,
    /// Lines of verse: up to this one; the last stanza may be a credit.
    pub verse: usize,
    langs: &'t Languages<'t>,
    /// [`Document::is_foreign`], once it was asked.
    foreign: OnceCell<bool>,
}

impl<'t> Document<'t> {
    pub fn new(
        text: &'t str,
        folded: &Folded,
        units: Units,
        langs: &'t Languages<'t>,
        title: Option<&str>,
    ) -> Self {
        let titled = titled_lines(folded, &units, title);
        let mut seen = FxHashSet::default();
        let new = |l: &Line| !seen.insert(text[l.range.clone()].trim());
        let repeated = units.lines.iter().map(new).collect();
        let has_dialogue = has_dialogue(text, &units);
        let is_legal = is_legal(text, &units);
        let is_filing = is_filing(text, &units);
        let mut total = Size::default();
        let mut before = vec![total];
        let sentences: Vec<Sentence> = units
            .sentences
            .iter()
            .map(|s| {
                let t = &text[s.range.clone()];
                let Counts {
                    han,
                    words,
                    letters,
                } = count(t);
                let size = Size { han, words };
                total = total.add(size);
                before.push(total);
                Sentence {
                    range: s.range.clone(),
                    line: s.line,
                    size,
                    letters,
                    ends_sentence: ends_sentence(t),
                    place: Place::Middle,
                    is_han: size.han > size.words,
                }
            })
            .collect();
        let mut document = Document {
            text,
            units,
            sentences,
            is_han: total.han > 2 * total.words,
            before,
            titled,
            repeated,
            has_dialogue,
            is_legal,
            is_filing,
            is_flat: false,
            verse: 0,
            langs,
            foreign: OnceCell::new(),
        };
        document.verse = document.lines_of_verse();
        document
    }

    /// Size of the whole text.
    pub fn size(&self) -> Size {
        self.size_of(0..self.sentences.len())
    }

    /// Size of a run of sentences, in constant time.
    pub fn size_of(&self, sentences: Range<usize>) -> Size {
        let (start, end) = (self.before[sentences.start], self.before[sentences.end]);
        Size {
            han: end.han - start.han,
            words: end.words - start.words,
        }
    }

    /// Finds the body, given the sentences that hold hits: the stretches of hit-free sentences as
    /// large as a paragraph. What stands before the first is head, after the last tail.
    pub fn locate(&mut self, hits: impl Iterator<Item = usize>) {
        let mut has_hit = vec![false; self.sentences.len()];
        for i in hits {
            has_hit[i] = true;
        }
        let mut first = None;
        let mut last = None;
        for line in &self.units.lines {
            let mut run = Size::default();
            let mut begin = line.sentences.start;
            for i in line.sentences.clone() {
                if has_hit[i] {
                    run = Size::default();
                    begin = i + 1;
                    continue;
                }
                run = run.add(self.sentences[i].size);
                // Half a paragraph that ends like a sentence is body enough to stand between.
                let enough = run.weight() >= 900;
                if enough && self.sentences[i].ends_sentence {
                    first.get_or_insert(begin);
                    last = Some(i);
                }
            }
        }
        self.is_flat = first.is_none();
        let (first, last) = match (first, last) {
            (Some(f), Some(l)) => (f, l),
            // No body paragraph at all: position says nothing but at the very ends.
            _ => (
                3.min(self.sentences.len()),
                self.sentences.len().saturating_sub(4),
            ),
        };
        for (i, s) in self.sentences.iter_mut().enumerate() {
            s.place = if i < first {
                Place::Head
            } else if i > last {
                Place::Tail
            } else {
                Place::Middle
            };
        }
    }

    /// Stanzas of short lines without figures: how many of the lines stand before the last stanza.
    fn lines_of_verse(&self) -> usize {
        let lines = &self.units.lines;
        let stanzas = lines.iter().filter(|l| l.blank_before).count();
        let size = |l: &Line| self.size_of(l.sentences.clone());
        if lines.len() < 8 || stanzas < 2 || lines.iter().any(|l| size(l).is_paragraph()) {
            return 0;
        }
        let is_verse = |l: &&Line| {
            let Size { han, words } = size(l);
            let short = han <= 24 && words <= 12 && (han >= 2 || words >= 1);
            let odd = |c: char| c.is_ascii_digit() || "|｜©:：/".contains(c);
            short && !self.text[l.range.clone()].contains(odd)
        };
        let verses = lines.iter().filter(is_verse).count();
        // A menu has shorter lines: under three words or five Han characters on average.
        if verses * 10 < lines.len() * 8 || self.size().weight() < lines.len() * 130 {
            return 0;
        }
        lines.iter().rposition(|l| l.blank_before).unwrap_or(0)
    }

    /// Whether two fifths and more of it are in other languages than those of the rules.
    pub fn is_foreign(&self) -> bool {
        *self.foreign.get_or_init(|| {
            let langs = self.langs.spans().iter();
            let other = langs.filter(|l| l.lang == Lang::Other);
            let other: usize = other.map(|l| l.range.len()).sum();
            other * 5 >= self.text.len() * 2 && other > 0
        })
    }

    pub fn lang_at(&self, range: &Range<usize>) -> Lang {
        let langs = self.langs.spans();
        let i = langs.partition_point(|l| l.range.end <= range.start);
        let overlap = |l: &LangSpan| {
            l.range
                .end
                .min(range.end)
                .saturating_sub(l.range.start.max(range.start))
        };
        let best = langs[i..]
            .iter()
            .take_while(|l| l.range.start < range.end)
            .max_by_key(|l| overlap(l));
        best.map_or(Lang::Other, |l| l.lang)
    }

    pub fn line_text(&self, line: usize) -> &'t str {
        &self.text[self.units.lines[line].range.clone()]
    }
}

/// Whether the text ends in sentence punctuation, closing quotes and brackets aside.
pub(crate) fn ends_sentence(text: &str) -> bool {
    let closing = |c: char| c.is_whitespace() || "\"'”’」』）)】]》〉".contains(c);
    text.trim_end_matches(closing)
        .ends_with(['.', '!', '?', '。', '！', '？', '…', '；', ';', '．', '｡'])
}

/// Lines equal to the title, heading marks aside.
fn titled_lines(folded: &Folded, units: &Units, title: Option<&str>) -> Vec<bool> {
    let Some(title) = title.map(fold_pattern).filter(|t| !t.is_empty()) else {
        return vec![false; units.lines.len()];
    };
    let is_title = |line: &Line| {
        let range = folded.from_input(line.range.start)..folded.from_input(line.range.end);
        let line = folded.as_str()[range].trim_matches(['\n', ' ']);
        line.trim_start_matches(['#', ' ']) == title
    };
    units.lines.iter().map(is_title).collect()
}

fn has_dialogue(text: &str, units: &Units) -> bool {
    let opens = |line: &&Line| {
        text[line.range.clone()]
            .trim_start()
            .starts_with(['“', '「', '『', '"'])
    };
    units.lines.iter().filter(opens).nth(2).is_some()
}

/// Titles of legal texts, folded.
const LEGAL_TITLES: &[&str] = &[
    "terms of service",
    "terms of use",
    "terms and conditions",
    "terms & conditions",
    "privacy policy",
    "privacy notice",
    "privacy statement",
    "cookie policy",
    "user agreement",
    "服务协议",
    "用户协议",
    "服务条款",
    "使用条款",
    "使用条约",
    "隐私政策",
    "隐私声明",
    "隐私权政策",
    "隐私保护政策",
    "使用协议",
    "会员条款",
];

/// A legal text says so in its title and goes on in numbered clauses or comes back to its name.
fn is_legal(text: &str, units: &Units) -> bool {
    let lines = || units.lines.iter().map(|l| text[l.range.clone()].trim());
    let Some(title) = lines().find(|l| l.chars().any(is_alphanumeric)) else {
        return false;
    };
    if title.chars().count() > 60 {
        return false;
    }
    let title = fold_pattern(title);
    let Some(name) = LEGAL_TITLES.iter().find(|t| title.contains(*t)) else {
        return false;
    };
    let numbered = |line: &&str| {
        let mark = |c: char| !is_alphanumeric(c);
        let head: String = line.trim_start_matches(mark).chars().take(8).collect();
        let digits = head.trim_start_matches(|c: char| c.is_ascii_digit());
        let counted = digits.len() < head.len() && digits.starts_with(['.', '、', ')', '．']);
        let han = head.trim_start_matches(|c| "第一二三四五六七八九十".contains(c));
        counted || han.len() < head.len() && han.starts_with(['、', '条', '條', '章'])
    };
    let clauses = lines().filter(numbered).take(3).count();
    // Else it says so in so many words and speaks of "us" and "you" throughout.
    let speaks = |line: &&str| {
        let line = fold_pattern(line);
        let mut words = line.split(|c: char| !is_alphanumeric(c));
        words.any(|w| matches!(w, "we" | "us" | "our" | "you" | "your"))
            || ["我们", "本网站", "您", "用户", "会员"]
                .iter()
                .any(|w| line.contains(w))
    };
    let spoken = lines().skip(1).filter(speaks).take(4).count();
    clauses == 3 || title.ends_with(*name) && spoken == 4
}

/// An announcement opens with the company's code or a title that says so, and closes as one.
fn is_filing(text: &str, units: &Units) -> bool {
    let lines = &units.lines;
    let head = &lines[..lines.len().min(4)];
    let tail = &lines[lines.len().saturating_sub(6)..];
    let line = |l: &Line| text[l.range.clone()].trim();
    let any = |lines: &[Line], words: &[&str]| {
        let has = |line: &str| words.iter().any(|w| line.contains(w));
        // The words are Chinese.
        let short = |line: &&str| !line.is_ascii() && line.chars().count() <= 80;
        lines.iter().map(line).filter(short).any(has)
    };
    let coded = any(
        head,
        &["证券代码", "證券代號", "股份代号", "股份代號", "股票代码"],
    );
    let titled = head
        .iter()
        .map(line)
        .any(|l| l.ends_with("公告") || l.ends_with("报告"));
    let closes = any(tail, &["特此公告", "董事会", "董事會"]);
    (coded || titled) && closes
}
