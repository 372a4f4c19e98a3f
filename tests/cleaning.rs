//! The command line with the built-in rules: what is removed, recorded, restored, refused.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;

fn jingwen() -> Command {
    Command::new(env!("CARGO_BIN_EXE_jingwen"))
}

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/samples")
}

fn stdout(command: &mut Command) -> String {
    String::from_utf8(command.assert().get_output().stdout.clone()).unwrap()
}

#[test]
fn a_folder_comes_out_as_the_same_tree_without_boilerplate() {
    let out = tempfile::tempdir().unwrap();
    let target = out.path().join("cleaned");
    jingwen()
        .arg("clean")
        .arg(samples())
        .arg("-o")
        .arg(&target)
        .assert()
        .code(0);
    let expected: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(&fs::read_to_string(samples().join("expected.json")).unwrap())
            .unwrap();
    assert!(expected.len() > 12);
    for (name, strings) in expected {
        let cleaned = fs::read_to_string(target.join(&name)).unwrap();
        for gone in strings.as_array().unwrap() {
            assert!(
                !cleaned.contains(gone.as_str().unwrap()),
                "{name} still has {gone}"
            );
        }
    }
}

#[test]
fn a_recorded_line_is_restored_byte_for_byte() {
    let feed = fs::read(samples().join("feed.jsonl")).unwrap();
    let recorded = stdout(
        jingwen()
            .args(["clean", "--record"])
            .arg(samples().join("feed.jsonl")),
    );
    assert!(recorded.contains("\"edits\":[{"));
    assert!(recorded.contains("\"weight\": 2.50"), "{recorded}");
    let back = jingwen()
        .args(["restore", "-"])
        .write_stdin(recorded)
        .assert()
        .code(0);
    assert_eq!(back.get_output().stdout, feed);
}

#[test]
fn check_answers_with_its_exit_status() {
    jingwen()
        .args(["clean", "--check"])
        .arg(samples().join("wire-story.txt"))
        .assert()
        .code(1);
    jingwen()
        .args(["clean", "--check"])
        .arg(samples().join("clean-report.txt"))
        .assert()
        .code(0);
}

#[test]
fn explain_names_the_rule_and_what_was_let_go() {
    let output = jingwen()
        .args(["scan", "--explain"])
        .arg(samples().join("about-disclaimers-zh.txt"))
        .assert()
        .code(0);
    let text = String::from_utf8_lossy(&output.get_output().stderr).into_owned()
        + &String::from_utf8_lossy(&output.get_output().stdout);
    assert!(
        text.contains("quoted") || text.contains("reporting verb"),
        "{text}"
    );
}

#[test]
fn a_kept_category_stays_in_the_body() {
    let path = samples().join("wire-story.txt");
    let all = stdout(jingwen().arg("clean").arg(&path));
    let kept = stdout(
        jingwen()
            .args(["clean", "--keep", "byline_contact"])
            .arg(&path),
    );
    assert!(
        !all.contains("Editing by") && kept.contains("Editing by"),
        "{kept}"
    );
}

#[test]
fn three_mistakes_in_a_rule_file_are_all_named() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("my-rule.toml"), "category = \"copyrite\"\ncolour = 1\n[[pattern]]\nkey = \"a\"\nlang = \"en\"\ntext = \"tiny\"\n").unwrap();
    let output = jingwen()
        .args(["rules", "check", "--rules"])
        .arg(dir.path())
        .assert()
        .code(2);
    let stderr = String::from_utf8_lossy(&output.get_output().stderr).into_owned();
    for code in [
        "my-rule.toml:1:12: error R005",
        "my-rule.toml:2:1: error R002",
        "my-rule.toml:3:1: error R008",
    ] {
        assert!(stderr.contains(code), "{stderr}");
    }
}

#[test]
fn a_new_rule_is_made_and_never_overwritten() {
    let dir = tempfile::tempdir().unwrap();
    let new = || {
        let mut command = jingwen();
        command
            .args(["rules", "new", "copyright/my-site-bar", "--rules"])
            .arg(dir.path());
        command
    };
    new().assert().code(0);
    jingwen()
        .args(["rules", "check", "--no-builtin", "--rules"])
        .arg(dir.path())
        .assert()
        .code(0);
    new().assert().code(2);
}

#[test]
fn a_phrase_of_the_user_s_goes() {
    let dir = tempfile::tempdir().unwrap();
    let phrases = dir.path().join("phrases.txt");
    fs::write(
        &phrases,
        "# my own\nSent from the harbour desk of the Outer Isles Gazette\n",
    )
    .unwrap();
    let body = "The ferry operator said on Tuesday that two electric boats would replace its oldest diesel vessels, which have carried passengers for more than thirty years.\n";
    let text = format!("{body}SENT from the harbour desk of the Outer Isles Gazette.\n");
    let out = stdout(
        jingwen()
            .args(["clean", "--no-builtin", "--phrases"])
            .arg(&phrases)
            .arg("-")
            .write_stdin(text),
    );
    assert_eq!(out, body);
}

#[test]
fn language_boundaries_are_measured() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/languages");
    let mut files: Vec<PathBuf> = fs::read_dir(data)
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    files.sort();
    let out = stdout(jingwen().args(["eval", "--languages"]).args(files));
    assert!(
        out.contains("whatlang") && out.contains("glued-disclaimer"),
        "{out}"
    );
}
