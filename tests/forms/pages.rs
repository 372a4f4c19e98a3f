//! Web pages: a document a file, or a field.

use serde_json::Value;
use tempfile::TempDir;

use crate::common::program::{json_lines, piped, run, says, text};
use crate::common::texts::{FIRST, LAST};
use crate::common::tree::{put, tree};
use crate::inputs::{body, page};

#[test]
fn a_page_gives_its_body_in_one_command() {
    let dir = TempDir::new().unwrap();
    put(&dir.path().join("page.html"), page(1));
    let output = run(dir.path(), &["clean", "page.html"], 0);
    assert_eq!(text(&output.stdout), body());
    let piped = piped(dir.path(), &["clean"], page(1).as_bytes());
    assert_eq!(piped.stdout, output.stdout);
    // Named as a text, it is one.
    let named = run(
        dir.path(),
        &["clean", "page.html", "--input-format", "text"],
        0,
    );
    assert!(text(&named.stdout).contains("<nav>"));
    let line = run(
        dir.path(),
        &["clean", "page.html", "--output-format", "jsonl"],
        0,
    );
    let [object] = &json_lines(&line.stdout)[..] else {
        panic!("one line");
    };
    assert_eq!(object["url"], "https://news.example.com/1");
    assert_eq!(object["title"], "Bridge 1 approved");
    assert_eq!(object["text"], body().trim_end());
    let scanned = run(dir.path(), &["scan", "page.html", "--format", "jsonl"], 0);
    assert_eq!(
        json_lines(&scanned.stdout)[0]["spans"][0]["category"],
        "advertisement"
    );
    run(dir.path(), &["lang", "page.html"], 0);
}

#[test]
fn the_encoding_of_a_page_is_found() {
    let simplified = "本报记者昨日从市政府获悉，新大桥将于五月动工，预计明年年底前建成通车。";
    let traditional = "本報記者昨日從市政府獲悉，新大橋將於五月動工，預計明年年底前建成通車。";
    // In GB 18030 alone, four bytes each; a page says gb2312 of it.
    let rare = "副市长朱镕圻和工程师㐀𠀀出席了开工仪式，本报记者在现场采访了他们。";
    let french = "Le maire a déclaré que la crèche rouvrirait à la rentrée, après l’été.";
    let equiv = "<meta http-equiv='Content-Type' content='text/html; charset=big5'>";
    let late = format!(
        "<script>{}</script><meta charset=\"gbk\">",
        "x".repeat(2000)
    );
    // What it is in, what it says, what it is read as, and why.
    let cases = [
        (
            "gbk",
            "<meta charset=gb2312>",
            simplified,
            "gb18030 (declared)",
        ),
        (
            "gbk",
            "<meta charset='GBK' />",
            simplified,
            "gb18030 (declared)",
        ),
        (
            "gb18030",
            "<meta charset=gb2312>",
            rare,
            "gb18030 (declared)",
        ),
        ("gbk", &late, simplified, "gb18030 (declared)"),
        ("gbk", "", simplified, "gb18030 (likely)"),
        (
            "gbk",
            "<meta charset=iso-8859-1>",
            simplified,
            "gb18030 (likely)",
        ),
        (
            "gbk",
            "<meta charset=utf-8>",
            simplified,
            "gb18030 (likely)",
        ),
        ("big5", equiv, traditional, "big5 (declared)"),
        ("big5", "", traditional, "big5 (likely)"),
        (
            "big5",
            "<?xml version='1.0' encoding='big5'?>",
            traditional,
            "big5 (declared)",
        ),
        ("utf-8", "<meta charset=gbk>", simplified, ""),
        (
            "windows-1252",
            "<meta charset=iso-8859-1>",
            french,
            "windows-1252 (likely)",
        ),
        (
            "utf-16le",
            "<meta charset=utf-16>",
            traditional,
            "utf-16le (mark)",
        ),
        (
            "utf-16be",
            "<meta charset=big5>",
            simplified,
            "utf-16be (mark)",
        ),
        ("utf-8", "\u{FEFF}<meta charset=big5>", simplified, ""),
    ];
    let dir = TempDir::new().unwrap();
    for (label, head, words, how) in cases {
        let (mark, head) = match head.strip_prefix('\u{FEFF}') {
            Some(rest) => ("\u{FEFF}", rest),
            None if label.starts_with("utf-16") => ("\u{FEFF}", head),
            None => ("", head),
        };
        let html = format!(
            "{mark}<html><head>{head}</head><body><p>{words}</p><p>{words}</p></body></html>"
        );
        let bytes: Vec<u8> = match label {
            "utf-16le" => html.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            "utf-16be" => html.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            _ => {
                let encoding = encoding_rs::Encoding::for_label(label.as_bytes()).unwrap();
                let (bytes, _, lost) = encoding.encode(&html);
                assert!(!lost, "{label}");
                bytes.into_owned()
            }
        };
        put(&dir.path().join("p.html"), bytes);
        let output = run(dir.path(), &["clean", "p.html"], 0);
        let what = format!("{label} {head}");
        assert_eq!(
            text(&output.stdout),
            format!("{words}\n\n{words}\n"),
            "{what}"
        );
        let said = match how {
            "" => String::new(),
            how => format!("note: p.html: read as {how}\n"),
        };
        assert_eq!(text(&output.stderr), said, "{what}");
        // What is declared is no guess; what is only likely is.
        let code = if how.ends_with("(likely)") { 2 } else { 0 };
        let strict = run(dir.path(), &["clean", "p.html", "--strict-encoding"], code);
        assert_eq!(strict.stdout.is_empty(), code == 2, "{what}");
    }
    let given = ["clean", "p.html", "--encoding", "big5"];
    put(
        &dir.path().join("p.html"),
        encoding_rs::BIG5.encode(traditional).0,
    );
    let output = run(dir.path(), &given, 0);
    assert_eq!(text(&output.stdout), format!("{traditional}\n"));
    says(&output, &["read as big5 (given)"]);
}

#[test]
fn paragraphs_lists_tables_and_entities_come_through() {
    let dir = TempDir::new().unwrap();
    let cases = [
        // Two breaks part paragraphs, one does not.
        (
            format!("<div>{FIRST}<br><br>{LAST}<br/> <br/>{FIRST}</div>"),
            format!("{FIRST}\n\n{LAST}\n\n{FIRST}"),
        ),
        (
            format!("<p>{FIRST}<br>{LAST}</p><p>{FIRST}</p>"),
            format!("{FIRST}\n{LAST}\n\n{FIRST}"),
        ),
        (
            format!(
                "<p>{FIRST}</p><ul><li>A lane for carts.</li><li>A lane for trams.</li></ul><p>{LAST}</p>"
            ),
            format!("{FIRST}\n\nA lane for carts.\nA lane for trams.\n\n{LAST}"),
        ),
        (
            format!(
                "<p>{FIRST}</p><table><tr><th>Year</th><th>Cost</th></tr><tr><td>2021</td><td>12</td></tr></table><p>{LAST}</p>"
            ),
            format!("{FIRST}\n\nYear Cost\n2021 12\n\n{LAST}"),
        ),
        (
            format!(
                "<p>{FIRST}</p><blockquote><p>It is long.</p><p>It is late.</p></blockquote><p>{LAST}</p>"
            ),
            format!("{FIRST}\n\nIt is long.\n\nIt is late.\n\n{LAST}"),
        ),
        (
            format!(
                "<p>{FIRST} Reed &amp; Daughters asked for &lt;100&gt;&nbsp;crowns&mdash;&#20013;&#x6587; caf&eacute; &unheard; R&D</p><p>{LAST}</p>"
            ),
            format!(
                "{FIRST} Reed & Daughters asked for <100> crowns—中文 café &unheard; R&D\n\n{LAST}"
            ),
        ),
    ];
    for (html, expected) in cases {
        let html = format!("<html><body><article>{html}</article></body></html>");
        put(&dir.path().join("p.html"), &html);
        let args = ["clean", "p.html", "--no-builtin", "--no-model"];
        let found = text(&run(dir.path(), &args, 0).stdout);
        // Any number of blank lines parts paragraphs.
        let mut paragraphs: Vec<&str> = found.split("\n\n").map(str::trim).collect();
        paragraphs.retain(|paragraph| !paragraph.is_empty());
        assert_eq!(paragraphs.join("\n\n"), expected, "{html}");
    }
}

#[test]
fn a_page_without_an_article_keeps_its_words_and_says_so() {
    let dir = TempDir::new().unwrap();
    let form =
        "<html><body><form><input name=q><button>Search the archive</button></form></body></html>";
    put(&dir.path().join("form.html"), form);
    let output = run(
        dir.path(),
        &["clean", "form.html", "--no-builtin", "--no-model"],
        0,
    );
    let found = text(&output.stdout);
    assert!(found.contains("Search the archive"), "{found}");
    says(
        &output,
        &["note: form.html: no article was found on the page, and all its text was taken"],
    );
    for (name, html) in [("image.html", "<img src=a.png>"), ("none.html", "")] {
        put(&dir.path().join(name), html);
        let output = run(dir.path(), &["clean", name], 0);
        assert!(output.stdout.is_empty());
        assert_eq!(
            text(&output.stderr),
            format!("note: {name}: no words are on the page\n")
        );
        // Whoever only looks is told, too.
        says(
            &run(dir.path(), &["lang", name], 0),
            &["no words are on the page"],
        );
    }
    let objects = [page(1), form.to_owned(), form.to_owned()];
    let objects = objects.map(|html| serde_json::json!({"html": html}).to_string() + "\n");
    put(&dir.path().join("a.jsonl"), objects.concat());
    let args = ["clean", "a.jsonl", "--html-field", "html"];
    says(
        &run(dir.path(), &args, 0),
        &["a.jsonl: 2 of 3 lines, first line 2: no article was found on the page"],
    );
}

#[test]
fn a_page_in_a_field_gives_a_field_with_its_article() {
    let dir = TempDir::new().unwrap();
    let line = serde_json::json!({"id": 7, "html": page(1)}).to_string();
    let other = r#"{"id":8,"html":"<p>x","text":"here already"}"#;
    put(
        &dir.path().join("a.jsonl"),
        format!("{line}\n{other}\n{{\"id\":9}}\n"),
    );
    let output = run(dir.path(), &["clean", "a.jsonl", "--html-field", "html"], 2);
    says(
        &output,
        &["a.jsonl:2: it has a field `text` already", "--text-field"],
    );
    let found = text(&output.stdout);
    let first = found.lines().next().unwrap();
    assert!(
        first.starts_with(&line[..line.len() - 1]),
        "the line itself is as it was"
    );
    let object: Value = serde_json::from_str(first).unwrap();
    assert_eq!(object["text"], body().trim_end());
    assert_eq!(object["url"], "https://news.example.com/1");
    assert_eq!(found.lines().nth(1), Some(other));
    assert_eq!(found.lines().nth(2), Some(r#"{"id":9}"#));
    // Deeper in the object, under another name, in a JSON array; what is no page passes.
    let deep = serde_json::json!([
        {"raw": {"page": page(2)}, "url": "https://other.example/x", "title": "Another"},
        {"raw": {"page": null}},
        {"raw": {"page": 5}},
    ]);
    put(&dir.path().join("b.json"), deep.to_string());
    let args = [
        "clean",
        "b.json",
        "--html-field",
        "raw.page",
        "--text-field",
        "story",
        "--output-format",
        "jsonl",
    ];
    let output = run(dir.path(), &args, 0);
    let objects = json_lines(&output.stdout);
    assert_eq!(objects[0]["story"], body().trim_end());
    assert_eq!(objects[0]["url"], "https://other.example/x");
    assert_eq!(objects[0]["title"], "Another");
    assert_eq!(objects[0]["raw"], deep[0]["raw"]);
    assert_eq!(objects[1..], deep.as_array().unwrap()[1..]);
    says(
        &output,
        &["2 of 3 lines left as they are, first line 1: no text field"],
    );
}

#[test]
fn pages_made_to_harm_end_and_keep_their_words() {
    let dir = TempDir::new().unwrap();
    let words = format!("<p>{FIRST}</p><p>{LAST}</p>");
    let cases = [
        format!("{words}{}", "</script>".repeat(100_000)),
        format!("{}{words}", "<div>".repeat(100_000)),
        format!("{}{words}", "<span>".repeat(100_000)),
        format!("{}{words}", "<b class=x>".repeat(100_000)),
        format!("{words}{}", "\0".repeat(100_000)),
        format!("{words}<!--{}", "<!--".repeat(100_000)),
        format!("{}{words}", "<table><tr><td>".repeat(7_000)),
        format!("{words}<a {}>", "x=y ".repeat(50_000)),
        format!("<html {}>{words}", "x".repeat(1 << 20)),
        format!("{}{words}", "<blockquote><ul><li><font>".repeat(5_000)),
        format!("{}{words}", "<svg>".repeat(20_000)),
        format!("{}{words}", "<ruby><rt><x-y>".repeat(7_000)),
        format!("{}{words}", "<dl><dd><form>".repeat(7_000)),
    ];
    for (n, case) in cases.iter().enumerate() {
        let name = format!("{n}.html");
        put(&dir.path().join(&name), case);
        let output = run(dir.path(), &["clean", &name, "-q"], 0);
        assert!(text(&output.stdout).contains("Work on the bridge"), "{n}");
    }
    // A page of 5 MB keeps every paragraph.
    let long: String = (0..40_000)
        .map(|n| format!("<p>{n}. {FIRST} {LAST}</p>\n"))
        .collect();
    assert!(long.len() > 5 << 20);
    put(
        &dir.path().join("long.html"),
        format!("<article>{long}</article>"),
    );
    let args = ["clean", "long.html", "--no-builtin", "--no-model"];
    let found = text(&run(dir.path(), &args, 0).stdout);
    let expected: Vec<String> = (0..40_000)
        .map(|n| format!("{n}. {FIRST} {LAST}"))
        .collect();
    assert!(found == expected.join("\n\n") + "\n");
    put(&dir.path().join("none.html"), "");
    assert_eq!(run(dir.path(), &["clean", "none.html"], 0).stdout, b"");
    put(&dir.path().join("big.html"), words.repeat(100));
    let output = run(
        dir.path(),
        &["clean", "big.html", "-o", "out", "--max-document", "1K"],
        2,
    );
    says(
        &output,
        &[
            "big.html: a document of over",
            "left out, raise --max-document",
        ],
    );
    assert!(tree(&dir.path().join("out")).is_empty());
}
