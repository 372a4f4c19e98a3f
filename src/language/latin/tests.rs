use std::fs;
use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::text::trial::{articles, odd};

/// The guesser and the detector give the same answer, wherever the guesser has one.
fn alike(judge: &mut Judge, text: &str) -> bool {
    let Some(guess) = judge.guesser.guess(text) else {
        return true;
    };
    let found = judge.detector().detect(text);
    found.is_some_and(|found| {
        let english = found.lang() == Known::Eng;
        (english, found.confidence()) == (guess.english, guess.confidence)
    })
}

fn labelled() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/languages");
    let files = fs::read_dir(folder).expect("the folder of labelled lines");
    files
        .map(|file| fs::read_to_string(file.expect("an entry").path()).expect("a labelled file"))
        .collect()
}

#[test]
fn the_guesser_is_the_detector() {
    let mut judge = Judge::new();
    for text in articles().iter().chain([&labelled()]) {
        for line in text.lines() {
            assert!(alike(&mut judge, head(line)), "{line}");
        }
    }
    for text in [
        "Seit einundfünfzig Jahren wohne ich am Mühlufer, und ich höre die Straße.",
        "Le gouvernement a présenté hier « un plan » pour l’économie – c’est tout.",
        "İstanbul'da bugün hava çok güzel, ığdır ve şişli arasında yağmur var.",
        "Chính phủ đã công bố kế hoạch mới về giáo dục và y tế trong năm nay.",
        "W czwartek rząd przedstawił plan, który ma zmienić życie wielu ludzi.",
        "zzz zzz qqq",
        "a",
        "K\u{212A}elvin \u{7F} and ©®™ ½ of it",
    ] {
        assert!(alike(&mut judge, text), "{text}");
        assert!(judge.guesser.guess(text).is_some(), "{text}");
    }
}

/// Words of some languages, and letters of none.
fn words() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        prop::sample::select(vec![
            "der", "und", "für", "les", "été", "que", "não", "ção", "het", "een", "och", "på",
            "että", "wird", "város", "că", "şi", "için", "được", "mga", "yang", "del", "the",
            "Home", "News", "’s", "–", "é", "Ö", "ǅ", "ß", "İ", "\u{301}", "+", "1.5",
        ])
        .prop_map(str::to_owned),
        "[a-zA-Z]{1,9}",
    ];
    prop::collection::vec(word, 1..40).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1024) })]

    #[test]
    fn the_guesser_is_the_detector_for_odd_text(text in prop_oneof![words(), odd()]) {
        prop_assert!(alike(&mut Judge::new(), head(&text)));
    }
}
