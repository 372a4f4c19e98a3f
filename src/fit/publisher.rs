//! Who published an article: documents of one publisher never stand on both sides of a fold.

use std::collections::BTreeMap;

/// Names under which one publisher stands in the sets at hand, by registrable domain; lower case.
const ALIASES: &[(&str, &str)] = &[
    ("apnews", "apnews.com"),
    ("cnbc", "cnbc.com"),
    ("china daily", "chinadaily.com.cn"),
    ("china daily hong kong", "chinadaily.com.cn"),
    ("euronewsen", "euronews.com"),
    ("foxnews", "foxnews.com"),
    ("fox news", "foxnews.com"),
    ("washingtontimes", "washingtontimes.com"),
    ("thenation", "thenation.com"),
    ("thejapannews", "the-japan-news.com"),
    ("restofworld", "restofworld.org"),
    ("aclu", "aclu.org"),
    ("rthk", "rthk.hk"),
    ("rthk.org.hk", "rthk.hk"),
    ("eastmoney", "eastmoney.com"),
    ("sina finance", "sina.com.cn"),
    ("sina.com", "sina.com.cn"),
    ("sina.com.hk", "sina.com.cn"),
    ("sina.com.tw", "sina.com.cn"),
    ("etnet", "etnet.com.hk"),
    ("ithome", "ithome.com.tw"),
    ("ltn", "ltn.com.tw"),
    ("libertytimes.com.tw", "ltn.com.tw"),
    ("setn", "setn.com"),
    ("stcn", "stcn.com"),
    ("thepaper", "thepaper.cn"),
    ("toutiao", "toutiao.com"),
    ("xinhuanet", "xinhuanet.com"),
    ("news.cn", "xinhuanet.com"),
    ("wechat", "mp.weixin.qq.com"),
    ("baijiahao", "baidu.com"),
    ("中評社", "crntt.com"),
    ("chinareviewnews.com", "crntt.com"),
    ("appledaily.com.tw", "nextmedia.com"),
    ("appledaily.com", "nextmedia.com"),
    ("cntv.cn", "cctv.com"),
    ("guardian.co.uk", "theguardian.com"),
    ("bbc.co.uk", "bbc.com"),
    ("yahoo.co.uk", "yahoo.com"),
    ("21cbh.com", "21jingji.com"),
];

/// The group of a publisher: its alias, or the registrable domain of its host (by the Public Suffix
/// List), or the name as it stands. Name and host may be any string.
pub(super) fn group(publisher: &str) -> String {
    let name = publisher.trim().to_lowercase();
    let alias = |name: &str| {
        ALIASES
            .iter()
            .find(|(from, _)| *from == name)
            .map(|(_, to)| *to)
    };
    if let Some(to) = alias(&name) {
        return to.to_owned();
    }
    let is_host = name.contains('.') && !name.contains([' ', '(', '/']);
    let domain = is_host.then(|| psl::domain_str(&name)).flatten();
    let domain = domain.unwrap_or(&name);
    alias(domain).unwrap_or(domain).to_owned()
}

/// Puts every group in one of `folds` folds so that they weigh about the same: the heaviest first,
/// each where there is least so far.
pub(super) fn folds(weights: &BTreeMap<String, f64>, folds: usize) -> BTreeMap<String, usize> {
    let mut order: Vec<(&String, f64)> = weights.iter().map(|(g, &w)| (g, w)).collect();
    order.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
    let mut held = vec![0.0f64; folds];
    let mut placed = BTreeMap::new();
    for (group, weight) in order {
        let lightest = (0..folds).min_by(|&a, &b| held[a].total_cmp(&held[b]).then(a.cmp(&b)));
        let fold = lightest.unwrap_or(0);
        held[fold] += weight;
        placed.insert(group.clone(), fold);
    }
    placed
}
