//! Guard: a phrase that somebody reports, or a court speaks of, is the news.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use super::matcher::Hit;
use super::scene::Scene;
use crate::rules::model::{Anchor, Pattern, Strength};
use crate::text::is_alphanumeric;

/// What somebody does who reminds; a notice that reminds the reader itself begins with it, or with
/// one of [`KINDLY`] before it.
const REMINDS: &str = "提醒,";
const KINDLY: [&str; 5] = ["特别", "温馨", "友情", "郑重", "风险"];

const REPORTING_HAN: &[&str] = &[
    "表示",
    "认为",
    "指出",
    "强调",
    "宣布",
    "透露",
    "警告",
    "裁定",
    "判决",
    "判定",
    "否认",
    "批评",
    "质疑",
    "回应",
    "报道称",
    "声称",
    "宣称",
    "承认",
    "辩称",
    "直言",
    "坦言",
    "抱怨",
    "查明",
    "获悉",
    "称,",
    "指,",
    "说,",
    "称:",
    "说:",
    REMINDS,
    "称该",
    "写道",
    "写下",
    "写:",
    "写着",
    "写上",
    "印着",
    "印上",
    "标着",
    "贴着",
    "挂着",
    "规定将",
    "主张",
    "呼吁",
    "法院",
    "检方",
    "警方",
    "被告",
];
const REPORTING_LATIN: &[&str] = &[
    "said",
    "says",
    "told",
    "ruled",
    "held that",
    "warned",
    "warns",
    "argued",
    "argues",
    "wrote",
    "claimed",
    "claims that",
    "insisted",
    "added that",
    "according to",
    "prosecutors",
    "court",
    "judge",
    "lawsuit",
    "sued",
    "regulator",
    "alleged",
    "accused",
    "testified",
    "explained",
    "recalled",
    "joked",
];

/// What attributes the words before it: "…, the manager said".
const ATTRIBUTING: &[&str] = &[
    "said", "says", "told", "tells", "argued", "wrote", "warned", "warns", "ruled", "finds",
    "heard",
];

/// Where the verbs stand, those in Chinese first.
static VERBS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    AhoCorasick::builder()
        .kind(Some(AhoCorasickKind::DFA))
        .build(REPORTING_HAN.iter().chain(REPORTING_LATIN))
        .expect("a short list of words fits an automaton")
});

/// What makes a verb one of the notice itself: addressed to the reader, of the publisher, negated.
const OWN: &[&str] = &[
    "如",
    "若",
    "您",
    "你",
    "我们",
    "本",
    "不",
    "声明",
    "非",
    "if ",
    "you",
    "we ",
    "unless",
    "otherwise",
];

/// Whether a verb or a court reports in a folded text. Of each only the first place counts.
pub(super) fn reports(part: &str) -> bool {
    let own = |before: &str| {
        let mut words = OWN.iter();
        words.any(|w| before.ends_with(w) || (w.len() > 3 && before.contains(w)))
    };
    let letter = |c: char| c.is_ascii_alphanumeric();
    let mut seen = [false; REPORTING_HAN.len() + REPORTING_LATIN.len()];
    VERBS.find_overlapping_iter(part).any(|verb| {
        let id = verb.pattern().as_usize();
        if std::mem::replace(&mut seen[id], true) {
            return false;
        }
        let (before, after) = (&part[..verb.start()], &part[verb.end()..]);
        let kindly = || before.is_empty() || KINDLY.iter().any(|word| before.ends_with(word));
        if REPORTING_HAN.get(id) == Some(&REMINDS) && kindly() {
            return false;
        }
        let whole =
            id < REPORTING_HAN.len() || !before.ends_with(letter) && !after.starts_with(letter);
        whole && !own(before)
    })
}

/// A reporting verb or a court as subject stands before the hit, outside it, and not negated or
/// addressed to the reader: the phrase is the news.
pub(super) fn reported(r: &Scene, hit: &Hit, p: &Pattern) -> Option<&'static str> {
    let sentence = r.nearby(hit);
    let hay = r.folded.as_str();
    let start = r.folded.from_input(sentence.start).min(hit.folded.start);
    let end = r.folded.from_input(sentence.end).max(hit.folded.end);
    let before = &hay[start..hit.folded.start];
    let after = &hay[hit.folded.end..end];
    let anchored = matches!(
        p.anchor,
        Some(
            Anchor::WholeLine
                | Anchor::WholeSentence
                | Anchor::Label
                | Anchor::LineStart
                | Anchor::Bracket
                | Anchor::BracketEnd
        )
    );
    // Behind the hit a decisive formula yields only to an attribution: "…, the manager said".
    let attributed = || {
        after.starts_with([',', '"', '\''])
            && after
                .split(|c: char| !is_alphanumeric(c))
                .any(|word| ATTRIBUTING.contains(&word))
    };
    let behind = || {
        if p.strength == Strength::Decisive {
            attributed()
        } else {
            reports(after)
        }
    };
    let reported = reports(before) || (!anchored && behind());
    reported.then_some("a reporting verb or a court as subject: the phrase is the news")
}
