//! The automaton of Aho and Corasick, "Efficient string matching: an aid to bibliographic search"
//! (1975), as implemented by the `aho-corasick` crate: slow to build, as quick for any text.

use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use rustc_hash::FxHashMap;

use super::Texts;
use super::texts::number;

/// The compiled literals.
#[derive(Debug)]
pub(in crate::detect) struct Automaton {
    /// None without literals.
    automaton: Option<AhoCorasick>,
    /// By automaton id: the literals that begin so.
    begins: Vec<Vec<Begun>>,
}

/// A literal among those of one beginning, which are sorted, so that behind each come those that go
/// on from it.
#[derive(Debug)]
struct Begun {
    text: u32,
    /// Bytes that stand there already if the literal before stood that it goes on from.
    known: u32,
    /// The next that does not go on from it.
    next: u32,
}

/// The automaton knows this many bytes of a text, the rest is compared: a fraction of the states, and
/// of the time to build them.
const BEGINNING: usize = 6;

impl Automaton {
    pub fn new(texts: &Texts) -> Self {
        let mut ids: FxHashMap<&[u8], usize> = FxHashMap::default();
        let mut beginnings: Vec<&[u8]> = Vec::new();
        let mut begins: Vec<Vec<u32>> = Vec::new();
        for i in 0..number(texts.len()) {
            let bytes = texts.text(i).as_bytes();
            let beginning = &bytes[..bytes.len().min(BEGINNING)];
            let id = *ids.entry(beginning).or_insert_with(|| {
                beginnings.push(beginning);
                begins.push(Vec::new());
                begins.len() - 1
            });
            begins[id].push(i);
        }
        let automaton = (!beginnings.is_empty()).then(|| {
            AhoCorasick::builder()
                .kind(Some(AhoCorasickKind::ContiguousNFA))
                .match_kind(MatchKind::Standard)
                // Quicker to build than the default, no slower to search.
                .dense_depth(1)
                .prefilter(false)
                .build(&beginnings)
                .expect("the patterns of a rule set fit an automaton")
        });
        let begins = begins.into_iter().map(|ids| tree(texts, ids)).collect();
        Automaton { automaton, begins }
    }

    /// Calls `each` with every place from byte `from` on of every literal, and the literal's number.
    /// The places of one literal come in order. What is compared at a place is as much as stands
    /// there of the longest literal, and what differs.
    pub fn search(
        &self,
        texts: &Texts,
        hay: &str,
        from: usize,
        mut each: impl FnMut(Range<usize>, u32),
    ) {
        let Some(automaton) = &self.automaton else {
            return;
        };
        let input = aho_corasick::Input::new(hay).range(from..);
        for found in automaton.find_overlapping_iter(input) {
            let rest = &hay.as_bytes()[found.start()..];
            let begins = &self.begins[found.pattern().as_usize()];
            let mut at = 0;
            while let Some(begun) = begins.get(at) {
                let text = texts.text(begun.text).as_bytes();
                let known = begun.known as usize;
                let is_there = rest.len() >= text.len() && rest[known..text.len()] == text[known..];
                if is_there {
                    each(found.start()..found.start() + text.len(), begun.text);
                    at += 1;
                } else {
                    at = begun.next as usize;
                }
            }
        }
    }
}

/// Puts the literals of one beginning in order, and says which go on from which.
fn tree(texts: &Texts, mut ids: Vec<u32>) -> Vec<Begun> {
    ids.sort_unstable_by_key(|&id| texts.text(id));
    let end = number(ids.len());
    let mut all: Vec<Begun> = Vec::with_capacity(ids.len());
    // Those that the next one may go on from, each going on from the one before.
    let mut open: Vec<usize> = Vec::new();
    for (at, id) in (0..).zip(ids) {
        let text = texts.text(id);
        while let Some(&before) = open.last() {
            let longer = text.starts_with(texts.text(all[before].text));
            if longer {
                break;
            }
            all[before].next = at;
            open.pop();
        }
        let known = open.last().map_or(0, |&i| texts.text(all[i].text).len());
        open.push(all.len());
        all.push(Begun {
            text: id,
            known: number(known),
            next: end,
        });
    }
    all
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::detect::search::{Choice, keys};
    use crate::rules::RuleSet;

    #[test]
    fn literals_that_go_on_from_each_other_are_compared_as_one() {
        let all = [
            "lantern oil",
            "lantern oil lamp",
            "lantern oil lamps",
            "lantern oils now",
        ];
        let pattern = |(i, text): (usize, &&str)| {
            format!("[[pattern]]\nkey = \"k{i}\"\nlang = \"en\"\ntext = \"{text}\"\n")
        };
        let patterns: String = all.iter().enumerate().map(pattern).collect();
        let text = format!("category = \"other\"\n{patterns}");
        let rules = RuleSet::empty()
            .with_text(Path::new("a.toml"), &text)
            .unwrap();
        let patterns: Vec<_> = rules.patterns().into_iter().cloned().collect();
        let texts = Texts::new(&patterns, &keys(&patterns, Choice::Careful));
        let automaton = Automaton::new(&texts);
        let [begins] = &automaton.begins[..] else {
            panic!("all begin alike");
        };
        let told = |b: &Begun| (texts.text(b.text).to_owned(), b.known, b.next);
        let told: Vec<_> = begins.iter().map(told).collect();
        let wanted = [(0, 4), (11, 3), (16, 3), (11, 4)];
        let wanted = all
            .iter()
            .zip(wanted)
            .map(|(text, (known, next))| (text.to_string(), known, next));
        assert_eq!(told, wanted.collect::<Vec<_>>());
        let mut found = Vec::new();
        let hay = "lantern oil lampshade, lantern oils now";
        automaton.search(&texts, hay, 0, |place, _| found.push(hay[place].to_owned()));
        assert_eq!(
            found,
            [
                "lantern oil",
                "lantern oil lamp",
                "lantern oil lamps",
                "lantern oil",
                "lantern oils now"
            ]
        );
    }
}
