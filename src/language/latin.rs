//! English told apart from the other languages in Latin letters.

use super::gap::Break;
use super::script::{Atom, Script};
use super::trigrams::{Guess, Guesser};
use super::words::{ONE_IN, Words, is_plain_english};
use whatlang::{Detector, Lang as Known};

/// What the words of a Latin run say of its language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    English,
    Foreign,
    /// Too short to say; `marked` runs have many accented letters.
    Unknown {
        marked: bool,
    },
}

/// Runs shorter than this many letters are not judged by their letter statistics.
const JUDGE_LETTERS: usize = 40;
/// The statistics are taken from the beginning of a run: they settle early and cost much.
const JUDGE_CHARS: usize = 200;
/// After this many foreign verdicts in a row a run without English words takes the same one.
const STREAK: usize = 3;

/// Judges the Latin atoms, pooling short neighbours on a line until they are long enough.
pub(super) fn verdicts(text: &str, atoms: &[Atom]) -> Vec<Verdict> {
    let mut out = vec![Verdict::Unknown { marked: false }; atoms.len()];
    let mut judge = Judge::new();
    let mut i = 0;
    // The last verdict on this line's unbroken Latin run, for a remainder too short to judge.
    let mut last = None;
    while i < atoms.len() {
        if atoms[i].script != Script::Latin {
            last = None;
            i += 1;
            continue;
        }
        if atoms[i].gap == Break::Line {
            last = None;
        }
        let first = i;
        let mut letters = atoms[i].letters;
        i += 1;
        while letters < JUDGE_LETTERS
            && i < atoms.len()
            && atoms[i].script == Script::Latin
            && atoms[i].gap != Break::Line
            && atoms[i].letters < JUDGE_LETTERS
        {
            letters += atoms[i].letters;
            i += 1;
        }
        let run = &text[atoms[first].start..atoms[i - 1].end];
        let verdict = match (judge.judge(run, letters), last) {
            (Verdict::Unknown { .. }, Some(known)) if letters < JUDGE_LETTERS => known,
            (verdict, _) => verdict,
        };
        if !matches!(verdict, Verdict::Unknown { .. }) {
            last = Some(verdict);
        }
        out[first..i].fill(verdict);
    }
    out
}

struct Judge {
    guesser: Guesser,
    detector: Option<Detector>,
    streak: usize,
}

impl Judge {
    fn new() -> Self {
        Judge {
            guesser: Guesser::default(),
            detector: None,
            streak: 0,
        }
    }

    fn judge(&mut self, run: &str, letters: usize) -> Verdict {
        let head = head(run);
        if is_plain_english(head) {
            self.streak = 0;
            return Verdict::English;
        }
        let Words {
            words,
            lower,
            english,
            accented,
        } = Words::of(head);
        let marked = accented * 12 >= letters.min(JUDGE_CHARS);
        if !marked && english * ONE_IN >= words && english > 0 {
            self.streak = 0;
            return Verdict::English;
        }
        if letters < JUDGE_LETTERS {
            return Verdict::Unknown { marked };
        }
        if self.streak >= STREAK && english == 0 {
            return Verdict::Foreign;
        }
        let verdict = match self.guess(head) {
            Some(found) if found.english => Verdict::English,
            // Plain ASCII needs a sure answer: headlines made of names look like anything.
            Some(found) if accented >= 2 || found.confidence > 0.9 => Verdict::Foreign,
            // Running text without one English word needs less.
            Some(found) if english == 0 && lower * 2 > words && found.confidence > 0.2 => {
                Verdict::Foreign
            }
            _ => Verdict::Unknown { marked },
        };
        match verdict {
            Verdict::Foreign => self.streak += 1,
            _ => self.streak = 0,
        }
        verdict
    }

    /// The likeliest language of text that has letters.
    fn guess(&mut self, head: &str) -> Option<Guess> {
        self.guesser.guess(head).or_else(|| {
            let found = self.detector().detect(head)?;
            Some(Guess {
                english: found.lang() == Known::Eng,
                confidence: found.confidence(),
            })
        })
    }

    fn detector(&mut self) -> &Detector {
        // Every language on the list costs time, so only those that news is likely to be in.
        self.detector.get_or_insert_with(|| {
            Detector::with_allowlist(vec![
                Known::Eng,
                Known::Fra,
                Known::Deu,
                Known::Spa,
                Known::Por,
                Known::Ita,
                Known::Nld,
                Known::Vie,
                Known::Ind,
                Known::Tur,
                Known::Pol,
                Known::Swe,
                Known::Dan,
                Known::Nob,
                Known::Fin,
                Known::Ces,
                Known::Ron,
                Known::Hun,
                Known::Tgl,
            ])
        })
    }
}

/// The first [`JUDGE_CHARS`] characters of a run.
fn head(run: &str) -> &str {
    if run.len() <= JUDGE_CHARS {
        return run;
    }
    if run.as_bytes()[..JUDGE_CHARS].is_ascii() {
        return &run[..JUDGE_CHARS];
    }
    run.char_indices()
        .nth(JUDGE_CHARS)
        .map_or(run, |(end, _)| &run[..end])
}

#[cfg(test)]
mod tests;
