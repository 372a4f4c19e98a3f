use proptest::prelude::*;

use super::*;

fn fields(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

fn edits(text: &str, removed: &[&str]) -> Vec<Edit> {
    let (mut edits, mut from, mut deleted) = (Vec::new(), 0, 0);
    for part in removed {
        let start = from + text[from..].find(part).unwrap();
        edits.push(Edit {
            at: start - deleted,
            text: (*part).to_owned(),
            rule: "x/y".to_owned(),
            category: None,
        });
        from = start + part.len();
        deleted += part.len();
    }
    edits
}

fn round_trip(raw: &str, field: &str, removed: &[&str]) -> (String, String) {
    let line = Line::parse(raw).unwrap();
    let names = fields(&[field]);
    let Text::Found(text) = line.text(&names) else {
        panic!("no text in {raw}");
    };
    let edits = edits(&text.text, removed);
    for unit in OffsetUnit::ALL {
        let style = RecordStyle { unit, field: None }.for_line(&line, &names);
        let recorded = line.without(&text, &edits, Some((&style, "cleaned")), "");
        let back = Line::parse(&recorded).unwrap().restored(&[]).unwrap();
        assert_eq!(back.as_deref(), Some(raw), "{unit}: {recorded}");
        let read = Line::parse(&recorded).unwrap().recorded(&names).unwrap();
        let (whole, deleted, outcome) = read.unwrap();
        assert_eq!((&*whole, &*outcome), (&*text.text, "cleaned"), "{unit}");
        let of = |edits: &[Edit]| {
            edits
                .iter()
                .map(|e| e.text.replace('\n', ""))
                .collect::<String>()
        };
        assert_eq!(of(&deleted), of(&edits), "{unit}");
    }
    let style = RecordStyle::default();
    let recorded = line.without(&text, &edits, Some((&style, "cleaned")), "");
    (line.without(&text, &edits, None, ""), recorded)
}

#[test]
fn only_the_text_changes_and_everything_else_keeps_its_bytes() {
    let raw = r#"{ "n": 2.50,"big":123456789012345678901234567890, "k":1,"k":2, "x":NaN, "s":"\ud800","text" : "News.\nAd\u4e2d\ud83d\ude00\/\nMore 中\t" }"#;
    let (cleaned, recorded) = round_trip(raw, "text", &["\nAd中😀/", " 中"]);
    assert_eq!(
        cleaned,
        raw.replace(r"\nAd\u4e2d\ud83d\ude00\/", "")
            .replace(" 中", "")
    );
    assert!(recorded.ends_with(
        r#""text" : "News.\nMore\t" ,"jingwen":{"schema":1,"outcome":"cleaned","edits":[{"at":5,"text":"\nAd\u4e2d\ud83d\ude00\/","rule":"x/y","category":null},{"at":10,"text":" 中","rule":"x/y","category":null}]}}"#
    ), "{recorded}");
}

#[test]
fn edits_side_by_side_at_both_ends_and_of_everything() {
    for removed in [
        &["ab", "cd"][..],
        &["a", "b", "c", "d"],
        &["abcd"],
        &["a", "d"],
        &[],
    ] {
        let (cleaned, _) = round_trip(r#"{"text":"abcd"}"#, "text", removed);
        assert_eq!(cleaned.len(), 15 - removed.concat().len());
    }
    round_trip(r#"{"text":""}"#, "text", &[]);
}

#[test]
fn paths_and_arrays_of_paragraphs() {
    let raw = r#"{"data":{"content":["One 😀.", "Ad", "" ,"Two\n."]},"text":"no"}"#;
    let (cleaned, _) = round_trip(raw, "data.content", &["\nAd\n\nTw", "."]);
    assert_eq!(
        cleaned,
        r#"{"data":{"content":["One 😀.", "", "" ,"o\n"]},"text":"no"}"#
    );
    let (cleaned, _) = round_trip(r#"{"a.b":"xy","a":{"b":"z"}}"#, "a.b", &["x"]);
    assert_eq!(cleaned, r#"{"a.b":"y","a":{"b":"z"}}"#);
}

#[test]
fn of_duplicate_text_fields_the_last_counts() {
    let (cleaned, _) = round_trip(r#"{"text":"ab","text":"ab"}"#, "text", &["a"]);
    assert_eq!(cleaned, r#"{"text":"ab","text":"b"}"#);
}

#[test]
fn a_line_cleaned_twice_restores_twice() {
    let (_, once) = round_trip(r#"{"text":"abc"}"#, "text", &["b"]);
    round_trip(&once, "text", &["c"]);
}

#[test]
fn a_record_in_front_is_removed_with_its_comma() {
    let raw = r#"{"jingwen": {"schema":1,"outcome":"cleaned","edits":[{"at":1,"text":"b","rule":"x/y","category":"advertisement"}]}, "text":"ac"}"#;
    let back = Line::parse(raw)
        .unwrap()
        .restored(&fields(&["text"]))
        .unwrap();
    assert_eq!(back.as_deref(), Some(r#"{"text":"abc"}"#));
}

#[test]
fn a_body_changed_after_cleaning_is_refused() {
    let raw = r#"{"text":"a","jingwen":{"schema":1,"outcome":"cleaned","edits":[{"at":9,"text":"b","rule":"x/y","category":null}]}}"#;
    let error = Line::parse(raw)
        .unwrap()
        .restored(&fields(&["text"]))
        .unwrap_err();
    assert!(error.to_string().contains("edit 0 at offset 9"), "{error}");
    assert!(
        Line::parse(r#"{"text":"a"}"#)
            .unwrap()
            .restored(&[])
            .unwrap()
            .is_none()
    );
}

/// A character and one of the ways to spell it.
fn spelling() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z .中文广告😀é]",
        Just(r"\n".to_owned()),
        Just(r"\/".to_owned()),
        Just(r#"\""#.to_owned()),
        Just(r"\u5e7f".to_owned()),
        Just(r"\uD83D\uDE00".to_owned()),
    ]
}

proptest! {
    #[test]
    fn every_line_comes_back(
        parts in prop::collection::vec(prop::collection::vec(spelling(), 0..8), 1..4),
        marks in prop::collection::vec(0..4u8, 40),
        array in any::<bool>(),
    ) {
        let strings: Vec<_> = parts.iter().map(|part| format!("\"{}\"", part.concat())).collect();
        let value = if array { format!("[{}]", strings.join(" ,")) } else { strings[0].clone() };
        let raw = format!(r#"{{"n":1.0,"text" :{value} , "z":null}}"#);
        let line = Line::parse(&raw).unwrap();
        let Text::Found(field) = line.text(&fields(&["text"])) else { panic!("{raw}") };
        // Characters marked 1 and 2 are deleted, a change between them begins another edit.
        let mut edits: Vec<Edit> = Vec::new();
        let (mut at, mut before, mut body) = (0, 0, String::new());
        for (c, mark) in field.text.chars().zip(marks.into_iter().chain(std::iter::repeat(0))) {
            let mark = if mark == 3 { 0 } else { mark };
            if mark == 0 {
                at += c.len_utf8();
                body.push(c);
            } else if mark == before {
                edits.last_mut().unwrap().text.push(c);
            } else {
                edits.push(Edit { at, text: c.to_string(), rule: "x/y".to_owned(), category: None });
            }
            before = mark;
        }
        for unit in OffsetUnit::ALL {
            let style = RecordStyle { unit, field: None };
            let recorded = line.without(&field, &edits, Some((&style, "cleaned")), "");
            let back = Line::parse(&recorded).unwrap().restored(&fields(&["text"])).unwrap();
            prop_assert_eq!(back.as_deref(), Some(raw.as_str()));
        }
        if !array {
            let cleaned = line.without(&field, &edits, None, "");
            prop_assert_eq!(Line::parse(&cleaned).unwrap().string("text"), Some(body));
        }
    }
}
