//! Names and texts that would act where they are shown.

use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;
use std::process::Output;

use serde_json::Value;

use crate::common::program::{jingwen, run, said, says};
use crate::common::texts::{STORY, line};
use crate::common::tree::{entries, put, tree};
use crate::quick::{QUICK, dir};

/// A line feed, an escape sequence, a direction mark, a C1 control, a separator, quotes.
const NAME: &str = "a\nb\u{1b}[31m\u{202e}c\u{9b}2J\u{2028}\"'\\<img src=x>\t";

/// A text that clears the screen, sets a title, and turns the line around.
fn text() -> String {
    let evil = "\u{1b}[2J\u{1b}]0;owned\u{7}\u{9b}31m\u{202e}\u{2066}\u{8}\r";
    format!(
        "The council met on Monday{evil} in the hall.\nAdvertisement {evil} here\nIt meets again in May.\n"
    )
}

/// No byte acts: but for line feeds, and colours where they are wanted, there is no control and no
/// mark of direction.
#[track_caller]
fn inert(bytes: &[u8], colours: bool) {
    let mut text = String::from_utf8(bytes.to_vec()).unwrap();
    if colours {
        for code in ["0", "1", "2;9", "31", "32", "33", "1;31", "1;33", "1;34"] {
            text = text.replace(&format!("\u{1b}[{code}m"), "");
        }
    }
    let acts = |c: &char| {
        c.is_control() && *c != '\n'
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
    };
    let found: Vec<char> = text.chars().filter(acts).collect();
    assert!(found.is_empty(), "{found:?} in {text}");
}

#[test]
fn names_that_would_act_are_shown_as_signs_and_kept_in_records() {
    let dir = dir();
    let name = format!("{NAME}.jsonl");
    put(
        &dir.path().join("in").join(&name),
        line(1, &text()) + "broken\n{\"text\":\"No id.\"}\n",
    );
    put(&dir.path().join("in").join(format!("{NAME}.txt")), text());
    let given = [
        &["clean", "in", "-o", "out", "--resume", "--explain"],
        &QUICK[..],
    ]
    .concat();
    let output = run(dir.path(), &given, 2);
    says(&output, &["a\\nb\\u{1b}[31m\\u{202e}c\\u{9b}2J"]);
    inert(&output.stderr, false);
    assert!(dir.path().join("out").join(&name).exists());
    // The journal knows it again; the file with the broken line is kept as well.
    let done = entries(&dir.path().join("out"), "done");
    let output = run(dir.path(), &given, 2);
    inert(&output.stderr, false);
    assert_eq!(entries(&dir.path().join("out"), "done"), done);
    let journal = fs::read_to_string(dir.path().join("out/.jingwen/journal.jsonl")).unwrap();
    assert_eq!(journal.lines().count(), 4);
    // A dry run, and what is missing.
    let output = run(dir.path(), &["clean", "in", "-o", "other", "--dry-run"], 0);
    inert(&output.stdout, false);
    let output = run(dir.path(), &["scan", NAME, "--rules", NAME], 2);
    inert(&output.stderr, false);
    // Records name the document by the very path.
    let output = run(
        dir.path(),
        &[&["scan", "in", "--format", "jsonl"], &QUICK[..]].concat(),
        2,
    );
    inert(&output.stderr, false);
    let ids: Vec<String> = records(&output)
        .iter()
        .filter_map(|r| Some(r["id"].as_str()?.to_owned()))
        .collect();
    let path = format!("in/{name}:3");
    assert!(ids.contains(&path), "{ids:?}");
    assert!(ids.contains(&format!("in/{NAME}.txt")), "{ids:?}");
    // A report's page.
    run(
        dir.path(),
        &[
            "clean",
            "in",
            "-o",
            "shown",
            "--report",
            "page.html",
            "--quiet",
        ],
        2,
    );
    let page = fs::read(dir.path().join("page.html")).unwrap();
    inert(&page, false);
    assert!(!String::from_utf8(page).unwrap().contains("<img"));
}

fn records(output: &Output) -> Vec<Value> {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn every_file_that_a_flag_names_is_shown_as_signs() {
    let dir = dir();
    put(&dir.path().join("a.txt"), STORY);
    put(&dir.path().join("b.jsonl"), "{}\n");
    let gone = format!("no/{NAME}.toml");
    put(&dir.path().join(format!("{NAME}.toml")), "= broken");
    let broken = format!("{NAME}.toml");
    for given in [
        vec!["clean", "a.txt", "--rules", &gone],
        vec!["clean", "a.txt", "--rules", &broken],
        vec!["clean", "a.txt", "--phrases", &gone],
        vec!["clean", "a.txt", "--weights", &gone],
        vec!["clean", "a.txt", "--weights", &broken],
        vec!["clean", "--files-from", &gone],
        vec!["clean", "a.txt", "-o", "a.txt/\u{1b}[2J"],
        vec!["diff", &gone, "b.jsonl"],
        vec!["diff", &broken, "b.jsonl"],
        vec!["eval", &gone],
        vec!["eval", "b.jsonl", "--baseline", &gone],
        vec!["fit", &gone, "-o", "w.toml"],
        vec!["learn", "a.txt", "-o", &gone],
        vec!["learn", "a.txt", "-o", "b.jsonl/\u{1b}[2J/x.toml"],
        vec!["report", &gone],
        vec!["restore", &gone],
        vec!["sample", &gone],
        vec!["rules", "check", "--rules", &gone],
        vec!["rules", "check", "--rules", &broken],
        vec!["--config", &gone, "config", "show"],
    ] {
        let output = jingwen(dir.path(), &given).output().unwrap();
        assert_eq!(
            output.status.code(),
            Some(2),
            "{given:?}: {}",
            said(&output)
        );
        assert!(!output.stderr.is_empty());
        inert(&output.stderr, false);
    }
}

#[test]
fn a_name_that_is_not_utf8_is_an_error_wherever_it_stands() {
    let dir = dir();
    let odd = std::ffi::OsStr::from_bytes(b"odd-\xFF\x1b[2J");
    put(&dir.path().join("in").join(odd).join("a.txt"), STORY);
    put(&dir.path().join("in/b.txt"), STORY);
    let given = [&["clean", "in", "-o", "out"], &QUICK[..]].concat();
    let output = run(dir.path(), &given, 2);
    says(&output, &["the name is not UTF-8; rename it"]);
    inert(&output.stderr, false);
    assert_eq!(
        tree(&dir.path().join("out"))
            .into_keys()
            .collect::<Vec<_>>(),
        ["b.txt"]
    );
}

#[test]
fn texts_that_would_act_are_shown_as_signs_by_every_command_for_people() {
    let dir = dir();
    let path = dir.path();
    put(&path.join("a.txt"), text());
    put(&path.join("a.jsonl"), line(1, &text()));
    let quick = |more: &[&'static str]| -> Vec<&'static str> { [more, &QUICK[..]].concat() };
    let shown = |given: Vec<&str>, colours: bool| {
        let output = run(path, &given, 0);
        assert!(
            String::from_utf8_lossy(&output.stdout).contains("\\u{1b}[2J"),
            "{given:?}"
        );
        inert(&output.stdout, colours);
        inert(&output.stderr, colours);
    };
    for colour in ["never", "always"] {
        for format in ["human", "short", "text"] {
            shown(
                quick(&[
                    "scan",
                    "a.txt",
                    "--explain",
                    "--color",
                    colour,
                    "--format",
                    format,
                ]),
                colour == "always",
            );
        }
        shown(
            quick(&["sample", "a.jsonl", "--format", "text", "--color", colour]),
            colour == "always",
        );
    }
    shown(vec!["lang", "a.txt"], false);
    let output = run(path, &quick(&["clean", "a.txt", "--explain"]), 0);
    says(&output, &["\\u{1b}[2J"]);
    inert(&output.stderr, false);
    let scan = |keep: &[&'static str]| {
        run(
            path,
            &[
                &quick(&["scan", "a.jsonl", "--format", "jsonl", "--with-text"])[..],
                keep,
            ]
            .concat(),
            0,
        )
        .stdout
    };
    put(&path.join("old.jsonl"), scan(&[]));
    let nothing = run(
        path,
        &[
            "scan",
            "a.jsonl",
            "--format",
            "jsonl",
            "--with-text",
            "--no-builtin",
            "--no-model",
        ],
        0,
    );
    put(&path.join("new.jsonl"), nothing.stdout);
    for colour in ["never", "always"] {
        shown(
            vec!["diff", "old.jsonl", "new.jsonl", "--color", colour],
            colour == "always",
        );
    }
}

#[test]
fn bodies_come_out_byte_for_byte_whatever_they_would_do() {
    let dir = dir();
    let path = dir.path();
    let body = text().replace("Advertisement ", "");
    put(&path.join("a.txt"), &body);
    let output = run(path, &[&["clean", "a.txt"], &QUICK[..]].concat(), 0);
    assert_eq!(output.stdout, body.as_bytes());
}

#[test]
fn cells_that_a_spreadsheet_would_reckon_stay_what_they_were() {
    let dir = dir();
    let cells = [
        "=1+1",
        "+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "=HYPERLINK(\"http://x\")",
    ];
    let quoted = |cell: &str| format!("\"{}\"", cell.replace('"', "\"\""));
    let mut table = String::from("id,text,note\r\n");
    for (row, cell) in cells.iter().enumerate() {
        table += &format!("{row},{},{}\r\n", quoted(cell), quoted(cell));
    }
    put(&dir.path().join("a.csv"), &table);
    let output = run(dir.path(), &[&["clean", "a.csv"], &QUICK[..]].concat(), 0);
    assert_eq!(String::from_utf8(output.stdout).unwrap(), table);
    // Nothing else is written as a table: what is for people is text, JSON lines, or a page.
    let help = run(Path::new("."), &["help"], 0);
    let help = String::from_utf8(help.stdout).unwrap();
    // Lines that go on are indented further.
    let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let commands: Vec<&str> = commands
        .take_while(|line| !line.is_empty())
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert!(commands.len() > 8);
    for command in commands.into_iter().filter(|name| *name != "help") {
        let help = run(Path::new("."), &[command, "--help"], 0);
        let help = String::from_utf8(help.stdout).unwrap();
        let values = help.split("[possible values: ").skip(1);
        for values in values.filter_map(|rest| rest.split(']').next()) {
            assert!(
                !values.contains("csv") && !values.contains("tsv"),
                "{command}: {values}"
            );
        }
    }
}
