//! The languages of the atoms: the labelling of least cost, where an atom costs what speaks
//! against its label, and a change of label costs more the less the text breaks there.
//!
//! Short foreign runs are absorbed by their sentence because two changes inside it cost more
//! than they weigh; a sentence of its own, between two full stops, is cheap to set apart.

use super::Lang;
use super::gap::Break;
use super::latin::Verdict;
use super::script::{Atom, HAN, Script};

/// The labels, in the order in which ties are broken.
const LANGS: [Lang; 4] = [Lang::En, Lang::ZhHans, Lang::ZhHant, Lang::Other];
const HANS: usize = 1;
const HANT: usize = 2;

/// What labels without evidence cost on a line: just above two changes at line breaks, so that a
/// line that cannot be decided takes the document's majority rather than its neighbour's.
const PRIOR: u64 = 11;

/// What a change of language costs at a break, in twentieths of a Han character.
fn change(gap: Break) -> u64 {
    match gap {
        Break::Line => 5,
        Break::Separator => 30,
        Break::Sentence => 40,
        Break::ColonQuote => 60,
        Break::Quote | Break::Colon => 100,
        Break::Bracket => 120,
        Break::Comma => 140,
        Break::None => 160,
    }
}

/// What is counted over the whole document, to decide what cannot be decided by itself.
struct Majority {
    traditional: bool,
    foreign_latin: bool,
    /// Kana are frequent enough for lines of Han alone to be Japanese.
    japanese: bool,
}

impl Majority {
    fn of(atoms: &[Atom], verdicts: &[Verdict]) -> Self {
        let (mut simplified, mut traditional) = (0, 0);
        let (mut han, mut east) = (0, 0);
        let (mut english, mut foreign, mut marked) = (0, 0, 0);
        for (atom, verdict) in atoms.iter().zip(verdicts) {
            simplified += atom.simplified;
            traditional += atom.traditional;
            match atom.script {
                Script::Han => han += atom.letters,
                Script::East => east += atom.letters,
                Script::Other => {}
                Script::Latin => match verdict {
                    Verdict::English => english += atom.letters,
                    Verdict::Foreign => foreign += atom.letters,
                    Verdict::Unknown { marked: true } => marked += atom.letters,
                    Verdict::Unknown { marked: false } => {}
                },
            }
        }
        Majority {
            traditional: traditional > simplified,
            foreign_latin: foreign > english || (foreign + english == 0 && marked > 0),
            japanese: east * 4 > han,
        }
    }
}

/// The cost of each label for each atom.
fn costs(atoms: &[Atom], verdicts: &[Verdict]) -> Vec<[u64; 4]> {
    let majority = Majority::of(atoms, verdicts);
    let mut out = vec![[0; 4]; atoms.len()];
    for line in groups(atoms, Break::Line) {
        let decided = atoms[line.clone()]
            .iter()
            .any(|atom| atom.simplified != atom.traditional);
        for sentence in groups(&atoms[line.clone()], Break::Sentence) {
            let sentence = line.start + sentence.start..line.start + sentence.end;
            let east = atoms[sentence.clone()]
                .iter()
                .any(|atom| atom.script == Script::East);
            for i in sentence {
                out[i] = cost(&atoms[i], verdicts[i], &majority, east, decided);
            }
        }
        if !decided && let Some(i) = line.clone().find(|&i| atoms[i].script == Script::Han) {
            let minority = if majority.traditional { HANS } else { HANT };
            out[i][minority] += PRIOR;
            if majority.japanese {
                out[i][HANS] += PRIOR;
                out[i][HANT] += PRIOR;
            }
        }
    }
    out
}

fn cost(atom: &Atom, verdict: Verdict, majority: &Majority, east: bool, decided: bool) -> [u64; 4] {
    let weight = atom.weight;
    let (mut en, mut other) = (0, 0);
    let (hans, hant);
    match atom.script {
        Script::Latin => {
            (hans, hant) = (weight, weight);
            match verdict {
                Verdict::English => other = weight,
                Verdict::Foreign => en = weight,
                Verdict::Unknown { marked } if majority.foreign_latin || marked => en = PRIOR,
                Verdict::Unknown { .. } => other = PRIOR + weight / 2,
            }
        }
        Script::Han => {
            en = weight;
            hans = atom.traditional * HAN;
            hant = atom.simplified * HAN;
            // Beside kana or Hangul, Han characters are that language's own.
            other = if east {
                weight / 4
            } else if majority.japanese && !decided {
                0
            } else {
                weight
            };
        }
        Script::East | Script::Other => (en, hans, hant) = (weight, weight, weight),
    }
    [en + atom.wide * HAN / 2, hans, hant, other]
}

/// Ranges of atoms between breaks at least as strong as `at`.
fn groups(atoms: &[Atom], at: Break) -> impl Iterator<Item = std::ops::Range<usize>> + '_ {
    let mut start = 0;
    std::iter::from_fn(move || {
        if start >= atoms.len() {
            return None;
        }
        let rest = &atoms[start + 1..];
        let length = rest
            .iter()
            .position(|atom| atom.gap <= at)
            .unwrap_or(rest.len())
            + 1;
        let group = start..start + length;
        start = group.end;
        Some(group)
    })
}

/// Labels every atom, with the whole labelling's cost at its least.
pub(super) fn label(atoms: &[Atom], verdicts: &[Verdict]) -> Vec<Lang> {
    let costs = costs(atoms, verdicts);
    let mut totals = [0u64; 4];
    let mut from: Vec<[u8; 4]> = Vec::with_capacity(atoms.len());
    for (atom, cost) in atoms.iter().zip(&costs) {
        let step = change(atom.gap);
        // The first of the cheapest labels so far: the only one worth changing from.
        let mut best = 0;
        for label in 1..4 {
            if totals[label] < totals[best] {
                best = label;
            }
        }
        let mut next = [0; 4];
        let mut back = [0; 4];
        for label in 0..4 {
            let (total, source) = if totals[best] + step < totals[label] {
                (totals[best] + step, best)
            } else {
                (totals[label], label)
            };
            next[label] = total + cost[label];
            back[label] = source as u8;
        }
        // Only the differences matter, and they stay small.
        let least = next.iter().copied().min().unwrap_or(0);
        totals = next.map(|total| total - least);
        from.push(back);
    }
    let mut at = 0;
    for label in 1..4 {
        if totals[label] < totals[at] {
            at = label;
        }
    }
    let mut out = vec![Lang::Other; atoms.len()];
    for i in (0..atoms.len()).rev() {
        out[i] = LANGS[at];
        at = usize::from(from[i][at]);
    }
    out
}

/// Whether the atom by itself speaks for its label, rather than its neighbours or the document.
pub(super) fn is_evidence(atom: &Atom, verdict: Verdict, lang: Lang) -> bool {
    match (lang, atom.script) {
        (Lang::En, Script::Latin) => verdict == Verdict::English,
        (Lang::ZhHans, Script::Han) => atom.simplified > atom.traditional,
        (Lang::ZhHant, Script::Han) => atom.traditional > atom.simplified,
        (Lang::Other, Script::Latin) => verdict == Verdict::Foreign,
        (Lang::Other, Script::East | Script::Other) => true,
        _ => false,
    }
}
