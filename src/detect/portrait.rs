//! What companies say of themselves at the end of a press release, under a heading or without one.

use super::document::{Size, ends_sentence};
use super::matcher::Hit;
use super::scene::Scene;
use crate::category::Category;
use crate::rules::model::Pattern;
use crate::text::units::Units;
use crate::text::{is_alphanumeric, is_han};

/// What companies and institutions say of themselves; a section of a story speaks of other things.
const PORTRAIT: &[&str] = &[
    "founded",
    "established in",
    "headquarter",
    "provider",
    "company",
    "leading",
    "nasdaq",
    "nyse",
    "visit ",
    "www.",
    "http",
    "learn more",
    "more information",
    "employees",
    "customers",
    "clients",
    "offices",
    "non-profit",
    "nonprofit",
    "mission",
    "成立",
    "创立",
    "創立",
    "总部",
    "總部",
    "一家",
    "公司",
    "致力",
    "专注",
    "專注",
    "领先",
    "領先",
    "领导",
    "領導",
    "更多信息",
    "更多資訊",
    "官网",
    "官網",
];

impl Scene<'_> {
    /// `About Acme` and `关于某某` late in a document, with a line below that speaks of the same name.
    pub(super) fn heads_portrait(&self, hit: &Hit, pattern: &Pattern) -> bool {
        let document = self.document;
        let late = hit.range.start * 2 > document.text.len();
        let own = document.units.line_at(hit.range.start);
        let (Some(own), true) = (own, late && pattern.category == Category::PressReleaseAbout)
        else {
            return false;
        };
        let heading = document.line_text(own);
        if heading.len() > 240 {
            return false;
        }
        let is_mark = |c: char| !is_alphanumeric(c);
        let heading = heading.trim_matches(is_mark);
        let name = ["About ", "ABOUT ", "关于", "關於"]
            .iter()
            .find_map(|about| heading.strip_prefix(about))
            .map(|name| name.trim_matches(is_mark));
        let lines = &document.units.lines;
        let (Some(name), Some(_)) = (name, lines.get(own + 1)) else {
            return false;
        };
        let mut letters = name.chars();
        let first = letters.next();
        let known = if first.is_some_and(is_han) {
            name.char_indices().nth(2).map(|(end, _)| &name[..end])
        } else if first.is_some_and(char::is_uppercase) {
            name.split_whitespace().find(|w| w.len() > 3 || *w == name)
        } else {
            None
        };
        let below: String = document.line_text(own + 1).chars().take(600).collect();
        let short = name.chars().count() <= 60 && !ends_sentence(heading);
        let portrays = || {
            let below = below.to_lowercase();
            PORTRAIT.iter().any(|word| below.contains(word))
        };
        short && known.is_some_and(|known| below.contains(known)) && portrays()
    }
}

/// Words in which a release says what it is.
const ANNOUNCING: &[&str] = &[
    "announce",
    "unveil",
    "introduc",
    "launch",
    "prnewswire",
    "business wire",
    "globe newswire",
    "globenewswire",
    "accesswire",
];

/// What a company tells of itself, a word list for each thing.
const TOLD: [&[&str]; 8] = [
    &[
        "founded in",
        "established in",
        "since 19",
        "since 20",
        "incorporated in",
    ],
    &[
        "headquarter",
        "based in",
        "offices in",
        "locations in",
        "subsidiaries",
        "operates in",
    ],
    &["employs", "employees", "people worldwide"],
    &[
        "listed on",
        "traded on",
        "trades on",
        "nasdaq",
        "nyse",
        "under the symbol",
    ],
    &[
        "mission",
        "vision of",
        "vision is",
        "goal is",
        "committed to",
        "dedicated to",
        "specializ",
        "specialis",
        "focused on",
        "focuses on",
        "empower",
    ],
    &["visit ", "www.", "http", "learn more", "more information"],
    &[
        "customers",
        "clients",
        "portfolio",
        "solutions",
        "products and services",
    ],
    &[" our ", " we "],
];

/// What it praises itself with: a story does not.
const PRAISE: &[&str] = &[
    "leading",
    "leader",
    "premier",
    "award-winning",
    "innovative",
    "world-class",
    "global",
    "solutions",
    "trusted",
    "unique",
    "state-of-the-art",
    "cutting-edge",
    "proprietary",
    "comprehensive",
    "best-in-class",
    "world's",
];

/// What it says it is or does, right behind its name.
const PREDICATES: &[&str] = &[
    " is a ",
    " is an ",
    " is the ",
    " is one of ",
    " provides ",
    " offers ",
    " develops ",
    " designs ",
    " delivers ",
    " manufactures ",
    " specializes in ",
    " specialises in ",
];

/// Lines, by number, in which a release without a heading for it portrays the company that it
/// speaks of: behind the release, with its name first and several things that companies tell of
/// themselves, and nothing but such lines and short ones below.
pub(super) fn closing_portraits(text: &str, units: &Units) -> Vec<usize> {
    let line = |l: usize| text[units.lines[l].range.clone()].trim();
    let mut head = String::new();
    for l in 0..units.lines.len().min(FIRST_LINES) {
        head.extend(line(l).chars().take(OPENING));
        head.push('\n');
    }
    let head = head.to_lowercase();
    if !ANNOUNCING.iter().any(|word| head.contains(word)) {
        return Vec::new();
    }
    let mut found = Vec::new();
    // From the end: what a paragraph tells counts for the one above it that begins with the same
    // name, and goes with it.
    let mut below: Option<Below> = None;
    for l in (0..units.lines.len()).rev().take(LAST_LINES) {
        let own = line(l);
        let late = units.lines[l].range.start * 3 > text.len();
        if !late || own.len() > LONGEST {
            break;
        }
        let name = named(from_name(own));
        let more = below.take().filter(|b| b.name == name).unwrap_or_default();
        let told = own.to_lowercase() + &more.told;
        let lines: Vec<usize> = [l].into_iter().chain(more.lines).collect();
        if portrays(own, &told, &head) {
            found.extend(&lines);
        }
        if things_told(&told) >= 2 && !is_spoken(own) {
            below = Some(Below { name, told, lines });
        } else if tells_on(own) {
            break;
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// The paragraph below and those that go on from it.
#[derive(Default)]
struct Below<'t> {
    name: &'t str,
    told: String,
    lines: Vec<usize>,
}

/// The line from the company's name on: behind `Founded in 2010, ` and the like.
fn from_name(line: &str) -> &str {
    let led = ["Founded ", "Established ", "Based ", "Headquartered "];
    if led.iter().any(|word| line.starts_with(word)) {
        line.split_once(", ").map_or("", |(_, rest)| rest)
    } else {
        line
    }
}

/// The first word.
fn named(line: &str) -> &str {
    line.split(|c: char| !is_alphanumeric(c))
        .next()
        .unwrap_or("")
}

/// Lines at the beginning of a document that tell whether it is a release, and code points of each.
const FIRST_LINES: usize = 6;
const OPENING: usize = 300;
/// Longer lines portray nobody, in bytes.
const LONGEST: usize = 4000;
/// Lines that are looked at from the end.
const LAST_LINES: usize = 40;

/// Whether the paragraph opens a portrait; `told` is what it and the next one tell, in small letters.
fn portrays(line: &str, told: &str, head: &str) -> bool {
    if line.len() < 120 || is_spoken(line) {
        return false;
    }
    let body = from_name(line);
    let name = named(body);
    let capital = name.chars().next().is_some_and(char::is_uppercase);
    let pronoun = ["The", "It", "He", "She", "This", "A", "An", "In", "They"].contains(&name);
    if !capital || pronoun || name.len() < 2 || !head.contains(&name.to_lowercase()) {
        return false;
    }
    let begin: String = body.chars().take(110).collect();
    PREDICATES.iter().any(|p| begin.contains(p))
        && PRAISE.iter().any(|word| told.contains(word))
        && things_told(told) >= 3
}

fn things_told(lowered: &str) -> usize {
    let told = |words: &&&[&str]| words.iter().any(|word| lowered.contains(word));
    TOLD.iter().filter(told).count()
}

/// Somebody speaks in it: it is the story.
fn is_spoken(line: &str) -> bool {
    let word = |w: &str| ["said", "says", "told", "according", "added"].contains(&w);
    line.contains(['"', '“', '”']) || line.split(|c: char| !c.is_ascii_alphabetic()).any(word)
}

/// A paragraph of the story, in front of which no portrait stands.
fn tells_on(line: &str) -> bool {
    let disclaims = || {
        let low = line.to_lowercase();
        DISCLAIMING.iter().any(|word| low.contains(word))
    };
    Size::of(line).is_paragraph() && ends_sentence(line) && (is_spoken(line) || !disclaims())
}

/// Words of the notices that stand below a portrait.
const DISCLAIMING: &[&str] = &[
    "forward-looking",
    "press release",
    "this release",
    "trademark",
    "copyright",
    "securities",
    "information contained",
];
