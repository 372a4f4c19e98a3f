use super::*;
use crate::text::layout::rows;

fn fold(text: &str) -> String {
    Folded::new(text, &rows(text)).as_str().to_owned()
}

#[test]
fn spelling_variants_fold_alike() {
    for group in [
        &[
            "免责声明：投资",
            "免 责 声 明 ： 投 资",
            "免責聲明: 投資",
            "免\u{200B}责&nbsp;声明:投资",
        ][..],
        &[
            "责任编辑:张三",
            "责任编辑： 张三",
            "责任编辑 ： 张三",
            "責任編輯　:　張三",
        ],
        &[
            "(责任编辑:John)",
            "（ 责任编辑 ： John ）",
            "（责任编辑: Ｊｏｈｎ）",
        ],
        &[
            "Source: Reuters",
            "SOURCE：Reuters",
            "Source&#58;&nbsp;Reuters",
            "source&#x3A; reuters",
        ],
        &[
            "Don't miss \"it\"",
            "Don’t miss “it”",
            "don&rsquo;t&nbsp;miss &ldquo;it&rdquo;",
        ],
        &["A | B", "A｜B", "A │ B"],
    ] {
        for text in group {
            assert_eq!(fold(text), fold(group[0]), "{text}");
            assert_eq!(fold_pattern(text), fold(text), "{text}");
        }
    }
}

#[test]
fn single_characters() {
    assert_eq!(fold("The U.S. — 3.14％"), "the u.s. - 3.14%");
    assert_eq!(fold("你好。 再见!"), "你好。再见!");
    assert_eq!(fold("a&amp;b &lt; &unknown; &#0; &"), "a&b<&unknown;&#0;&");
    assert_eq!(fold("İstanbul ẞ ｶﾅ"), "İstanbul ßｶﾅ");
}

#[test]
fn breaks() {
    assert_eq!(
        fold("  a \r\n\u{3000}\r\n b c\u{2028}d\u{200B}\n "),
        "a\nb c\nd"
    );
    assert_eq!(fold_pattern(" a\nb "), "a b");
    assert_eq!(fold(""), "");
    assert_eq!(fold(" \n\u{FEFF}"), "");
}

#[test]
fn ranges() {
    let text = "Ａ&nbsp;&nbsp;b &lt;免\u{200B} 責";
    let folded = Folded::new(text, &rows(text));
    assert_eq!(folded.as_str(), "a b<免责");
    assert_eq!(folded.to_input(0..1), 0..3);
    assert_eq!(folded.to_input(1..2), 3..15);
    assert_eq!(&text[folded.to_input(3..7)], "&lt;免");
    assert_eq!(&text[folded.to_input(4..10)], "免\u{200B} 責");
    assert_eq!(folded.to_input(5..5), folded.to_input(4..4));
    assert_eq!(folded.to_input(10..10), text.len()..text.len());
    assert_eq!(folded.from_input(0), 0);
    assert_eq!(folded.from_input(1), 1);
    assert_eq!(folded.from_input(4), 2);
    assert_eq!(folded.from_input(text.len() - 3), 7);
    assert_eq!(folded.from_input(text.len() + 9), 10);
}
