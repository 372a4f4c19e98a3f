//! Language spans: measured on lines labelled by hand, and properties that hold for any text.

use jingwen::eval::languages::{Splitter, evaluate};
use jingwen::language::{Lang, spans};
use proptest::prelude::*;
use std::fs;
use std::path::Path;
use unicode_segmentation::UnicodeSegmentation;

fn labelled() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/languages");
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("the folder of labelled lines")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|end| end == "jsonl"))
        .collect();
    files.sort();
    files
        .iter()
        .map(|path| fs::read_to_string(path).expect("a labelled file"))
        .collect()
}

fn parts(text: &str) -> Vec<(&str, Lang)> {
    spans(text)
        .into_iter()
        .map(|span| (&text[span.range], span.lang))
        .collect()
}

#[test]
fn boundaries_are_found_on_labelled_lines() {
    let report = evaluate(&labelled()).expect("labelled lines");
    println!("{report}");
    for miss in &report.misses {
        println!("{}: {:?}", miss.line, miss.given);
    }
    // Ten shapes, and lines written after the splitter that it was never adjusted to.
    assert_eq!(report.shapes.len(), 11);
    assert!(report.shapes.iter().all(|row| row.lines >= 8));
    assert!(report.overall_f1(Splitter::Jingwen) >= 0.95, "{report}");
    assert!(report.overall_f1(Splitter::Whatlang) < report.overall_f1(Splitter::Jingwen));
    assert!(report.overall_f1(Splitter::Scripts) < report.overall_f1(Splitter::Jingwen));
}

#[test]
fn a_line_that_cannot_be_read_is_named() {
    let error = evaluate("\n{\"shape\": \"x\"}\n").expect_err("no spans");
    assert_eq!(error.line, 2);
}

#[test]
fn a_disclaimer_glued_to_an_article_is_cut_off_whole() {
    let article = "Shares in the developer fell 12% on Tuesday after it missed a bond payment.\n\n\
                   \"We are talking to our creditors,\" Mr. Chan told reporters in Hong Kong. The firm, \
                   known locally as 恒大, has until Friday to pay.\n\nAnalysts at Example Securities Ltd. \
                   cut their target to HK$1.20.";
    let disclaimer = "免責聲明:投資有風險,本文並非投資建議,讀者應自行承擔風險。";
    for glue in ["", " ", "\n", "\n\n"] {
        let first = format!("{article}{glue}");
        let text = format!("{first}{disclaimer}");
        assert_eq!(
            parts(&text),
            [(&*first, Lang::En), (disclaimer, Lang::ZhHant)]
        );
    }
}

#[test]
fn han_without_evidence_takes_the_majority_and_says_so() {
    let text = "立法會三讀通過條例。\nThe council passed the bill on Monday.\n下一步有待公布。";
    let found = spans(text);
    assert_eq!(found.len(), 3);
    assert_eq!((found[0].lang, found[0].certain), (Lang::ZhHant, true));
    assert_eq!((found[1].lang, found[1].certain), (Lang::En, true));
    assert_eq!((found[2].lang, found[2].certain), (Lang::ZhHant, false));
}

#[test]
fn text_without_letters_is_one_uncertain_span() {
    assert!(spans("").is_empty());
    let found = spans("2024-05-01 09:30 …\n");
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].lang, found[0].certain), (Lang::Other, false));
}

#[test]
fn long_texts_take_linear_time() {
    // Each would take minutes if any step looked back over what it has read.
    for piece in [
        "a.", "1.", "\"", "((", "a/b", "あ中", "...", "\n\"", "🇨🇳", "e\u{301}", "中a",
    ] {
        let text = piece.repeat(200_000);
        let end = spans(&text).last().map(|span| span.range.end);
        assert_eq!(end, Some(text.len()));
    }
}

/// Text made of what the splitter looks at, and of anything else.
fn mixed() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => prop::sample::select(vec![
            "The mayor said that. ", "Apple", " Inc.", "国务院", "國務院", "大会上", "東京都は", "한국은행",
            "Le gouvernement a présenté ", "。", "！", "“", "”", "\"", "「", "」", "（", "）", "(", ")",
            "\r\n", "\n", " ", "\u{3000}", "3.5%", "2024年", "https://example.com/a?b=1", ".", ":", "：",
            "\u{301}", "\u{200d}", "\u{fe0f}", "🇨🇳", "🇨", "👩‍👩‍👧", "\u{600}", "Привет", "、", "•", "/ ",
        ]).prop_map(str::to_owned),
        1 => any::<String>(),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]

    #[test]
    fn spans_tile_the_text_at_grapheme_boundaries(text in mixed()) {
        let found = spans(&text);
        let mut boundaries: Vec<usize> = text.grapheme_indices(true).map(|(at, _)| at).collect();
        boundaries.push(text.len());
        let mut at = 0;
        for span in &found {
            prop_assert_eq!(span.range.start, at);
            prop_assert!(span.range.end > at);
            prop_assert!(boundaries.binary_search(&span.range.end).is_ok());
            at = span.range.end;
        }
        prop_assert_eq!(at, text.len());
        prop_assert!(found.windows(2).all(|pair| pair[0].lang != pair[1].lang));
        prop_assert_eq!(spans(&text), found);
    }
}
