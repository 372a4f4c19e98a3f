//! `jingwen.toml` from outside: where it is found, what it sets, what outranks it, every mistake.
#![cfg(feature = "cli")]

mod common;

use std::fs;
use std::path::Path;
use std::process::Output;

use tempfile::TempDir;

use common::program::{jingwen, said, says};

const PROSE: &str = "The council approved the new bridge on Monday after a long debate.\n";
const AD: &str = "Advertisement\n";

fn run(dir: &Path, args: &str) -> Output {
    let args: Vec<&str> = args.split_whitespace().collect();
    jingwen(dir, &args).output().unwrap()
}

/// A folder with a file of settings, an article that has an advertisement, and a folder `a/b`.
fn dir_with(config: &str) -> TempDir {
    let dir = TempDir::new().unwrap();
    fs::create_dir_all(dir.path().join("a/b")).unwrap();
    fs::write(dir.path().join("jingwen.toml"), config).unwrap();
    let article = format!("{PROSE}{AD}{PROSE}");
    for name in ["story.txt", "a/b/story.txt"] {
        fs::write(dir.path().join(name), &article).unwrap();
    }
    dir
}

/// What a command prints that succeeds.
#[track_caller]
fn prints(dir: &Path, args: &str) -> String {
    let output = run(dir, args);
    assert_eq!(output.status.code(), Some(0), "{args}: {}", said(&output));
    String::from_utf8(output.stdout).unwrap()
}

#[track_caller]
fn fails(dir: &Path, args: &str, parts: &[&str]) {
    let output = run(dir, args);
    assert_eq!(output.status.code(), Some(2), "{args}: {}", said(&output));
    assert!(output.stdout.is_empty(), "{args}");
    says(&output, parts);
}

/// The value and the origin of a flag, as `config show` prints them.
#[track_caller]
fn shown(dir: &Path, command: &str, flag: &str) -> String {
    let text = prints(dir, &format!("config show {command}"));
    let start = format!("{command}  {flag} ");
    let line = text.lines().find(|line| line.starts_with(&start));
    let line = line.unwrap_or_else(|| panic!("no {flag} in {text}"));
    let words: Vec<&str> = line[start.len()..].split_whitespace().collect();
    words.join(" ")
}

fn kept() -> String {
    format!("{PROSE}{AD}{PROSE}")
}

fn cleaned() -> String {
    format!("{PROSE}{PROSE}")
}

#[test]
fn a_file_is_found_upwards_or_given_or_ignored() {
    let dir = dir_with("keep = [\"advertisement\"]\n");
    let deep = dir.path().join("a/b");
    assert_eq!(prints(dir.path(), "clean story.txt"), kept());
    assert_eq!(prints(&deep, "clean story.txt"), kept());
    for args in ["--no-config clean story.txt", "clean story.txt --no-config"] {
        assert_eq!(prints(&deep, args), cleaned(), "{args}");
    }
    // The nearest counts, alone.
    fs::write(dir.path().join("a/jingwen.toml"), "quiet = true\n").unwrap();
    assert_eq!(prints(&deep, "clean story.txt"), cleaned());
    for args in [
        "--config ../../jingwen.toml clean story.txt",
        "clean --config=../../jingwen.toml story.txt",
        "clean story.txt --config ../../jingwen.toml",
    ] {
        assert_eq!(prints(&deep, args), kept(), "{args}");
    }
    fails(
        &deep,
        "clean story.txt --config none.toml",
        &["none.toml: cannot be read"],
    );
    fails(
        &deep,
        "clean story.txt --config ../jingwen.toml --no-config",
        &["cannot be used with"],
    );
}

#[test]
fn a_table_outranks_the_top_level_and_the_command_line_both() {
    let dir = dir_with(
        "level = \"thorough\"\nkeep = [\"advertisement\"]\nquiet = true\n\n[clean]\nlevel = \"conservative\"\nquiet = false\n\n[rules.check]\nstrict = true\n",
    );
    let dir = dir.path();
    assert_eq!(
        shown(dir, "clean", "level"),
        "\"conservative\" jingwen.toml:6"
    );
    assert_eq!(shown(dir, "scan", "level"), "\"thorough\" jingwen.toml:1");
    assert_eq!(shown(dir, "clean", "quiet"), "false jingwen.toml:7");
    assert_eq!(shown(dir, "restore", "quiet"), "true jingwen.toml:3");
    assert_eq!(shown(dir, "rules check", "strict"), "true jingwen.toml:10");
    assert_eq!(prints(dir, "clean story.txt"), kept());
    // A list of the command line stands in the place of the file's.
    assert_eq!(prints(dir, "clean --keep copyright story.txt"), cleaned());
    let both = "clean --keep advertisement --level standard story.txt";
    assert_eq!(prints(dir, both), kept());
}

#[test]
fn what_conflicts_with_the_command_line_is_dropped() {
    let dir = dir_with("no-model = true\n\n[clean]\noutput = \"cleaned\"\n");
    let dir = dir.path();
    // The weights that were asked for are read, so that nothing but their absence is wrong.
    fails(
        dir,
        "clean --weights none.toml story.txt",
        &["none.toml: cannot be read"],
    );
    assert_eq!(run(dir, "clean --check story.txt").status.code(), Some(1));
    assert!(!dir.join("cleaned").exists());
    // The table is nearer to the command than the top level.
    let file = "no-model = true\n\n[clean]\nweights = \"w.toml\"\n";
    fs::write(dir.join("jingwen.toml"), file).unwrap();
    assert_eq!(shown(dir, "clean", "no-model"), "false default");
    assert_eq!(shown(dir, "scan", "no-model"), "true jingwen.toml:1");
    let file = "no-model = true\nweights = \"w.toml\"\n";
    fs::write(dir.join("jingwen.toml"), file).unwrap();
    let said = "jingwen.toml:2: `weights` and `no-model` (line 1) exclude each other";
    fails(dir, "clean story.txt", &[said]);
    fails(dir, "config show clean", &[said]);
}

#[test]
fn what_a_flag_needs_may_stand_in_the_file() {
    let dir = dir_with("[clean]\noutput = \"cleaned\"\n\n[fit]\noutput = \"w.toml\"\n");
    let dir = dir.path();
    for _ in 0..2 {
        prints(dir, "clean --overwrite story.txt");
    }
    let article = fs::read_to_string(dir.join("cleaned/story.txt")).unwrap();
    assert_eq!(article, cleaned());
    fails(dir, "fit none.jsonl", &["none.jsonl: no such file"]);
    fails(dir, "fit", &["required", "<GOLD>"]);
    fails(dir, "--no-config fit", &["<GOLD>", "--output"]);
    // Without an output there is nothing to overwrite.
    fs::write(dir.join("jingwen.toml"), "overwrite = true\n").unwrap();
    assert_eq!(prints(dir, "clean story.txt"), cleaned());
}

#[test]
fn paths_are_meant_from_the_folder_of_the_file() {
    let dir = dir_with("phrases = \"own.txt\"\n[scan]\ntext-field = [\"a=b\", \"-c\"]\n");
    let phrase = "the council approved the new bridge on monday after a long debate\n";
    fs::write(dir.path().join("own.txt"), phrase).unwrap();
    let deep = dir.path().join("a/b");
    let scan = prints(&deep, "scan story.txt");
    assert!(scan.contains("story.txt:1:1:"), "{scan}");
    assert_eq!(
        shown(&deep, "clean", "phrases"),
        "\"../../own.txt\" ../../jingwen.toml:1"
    );
    assert_eq!(
        shown(&deep, "scan", "text-field"),
        "[\"a=b\", \"-c\"] ../../jingwen.toml:3"
    );
}

#[test]
fn every_mistake_has_its_place_and_what_is_nearest() {
    let mistakes = [
        (
            "levle = \"x\"",
            "1:1: unknown flag `levle`; the nearest is `level`",
        ),
        (
            "no_model = true",
            "1:1: unknown flag `no_model`; the nearest is `no-model`",
        ),
        (
            "zzzzzzzzzzzz = 1",
            "1:1: unknown flag `zzzzzzzzzzzz`; see `jingwen help`",
        ),
        ("config = \"x\"", "1:1: unknown flag `config`"),
        (
            "[claen]",
            "1:2: unknown command `claen`; the nearest is `clean`",
        ),
        (
            "[rules.chek]",
            "1:8: `rules` has no command `chek`; the nearest is `check`",
        ),
        (
            "[lang]\nlevel = \"standard\"",
            "2:1: `lang` has no flag `level`",
        ),
        (
            "[scan]\nofsets = \"char\"",
            "2:1: `scan` has no flag `ofsets`; the nearest is `offsets`",
        ),
        ("quiet = \"yes\"", "1:9: `quiet`: must be true or false"),
        ("level = true", "1:9: `level`: must be a string"),
        (
            "level = [\"standard\"]",
            "1:9: `level`: takes one value, not a list",
        ),
        (
            "keep = true",
            "1:8: `keep`: must be a string or a list of strings",
        ),
        ("source = 3", "1:10: `source`: must be a string"),
        ("seed = \"4\"", "1:8: `seed`: must be a number"),
        ("examples = 101", "1:12: `examples`: invalid value '101'"),
        (
            "level = \"strict\"",
            "1:9: `level`: invalid value 'strict' for '--level <LEVEL>': unknown level `strict`",
        ),
        (
            "input-format = \"xml\"",
            "unknown format `xml`: text, jsonl, json, html, csv, tsv, warc, eml, mbox or parquet",
        ),
        (
            "[clean]\nonly = [\"copyrite\"]",
            "2:8: `only`: invalid value 'copyrite' for '--only <CATEGORY>': unknown category",
        ),
        ("\n名 = ", "2:1: not valid TOML"),
    ];
    for (file, said) in mistakes {
        // A file is checked as a whole, whichever command runs.
        let dir = dir_with(file);
        fails(
            dir.path(),
            "restore story.txt",
            &["error: jingwen.toml:", said],
        );
    }
    let dir = dir_with("\u{FEFF}levle = 1\r\n\r\n[scan]\r\nxyz = 1\r\n");
    let both = ["jingwen.toml:1:1:", "jingwen.toml:4:1:"];
    fails(dir.path(), "clean story.txt", &both);
    fails(dir.path(), "config show clean", &both);
}

#[test]
fn help_and_the_users_own_mistakes_do_not_wait_for_the_file() {
    let dir = dir_with("levle = 1\n");
    for args in [
        "help",
        "clean --help",
        "--version",
        "man clean",
        "completions bash",
    ] {
        prints(dir.path(), args);
    }
    fails(
        dir.path(),
        "clean --bogus",
        &["unexpected argument '--bogus'"],
    );
}

#[test]
fn a_value_holds_for_the_commands_that_take_it() {
    let dir = dir_with("format = \"jsonl\"\nexamples = 5\n");
    assert_eq!(
        shown(dir.path(), "scan", "format"),
        "\"jsonl\" jingwen.toml:1"
    );
    assert_eq!(shown(dir.path(), "diff", "format"), "\"text\" default");
    assert_eq!(shown(dir.path(), "diff", "examples"), "5 jingwen.toml:2");
}

#[test]
fn all_flags_of_all_commands_are_shown_with_their_origin() {
    let dir = dir_with("[restore]\ntext-field = [\"body\"]\n");
    let output = run(dir.path(), "config show restore");
    let expected =
        "restore  text-field  [\"body\"]  jingwen.toml:2\nrestore  quiet       false     default\n";
    assert_eq!(String::from_utf8_lossy(&output.stdout), expected);
    assert_eq!(said(&output), "note: read jingwen.toml\n");
    let all = prints(dir.path(), "config show");
    for command in ["clean", "scan", "lang", "rules list", "eval", "fit", "diff"] {
        assert!(
            all.contains(&format!("\n{command}  ")) || all.starts_with(command),
            "{command}"
        );
        assert!(all.contains(&prints(dir.path(), &format!("config show {command}"))));
    }
    assert!(!all.contains("--"), "{all}");
    fails(dir.path(), "config show claen", &["the nearest is `clean`"]);
    fs::remove_file(dir.path().join("jingwen.toml")).unwrap();
    let output = run(dir.path(), "config show restore");
    assert_eq!(said(&output), "note: no jingwen.toml found\n");
}
