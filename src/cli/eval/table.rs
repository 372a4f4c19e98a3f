//! The figures as tables of at most 100 columns, for names of usual length.

use std::fmt::Write as _;

use jingwen::eval::Summary;
use jingwen::eval::per_rule::RuleRow;
use jingwen::eval::rates::{Interval, Rates};
use jingwen::eval::summary::{CAP, Row, Worst};
use jingwen::eval::twice::Twice;

use jingwen::batch::printable;

/// The figures of a set of documents.
pub fn summary(summary: &Summary, how: &str) -> String {
    let row = &summary.overall;
    let mut out = format!(
        "{} documents of {} publishers, {how}; 95 % intervals over publishers\n",
        row.docs, row.publishers
    );
    let rows = summary.by_lang.keys().chain(summary.by_kind.keys());
    let width = rows.map(|name| name.chars().count()).max().unwrap_or(0);
    let table = Table {
        width: width.max(10),
    };
    let _ = writeln!(
        out,
        "{:width$} {:>5} {:>5}  lost (chars)",
        "",
        "docs",
        "exact",
        width = table.width
    );
    table.row(&mut out, "all", row, &row.characters);
    table.rates(&mut out, &format!("capped {CAP}"), &row.capped);
    table.rates(&mut out, "spans", &row.spans);
    for (title, rows) in [("language", &summary.by_lang), ("kind", &summary.by_kind)] {
        let _ = writeln!(out, "\nby {title}");
        for (name, row) in rows {
            table.row(&mut out, &printable(name), row, &row.characters);
        }
    }
    if let Some(row) = &summary.no_body {
        out.push_str("\nwithout body, not in the figures above\n");
        table.row(&mut out, "no-body", row, &row.characters);
    }
    let _ = writeln!(
        out,
        "\n{:22} {:>6} {:>11} {:>12} {:>14}",
        "by gold category", "spans", "characters", "spans found", "same category"
    );
    for (name, row) in &summary.by_category {
        let agreement = row.agreement.map_or("–".to_owned(), |a| format!("{a:.3}"));
        let _ = writeln!(
            out,
            "{:22} {:>6} {:>11.3} {:>12.3} {agreement:>14}",
            printable(name),
            row.spans,
            row.char_recall,
            row.span_recall,
        );
    }
    let _ = writeln!(
        out,
        "{:22} {:>6} {:>11} {:>12} {:>14.3}",
        "all", "", "", "", summary.category_agreement
    );
    let groups = [
        ("clean", summary.clean),
        ("trap", summary.trap),
        ("structural", summary.structural),
        ("without boilerplate", summary.no_boilerplate),
    ];
    let _ = writeln!(
        out,
        "\n{:22} {:>6} {:>12} {:>11}",
        "body text lost in", "docs", "losing docs", "characters"
    );
    for (name, loss) in groups {
        let (docs, losing, lost) = (loss.docs, loss.docs_with_body_loss, loss.body_chars_lost);
        let _ = writeln!(out, "{name:22} {docs:>6} {losing:>12} {lost:>11}");
    }
    out
}

/// What a second run would do.
pub fn twice(twice: &Twice) -> String {
    let Twice { docs, changed, .. } = *twice;
    let unchanged = 100.0 * (docs - changed) as f64 / docs.max(1) as f64;
    format!(
        "\na second run changes {changed} of {docs} documents ({unchanged:.2} % unchanged): {} boilerplate \
         characters go,\nand {} body characters in {} documents\n",
        twice.boilerplate_chars, twice.body_chars_lost, twice.docs_with_body_loss
    )
}

/// How the figures move without an input.
pub fn ablation(rows: &[(String, Rates, usize)]) -> String {
    let width = rows
        .iter()
        .map(|(name, _, _)| name.chars().count())
        .max()
        .unwrap_or(0);
    let mut out = format!(
        "{:width$}  precision  recall      F1  change  losing docs\n",
        "without"
    );
    let all = rows.first().map_or(0.0, |(_, rates, _)| rates.f1);
    for (name, rates, losing) in rows {
        let _ = writeln!(
            out,
            "{name:width$}  {:>9.4} {:>7.4} {:>7.4} {:>+7.4} {losing:>12}",
            rates.precision,
            rates.recall,
            rates.f1,
            rates.f1 - all,
        );
    }
    out
}

struct Table {
    /// Of the names.
    width: usize,
}

impl Table {
    fn row(&self, out: &mut String, name: &str, row: &Row, rates: &Rates) {
        let lost = format!("{} ({})", row.docs_with_body_loss, row.body_chars_lost);
        let _ = write!(
            out,
            "{name:width$} {:>5} {:>5}  {lost:<10}",
            row.docs,
            row.exact,
            width = self.width
        );
        finish(out, rates);
    }

    /// A line without numbers of documents.
    fn rates(&self, out: &mut String, name: &str, rates: &Rates) {
        let _ = write!(out, "{name:width$}", width = self.width + 24);
        finish(out, rates);
    }
}

fn finish(out: &mut String, rates: &Rates) {
    let all = rates.intervals;
    let figures = [
        ("P", rates.precision, all.map(|i| i.precision)),
        ("R", rates.recall, all.map(|i| i.recall)),
        ("F1", rates.f1, all.map(|i| i.f1)),
    ];
    let figures = figures.map(|(name, value, interval)| {
        let interval = interval.map_or_else(
            || format!("{:12}", "[–]"),
            |Interval { low, high }| format!("[{low:.2}, {high:.2}]"),
        );
        format!("{name} {value:.3} {interval}")
    });
    let line = figures.join(" ");
    let _ = writeln!(out, " {}", line.trim_end());
}

/// The documents with the most wrong characters.
pub fn worst(documents: &[Worst<'_>]) -> String {
    let mut out = String::new();
    if !documents.is_empty() {
        out.push_str("\n body lost   left  worst documents\n");
    }
    for document in documents {
        let (lost, left) = (document.body_chars_lost, document.boilerplate_chars_left);
        let _ = writeln!(out, "{lost:>10} {left:>6}  {}", printable(document.id));
    }
    out
}

/// What each rule did.
pub fn per_rule(rows: &[&RuleRow]) -> String {
    let mut out = String::from(
        "\n                  removed wrong  removed right\n  hits  let go   spans  chars   spans   chars  rule\n",
    );
    for row in rows {
        let _ = writeln!(
            out,
            "{:>6} {:>7} {:>7} {:>6} {:>7} {:>7}  {}",
            row.hits,
            row.let_go,
            row.wrong_spans,
            row.wrong_chars,
            row.right_spans,
            row.right_chars,
            printable(&row.rule)
        );
    }
    out
}
