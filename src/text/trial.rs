//! Texts to try the fast ways on: the articles at hand, articles spoiled, and odd pieces.

use std::fs;
use std::path::Path;

use proptest::prelude::*;

/// The annotated articles and the samples, and what is written beside them.
pub(crate) fn articles() -> Vec<String> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let mut paths: Vec<_> = ["gold", "samples"]
        .iter()
        .flat_map(|folder| fs::read_dir(corpus.join(folder)).expect("a folder of articles"))
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.sort();
    let article = |line: &str| {
        let article: serde_json::Value = serde_json::from_str(line).expect("an object");
        article["text"].as_str().map(str::to_owned)
    };
    let read = |path: std::path::PathBuf| {
        let whole = fs::read_to_string(&path).expect("a text");
        if path.extension().is_some_and(|e| e == "jsonl") {
            whole.lines().filter_map(article).collect()
        } else {
            vec![whole]
        }
    };
    paths.into_iter().flat_map(read).collect()
}

/// `text` wrapped to `width` columns, by a wrapper that breaks at spaces and between Han.
pub(crate) fn wrapped(text: &str, width: usize) -> String {
    let mut out = String::new();
    let mut column = 0;
    for c in text.chars() {
        let han = super::is_han(c);
        if column >= width && (c == ' ' || han) {
            out.push('\n');
            column = 0;
            if c == ' ' {
                continue;
            }
        }
        column = if c == '\n' {
            0
        } else {
            column + 1 + usize::from(han)
        };
        out.push(c);
    }
    out
}

/// What the scanners look at, and what may stand beside it.
const PIECES: &[&str] = &[
    "a",
    "word",
    "The bank rose",
    "Mr",
    "U.S",
    "Inc",
    "No",
    "Jan",
    "J",
    "Zoë",
    "naïve",
    "1",
    "2024",
    "3.5%",
    "_",
    ".",
    "'",
    ":",
    ",",
    ";",
    "\"",
    "!",
    "?",
    "-",
    "…",
    "...",
    "(",
    ")",
    "[",
    "]",
    "“",
    "”",
    "‘",
    "’",
    "«",
    "»",
    "©",
    " ",
    "  ",
    "   ",
    "\t",
    "\n",
    "\r",
    "\r\n",
    "\n\n",
    "\u{3000}",
    "\u{A0}",
    "\u{85}",
    "\u{2028}",
    "\u{2009}",
    "中",
    "文字",
    "据路透社报道",
    "他說",
    "免責聲明",
    "这个国家",
    "這個國家",
    "々",
    "〇",
    "，",
    "。",
    "！",
    "？",
    "；",
    "：",
    "、",
    "（",
    "）",
    "【",
    "】",
    "「",
    "」",
    "《",
    "》",
    "—",
    "·",
    "•",
    "｡",
    "．",
    "＇",
    "Ａ",
    "９",
    "＿",
    "http://a.b/c",
    "www.x.com",
    "a@b.c",
    "SH600519",
    "e\u{301}",
    "\u{301}",
    "\u{200D}",
    "\u{AD}",
    "\u{FE0F}",
    "\u{200B}",
    "👩",
    "🇨🇳",
    "½",
    "א",
    "カナ",
    "かな",
    "ﾞ",
    "한국",
    "я",
    "Le gouvernement a présenté",
    "\u{20000}",
    "> ",
    "| ",
    "- ",
    "1. ",
    "# ",
    "<p>",
    "=====",
    "and the plan that they had said would not be ready before the summer of this year, ",
];

/// Pieces that the scanners look at, with some that nobody thought of.
pub(crate) fn odd() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => prop::sample::select(PIECES.to_vec()).prop_map(str::to_owned),
        1 => any::<String>(),
        1 => "[ -~]{0,80}",
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// An article with pieces put in and characters left out, wrapped or not.
pub(crate) fn spoiled() -> impl Strategy<Value = String> {
    let texts: Vec<String> = articles().into_iter().filter(|t| t.len() < 8000).collect();
    let width = prop_oneof![Just(usize::MAX), 40..110usize];
    let edits = prop::collection::vec(
        (
            any::<prop::sample::Index>(),
            prop::sample::select(PIECES.to_vec()),
            any::<bool>(),
        ),
        0..40,
    );
    (prop::sample::select(texts), width, edits).prop_map(|(text, width, edits)| {
        let mut chars: Vec<char> = wrapped(&text, width).chars().collect();
        for (at, piece, drop) in edits {
            let at = at.index(chars.len() + 1);
            let end = (at + usize::from(drop)).min(chars.len());
            chars.splice(at..end, piece.chars());
        }
        chars.into_iter().collect()
    })
}
