//! Guards: hits that are news and not boilerplate, because they are quoted or reported.

use std::ops::Range;

use super::document::{Size, ends_sentence};
use super::matcher::Hit;
use super::scene::Scene;
use crate::category::Category;
use crate::rules::model::{Anchor, Pattern, Strength};
use crate::text::is_alphanumeric;
use crate::text::size::count;

/// The hit stands in quotation marks with words outside them: content, not boilerplate. A quotation
/// may run over several sentences of its line, and hold another.
pub(super) fn quoted(r: &Scene, hit: &Hit, p: &Pattern) -> Option<&'static str> {
    let sentence = r.nearby(hit);
    let line = r.around(hit);
    let text = r.document.text;
    let paired = text[line.clone()].matches(['"', '＂']).count() == 2;
    // Quotations open at the hit, outermost first.
    let mut open: Vec<(usize, char)> = Vec::new();
    for (i, c) in text[line.start..hit.range.start].char_indices() {
        let at = line.start + i;
        // Straight marks do not say which way they face: they count inside one sentence, or where
        // there are only two.
        let straight = matches!(c, '"' | '＂');
        if straight && at < sentence.start && !paired {
            continue;
        }
        match (closing(c), open.last()) {
            (_, Some(&(_, close))) if c == close => {
                open.pop();
            }
            (Some(close), _) => open.push((at, close)),
            _ => {}
        }
    }
    // A quotation that is the sentence is set in quotes, not quoted; a publisher's name in 「」 or
    // 《》 inside a longer formula is no quotation either: the hit would reach over the quotes.
    let enough = if p.strength == Strength::Decisive {
        4
    } else {
        2
    };
    let with_words_outside = |&(open, close): &(usize, char)| {
        let end = |whole: &Range<usize>| whole.end.max(hit.range.end);
        let letters = |r: Range<usize>| count(&text[r]).letters;
        let outside = |whole: &Range<usize>| {
            let inside = text[hit.range.end..end(whole)].find(close)?;
            let close = hit.range.end + inside;
            Some(letters(whole.start.min(open)..open) + letters(close..end(whole)))
        };
        // In the line it takes more: a notice may be set in quotes behind a few words.
        open >= sentence.start && outside(&sentence).is_some_and(|n| n >= enough)
            || (paired || !matches!(close, '"' | '＂'))
                && outside(&line).is_some_and(|n| n >= 3 * enough)
    };
    if open.iter().any(with_words_outside) {
        return Some("it is quoted, with words outside the quotation");
    }
    let first = open.first().filter(|(at, _)| {
        let before = &text[line.start..*at];
        r.document.has_dialogue && !before.chars().any(is_alphanumeric)
    });
    first.map(|_| "a line of dialogue")
}

/// What closes the quotation that the mark opens.
fn closing(mark: char) -> Option<char> {
    Some(match mark {
        '“' => '”',
        '‘' => '’',
        '「' => '」',
        '『' => '』',
        '《' => '》',
        '〝' => '〞',
        '"' => '"',
        '＂' => '＂',
        _ => return None,
    })
}

/// A sentence goes on behind the label: no link's title begins in lower case and ends in a stop, and
/// no credit is a sentence of some length.
pub(super) fn told_on(r: &Scene, hit: &Hit, p: &Pattern) -> Option<&'static str> {
    let colon = r.document.text[..hit.range.end].ends_with([':', '：']);
    if !colon && p.anchor != Some(Anchor::Label) {
        return None;
    }
    let value = r.document.text[hit.range.end..r.nearby(hit).end]
        .trim_start_matches(|c: char| !is_alphanumeric(c));
    let lower = value.chars().next().is_some_and(char::is_lowercase);
    let size = Size::of(value);
    let told = match p.category {
        Category::RelatedLinks => lower && ends_sentence(value),
        Category::EditorCredit => {
            lower && size.words >= 5 || ends_sentence(value) && (size.han >= 8 || size.words >= 8)
        }
        Category::SourceCredit | Category::PhotoCredit => {
            ends_sentence(value) && (size.han >= 20 || size.words >= 12)
        }
        _ => false,
    };
    told.then_some("a sentence goes on behind the label")
}

/// A refrain is no notice, whatever it says.
pub(super) fn verse(r: &Scene, hit: &Hit, _: &Pattern) -> Option<&'static str> {
    let line = r.document.units.line_at(hit.range.start)?;
    (line < r.document.verse).then_some("a line of verse")
}

/// The document is itself a legal text, such as a site's terms, or a company's announcement: its
/// clauses are what it says.
pub(super) fn legal_document(r: &Scene, _: &Hit, p: &Pattern) -> Option<&'static str> {
    let aside = matches!(
        p.category,
        Category::SocialShare | Category::RelatedLinks | Category::CommentPrompt
    );
    let chrome = aside && p.strength == Strength::Decisive;
    if r.document.is_legal && !chrome {
        return Some("the document is itself a legal text");
    }
    let kept = p.category == Category::RegulatoryFiling && p.strength != Strength::Decisive;
    let filing = r.document.is_filing && kept;
    filing.then_some("the document is itself an announcement")
}

/// A sequence that begins outside a quotation and ends inside it: the phrase is quoted.
pub(super) fn half_quoted(r: &Scene, hit: &Hit, p: &Pattern) -> Option<&'static str> {
    if p.atoms.len() < 2 {
        return None;
    }
    let text = r.document.text;
    let inside = &text[hit.range.clone()];
    let depth = inside.chars().fold(0i32, |depth, c| match c {
        '“' | '「' | '『' | '《' => depth + 1,
        '”' | '」' | '』' | '》' => (depth - 1).max(0),
        _ => depth,
    });
    let near = r.nearby(hit);
    let rest = &text[hit.range.end..near.end.max(hit.range.end)];
    let close = rest.find(['”', '」', '』', '》'])?;
    let outside = count(&rest[close..]).letters + count(&text[near.start..hit.range.start]).letters;
    (depth > 0 && outside >= 4).then_some("it ends inside a quotation that begins in it")
}
