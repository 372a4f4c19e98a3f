//! Two compared runs, for people.

use std::io::{Result, Write};

use jingwen::diff::{Count, Counts, Example, Kind, Mark, Moved, Report, RuleChanges, Unpaired};
use serde_json::value::RawValue;

use jingwen::batch::printable;

use super::message::counted;

/// How marked text is told from the text around it.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    color: bool,
}

impl Style {
    /// Colours, or marks.
    pub fn new(color: bool) -> Self {
        Style { color }
    }

    fn marked(self, mark: Mark, text: &str) -> String {
        let text = printable(&text.replace("\r\n", "\n").replace('\n', "⏎"));
        let (open, close) = match (mark, self.color) {
            (Mark::Body, _) => ("", ""),
            (Mark::Minus, true) => ("\x1b[31m", "\x1b[0m"),
            (Mark::Plus, true) => ("\x1b[32m", "\x1b[0m"),
            (Mark::Other, true) => ("\x1b[33m", "\x1b[0m"),
            (Mark::Removed, true) => ("\x1b[2;9m", "\x1b[0m"),
            (Mark::Minus, false) => ("[-", "-]"),
            (Mark::Plus, false) => ("{+", "+}"),
            (Mark::Other, false) => ("[~", "~]"),
            (Mark::Removed, false) => ("[=", "=]"),
        };
        format!("{open}{text}{close}")
    }

    fn bold(self, text: &str) -> String {
        if self.color {
            format!("\x1b[1m{text}\x1b[0m")
        } else {
            text.to_owned()
        }
    }
}

/// Writes the totals, and the rules with their examples.
pub fn print(out: &mut impl Write, report: &Report, style: Style) -> Result<()> {
    let unit = match report.offset_unit {
        "char" => "characters",
        "byte" => "bytes",
        _ => "UTF-16 units",
    };
    totals(out, report, unit)?;
    for rule in &report.rules {
        writeln!(out)?;
        print_rule(out, rule, unit, style)?;
    }
    Ok(())
}

fn totals(out: &mut impl Write, report: &Report, unit: &str) -> Result<()> {
    let (compared, changed) = (report.compared, report.changed);
    writeln!(
        out,
        "documents             {compared} compared, {changed} changed"
    )?;
    let unpaired = [
        ("only in OLD", &report.only_old),
        ("only in NEW", &report.only_new),
        ("other text in NEW", &report.other_text),
    ];
    for (what, found) in unpaired {
        if found.documents > 0 {
            let Unpaired { documents, ids } = found;
            writeln!(
                out,
                "  {what:<20}{documents}, not compared: {}",
                names(ids, 10, *documents)
            )?;
        }
    }
    let (before, now) = (report.removed_before, report.removed_now);
    writeln!(
        out,
        "removed before        {}\nremoved now           {}",
        size(before, unit),
        size(now, unit)
    )?;
    for (mark, what, count, note) in kinds(&report.counts) {
        if mark == '~' && count.spans == 0 {
            continue;
        }
        writeln!(out, "{mark} {what:<20}{}{note}", size(count, unit))?;
    }
    for outcome in &report.outcomes {
        let (from, to, documents) = (&outcome.from, &outcome.to, outcome.documents);
        let (from, to) = (printable(from), printable(to));
        let change = format!("{from} → {to}");
        writeln!(
            out,
            "outcome {change:<24}{documents}: {}",
            names(&outcome.ids, 3, documents)
        )?;
    }
    Ok(())
}

fn print_rule(out: &mut impl Write, rule: &RuleChanges, unit: &str, style: Style) -> Result<()> {
    let (before, now) = (rule.before, rule.now);
    writeln!(
        out,
        "{} {}: {} before, {} now",
        style.bold(&printable(&rule.rule)),
        printable(&rule.category),
        counted(before.spans, "span"),
        now.spans
    )?;
    let order = [
        Kind::NewlyRemoved,
        Kind::NoLongerRemoved,
        Kind::NewlyKept,
        Kind::NoLongerKept,
        Kind::Moved,
    ];
    for (kind, (mark, what, count, note)) in order.into_iter().zip(kinds(&rule.counts)) {
        if count.spans == 0 {
            continue;
        }
        let from = if kind == Kind::Moved {
            format!(" from {}", others(&rule.taken_over, rule))
        } else {
            note
        };
        let what = if kind == Kind::Moved {
            "taken over"
        } else {
            what
        };
        writeln!(out, "  {mark} {what} {}{from}", size(count, unit))?;
        for example in rule.examples.iter().filter(|e| e.kind == kind) {
            print_example(out, mark, example, style)?;
        }
    }
    if !rule.passed_on.is_empty() {
        let all = rule.passed_on.iter().map(|m| m.count);
        let count = all.fold(Count::default(), |a, b| Count {
            spans: a.spans + b.spans,
            length: a.length + b.length,
        });
        let to = others(&rule.passed_on, rule);
        writeln!(out, "  ~ passed on {} to {to}", size(count, unit))?;
    }
    Ok(())
}

fn print_example(out: &mut impl Write, mark: char, example: &Example, style: Style) -> Result<()> {
    let (id, start, end) = (printable(example.id.get()), example.start, example.end);
    write!(out, "    {mark} {id} {start}..{end}")?;
    if let Some(source) = &example.source {
        write!(out, " ({})", printable(source))?;
    }
    if !example.context.is_empty() {
        write!(out, ": ")?;
        for piece in &example.context {
            write!(out, "{}", style.marked(piece.mark, &piece.text))?;
        }
    }
    writeln!(out)
}

/// Mark, name, count and a remark, of every kind of change.
fn kinds(counts: &Counts) -> [(char, &'static str, Count, String); 5] {
    let of = |count: usize, what: &str| match count {
        0 => String::new(),
        _ => format!(", {count} of them by a span that is now {what}"),
    };
    let none = String::new;
    [
        (
            '-',
            "newly removed",
            counts.newly_removed,
            of(counts.longer, "longer"),
        ),
        (
            '+',
            "no longer removed",
            counts.no_longer_removed,
            of(counts.shorter, "shorter"),
        ),
        ('~', "newly found, kept", counts.newly_kept, none()),
        ('~', "no longer found", counts.no_longer_kept, none()),
        ('~', "by another rule", counts.moved, none()),
    ]
}

fn size(count: Count, unit: &str) -> String {
    format!(
        "{} {unit} in {}",
        count.length,
        counted(count.spans, "span")
    )
}

/// The rules on the other side; the category too where it is another one.
fn others(all: &[Moved], rule: &RuleChanges) -> String {
    const SHOWN: usize = 5;
    let one = |moved: &Moved| {
        let mut name = printable(&moved.rule);
        if moved.category != rule.category {
            name += &format!(" ({})", printable(&moved.category));
        }
        format!("{name} {}", moved.count.length)
    };
    let mut shown: Vec<String> = all.iter().take(SHOWN).map(one).collect();
    if all.len() > SHOWN {
        shown.push(format!("{} more rules", all.len() - SHOWN));
    }
    shown.join(", ")
}

/// The first ids, and how many more there are.
fn names(ids: &[Box<RawValue>], most: usize, documents: usize) -> String {
    let ids = ids.iter().take(most);
    let mut shown: Vec<String> = ids.map(|id| printable(id.get())).collect();
    if documents > shown.len() {
        shown.push(format!("{} more", documents - shown.len()));
    }
    shown.join(", ")
}
