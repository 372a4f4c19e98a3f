//! Where two lists of findings of one text differ, character by character.

use std::ops::Range;
use std::sync::Arc;

use serde::Serialize;

/// One finding, as a record holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// Its place, in the unit of the record.
    pub range: Range<usize>,
    /// `family/key`.
    pub rule: Arc<str>,
    /// The name of its category.
    pub category: Arc<str>,
    /// Whether it leaves the body; if not, it is reported and kept.
    pub removed: bool,
}

/// What became of a character between two runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Removed by the new run only.
    NewlyRemoved,
    /// Removed by the old run only.
    NoLongerRemoved,
    /// Removed by both, or kept by both, under another rule or category. No text is lost or won.
    Moved,
    /// Found by the new run only, and kept in the body.
    NewlyKept,
    /// Found by the old run only, and kept in the body.
    NoLongerKept,
    /// Found by both, with the same rule, category and consequence.
    Same,
}

/// A longest run of characters to which the same happened under the same rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change<'s> {
    /// Its place, in the unit of the records.
    pub range: Range<usize>,
    /// What happened.
    pub kind: Kind,
    /// The finding of the old run here.
    pub old: Option<&'s Span>,
    /// The finding of the new run here.
    pub new: Option<&'s Span>,
    /// Whether it is a part by which a finding became longer or shorter: its span overlaps one
    /// of the other run that has the same consequence.
    pub resized: bool,
}

/// The changes from `old` to `new`, both sorted and disjoint, in order; what stayed the same is
/// among them.
///
/// Every character is taken by itself. A span that moved or changed its length is thus the
/// characters it gained and those it lost, and a text that both runs remove is never a loss,
/// whichever rules they remove it by.
pub fn changes<'s>(old: &'s [Span], new: &'s [Span]) -> Vec<Change<'s>> {
    let mut found: Vec<Change<'s>> = Vec::new();
    let (mut i, mut j, mut at) = (0, 0, 0);
    loop {
        while old.get(i).is_some_and(|s| s.range.end <= at) {
            i += 1;
        }
        while new.get(j).is_some_and(|s| s.range.end <= at) {
            j += 1;
        }
        let (a, b) = (old.get(i), new.get(j));
        // The next place after `at` where either list changes.
        let edge = |span: &Span| {
            if span.range.start > at {
                span.range.start
            } else {
                span.range.end
            }
        };
        let Some(end) = [a, b].into_iter().flatten().map(edge).min() else {
            break;
        };
        let here = |span: &&Span| span.range.start <= at;
        push(&mut found, at..end, a.filter(here), b.filter(here));
        at = end;
    }
    mark_resized(&mut found, old, new);
    found
}

fn push<'s>(
    found: &mut Vec<Change<'s>>,
    range: Range<usize>,
    old: Option<&'s Span>,
    new: Option<&'s Span>,
) {
    let Some(kind) = kind(old, new) else { return };
    let alike = |a: Option<&Span>, b: Option<&Span>| match (a, b) {
        (Some(a), Some(b)) => same(a, b),
        (a, b) => a.is_none() && b.is_none(),
    };
    if let Some(last) = found.last_mut()
        && last.range.end == range.start
        && last.kind == kind
        && alike(last.old, old)
        && alike(last.new, new)
    {
        last.range.end = range.end;
        return;
    }
    found.push(Change {
        range,
        kind,
        old,
        new,
        resized: false,
    });
}

fn kind(old: Option<&Span>, new: Option<&Span>) -> Option<Kind> {
    Some(match (old, new) {
        (None, None) => return None,
        (Some(a), Some(b)) if same(a, b) => Kind::Same,
        (Some(a), Some(b)) if a.removed == b.removed => Kind::Moved,
        (_, Some(b)) if b.removed => Kind::NewlyRemoved,
        (Some(a), _) if a.removed => Kind::NoLongerRemoved,
        (_, Some(_)) => Kind::NewlyKept,
        (Some(_), None) => Kind::NoLongerKept,
    })
}

fn same(a: &Span, b: &Span) -> bool {
    (a.removed, &a.rule, &a.category) == (b.removed, &b.rule, &b.category)
}

fn mark_resized(found: &mut [Change<'_>], old: &[Span], new: &[Span]) {
    for change in found {
        let (own, others) = match change.kind {
            Kind::NewlyRemoved | Kind::NewlyKept => (change.new, old),
            Kind::NoLongerRemoved | Kind::NoLongerKept => (change.old, new),
            Kind::Moved | Kind::Same => continue,
        };
        let Some(own) = own else { continue };
        let first = others.partition_point(|s| s.range.end <= own.range.start);
        let mut overlapping = others[first..]
            .iter()
            .take_while(|s| s.range.start < own.range.end);
        change.resized = overlapping.any(|s| s.removed == own.removed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(range: Range<usize>, rule: &str) -> Span {
        Span {
            range,
            rule: rule.into(),
            category: "copyright".into(),
            removed: true,
        }
    }

    fn kept(range: Range<usize>, rule: &str) -> Span {
        Span {
            removed: false,
            ..span(range, rule)
        }
    }

    /// Places and kinds; a resized one is marked.
    fn of(old: &[Span], new: &[Span]) -> Vec<(usize, usize, Kind, bool)> {
        changes(old, new)
            .iter()
            .map(|c| (c.range.start, c.range.end, c.kind, c.resized))
            .collect()
    }

    use Kind::{Moved, NewlyKept, NewlyRemoved, NoLongerKept, NoLongerRemoved, Same};

    #[test]
    fn new_gone_and_the_same() {
        let (a, b) = (span(2..5, "a/x"), span(9..12, "b/x"));
        assert_eq!(of(&[], &[]), []);
        assert_eq!(
            of(&[], std::slice::from_ref(&a)),
            [(2, 5, NewlyRemoved, false)]
        );
        assert_eq!(
            of(std::slice::from_ref(&a), &[]),
            [(2, 5, NoLongerRemoved, false)]
        );
        assert_eq!(
            of(&[a.clone(), b.clone()], &[a, b]),
            [(2, 5, Same, false), (9, 12, Same, false)]
        );
    }

    #[test]
    fn the_same_text_under_another_rule_or_category_is_no_loss() {
        let a = span(2..5, "a/x");
        assert_eq!(
            of(std::slice::from_ref(&a), &[span(2..5, "b/x")]),
            [(2, 5, Moved, false)]
        );
        let other = Span {
            category: "reprint_notice".into(),
            ..a.clone()
        };
        assert_eq!(of(&[a], &[other]), [(2, 5, Moved, false)]);
    }

    #[test]
    fn a_longer_span_is_what_it_gained_and_a_shorter_one_what_it_lost() {
        let (short, long) = (span(4..6, "a/x"), span(2..9, "a/x"));
        assert_eq!(
            of(std::slice::from_ref(&short), std::slice::from_ref(&long)),
            [
                (2, 4, NewlyRemoved, true),
                (4, 6, Same, false),
                (6, 9, NewlyRemoved, true)
            ]
        );
        assert_eq!(
            of(&[long], &[short]),
            [
                (2, 4, NoLongerRemoved, true),
                (4, 6, Same, false),
                (6, 9, NoLongerRemoved, true)
            ]
        );
    }

    #[test]
    fn a_rule_that_takes_more_than_the_one_before_moved_a_part_and_won_the_rest() {
        assert_eq!(
            of(&[span(0..4, "a/x")], &[span(2..8, "b/x")]),
            [
                (0, 2, NoLongerRemoved, true),
                (2, 4, Moved, false),
                (4, 8, NewlyRemoved, true)
            ]
        );
    }

    #[test]
    fn neighbours_of_one_rule_are_one_change_and_of_two_rules_two() {
        let joined = [span(0..4, "a/x"), span(4..8, "a/x")];
        assert_eq!(of(&joined, &[]), [(0, 8, NoLongerRemoved, false)]);
        assert_eq!(of(&joined, &[span(0..8, "a/x")]), [(0, 8, Same, false)]);
        let two = [span(0..4, "a/x"), span(4..8, "b/x")];
        assert_eq!(
            of(&two, &[span(0..8, "c/x")]),
            [(0, 4, Moved, false), (4, 8, Moved, false)]
        );
    }

    #[test]
    fn what_is_only_reported_is_told_from_what_is_removed() {
        let (out, stays) = (span(2..5, "a/x"), kept(2..5, "a/x"));
        let one = std::slice::from_ref;
        assert_eq!(of(&[], one(&stays)), [(2, 5, NewlyKept, false)]);
        assert_eq!(of(one(&stays), &[]), [(2, 5, NoLongerKept, false)]);
        assert_eq!(of(one(&stays), one(&out)), [(2, 5, NewlyRemoved, false)]);
        assert_eq!(of(one(&out), one(&stays)), [(2, 5, NoLongerRemoved, false)]);
        assert_eq!(
            of(one(&stays), &[kept(2..5, "b/x")]),
            [(2, 5, Moved, false)]
        );
    }

    /// Spans of up to three characters, up to three apart, of two rules and both consequences.
    fn spans() -> impl proptest::strategy::Strategy<Value = Vec<Span>> {
        use proptest::prelude::*;
        prop::collection::vec((0..4_usize, 1..4_usize, 0..2_usize, any::<bool>()), 0..6).prop_map(
            |parts| {
                let mut at = 0;
                let one = |(gap, length, rule, removed): (usize, usize, usize, bool)| {
                    let start = at + gap;
                    at = start + length;
                    Span {
                        removed,
                        ..span(start..at, ["a/x", "b/x"][rule])
                    }
                };
                parts.into_iter().map(one).collect()
            },
        )
    }

    proptest::proptest! {
        #[test]
        fn changes_are_what_a_look_at_every_character_finds(old in spans(), new in spans()) {
            let at = |spans: &[Span], place: usize| {
                spans.iter().find(|s| s.range.contains(&place)).cloned()
            };
            let found = changes(&old, &new);
            for place in 0..40 {
                let expected = kind(at(&old, place).as_ref(), at(&new, place).as_ref());
                let here: Vec<Kind> = found
                    .iter()
                    .filter(|c| c.range.contains(&place))
                    .map(|c| c.kind)
                    .collect();
                proptest::prop_assert_eq!(here, expected.into_iter().collect::<Vec<_>>());
            }
            proptest::prop_assert!(found.windows(2).all(|w| w[0].range.end <= w[1].range.start));
        }
    }
}
