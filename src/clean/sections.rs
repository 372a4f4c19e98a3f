//! Texts that are too large for one decision: judged section by section, each in a window with what
//! stands before and behind it, so that memory stays bounded and no section has an end of its own.

use unicode_segmentation::GraphemeCursor;

use super::deletions::deletions;
use super::{Cleaner, Decided};
use crate::detect::Finding;
use crate::language::{LangSpan, Languages};
use crate::options::{Context, Outcome};
use crate::text::layout;

/// Larger texts are judged in sections; in bytes.
pub(super) const LARGE: usize = 1 << 20;
/// Size of a section,
const SECTION: usize = 1 << 17;
/// and of what is looked at around it: more sentences than the judge looks at around a unit.
const MARGIN: usize = 1 << 14;

pub(super) fn decide(cleaner: &Cleaner, text: &str, context: &Context<'_>) -> Decided {
    let mut all = Decided {
        findings: Vec::new(),
        deletions: Vec::new(),
        dropped: Vec::new(),
        langs: Vec::new(),
        outcome: Outcome::Unchanged,
        hits: Vec::new(),
        scored: 0,
    };
    let (mut outcomes, mut start) = (Vec::new(), 0);
    while start < text.len() {
        let from = cut(text, start.saturating_sub(MARGIN)).min(start);
        let end = cut(text, start + SECTION);
        let until = cut(text, end + MARGIN);
        let window = &text[from..until];
        let langs = Languages::of(window);
        let detected = cleaner
            .detector
            .detect(window, &langs, context, &cleaner.options);
        // The section grows by what a finding takes beyond its end.
        let mut end = end;
        let mut findings = Vec::new();
        for mut finding in detected.findings {
            let range = finding.range.start + from..finding.range.end + from;
            if range.start < start {
                continue;
            }
            if range.start >= end {
                break;
            }
            if range.end > end {
                end = cut(text, range.end).min(until);
            }
            finding.range = range.start - start..range.end - start;
            findings.push(finding);
        }
        let section = &text[start..end];
        let keep = cleaner.options.keep_whitespace;
        let gone = deletions(section, &layout::rows(section), &findings, keep);
        let known = all.findings.len();
        let moved = |(range, finding): super::Deletion| {
            (
                range.start + start..range.end + start,
                finding.map(|i| known + i),
            )
        };
        all.deletions.extend(gone.into_iter().map(moved));
        all.findings
            .extend(findings.into_iter().map(|mut finding: Finding| {
                finding.range = finding.range.start + start..finding.range.end + start;
                finding
            }));
        for mut hit in detected.dropped {
            hit.range = hit.range.start + from..hit.range.end + from;
            if hit.is_guarded() && (start..end).contains(&hit.range.start) {
                all.dropped.push(hit);
            }
        }
        tile(&mut all.langs, cleaner.told(langs), from, start..end);
        all.scored += detected.scored.min(section.len());
        outcomes.push(detected.outcome);
        start = end;
    }
    all.outcome = overall(&outcomes);
    all
}

/// What became of the whole: for review if a section is, empty if all are.
fn overall(outcomes: &[Outcome]) -> Outcome {
    let any = |outcome| outcomes.contains(&outcome);
    if any(Outcome::Review) {
        Outcome::Review
    } else if !any(Outcome::Unchanged) && !any(Outcome::Cleaned) {
        Outcome::Empty
    } else if outcomes.iter().all(|o| *o == Outcome::Unchanged) {
        Outcome::Unchanged
    } else {
        Outcome::Cleaned
    }
}

/// Adds the parts of a window's spans that lie in the section; equal neighbours become one.
fn tile(
    all: &mut Vec<LangSpan>,
    spans: Vec<LangSpan>,
    from: usize,
    section: std::ops::Range<usize>,
) {
    for mut span in spans {
        let start = (span.range.start + from).max(section.start);
        let end = (span.range.end + from).min(section.end);
        if start >= end {
            continue;
        }
        match all.last_mut() {
            Some(last) if last.lang == span.lang && last.certain == span.certain => {
                last.range.end = end;
            }
            _ => {
                span.range = start..end;
                all.push(span);
            }
        }
    }
}

/// The first place from here on where a line begins; in a long line where a word does, or at worst
/// a grapheme.
fn cut(text: &str, at: usize) -> usize {
    if at == 0 || at >= text.len() {
        return at.min(text.len());
    }
    let at = character(text, at);
    let end = character(text, (at + MARGIN).min(text.len()));
    let near = &text[at..end];
    if text.as_bytes()[at - 1] == b'\n' {
        return at;
    }
    if let Some(line) = near.find('\n') {
        return at + line + 1;
    }
    if end == text.len() {
        return end;
    }
    let sentence = near.find(['。', '！', '？', ' ']);
    let from = sentence.map_or(at, |i| at + i);
    let mut cursor = GraphemeCursor::new(from, text.len(), true);
    let next = cursor.next_boundary(text, 0);
    next.ok().flatten().unwrap_or(text.len())
}

/// The first place from here on where a character begins.
fn character(text: &str, at: usize) -> usize {
    let mut places = at..text.len();
    places
        .find(|&at| text.is_char_boundary(at))
        .unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::Options;
    use crate::rules::RuleSet;

    const STORY: &str = "The harbour board approved a plan on Tuesday to rebuild the eastern pier, which a storm tore apart last winter.\nAdvertisement\nWork begins in May, once the herring season is over, and the board expects the fleet to move.\n委员会周一在图书馆开会，讨论了新码头的名称和费用，会议持续了三个小时。\n责任编辑：王小明\n";

    /// Rules alone: what they take does not hang on how much stands around.
    fn cleaner(rules: RuleSet) -> Cleaner {
        Cleaner::with_weights(rules, None, Options::new())
    }

    fn large(line_end: &str) -> String {
        STORY.replace('\n', line_end).repeat(3000)
    }

    #[test]
    fn a_large_text_loses_what_a_small_one_loses() {
        let cleaner = cleaner(RuleSet::builtin());
        let text = large("\n");
        assert!(text.len() > LARGE);
        let cleaned = cleaner.clean(&text);
        assert_eq!(cleaned.restore(), text);
        assert_eq!(cleaned.body().matches("Advertisement").count(), 0);
        assert_eq!(cleaned.body().matches("herring season").count(), 3000);
        assert_eq!(cleaned.body().matches("讨论了新码头").count(), 3000);
        let mut end = 0;
        for span in cleaned.langs() {
            assert_eq!(span.range.start, end);
            end = span.range.end;
        }
        assert_eq!(end, text.len());
        let findings = cleaned.findings();
        assert!(
            findings
                .windows(2)
                .all(|w| w[0].range.end <= w[1].range.start)
        );
        #[cfg(feature = "batch")]
        {
            let (bare, gone) = cleaner.clean_bare(text.clone(), &Context::new());
            assert_eq!((bare.body(), bare.edits()), (cleaned.body(), &[][..]));
            assert!(
                gone.into_iter()
                    .eq(crate::report::removed_ranges(cleaned.edits()))
            );
        }
        let owned = cleaner.clean_owned(text, &Context::new());
        assert_eq!(
            (owned.body(), owned.edits()),
            (cleaned.body(), cleaned.edits())
        );
    }

    #[test]
    fn text_without_line_ends_is_cut_between_graphemes() {
        let cleaner = cleaner(RuleSet::empty());
        for text in [
            large(" "),
            "e\u{301}".repeat(LARGE / 2),
            "👩\u{200D}👧".repeat(LARGE / 8),
        ] {
            let mut at = 0;
            while at < text.len() {
                at = cut(&text, at + SECTION);
                let cursor = GraphemeCursor::new(at, text.len(), true).is_boundary(&text, 0);
                assert_eq!(cursor, Ok(true), "{at}");
            }
            assert_eq!(cleaner.clean(&text).body(), text);
        }
    }
}
