//! What the tests share.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use assert_cmd::cargo::CommandCargoExt as _;

pub const STORY: &str = "The council approved the new bridge on Monday after a long debate.\nAdvertisement\nWork on the bridge will start in May, the mayor told reporters.\n";
pub const BODY: &str = "The council approved the new bridge on Monday after a long debate.\nWork on the bridge will start in May, the mayor told reporters.\n";

/// One rule is enough, and is read at once.
pub const QUICK: [&str; 4] = ["--no-builtin", "--no-model", "--phrases", "phrases.txt"];

pub fn jingwen(dir: &Path, args: &[&str]) -> Command {
    let mut command = Command::cargo_bin("jingwen").expect("the program is built");
    command.current_dir(dir).args(args).stdin(Stdio::null());
    command
}

#[track_caller]
pub fn run(dir: &Path, args: &[&str], code: i32) -> Output {
    let output = jingwen(dir, args).output().unwrap();
    assert_eq!(
        output.status.code(),
        Some(code),
        "{args:?}: {}",
        said(&output)
    );
    output
}

pub fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[track_caller]
pub fn says(output: &Output, parts: &[&str]) {
    let said = said(output);
    for part in parts {
        assert!(said.contains(part), "no `{part}` in stderr: {said}");
    }
}

pub fn put(path: &Path, bytes: impl AsRef<[u8]>) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

/// Every file under a directory but for the journal's.
pub fn tree(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut open = vec![dir.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.file_name().is_some_and(|name| name == ".jingwen") {
                continue;
            }
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(dir).unwrap().to_string_lossy();
                files.insert(name.into_owned(), fs::read(&path).unwrap());
            }
        }
    }
    files
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub fn line(id: usize, text: &str) -> String {
    serde_json::json!({"id": id, "text": text}).to_string() + "\n"
}

/// Sends a signal by name.
pub fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill")
        .args(["-s", name, &child.id().to_string()])
        .status();
    assert!(sent.unwrap().success());
}

/// Waits until something holds while the program runs.
#[track_caller]
pub fn wait(child: &mut Child, until: impl Fn() -> bool) {
    while !until() {
        let ended = child.try_wait().unwrap();
        assert!(ended.is_none(), "it was over before: {ended:?}");
        std::thread::yield_now();
    }
}

pub fn mkfifo(path: &Path) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

/// How many entries of a kind the journal of a tree has.
pub fn entries(dir: &Path, kind: &str) -> usize {
    let journal = fs::read_to_string(dir.join(".jingwen/journal.jsonl")).unwrap_or_default();
    let kind = format!(r#""type":"{kind}""#);
    journal.lines().filter(|line| line.contains(&kind)).count()
}
