//! Both READMEs say the same: structure, code, links and figures.

use super::common::program::run;
use super::markdown::{Page, heading, links, read, root, without_code};

#[test]
fn both_readmes_say_the_same() {
    let [en, zh] = ["README.md", "README.zh.md"].map(|name| read(&root().join(name)));
    assert!(Page::new(&en).headings().len() >= 10);
    assert_eq!(differences(&en, &zh), [""; 0]);
    let heads = [
        (&en, "[简体中文](README.zh.md)"),
        (&zh, "[English](README.md)"),
    ];
    for (page, link) in heads {
        assert_eq!(page.lines().nth(2), Some(link));
    }
}

#[test]
fn readmes_that_differ_are_seen() {
    let en = "# A\n\nOf 7 in [b](b.md) `c`.\n\n```sh\nls -l   # all\n```\n\n| x | y |\n|---|---|\n| 1 | 2.5 |\n\n## D\n\n```console\n$ ls # x\n```\n";
    let zh = en
        .replace("# all", "# 全部")
        .replace("Of", "其中")
        .replace("| x | y |", "| 甲 | 乙 |");
    assert_eq!(differences(en, &zh), [""; 0]);
    for (old, new) in [
        ("## D", "### D"),
        ("[b](b.md)", "b"),
        ("(b.md)", "(c.md)"),
        ("`c`", "c"),
        ("7 ", "8 "),
        ("| 1 | 2.5 |", "| 2.5 | 1 |"),
        ("ls -l ", "ls -a "),
        ("$ ls # x", "$ ls # y"),
        ("```sh", "```"),
        ("## D", ""),
    ] {
        let other = zh.replacen(old, new, 1);
        assert_ne!(other, zh, "{old}");
        assert_ne!(differences(en, &other), [""; 0], "{old} → {new}");
    }
}

/// In what two pages differ beyond their words.
fn differences(a: &str, b: &str) -> Vec<String> {
    let (one, two) = (Page::new(a), Page::new(b));
    let mut found = Vec::new();
    let levels =
        |page: &Page| -> Vec<usize> { page.headings().iter().map(|(level, _)| *level).collect() };
    if levels(&one) != levels(&two) {
        found.push("headings".to_owned());
    }
    let code = |page: &Page| -> Vec<(String, String)> {
        let blocks = page.blocks.iter();
        blocks
            .map(|b| (b.kind.clone(), without_comments(&b.kind, &b.text)))
            .collect()
    };
    let (x, y) = (code(&one), code(&two));
    if x.len() != y.len() {
        found.push(format!("{} and {} blocks of code", x.len(), y.len()));
    }
    let differ = x.iter().zip(&y).filter(|(x, y)| x != y);
    found.extend(differ.map(|((kind, text), (_, other))| format!("{kind}: {text}\n{other}")));
    let (x, y) = (sections(&one), sections(&two));
    let differ = x.iter().zip(&y).filter(|(x, y)| x != y);
    found.extend(differ.map(|(x, y)| format!("{x:?}\n{y:?}")));
    found
}

/// Code without what is said of it; what a console shows stays as it is.
fn without_comments(kind: &str, text: &str) -> String {
    let mark = match kind {
        "sh" => " # ",
        "rust" => " // ",
        _ => return text.to_owned(),
    };
    let code = |line: &str| line.split(mark).next().unwrap().trim_end().to_owned() + "\n";
    text.lines().map(code).collect()
}

/// Of a section: its links, code and figures, sorted, and the figures of its tables, row by row.
type Section = [Vec<String>; 4];

fn sections(page: &Page) -> Vec<Section> {
    let mut texts = vec![String::new()];
    for line in &page.lines {
        if heading(line).is_some() {
            texts.push(String::new());
        }
        // Each names the other.
        if !matches!(links(line).as_slice(), [one] if one.starts_with("README.")) {
            let text = texts.last_mut().unwrap();
            text.push_str(line);
            text.push('\n');
        }
    }
    texts.iter().map(|text| section(text)).collect()
}

fn section(text: &str) -> Section {
    let (words, mut code) = without_code(text);
    let mut targets = links(text);
    let mut said = words.clone();
    for target in &targets {
        said = said.replacen(&format!("]({target})"), "]", 1);
    }
    let mut figures = numbers(&said);
    let rows = text.lines().filter(|line| line.starts_with('|'));
    let rows = rows.map(|row| numbers(&without_code(row).0).join(" "));
    let rows: Vec<String> = rows.collect();
    targets.sort();
    code.sort();
    figures.sort();
    [targets, code, figures, rows]
}

fn numbers(text: &str) -> Vec<String> {
    let pieces = text.split(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ','));
    let pieces = pieces.map(|piece| piece.trim_matches(['.', ',']));
    let pieces = pieces.filter(|piece| !piece.is_empty());
    pieces.map(str::to_owned).collect()
}

#[test]
fn manual_pages_and_completions_are_there_for_all_that_is_named() {
    let tell = |args: &[&str]| String::from_utf8(run(root(), args, 0).stdout).unwrap();
    let readme = read(&root().join("README.md"));
    let listed = readme.split("for command in ").nth(1).unwrap();
    let listed: Vec<&str> = listed.split(';').next().unwrap().split(' ').collect();
    let help = tell(&["--help"]);
    let commands = help.split("Commands:\n").nth(1).unwrap();
    let commands = commands.lines().take_while(|line| !line.is_empty());
    let commands = commands.filter(|line| !line.starts_with("   "));
    let commands = commands.map(|line| line.split_whitespace().next().unwrap());
    let mut commands: Vec<&str> = commands.collect();
    commands.retain(|name| !["completions", "man", "help"].contains(name));
    let sorted = |mut names: Vec<&str>| {
        names.sort_unstable();
        names.join(" ")
    };
    assert_eq!(sorted(listed.clone()), sorted(commands));
    for name in listed {
        let page = tell(&["man", name]);
        assert!(page.contains(&format!(".TH jingwen-{name} 1")), "{name}");
    }
    let shells = readme.split("\njingwen completions ").skip(1);
    let shells: Vec<&str> = shells.map(|s| s.split(' ').next().unwrap()).collect();
    for shell in &shells {
        assert!(tell(&["completions", shell]).contains("jingwen"), "{shell}");
    }
    let help = tell(&["completions", "--help"]);
    let possible = help.split("possible values: ").nth(1).unwrap();
    let possible: Vec<&str> = possible.split(']').next().unwrap().split(", ").collect();
    assert_eq!(sorted(shells), sorted(possible));
}
