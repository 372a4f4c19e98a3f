//! Names and links that lead out of the tree.

use std::fs::{self, File};
use std::io::Write as _;
use std::os::unix::fs::symlink;
use std::process::Stdio;

use tempfile::TempDir;

use crate::common::program::{jingwen, run, says, wait};
use crate::common::texts::{BODY, STORY, line};
use crate::common::tree::{entries, put, tree};
use crate::quick::{self, clean, mkfifo};

fn dir() -> TempDir {
    let dir = quick::dir();
    put(&dir.path().join("in/sub/a.txt"), STORY);
    put(&dir.path().join("in/b.txt"), STORY);
    put(&dir.path().join("outside/keep.txt"), "kept\n");
    dir
}

fn untouched(dir: &TempDir) {
    let outside = tree(&dir.path().join("outside"));
    assert_eq!(outside.len(), 1, "{:?}", outside.keys());
    assert_eq!(outside["keep.txt"], b"kept\n");
}

#[test]
fn a_link_in_the_output_tree_is_not_followed() {
    let dir = dir();
    fs::create_dir(dir.path().join("out")).unwrap();
    symlink("../outside", dir.path().join("out/sub")).unwrap();
    let output = run(dir.path(), &clean(&["in", "-o", "out", "--overwrite"]), 2);
    says(&output, &["out/sub", "is a symbolic link"]);
    untouched(&dir);
    assert_eq!(
        fs::read(dir.path().join("out/b.txt")).unwrap(),
        BODY.as_bytes()
    );
    // A link in the place of a file is replaced, and what it led to stays.
    fs::remove_file(dir.path().join("out/sub")).unwrap();
    fs::remove_file(dir.path().join("out/b.txt")).unwrap();
    symlink("../outside/keep.txt", dir.path().join("out/b.txt")).unwrap();
    run(dir.path(), &clean(&["in", "-o", "out", "--overwrite"]), 0);
    untouched(&dir);
    assert!(!dir.path().join("out/b.txt").is_symlink());
    // The directory that is named may be a link.
    symlink("real", dir.path().join("named")).unwrap();
    fs::create_dir(dir.path().join("real")).unwrap();
    run(dir.path(), &clean(&["in", "-o", "named"]), 0);
    assert!(dir.path().join("real/sub/a.txt").exists());
}

#[test]
fn links_are_not_followed_by_other_files_that_are_copied() {
    let dir = dir();
    put(&dir.path().join("in/sub/photo.jpg"), "other");
    fs::create_dir(dir.path().join("out")).unwrap();
    symlink("../outside", dir.path().join("out/sub")).unwrap();
    let output = run(
        dir.path(),
        &clean(&["in", "-o", "out", "--overwrite", "--copy-others"]),
        2,
    );
    says(&output, &["out/sub/photo.jpg", "is a symbolic link"]);
    untouched(&dir);
}

#[test]
fn links_in_the_place_of_what_a_run_keeps_are_refused() {
    for link in [".jingwen", ".jingwen/tmp", ".jingwen/journal.jsonl"] {
        let dir = dir();
        let at = dir.path().join("out").join(link);
        fs::create_dir_all(at.parent().unwrap()).unwrap();
        let to = if link.ends_with("jsonl") {
            "outside/keep.txt"
        } else {
            "outside"
        };
        symlink(dir.path().join(to), &at).unwrap();
        let output = run(dir.path(), &clean(&["in", "-o", "out", "--overwrite"]), 2);
        says(&output, &[link, "is a symbolic link"]);
        untouched(&dir);
    }
    let dir = dir();
    fs::create_dir_all(dir.path().join("in/.jingwen")).unwrap();
    symlink("../../outside", dir.path().join("in/.jingwen/originals")).unwrap();
    let output = run(dir.path(), &clean(&["--in-place", "in", "--resume"]), 2);
    says(&output, &["in/.jingwen/originals", "is a symbolic link"]);
    untouched(&dir);
    assert_eq!(
        fs::read(dir.path().join("in/b.txt")).unwrap(),
        STORY.as_bytes()
    );
}

#[test]
fn a_link_in_the_place_of_an_unfinished_file_is_not_written_through() {
    let dir = dir();
    let text = STORY.repeat(100);
    let lines: String = (0..200).map(|id| line(id, &text)).collect();
    let pipe = dir.path().join("big.jsonl");
    mkfifo(&pipe);
    let given = clean(&["big.jsonl", "-o", "out", "--resume", "--checkpoint", "500K"]);
    let mut command = jingwen(dir.path(), &given);
    let mut child = command.stderr(Stdio::null()).spawn().unwrap();
    let mut open = File::options().write(true).open(&pipe).unwrap();
    open.write_all(&lines.as_bytes()[..lines.len() * 3 / 4])
        .unwrap();
    wait(&mut child, || entries(&dir.path().join("out"), "part") > 0);
    child.kill().unwrap();
    child.wait().unwrap();
    let tmp = dir.path().join("out/.jingwen/tmp");
    let part = fs::read_dir(&tmp).unwrap().next().unwrap().unwrap().path();
    // Long enough to be gone on with.
    fs::rename(&part, dir.path().join("victim")).unwrap();
    let before = fs::read(dir.path().join("victim")).unwrap();
    symlink(dir.path().join("victim"), &part).unwrap();
    fs::remove_file(&pipe).unwrap();
    put(&pipe, &lines);
    run(dir.path(), &given, 0);
    assert!(fs::read(dir.path().join("victim")).unwrap() == before);
    assert!(!dir.path().join("out/big.jsonl").is_symlink());
    assert_eq!(
        fs::read_to_string(dir.path().join("out/big.jsonl"))
            .unwrap()
            .lines()
            .count(),
        200
    );
}

#[test]
fn a_journal_that_names_places_outside_restores_nothing_there() {
    for target in [
        "../outside/keep.txt",
        "/etc/keep.txt",
        "sub/../../outside/keep.txt",
        "",
    ] {
        let dir = dir();
        run(dir.path(), &clean(&["--in-place", "in", "--quiet"]), 0);
        let path = dir.path().join("in/.jingwen/journal.jsonl");
        let journal = fs::read_to_string(&path).unwrap();
        let named = format!(r#""target":"{target}""#);
        let journal = journal.replace(r#""target":"b.txt""#, &named);
        assert!(journal.contains(&named));
        fs::write(&path, journal).unwrap();
        let output = run(dir.path(), &["restore", "in"], 2);
        says(&output, &["journal.jsonl", "outside of the directory"]);
        untouched(&dir);
        assert!(dir.path().join("in/.jingwen/originals/b.txt").exists());
    }
}

#[test]
fn restoring_does_not_follow_a_link_that_came_later() {
    let dir = dir();
    run(dir.path(), &clean(&["--in-place", "in", "--quiet"]), 0);
    // What was cleaned is elsewhere now, and a link leads there.
    fs::rename(dir.path().join("in/sub"), dir.path().join("elsewhere")).unwrap();
    symlink("../elsewhere", dir.path().join("in/sub")).unwrap();
    let output = run(dir.path(), &["restore", "in"], 2);
    says(&output, &["in/sub", "is a symbolic link"]);
    assert_eq!(
        fs::read(dir.path().join("elsewhere/a.txt")).unwrap(),
        BODY.as_bytes()
    );
    assert_eq!(
        fs::read(dir.path().join("in/b.txt")).unwrap(),
        STORY.as_bytes()
    );
    assert!(dir.path().join("in/.jingwen/originals/sub/a.txt").exists());
}

#[test]
fn places_come_from_names_of_files_and_nothing_inside_them() {
    let dir = TempDir::new().unwrap();
    put(&dir.path().join("phrases.txt"), "Advertisement\n");
    let evil = "../../outside/../x";
    let warc = format!(
        "WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Record-ID: <{evil}>\r\nWARC-Filename: {evil}\r\nWARC-Target-URI: file:///{evil}\r\nContent-Type: text/plain\r\nContent-Length: {}\r\n\r\n{STORY}\r\n\r\n",
        STORY.len()
    );
    put(&dir.path().join("deep/in/a.warc"), warc);
    let mail = format!(
        "From: a@example.org\r\nMessage-ID: <{evil}>\r\nSubject: {evil}\r\nContent-Type: text/plain; name=\"{evil}\"\r\nContent-Disposition: attachment; filename=\"{evil}\"\r\n\r\n{STORY}"
    );
    put(&dir.path().join("deep/in/b.eml"), &mail);
    put(
        &dir.path().join("deep/in/c.mbox"),
        format!("From a@example.org Mon Jan  1 00:00:00 2024\n{mail}"),
    );
    put(
        &dir.path().join("deep/in/d.jsonl"),
        format!("{{\"id\":\"{evil}\",\"url\":\"{evil}\",\"text\":\"x\"}}\n"),
    );
    put(
        &dir.path().join("deep/in/e.csv"),
        format!("id,text\n{evil},x\n"),
    );
    put(&dir.path().join("deep/in/..f.txt"), STORY);
    fs::create_dir_all(dir.path().join("deep/er")).unwrap();
    let given = [
        &[
            "clean",
            "../in",
            "-o",
            "../../out",
            "--quiet",
            "--no-builtin",
            "--no-model",
        ][..],
        &["--phrases", "../../phrases.txt"],
    ]
    .concat();
    run(&dir.path().join("deep/er"), &given, 0);
    let names: Vec<String> = tree(&dir.path().join("out")).into_keys().collect();
    let expected = [
        "..f.txt",
        "a.warc.jsonl",
        "b.eml.txt",
        "c.mbox.jsonl",
        "d.jsonl",
        "e.csv",
    ];
    assert_eq!(names, expected);
    let all: Vec<_> = fs::read_dir(dir.path())
        .unwrap()
        .map(|e| e.unwrap().file_name())
        .collect();
    assert_eq!(all.len(), 3, "{all:?}");
}
