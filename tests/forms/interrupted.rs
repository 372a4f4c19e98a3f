//! Runs that are killed are finished by others, for every form.

use std::fs;
use std::time::Instant;

use tempfile::TempDir;

use crate::common::program::{jingwen, kill_after, kill_when, run};
use crate::common::tree::{entries, gzip, put, tree};
use crate::inputs::{fill, record};

#[test]
fn killed_at_any_moment_every_form_is_finished_as_if_never_killed() {
    let dir = TempDir::new().unwrap();
    fill(&dir.path().join("in"), 60);
    let begun = Instant::now();
    run(
        dir.path(),
        &[
            "clean",
            "in",
            "-o",
            "whole",
            "--removed",
            "whole.jsonl",
            "-q",
        ],
        0,
    );
    let takes = begun.elapsed();
    let expected = tree(&dir.path().join("whole"));
    let removed = fs::read(dir.path().join("whole.jsonl")).unwrap();
    let mut killed = 0;
    for round in 0..6u32 {
        let (out, records) = (format!("out{round}"), format!("out{round}.jsonl"));
        let args = [
            "clean",
            "in",
            "-o",
            &out,
            "--removed",
            &records,
            "-q",
            "--resume",
        ];
        let moment = takes * (round * 2 + 1) / 14;
        killed += u32::from(kill_after(jingwen(dir.path(), &args), moment));
        run(dir.path(), &args, 0);
        assert!(tree(&dir.path().join(&out)) == expected, "round {round}");
        assert!(
            fs::read(dir.path().join(records)).unwrap() == removed,
            "round {round}"
        );
    }
    assert!(killed >= 3, "{killed} of 6 were killed");
}

#[test]
fn a_large_file_of_every_form_goes_on_in_the_middle() {
    let dir = TempDir::new().unwrap();
    let words = "The harbour board met in the old library on Monday. ";
    // Packed files go on behind a member, which holds a thousand documents.
    let (large, small) = ((120, words.repeat(400)), (1500, words.repeat(22)));
    let table = |(count, text): &(usize, String)| {
        let row = |n| format!("{n},\"{text}\n\"\"{n}\"\"\"\n");
        format!("id,text\n{}", (0..*count).map(row).collect::<String>()).into_bytes()
    };
    let archive = |(count, text): &(usize, String)| -> Vec<Vec<u8>> {
        let record = |n| record("conversion", n, "text/plain", text.as_bytes());
        (0..*count).map(record).collect()
    };
    let (count, text) = &large;
    let message = |n| format!("From a\nFrom: a@example.com\nSubject: {n}\n\n{text}\n\n");
    let files: [(&str, Vec<u8>); 5] = [
        ("t.csv", table(&large)),
        ("t.csv.gz", gzip(&table(&small))),
        ("a.warc", archive(&large).concat()),
        (
            "a.warc.gz",
            archive(&small)
                .iter()
                .flat_map(|record| gzip(record))
                .collect(),
        ),
        (
            "m.mbox",
            (0..*count).map(message).collect::<String>().into_bytes(),
        ),
    ];
    for (name, bytes) in files {
        let input = format!("in-{name}");
        put(&dir.path().join(&input).join(name), bytes);
        let fast = ["--no-builtin", "--no-model", "-q"];
        let whole = [&["clean", &input, "-o", "whole", "--overwrite"], &fast[..]].concat();
        run(dir.path(), &whole, 0);
        let expected = tree(&dir.path().join("whole"));
        let out = format!("out-{name}");
        let args = [
            "clean",
            &input,
            "-o",
            &out,
            "--resume",
            "--checkpoint",
            "1M",
        ];
        let args = [&args, &fast[..]].concat();
        kill_when(jingwen(dir.path(), &args), || {
            entries(&dir.path().join(&out), "part") > 0
        });
        run(dir.path(), &args, 0);
        let found = tree(&dir.path().join(&out));
        assert_eq!(found.len(), 1, "{name}");
        assert!(found == expected, "{name}");
        fs::remove_dir_all(dir.path().join("whole")).unwrap();
    }
}
