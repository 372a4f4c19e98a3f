//! Folding against a slow twin, written on its own from the documented rules.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use jingwen::text::fold::{Folded, fold_pattern};
use jingwen::text::layout::{Row, rows};
use jingwen::text::units::Units;
use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;

const NAMED: &str = "nbsp \u{A0}|amp &|lt <|gt >|quot \"|apos '|middot ·|copy ©|ldquo “|rdquo ”|lsquo ‘|rsquo ’|\
    mdash —|ndash –|hellip …|ensp \u{2002}|emsp \u{2003}|thinsp \u{2009}|bull •|raquo »|laquo «";
const SAME: &[(&str, char)] = &[
    ("“”„‟＂「」『』﹁﹂﹃﹄〝〞«»", '"'),
    ("‘’‚‛＇′`｀", '\''),
    ("（﹙︵", '('),
    ("）﹚︶", ')'),
    ("【〔［〖﹝", '['),
    ("】〕］〗﹞", ']'),
    ("《〈", '<'),
    ("》〉", '>'),
    ("，﹐、﹑､︐", ','),
    ("：︰﹕∶", ':'),
    ("；﹔", ';'),
    ("｡", '。'),
    ("｜丨┊┃│︱∣¦╎", '|'),
    ("／╱∕⁄", '/'),
    ("・‧•⋅﹒∙･", '·'),
    ("－—–―‐‑‒−─━﹣", '-'),
    ("～〜", '~'),
];
const DROPPED: &str = "\u{AD}\u{200B}\u{200C}\u{200D}\u{200E}\u{200F}\u{2060}\u{2061}\u{2062}\u{2063}\u{2064}\u{FEFF}\
    \u{202A}\u{202B}\u{202C}\u{202D}\u{202E}\u{2066}\u{2067}\u{2068}\u{2069}\u{180E}\u{FE00}\u{FE0E}\u{FE0F}\
    \u{FE01}\u{FE02}\u{FE03}\u{FE04}\u{FE05}\u{FE06}\u{FE07}\u{FE08}\u{FE09}\u{FE0A}\u{FE0B}\u{FE0C}\u{FE0D}";

fn simplify(c: char) -> char {
    static TABLE: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
        let table = include_str!("../corpus/tables/t2s.tsv").lines();
        table
            .filter(|l| !l.starts_with('#'))
            .filter_map(|l| l.split_once('\t'))
            .collect()
    });
    let to = TABLE.get(c.encode_utf8(&mut [0; 4]) as &str);
    to.map_or(c, |to| to.chars().next().unwrap())
}

fn twin_entity(rest: &str) -> Option<(char, usize)> {
    for entry in NAMED.split('|') {
        let (name, c) = entry.split_once(' ').unwrap();
        let full = format!("&{name};");
        if rest.starts_with(&full) {
            return Some((c.chars().next().unwrap(), full.len()));
        }
    }
    if rest.starts_with("&nbsp") {
        return Some(('\u{A0}', 5));
    }
    let inner = rest.strip_prefix("&#")?;
    let (inner, _) = inner.split_once(';')?;
    let code = match inner.strip_prefix(['x', 'X']) {
        Some(hex) if hex.len() <= 7 && hex.chars().all(|c| c.is_ascii_hexdigit()) => {
            u32::from_str_radix(hex, 16).ok()?
        }
        None if inner.len() <= 7 && inner.chars().all(|c| c.is_ascii_digit()) => {
            inner.parse().ok()?
        }
        _ => return None,
    };
    Some((
        char::from_u32(code).filter(|&c| c != '\0')?,
        inner.len() + 3,
    ))
}

fn twin_char(c: char) -> Option<char> {
    if DROPPED.contains(c) {
        return None;
    }
    if c.is_whitespace() {
        return Some(' ');
    }
    if let Some((_, to)) = SAME.iter().find(|(from, _)| from.contains(c)) {
        return Some(*to);
    }
    let code = c as u32;
    let c = if (0xFF01..=0xFF5E).contains(&code) {
        char::from_u32(code - 0xFEE0).unwrap()
    } else {
        c
    };
    let lower: Vec<char> = c.to_lowercase().collect();
    Some(simplify(if lower.len() == 1 { lower[0] } else { c }))
}

fn tight(c: char) -> bool {
    let cjk = [
        (0x2E80, 0x2FDF),
        (0x3001, 0x312F),
        (0x31A0, 0x4DBF),
        (0x4E00, 0x9FFF),
        (0xF900, 0xFAFF),
        (0xFE30, 0xFE4F),
        (0xFF61, 0xFF9F),
        (0x20000, 0x3FFFF),
    ];
    ":;,!?|()[]<>\"/~·".contains(c) || cjk.iter().any(|&(a, b)| (a..=b).contains(&(c as u32)))
}

/// Every folded character with its source.
fn twin(text: &str, rows: &[Row]) -> Vec<(char, Range<usize>)> {
    // First every character that is not dropped; hard breaks as '\n'.
    let mut all: Vec<(char, Range<usize>)> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let c = text[at..].chars().next().unwrap();
        let (c, len) = twin_entity(&text[at..]).unwrap_or((c, c.len_utf8()));
        let hard = rows
            .iter()
            .any(|r| !r.soft && r.range.end <= at && at < r.next);
        match twin_char(c) {
            Some(' ') if hard => all.push(('\n', at..at + len)),
            Some(c) => all.push((c, at..at + len)),
            None => {}
        }
        at += len;
    }
    // Then the runs of white space.
    let blank = |c: char| c == ' ' || c == '\n';
    let mut out: Vec<(char, Range<usize>)> = Vec::new();
    let mut i = 0;
    while i < all.len() {
        if !blank(all[i].0) {
            out.push(all[i].clone());
            i += 1;
            continue;
        }
        let from = i;
        while i < all.len() && blank(all[i].0) {
            i += 1;
        }
        if from == 0 || i == all.len() {
            continue;
        }
        let source = all[from].1.start..all[i - 1].1.end;
        if all[from..i].iter().any(|(c, _)| *c == '\n') {
            out.push(('\n', source));
        } else if !tight(all[from - 1].0) && !tight(all[i].0) {
            out.push((' ', source));
        }
    }
    out
}

fn check(text: &str, rows: &[Row]) -> Result<(), TestCaseError> {
    let fast = Folded::new(text, rows);
    let slow = twin(text, rows);
    let string: String = slow.iter().map(|(c, _)| *c).collect();
    prop_assert_eq!(fast.as_str(), &string);
    let mut at = 0;
    let mut last = 0;
    for (i, (c, source)) in slow.iter().enumerate() {
        let range = at..at + c.len_utf8();
        prop_assert_eq!(&fast.to_input(range.clone()), source, "{:?} at {}", c, at);
        prop_assert!(text.is_char_boundary(source.start) && text.is_char_boundary(source.end));
        prop_assert!(last <= source.start && source.start < source.end);
        prop_assert_eq!(fast.to_input(at..at), source.start..source.start);
        prop_assert_eq!(fast.to_input(0..range.end), slow[0].1.start..source.end);
        let before = if i == 0 { 0 } else { slow[i - 1].1.start + 1 };
        for offset in before..=source.start {
            prop_assert_eq!(fast.from_input(offset), at, "input {}", offset);
        }
        last = source.end;
        at = range.end;
    }
    prop_assert_eq!(fast.to_input(at..at), last..last);
    prop_assert_eq!(fast.from_input(text.len()), at);
    // Nonsense offsets do not panic.
    for offset in [0, 1, 2, at / 2, at + 1, text.len() + 5] {
        let _ = fast.to_input(offset..at + 7);
        let _ = fast.from_input(offset);
    }
    Ok(())
}

fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::sample::select("免责声明责任编辑责編輯聲東來㑳國𠀀々かナｶﾅ。，：；！？（）【】《》“”‘’「」…—·｜／～、".chars().collect::<Vec<_>>())
            .prop_map(String::from),
        4 => "[a-zA-Z0-9.,:;!?()<>\"'/|~&#-]{1,4}",
        4 => prop::sample::select(vec![" ", "  ", "\t", "\u{3000}", "\u{A0}", "\u{B}", "\u{C}", "\u{2009}"]).prop_map(String::from),
        2 => prop::sample::select(DROPPED.chars().collect::<Vec<_>>()).prop_map(String::from),
        2 => prop::sample::select(vec!["\n", "\r\n", "\r", "\n\n", "\u{2028}", "\u{2029}", "\u{85}"]).prop_map(String::from),
        3 => prop::sample::select(vec![
            "&nbsp;", "&nbsp", "&amp;", "&lt;", "&gt;", "&quot;", "&apos;", "&#39;", "&middot;", "&copy;", "&ldquo;", "&hellip;",
            "&mdash;", "&emsp;", "&bull;", "&laquo;", "&#x514d;", "&#36012;", "&#8203;", "&#10;", "&#xD800;", "&#;", "&#x;", "&#+1;", "&lt",
        ]).prop_map(String::from),
        1 => any::<char>().prop_map(String::from),
        1 => prop::sample::select("ＡｚＫKẞȺİΣſ￥％＋".chars().collect::<Vec<_>>()).prop_map(String::from),
        1 => Just("the quick brown fox jumps over the lazy dog and then it runs away,\n".to_owned()),
    ]
}

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 0..60).prop_map(|v| v.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn agrees_with_the_twin(text in text()) {
        check(&text, &rows(&text))?;
        check(&text, &[])?;
        let folded = Folded::new(&text, &[]);
        prop_assert_eq!(fold_pattern(&text), folded.as_str());
    }

    #[test]
    fn agrees_whatever_breaks_are_soft(text in text(), bits in prop::collection::vec(any::<bool>(), 60)) {
        let mut rows = rows(&text);
        for (row, soft) in rows.iter_mut().zip(bits) {
            row.soft = soft;
        }
        check(&text, &rows)?;
    }

    #[test]
    fn a_pattern_folds_the_same_in_any_context(before in text(), pattern in "[免責a-zA:：，, （(|]{1,8}", after in text()) {
        let pattern = fold_pattern(&pattern);
        let whole = format!("{before} {pattern} {after}");
        prop_assert!(Folded::new(&whole, &[]).as_str().contains(&pattern), "{}", whole);
    }

    #[test]
    fn rows_tile_the_text(text in text()) {
        let rows = rows(&text);
        let mut at = 0;
        for row in &rows {
            prop_assert_eq!(row.range.start, at);
            prop_assert!(row.range.end <= row.next);
            at = row.next;
        }
        prop_assert_eq!(at, text.len());
        prop_assert!(rows.last().is_none_or(|r| !r.soft && (text.is_empty() || r.next == text.len())));
    }

    #[test]
    fn units_tile_the_text(text in text(), more in "[a-zA-Z免责 .!?。！；…“”（）()【】\"\u{308}\u{200D}👍🏽🇨🇳\u{600}\n]{0,60}", bits in prop::collection::vec(any::<bool>(), 60)) {
        let text = format!("{text}{more}");
        let mut rows = rows(&text);
        for (row, soft) in rows.iter_mut().zip(bits) {
            row.soft = soft;
        }
        let units = Units::new(&text, &rows);
        let mut graphemes: Vec<usize> = text.grapheme_indices(true).map(|(at, _)| at).collect();
        graphemes.push(text.len());
        let blank = |range: Range<usize>| Folded::new(&text[range], &[]).as_str().is_empty();
        let mut at = 0;
        for (i, line) in units.lines.iter().enumerate() {
            prop_assert!(at <= line.range.start && blank(at..line.range.start));
            prop_assert!(!line.sentences.is_empty());
            let mut inside = line.range.start;
            for k in line.sentences.clone() {
                let sentence = &units.sentences[k];
                prop_assert_eq!(sentence.line, i);
                prop_assert!(!sentence.range.is_empty() && inside <= sentence.range.start);
                prop_assert!(text[inside..sentence.range.start].trim().is_empty());
                for end in [sentence.range.start, sentence.range.end] {
                    prop_assert!(graphemes.binary_search(&end).is_ok(), "{} in {:?}", end, text);
                }
                prop_assert_eq!(units.sentence_at(sentence.range.start), Some(k));
                prop_assert_eq!(units.sentence_at(sentence.range.end - 1), Some(k));
                inside = sentence.range.end;
            }
            prop_assert_eq!(inside, line.range.end);
            prop_assert_eq!(units.sentences[line.sentences.start].range.start, line.range.start);
            prop_assert_eq!(units.line_at(line.range.start), Some(i));
            at = line.range.end;
        }
        prop_assert!(blank(at..text.len()));
    }
}

proptest! {
    /// The short way for plain words gives what the long way gives.
    #[test]
    fn plain_words_fold_alike_both_ways(text in "[a-z0-9 ]{0,24}") {
        let long = Folded::new(&text, &[]);
        prop_assert_eq!(fold_pattern(&text), long.as_str());
    }
}
