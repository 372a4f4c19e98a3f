//! Limits of the system: no file descriptors, no room, files that change, clocks that go back.

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, SystemTime};

use tempfile::TempDir;

use crate::common::program::{jingwen, run, said, says};
use crate::common::texts::{BODY, STORY, line};
use crate::common::tree::{entries, gzip, put, tree};
use crate::quick::{self, QUICK, clean};

fn dir() -> TempDir {
    let dir = quick::dir();
    for id in 0..6 {
        put(
            &dir.path().join(format!("in/{id}/a.txt")),
            format!("{id} {STORY}"),
        );
    }
    let lines: String = (0..50).map(|id| line(id, STORY)).collect();
    put(&dir.path().join("in/b.jsonl.gz"), gzip(lines.as_bytes()));
    dir
}

/// Runs the program in a shell, behind some commands of it.
fn within(dir: &Path, before: &str, given: &[&str]) -> Output {
    let program = assert_cmd::cargo::cargo_bin("jingwen");
    let script = format!("{before}; exec \"$0\" \"$@\"");
    let mut command = Command::new("sh");
    command.current_dir(dir).args(["-c", &script]).arg(program);
    command.args(given).output().unwrap()
}

#[test]
fn without_file_descriptors_nothing_is_half_written_and_resume_finishes() {
    let dir = dir();
    run(dir.path(), &clean(&["in", "-o", "expected", "--quiet"]), 0);
    let expected = tree(&dir.path().join("expected"));
    let (mut failed, mut most) = (0, 0);
    for count in 4.. {
        let out = format!("out{count}");
        let given = clean(&[
            "in", "-o", &out, "--resume", "--quiet", "-j2", "--spans", "spans",
        ]);
        let output = within(dir.path(), &format!("ulimit -n {count}"), &given);
        let said = said(&output);
        assert!(!said.contains("panicked"), "{count}: {said}");
        let out = dir.path().join(&out);
        if out.exists() {
            for (name, bytes) in tree(&out) {
                assert!(expected[&name] == bytes, "{count}: {name}");
            }
        }
        most = count;
        if output.status.success() {
            break;
        }
        // With very few not even the program's libraries can be opened.
        if output.status.code() != Some(127) {
            failed += 1;
            assert_eq!(output.status.code(), Some(2), "{count}: {said}");
            assert!(said.contains("error: "), "{count}: {said}");
        }
        run(dir.path(), &given, 0);
        assert!(tree(&out) == expected, "{count}");
    }
    assert!(
        failed > 2 && most < 40,
        "{failed} failed, {most} were enough"
    );
}

#[test]
fn a_file_that_finds_no_room_is_named_and_the_rest_is_done() {
    let dir = dir();
    let lines: String = (0..3000).map(|id| line(id, STORY)).collect();
    put(&dir.path().join("in/big.jsonl"), &lines);
    for given in [
        clean(&["in", "-o", "out", "--resume", "--quiet"]),
        clean(&["--in-place", "in", "--resume", "--quiet"]),
    ] {
        // In blocks of 512 or 1024 bytes: more than the journal and less than the file.
        let output = within(dir.path(), "trap '' XFSZ; ulimit -f 100", &given);
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        says(
            &output,
            &["big.jsonl: cannot be written", "run again with --resume"],
        );
        assert_eq!(
            fs::read_to_string(dir.path().join("in/big.jsonl")).unwrap(),
            lines
        );
        run(dir.path(), &given, 0);
    }
    assert!(tree(&dir.path().join("out")) == tree(&dir.path().join("in")));
}

#[cfg(target_os = "linux")]
#[test]
fn standard_output_without_room_is_an_error() {
    let dir = dir();
    for given in [
        clean(&["in/b.jsonl.gz"]),
        clean(&["in/0/a.txt"]),
        [&["scan", "in"], &QUICK[..]].concat(),
    ] {
        let output = within(dir.path(), "exec >/dev/full", &given);
        assert_eq!(
            output.status.code(),
            Some(2),
            "{given:?}: {}",
            said(&output)
        );
        says(&output, &["error: ", "No space left on device"]);
    }
    // Nor is standard error one that could be done without.
    let output = within(dir.path(), "exec 2>/dev/full", &clean(&["in/0/a.txt"]));
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn an_output_that_cannot_be_is_refused_before_anything_is_read() {
    let dir = dir();
    put(&dir.path().join("file"), "kept");
    for out in ["file", "file/sub"] {
        let output = run(dir.path(), &clean(&["in", "-o", out]), 2);
        says(&output, &[out]);
        assert_eq!(fs::read(dir.path().join("file")).unwrap(), b"kept");
    }
    #[cfg(target_os = "linux")]
    {
        // No one can write there.
        let output = run(dir.path(), &clean(&["in", "-o", "/proc/out"]), 2);
        says(&output, &["/proc/out", "nothing was written"]);
    }
}

#[test]
fn a_file_that_grows_while_it_is_read_is_named_and_read_again_later() {
    let dir = dir();
    let path = dir.path().join("grows.jsonl");
    // What is written waits for a reader, and so does what is read: sixteen chunks are under way.
    let lines = format!("{{\"n\":\"{}\"}}\n", " ".repeat(1 << 16)).repeat(24 << 4);
    put(&path, &lines);
    let given = ["clean", "grows.jsonl", "-j1", "--no-builtin", "--no-model"];
    let mut command = jingwen(dir.path(), &given);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdout = child.stdout.take().unwrap();
    let mut first = [0; 1];
    stdout.read_exact(&mut first).unwrap();
    let mut file = File::options().append(true).open(&path).unwrap();
    file.write_all(line(1500, "More.").as_bytes()).unwrap();
    let rest = std::io::copy(&mut stdout, &mut std::io::sink()).unwrap();
    assert!(rest as usize >= lines.len() - 1);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    says(&output, &["grows.jsonl: changed while it was read"]);
    run(dir.path(), &given, 0);
}

#[test]
fn times_of_files_decide_nothing() {
    let dir = dir();
    let given = clean(&["in", "-o", "out", "--resume", "--quiet"]);
    run(dir.path(), &given, 0);
    let expected = tree(&dir.path().join("out"));
    let (past, future) = (Duration::from_secs(1), Duration::from_secs(1 << 32));
    let set = |root: &str, time: Duration| {
        let mut open = vec![dir.path().join(root)];
        while let Some(path) = open.pop() {
            if path.is_dir() {
                open.extend(fs::read_dir(&path).unwrap().map(|e| e.unwrap().path()));
            } else {
                let time = SystemTime::UNIX_EPOCH + time;
                let file = File::options().append(true).open(&path).unwrap();
                file.set_modified(time).unwrap();
            }
        }
    };
    let done = entries(&dir.path().join("out"), "done");
    for (inputs, outputs) in [(past, future), (future, past)] {
        set("in", inputs);
        set("out", outputs);
        run(dir.path(), &given, 0);
        // All was kept: nothing was entered anew.
        assert_eq!(entries(&dir.path().join("out"), "done"), done);
        assert!(tree(&dir.path().join("out")) == expected);
    }
    // What changed is seen by its bytes, though its time and size are as before.
    let path = dir.path().join("in/0/a.txt");
    let time = fs::metadata(&path).unwrap().modified().unwrap();
    put(&path, format!("9 {STORY}"));
    File::options()
        .append(true)
        .open(&path)
        .unwrap()
        .set_modified(time)
        .unwrap();
    run(dir.path(), &given, 0);
    assert_eq!(
        fs::read(dir.path().join("out/0/a.txt")).unwrap(),
        format!("9 {BODY}").as_bytes()
    );
}
