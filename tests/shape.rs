//! What shape takes and what it leaves: runs of lines around findings, labels behind other text.

use std::path::Path;

use jingwen::{Cleaner, Context, Level, Options, RuleSet};

const BODY: &str = "The harbour board approved a plan on Tuesday to rebuild the eastern pier, which a storm tore apart last winter, and set aside nine million dollars for the first of three stages.
Work begins in May, once the herring season is over, and the board expects the fishing fleet to move to temporary berths on the river while the old piles are drawn and replaced by steel ones.
Residents of the quay asked for night work to be kept to a minimum, and the board said that drilling would stop at nine each evening except in the last week, when the tides leave no other choice.
The second stage depends on money from the state, which has not yet answered, and the third, a covered market hall, may be dropped if prices for steel keep rising as they did in the past two years.";

fn cleaned(text: &str) -> String {
    let cleaner = Cleaner::new(RuleSet::builtin());
    cleaner.clean(text).body().to_owned()
}

#[test]
fn lines_behind_the_end_of_the_article_go_with_it() {
    let tail = "Share this article\nBridge closed for repairs until Friday\nSix held after market raid\nHarbour pilots call off strike";
    assert_eq!(cleaned(&format!("{BODY}\n{tail}")).trim_end(), BODY);
}

#[test]
fn a_list_behind_the_body_stays_where_nothing_ends_the_article() {
    let list = "Berths by length\nUp to 12 metres: 40\nUp to 20 metres: 18\nOver 20 metres: 6";
    let text = format!("{BODY}\n{list}");
    assert_eq!(cleaned(&text), text);
    // A picture's credit may have more of the story behind it.
    let text = format!("{BODY}\n(Photo: Harbour Board)\n{list}");
    assert!(cleaned(&text).ends_with(list));
}

#[test]
fn sentences_behind_a_share_bar_stay() {
    let more = "The board meets again in June, when it will vote on the name of the new pier and on the fees for visiting yachts, which have not changed since the nineties.\nBerths by length\nUp to 12 metres: 40";
    let text = format!("{BODY}\nShare this article\n{more}");
    assert_eq!(cleaned(&text), format!("{BODY}\n{more}"));
}

#[test]
fn short_lines_stay_in_a_document_made_of_them() {
    let results = "Rowing club regatta\nSingles: Harbour 1, Quay 0\nPairs: Quay 2, River 1\nFours: River 3, Harbour 2\nEights: Harbour 1, River 1";
    let text = format!("{results}\nShare this article\nJuniors: Quay 4, River 0");
    assert!(cleaned(&text).contains("Juniors: Quay 4, River 0"));
}

#[test]
fn the_title_stays_where_it_stands_once_more_behind_the_article() {
    let title = "Harbour board rebuilds pier";
    let text = format!("{BODY}\nShare this article\n{title}\nSix held after market raid");
    let cleaner = Cleaner::new(RuleSet::builtin());
    let context = Context::new().title(Some(title));
    let body = cleaner.clean_with(&text, &context).body().to_owned();
    assert!(body.contains(title) && !body.contains("Six held"), "{body}");
}

#[test]
fn conservative_takes_no_line_for_its_shape_alone() {
    let mut options = Options::new();
    options.level = Level::Conservative;
    let cleaner = Cleaner::with_options(RuleSet::builtin(), options);
    let text = format!("{BODY}\nShare this article\nSix held after market raid");
    let body = cleaner.clean(&text).body().to_owned();
    assert!(body.contains("Six held") && !body.contains("Share this"));
}

#[test]
fn a_label_behind_a_caption_takes_its_value_and_not_the_caption() {
    let rule = r#"
category = "photo_credit"
description = "A caption's credit."
since = "0.1.0"
[[pattern]]
key = "label"
lang = "en"
text = "picture"
anchor = "label"
extent = "line"
strength = "decisive"
"#;
    let rules = RuleSet::empty().with_text(Path::new("credit.toml"), rule);
    let caption = "Fishing boats lie at the broken pier after the storm of last winter";
    let text = format!("{BODY}\n{caption} Picture: Harbour Board\n{BODY}");
    let body = Cleaner::new(rules.unwrap()).clean(&text).body().to_owned();
    assert!(
        body.contains(caption) && !body.contains("Picture"),
        "{body}"
    );
}

#[test]
fn a_heading_does_not_reach_over_a_long_paragraph_without_an_end_mark() {
    let report = BODY.lines().collect::<Vec<_>>().join(" ");
    let line = format!("{report} For reference only");
    let text = format!("{BODY}\nRelated stories\nSix held after market raid\n\n{line}\n{BODY}");
    assert!(cleaned(&text).contains(&report));
}

#[test]
fn a_row_of_buttons_goes_though_some_of_its_cells_are_unknown() {
    for row in [
        "| Print | Email | Share | Fontasize |",
        "打印 | 收藏 | 分享 | 拍砖",
        "评论(12)　分享",
    ] {
        let text = format!("{row}\n{BODY}");
        assert_eq!(cleaned(&text), BODY, "{row}");
    }
}

#[test]
fn a_row_of_a_table_is_no_row_of_buttons() {
    for row in [
        "| Print | 12,400 | 11,900 | 4.2 |",
        "Harbour 3 | Quay 1 | Print 0",
    ] {
        let text = format!("{BODY}\n{row}\n{BODY}");
        assert_eq!(cleaned(&text), text, "{row}");
    }
}

#[test]
fn the_date_beside_a_credit_goes_with_it_and_a_date_alone_stays() {
    let text = format!("2019-03-05 11:20\n来源：江北晚报\n{BODY}");
    assert_eq!(cleaned(&text), BODY);
    let text = format!("5 March 2019\n{BODY}\n2019-03-05 11:20 drill, 12:40 lunch");
    assert_eq!(cleaned(&text), text);
}

#[test]
fn a_line_of_dialogue_stays_in_a_story_told_in_it() {
    let talk = "“更多精彩内容，请下载我们的客户端。”";
    let text = format!(
        "老周把手机举到窗前，学着电台里的腔调念给孙女听，念完自己先笑了，说这一句他每天要听上三十遍。\n{talk}\n“爷爷，别念了。”\n“好，不念了，吃饭。”\n灶上的粥已经滚了两回，窗外的雪还没有停，巷口卖豆腐的梆子声一下一下地传过来，又慢慢远了。"
    );
    assert_eq!(cleaned(&text), text);
}

#[test]
fn a_sites_terms_stay_as_a_document_of_their_own() {
    let text = "Terms of Service\n1. We cook what you order and deliver it at the hour that you chose.\n2. All content on this site is provided “as is”, without warranty of any kind, express or implied.\n3. We are not liable for indirect damages, and past performance is no guarantee of future results.\n4. You may not reproduce, distribute or transmit any part of this site without our prior written consent.";
    assert_eq!(cleaned(text), text);
}

#[test]
fn the_portrait_under_a_heading_goes_with_it() {
    let about = "About Tern Payments\nTern helps four hundred thousand independent shops, cafés and market stalls get paid, with offices in nine cities and nine hundred people, and has done so since 1998.";
    assert_eq!(cleaned(&format!("{BODY}\n{about}")).trim_end(), BODY);
    // A heading inside the story, and one that names nobody, stay.
    let text = format!("{about}\n{BODY}");
    assert_eq!(cleaned(&text), text);
    let text = format!(
        "{BODY}\nAbout the pier\nThe pier was built in 1911 of oak from the upper valley and carried a railway until the flood of 1954, when the company that ran it gave up."
    );
    assert_eq!(cleaned(&text), text);
}

#[test]
fn a_credit_in_a_list_of_prizes_stays() {
    let text = format!(
        "{BODY}\n小說：林青《渡口》\n散文：何月《磨坊》\n攝影：陳亭《退潮》\n新詩：吳川《燈》\n{BODY}"
    );
    assert_eq!(cleaned(&text), text);
}

#[test]
fn a_refrain_stays() {
    let song = "The lawyer came to our house by the sea\nWith a bag full of paper and law\nHe read every line of it slowly to me\nAll rights reserved\n\nMy mother she laughed and she put on the tea\nThe fairest you ever you saw\nWe sang every line of it back from the quay\nAll rights reserved\n\nAnd read more, read more by the light of the moon\nTill the morning is over the town\nThe paper was burning and none of it soon\nWas left but the smoke coming down";
    assert_eq!(cleaned(song), song);
}

#[test]
fn a_notice_that_the_story_introduces_stays() {
    let notice = "This e-mail is confidential and intended solely for the use of the individual to whom it is addressed.";
    let text = format!(
        "{BODY}\nSince last week every letter from the harbour board has ended like this:\n{notice}\n{BODY}"
    );
    assert_eq!(cleaned(&text), text);
    let text = format!("{BODY}\n{notice}");
    assert_eq!(cleaned(&text).trim_end(), BODY);
}

const STORY_HAN: &str = "市議會昨晚三讀通過社會住宅自治條例，明年起新建案須提撥一成樓地板面積。都發局估計，三年內可釋出兩千戶，優先提供青年家庭租住。
颱風外圍環流影響，東部山區累積雨量突破六百毫米，台九線兩處路段坍方。公路局出動六部機具搶修，最快週三恢復單線通車。";

#[test]
fn a_list_that_the_story_introduces_stays_though_the_article_seems_over() {
    let list = "The following is a list of the schools that take part:
\u{2022} Harbour Lane School
\u{2022} Upper Lock School
\u{2022} School of the Holy Well
\u{2022} Marsh End Academy
\u{2022} Weir Street School";
    let text = format!("{BODY}\nMore information is available at: www.alders.example.\n{list}");
    assert!(cleaned(&text).ends_with(list), "{}", cleaned(&text));
    // What a label introduces is no list of the story's.
    let text = format!(
        "{BODY}\nRead more:\nBridge closed for repairs\nSix held after market raid\nPilots call off strike"
    );
    assert_eq!(cleaned(&text).trim_end(), BODY);
}

#[test]
fn a_heading_above_an_ad_label_between_paragraphs_stays() {
    let lines: Vec<&str> = BODY.lines().collect();
    let text = format!(
        "Four stages of a pier\n{}\nRisks\nAdvertisement\n{}\nCosts\n{}\n{}\nTags: harbour, pier",
        lines[0], lines[1], lines[2], lines[3]
    );
    let body = cleaned(&text);
    assert!(
        body.contains("\nRisks\n") && body.contains("\nCosts\n"),
        "{body}"
    );
    assert!(!body.contains("Advertisement"), "{body}");
}

#[test]
fn a_line_of_notices_goes_whole() {
    let notices = "The information on this website is for general information purposes only and does not constitute investment advice, nor an offer to buy or sell any security in any country. We accept no liability for any loss or damage that may arise from reliance on the information contained herein. Past performance is not a reliable indicator of future results, and the value of investments may go down as well as up.";
    assert_eq!(cleaned(&format!("{BODY}\n{notices}")).trim_end(), BODY);
}

#[test]
fn of_equals_the_rule_of_the_line_s_language_takes_it() {
    let cleaner = Cleaner::new(RuleSet::builtin());
    let text = format!("{BODY}\nFollow us on Facebook");
    let cleaned = cleaner.clean(&text);
    let last = cleaned.findings().last().expect("the line goes");
    assert!(last.rule.starts_with("en-"), "{}", last.rule);
}

#[test]
fn a_notice_that_reminds_the_reader_reports_nothing() {
    let notice = "温馨提醒，本文所述个股仅供参考，投资者据此操作，风险自担。";
    assert_eq!(
        cleaned(&format!("{STORY_HAN}\n{notice}")).trim_end(),
        STORY_HAN
    );
    let told = "律师提醒，“本文仅供参考，投资者据此操作，风险自担”这样的话不能免除平台的责任。";
    let text = format!("{STORY_HAN}\n{told}");
    assert_eq!(cleaned(&text), text);
}

#[test]
fn what_stands_beside_a_credit_or_notice_goes_with_it() {
    for line in [
        "（編輯：林渡）1150605",
        "版权声明：本文为博主原创文章，未经博主允许不得转载。 https://blog.haijiao.example/a/80",
    ] {
        assert_eq!(
            cleaned(&format!("{STORY_HAN}\n{line}")).trim_end(),
            STORY_HAN,
            "{line}"
        );
    }
    let story = "更多資料見 https://haijiao.example/report 。";
    let text = format!("{STORY_HAN}\n{story}");
    assert!(cleaned(&text).contains("https://haijiao.example/report"));
}

#[test]
fn a_menu_goes_whatever_stands_between_its_cells() {
    for menu in [
        "新闻 | 财经 | 楼市 | 汽车 | 健康\n体育 | 娱乐 | 旅游 | 教育 | 论坛",
        "首页 - 新闻 - 北京 - 体育 - 娱乐 - 文化",
        "海角首页--> 主频道--> 消费真相--> 跑鞋",
        "海角健康網 〉檢視火線新聞 〉食材",
    ] {
        let story = format!("海角市渡口改造\n{STORY_HAN}");
        assert_eq!(
            cleaned(&format!("{menu}\n{story}")).trim_start(),
            story,
            "{menu}"
        );
    }
}

/// A release whose last paragraphs portray the company, without a heading above them.
fn release(portrait: &str) -> String {
    format!(
        "Pennycross launches valve for breweries\nPennycross launches a valve for small breweries on Monday that closes in a twentieth of a second and needs no oil, and three brewers in Leeds have tried it for a year.\nEach brewer saved about a tenth of the water that it used before, and the valve fits pipes from two to six inches, which are those that most breweries of the county have.\n{portrait}"
    )
}

const PORTRAIT: &str = "Pennycross is an independent manufacturer of valves for breweries and dairies. Founded in 1971, it employs 210 people, and its solutions are at work in 40 countries.\nPennycross is based in Leeds, and its shares are traded on the London Stock Exchange.";

#[test]
fn a_release_ends_in_a_portrait_without_a_heading() {
    let text = release(PORTRAIT);
    let body = cleaned(&text);
    assert_eq!(body.trim_end(), release("").trim_end());
}

#[test]
fn what_somebody_says_of_a_company_is_the_story() {
    for told in [
        PORTRAIT.replace(". Founded", ", the mayor said. Founded"),
        PORTRAIT.replace("Pennycross is an", "It is an"),
        PORTRAIT.replace(
            "an independent manufacturer of valves for breweries and dairies",
            "late",
        ),
    ] {
        let text = release(&told.replace("Pennycross is based", "It is based"));
        assert_eq!(cleaned(&text), text);
    }
    // A story is no release.
    let text = release(PORTRAIT).replace("launches", "closes");
    assert_eq!(cleaned(&text), text);
}

#[test]
fn a_stamp_label_takes_the_stamp_and_leaves_the_story_behind_it() {
    let story = "The harbour board approved a plan to rebuild the eastern pier, which a storm tore apart last winter, and set aside nine million dollars for the first of the three stages of the work";
    let text = format!("Originally published on May 3, 2012 at 4:05 pm {story}.\n{BODY}");
    assert_eq!(cleaned(&text).trim_start(), format!("{story}.\n{BODY}"));
    let story = "港務局批准重建東碼頭，去年冬天的風暴毀壞了這座碼頭，第一期工程預算為九百萬元，漁船隊將在五月遷往河邊的臨時泊位，舊樁會在夏天之前全部拔除，換上鋼樁";
    let text = format!("發布時間：2024/05/02 10:15 {story}。\n{BODY}");
    assert!(
        cleaned(&text).trim_start().starts_with(story),
        "{}",
        cleaned(&text)
    );
}
