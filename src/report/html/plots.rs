//! Figures and plots of the page.

use std::cmp::Reverse;
use std::fmt::Write as _;

use serde::Serialize;

use super::data::script_json;

use crate::category::Category;
use crate::report::overview::{Overview, Removed, Share};
use crate::report::visible::shown;

/// Rows that are seen at once, and rows at all.
const FIRST: usize = 10;
const ROWS: usize = 200;
/// Characters of a name.
const NAME: usize = 80;

/// A number with what it counts.
#[derive(Serialize)]
pub(super) struct Figure {
    value: String,
    what: &'static str,
}

/// A part of the strip that shows all text: body, and each category that was removed.
#[derive(Serialize)]
pub(super) struct Part {
    class: String,
    name: String,
    share: String,
    /// Of a strip a thousand wide.
    at: String,
    width: String,
}

/// A table with a bar in every row.
#[derive(Serialize)]
pub(super) struct Plot {
    id: &'static str,
    title: &'static str,
    /// What the bars and the shares are of.
    what: &'static str,
    first: Vec<Row>,
    more: Vec<Row>,
    /// Names that have no row.
    left: usize,
}

#[derive(Serialize)]
struct Row {
    /// The name as it stands in the sample, as JSON, whose escapes do not act; none where there is
    /// nothing to choose by it.
    value: Option<String>,
    /// In parts, between which a line may break.
    name: Vec<String>,
    class: String,
    share: String,
    /// The bar, in percent of the longest.
    bar: String,
    chars: String,
    spans: String,
}

/// A document that lost much.
#[derive(Serialize)]
pub(super) struct Lost {
    place: String,
    source: String,
    outcome: String,
    share: String,
    removed: String,
    length: String,
}

pub(super) fn figures(overview: &Overview) -> Vec<Figure> {
    let all = &overview.all;
    let outcome = |name: &str| overview.outcomes.get(name).copied().unwrap_or_default();
    let figure = |value: String, what| Figure { value, what };
    vec![
        figure(percent(all.share()), "of the text was removed"),
        figure(grouped(all.removed.chars), "characters removed"),
        figure(grouped(all.removed.spans), "spans"),
        figure(grouped(all.documents), "documents"),
        figure(grouped(overview.changed), "of them lost something"),
        figure(grouped(outcome("review")), "for review"),
        figure(grouped(outcome("empty")), "left empty"),
    ]
}

pub(super) fn parts(overview: &Overview) -> Vec<Part> {
    let all = overview.all.chars.max(1) as f64;
    let mut parts = Vec::new();
    let mut done = 0.0;
    for (category, removed) in by_size(overview) {
        let share = removed.chars as f64 / all;
        parts.push(Part {
            class: class(Some(*category)),
            name: category.as_str().to_owned(),
            share: percent(share),
            at: format!("{:.2}", done * 1000.0),
            width: format!("{:.2}", share * 1000.0),
        });
        done += share;
    }
    parts
}

pub(super) fn plots(overview: &Overview) -> Vec<Plot> {
    let all = overview.all.chars;
    let categories = overview.categories.iter().map(|(category, removed)| {
        let name = category.as_str().to_owned();
        Item::new(Some(name), class(Some(*category)), all, *removed)
    });
    let languages = overview.languages.iter().map(|(lang, share)| {
        let name = lang.as_str().to_owned();
        Item::of_share(Some(name), share)
    });
    let sources = overview.sources.named.iter().map(|(name, share)| {
        let name = (!name.is_empty()).then(|| name.to_string());
        Item::of_share(name, share)
    });
    let other_sources = &overview.sources.rest;
    let sources =
        sources.chain((other_sources.documents > 0).then(|| Item::of_share(None, other_sources)));
    let rules = overview
        .rules
        .named
        .iter()
        .map(|(name, (category, removed))| {
            Item::new(Some(name.to_string()), class(*category), all, *removed)
        });
    let of_all = "Share of all text";
    vec![
        plot("category", "By category", of_all, categories.collect()),
        plot(
            "language",
            "By language",
            "Share of the text in that language",
            languages.collect(),
        ),
        plot(
            "source",
            "By source",
            "Share of the text of that source",
            sources.collect(),
        ),
        plot("rule", "By rule", of_all, rules.collect()),
    ]
}

/// A row before it is known how long its bar is.
struct Item {
    name: Option<String>,
    class: String,
    share: f64,
    removed: Removed,
}

impl Item {
    fn new(name: Option<String>, class: String, all: u64, removed: Removed) -> Self {
        Item {
            name,
            class,
            share: removed.chars as f64 / all.max(1) as f64,
            removed,
        }
    }

    fn of_share(name: Option<String>, share: &Share) -> Self {
        Item::new(name, "plain".to_owned(), share.chars, share.removed)
    }
}

fn plot(id: &'static str, title: &'static str, what: &'static str, mut items: Vec<Item>) -> Plot {
    items.sort_by(|a, b| {
        let by = (b.removed.chars, &a.name).cmp(&(a.removed.chars, &b.name));
        by.then(a.class.cmp(&b.class))
    });
    let left = items.len().saturating_sub(ROWS);
    items.truncate(ROWS);
    let most = items.iter().map(|item| item.share).fold(0.0, f64::max);
    let row = |item: Item| Row {
        name: match &item.name {
            Some(name) => {
                let name = shown(name, NAME);
                let parts = name.split_inclusive(['_', '-', '/', '.']);
                parts.map(str::to_owned).collect()
            }
            None => vec!["not known".to_owned()],
        },
        value: item
            .name
            .filter(|name| name.chars().count() <= NAME)
            .map(|name| script_json(&name)),
        class: item.class,
        share: percent(item.share),
        bar: format!("{:.2}", 100.0 * item.share / most.max(f64::MIN_POSITIVE)),
        chars: grouped(item.removed.chars),
        spans: grouped(item.removed.spans),
    };
    let mut first: Vec<Row> = items.into_iter().map(row).collect();
    // One more row is no reason to hide it.
    let more = if first.len() > FIRST + 2 {
        first.split_off(FIRST)
    } else {
        Vec::new()
    };
    Plot {
        id,
        title,
        what,
        first,
        more,
        left,
    }
}

pub(super) fn most(overview: &Overview) -> Vec<Lost> {
    let lost = overview.most().map(|document| Lost {
        place: shown(&document.place, NAME),
        source: shown(document.source.as_deref().unwrap_or_default(), NAME),
        outcome: shown(&document.outcome, NAME),
        share: percent(document.removed as f64 / document.length.max(1) as f64),
        removed: grouped(document.removed as u64),
        length: grouped(document.length as u64),
    });
    lost.collect()
}

/// The hues of the categories that are there. Those that took most come first, and the golden angle
/// keeps each far from those before it.
pub(super) fn style(overview: &Overview) -> String {
    let mut style = String::new();
    for (rank, (category, _)) in by_size(overview).into_iter().enumerate() {
        let hue = (rank as f64 * 137.508 + 28.0) % 360.0;
        let _ = writeln!(style, ".{}{{--hue:{hue:.0}}}", class(Some(*category)));
    }
    style
}

fn by_size(overview: &Overview) -> Vec<(&Category, &Removed)> {
    let mut all: Vec<(&Category, &Removed)> = overview.categories.iter().collect();
    all.sort_by_key(|(_, removed)| Reverse(removed.chars));
    all
}

fn class(category: Option<Category>) -> String {
    category.map_or("plain".to_owned(), |category| format!("c-{category}"))
}

fn percent(share: f64) -> String {
    let percent = share * 100.0;
    match percent {
        0.0 => "0 %".to_owned(),
        p if p < 0.01 => "< 0.01 %".to_owned(),
        p if p < 1.0 => format!("{p:.2} %"),
        p => format!("{p:.1} %"),
    }
}

/// A number with a comma between thousands.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
