//! Interrupted by a signal: the document in hand is finished, and the same command goes on.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::Stdio;

use tempfile::TempDir;

use crate::common::program::{jingwen, run, said, says, wait};
use crate::common::texts::{BODY, STORY, line};
use crate::common::tree::{entries, gzip, put, tree};
use crate::quick::{clean, dir, mkfifo, signal};

const SIGNALS: [(&str, i32); 2] = [("INT", 130), ("TERM", 143)];

/// Documents of which many make a part.
fn lines(count: usize) -> String {
    let text = STORY.repeat(100);
    (0..count).map(|id| line(id, &text)).collect()
}

/// A run that is signalled while it waits for more of a file, with so many entries of a kind in its
/// journal, and then goes on with the whole file.
fn interrupted(more: &[&str], kind: &str, name: &str, bytes: &[u8], first: usize) {
    for (signal_name, code) in SIGNALS {
        let dir = dir();
        let (out, pipe) = (dir.path().join("out"), dir.path().join(name));
        for id in 0..5 {
            put(
                &dir.path().join(format!("in/{id}.txt")),
                format!("{id} {STORY}"),
            );
        }
        put(&dir.path().join("whole").join(name), bytes);
        let whole = format!("whole/{name}");
        let expected = clean(&[&["in", &whole, "-o", "expected"], more].concat());
        run(dir.path(), &expected, 0);

        mkfifo(&pipe);
        let given = clean(&[&["in", name, "-o", "out", "--resume"], more].concat());
        let mut command = jingwen(dir.path(), &given);
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let mut open = File::options().write(true).open(&pipe).unwrap();
        open.write_all(&bytes[..first]).unwrap();
        wait(&mut child, || {
            entries(&out, kind) > 0 && entries(&out, "done") == 5
        });
        signal(&child, signal_name);
        let output = child.wait_with_output().unwrap();
        drop(open);
        assert_eq!(output.status.code(), Some(code), "{}", said(&output));
        says(
            &output,
            &["interrupted", "the same command with --resume goes on"],
        );
        // What is there is whole.
        let all = tree(&dir.path().join("expected"));
        for (name, bytes) in tree(&out) {
            assert!(all[&name] == bytes, "{name}");
        }
        assert!(!out.join(name).exists());
        let parts = entries(&out, "part");

        fs::remove_file(&pipe).unwrap();
        put(&pipe, bytes);
        run(dir.path(), &given, 0);
        assert!(tree(&out) == all);
        assert!(entries(&out, "part") >= parts);
        let state: Vec<_> = fs::read_dir(out.join(".jingwen")).unwrap().collect();
        assert_eq!(state.len(), 1, "only the journal is left: {state:?}");
    }
}

#[test]
fn a_signal_ends_a_tree_and_resume_goes_on_from_where_it_stood() {
    let bytes = lines(120);
    let more = ["--checkpoint", "500K", "--quiet"];
    interrupted(
        &more,
        "part",
        "big.jsonl",
        bytes.as_bytes(),
        bytes.len() * 3 / 4,
    );
}

#[test]
fn a_signal_ends_a_compressed_file_and_one_that_is_one_document() {
    let packed = gzip(lines(120).as_bytes());
    interrupted(
        &["--quiet"],
        "done",
        "big.jsonl.gz",
        &packed,
        packed.len() / 2,
    );
    let text = STORY.repeat(1000);
    interrupted(
        &["-j", "1"],
        "done",
        "big.txt",
        text.as_bytes(),
        text.len() / 2,
    );
}

#[test]
fn records_beside_an_interrupted_tree_are_those_of_an_undisturbed_one() {
    let dir = dir();
    let bytes = lines(120);
    let more = ["--checkpoint", "500K", "--quiet", "--spans"];
    put(&dir.path().join("whole/big.jsonl"), &bytes);
    let with =
        |inputs: &[&'static str], out: &'static str, spans: &'static str| -> Vec<&'static str> {
            clean(&[inputs, &["-o", out, "--resume"], &more, &[spans]].concat())
        };
    mkfifo(&dir.path().join("big.jsonl"));
    let mut child = jingwen(dir.path(), &with(&["big.jsonl"], "out", "out.jsonl"))
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut open = File::options()
        .write(true)
        .open(dir.path().join("big.jsonl"))
        .unwrap();
    open.write_all(&bytes.as_bytes()[..bytes.len() * 3 / 4])
        .unwrap();
    wait(&mut child, || entries(&dir.path().join("out"), "part") > 0);
    signal(&child, "TERM");
    assert_eq!(child.wait().unwrap().code(), Some(143));
    assert!(!dir.path().join("out.jsonl").exists());
    fs::remove_file(dir.path().join("big.jsonl")).unwrap();
    put(&dir.path().join("big.jsonl"), &bytes);
    run(dir.path(), &with(&["big.jsonl"], "out", "out.jsonl"), 0);
    run(
        dir.path(),
        &with(&["big.jsonl"], "expected", "expected.jsonl"),
        0,
    );
    let read = |name: &str| fs::read(dir.path().join(name)).unwrap();
    assert!(read("out.jsonl") == read("expected.jsonl") && !read("out.jsonl").is_empty());
    assert!(read("out/big.jsonl") == read("expected/big.jsonl"));
}

#[test]
fn a_signal_ends_in_place_and_resume_goes_on() {
    for (signal_name, code) in SIGNALS {
        let dir = dir();
        let (big, root) = (lines(500), dir.path().join("d"));
        for name in ["expected", "d"] {
            put(&dir.path().join(name).join("a.txt"), STORY);
            put(&dir.path().join(name).join("big.jsonl"), &big);
            put(&dir.path().join(name).join("z.txt"), STORY);
        }
        run(
            dir.path(),
            &clean(&["--in-place", "expected", "--quiet"]),
            0,
        );
        let given = clean(&[
            "--in-place",
            "d",
            "--quiet",
            "--resume",
            "--checkpoint",
            "1M",
            "-j1",
        ]);
        let mut child = jingwen(dir.path(), &given)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        wait(&mut child, || entries(&root, "part") > 0);
        signal(&child, signal_name);
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(code), "{}", said(&output));
        assert!(fs::read(root.join("a.txt")).unwrap() == BODY.as_bytes());
        assert!(fs::read(root.join("big.jsonl")).unwrap() == big.as_bytes());
        assert!(fs::read(root.join("z.txt")).unwrap() == STORY.as_bytes());
        run(dir.path(), &given, 0);
        assert!(tree(&root) == tree(&dir.path().join("expected")));
        run(dir.path(), &["restore", "d", "--quiet"], 0);
        assert!(fs::read(root.join("big.jsonl")).unwrap() == big.as_bytes());
        assert!(!root.join(".jingwen").exists());
    }
}

#[test]
fn standard_output_ends_with_a_whole_document() {
    for (signal_name, code) in SIGNALS {
        let dir = dir();
        let bytes = lines(150);
        put(&dir.path().join("whole.jsonl"), &bytes);
        let expected = run(dir.path(), &clean(&["whole.jsonl"]), 0).stdout;
        let mut command = jingwen(dir.path(), &clean(&[]));
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let cut = bytes.len() * 3 / 4;
        stdin.write_all(&bytes.as_bytes()[..cut]).unwrap();
        let mut stdout = child.stdout.take().unwrap();
        let mut first = vec![0; 1000];
        stdout.read_exact(&mut first).unwrap();
        signal(&child, signal_name);
        stdout.read_to_end(&mut first).unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(code), "{}", said(&output));
        says(&output, &["interrupted"]);
        assert!(expected.starts_with(&first) && first.ends_with(b"\n"));
        assert!(first.len() < expected.len());
        drop(stdin);
    }
}

#[test]
fn a_second_signal_ends_at_once() {
    let dir = TempDir::new().unwrap();
    // A text that takes a while, with all rules.
    put(&dir.path().join("in/long.txt"), STORY.repeat(60_000));
    let given = ["clean", "in", "-o", "out", "--max-document", "1G"];
    let mut child = jingwen(dir.path(), &given)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let temporaries = dir.path().join("out/.jingwen/tmp");
    wait(&mut child, || {
        fs::read_dir(&temporaries).is_ok_and(|mut dir| dir.next().is_some())
    });
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    signal(&child, "INT");
    let mut line = String::new();
    while !line.contains("once more ends at once") {
        line.clear();
        assert_ne!(
            stderr.read_line(&mut line).unwrap(),
            0,
            "it ended, or said nothing"
        );
    }
    signal(&child, "TERM");
    assert_eq!(child.wait().unwrap().code(), Some(143));
    assert!(!dir.path().join("out/long.txt").exists());
}

/// Starts a command that waits for more of a file, and signals it.
fn at_once(dir: &Path, given: &[&str], file: &str) {
    for (signal_name, code) in SIGNALS {
        let pipe = dir.join(file);
        let _ = fs::remove_file(&pipe);
        mkfifo(&pipe);
        let mut command = jingwen(dir, given);
        command.stdout(Stdio::null()).stderr(Stdio::piped());
        let child = command.spawn().unwrap();
        // Opened once the program reads it.
        let mut open = File::options().write(true).open(&pipe).unwrap();
        open.write_all(line(1, STORY).as_bytes()).unwrap();
        signal(&child, signal_name);
        let output = child.wait_with_output().unwrap();
        assert_eq!(
            output.status.code(),
            Some(code),
            "{given:?}: {}",
            said(&output)
        );
    }
}

#[test]
fn commands_that_write_nothing_that_lasts_end_at_once() {
    let dir = dir();
    at_once(dir.path(), &["scan", "news.jsonl"], "news.jsonl");
    at_once(dir.path(), &["lang", "news.jsonl"], "news.jsonl");
    put(&dir.path().join("a.txt"), STORY);
    let learn = ["learn", "a.txt", "-o", "site.toml", "--phrases", "list.txt"];
    at_once(dir.path(), &learn, "list.txt");
    assert!(!dir.path().join("site.toml").exists());
}
