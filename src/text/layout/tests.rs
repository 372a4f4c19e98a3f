use proptest::prelude::*;

use super::info::first_word;
use super::measure::Width;
use super::*;
use crate::text::trial::{articles, odd, spoiled, wrapped};

const ENGLISH: &str = "The council approved the new bridge on Monday after a long debate, and work on it \
        will start in May, the mayor told reporters. Residents who had opposed the plan said they \
        would take the matter to court, although few expect a judge to hear it before the summer.";
const CHINESE: &str = "市议会周一经过长时间辩论后批准了新桥计划，市长对记者表示，工程将于五月开始。反对该计划的居民表示，\
        他们将把此事诉诸法院，不过几乎没有人预计法官会在夏天之前审理此案。据路透社报道，这座桥耗资约三亿元，全长两公里。";
const MIXED: &str = "特斯拉 Model 3 的销量在第三季度同比增长了百分之二十，Elon Musk 在 X 上表示，公司将在 2025 年推出新的 \
        Model Y Juniper 车型，并计划在 Shanghai Gigafactory 生产。分析师认为 Tesla 的 EPS 将会超过 Wall Street 的预期。";

/// The width of `text` in columns or in characters.
fn width(text: &str, measure: usize) -> usize {
    let Width { columns, chars } = Width::of(text);
    [columns, chars, chars][measure]
}

/// Greedy wrapping in columns; Han breaks anywhere but before closing marks.
fn wrap(text: &str, columns: usize, measure: usize) -> String {
    let mut out = String::new();
    let mut row = 0;
    let mut rest = text.trim();
    let mut gap = "";
    while !rest.is_empty() {
        let word = first_word(rest);
        let room = width(word, measure) + gap.len();
        if row > 0 && row + room > columns {
            out.push('\n');
            row = 0;
        } else {
            out.push_str(gap);
            row += gap.len();
        }
        out.push_str(word);
        row += width(word, measure);
        let after = &rest[word.len()..];
        rest = after.trim_start();
        gap = if rest.len() < after.len() { " " } else { "" };
    }
    out
}

fn softs(text: &str) -> Vec<bool> {
    rows(text).iter().map(|r| r.soft).collect()
}

#[test]
fn terminators() {
    let ends = |t| {
        rows(t)
            .iter()
            .map(|r| (r.range.clone(), r.next))
            .collect::<Vec<_>>()
    };
    assert_eq!(ends(""), vec![]);
    assert_eq!(ends("\n"), vec![(0..0, 1)]);
    assert_eq!(ends("a\r\n\rb"), vec![(0..1, 3), (3..3, 4), (4..5, 5)]);
    assert_eq!(
        ends("a\u{2028}b\u{85}c\u{2029}"),
        vec![(0..1, 4), (4..5, 7), (7..8, 11)]
    );
}

#[test]
fn wrapped_paragraphs_are_soft() {
    for text in [ENGLISH, CHINESE, MIXED] {
        for columns in [60, 66, 72, 80] {
            let wrapped = wrap(text, columns, 0);
            let doc = format!("{wrapped}\n\n{wrapped}\n");
            let got = rows(&doc);
            let half = wrapped.lines().count();
            for (i, row) in got.iter().enumerate() {
                assert_eq!(row.soft, i % (half + 1) < half - 1, "{columns} {i}\n{doc}");
            }
        }
    }
    for columns in [45, 50] {
        let wrapped = wrap(&CHINESE.repeat(2), columns, 1);
        assert!(
            rows(&wrapped).iter().rev().skip(1).all(|r| r.soft),
            "{wrapped}"
        );
    }
}

#[test]
fn two_rows_are_joined_where_the_first_reads_on() {
    // Lower case goes on in mid-sentence; a capital may begin another headline.
    let text = "Investing involves risk, including the possible loss of principal, and\nis not suitable for all.";
    assert_eq!(softs(text), [true, false]);
    let text = "Investing involves risk, including the possible loss of principal\nThe fund is not suitable for all.";
    assert_eq!(softs(text), [false, false]);
}

#[test]
fn short_paragraphs_need_the_width_of_the_text() {
    let two = wrap(
        "Investing involves risk, including the possible loss of a principal in Switzerland, where rates are low.",
        72,
        0,
    );
    assert_eq!(softs(&two), [false, false], "{two}");
    let doc = format!("{}\n\n{two}", wrap(ENGLISH, 72, 0));
    assert_eq!(softs(&doc)[softs(&doc).len() - 2..], [true, false]);
}

#[test]
fn what_is_not_wrapped() {
    for text in [
        "Shares of chip makers rally as trade talks resume in Geneva this week\nOil slips for a third day on supply worries and a stronger US dollar\nFederal Reserve officials signal patience on interest rate cuts in June",
        "监管部门发布新规规范互联网平台企业经营行为活动\n央行宣布下调存款准备金率半个百分点支持实体经济\n多地出台楼市新政支持刚性和改善性需求持续释放",
        "央行宣布下调存款准备金率半个百分点以支持实体经济\n多地出台楼市新政支持刚性和改善性需求\n上海自贸区十周年成绩单公布外资企业数量翻番",
        "Shall I compare thee to a summer's day, my love?\nThou art more lovely and more temperate, indeed,\nRough winds do shake the darling buds of May, and\nSummer's lease hath all too short a date, alas,",
        "The first sentence stands in a row of its own and it ends here.\nThe second sentence stands in a row of its own and ends there.\nThe third sentence stands in a row of its own and ends as well.",
        "| a company that is listed on the exchange | 12 |\n| a company that was listed on the exchange | 13 |\n| a company that will be on the exchange | 14 |",
        "- the first of these items, which is about as long as a row of it\n- the second of these items, which is about as long as a row it is\n- the third of these items, which is about as long as a row of its",
    ] {
        assert!(softs(text).iter().all(|s| !s), "{text}");
    }
}

#[test]
fn depth_and_indent_stop_it() {
    let body = wrap(ENGLISH, 66, 0);
    let quoted: String = body.lines().map(|l| format!("> {l}\n")).collect();
    let n = body.lines().count();
    let doc = format!("{quoted}{body}\n    {body}");
    let got = softs(&doc);
    assert!(got[..n - 1].iter().all(|&s| s) && !got[n - 1], "{got:?}");
    assert!(
        got[n..2 * n - 1].iter().all(|&s| s) && !got[2 * n - 1],
        "{got:?}"
    );
}

#[test]
fn chinese_broken_at_white_space_only() {
    let text = "特斯拉 Model 3 的销量在第三季度同比增长了百分之二十，Elon Musk 在 X 上表示，公司将在 2025\n\
        年推出新的 Model Y Juniper 车型，并计划在 Shanghai Gigafactory 生产。分析师认为\n\
        Tesla 的 EPS 将会超过 Wall Street 的预期。特斯拉 Model 3\n\
        的销量在第三季度同比增长了百分之二十，Elon Musk 在 X 上表示，公司将在 2025 年推出新的 Model Y\n\
        Juniper 车型，并计划在 Shanghai Gigafactory 生产。分析师认为 Tesla 的 EPS\n\
        将会超过 Wall Street 的预期。";
    assert!(rows(text).iter().rev().skip(1).all(|r| r.soft));
}

#[test]
fn as_the_twin_finds_them_in_articles() {
    let mut soft = 0;
    for text in articles() {
        for columns in [usize::MAX, 48, 66, 80, 97] {
            let text = wrapped(&text, columns);
            let found = rows(&text);
            soft += found.iter().filter(|r| r.soft).count();
            assert_eq!(found, twin::rows(&text), "{text}");
        }
    }
    assert!(soft > 1000);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1024) })]

    #[test]
    fn as_the_twin_finds_them(text in prop_oneof![odd(), spoiled()]) {
        prop_assert_eq!(rows(&text), twin::rows(&text));
    }
}
