//! A repeated line as it is told: the rule that it becomes, with counts and contexts for people.

use std::borrow::Cow;

use super::count::Count;
use super::decide::Decision;
use super::look::Look;
use super::{Considered, Rule};
use crate::rules::model::Zone;

/// Characters that a slot may have beside those seen, and at least.
const MORE: usize = 8;
const SLOT: usize = 16;
const SLOT_MOST: usize = 200;
/// Contexts that a rule shows.
const CONTEXTS: usize = 2;

/// The key of the rule of a line with this fingerprint.
pub(super) fn key(count: &Count, key: u64) -> String {
    let kind = if count.parts > 0 { "sentence" } else { "line" };
    format!("{kind}-{:012x}", key >> 16)
}

/// A line that repeats, with all that is known of it.
pub(super) struct Told<'l> {
    pub source: &'l str,
    pub count: &'l Count,
    pub size: u32,
    pub looks: &'l [Look],
    pub decision: &'l Decision,
}

impl Told<'_> {
    fn counted(&self) -> String {
        let (count, size) = (self.count, self.size);
        let share = count.documents as u64 * 1000 / u64::from(size.max(1));
        let inside = count.documents - count.head - count.tail;
        format!(
            "{} of {size} documents of {} ({}.{} %): before the body {}, inside {inside}, behind it {}; judged {}",
            count.documents,
            one_line(self.source),
            share / 10,
            share % 10,
            count.head,
            count.tail,
            decimal(self.decision.judge),
        )
    }

    /// What is said of it.
    pub fn considered(&self) -> Considered {
        Considered {
            source: self.source.to_owned(),
            text: self.looks[0].text.clone(),
            counted: self.counted(),
            became: self.decision.strength.map_err(Cow::Borrowed),
            evidence: [self.decision.judge, self.decision.total],
        }
    }

    /// The rule that it becomes, if it becomes one.
    pub fn rule(&self, key: u64) -> Option<Rule> {
        let strength = self.decision.strength.ok()?;
        let first = &self.looks[0];
        let most = |of: fn(&Look) -> usize| self.looks.iter().map(of).max().unwrap_or(0);
        let slot = |seen: usize| match seen {
            0 => 0,
            seen => (seen + MORE).clamp(SLOT, SLOT_MOST),
        };
        let is_part = self.count.parts > 0;
        let context = |look: &Look| {
            let parts = [&look.before, &look.text, &look.after];
            format!(
                "…{} ⏎ [{}] ⏎ {}…",
                parts[0].trim(),
                parts[1],
                parts[2].trim()
            )
        };
        let look_for_example = |look: &&Look| !look.body[0].is_empty();
        let own = self.looks.iter().find(look_for_example).unwrap_or(first);
        let example = match (&own.body[0], &own.body[1]) {
            (before, _) if before.is_empty() => None,
            (before, after) if self.decision.zone == Zone::Tail || after.is_empty() => {
                Some(format!("{before}\n{}", own.text))
            }
            (before, after) => Some(format!("{before}\n{}\n{after}", own.text)),
        };
        Some(Rule {
            key: self::key(self.count, key),
            source: self.source.to_owned(),
            pieces: first.pieces.clone(),
            gap: slot(most(|l| l.widest)),
            slack: [slot(most(|l| l.ends[0])), slot(most(|l| l.ends[1]))],
            is_part,
            category: self.decision.category,
            zone: self.decision.zone,
            strength,
            lang: if first.is_han { "zh" } else { "en" }.to_owned(),
            counted: self.counted(),
            contexts: self
                .looks
                .iter()
                .take(CONTEXTS)
                .map(context)
                .map(|c| one_line(&c))
                .collect(),
            text: own.text.clone(),
            example,
            example_lang: Cow::Borrowed(if first.is_han { "zh-Hans" } else { "en" }),
        })
    }
}

/// Line breaks and other controls would end a comment.
fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

/// 256ths with one decimal.
fn decimal(value: i32) -> String {
    let tenths = (value * 10 + 128 * value.signum()) / 256;
    let sign = if tenths < 0 { "-" } else { "" };
    format!("{sign}{}.{}", tenths.abs() / 10, tenths.abs() % 10)
}
