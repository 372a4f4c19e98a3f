use proptest::prelude::*;

use super::*;

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

/// Pieces in which the classes meet.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => prop::sample::select(vec![
            "a", "word", "Zoë", "1", "2024", "_", ".", "'", ":", ",", ";", "\"", " ", "\n", "\r\n", "-",
            "中", "文字", "々", "〇", "，", "。", "：", "．", "；", "＇", "’", "‘", "“", "…", "·", "\u{3000}",
            "Ａ", "９", "＿", "é", "e\u{301}", "\u{301}", "\u{200D}", "\u{AD}", "\u{FE0F}", "👩", "🇨🇳", "©", "½",
            "א", "カナ", "かな", "ﾞ", "한국", "я", "ー", "\u{20000}", "\u{85}", "\u{2028}", "\u{202F}", "the bank said on ",
        ]).prop_map(str::to_owned),
        1 => any::<String>(),
        1 => "[ -~]{0,80}",
    ];
    prop::collection::vec(piece, 0..32).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1024) })]

    #[test]
    fn as_defined(text in text()) {
        prop_assert_eq!(count(&text), plain(&text));
    }
}
