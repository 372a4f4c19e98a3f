//! What a document's lines say of the units in them: their size, their neighbours, their runs.

use std::cell::OnceCell;

use super::facts::{Fact, Facts, LENGTHS, WORD, bucket};
use crate::detect::cover::Cover;
use crate::detect::document::Document;
use crate::detect::evidence::Evidence;
use crate::detect::group::ends_article;
use crate::detect::listing::listed;
use crate::detect::stamp::is_stamp;

/// Weight from which a line that ends like a sentence is a paragraph of the story.
const PARAGRAPH: usize = 900;
/// Lines in which a story begins behind its title.
const TITLE_TO_STORY: usize = 6;
/// Code points from which a line that ends like a sentence tells something.
const TOLD: usize = 200;

/// What is known of the lines.
pub(crate) struct Lines {
    /// Length in code points.
    pub points: Vec<usize>,
    weight: Vec<usize>,
    ends: Vec<bool>,
    holds_hit: Vec<bool>,
    /// As the line beside it sees it: a value of [`Fact::Previous`].
    class: Vec<usize>,
    /// Weight of a paragraph of the story; 0 if it is none.
    pub paragraphs: Vec<usize>,
    /// Length of the run of short lines that it stands in.
    run: Vec<usize>,
    /// A line that rules took stands before it, or behind it (2), with no paragraph between.
    anchor: Vec<usize>,
    /// What ends an article was found before it, with no paragraph between.
    ended: Vec<bool>,
    /// It stands between two paragraphs of the story, and nothing between them ends an article.
    interlude: Vec<bool>,
    /// It is an item of a list that the story introduces, or introduces one.
    listed: Vec<bool>,
    /// It is a row of a table; looked at once, however many sentences the line has.
    rows: Vec<OnceCell<bool>>,
}

impl Lines {
    pub fn new(document: &Document, evidence: &Evidence, cover: &Cover) -> Self {
        let lines = &document.units.lines;
        let text = |l: usize| document.line_text(l);
        let n = lines.len();
        let weight: Vec<usize> = lines
            .iter()
            .map(|l| document.size_of(l.sentences.clone()).weight())
            .collect();
        let ends: Vec<bool> = lines
            .iter()
            .map(|l| document.sentences[l.sentences.end - 1].ends_sentence)
            .collect();
        let hit = |l: usize| {
            let mut sentences = lines[l].sentences.clone();
            sentences.any(|s| evidence.by_sentence[s].best.is_some())
        };
        let class: Vec<usize> = (0..n)
            .map(|l| {
                match (
                    cover.owner(&lines[l].range),
                    weight[l] >= PARAGRAPH,
                    ends[l],
                ) {
                    (Some(_), _, _) => 5,
                    (_, true, true) => 4,
                    (_, true, false) => 3,
                    (_, false, true) => 2,
                    (_, false, false) => 1,
                }
            })
            .collect();
        let mut run = vec![0; n];
        let mut begin = 0;
        for l in 0..=n {
            if l < n && weight[l] < PARAGRAPH && !ends[l] {
                continue;
            }
            run[begin..l].fill(l - begin);
            begin = l + 1;
        }
        let mut anchor = vec![0; n];
        let mut found = false;
        for l in 0..n {
            found &= class[l] != 4;
            anchor[l] = usize::from(found);
            found |= class[l] == 5;
        }
        found = false;
        for l in (0..n).rev() {
            found &= class[l] != 4;
            anchor[l] += 2 * usize::from(found);
            found |= class[l] == 5;
        }
        // A picture's credit, a time stamp or an ad label may have more of the story behind it.
        let ender = |l: usize| {
            let owner = cover.owner(&lines[l].range);
            owner.is_some_and(|owner| ends_article(evidence.owners[owner].category))
        };
        let mut ended = vec![false; n];
        found = false;
        for l in 0..n {
            found &= class[l] != 4;
            ended[l] = found;
            found |= class[l] == 5 && ender(l);
        }
        let mut interlude = vec![false; n];
        let mut paragraph = None;
        for l in (0..n).filter(|&l| class[l] == 4) {
            let between = paragraph.replace(l).map_or(0..0, |before| before + 1..l);
            if !between.clone().any(|l| class[l] == 5 && ender(l)) {
                interlude[between].fill(true);
            }
        }
        Lines {
            anchor,
            ended,
            interlude,
            listed: listed(document, |l| class[l] == 5),
            points: (0..n).map(|l| text(l).chars().count()).collect(),
            holds_hit: (0..n).map(hit).collect(),
            paragraphs: (0..n)
                .map(|l| if class[l] == 4 { weight[l] } else { 0 })
                .collect(),
            weight,
            ends,
            class,
            run,
            rows: vec![OnceCell::new(); n],
        }
    }

    /// The facts that a unit has from its line and the lines around.
    pub fn describe(&self, document: &Document, s: usize, facts: &mut Facts) {
        let lines = &document.units.lines;
        let l = document.sentences[s].line;
        let line = &lines[l];
        let ends = [0, 1, 2, 3, 5, 9, 17];
        facts.set(Fact::FromStart, bucket(l, &ends[1..]));
        facts.set(Fact::FromEnd, bucket(lines.len() - 1 - l, &ends[1..]));
        let length = self.weight[l].div_ceil(WORD);
        facts.set(Fact::LineLength, bucket(length, &LENGTHS));
        let in_line = match (s == line.sentences.start, s + 1 == line.sentences.end) {
            (true, true) => 0,
            (true, false) => 1,
            (false, false) => 2,
            (false, true) => 3,
        };
        facts.set(Fact::InLine, in_line);
        facts.set(Fact::Repeat, usize::from(document.repeated[l]));
        let blank_after = lines.get(l + 1).is_none_or(|l| l.blank_before);
        let blank = usize::from(line.blank_before) + 2 * usize::from(blank_after);
        facts.set(Fact::Blank, blank);
        let before = l.checked_sub(1).map_or(0, |l| self.class[l]);
        facts.set(Fact::Previous, before);
        facts.set(Fact::Next, self.class.get(l + 1).copied().unwrap_or(0));
        facts.set(Fact::Anchor, self.anchor[l]);
        facts.set(Fact::Run, bucket(self.run[l], &[1, 2, 3, 5, 9]));
    }

    /// Whether the line is over 200 code points long, ends in sentence punctuation and holds no
    /// phrase.
    pub fn is_told(&self, l: usize) -> bool {
        self.points[l] > TOLD && self.ends[l] && !self.holds_hit[l]
    }

    /// Whether the line is a row of a table: it has cells, as many as the one before or behind, and
    /// one of the two has figures in them.
    pub fn is_row(&self, document: &Document, l: usize) -> bool {
        *self.rows[l].get_or_init(|| is_row(document, l))
    }

    /// Whether a finding anchors the line: one behind it in its run of short lines, or one before it
    /// that ends an article. A picture's credit or an ad label in the midst of the story anchors
    /// nothing: the line above it may head what follows.
    pub fn is_anchored(&self, l: usize) -> bool {
        self.ended[l] || self.anchor[l] >= 2 && !self.interlude[l]
    }

    /// Whether it stands above a found line, such as an ad label or a picture's credit, behind which the
    /// story goes on.
    pub fn heads_part(&self, l: usize) -> bool {
        let found = self.class.get(l + 1) == Some(&5);
        self.interlude[l] && found && self.story_follows(l)
    }

    /// Whether a paragraph of the story stands behind the line, with nothing but a few findings between.
    fn story_follows(&self, l: usize) -> bool {
        let mut behind = self.class[l + 1..].iter().take(TITLE_TO_STORY);
        behind.find(|class| **class != 5) == Some(&4)
    }

    /// Whether it is an item of a list that the story introduces, or introduces one.
    pub fn is_listed(&self, l: usize) -> bool {
        self.listed[l]
    }

    /// Whether the line may be the title of another story: behind it a paragraph follows, with
    /// nothing but findings between, and before it what ends an article was found, or, `told`, a
    /// story.
    pub fn is_next_title(&self, l: usize, told: bool) -> bool {
        let found = self.class.get(l + 1) == Some(&5);
        (self.ended[l] || told && found) && self.story_follows(l)
    }

    /// Whether it belongs to a list of figures that no rule knows: the two lines behind it hold some,
    /// or it is one of three in a row that end in one.
    pub fn lists_figures(&self, document: &Document, l: usize) -> bool {
        let known = |l: usize| self.class.get(l).is_none_or(|&class| class >= 4);
        let figures =
            |l: usize| !known(l) && document.line_text(l).contains(|c: char| c.is_ascii_digit());
        let ends = |l: usize| {
            let text = || document.line_text(l).trim_end();
            let last = || text().rsplit(char::is_whitespace).next().unwrap_or("");
            figures(l) && !is_stamp(text()) && last().contains(|c: char| c.is_ascii_digit())
        };
        let before = (l.saturating_sub(2)..l)
            .rev()
            .take_while(|&l| ends(l))
            .count();
        let behind = (l + 1..l + 3).take_while(|&l| ends(l)).count();
        figures(l + 1) && figures(l + 2) || ends(l) && before + behind >= 2
    }

    /// Whether three lines and more are nothing but a date or a time: a live blog, a chronicle.
    pub fn is_timed(&self, document: &Document) -> bool {
        let stamp = |l: &usize| self.points[*l] <= 30 && is_stamp(document.line_text(*l));
        (0..self.points.len()).filter(stamp).nth(2).is_some()
    }

    /// Whether two and more times a few short lines stand between paragraphs in which no rule found
    /// anything: letters and who signed them, items and what they cost.
    pub fn is_signed(&self) -> bool {
        let paragraph = |l: Option<usize>| l.and_then(|l| self.class.get(l)) == Some(&4);
        let mut times = 0;
        let mut l = 0;
        while l < self.run.len() {
            let length = self.run[l].max(1);
            let between = paragraph(l.checked_sub(1)) && paragraph(Some(l + length));
            let found = self.class[l..l + length].contains(&5);
            times += usize::from((2..=3).contains(&self.run[l]) && between && !found);
            l += length;
        }
        times >= 2
    }

    /// Whether the next line is a paragraph of the story.
    pub fn heads(&self, l: usize) -> bool {
        self.class.get(l + 1) == Some(&4)
    }
}

/// As [`Lines::is_row`].
fn is_row(document: &Document, l: usize) -> bool {
    if !may_have_cells(document.line_text(l)) {
        return false;
    }
    let count = document.units.lines.len();
    let (own, figures) = cells(document.line_text(l));
    let beside = |other: Option<usize>| {
        let other = other.filter(|&other| other < count);
        let other = other.map(|other| cells(document.line_text(other)));
        other.is_some_and(|o| o.0 == own && figures.max(o.1) >= 2)
    };
    own > 2 && (beside(l.checked_sub(1)) || beside(Some(l + 1)))
}

/// Cells between bars or tabs, and how many of them hold figures.
fn cells(line: &str) -> (usize, usize) {
    let cells = || line.trim().split(['|', '｜', '\t']);
    let figures = |cell: &&str| cell.contains(|c: char| c.is_ascii_digit());
    (cells().count(), cells().filter(figures).count())
}

/// Whether the line may have more than two cells: cheap to say of most lines.
fn may_have_cells(line: &str) -> bool {
    let narrow = |b: &u8| matches!(b, b'|' | b'\t');
    let narrow = line.bytes().filter(|b| narrow(b)).take(2).count();
    narrow > 1 || !line.is_ascii() && narrow + line.matches('｜').take(2).count() > 1
}
