//! Sections of notices: a legal heading, and what is closed in below it.

use jingwen::{Cleaner, RuleSet};

const BODY: &str = "港务局周二批准了重建东码头的计划，去年冬天的风暴毁坏了这座码头，第一期工程预算为九百万元，渔船队将在五月迁往河边的临时泊位，旧桩会在夏天之前全部拔除。
居民要求尽量减少夜间施工，港务局表示除最后一周外，打桩每晚九点停止，第二期工程的资金有待省里批复，第三期的室内市场则可能因钢材涨价而取消，明年春天再行讨论。";

fn cleaned(text: &str) -> String {
    let cleaner = Cleaner::new(RuleSet::builtin());
    cleaner.clean(text).body().to_owned()
}

fn ends_with_body(tail: &str) {
    assert_eq!(
        cleaned(&format!("{BODY}\n{tail}")).trim_end(),
        BODY,
        "{tail}"
    );
}

#[test]
fn paragraphs_between_the_notices_of_a_section_go_with_it() {
    ends_with_body(
        "免责声明
本榜单的观点和结论仅供参考之用，并不代表任何具体的投资建议。
榜单数据结合公开渠道与平台沉淀计算，编制方已采取合理的办法来核对数字，但样本仍然有限，部分地区的小店没有纳入统计，数字与实际情况之间可能有偏差，下一期会补上缺少的城市。
报告的版权属于编制方所有，未经许可不得复制或分发，对于因使用本报告而导致的任何损失，编制方不承担任何法律责任。",
    );
    ends_with_body(
        "*免责声明：
本文内容仅代表作者看法。
市场有风险，投资需谨慎。在任何情况下，本文中的信息均不构成对任何人的投资建议。在决定之前，如有需要，务必向专业人士咨询并谨慎决策，我们无意为交易各方提供承销服务或任何需要牌照方可从事的服务。",
    );
}

#[test]
fn a_section_ends_where_the_story_goes_on() {
    let more = "港务局长周三对记者表示，码头的名字将由居民投票决定，报名从下月一日开始，每户一票，结果在渔季开始之前公布，届时还会展出旧码头的照片和模型，展期三个月。";
    let text = format!("{BODY}\n免责声明\n本文内容仅代表作者看法，并不构成任何投资建议。\n{more}");
    assert_eq!(cleaned(&text), format!("{BODY}\n{more}"));
    // One notice alone holds no section together.
    let text = format!("{BODY}\n免责声明\n{more}\n本文内容仅代表作者看法，并不构成任何投资建议。");
    assert!(cleaned(&text).contains(more));
    // Somebody speaks between two of them.
    let text = format!(
        "{BODY}\n免责声明\n本文内容仅代表作者看法，并不构成任何投资建议。\n{more}\n未经许可不得转载，因使用本文而导致的任何损失，本站不承担任何责任。"
    );
    assert!(cleaned(&text).contains(more));
}
