//! The quick way against the plain one: the same text, and the same places for every offset.

use proptest::prelude::*;

use super::plain::Plain;
use super::twin::{same, same_every};
use super::*;
use crate::text::layout::rows;
use crate::text::trial::articles;

#[test]
fn every_character_folds_by_its_rule() {
    for c in '\0'..=char::MAX {
        let wanted = match rule::fold_char(c) {
            None => To::Dropped,
            Some(' ') => To::Space,
            Some(to) => {
                let mut bytes = [0; 4];
                let len = to.encode_utf8(&mut bytes).len();
                To::Kept(u32::from_le_bytes(bytes), len, rule::is_tight(to))
            }
        };
        assert_eq!(To::of(c), wanted, "{c:?}");
        assert_eq!(simplified(c), rule::simplified(c), "{c:?}");
        // Beyond the first plane all fold to themselves, Han or not: a few say it.
        if c > '\u{FFFF}' && u32::from(c) % 61 > 0 {
            continue;
        }
        let text = format!("x {c} y {c}{c}{c}{c}{c}{c} z");
        let plain = Plain::new(&text, |_| false).text;
        for way in Way::all() {
            assert_eq!(
                Folded::by(&text, &[], way).as_str(),
                plain,
                "{way:?} of {c:?}"
            );
        }
    }
}

#[test]
fn both_fold_the_corpus_alike() {
    let mut bytes = 0;
    for text in articles() {
        bytes += text.len();
        same_every(23, &text, &rows(&text));
    }
    assert!(bytes > 400_000, "{bytes} bytes");
}

/// Runs of every length at every place in a register, up to what the wide ways take at once.
#[test]
fn ascii_of_every_length() {
    let words = "Don't  miss:a `thing`  ( or two   ), [x] / y | ~z\" < > ; ! ? Tea.";
    let mut text: String = words.chars().cycle().take(4200).collect();
    // Runs of spaces of many lengths, tight characters before, behind or neither.
    for (i, mark) in [",", "", "a", "；", "b,"]
        .into_iter()
        .cycle()
        .take(40)
        .enumerate()
    {
        text.push_str(&" ".repeat(i));
        text.push_str(mark);
    }
    for len in (0..80).chain((80..=4096).step_by(61)) {
        for from in [0, 1, 2, 3, 5, 8, 13, 15, 16, 17, 31] {
            let text = &text[from..from + len];
            let plain = Plain::new(text, |_| false).text;
            for way in Way::all() {
                let folded = Folded::by(text, &[], way);
                assert_eq!(folded.as_str(), plain, "{way:?}: {len} bytes from {from}");
            }
        }
    }
    same(&text, &[]);
}

#[test]
fn growing_and_shrinking_characters() {
    same(&"Ⱥ".repeat(3000), &[]);
    same(&"KẞȺ😀𠀀".repeat(300), &[]);
    same(&"&#x23A;&#570;".repeat(100), &[]);
    same(&format!("a{}b", "\u{200B} ".repeat(700)), &[]);
    same(&format!("a{}b", "\u{200B}".repeat(700)), &[]);
    same(&"&amp;amp;amp;".repeat(40), &[]);
}

fn piece() -> impl Strategy<Value = String> {
    let some = |texts: &'static [&'static str]| prop::sample::select(texts).prop_map(str::to_owned);
    prop_oneof![
        3 => some(&["责任编辑：", "責任編輯", "。", "，", "“", "丨", "東", "𠀀", "々", "ｶ", "Ａ", "·"]),
        3 => "[a-zA-Z0-9`.,:;!?()<>\"'/|~&#-]{1,9}",
        3 => some(&[" ", "  ", "\t", "\u{3000}", "\u{A0}", "\u{2009}", "     "]),
        1 => some(&["\u{200B}", "\u{AD}", "\u{FE0F}", "\u{FEFF}\u{FEFF}", "\u{200D}"]),
        2 => some(&["\n", "\r\n", "\r", "\n\n", "\u{2028}", "\u{85}"]),
        2 => some(&["&nbsp;", "&nbsp", "&amp;", "&lt;", "&#x514d;", "&#8203;", "&#10;", "&#;", "&amp;amp;"]),
        1 => some(&["é", "e\u{301}", "Ⱥ", "K", "ẞ", "İ", "😀", "👍🏽", "한", "Ω", "\u{0}"]),
        1 => any::<char>().prop_map(String::from),
        2 => some(&["the quick brown fox jumps over, the lazy dog ", "人民法院依法作出判决", "人民法院依法作出判決"]),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn both_fold_alike(
        pieces in prop::collection::vec(piece(), 0..80),
        soft in prop::collection::vec(any::<bool>(), 80),
    ) {
        let text = pieces.concat();
        let mut rows = rows(&text);
        same(&text, &rows);
        same(&text, &[]);
        for (row, soft) in rows.iter_mut().zip(soft) {
            row.soft = soft;
        }
        same(&text, &rows);
    }
}
