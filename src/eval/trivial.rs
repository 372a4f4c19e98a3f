//! Trivial methods: rows of the table that anything worth its price must beat.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

/// A method that needs no rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trivial {
    /// Removes nothing.
    Nothing,
    /// Removes the last paragraph.
    LastParagraph,
    /// Removes every line that holds one of [`KEYWORDS`].
    Keywords,
}

/// What people write into a list on the first day: fifteen phrases of each language, in lower case.
pub const KEYWORDS: [&str; 30] = [
    "all rights reserved",
    "copyright",
    "©",
    "subscribe",
    "newsletter",
    "sign up",
    "follow us",
    "read more",
    "advertisement",
    "related articles",
    "disclaimer",
    "forward-looking statements",
    "terms of use",
    "privacy policy",
    "click here",
    "免责声明",
    "免責聲明",
    "版权所有",
    "版權所有",
    "责任编辑",
    "責任編輯",
    "来源：",
    "來源：",
    "转载",
    "轉載",
    "扫码",
    "关注",
    "投资有风险",
    "不构成投资建议",
    "相关阅读",
];

impl Trivial {
    /// Every method.
    pub const ALL: [Trivial; 3] = [Trivial::Nothing, Trivial::LastParagraph, Trivial::Keywords];

    /// `nothing`, `last-paragraph` or `keywords`.
    pub fn as_str(self) -> &'static str {
        match self {
            Trivial::Nothing => "nothing",
            Trivial::LastParagraph => "last-paragraph",
            Trivial::Keywords => "keywords",
        }
    }

    /// What it removes of a text, in code points, in order.
    ///
    /// ```
    /// use jingwen::eval::trivial::Trivial;
    /// assert_eq!(Trivial::Keywords.removed("正文。\n责任编辑：张三\n"), [4..11]);
    /// assert_eq!(Trivial::LastParagraph.removed("a\nb\n \n"), [2..3]);
    /// ```
    pub fn removed(self, text: &str) -> Vec<Range<usize>> {
        let mut at = 0;
        let mut lines = Vec::new();
        for line in text.split('\n') {
            let length = line.chars().count();
            if !line.trim().is_empty() {
                lines.push((at..at + length, line));
            }
            at += length + 1;
        }
        match self {
            Trivial::Nothing => Vec::new(),
            Trivial::LastParagraph => lines.pop().into_iter().map(|(range, _)| range).collect(),
            Trivial::Keywords => {
                let holds = |line: &str| {
                    let line = line.to_lowercase();
                    KEYWORDS.iter().any(|word| line.contains(word))
                };
                let found = lines.into_iter().filter(|(_, line)| holds(line));
                found.map(|(range, _)| range).collect()
            }
        }
    }
}

impl fmt::Display for Trivial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Trivial {
    type Err = String;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let found = Trivial::ALL.into_iter().find(|method| method.as_str() == s);
        found.ok_or_else(|| format!("unknown method `{s}`: nothing, last-paragraph or keywords"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_does_what_its_name_says() {
        let text = "Body.\n\nSubscribe now\n关注我们\n末段。\n";
        assert!(Trivial::Nothing.removed(text).is_empty());
        assert_eq!(Trivial::LastParagraph.removed(text), vec![26..29]);
        assert_eq!(Trivial::Keywords.removed(text), [7..20, 21..25]);
        assert!(Trivial::LastParagraph.removed("\n").is_empty());
        for method in Trivial::ALL {
            assert_eq!(method.as_str().parse(), Ok(method));
        }
    }
}
