//! Hits by shape: lines that are a trail, a menu, a publisher's stamp or a company's portrait,
//! whatever their words.

use std::ops::Range;

use super::document::{Size, ends_sentence};
use super::matcher::Hit;
use super::portrait::closing_portraits;
use super::stamped::{before_day, beside_stamp};
use crate::rules::model::{Pattern, PatternLang, Shape};
use crate::text::fold::Folded;
use crate::text::is_han;
use crate::text::units::Units;

/// Longer lines have no shape, in code points.
const LONGEST: usize = 120;
const TRAIL: [char; 8] = ['>', '＞', '›', '‹', '»', '▸', '▹', '〉'];
const BARS: [char; 8] = ['|', '｜', '丨', '│', '•', '·', '‧', '・'];

/// Hits of the patterns that name a shape (their indexes are `shaped`), in order of their lines.
pub(super) fn hits(
    patterns: &[Pattern],
    shaped: &[usize],
    text: &str,
    folded: &Folded,
    units: &Units,
) -> Vec<Hit> {
    if shaped.is_empty() {
        return Vec::new();
    }
    let line = |l: usize| {
        units
            .lines
            .get(l)
            .map_or("", |line| &text[line.range.clone()])
    };
    let mut hits = Vec::new();
    let portrays = |&&p: &&usize| patterns[p].shape == Some(Shape::Portrait);
    if let Some(&pattern) = shaped.iter().find(portrays) {
        // A sentence is a hit: the place of each is known by itself.
        let portraits = closing_portraits(text, units).into_iter();
        let sentences = portraits.flat_map(|l| units.lines[l].sentences.clone());
        hits.extend(sentences.map(|s| hit(pattern, units.sentences[s].range.clone(), folded)));
    }
    for l in 0..units.lines.len() {
        let own = line(l).trim();
        // Most lines are too long or hold nothing that makes a shape.
        let far_too_long = own.len() > 4 * LONGEST;
        if own.is_empty() || far_too_long || own.chars().count() > LONGEST || !may_have_shape(own) {
            continue;
        }
        let range = line_range(text, units, l);
        let beside = [l.checked_sub(1).map_or("", line), line(l + 1)];
        for &pattern in shaped {
            let p = &patterns[pattern];
            let speaks = || match p.lang {
                PatternLang::Zh => own.chars().any(is_han),
                _ => !own.chars().any(is_han),
            };
            let fits = || match p.shape {
                Some(Shape::Breadcrumb) => is_breadcrumb(own, beside, l),
                Some(Shape::OutletStamp) => beside_stamp(own).is_some_and(is_outlet),
                Some(Shape::Byline) => is_byline(own),
                Some(Shape::Hashtags) => is_tagged(own, beside),
                Some(Shape::DatedTitles) => {
                    is_dated_title(own) && beside.into_iter().any(is_dated_title)
                }
                Some(Shape::Portrait) | None => false,
            };
            if fits() && speaks() {
                hits.push(hit(pattern, range.clone(), folded));
            }
        }
    }
    hits
}

/// A line without the spaces around it.
fn line_range(text: &str, units: &Units, l: usize) -> Range<usize> {
    let range = units.lines[l].range.clone();
    let line = &text[range.clone()];
    let start = range.start + (line.len() - line.trim_start().len());
    start..start + line.trim().len()
}

fn hit(pattern: usize, range: Range<usize>, folded: &Folded) -> Hit {
    Hit {
        pattern,
        folded: folded.from_input(range.start)..folded.from_input(range.end),
        range,
    }
}

/// Whether the line has a mark between cells, a figure or what opens a byline or a tag, without
/// which it has no shape.
fn may_have_shape(line: &str) -> bool {
    let mark = |c: char| {
        c.is_ascii_digit() || c == '#' || c == '＃' || TRAIL.contains(&c) || BARS.contains(&c)
    };
    line.chars().any(mark) || line.contains(" - ") || byline(line).is_some()
}

/// A trail has two and more cells between arrows, a menu three and more between bars, or five and
/// more between dashes behind the home page. Cells are a few words, hold no figures and are no
/// sentences; a row among rows of as many cells is a table, but for a menu of short words in the
/// first lines of all.
fn is_breadcrumb(line: &str, beside: [&str; 2], number: usize) -> bool {
    let cells = |line: &str, marks: &[char]| -> Vec<String> {
        let inner = line.trim_matches(|c: char| c.is_whitespace() || BARS.contains(&c));
        let parts = inner.split(|c| marks.contains(&c)).map(str::trim);
        parts.filter(|c| !c.is_empty()).map(str::to_owned).collect()
    };
    let fits = |cells: &[String], han: usize, words: usize| {
        cells.iter().all(|c| {
            let size = Size::of(c);
            let odd = |c: char| {
                c.is_ascii_digit() || "\"“”‘’「」『』:：,，、;；$￥%=<*#@()（）".contains(c)
            };
            let lettered = c.chars().any(char::is_alphabetic);
            lettered && size.han <= han && size.words <= words && !c.chars().any(odd)
        }) && !cells.last().is_some_and(|c| ends_sentence(c))
    };
    if is_dashed(line) {
        let menu: Vec<String> = line.split(" - ").map(|c| c.trim().to_owned()).collect();
        return fits(&menu, 6, 3);
    }
    if !line.contains(TRAIL) && !line.contains(BARS) {
        return false;
    }
    let line = &line.replace("-->", ">");
    let trail = cells(line, &TRAIL);
    let marks = [">=", "->", "〈"];
    if trail.len() >= 2 && !marks.iter().any(|mark| line.contains(mark)) {
        let titled = |c: &String| c.chars().next().is_some_and(|c| !c.is_lowercase());
        return fits(&trail, 12, 5) && trail.iter().all(titled);
    }
    let menu = cells(line, &BARS);
    let as_many = |b: &&str| cells(b, &BARS).len() >= menu.len();
    let is_menu = |b: &str| {
        let cells = cells(b, &BARS);
        cells.len() >= 5 && fits(&cells, 4, 2)
    };
    let table = || {
        let rows = || beside.iter().copied().filter(as_many);
        let first = number < FIRST_LINES && is_menu(line) && rows().all(is_menu);
        !first && rows().next().is_some()
    };
    menu.len() >= 3 && fits(&menu, 6, 3) && !table()
}

/// The title of another article and its date: `Bridge closed for repairs 2024-05-02`.
fn is_dated_title(line: &str) -> bool {
    let bare = line.trim_matches(|c: char| c.is_whitespace() || TITLE_MARKS.contains(&c));
    before_day(bare).is_some_and(|title| {
        let size = Size::of(title);
        // Numbers and days of access are a bibliography's.
        let cited = title.starts_with(|c: char| c.is_ascii_digit() || c == '[' || c == '［')
            || ["引用日期", "访问日期", "訪問日期", "ccessed", "etrieved"]
                .iter()
                .any(|words| title.contains(words));
        (size.han >= 8 || size.words >= 4) && !ends_sentence(title) && !cited
    })
}

/// Marks around the titles of a list.
const TITLE_MARKS: [char; 10] = ['-', '•', '·', '・', '●', '■', '▪', '*', '|', '◆'];

/// Lines in which a site's menu stands.
const FIRST_LINES: usize = 4;

/// Cells between dashes, the first of them the way home.
fn is_dashed(line: &str) -> bool {
    let mut cells = line.split(" - ").map(str::trim);
    let home = cells.next().is_some_and(|first| {
        ["首页", "首頁", "Home", "HOME"]
            .iter()
            .any(|home| first.ends_with(home))
    });
    home && cells.count() >= 4
}

/// What the byline says behind its opening word.
fn byline(line: &str) -> Option<&str> {
    let openings = [
        "By ",
        "BY ",
        "Written by ",
        "Reported by ",
        "Story by ",
        "Words by ",
    ];
    openings
        .iter()
        .find_map(|opening| line.strip_prefix(opening))
}

/// Names of two to four capitalised words each, and maybe what they are in as few words behind a
/// comma or a bar.
fn is_byline(line: &str) -> bool {
    let Some(said) = byline(line).map(str::trim) else {
        return false;
    };
    let word = |word: &str| {
        let mut letters = word.chars();
        letters.next().is_some_and(char::is_uppercase)
            && word
                .chars()
                .all(|c| c.is_alphabetic() || ".'’-".contains(c))
    };
    let name = |part: &str| {
        let words = || part.split_whitespace();
        (2..=4).contains(&words().count()) && words().all(word)
    };
    let role = |part: &str| {
        let mut words = part.split_whitespace();
        let first = words.next();
        first.is_some_and(|w| word(w) || w == "for") && words.count() <= 4
    };
    let mut parts = said.split([',', '|']).map(str::trim);
    let names = parts.next().unwrap_or("");
    let named = names.replace(" & ", " and ").split(" and ").all(name);
    let ends = said.ends_with(|c: char| c.is_alphanumeric());
    named && ends && parts.all(|part| role(part) || part.split(" and ").all(name))
}

/// Whether the line is hashtags and nothing else, with two of them here or one beside.
fn is_tagged(line: &str, beside: [&str; 2]) -> bool {
    let tags = |line: &str| -> Option<usize> {
        let tag = |word: &str| {
            let name = word.trim_start_matches(['#', '＃']);
            let marked = word.len() > name.len();
            marked
                && (1..=24).contains(&name.chars().count())
                && !name.contains(['#', '＃'])
                && name.chars().any(char::is_alphabetic)
        };
        let words = || line.split_whitespace();
        words().all(tag).then(|| words().count())
    };
    match tags(line) {
        None | Some(0) => false,
        Some(1) => beside.iter().any(|b| tags(b).is_some_and(|n| n > 0)),
        Some(_) => true,
    }
}

/// What publishers' names end in.
const OUTLETS: &[&str] = &[
    "网",
    "網",
    "报",
    "報",
    "社",
    "台",
    "臺",
    "在线",
    "在線",
    "新闻",
    "新聞",
    "传媒",
    "傳媒",
    "财经",
    "財經",
    "快讯",
    "快訊",
    "周刊",
    "週刊",
    "杂志",
    "雜誌",
    "电视",
    "電視",
    "广播",
    "廣播",
    "频道",
    "頻道",
    "电台",
    "電台",
    "融媒",
    "资讯",
    "資訊",
    "news",
    "times",
    "post",
    "daily",
    "herald",
    "journal",
    "tribune",
    "gazette",
    "press",
    "telegraph",
    "chronicle",
    "observer",
    "standard",
    "reuters",
    "bloomberg",
    "afp",
    "ap",
];

fn is_outlet(name: &str) -> bool {
    let size = Size::of(name);
    let name = name.to_lowercase();
    size.han <= 10 && size.words <= 4 && OUTLETS.iter().any(|o| name.ends_with(o))
}

#[cfg(test)]
mod tests {
    use super::{is_breadcrumb, is_byline, is_outlet, is_tagged};

    #[test]
    fn trails_and_menus_are_breadcrumbs() {
        for line in [
            "Conditions ▸ Nutrition ▸ Vitamins",
            "Insights > Employment Law Update",
            "财经首页 > 股票 > 公司研究 > 正文",
            "| 管理｜职场｜投资 |",
            "DESTINATIONS • HOTELS • CRUISES • GEAR",
            "首页 - 新闻 - 北京 - 体育 - 娱乐",
            "海角首页--> 主频道--> 消费真相",
            "海角健康網 〉檢視火線新聞 〉食材",
        ] {
            assert!(is_breadcrumb(line, ["", ""], 9), "{line}");
        }
    }

    #[test]
    fn rows_of_tables_and_comparisons_are_not() {
        for line in [
            "a > b",
            "News",
            "x >= y > z",
            "Harbour 3 | Quay 1 | River 0",
            "Opinion | Why the pier matters",
            "他说：好 > 坏",
            "北京 - 上海 - 广州 - 深圳 - 香港",
            "〈海角〉",
        ] {
            assert!(!is_breadcrumb(line, ["", ""], 9), "{line}");
        }
        assert!(!is_breadcrumb(
            "Team | Played | Won",
            ["", "Harbour | 3 | 1"],
            0
        ));
        let rows = ["Team | Coach | Town", "Otters | Poe | Quay"];
        assert!(!is_breadcrumb(rows[0], ["", rows[1]], 0));
    }

    #[test]
    fn a_menu_of_two_rows_is_one_above_the_story_only() {
        let rows = [
            "新闻 | 财经 | 楼市 | 汽车 | 健康",
            "体育 | 娱乐 | 旅游 | 教育 | 论坛",
        ];
        assert!(
            is_breadcrumb(rows[0], ["", rows[1]], 0) && is_breadcrumb(rows[1], [rows[0], ""], 1)
        );
        assert!(!is_breadcrumb(rows[0], ["", rows[1]], 20));
        assert!(!is_breadcrumb(rows[0], ["", "一 | 二 | 三 | 四 | 12"], 0));
    }

    #[test]
    fn a_byline_is_names_and_what_they_are() {
        for line in [
            "By Ann Poe",
            "By Ann Poe and Li Q. O'Hara",
            "By Ann Poe, Harbour Correspondent",
            "Written by Ann Poe | The Marsh News",
            "BY ANN POE, Marsh News Medical Producer",
        ] {
            assert!(is_byline(line), "{line}");
        }
        for line in [
            "By Monday",
            "By the Old Quay",
            "By Ann Poe, who paints boats",
            "By Ann Poe.",
            "By Ann Poe, 34",
            "By Grand Central Station I Sat Down",
        ] {
            assert!(!is_byline(line), "{line}");
        }
    }

    #[test]
    fn tags_stand_among_tags() {
        assert!(is_tagged("#台積電 #半導體", ["", ""]) && is_tagged("#quay", ["", "#pier #tides"]));
        assert!(!is_tagged("#quay", ["The pier", ""]) && !is_tagged("#1 #2", ["", ""]));
        assert!(!is_tagged("# Heading", ["", "# Heading"]) && !is_tagged("", ["#a", "#b"]));
    }

    #[test]
    fn an_outlet_is_a_short_name() {
        assert!(is_outlet("证券晨报网") && is_outlet("Harbour News"));
        assert!(!is_outlet("张三") && !is_outlet("Monday's market in the old town news"));
    }
}
