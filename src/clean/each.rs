//! Many texts on several threads, answers in their order.

use std::ops::Range;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::{Cleaned, Cleaner};
use crate::options::Context;

/// Texts are handed to threads in blocks of so many bytes, or one text: small enough that no thread
/// is left with the last block for long.
const BLOCK: usize = 64 << 10;

impl Cleaner {
    /// Cleans texts on up to `threads` threads (at least one) and gives what `each` makes of every
    /// answer, in the order of the texts and the same on any number of threads. Threads live no longer
    /// than the call; fewer start where the texts are few.
    ///
    /// ```
    /// use jingwen::{Cleaner, Context, RuleSet};
    ///
    /// let cleaner = Cleaner::new(RuleSet::builtin());
    /// let texts = ["A first story about a bridge.", "Advertisement", ""];
    /// let documents = texts.map(|text| (text, Context::new()));
    /// let bodies = cleaner.clean_each(&documents, 2, |_, cleaned| cleaned.into_body());
    /// assert_eq!(bodies, ["A first story about a bridge.", "", ""]);
    /// ```
    ///
    /// # Panics
    /// If `each` does.
    pub fn clean_each<'t, R: Send>(
        &self,
        documents: &[(&'t str, Context<'t>)],
        threads: usize,
        each: impl Fn(&'t str, Cleaned) -> R + Sync,
    ) -> Vec<R> {
        let one = |(text, context): &(&'t str, Context<'t>)| {
            let cleaned = self.clean_with(text, context);
            each(text, cleaned)
        };
        let blocks = blocks(documents);
        let threads = threads.min(blocks.len());
        if threads < 2 {
            return documents.iter().map(one).collect();
        }
        let next = AtomicUsize::new(0);
        let work = || {
            let mut done = Vec::new();
            // Only the number itself passes between threads.
            while let Some(block) = blocks.get(next.fetch_add(1, Ordering::Relaxed)) {
                let answers: Vec<R> = documents[block.clone()].iter().map(one).collect();
                done.push((block.start, answers));
            }
            done
        };
        let mut done: Vec<(usize, Vec<R>)> = thread::scope(|scope| {
            let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
            let mut done = work();
            for other in others {
                done.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
            }
            done
        });
        done.sort_unstable_by_key(|(start, _)| *start);
        done.into_iter().flat_map(|(_, answers)| answers).collect()
    }
}

fn blocks(documents: &[(&str, Context<'_>)]) -> Vec<Range<usize>> {
    let mut blocks = Vec::new();
    let (mut start, mut bytes) = (0, 0);
    for (i, (text, _)) in documents.iter().enumerate() {
        bytes += text.len();
        if bytes >= BLOCK || i + 1 == documents.len() {
            blocks.push(start..i + 1);
            (start, bytes) = (i + 1, 0);
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::RuleSet;

    #[test]
    fn answers_are_those_of_clean_with_in_order_on_any_number_of_threads() {
        let cleaner = Cleaner::new(RuleSet::builtin());
        let text = |i: usize| {
            let story = format!("Story {i}: the council approved the new bridge on Monday.\n");
            format!(
                "{}Advertisement\nWork will start in May.",
                story.repeat(i % 40)
            )
        };
        let texts: Vec<String> = (0..200).map(text).collect();
        let source = Context::new().source(Some("www.example.com"));
        let documents: Vec<_> = texts.iter().map(|t| (t.as_str(), source)).collect();
        assert!(
            blocks(&documents).len() > 3,
            "there is something to share out"
        );
        let expected: Vec<(usize, String)> = documents
            .iter()
            .map(|(text, context)| (text.len(), cleaner.clean_with(text, context).into_body()))
            .collect();
        assert!(expected.iter().all(|(len, body)| body.len() < *len));
        for threads in [0, 1, 2, 5, 300] {
            let found = cleaner.clean_each(&documents, threads, |t, c| (t.len(), c.into_body()));
            assert_eq!(found, expected, "{threads} threads");
        }
        assert!(cleaner.clean_each(&[], 4, |_, _| ()).is_empty());
    }

    #[test]
    #[should_panic(expected = "the last text")]
    fn a_panic_is_passed_on() {
        let cleaner = Cleaner::new(RuleSet::empty());
        let text = "x".repeat(BLOCK);
        let mut documents = vec![(text.as_str(), Context::new()); 8];
        documents.push(("the last", Context::new()));
        cleaner.clean_each(&documents, 3, |text, _| {
            assert_ne!(text, "the last", "the last text")
        });
    }
}
