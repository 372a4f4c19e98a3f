//! Files as other systems write them: with CRLF and a mark at the start, and names that differ in
//! capitals only.

use std::fs;

use crate::common::program::{run, said};
use crate::common::texts::{BODY, STORY};
use crate::common::tree::{put, tree};
use crate::quick::QUICK;

/// As an editor of Windows saves a text.
fn saved(text: &str) -> String {
    format!("\u{FEFF}{}", text.replace('\n', "\r\n"))
}

#[test]
fn rules_phrases_lists_and_settings_load_with_other_line_ends() {
    let rule = "category = \"other\"\ndescription = \"A label.\"\norigin = [\"invented\"]\n\n[[pattern]]\nkey = \"label\"\nlang = \"en\"\ntext = \"the lamps of this outlet\"\nextent = \"line\"\nstrength = \"decisive\"\n\n[[example]]\nlang = \"en\"\ntext = \"\"\"\nA long story of the harbour.\nThe lamps of this outlet\n\"\"\"\nremoved = [\"The lamps of this outlet\"]\nhits = [\"label\"]\n";
    let written: [fn(&str) -> String; 2] = [str::to_owned, saved];
    let mut outcomes = Vec::new();
    for write in written {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        put(&at("rules/lamps.toml"), write(rule));
        // The first line is a comment, and no phrase.
        put(
            &at("phrases.txt"),
            write("# all that is said at the end\nAdvertisement\n"),
        );
        put(&at("list.txt"), write("in/a.txt\n\nin/b.txt\n"));
        put(
            &at("jingwen.toml"),
            write("[clean]\nphrases = \"phrases.txt\"\nrules = [\"rules\"]\n"),
        );
        put(&at("in/a.txt"), STORY);
        let lamps = format!("# all that is said at the end\n{STORY}\nThe lamps of this outlet\n");
        put(&at("in/b.txt"), lamps);
        let args =
            "clean --config jingwen.toml --no-builtin --no-model --files-from list.txt -o out";
        let output = run(dir.path(), &args.split(' ').collect::<Vec<_>>(), 0);
        assert!(!said(&output).contains("error"), "{}", said(&output));
        let args = "rules check --rules rules --no-builtin";
        let checked = run(dir.path(), &args.split(' ').collect::<Vec<_>>(), 0);
        let out = tree(&at("out"));
        assert_eq!(out["a.txt"], BODY.as_bytes());
        let b = String::from_utf8(out["b.txt"].clone()).unwrap();
        assert!(b.starts_with("# all that"), "{b}");
        assert!(!b.contains("Advertisement") && !b.contains("lamps"), "{b}");
        outcomes.push((out, checked.stdout));
    }
    assert_eq!(outcomes[0], outcomes[1]);
}

#[test]
fn a_journal_with_capitals_is_no_input() {
    let dir = tempfile::tempdir().unwrap();
    put(&dir.path().join("phrases.txt"), "Advertisement\n");
    put(&dir.path().join("in/a.txt"), STORY);
    put(
        &dir.path().join("in/.Jingwen/journal.jsonl"),
        "{\"text\":\"x\"}\n",
    );
    put(&dir.path().join("in/sub/.JINGWEN/b.txt"), STORY);
    let args = [&["clean", "in", "-o", "out"][..], &QUICK].concat();
    run(dir.path(), &args, 0);
    let out = tree(&dir.path().join("out"));
    assert_eq!(out.keys().collect::<Vec<_>>(), ["a.txt"]);
}

#[test]
fn names_that_differ_in_capitals_stay_apart_or_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    put(&at("phrases.txt"), "Advertisement\n");
    put(&at("one/Story.txt"), STORY);
    put(&at("two/story.txt"), format!("Of two.\n{STORY}"));
    let apart = !at("one/STORY.txt").exists();
    let args = [&["clean", "one", "two", "-o", "out"][..], &QUICK].concat();
    let output = run(dir.path(), &args, if apart { 0 } else { 2 });
    if apart {
        assert_eq!(fs::read_to_string(at("out/Story.txt")).unwrap(), BODY);
        let two = fs::read_to_string(at("out/story.txt")).unwrap();
        assert_eq!(two, format!("Of two.\n{BODY}"));
    } else {
        assert!(said(&output).contains("capitals"), "{}", said(&output));
        assert!(!at("out").exists());
    }
}
