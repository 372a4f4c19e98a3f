use proptest::prelude::*;

use super::{boundaries, twin};
use crate::text::layout::rows;
use crate::text::trial::{articles, odd, spoiled};

/// `‖` marks where a sentence must begin, and no other place may.
#[test]
fn cases() {
    let mut wrong = Vec::new();
    for case in [
        // English.
        "It fell. ‖The bank rose.",
        "“It fell,” he said. ‖“We rose.” ‖She left.",
        "Mr. Smith met Dr. Jones and Mrs. Lee in St. Louis vs. the rest.",
        "U.S. President Joe Biden spoke. ‖He left.",
        "He moved to the U.S. ‖The bank stayed.",
        "J.P. Morgan and George W. Bush met. ‖Nothing came of it.",
        "Apple Inc. shares rose. ‖Apple Inc. Chief Executive Tim Cook left Apple Inc. ‖The stock fell.",
        "Trade on Jan. 5 and Dec. 31 at 9 a.m. ET was thin. ‖No. 5 won.",
        "He said no. ‖They left.",
        "Prices rose 3.14 percent, e.g. Brent, i.e. oil.",
        "See https://example.com/A.B?C=D for more. ‖Write to John.Doe@Example.com or open Report.Final.pdf today.",
        "Wait... What now? ‖Yes! ‖Yahoo! shares fell.",
        "fair journalism.‖The Motley Fool has a policy.",
        "it rose to 35.‖Investors left.",
        "said \"no.\"‖The end came.",
        "ended lower.‖免責聲明:本文僅供參考",
        "The No.1 team (led by A. B. Lee. Really!) won the cup.",
        "Stocks fell. ‖(Reporting by Ann Lee; Editing by Bob Ray) ‖Our Standards: Trust Principles.",
        "All rights reserved. ‖© 2024 Reuters. ‖2023 was worse.",
        "Share this   ‖Read more   ‖Follow us",
        "1. Open the door. ‖2. Leave.",
        "Is it so? ‖It is.",
        "The firm paid $1.5 million to Smith & Co. in 2020.",
        "Node.js and ASP.NET are fine.",
        "He has a Ph.D. from Yale. ‖She has none.",
        "He asked “why?” and left.",
        // Chinese.
        "他走了。‖她来了！‖真的？‖真的。",
        "他说：“我走了。”‖她来了。",
        "前进步伐！‖特别声明：以上内容仅代表作者本人。",
        "第一点；‖第二点；‖第三点。",
        "他停了……‖然后走了。",
        "他（笑。又笑。）走了。‖完",
        "股价上涨。‖（记者 张三）‖责任编辑：李四",
        "股价上涨。‖【免责声明】‖本文仅供参考。",
        "【免责声明】本文仅供参考。",
        "（完）责任编辑：李四",
        "责任编辑：张三　　‖校对：李四",
        "上涨3.5%。‖1.投资有风险 2.入市需谨慎",
        "「好。」‖他說。",
        "太好了!‖他说?‖是的",
        "据U.S.股市消息，苹果Inc.公司上涨",
        "文/张三 （原标题：他来了！她走了）",
        "“走吧！”，他说。",
        "The deal closed.‖【本文由AI生成】‖End of text.",
        // Soft breaks are not gaps.
        "one two\n   three four",
        "",
        "。",
        "...",
    ] {
        let text = case.replace('‖', "");
        let mut got = text.clone();
        for &at in boundaries(&text).iter().rev() {
            got.insert(at, '‖');
        }
        if got != case {
            wrong.push((got, case));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn long_brackets_are_cut() {
    let text = format!("他说（{}。{}。）完", "甲".repeat(60), "乙".repeat(60));
    assert!(!boundaries(&text).is_empty());
}

#[test]
fn as_the_twin_finds_them_in_articles() {
    for text in articles() {
        assert_eq!(boundaries(&text), twin::boundaries(&text), "{text}");
        for row in rows(&text) {
            let row = &text[row.range];
            assert_eq!(boundaries(row), twin::boundaries(row), "{row}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1024) })]

    #[test]
    fn as_the_twin_finds_them(text in prop_oneof![odd(), spoiled()]) {
        prop_assert_eq!(boundaries(&text), twin::boundaries(&text));
    }
}
