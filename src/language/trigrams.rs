//! The likeliest language of text in Latin letters: what whatlang finds among the languages on our
//! list, bit for bit, at a fraction of the time. The trigrams of the text are looked up in one table
//! of all languages, where whatlang looks up the trigrams of every language in the text.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

static TABLE: &str = include_str!("../../corpus/tables/latin.tsv");

/// Trigrams of a language; also what a trigram costs that the text has not.
const RANKS: u32 = 300;
/// No fewer languages than the table has.
const LANGUAGES: usize = 32;

/// The likeliest language of a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Guess {
    pub(super) english: bool,
    /// From 0 to 1.
    pub(super) confidence: f64,
}

struct Profiles {
    english: usize,
    languages: usize,
    /// By letter beyond ASCII, the languages that have it, a bit each.
    letters: FxHashMap<char, u32>,
    /// By trigram, where its places begin and end.
    trigrams: FxHashMap<u64, (u16, u16)>,
    /// Language and rank.
    places: Vec<(u8, u16)>,
}

static PROFILES: LazyLock<Profiles> = LazyLock::new(|| {
    let mut profiles = Profiles {
        english: 0,
        languages: 0,
        letters: FxHashMap::default(),
        trigrams: FxHashMap::default(),
        places: Vec::new(),
    };
    let mut found = Vec::new();
    for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
        let mut fields = line.split('\t');
        let [name, letters, trigrams] = [(); 3].map(|()| fields.next().unwrap_or_default());
        let language = profiles.languages;
        profiles.languages += 1;
        if name == "eng" {
            profiles.english = language;
        }
        for c in letters.chars().filter(|c| !c.is_ascii()) {
            *profiles.letters.entry(c).or_default() |= 1 << language;
        }
        for (rank, trigram) in trigrams.split(' ').enumerate() {
            let mut chars = trigram.chars().map(|c| if c == '_' { ' ' } else { c });
            let chars = [(); 3].map(|()| chars.next().unwrap_or(' '));
            found.push((key(chars), (language as u8, rank as u16)));
        }
    }
    found.sort_unstable();
    for (at, (trigram, place)) in found.into_iter().enumerate() {
        let at = at as u16;
        profiles.trigrams.entry(trigram).or_insert((at, at)).1 = at + 1;
        profiles.places.push(place);
    }
    profiles
});

/// A trigram as a number, in the order of its characters, which are of the basic plane.
fn key([a, b, c]: [char; 3]) -> u64 {
    (a as u64) << 32 | (b as u64) << 16 | c as u64
}

/// The guesser, with room that it uses again.
#[derive(Default)]
pub(super) struct Guesser {
    /// Trigrams, later with their number above them.
    found: Vec<u64>,
}

impl Guesser {
    /// The likeliest language of `text`; none where this cannot say, above all where more than half
    /// of the letters are no plain ones.
    pub(super) fn guess(&mut self, text: &str) -> Option<Guess> {
        let profiles = &*PROFILES;
        let mut has = [0u32; LANGUAGES];
        let (mut plain, mut others) = (0, 0);
        self.found.clear();
        let mut last: Option<[char; 2]> = None;
        let mut take = |c: char| {
            if c.is_ascii_lowercase() {
                plain += 1;
            } else if c != ' ' {
                others += 1;
                let mut languages = profiles.letters.get(&c).copied().unwrap_or(0);
                while languages > 0 {
                    has[languages.trailing_zeros() as usize] += 1;
                    languages &= languages - 1;
                }
            }
            let Some([a, b]) = last.replace([last.map_or(' ', |[_, b]| b), c]) else {
                return;
            };
            // A space stands alone.
            if b != ' ' || (a != ' ' && c != ' ') {
                self.found.push(key([a, b, c]));
            }
        };
        for c in text.chars() {
            match c {
                'A'..='Z' | 'a'..='z' => take(c.to_ascii_lowercase()),
                // The one control that is no stop.
                '\0'..'\x7F' => take(' '),
                // A sigma in lower case depends on its place.
                'Σ' | '\u{10000}'.. => return None,
                _ => c.to_lowercase().for_each(&mut take),
            }
        }
        take(' ');
        // Else another script may be the main one.
        if plain <= others {
            return None;
        }
        self.rank();
        let distances = self.distances(profiles);
        let count = self.found.len();
        let (most, letters) = (count as u32 * RANKS, plain + others);
        let by_letters = (-(letters as f64 / 300.0) + 2.0 / 3.0).clamp(1.0 / 3.0, 2.0 / 3.0);
        // Where two are alike, the one with more of the letters comes first, and else the one that
        // is first in the table.
        let mut best = (0.0, 0, 0);
        let mut second = 0.0;
        for language in 0..profiles.languages {
            let has = (2 * (plain + has[language])).saturating_sub(letters);
            let similarity = f64::from(most - distances[language]) / f64::from(most);
            let score = has as f64 / letters as f64 * by_letters + similarity * (1.0 - by_letters);
            if language == 0 || (score, has) > (best.0, best.1) {
                second = best.0;
                best = (score, has, language);
            } else if score > second {
                second = score;
            }
        }
        Some(Guess {
            english: best.2 == profiles.english,
            confidence: confidence(best.0, second, count),
        })
    }

    /// Leaves the kinds of trigrams, the most frequent first, and among equals those late in the
    /// alphabet.
    fn rank(&mut self) {
        const COUNT: u32 = 48;
        self.found.sort_unstable();
        let mut kinds: usize = 0;
        for i in 0..self.found.len() {
            let trigram = self.found[i];
            if kinds > 0 && self.found[kinds - 1] & ((1 << COUNT) - 1) == trigram {
                self.found[kinds - 1] += 1 << COUNT;
            } else {
                self.found[kinds] = trigram;
                kinds += 1;
            }
        }
        self.found.truncate(kinds);
        self.found.sort_unstable_by(|x, y| y.cmp(x));
        for trigram in &mut self.found {
            *trigram &= (1 << COUNT) - 1;
        }
    }

    /// The distance of each language: what its trigrams cost, each by how far its rank is from the
    /// rank in the text.
    fn distances(&self, profiles: &Profiles) -> [u32; LANGUAGES] {
        let mut distances = [RANKS * RANKS; LANGUAGES];
        for (rank, trigram) in self.found.iter().enumerate() {
            let Some(&(from, to)) = profiles.trigrams.get(trigram) else {
                continue;
            };
            for &(language, place) in &profiles.places[usize::from(from)..usize::from(to)] {
                let distance = &mut distances[usize::from(language)];
                *distance = *distance + (rank as u32).abs_diff(u32::from(place)) - RANKS;
            }
        }
        let short = RANKS.saturating_sub(self.found.len() as u32) * RANKS;
        distances.map(|distance| (distance - short).min(RANKS * RANKS))
    }
}

fn confidence(first: f64, second: f64, count: usize) -> f64 {
    if first == 0.0 || second == 0.0 {
        return first;
    }
    let sure = (3.0 / count as f64) + 0.015;
    let lead = (first - second) / second;
    if lead > sure { 1.0 } else { lead / sure }
}
