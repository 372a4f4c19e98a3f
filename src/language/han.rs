//! Which Han characters belong to only one of the two Chinese scripts.

use std::collections::HashMap;
use std::sync::LazyLock;

static TABLE: &str = include_str!("../../corpus/tables/t2s.tsv");

/// Simplified forms that are everyday Traditional characters too (后 in 皇后, 里 in 公里): those
/// of the table's right column that Big5 lists among its frequent characters.
const ALSO_TRADITIONAL: &str = "\
    丑丰么于云仆伙余佛佣俊修僵儿克冢冬准凌几凶出划刮制千升卜占即卷只台吁吃合吊同后向听呆周咨咸咽哄唇喂噪\
    回困坏夸奸姜娘家尸局岩岳峰巨布帘席干并幸床庵弦彩征御志念恤愈愿戚才扎扑托扣折拐挂挨挽捆搜教斗旋旗既昆\
    晒暗曲朱朴杆杠杯杰松板查栗核梁棋欲污沈沾泄泛注涌游溯漓灶玩症痴皂真矩私秋秘筑粽糊糖系累群肴胄胡腌致舍\
    芸苔范荐蒙蓑蔑虫虱表谷辟逾郁酸采里雇雕霉面飧";

/// Traditional forms that Simplified texts keep for some words (乾隆, 徵羽, 哪吒, 甚夥).
const ALSO_SIMPLIFIED: &str = "乾吒夥徵苧";

/// What a single character says about its script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Simplified,
    Traditional,
}

static FORMS: LazyLock<HashMap<char, Form>> = LazyLock::new(|| {
    let mut forms = HashMap::new();
    let pairs = || {
        TABLE
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| line.split_once('\t'))
            .filter_map(|(left, right)| Some((left.chars().next()?, right.chars().next()?)))
    };
    for (_, right) in pairs() {
        forms.insert(right, Form::Simplified);
    }
    for (left, _) in pairs() {
        // A character in both columns says nothing.
        if forms.get(&left) == Some(&Form::Simplified) {
            forms.remove(&left);
        } else {
            forms.insert(left, Form::Traditional);
        }
    }
    for shared in ALSO_TRADITIONAL.chars().chain(ALSO_SIMPLIFIED.chars()) {
        forms.remove(&shared);
    }
    forms
});

/// The script that `c` belongs to, where it belongs to only one.
pub(super) fn form(c: char) -> Option<Form> {
    FORMS.get(&c).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_exclusive_characters_are_evidence() {
        for c in "国说这个".chars() {
            assert_eq!(form(c), Some(Form::Simplified), "{c}");
        }
        for c in "國說這個".chars() {
            assert_eq!(form(c), Some(Form::Traditional), "{c}");
        }
        for c in "后里面干台只余谷郁几丑斗云于范姜征人大乾".chars() {
            assert_eq!(form(c), None, "{c}");
        }
    }
}
