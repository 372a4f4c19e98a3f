use std::sync::LazyLock;

use super::plain::Plain;
use super::twin::same;
use super::*;
use proptest::prelude::*;

use crate::rules::RuleSet;
use crate::rules::model::Alternatives;
use crate::text::fold::fold_pattern;
use crate::text::layout::rows;
use crate::text::trial::articles;

fn builtin() -> Vec<Pattern> {
    let rules = RuleSet::builtin();
    rules.patterns().into_iter().cloned().collect()
}

#[test]
fn all_ways_find_the_same_in_the_corpus() {
    let patterns = builtin();
    let (matcher, plain) = (Matcher::default(), Plain::new(&patterns));
    let (mut texts, mut found) = (0, 0);
    for text in articles() {
        texts += 1;
        found += same(&matcher, &plain, &patterns, &text);
    }
    assert!(texts > 100 && found > 1000, "{texts} texts, {found} hits");
}

#[test]
fn all_ways_find_the_same_in_contrived_texts() {
    let patterns = builtin();
    let (matcher, plain) = (Matcher::default(), Plain::new(&patterns));
    let longest = patterns.iter().flat_map(|p| p.atoms.iter());
    let longest = longest.flat_map(|a| a.iter()).max_by_key(|t| t.len());
    let longest = longest.unwrap();
    // All literals in a row, glued and apart, so that they overlap and chain in every way.
    let literals = || patterns.iter().flat_map(|p| p.atoms.iter());
    let glued: String = literals().flat_map(|a| a.iter()).step_by(7).collect();
    let apart: Vec<&str> = literals().filter_map(|a| a.iter().last()).collect();
    let texts = [
        String::new(),
        "a".to_owned(),
        "ad".to_owned(),
        "©".to_owned(),
        "版".to_owned(),
        "|||!!!@@@".to_owned(),
        "ad ad ad adadad AD Ad\nad".repeat(20),
        "all rights reserved all rights reserved".repeat(50),
        "aaaaaaaa".repeat(100),
        "责责任编辑：责任编辑编辑：".repeat(50),
        "newsletterSign up\u{200B}Sign\u{AD} up 來源：来源来源:".to_owned(),
        longest.to_owned(),
        longest[..longest.char_indices().last().unwrap().0].to_owned(),
        format!("{longest}{longest}"),
        glued,
        apart.join(" "),
        apart.join("\n"),
    ];
    let found: usize = texts
        .iter()
        .map(|t| same(&matcher, &plain, &patterns, t))
        .sum();
    assert!(found > 1000, "{found} hits");
    assert_eq!(same(&Matcher::default(), &Plain::new(&[]), &[], "ad"), 0);
}

#[test]
fn the_sieve_is_made_when_much_was_seen() {
    let patterns = builtin();
    let look = |matcher: &Matcher, text: &str| {
        let rows = rows(text);
        let (folded, units) = (Folded::new(text, &rows), Units::new(text, &rows));
        matcher.hits(&patterns, text, &folded, &units)
    };
    let matcher = Matcher::default();
    let first = look(&matcher, "Advertisement. All rights reserved 2020.");
    assert!(!first.is_empty() && matcher.sieve.get().is_none());
    for _ in 0..BRIEF / LEAST {
        let again = look(&matcher, "Advertisement. All rights reserved 2020.");
        assert_eq!(again, first);
    }
    assert!(matcher.sieve.get().is_some());
    let long = Matcher::default();
    look(&long, &"word ".repeat(BRIEF));
    assert!(long.sieve.get().is_some());
}

#[test]
fn of_places_that_overlap_no_more_are_held_than_stand_side_by_side() {
    let text = "免".repeat(6000);
    let patterns: Vec<Pattern> = (4..40)
        .map(|n| pattern(n, vec![vec!["免".repeat(n)]], 0))
        .collect();
    let (matcher, plain) = (Matcher::default(), Plain::new(&patterns));
    let wanted: usize = (4..40).map(|n| 6000 / n).sum();
    assert_eq!(same(&matcher, &plain, &patterns, &text), wanted);
    let mut firsts = Firsts::default();
    let taken = (0..5997).filter(|&at| firsts.take(0, &(at..at + 4)));
    assert_eq!(taken.count(), 1500);
}

#[test]
fn literals_that_share_their_rarest_word_do_not_all_hang_on_it() {
    let word = |n: usize| {
        let letter = |shift: usize| char::from(b'a' + (n >> shift & 15) as u8);
        [8, 4, 0, 8].map(letter).iter().collect::<String>()
    };
    let literal = |n: usize| format!("xylophone {}{} harbour", word(n), word(n + 7));
    let patterns: Vec<Pattern> = (0..4000)
        .map(|n| pattern(n, vec![vec![literal(n)]], 0))
        .collect();
    let texts = Texts::new(&patterns, &keys(&patterns, Choice::Careful));
    let most = Sieve::new(&texts).most_of_a_gram();
    assert!(most <= 1000, "{most} of 4000 literals have one gram");
    let (matcher, plain) = (Matcher::default(), Plain::new(&patterns));
    let text: String = (0..200).map(|n| literal(n * 19) + ". ").collect();
    assert_eq!(same(&matcher, &plain, &patterns, &text), 200);
}

#[test]
fn a_longer_text_that_begins_before_the_key_and_ends_behind_it_has_its_say() {
    let words = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect();
    let atoms = vec![
        words(&["the"]),
        words(&["new", "new quixotic plan"]),
        words(&["quixotic"]),
    ];
    let patterns = [pattern(1, atoms, 3)];
    let (matcher, plain) = (Matcher::default(), Plain::new(&patterns));
    let texts = [
        ("The new quixotic plan failed.", 0),
        ("The new quixotic planet failed.", 1),
        ("The new quixotic plan: quixotic, they said.", 1),
    ];
    for (text, hits) in texts {
        assert_eq!(same(&matcher, &plain, &patterns, text), hits, "{text}");
    }
}

#[test]
fn words_inside_others_are_found_in_order() {
    let patterns = [
        pattern(1, vec![vec!["sign up ad".to_owned()]], 0),
        pattern(2, vec![vec!["ad sign".to_owned()]], 0),
    ];
    let text = "newsAd Sign up ad sign up Ad signup ad Sign up ad".repeat(40);
    let (matcher, plain) = (Matcher::default(), Plain::new(&patterns));
    assert!(same(&matcher, &plain, &patterns, &text) >= 80);
}

/// A small alphabet, so that everything overlaps: letters of both kinds, marks, and a line break.
const PIECES: &[&str] = &[
    "a",
    "b",
    "ab",
    "ba",
    "sub",
    "scribe",
    "subscribe",
    " ",
    " ",
    "-",
    ":",
    "'",
    "1",
    "é",
    "版",
    "权",
    "版权",
    "所有",
    "编辑",
    "。",
    "|",
];

fn pattern(id: usize, atoms: Vec<Vec<String>>, gap: usize) -> Pattern {
    static ANY: LazyLock<Pattern> = LazyLock::new(|| builtin()[0].clone());
    let mut pattern = ANY.clone();
    let fold = |texts: Vec<String>| texts.iter().map(|t| fold_pattern(t)).collect::<Vec<_>>();
    let atoms = atoms.into_iter().map(|texts| {
        let mut texts = fold(texts);
        texts.retain(|t| !t.is_empty());
        texts.iter().collect()
    });
    pattern.id = format!("random/{id}").into();
    pattern.atoms = atoms.collect::<Vec<Alternatives>>().into();
    pattern.gap = gap;
    pattern
}

fn patterns() -> impl Strategy<Value = Vec<Pattern>> {
    let literal =
        prop::collection::vec(prop::sample::select(PIECES), 1..6).prop_map(|p| p.concat());
    let atom = prop::collection::vec(literal, 1..4);
    let one = (prop::collection::vec(atom, 1..4), 0..12_usize);
    prop::collection::vec(one, 1..12).prop_map(|all| {
        let number = |(i, (atoms, gap))| pattern(i, atoms, gap);
        all.into_iter().enumerate().map(number).collect()
    })
}

fn text() -> impl Strategy<Value = String> {
    let capital = prop::sample::select(&["Sub", "A", "SUB", "Ｓub", "B", "É"][..]);
    let other =
        prop::sample::select(&["\n", "\n\n", "\u{200B}", "，", "&#65;", "、 ", "  ", ". "][..]);
    let piece = prop_oneof![6 => prop::sample::select(PIECES), 1 => capital, 1 => other];
    prop::collection::vec(piece, 0..120).prop_map(|p| p.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn all_ways_find_the_same_of_random_rules(patterns in patterns(), texts in prop::collection::vec(text(), 4)) {
        let (matcher, plain) = (Matcher::default(), Plain::new(&patterns));
        for text in texts {
            same(&matcher, &plain, &patterns, &text);
        }
    }
}

/// A thousand literals for which the same gram stands, again and again: the automaton takes over.
#[test]
fn all_ways_find_the_same_where_the_sieve_gives_up() {
    let literal = |i: usize| {
        let word = |k: usize| ["aa", "ab", "ba", "bb"][i >> (2 * k) & 3];
        (0..6).map(word).collect::<Vec<_>>().join(" ")
    };
    let mut patterns: Vec<Pattern> = (0..4096)
        .map(|i| pattern(i, vec![vec![literal(i)]], 0))
        .collect();
    patterns.push(pattern(
        5000,
        vec![vec![literal(7)], vec!["ab".to_owned()]],
        9,
    ));
    let (matcher, plain) = (Matcher::default(), Plain::new(&patterns));
    let mut random = 1_u32;
    let mut word = || {
        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        ["aa ", "ab ", "ba ", "bb ", "bb ", "ab\n", "Ba", "xx "][random as usize >> 29]
    };
    let text: String = (0..2500).map(|_| word()).collect();
    // Wherever it gives up, no literal that lies across the place is lost.
    let mut found = 0;
    for shift in 0..24 {
        let text = format!("{}{text}", "bb ".repeat(shift));
        found += same(&matcher, &plain, &patterns, &text);
    }
    assert!(found > 1000, "{found} hits");
    assert!(matcher.automaton.get().is_some());
    let folded = Folded::new(&text, &[]);
    let texts = matcher.texts.get().unwrap();
    let sifted = matcher
        .sieve
        .get()
        .unwrap()
        .search(texts, folded.as_str(), &[], |_, _| {});
    assert!(
        matches!(sifted, Sifted::To(end) if end < text.len()),
        "{sifted:?}"
    );
}
