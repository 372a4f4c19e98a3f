//! One page that shows what was removed from a corpus: totals, plots, the documents that lost most,
//! and a sample to look at and to mark. It needs no network, and its size is bounded whatever the
//! corpus: of names the largest are shown, of texts a sample of at most [`TEXTS`] bytes.
//!
//! Texts are foreign matter: they are escaped, characters that act are shown as signs
//! ([`visible`](super::visible)), and a content security policy lets no script run but the page's.

mod data;
mod plots;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use minijinja::value::{Serde, Value};
use minijinja::{Environment, context};
use sha2::{Digest as _, Sha256};

use super::overview::Overview;
use data::Data;
use plots::{figures, most, parts, plots, style};

/// Most bytes of texts on a page, as they stand in it.
pub const TEXTS: usize = 4 << 20;

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// The page.
///
/// ```
/// use jingwen::report::{Draw, Overview, html};
///
/// let draw = Draw { seed: 0, documents: 100, most: 20, per_rule: 0, whole: 20_000 };
/// let page = html::page(&Overview::new(draw));
/// assert!(page.starts_with("<!doctype html>"));
/// ```
pub fn page(overview: &Overview) -> String {
    let mut templates = Environment::new();
    let added = templates.add_template("page.html", PAGE);
    added.expect("the template is part of the program");
    let data = Data::new(overview, TEXTS);
    let style = format!("{STYLE}{}", style(overview));
    let template = templates.get_template("page.html");
    let template = template.expect("it was just added");
    let rendered = template.render(context! {
        version => env!("CARGO_PKG_VERSION"),
        style_hash => hash(&style),
        script_hash => hash(SCRIPT),
        style,
        script => SCRIPT,
        figures => Value::from(Serde(figures(overview))),
        parts => Value::from(Serde(parts(overview))),
        plots => Value::from(Serde(plots(overview))),
        most => Value::from(Serde(most(overview))),
        sources => overview.most().any(|document| document.source.is_some()),
        sample => Value::from(Serde(data.counts(overview))),
        data => data.json(),
    });
    rendered.expect("the template knows what it is given")
}

/// As a content security policy names a script or a style.
fn hash(text: &str) -> String {
    format!(
        "sha256-{}",
        STANDARD.encode(Sha256::digest(text.as_bytes()))
    )
}

#[cfg(test)]
mod tests;
