//! The marks that sentences end, open and go on with.

pub(super) fn is_end(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '；' | '…' | '｡' | '.' | '!' | '?')
}

/// Marks that carry the sentence on.
pub(super) fn is_pause(c: char) -> bool {
    matches!(c, '，' | '、' | ',' | ';' | ':' | '：' | '。' | '-' | '—')
}

pub(super) fn is_closer(c: char) -> bool {
    matches!(
        c,
        '”' | '’' | '」' | '』' | '）' | '】' | '》' | '〉' | ')' | ']' | '»'
    )
}

pub(super) fn is_opener(c: char) -> bool {
    matches!(
        c,
        '“' | '‘' | '「' | '『' | '（' | '【' | '《' | '〈' | '(' | '«'
    )
}

pub(super) fn is_open_bracket(c: char) -> bool {
    matches!(c, '（' | '(' | '【')
}
