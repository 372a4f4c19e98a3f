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

/// The characters that belong to one script, two bits a character where most of them stand.
pub(super) struct Forms {
    common: Box<[u8; COMMON_BYTES]>,
    others: HashMap<char, Form>,
}

/// What [`Forms::common`] holds: all Han characters of three bytes but the compatibility forms.
const COMMON: std::ops::Range<u32> = 0x3400..0xA000;
const COMMON_BYTES: usize = (COMMON.end - COMMON.start) as usize / 4;

static FORMS: LazyLock<Forms> = LazyLock::new(|| {
    let mut forms = Forms {
        common: Box::new([0; COMMON_BYTES]),
        others: HashMap::new(),
    };
    let pairs = || {
        TABLE
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| line.split_once('\t'))
            .filter_map(|(left, right)| Some((left.chars().next()?, right.chars().next()?)))
    };
    for (_, right) in pairs() {
        forms.set(right, Some(Form::Simplified));
    }
    for (left, _) in pairs() {
        // A character in both columns says nothing.
        match forms.of(left) {
            Some(Form::Simplified) => forms.set(left, None),
            _ => forms.set(left, Some(Form::Traditional)),
        }
    }
    for shared in ALSO_TRADITIONAL.chars().chain(ALSO_SIMPLIFIED.chars()) {
        forms.set(shared, None);
    }
    forms
});

/// A run of common Han characters: its length in bytes, and how many of them are only Simplified and
/// only Traditional.
#[derive(Debug, Default)]
pub(super) struct Run {
    pub(super) length: usize,
    pub(super) simplified: u64,
    pub(super) traditional: u64,
}

impl Forms {
    pub(super) fn get() -> &'static Forms {
        &FORMS
    }

    fn set(&mut self, c: char, form: Option<Form>) {
        if COMMON.contains(&u32::from(c)) {
            let (at, shift) = place(u32::from(c));
            let bits = match form {
                None => 0,
                Some(Form::Simplified) => 1,
                Some(Form::Traditional) => 2,
            };
            self.common[at] = self.common[at] & !(3 << shift) | bits << shift;
        } else if let Some(form) = form {
            self.others.insert(c, form);
        } else {
            self.others.remove(&c);
        }
    }

    /// The script that `c` belongs to, where it belongs to only one.
    pub(super) fn of(&self, c: char) -> Option<Form> {
        if !COMMON.contains(&u32::from(c)) {
            return self.others.get(&c).copied();
        }
        match self.bits(u32::from(c)) {
            1 => Some(Form::Simplified),
            2 => Some(Form::Traditional),
            _ => None,
        }
    }

    /// Reads the common Han characters that `bytes` begins with.
    pub(super) fn read(&self, bytes: &[u8]) -> Run {
        let mut run = Run::default();
        // Simplified below, Traditional above.
        let mut both = 0;
        for c in bytes.chunks_exact(3) {
            let &[a @ 0xE4..=0xE9, b, c] = c else { break };
            let low = |byte: u8| u32::from(byte & 0x3F);
            let code = u32::from(a & 0x0F) << 12 | low(b) << 6 | low(c);
            if HEXAGRAMS.contains(&code) {
                break;
            }
            let bits = self.bits(code);
            both += u64::from(bits & 1) | u64::from(bits >> 1) << 32;
            run.length += 3;
        }
        run.simplified = both & 0xFFFF_FFFF;
        run.traditional = both >> 32;
        run
    }

    fn bits(&self, code: u32) -> u8 {
        let (at, shift) = place(code);
        self.common.get(at).map_or(0, |byte| byte >> shift & 3)
    }
}

/// Signs between the Han characters.
const HEXAGRAMS: std::ops::Range<u32> = 0x4DC0..0x4E00;

/// The byte of a common character and the place of its bits in it.
fn place(code: u32) -> (usize, u32) {
    let index = code.wrapping_sub(COMMON.start);
    ((index / 4) as usize, index % 4 * 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(c: char) -> Option<Form> {
        Forms::get().of(c)
    }

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
