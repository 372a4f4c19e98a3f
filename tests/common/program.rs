//! The program: started, listened to, interrupted.

use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use assert_cmd::cargo::CommandCargoExt as _;
use serde_json::Value;

pub fn jingwen(dir: &Path, args: &[&str]) -> Command {
    let mut command = Command::cargo_bin("jingwen").expect("the program is built");
    command.current_dir(dir).args(args).stdin(Stdio::null());
    command
}

/// Runs it to its end, which is the exit code given.
#[track_caller]
pub fn run(dir: &Path, args: &[&str], code: i32) -> Output {
    let output = jingwen(dir, args).output().unwrap();
    let ended = output.status.code();
    assert_eq!(ended, Some(code), "{args:?}: {}", said(&output));
    output
}

/// Runs it with something on standard input.
pub fn piped(dir: &Path, args: &[&str], input: &[u8]) -> Output {
    let mut command = assert_cmd::Command::from_std(jingwen(dir, args));
    command.write_stdin(input).output().unwrap()
}

/// What is on standard error.
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

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Every line of JSON Lines.
pub fn json_lines(bytes: &[u8]) -> Vec<Value> {
    let text = std::str::from_utf8(bytes).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
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

/// Starts the command and kills it when something holds.
#[track_caller]
pub fn kill_when(mut command: Command, until: impl Fn() -> bool) {
    let mut child = command.spawn().unwrap();
    wait(&mut child, until);
    child.kill().unwrap();
    child.wait().unwrap();
}

/// Starts the command and kills it after a while; whether it was still running.
pub fn kill_after(mut command: Command, time: Duration) -> bool {
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    let begun = Instant::now();
    while begun.elapsed() < time {
        if child.try_wait().unwrap().is_some() {
            return false;
        }
        std::thread::yield_now();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    true
}
