use super::*;

const TEXT: &str = "One. Ad. Two.\nEnd.";

/// A record line; spans are `start..end rule category`, kept ones begin with `?`.
fn record(id: &str, outcome: &str, spans: &[&str]) -> String {
    let (mut removed, mut kept) = (Vec::new(), Vec::new());
    for span in spans {
        let list = if span.starts_with('?') {
            &mut kept
        } else {
            &mut removed
        };
        let [range, rule, category] = span
            .trim_start_matches('?')
            .split(' ')
            .collect::<Vec<_>>()
            .try_into()
            .unwrap();
        let (start, end) = range.split_once("..").unwrap();
        list.push(format!(
            r#"{{"start":{start},"end":{end},"category":"{category}","rule":"{rule}"}}"#
        ));
    }
    let (removed, kept) = (removed.join(","), kept.join(","));
    format!(
        r#"{{"type":"document","schema":1,"id":"{id}","offset_unit":"char","spans":[{removed}],"kept":[{kept}],"langs":[{{"start":0,"end":18}}],"outcome":"{outcome}"}}"#
    ) + "\n"
}

fn diff_of(settings: Settings, old: &[String], new: &[String]) -> Diff {
    let (old, new) = (old.concat(), new.concat());
    let mut diff = Diff::new(settings);
    for pair in Pairs::new(
        Findings::new("old", old.as_bytes()),
        Findings::new("new", new.as_bytes()),
    ) {
        diff.add(&pair.unwrap());
    }
    diff
}

fn report(old: &[String], new: &[String]) -> Report {
    diff_of(Settings::default(), old, new).finish()
}

fn count(spans: usize, length: usize) -> Count {
    Count { spans, length }
}

#[test]
fn a_run_compared_with_itself_does_not_differ() {
    let run = [
        record("a", "cleaned", &["5..8 ad/bare advertisement"]),
        record("b", "unchanged", &[]),
    ];
    let report = report(&run, &run);
    assert!(!report.differs());
    assert_eq!((report.compared, report.changed), (2, 0));
    assert_eq!(report.removed_before, count(1, 3));
    assert!(report.rules.is_empty() && report.outcomes.is_empty());
}

#[test]
fn totals_and_rules_the_heaviest_first() {
    let report = report(
        &[
            record("a", "cleaned", &["5..8 ad/bare advertisement"]),
            record(
                "b",
                "cleaned",
                &["0..4 x/y copyright", "5..8 ad/bare advertisement"],
            ),
        ],
        &[
            record(
                "a",
                "cleaned",
                &["5..8 ad/new advertisement", "14..18 z/z other"],
            ),
            record(
                "b",
                "unchanged",
                &["?0..4 x/y copyright", "5..8 ad/bare advertisement"],
            ),
        ],
    );
    assert!(report.differs());
    assert_eq!((report.compared, report.changed), (2, 2));
    assert_eq!(report.counts.newly_removed, count(1, 4));
    assert_eq!(report.counts.no_longer_removed, count(1, 4));
    assert_eq!(report.counts.moved, count(1, 3));
    assert_eq!(
        (report.removed_before, report.removed_now),
        (count(3, 10), count(3, 10))
    );
    let [outcome] = &report.outcomes[..] else {
        panic!("one changed outcome");
    };
    assert_eq!((&*outcome.from, &*outcome.to), ("cleaned", "unchanged"));
    assert_eq!((outcome.documents, outcome.ids[0].get()), (1, "\"b\""));

    let rules: Vec<&str> = report.rules.iter().map(|r| &*r.rule).collect();
    assert_eq!(rules, ["x/y", "z/z", "ad/bare", "ad/new"]);
    assert_eq!(report.rules[0].counts.no_longer_removed, count(1, 4));
    let (bare, new) = (&report.rules[2], &report.rules[3]);
    assert_eq!((bare.before, bare.now), (count(2, 6), count(1, 3)));
    assert_eq!(bare.counts, Counts::default());
    assert_eq!(
        (&*bare.passed_on[0].rule, bare.passed_on[0].count),
        ("ad/new", count(1, 3))
    );
    assert_eq!(
        (&*new.taken_over[0].rule, new.counts.moved),
        ("ad/bare", count(1, 3))
    );
}

#[test]
fn a_rule_of_another_category_is_named_with_both() {
    let report = report(
        &[record("a", "cleaned", &["5..8 ad/bare advertisement"])],
        &[record("a", "cleaned", &["5..8 ad/bare house_promo"])],
    );
    let [rule] = &report.rules[..] else {
        panic!("one rule");
    };
    assert_eq!(rule.category, "house_promo");
    assert_eq!(rule.taken_over[0].category, "advertisement");
    assert!(rule.passed_on.is_empty());
}

#[test]
fn documents_of_one_side_and_of_another_text_are_named_and_not_compared() {
    let longer = record("b", "cleaned", &["0..4 x/y other"]).replace("\"end\":18", "\"end\":19");
    let report = report(
        &[
            record("a", "cleaned", &["0..4 x/y other"]),
            record("b", "unchanged", &[]),
        ],
        &[longer, record("c", "unchanged", &[])],
    );
    assert!(report.differs());
    assert_eq!((report.compared, report.changed), (0, 0));
    let ids = |unpaired: &Unpaired| -> Vec<String> {
        unpaired.ids.iter().map(|id| id.get().to_owned()).collect()
    };
    assert_eq!(ids(&report.only_old), ["\"a\""]);
    assert_eq!(ids(&report.only_new), ["\"c\""]);
    assert_eq!(ids(&report.other_text), ["\"b\""]);
    assert!(report.rules.is_empty());
}

#[test]
fn filters_take_the_rule_on_either_side() {
    let old = [record(
        "a",
        "cleaned",
        &["0..4 x/y other", "5..8 ad/bare advertisement"],
    )];
    let new = [record("a", "review", &["5..8 ad/new advertisement"])];
    let glob = |text: &str| Settings {
        rules: vec![globset::Glob::new(text).unwrap().compile_matcher()],
        ..Settings::default()
    };
    let report = diff_of(glob("ad/b*"), &old, &new).finish();
    assert_eq!((report.counts.moved, report.changed), (count(1, 3), 1));
    assert_eq!(report.counts.no_longer_removed, count(0, 0));
    assert_eq!(diff_of(glob("x"), &old, &new).finish().counts.weight(), 4);
    let none = diff_of(glob("nothing"), &old, &new).finish();
    assert!(!none.differs() && none.outcomes.is_empty());
    let other = Settings {
        categories: vec![Category::Other],
        ..Settings::default()
    };
    let report = diff_of(other, &old, &new).finish();
    assert_eq!(report.counts.no_longer_removed, count(1, 4));
    assert_eq!(report.removed_before, count(1, 4));
}

#[test]
fn an_example_stands_in_its_context_once_the_text_is_known() {
    let settings = Settings {
        examples: 1,
        ..Settings::default()
    };
    let mut diff = diff_of(
        settings,
        &[record("a", "cleaned", &["9..13 x/y other"])],
        &[record(
            "a",
            "cleaned",
            &["5..8 ad/bare advertisement", "9..13 x/y other"],
        )],
    );
    assert_eq!(
        diff.wanted().into_iter().collect::<Vec<_>>(),
        ["\"a\"".into()]
    );
    assert!(!diff.add_text("\"a\"", "another text", None));
    assert!(diff.add_text("\"a\"", TEXT, Some("example.com")));
    assert!(diff.wanted().is_empty());
    let report = diff.finish();
    let [example] = &report.rules[0].examples[..] else {
        panic!("one example");
    };
    assert_eq!((example.start, example.end), (5, 8));
    assert_eq!(example.source.as_deref(), Some("example.com"));
    let pieces: Vec<(Mark, &str)> = example.context.iter().map(|p| (p.mark, &*p.text)).collect();
    assert_eq!(
        pieces,
        [
            (Mark::Body, "One. "),
            (Mark::Minus, "Ad."),
            (Mark::Body, " "),
            (Mark::Removed, "Two."),
            (Mark::Body, "\nEnd.")
        ]
    );
}

/// 40 documents of one source and 2 of another, all with one new span.
fn many(order: impl Iterator<Item = usize>, seed: u64) -> Vec<String> {
    let (mut old, mut new) = (Vec::new(), Vec::new());
    for number in order {
        let id = format!("d{number:02}");
        let source = if number % 20 == 7 { "rare" } else { "usual" };
        let extra = format!("\"text\":{TEXT:?},\"source\":\"{source}\",\"langs\"");
        old.push(record(&id, "unchanged", &[]));
        new.push(record(&id, "cleaned", &["0..4 x/y other"]).replace("\"langs\"", &extra));
    }
    let settings = Settings {
        examples: 4,
        seed,
        ..Settings::default()
    };
    let report = diff_of(settings, &old, &new).finish();
    let examples = report.rules[0].examples.iter();
    examples
        .map(|e| format!("{} {}", e.source.as_deref().unwrap_or("-"), e.id.get()))
        .collect()
}

#[test]
fn examples_are_spread_over_sources_and_the_same_whatever_the_order() {
    let chosen = many(0..40, 1);
    assert_eq!(chosen.len(), 4);
    assert_eq!(chosen, many((0..40).rev(), 1));
    assert_ne!(chosen, many(0..40, 2));
    let rare = chosen.iter().filter(|e| e.starts_with("rare")).count();
    assert_eq!(rare, 2, "{chosen:?}");
    let mut documents = chosen.clone();
    documents.dedup();
    assert_eq!(documents, chosen);
}

#[test]
fn offsets_are_those_of_the_unit() {
    let text = "😀新闻。广告";
    let old = record("a", "unchanged", &[]).replace("\"end\":18", "\"end\":7");
    let new = record("a", "cleaned", &["5..7 ad/bare other"]).replace("\"end\":18", "\"end\":7");
    let utf16 = |line: String| line.replace("\"char\"", "\"utf16\"");
    let settings = Settings {
        examples: 1,
        ..Settings::default()
    };
    let mut diff = diff_of(settings, &[utf16(old)], &[utf16(new)]);
    assert!(diff.add_text("\"a\"", text, None));
    let report = diff.finish();
    assert_eq!(report.offset_unit, "utf16");
    let context = &report.rules[0].examples[0].context;
    assert_eq!((context[1].mark, &*context[1].text), (Mark::Minus, "广告"));
}
