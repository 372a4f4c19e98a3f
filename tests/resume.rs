//! Runs that are killed, and go on; directories cleaned in place, and put back.
#![cfg(feature = "cli")]

mod common;

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use common::program::{jingwen, kill_after, kill_when, run, said};
use common::texts::{STORY, line};
use common::tree::{entries, gzip, put, tree};

/// A tree with small files, large ones, and one in another encoding.
fn fill(dir: &Path) {
    for id in 0..60 {
        let text = format!("Number {id}. {STORY}");
        put(
            &dir.join(format!("host-{}/{id}.txt", id % 3)),
            text.as_bytes(),
        );
    }
    let sold = |id| line(id, &format!("{STORY}Number {id} was sold on Friday."));
    let lines: String = (0..200).map(sold).collect();
    put(&dir.join("a.jsonl"), lines.as_bytes());
    put(&dir.join("b.jsonl.gz"), gzip(lines.as_bytes()));
    put(
        &dir.join("plain.txt"),
        b"Nothing to clean here, said the clerk.\n",
    );
    put(
        &dir.join("z.txt"),
        b"\xD0\xC2\xCE\xC5\xA1\xA3\xB1\xBE\xB1\xA8\xBC\xC7\xD5\xDF\xB1\xA8\xB5\xC0\xA1\xA3\n",
    );
}

/// A sequence of numbers from a seed: the tests try other moments only when it is changed.
struct Moments(u64);

impl Moments {
    /// Some share of the duration.
    fn of(&mut self, whole: Duration) -> Duration {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        whole.mul_f64((self.0 >> 11) as f64 / (1u64 << 53) as f64)
    }
}

#[test]
fn killed_at_any_moment_a_copy_is_finished_as_if_never_killed() {
    let dir = TempDir::new().unwrap();
    fill(&dir.path().join("in"));
    let args = |out: &str, spans: &str| -> Vec<String> {
        ["clean", "in", "-o", out, "--spans", spans, "--quiet"]
            .map(str::to_owned)
            .to_vec()
    };
    let strs = |args: &[String]| -> Vec<String> { args.to_vec() };
    let begun = Instant::now();
    let whole = args("whole", "whole.jsonl");
    run(
        dir.path(),
        &whole.iter().map(String::as_str).collect::<Vec<_>>(),
        0,
    );
    let takes = begun.elapsed();
    let expected = tree(&dir.path().join("whole"));
    let spans = fs::read(dir.path().join("whole.jsonl")).unwrap();
    assert!(expected.len() == 64 && !spans.is_empty());

    let mut moments = Moments(1);
    let mut killed = 0;
    for round in 0..10 {
        let out = format!("out{round}");
        let mut args = strs(&args(&out, &format!("{out}.jsonl")));
        args.push("--resume".to_owned());
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        // Twice each, the second time in what the first left.
        for _ in 0..2 {
            killed += usize::from(kill_after(jingwen(dir.path(), &args), moments.of(takes)));
        }
        run(dir.path(), &args, 0);
        assert_eq!(tree(&dir.path().join(&out)), expected, "round {round}");
        assert_eq!(
            fs::read(dir.path().join(format!("{out}.jsonl"))).unwrap(),
            spans,
            "round {round}"
        );
        let state: Vec<_> = fs::read_dir(dir.path().join(&out).join(".jingwen"))
            .unwrap()
            .collect();
        assert_eq!(state.len(), 1, "only the journal is left: {state:?}");
    }
    assert!(
        killed >= 10,
        "{killed} of 20 were killed: the others were over before"
    );
}

#[test]
fn killed_at_any_moment_a_directory_is_cleaned_in_place_and_put_back() {
    let dir = TempDir::new().unwrap();
    let original = dir.path().join("original");
    fill(&original);
    let before = tree(&original);
    fill(&dir.path().join("whole"));
    let begun = Instant::now();
    run(dir.path(), &["clean", "--in-place", "whole", "--quiet"], 0);
    let takes = begun.elapsed();
    let expected = tree(&dir.path().join("whole"));
    assert_ne!(expected, before);
    assert_eq!(expected["plain.txt"], before["plain.txt"]);

    let mut moments = Moments(2);
    let mut killed = 0;
    for round in 0..10 {
        let name = format!("dir{round}");
        let args = ["clean", "--in-place", &name, "--quiet", "--resume"];
        fill(&dir.path().join(&name));
        for _ in 0..2 {
            killed += usize::from(kill_after(jingwen(dir.path(), &args), moments.of(takes)));
            // Whatever the moment, every file is as it was or as it will be.
            for (file, bytes) in tree(&dir.path().join(&name)) {
                assert!(bytes == before[&file] || bytes == expected[&file], "{file}");
            }
        }
        run(dir.path(), &args, 0);
        assert_eq!(tree(&dir.path().join(&name)), expected, "round {round}");
        run(dir.path(), &["restore", &name, "--quiet"], 0);
        assert_eq!(tree(&dir.path().join(&name)), before, "round {round}");
        assert!(!dir.path().join(&name).join(".jingwen").exists());
    }
    assert!(
        killed >= 10,
        "{killed} of 20 were killed: the others were over before"
    );
}

#[test]
fn a_large_file_goes_on_in_the_middle() {
    let dir = TempDir::new().unwrap();
    // Long documents without a finding are read fast.
    let text = "The harbour board met in the old library on Monday. ".repeat(400);
    let lines: String = (0..300).map(|id| line(id, &text)).collect();
    put(&dir.path().join("in/big.jsonl"), lines.as_bytes());
    let args = [
        "clean",
        "in",
        "-o",
        "out",
        "--no-builtin",
        "--no-model",
        "--checkpoint",
        "1M",
        "--resume",
        "--quiet",
    ];
    let kill_behind_a_part = || {
        kill_when(jingwen(dir.path(), &args), || {
            entries(&dir.path().join("out"), "part") > 0
        });
    };
    kill_behind_a_part();
    assert!(!dir.path().join("out/big.jsonl").exists());
    let output = jingwen(dir.path(), &[&args[..9], &["--progress", "json"]].concat())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(fs::read(dir.path().join("out/big.jsonl")).unwrap() == lines.as_bytes());

    // Another file under the same name is cleaned from its beginning.
    fs::remove_dir_all(dir.path().join("out")).unwrap();
    kill_behind_a_part();
    let other = lines.replacen("Monday", "Friday", 1);
    put(&dir.path().join("in/big.jsonl"), other.as_bytes());
    run(dir.path(), &args, 0);
    assert!(fs::read(dir.path().join("out/big.jsonl")).unwrap() == other.as_bytes());
}

#[test]
fn what_changed_since_is_done_again_and_the_rest_is_kept() {
    let dir = TempDir::new().unwrap();
    for name in ["a", "b", "c"] {
        put(&dir.path().join(format!("in/{name}.txt")), STORY.as_bytes());
    }
    let args = ["clean", "in", "-o", "out", "--resume"];
    run(dir.path(), &args, 0);
    let time = |name: &str| {
        fs::metadata(dir.path().join("out").join(name))
            .unwrap()
            .modified()
            .unwrap()
    };
    let before = ["a.txt", "b.txt", "c.txt"].map(time);
    put(
        &dir.path().join("in/b.txt"),
        format!("{STORY}More.\n").as_bytes(),
    );
    fs::remove_file(dir.path().join("out/c.txt")).unwrap();
    let again = run(dir.path(), &args, 0);
    assert!(
        said(&again).contains("documents: 3, changed: 3"),
        "{}",
        said(&again)
    );
    assert_eq!(time("a.txt"), before[0]);
    assert!(time("b.txt") > before[1] && time("c.txt") > before[2]);
    let other = run(
        dir.path(),
        &[&args[..], &["--keep", "advertisement"]].concat(),
        0,
    );
    assert!(
        said(&other).contains("rules, weights or options changed since"),
        "{}",
        said(&other)
    );
    assert_eq!(
        fs::read(dir.path().join("out/a.txt")).unwrap(),
        STORY.as_bytes()
    );
}

#[test]
fn in_place_what_is_neither_is_left_alone() {
    let dir = TempDir::new().unwrap();
    for name in ["a", "b"] {
        put(&dir.path().join(format!("d/{name}.txt")), STORY.as_bytes());
    }
    run(dir.path(), &["clean", "--in-place", "d"], 0);
    let refused = run(dir.path(), &["clean", "--in-place", "d"], 2);
    assert!(
        said(&refused).contains("was cleaned in place before; add --resume"),
        "{}",
        said(&refused)
    );
    put(&dir.path().join("d/a.txt"), b"Edited by hand.\n");
    let resumed = run(dir.path(), &["clean", "--in-place", "d", "--resume"], 2);
    assert!(
        said(&resumed).contains("d/a.txt: changed since it was cleaned"),
        "{}",
        said(&resumed)
    );
    // With other options the rest is cleaned anew, from the originals.
    run(
        dir.path(),
        &[
            "clean",
            "--in-place",
            "d",
            "--resume",
            "--keep",
            "advertisement",
        ],
        2,
    );
    assert_eq!(
        fs::read(dir.path().join("d/b.txt")).unwrap(),
        STORY.as_bytes()
    );
    run(dir.path(), &["clean", "--in-place", "d", "--resume"], 2);
    let restored = run(dir.path(), &["restore", "d"], 2);
    assert!(
        said(&restored).contains("d/a.txt: changed since"),
        "{}",
        said(&restored)
    );
    assert_eq!(
        fs::read(dir.path().join("d/a.txt")).unwrap(),
        b"Edited by hand.\n"
    );
    assert_eq!(
        fs::read(dir.path().join("d/b.txt")).unwrap(),
        STORY.as_bytes()
    );
    assert_eq!(
        fs::read(dir.path().join("d/.jingwen/originals/a.txt")).unwrap(),
        STORY.as_bytes()
    );
    // With the original put back by hand, nothing is left to do.
    put(&dir.path().join("d/a.txt"), STORY.as_bytes());
    run(dir.path(), &["restore", "d"], 0);
    assert!(!dir.path().join("d/.jingwen").exists());
    let none = run(dir.path(), &["restore", "d"], 2);
    assert!(
        said(&none).contains("was not cleaned in place, or is back already"),
        "{}",
        said(&none)
    );
}

#[test]
fn an_unfinished_line_of_the_journal_is_dropped_and_a_damaged_one_refused() {
    let dir = TempDir::new().unwrap();
    put(&dir.path().join("in/a.txt"), STORY.as_bytes());
    let args = ["clean", "in", "-o", "out", "--resume", "--quiet"];
    run(dir.path(), &args, 0);
    let path = dir.path().join("out/.jingwen/journal.jsonl");
    let journal = fs::read(&path).unwrap();
    fs::write(&path, [&journal[..], br#"{"type":"done","tar"#].concat()).unwrap();
    run(dir.path(), &args, 0);
    fs::write(&path, [b"?\n", &journal[..]].concat()).unwrap();
    let refused = run(dir.path(), &args, 2);
    assert!(
        said(&refused).contains("journal.jsonl: cannot be used (the journal is damaged at byte 0)"),
        "{}",
        said(&refused)
    );
}
