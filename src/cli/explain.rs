//! Findings for people: their places by line and column, and why they were made.

use std::fmt::Write as _;

use jingwen::report::{OffsetUnit, Offsets};
use jingwen::{Cleaned, Finding};

use super::message::excerpt;
use jingwen::batch::printable;

/// Lines and columns of a text, both from 1, columns in code points.
pub struct Places<'t> {
    starts: Vec<usize>,
    chars: Offsets<'t>,
}

impl<'t> Places<'t> {
    pub fn new(text: &'t str) -> Self {
        let breaks = text.match_indices('\n').map(|(at, _)| at + 1);
        Places {
            starts: std::iter::once(0).chain(breaks).collect(),
            chars: Offsets::new(text, OffsetUnit::Char),
        }
    }

    /// `line:column` of a byte offset.
    pub fn of(&self, at: usize) -> String {
        let line = self.line(at);
        let start = self.starts[line - 1];
        let column = self.chars.convert(at) - self.chars.convert(start) + 1;
        format!("{line}:{column}")
    }

    /// The line of a byte offset, from 1.
    pub fn line(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start <= at)
    }
}

/// A finding's category, rule and score.
pub fn heading(finding: &Finding) -> String {
    let score = f64::from(finding.score) / 1000.0;
    format!(
        "{} {} {score:.3}",
        finding.category,
        printable(&finding.rule)
    )
}

/// What was found with its reasons, and what was let go and why; one line each and one a reason.
pub fn explain(label: &str, text: &str, cleaned: &Cleaned, unit: OffsetUnit) -> String {
    let (places, offsets) = (Places::new(text), Offsets::new(text, unit));
    let mut out = String::new();
    for finding in cleaned.findings() {
        let range = &finding.range;
        let _ = writeln!(
            out,
            "{label}:{}: {} {}..{} {} {}",
            places.of(range.start),
            if finding.removed { "removed" } else { "kept" },
            offsets.convert(range.start),
            offsets.convert(range.end),
            heading(finding),
            excerpt(&text[range.clone()])
        );
        for reason in &finding.reasons {
            let _ = writeln!(out, "    {:+} {}", reason.points, printable(&reason.what));
        }
    }
    for dropped in cleaned.dropped() {
        let range = &dropped.range;
        let _ = writeln!(
            out,
            "{label}:{}: let go {}..{} {}: {} {}",
            places.of(range.start),
            offsets.convert(range.start),
            offsets.convert(range.end),
            printable(&dropped.rule),
            dropped.why,
            excerpt(&text[range.clone()])
        );
    }
    let _ = writeln!(out, "{label}: {}", cleaned.outcome());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_lines_and_code_points() {
        let places = Places::new("新闻\r\n广告 x\n");
        assert_eq!(places.of(0), "1:1");
        assert_eq!(places.of(3), "1:2");
        assert_eq!(places.of(8), "2:1");
        assert_eq!(places.of(15), "2:4");
        assert_eq!(places.of(17), "3:1");
    }
}
