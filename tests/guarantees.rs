//! What holds for every text, tried on generated ones.

use jingwen::{Cleaner, Options, RuleSet, restore};
use proptest::prelude::*;
use std::sync::LazyLock;
use unicode_segmentation::GraphemeCursor;

static CLEANER: LazyLock<Cleaner> = LazyLock::new(|| Cleaner::new(RuleSet::builtin()));

/// Text that hits rules: stock phrases of both languages among body text, marks and odd characters.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("免责声明："),
        Just("免責聲明"),
        Just("本文不构成投资建议，据此操作，风险自担。"),
        Just("责任编辑：张三"),
        Just("版权所有，未经授权不得转载。"),
        Just("延伸閱讀"),
        Just("原标题：测试"),
        Just("All rights reserved."),
        Just("Advertisement"),
        Just("Sign up for our newsletter"),
        Just("Share"),
        Just("(Reporting by A. Writer; Editing by B. Editor)"),
        Just("The views expressed in this article are those of the author."),
        Just("Forward-Looking Statements"),
        Just(
            "周三，该公司股价收涨3.2%，成交额达到十二亿元，分析师认为新产品的销售好于预期，下半年业绩有望继续改善，市场也普遍看好后续表现。"
        ),
        Just(
            "The council approved the new bridge on Monday after a long debate, and work on the crossing will start in May, the mayor told reporters at the town hall."
        ),
        Just("\n"),
        Just("\n\n"),
        Just("\r\n"),
        Just(" "),
        Just("\u{3000}"),
        Just("\u{200b}"),
        Just("&nbsp;"),
        Just("👩‍👩‍👧"),
        Just("e\u{301}"),
        Just("「"),
        Just("」"),
        Just("（"),
        Just("）"),
        Just("※"),
    ];
    prop_oneof![
        3 => prop::collection::vec(prop_oneof![4 => piece.prop_map(str::to_owned), 1 => any::<String>()], 0..24).prop_map(|v| v.concat()),
        1 => any::<String>(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn restore_gives_the_text_back(text in text()) {
        let cleaned = CLEANER.clean(&text);
        prop_assert_eq!(restore(cleaned.body(), cleaned.edits()).unwrap(), text);
    }

    #[test]
    fn findings_are_sorted_disjoint_and_on_grapheme_boundaries(text in text()) {
        let cleaned = CLEANER.clean(&text);
        let mut end = 0;
        for f in cleaned.findings() {
            prop_assert!(f.range.start >= end && f.range.start < f.range.end, "{:?}", cleaned.findings());
            end = f.range.end;
            for at in [f.range.start, f.range.end] {
                prop_assert!(GraphemeCursor::new(at, text.len(), true).is_boundary(&text, 0).unwrap(), "{at}");
            }
        }
    }

    #[test]
    fn language_spans_tile_the_text(text in text()) {
        let cleaned = CLEANER.clean(&text);
        let mut end = 0;
        for span in cleaned.langs() {
            prop_assert_eq!(span.range.start, end);
            end = span.range.end;
        }
        prop_assert_eq!(end, text.len());
    }

    #[test]
    fn no_rules_and_no_model_change_nothing(text in text()) {
        let cleaner = Cleaner::with_weights(RuleSet::empty(), None, Options::new());
        let cleaned = cleaner.clean(&text);
        prop_assert_eq!(cleaned.body(), text);
    }
}

#[test]
fn the_cleaner_is_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Cleaner>();
}

#[test]
fn nothing_to_clean_stays_as_it_is() {
    for text in [
        "",
        " ",
        " \n\t\n ",
        "word",
        "字",
        "👩‍👩‍👧",
        "\u{202e}abc\u{202c}",
        "\r\n\r\n",
        "\u{feff}",
        "…",
        "\u{0}",
    ] {
        assert_eq!(CLEANER.clean(text).body(), text);
    }
}

/// Six paragraphs of English and a broker's disclaimer in Traditional Chinese behind them.
const BODY: &str = "Harbour Lines has agreed to buy two electric ferries for its island routes, the company said on Tuesday, in a deal worth about $40 million over five years.\n\
    The boats, each built for 300 passengers, will replace diesel vessels that have run between the outer islands and the city since the early 1990s.\n\
    Shares of the operator rose 3.1 percent in afternoon trading, the largest gain since March, as analysts welcomed a lower fuel bill in the years ahead.";

const DISCLAIMER: &str = "免責聲明:投資涉及風險,本文不構成任何投資建議,上述內容亦不應被視作任何證券的買賣要約、推薦或邀請,用戶在社區內的留言或帖文同樣如此。本文僅供一般參考,並未考慮閣下的投資目標、財務狀況或需要。平台不保證資料的準確性及完整性,亦不承擔任何責任,投資者應自行研究,並在投資前諮詢專業意見。";

#[test]
fn a_chinese_disclaimer_behind_an_english_story_goes_however_it_is_spelt() {
    let simplified = "免责声明:投资涉及风险,本文不构成任何投资建议,上述内容亦不应被视作任何证券的买卖要约、推荐或邀请,用户在社区内的留言或帖文同样如此。本文仅供一般参考,并未考虑阁下的投资目标、财务状况或需要。平台不保证资料的准确性及完整性,亦不承担任何责任,投资者应自行研究,并在投资前咨询专业意见。";
    let wide = DISCLAIMER.replace(',', "，").replace(':', "：");
    let spaced: String = DISCLAIMER.chars().flat_map(|c| [c, ' ']).collect();
    let bracketed = DISCLAIMER.replace("免責聲明:", "【免責聲明】");
    for disclaimer in [DISCLAIMER, simplified, &wide, spaced.trim_end(), &bracketed] {
        for (text, body) in [
            (format!("{BODY}\n{disclaimer}"), BODY.to_owned()),
            (format!("{BODY}{disclaimer}"), BODY.to_owned()),
            (
                format!("{BODY}\n{disclaimer}").replace('\n', "\r\n"),
                BODY.replace('\n', "\r\n"),
            ),
        ] {
            let cleaned = CLEANER.clean(&text);
            assert_eq!(cleaned.body(), body, "{:#?}", cleaned.findings());
        }
    }
}

#[test]
fn rule_file_order_changes_nothing() {
    let rule = |key: &str, text: &str| {
        format!(
            "category = \"copyright\"\n[[pattern]]\nkey = \"{key}\"\nlang = \"en\"\ntext = \"{text}\"\nstrength = \"decisive\"\n"
        )
    };
    let (a, b) = (
        rule("a", "property of the harbour press"),
        rule("b", "harbour press and its partners"),
    );
    let build = |order: [(&str, &str); 2]| {
        let mut set = RuleSet::empty();
        for (file, text) in order {
            set = set.with_text(std::path::Path::new(file), text).unwrap();
        }
        Cleaner::new(set)
    };
    let text = format!("{BODY}\nAll of this is property of the Harbour Press and its partners.");
    let one = build([("a.toml", &a), ("b.toml", &b)]).clean(&text);
    let two = build([("b.toml", &b), ("a.toml", &a)]).clean(&text);
    assert_eq!(one.body(), BODY);
    assert_eq!(one.findings(), two.findings());
}

#[test]
fn a_paragraph_in_another_language_comes_out_unchanged() {
    for text in [
        "Le conseil municipal a approuvé lundi la construction du nouveau pont après un long débat, et les travaux commenceront au mois de mai, a déclaré la maire devant les journalistes.\nLa circulation sera maintenue sur une seule voie jusqu'en mars.",
        "Der Stadtrat hat am Montag nach langer Debatte dem Bau der neuen Brücke zugestimmt; die Arbeiten beginnen im Mai, sagte die Bürgermeisterin vor der Presse.\nDer Verkehr wird bis März einspurig geführt.",
        "市議会は月曜日、長い議論の末に新しい橋の建設を承認した。工事は五月に始まり、来年の三月まで片側通行になると市長は記者団に語った。\n住民からは騒音を心配する声も上がっている。",
        "시의회는 월요일 긴 논의 끝에 새 다리 건설을 승인했다. 공사는 5월에 시작되며 내년 3월까지 한 차로만 통행할 수 있다고 시장이 기자들에게 말했다.\n주민들은 소음을 걱정하고 있다.",
        "Hội đồng thành phố hôm thứ Hai đã thông qua việc xây cây cầu mới sau một cuộc tranh luận dài, và công trình sẽ khởi công vào tháng Năm, thị trưởng nói với các phóng viên.",
    ] {
        assert_eq!(CLEANER.clean(text).body(), text);
    }
}

#[test]
fn the_document_s_own_title_is_body() {
    let text = format!("# 版權所有，未經授權不得轉載\n{BODY}\n版权所有，未经授权不得转载。");
    let body = format!("# 版權所有，未經授權不得轉載\n{BODY}");
    let context = jingwen::Context::new().title(Some("版权所有，未经授权不得转载"));
    let other = jingwen::Context::new().title(Some("Two electric ferries for the islands"));
    assert_eq!(CLEANER.clean_with(&text, &other).body(), BODY);
    let kept = CLEANER.clean_with(&text, &context);
    assert!(kept.body().starts_with(&body), "{:?}", kept.findings());
}

#[test]
fn without_languages_the_same_is_found() {
    let text = "The harbour index rose on Friday after a quiet week of trading, the exchange said.\n\
        免責聲明：投資有風險，本文並非投資建議。\nCopyright 2024 Harbour News. All rights reserved.";
    let mut options = Options::new();
    let told = Cleaner::with_options(RuleSet::builtin(), options.clone()).clean(text);
    options.without_langs = true;
    let untold = Cleaner::with_options(RuleSet::builtin(), options).clean(text);
    let found = |cleaned: &jingwen::Cleaned| -> Vec<_> {
        let findings = cleaned.findings().iter();
        findings
            .map(|f| (f.range.clone(), f.rule.clone(), f.score))
            .collect()
    };
    assert!(found(&told).len() >= 2);
    assert_eq!(found(&told), found(&untold));
    assert!(untold.langs().is_empty() && !told.langs().is_empty());
}
