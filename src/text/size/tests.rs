use proptest::prelude::*;

use super::*;
use crate::text::trial::{articles, odd};

/// The definition, as it stands.
fn plain(text: &str) -> Counts {
    let counted = |w: &&str| {
        let first = w.chars().next();
        first.is_some_and(|c| !is_han(c) && c.is_alphanumeric())
    };
    Counts {
        han: text.chars().filter(|&c| is_han(c)).count(),
        words: text.unicode_words().filter(counted).count(),
        letters: text.chars().filter(|c| c.is_alphanumeric()).count(),
    }
}

#[test]
fn counts() {
    let of = |text| {
        let Counts {
            han,
            words,
            letters,
        } = count(text);
        (han, words, letters)
    };
    assert_eq!(of(""), (0, 0, 0));
    assert_eq!(of("It's 3.14, e.g. a_b, U.S.A."), (0, 5, 13));
    assert_eq!(of("据Reuters报道，涨了3.5%。"), (5, 2, 14));
    assert_eq!(of("Café à Zürich: 1,000 naïve ½"), (0, 6, 21));
}

#[test]
fn every_character_among_every_kind_of_neighbour() {
    // Each in the company in which its word-break class shows.
    for c in ('\0'..='\u{20100}').chain('\u{E0000}'..='\u{E0200}') {
        let text = format!("a{c}a 1{c}1 _{c}_中{c}中 {c}\u{301}a\u{200D}{c}{c}，{c}a{c}");
        assert_eq!(count(&text), plain(&text), "{c:?}");
        assert_eq!(is_alphanumeric(c), c.is_alphanumeric(), "{c:?}");
    }
}

#[test]
fn as_defined_in_articles() {
    for text in articles() {
        assert_eq!(count(&text), plain(&text), "{text}");
        for line in text.lines() {
            assert_eq!(count(line), plain(line), "{line}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1024) })]

    #[test]
    fn as_defined(text in odd()) {
        prop_assert_eq!(count(&text), plain(&text));
    }
}
