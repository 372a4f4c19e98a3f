//! Hits by shape: lines that are a trail, a menu or a publisher's stamp, whatever their words.

use super::document::{Size, ends_sentence};
use super::matcher::Hit;
use super::stamp::beside_stamp;
use crate::rules::model::{Pattern, PatternLang, Shape};
use crate::text::fold::Folded;
use crate::text::is_han;
use crate::text::units::Units;

/// Longer lines have no shape, in code points.
const LONGEST: usize = 120;
const TRAIL: [char; 7] = ['>', '＞', '›', '‹', '»', '▸', '▹'];
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
    for l in 0..units.lines.len() {
        let own = line(l).trim();
        // Most lines are too long or hold nothing that makes a shape.
        let far_too_long = own.len() > 4 * LONGEST;
        if own.is_empty() || far_too_long || own.chars().count() > LONGEST || !may_have_shape(own) {
            continue;
        }
        let start = units.lines[l].range.start + (line(l).len() - line(l).trim_start().len());
        let range = start..start + own.len();
        let beside = [l.checked_sub(1).map_or("", line), line(l + 1)];
        for &pattern in shaped {
            let p = &patterns[pattern];
            let speaks = || match p.lang {
                PatternLang::Zh => own.chars().any(is_han),
                _ => !own.chars().any(is_han),
            };
            let fits = || match p.shape {
                Some(Shape::Breadcrumb) => is_breadcrumb(own, beside),
                Some(Shape::OutletStamp) => beside_stamp(own).is_some_and(is_outlet),
                None => false,
            };
            if fits() && speaks() {
                hits.push(Hit {
                    pattern,
                    folded: folded.from_input(range.start)..folded.from_input(range.end),
                    range: range.clone(),
                });
            }
        }
    }
    hits
}

/// Whether the line has a mark between cells or a figure, without which it has no shape.
fn may_have_shape(line: &str) -> bool {
    let mark = |c: char| c.is_ascii_digit() || TRAIL.contains(&c) || BARS.contains(&c);
    line.chars().any(mark)
}

/// A trail has two and more cells between arrows, a menu three and more between bars. Cells are a
/// few words, hold no figures and are no sentences; a row among rows of as many cells is a table.
fn is_breadcrumb(line: &str, beside: [&str; 2]) -> bool {
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
    if !line.contains(TRAIL) && !line.contains(BARS) {
        return false;
    }
    let trail = cells(line, &TRAIL);
    if trail.len() >= 2 && !line.contains(">=") && !line.contains("->") {
        let titled = |c: &String| c.chars().next().is_some_and(|c| !c.is_lowercase());
        return fits(&trail, 12, 5) && trail.iter().all(titled);
    }
    let menu = cells(line, &BARS);
    let table = beside.iter().any(|b| cells(b, &BARS).len() >= menu.len());
    menu.len() >= 3 && !table && fits(&menu, 6, 3)
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
    use super::{is_breadcrumb, is_outlet};

    #[test]
    fn trails_and_menus_are_breadcrumbs() {
        for line in [
            "Conditions ▸ Nutrition ▸ Vitamins",
            "Insights > Employment Law Update",
            "财经首页 > 股票 > 公司研究 > 正文",
            "| 管理｜职场｜投资 |",
            "DESTINATIONS • HOTELS • CRUISES • GEAR",
        ] {
            assert!(is_breadcrumb(line, ["", ""]), "{line}");
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
        ] {
            assert!(!is_breadcrumb(line, ["", ""]), "{line}");
        }
        assert!(!is_breadcrumb(
            "Team | Played | Won",
            ["", "Harbour | 3 | 1"]
        ));
    }

    #[test]
    fn an_outlet_is_a_short_name() {
        assert!(is_outlet("证券晨报网") && is_outlet("Harbour News"));
        assert!(!is_outlet("张三") && !is_outlet("Monday's market in the old town news"));
    }
}
