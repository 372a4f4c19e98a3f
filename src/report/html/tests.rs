use serde_json::value::RawValue;

use super::*;
use crate::category::Category;
use crate::language::Lang;
use crate::report::judged::Span;
use crate::report::visible::acts;
use crate::report::{Draw, Judged};

const HOSTILE: &str =
    "</script><script>alert(1)</script><!-- \u{202E}gnihton\u{202C} \u{1b}[31m \u{9b}1m '\"&";

/// A document of `body`, with `gone` removed from its end.
fn judged<'a>(id: &'a RawValue, place: &'a str, body: &str, gone: &str) -> Judged<'a> {
    let (start, chars) = (body.len(), body.chars().count());
    let length = chars + gone.chars().count();
    Judged {
        id,
        place,
        source: Some(HOSTILE),
        title: Some(HOSTILE),
        outcome: HOSTILE.to_owned(),
        text: Some(format!("{body}{gone}").into()),
        length,
        langs: vec![(Lang::En, length)],
        spans: vec![Span {
            range: start..start + gone.len(),
            chars: chars..length,
            category: Category::Copyright,
            rule: format!("bar/{HOSTILE}").into(),
            lang: Lang::En,
            score: Some(987),
            reasons: vec![crate::detect::Reason {
                what: HOSTILE.to_owned(),
                points: -3,
            }],
        }],
    }
}

fn id(text: &str) -> Box<RawValue> {
    serde_json::value::to_raw_value(text).unwrap()
}

fn overview(draw: Draw, documents: usize, body: &str) -> Overview {
    let mut overview = Overview::new(draw);
    for n in 0..documents {
        let (id, place) = (id(&format!("{n}{HOSTILE}")), format!("f.jsonl:{n}"));
        overview.add(&judged(&id, &place, body, HOSTILE));
    }
    overview
}

const DRAW: Draw = Draw {
    seed: 1,
    documents: 100,
    most: 20,
    per_rule: 0,
    whole: 20_000,
};

#[test]
fn nothing_of_a_text_acts() {
    let page = page(&overview(DRAW, 3, HOSTILE));
    // Two elements of the page itself: its data and its script.
    assert_eq!(page.matches("<script").count(), 2);
    assert_eq!(page.matches("</script").count(), 2);
    assert!(!page.contains("<!--") && !page.contains("<img"));
    let acting: Vec<char> = page.chars().filter(|c| acts(*c) && *c != '\n').collect();
    assert!(acting.is_empty(), "{acting:?}");
    assert!(page.contains("&lt;script&gt;alert(1)") && page.contains("U+202E"));
    // What the script reads is what there was.
    let data = page.split("id=\"data\">").nth(1).unwrap();
    let data = data.split("</script>").next().unwrap();
    let data: serde_json::Value = serde_json::from_str(data).unwrap();
    let document = &data["documents"][0];
    assert_eq!(document["pieces"][0], HOSTILE);
    assert_eq!(document["pieces"][1]["text"], HOSTILE);
    assert_eq!(document["title"], HOSTILE);
}

#[test]
fn the_policy_names_the_script_and_the_style() {
    let page = page(&overview(DRAW, 1, "Body."));
    let between = |open: &str, close: &str| {
        let from = page.rfind(open).unwrap() + open.len();
        &page[from..from + page[from..].find(close).unwrap()]
    };
    for (kind, text) in [
        ("script-src", between("<script>", "</script>")),
        ("style-src", between("<style>", "</style>")),
    ] {
        // In an attribute a slash may be written as an entity.
        let policy = page.replace("&#x2f;", "/").replace("&#x27;", "'");
        assert!(
            policy.contains(&format!("{kind} '{}'", hash(text))),
            "{kind}"
        );
    }
}

#[test]
fn the_size_is_bounded_whatever_the_corpus() {
    let many = page(&overview(DRAW, 20_000, "Body of an article. "));
    assert!(many.len() < 400_000, "{}", many.len());
    let long = "An article of many words. ".repeat(700);
    let all = Draw {
        documents: 1000,
        ..DRAW
    };
    let full = page(&overview(all, 2_000, &long));
    assert!(full.len() > TEXTS - 100_000 && full.len() < TEXTS + 200_000);
    assert!(full.contains("this page has no room for their texts"));
    // Longer texts are shown in part.
    let cut = page(&overview(all, 100, &"长".repeat(50_000)));
    assert!(cut.len() < 800_000, "{}", cut.len());
}

#[test]
fn texts_that_are_not_known_are_said_to_be_missing() {
    let mut overview = Overview::new(DRAW);
    let id = id("a");
    let mut known = judged(&id, "p", "Body.", "Gone.");
    known.text = None;
    overview.add(&known);
    let page = page(&overview);
    assert!(page.contains("the records hold no texts"));
    assert!(page.contains(">50.0 %<"));
}

#[test]
fn of_a_long_text_the_spans_are_shown_with_what_stands_around_them() {
    use crate::report::sampled::{Piece, Sampled};
    let id = id("a");
    let body = format!("{}尾", "字".repeat(900));
    let mut long = judged(&id, "p", &body, "Gone.");
    let text = format!("{}{}", long.text.take().unwrap(), "后".repeat(500));
    long.length += 500;
    let sampled = Sampled::new(&long, &text, 1000);
    assert!(!sampled.whole && sampled.text().is_none());
    let [
        Piece::Left(701),
        Piece::Body(before),
        Piece::Gone(_, gone),
        Piece::Body(after),
        Piece::Left(300),
    ] = &sampled.pieces[..]
    else {
        panic!("{:?}", sampled.pieces);
    };
    assert_eq!((before.chars().count(), after.chars().count()), (200, 200));
    assert!(before.ends_with('尾') && gone == "Gone.");
    assert_eq!(
        Sampled::new(&long, &text, 10_000).text().as_deref(),
        Some(&*text)
    );
}
