//! One article with what was removed from it and what was left.

use std::fmt::Write as _;

use jingwen::Cleaner;
use jingwen::eval::Article;
use jingwen::eval::marked::{Fate, pieces};
use jingwen::eval::run::{clean, removed};
use jingwen::eval::score::score;

use jingwen::batch::printable;

/// A fate's name, its brackets where there is no colour, and its colour.
struct Look {
    fate: Fate,
    name: &'static str,
    open: &'static str,
    close: &'static str,
    color: &'static str,
}

const LOOKS: [Look; 4] = [
    Look {
        fate: Fate::Right,
        name: "rightly removed",
        open: "[-",
        close: "-]",
        color: "\x1b[32m",
    },
    Look {
        fate: Fate::Wrong,
        name: "wrongly removed",
        open: "[!",
        close: "!]",
        color: "\x1b[1;31m",
    },
    Look {
        fate: Fate::Left,
        name: "left",
        open: "[+",
        close: "+]",
        color: "\x1b[1;33m",
    },
    Look {
        fate: Fate::Unscored,
        name: "optional, removed",
        open: "[~",
        close: "~]",
        color: "\x1b[2m",
    },
];

const PLAIN: &str = "\x1b[0m";

/// The article, marked with colours or brackets, below what was counted and what the marks mean.
pub fn dump(article: &Article, cleaner: &Cleaner, color: bool) -> String {
    let cleaned = clean(cleaner, article);
    let removed = removed(article, &cleaned);
    let (document, _) = score(article, &removed);
    let counts = document.characters;
    let mut out = format!(
        "{}: {}, {}, {}; characters: {} rightly removed, {} wrongly removed, {} left\n",
        printable(&article.id),
        article.lang,
        printable(&article.kind),
        printable(&article.publisher),
        counts.right,
        counts.wrong,
        counts.left
    );
    for (i, look) in LOOKS.iter().enumerate() {
        out.push_str(if i == 0 { "marks: " } else { "  " });
        mark(&mut out, look, look.name, color);
    }
    out.push_str("\n\n");
    for (fate, text) in pieces(article, &removed) {
        match LOOKS.iter().find(|look| look.fate == fate) {
            None => lines(&mut out, text),
            Some(look) => mark(&mut out, look, text, color),
        }
    }
    if !out.ends_with('\n') {
        out.push('\n');
    }
    out
}

fn mark(out: &mut String, look: &Look, text: &str, color: bool) {
    out.push_str(if color { look.color } else { look.open });
    lines(out, text);
    out.push_str(if color { PLAIN } else { look.close });
}

/// The text with its line breaks, everything else made safe to print.
fn lines(out: &mut String, text: &str) {
    for (i, line) in text.split('\n').enumerate() {
        if i > 0 {
            out.push('\n');
        }
        let line = line.strip_suffix('\r').unwrap_or(line);
        let _ = write!(out, "{}", printable(line));
    }
}
