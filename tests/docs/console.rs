//! What pages show of a console is what the program says. A block runs with those before it on its page; a file
//! that is shown with `cat` before it is there is made. `JINGWEN_WRITE_DOCS=1` writes what has changed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use super::markdown::{pages, read};

#[test]
fn consoles_show_what_the_program_says() {
    let (mut commands, mut stale) = (0, Vec::new());
    for page in pages() {
        let text = read(&page);
        let shown = run(&text, &mut commands);
        if shown == text {
            continue;
        }
        if std::env::var_os("JINGWEN_WRITE_DOCS").is_some() {
            fs::write(&page, shown).unwrap();
        } else {
            let lines = text.lines().zip(shown.lines());
            let at = lines.clone().take_while(|(a, b)| a == b).count();
            let is = shown.lines().nth(at).unwrap_or_default().to_owned();
            stale.push(format!("{}:{}: now `{is}`", page.display(), at + 1));
        }
    }
    assert!(commands >= 15, "{commands} commands");
    let write = "JINGWEN_WRITE_DOCS=1 cargo test --test docs";
    assert_eq!(stale, [""; 0], "write them again: {write}");
}

/// The page with what its commands say now.
fn run(page: &str, commands: &mut usize) -> String {
    let folder = TempDir::new().unwrap();
    let mut here = folder.path().to_owned();
    let mut out = String::new();
    let mut rest = page;
    while let Some((before, block)) = rest.split_once("```console\n") {
        let (block, behind) = block.split_once("```\n").expect("the block is closed");
        out.push_str(before);
        out.push_str("```console\n");
        let steps = block.strip_prefix("$ ").expect("a block begins with `$ `");
        let steps: Vec<String> = steps
            .split("\n$ ")
            .map(|step| {
                *commands += 1;
                let (command, said) = step.split_once('\n').unwrap_or((step, ""));
                let said = tell(&mut here, command, said.trim_end_matches('\n'));
                let gap = if step.ends_with('\n') { "\n" } else { "" };
                let said = said.trim_end_matches('\n');
                let line = if said.is_empty() { "" } else { "\n" };
                format!("$ {command}{line}{said}{gap}")
            })
            .collect();
        out.push_str(&steps.join("\n"));
        out.push_str("```\n");
        rest = behind;
    }
    out + rest
}

/// What a command says in this folder.
fn tell(here: &mut PathBuf, command: &str, shown: &str) -> String {
    if let Some(folder) = command.strip_prefix("cd ") {
        here.push(folder);
        fs::create_dir_all(here).unwrap();
        return String::new();
    }
    if let Some(file) = command.strip_prefix("cat ") {
        let file = here.join(file);
        if !file.exists() {
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, format!("{shown}\n")).unwrap();
            return shown.to_owned();
        }
    }
    let program = Path::new(env!("CARGO_BIN_EXE_jingwen")).parent().unwrap();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let paths = std::iter::once(program.to_owned()).chain(std::env::split_paths(&path));
    let output = Command::new("sh")
        .args(["-c", &format!("exec 2>&1\n{command}")])
        .env("PATH", std::env::join_paths(paths).unwrap())
        .current_dir(here)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_console_that_shows_something_else_is_seen() {
    let good = "a\n```console\n$ cat a.txt\nRain.\nAdvertisement\nSnow.\n\n$ jingwen clean a.txt | wc -l\n2\n```\nb\n";
    let mut commands = 0;
    assert_eq!(
        run(good, &mut commands).replace(' ', ""),
        good.replace(' ', "")
    );
    assert_eq!(commands, 2);
    let bad = good.replace("\n2\n", "\n7\n");
    assert_ne!(
        run(&bad, &mut commands).replace(' ', ""),
        bad.replace(' ', "")
    );
}
