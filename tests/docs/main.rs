//! What pages of the documentation say is so.
#![cfg(feature = "cli")]

#[path = "../common/mod.rs"]
mod common;
#[cfg(unix)]
mod console;
mod links;
mod markdown;
mod readmes;

use std::fs;

use common::program::run;
use markdown::{code, read, root};

const LIST: &str = "rules list --format markdown --rules corpus/rules --no-builtin";

#[test]
fn the_page_of_the_rules_is_that_of_the_rules() {
    let output = run(root(), &LIST.split(' ').collect::<Vec<_>>(), 0);
    let expected = String::from_utf8(output.stdout).unwrap();
    let page = read(&root().join("docs/rules.md"));
    let differs = page.lines().zip(expected.lines()).position(|(a, b)| a != b);
    let line = differs.unwrap_or(page.lines().count().min(expected.lines().count())) + 1;
    assert!(
        page == expected,
        "docs/rules.md is out of date at line {line}; write it again: cargo run --quiet -- {LIST} > docs/rules.md"
    );
}

#[test]
fn every_promise_of_a_form_names_its_test() {
    let code = code(&["tests"], &["rs"]);
    let tests = code.split("#[test]").skip(1);
    let names = tests.filter_map(|test| test.split_once("fn ")?.1.split_once('('));
    let names: Vec<&str> = names.map(|(name, _)| name).collect();
    let page = read(&root().join("docs/batch.md"));
    let table = page.split("## What is tested").nth(1).unwrap();
    let rows = table.lines().skip_while(|line| !line.starts_with("|---"));
    let rows: Vec<&str> = rows
        .skip(1)
        .take_while(|line| line.starts_with('|'))
        .collect();
    assert!(rows.len() > 10);
    for row in rows {
        let cells: Vec<&str> = row.trim_matches('|').split('|').collect();
        assert_eq!(cells.len(), 7, "{row}");
        for cell in &cells[1..] {
            let named: Vec<&str> = cell.split('`').skip(1).step_by(2).collect();
            assert!(!named.is_empty() || cell.trim().starts_with('–'), "{row}");
            for name in named {
                let found = names.iter().filter(|test| test.starts_with(name)).count();
                assert_eq!(found, 1, "tests that begin with {name}");
            }
        }
    }
}

#[test]
fn what_was_tried_names_its_tests() {
    let code = code(&["tests", "src"], &["rs", "py"]);
    let page = read(&root().join("docs/trust.md"));
    for (section, least) in [
        ("## Texts", 10),
        ("## Faults", 10),
        ("## Bombs and escapes", 10),
        ("## Supply chain", 5),
        ("## Other systems", 5),
    ] {
        let section = page.split(section).nth(1).unwrap();
        let section = section.split("\n## ").next().unwrap();
        let rows = section.lines().filter(|line| line.starts_with("| "));
        let rows: Vec<&str> = rows.skip(1).collect();
        assert!(rows.len() > least);
        for row in rows {
            let named = row.split('|').nth(2).unwrap().split('`');
            let named: Vec<&str> = named.skip(1).step_by(2).collect();
            assert!(!named.is_empty(), "{row}");
            for name in named.into_iter().filter(|name| !name.contains(' ')) {
                let (rust, python) = (format!("fn {name}"), format!("def {name}"));
                let found = code.matches(&rust).count() + code.matches(&python).count();
                assert_eq!(found, 1, "tests that begin with {name}");
            }
        }
    }
}

#[test]
fn what_a_taxonomy_has_and_no_rule_covers_is_listed_with_the_reason() {
    let dir = tempfile::TempDir::new().unwrap();
    let rules = dir.path().join("rules/copyright");
    fs::create_dir_all(&rules).unwrap();
    let rule = "category = \"copyright\"\ncovers = [\"en-bar\"]\ndescription = \"Who | owns it.\"\n\n[[pattern]]\nkey = \"bar\"\nlang = \"en\"\nstatus = \"unseen\"\nstrength = \"decisive\"\ntext = \"all rights are reserved here\"\n";
    fs::write(rules.join("en-bar.toml"), rule).unwrap();
    let readme = "# Rules\n\n## Not covered\n\nOne: `en-none` (it is\ncontent).\n";
    fs::write(dir.path().join("rules/README.md"), readme).unwrap();
    let ids = "{\"id\":\"en-bar\"}\n\n{\"id\":\"en-none\"}\n{\"id\":\"zh-none\"}\n";
    fs::write(dir.path().join("ids.jsonl"), ids).unwrap();
    let args = "rules list --format markdown --rules rules --no-builtin --coverage ids.jsonl";
    let output = run(dir.path(), &args.split(' ').collect::<Vec<_>>(), 0);
    let page = String::from_utf8(output.stdout).unwrap();
    for part in [
        "1 families, 1 patterns, 1 of them unseen",
        "| [copyright](#copyright) | ownership bars | removed | 1 | 1 | 1 |  |  |\n",
        "| [en-bar](../rules/copyright/en-bar.toml) | en | 1 | decisive | unseen | Who \\| owns it. |\n",
        "| en-bar | [en-bar](../rules/copyright/en-bar.toml) |\n",
        "| id | why |\n|---|---|\n| en-none | it is content |\n| zh-none | – |\n",
    ] {
        assert!(page.contains(part), "no `{part}` in\n{page}");
    }
}
