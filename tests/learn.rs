//! `jingwen learn` and `jingwen clean --learn`, from outside.
#![cfg(feature = "cli")]

mod common;

use std::fs;
use std::path::Path;
use std::process::Output;

use tempfile::TempDir;

use common::program::{run, said, says};
use common::texts::{NOTICE, sentence};

const NOTICE_ZH: &str = "您有什么新鲜事想告诉灯塔报？欢迎到磨坊巷编辑部坐坐。";
const BACKGROUND: &str = "The tunnel under Estholm was approved in 1998 and should have cost forty million crowns; it has been delayed four times.";
const STATUTE: &str = "“No person shall keep a vessel at a public mooring for more than thirty days without leave,” section nine of the harbour act says.";
const OPENING: &str = "Every week Ada Quist walks along one street of the town, talks to whoever is about and writes down what was said.";

fn sentence_zh(n: usize) -> String {
    let who = [
        "港务局局长",
        "议会发言人",
        "磨坊的主人",
        "两名工程师",
        "小学校长",
        "渡轮公司",
        "新任指挥",
        "退休的飞行员",
    ][n % 8];
    let did = [
        "否决了",
        "花了整个夏天整理",
        "出钱修缮",
        "多次投诉",
        "重新绘制了",
        "一块一块清点了",
        "卖掉了",
    ][n % 7];
    let what = [
        "旧粮仓",
        "冬季时刻表",
        "菜市场的屋顶",
        "通往海边的电车",
        "管风琴",
        "河堤",
        "电影院",
        "沙丘的调查",
        "一船铜线",
    ][n % 9];
    let how = [
        "会议一直开到后半夜",
        "那几天雨下得很大",
        "其实没有人提过这个要求",
        "赶在第一场霜之前",
        "事先没有告诉记者",
    ][n % 5];
    format!("{who}{did}{what}，{how}，镇上的人议论了好几天。")
}

fn body(n: usize, zh: bool) -> Vec<String> {
    let sentence = if zh { sentence_zh } else { sentence };
    let line = |i: usize| {
        let (a, b) = (sentence(n * 11 + i * 2), sentence(n * 11 + i * 2 + 1));
        if zh { a + &b } else { a + " " + &b }
    };
    (0..5).map(line).collect()
}

/// The documents of a site: the notice behind all, a counted line before all.
fn site(zh: bool, count: usize) -> Vec<(String, Vec<String>)> {
    let document = |n: usize| {
        let mut lines = body(n, zh);
        if zh {
            lines.insert(
                0,
                format!("灯塔报第{}期 2024年3月{}日", 4000 + n, n % 28 + 1),
            );
            lines.push(NOTICE_ZH.to_owned());
        } else {
            lines.insert(
                0,
                format!(
                    "No. {} of the Norvale Lantern, {} March 2024",
                    4000 + n,
                    n % 28 + 1
                ),
            );
            lines.push(NOTICE.to_owned());
        }
        (format!("d{n}"), lines)
    };
    (0..count).map(document).collect()
}

fn jsonl(host: &str, documents: &[(String, Vec<String>)]) -> String {
    let line = |(id, lines): &(String, Vec<String>)| {
        let url = format!("https://{host}/{id}");
        let object = serde_json::json!({"id": id, "url": url, "text": lines.join("\n")});
        format!("{object}\n")
    };
    documents.iter().map(line).collect()
}

#[track_caller]
fn done(dir: &Path, args: &[&str]) -> Output {
    run(dir, args, 0)
}

#[track_caller]
fn refused(dir: &Path, args: &[&str], parts: &[&str]) {
    says(&run(dir, args, 2), parts);
}

fn read(dir: &Path, name: &str) -> String {
    fs::read_to_string(dir.join(name)).unwrap()
}

/// The texts of a stream of objects.
fn texts(output: &Output) -> Vec<String> {
    let lines = String::from_utf8(output.stdout.clone()).unwrap();
    let text = |line: &str| {
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        value["text"].as_str().unwrap().to_owned()
    };
    lines.lines().map(text).collect()
}

fn two_sites() -> TempDir {
    let dir = TempDir::new().unwrap();
    let en = jsonl("www.lantern.example", &site(false, 20));
    let zh = jsonl("www.dengta.example", &site(true, 20));
    fs::write(dir.path().join("en.jsonl"), en).unwrap();
    fs::write(dir.path().join("zh.jsonl"), zh).unwrap();
    dir
}

#[test]
fn repeated_lines_become_rules_of_their_source_that_check_and_clean() {
    let dir = two_sites();
    let dir = dir.path();
    done(
        dir,
        &["learn", "en.jsonl", "zh.jsonl", "-o", "site-rules.toml"],
    );
    let rules = read(dir, "site-rules.toml");
    for part in [
        "sources = [\"www.lantern.example\"]",
        "sources = [\"www.dengta.example\"]",
        "20 of 20 documents of www.lantern.example (100.0 %)",
        "status = \"draft\"",
        "zone = \"tail\"",
        "zone = \"head\"",
        "after = ",
    ] {
        assert!(rules.contains(part), "no `{part}` in {rules}");
    }
    done(
        dir,
        &[
            "rules",
            "check",
            "--rules",
            "site-rules.toml",
            "--no-builtin",
        ],
    );
    done(dir, &["rules", "check", "--rules", "site-rules.toml"]);
    for (file, zh, notice) in [("en.jsonl", false, NOTICE), ("zh.jsonl", true, NOTICE_ZH)] {
        let plain = texts(&done(dir, &["clean", file]));
        assert!(plain.iter().any(|text| text.contains(notice)), "{file}");
        let cleaned = texts(&done(dir, &["clean", "--rules", "site-rules.toml", file]));
        assert_eq!(cleaned.len(), 20);
        for (n, text) in cleaned.iter().enumerate() {
            assert_eq!(text.trim(), body(n, zh).join("\n"), "{file} {n}");
        }
        let learned = done(dir, &["clean", "--learn", "-q", file]);
        assert_eq!(texts(&learned), cleaned);
    }
}

#[test]
fn another_site_loses_nothing_by_the_rules_of_the_first() {
    let dir = two_sites();
    let dir = dir.path();
    done(dir, &["learn", "en.jsonl", "-o", "site-rules.toml"]);
    assert!(read(dir, "site-rules.toml").contains("[[pattern]]"));
    // Another site that says the same, and one that is not known.
    let documents = site(false, 20);
    fs::write(
        dir.join("other.jsonl"),
        jsonl("www.other.example", &documents),
    )
    .unwrap();
    fs::write(dir.join("plain.txt"), documents[3].1.join("\n")).unwrap();
    for file in ["other.jsonl", "plain.txt", "zh.jsonl"] {
        let plain = done(dir, &["clean", file]);
        let with = done(dir, &["clean", "--rules", "site-rules.toml", file]);
        assert_eq!(plain.stdout, with.stdout, "{file}");
    }
}

#[test]
fn what_repeats_in_the_story_stays() {
    let dir = TempDir::new().unwrap();
    let dir = dir.path();
    let mut documents = site(false, 60);
    for (n, (_, lines)) in documents.iter_mut().enumerate() {
        if n % 6 == 0 {
            let end = lines.len() - 1;
            lines.insert(end, BACKGROUND.to_owned());
        }
        if n % 7 == 0 {
            lines.insert(3, STATUTE.to_owned());
        }
        if n % 9 == 0 {
            lines.insert(1, OPENING.to_owned());
        }
    }
    // One article printed eight times, with a line more each time.
    for n in 0..8 {
        let mut lines = body(1000, false);
        lines.insert(
            n % 5,
            format!("{} {}", sentence(1500 + n), sentence(1600 + n)),
        );
        lines.push(NOTICE.to_owned());
        documents.push((format!("copy{n}"), lines));
    }
    fs::write(
        dir.join("en.jsonl"),
        jsonl("www.lantern.example", &documents),
    )
    .unwrap();
    let output = done(dir, &["learn", "en.jsonl", "-o", "site-rules.toml"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("7 of them copies"), "{said}");
    let rules = read(dir, "site-rules.toml");
    assert!(rules.contains("Knock at the desk"), "{rules}");
    let stays = [BACKGROUND, STATUTE, OPENING, &body(1000, false)[2]];
    let patterns: Vec<&str> = rules
        .lines()
        .filter(|line| line.starts_with("text =") || line.starts_with("seq ="))
        .collect();
    for text in stays {
        let start: String = text.chars().skip(1).take(40).collect();
        // Examples may show it; no rule may mean it.
        assert!(
            !patterns.iter().any(|line| line.contains(&start)),
            "{start}: {patterns:#?}"
        );
    }
    for (text, (_, lines)) in texts(&done(dir, &["clean", "-q", "--learn", "en.jsonl"]))
        .iter()
        .zip(&documents)
    {
        for line in lines.iter().filter(|line| stays.contains(&line.as_str())) {
            assert!(text.contains(line.as_str()), "{line}");
        }
    }
}

#[test]
fn strikes_are_kept_and_nothing_struck_comes_back() {
    let dir = two_sites();
    let dir = dir.path();
    let learn = [
        "learn",
        "-q",
        "en.jsonl",
        "zh.jsonl",
        "-o",
        "site-rules.toml",
    ];
    done(dir, &learn);
    let rules = read(dir, "site-rules.toml");
    let at = rules.find("Knock at the desk").unwrap();
    let status = rules[..at].rfind("status = \"draft\"").unwrap();
    let mut struck = rules.clone();
    struck.replace_range(
        status..status + "status = \"draft\"".len(),
        "status = \"rejected\"",
    );
    // A person may also give it another name.
    let key = struck[..status].rfind("key = ").unwrap();
    struck.replace_range(key..status, "key = \"not-this\"\n");
    fs::write(dir.join("site-rules.toml"), &struck).unwrap();
    done(dir, &learn);
    let again = read(dir, "site-rules.toml");
    assert!(
        again.contains("key = \"not-this\"\nstatus = \"rejected\""),
        "{again}"
    );
    let pattern = |line: &&str| line.starts_with("text =") && line.contains("Knock at the desk");
    assert_eq!(again.lines().filter(pattern).count(), 1, "{again}");
    assert!(
        again.contains("归全体") || again.contains("磨坊巷"),
        "{again}"
    );
    // Once more, with more documents: the same strike.
    fs::write(
        dir.join("en.jsonl"),
        jsonl("www.lantern.example", &site(false, 40)),
    )
    .unwrap();
    done(dir, &learn);
    let third = read(dir, "site-rules.toml");
    assert_eq!(third.lines().filter(pattern).count(), 1, "{third}");
    assert!(
        third.contains("40 of 40 documents of www.lantern.example"),
        "{third}"
    );
    let cleaned = texts(&done(
        dir,
        &["clean", "--rules", "site-rules.toml", "en.jsonl"],
    ));
    assert!(cleaned.iter().all(|text| text.contains(NOTICE)));
    let output = [
        "clean",
        "-q",
        "--learn",
        "--learn-output",
        "site-rules.toml",
        "en.jsonl",
    ];
    assert!(
        texts(&done(dir, &output))
            .iter()
            .all(|text| text.contains(NOTICE))
    );
    done(dir, &["rules", "check", "--rules", "site-rules.toml"]);
}

#[test]
fn the_same_bytes_on_any_number_of_threads_and_in_any_order() {
    let dir = two_sites();
    let dir = dir.path();
    fs::create_dir(dir.join("lantern")).unwrap();
    for (n, (_, lines)) in site(false, 12).into_iter().enumerate() {
        fs::write(dir.join(format!("lantern/{n}.txt")), lines.join("\n")).unwrap();
    }
    let learn = |name: &str, threads: &str, paths: &[&str]| {
        let mut args = vec!["learn", "-q", "-o", name, "--threads", threads];
        args.extend(paths);
        done(dir, &args);
        read(dir, name)
    };
    let first = learn("a.toml", "1", &["en.jsonl", "zh.jsonl", "lantern"]);
    assert!(first.contains("sources = [\"lantern\"]"), "{first}");
    for threads in ["2", "8"] {
        assert_eq!(
            first,
            learn("b.toml", threads, &["en.jsonl", "zh.jsonl", "lantern"])
        );
    }
    assert_eq!(
        first,
        learn("c.toml", "2", &["lantern", "zh.jsonl", "en.jsonl"])
    );
    // Into the same file again: nothing a person decided, so nothing changes.
    assert_eq!(
        first,
        learn("a.toml", "2", &["lantern", "zh.jsonl", "en.jsonl"])
    );
}

#[test]
fn groups_are_what_is_asked_for() {
    let dir = two_sites();
    let dir = dir.path();
    fs::create_dir(dir.join("crawl")).unwrap();
    fs::copy(dir.join("en.jsonl"), dir.join("crawl/en.jsonl")).unwrap();
    let learn = |flags: &[&str]| {
        let mut args = vec!["learn", "-o", "g.toml", "crawl"];
        args.extend(flags);
        let said = done(dir, &args).stderr;
        (read(dir, "g.toml"), String::from_utf8(said).unwrap())
    };
    assert!(
        learn(&["--group-by", "host"])
            .0
            .contains("[\"www.lantern.example\"]")
    );
    assert!(
        learn(&["--group-by", "directory"])
            .0
            .contains("[\"crawl\"]")
    );
    let (none, said) = learn(&["--group-by", "field", "--source-field", "site"]);
    assert!(!none.contains("[[pattern]]"), "{none}");
    assert!(said.contains("20 documents have no source"), "{said}");
    // A file without rules is one, too.
    done(dir, &["clean", "-q", "--rules", "g.toml", "crawl"]);
}

#[test]
fn bad_inputs_are_named() {
    let dir = two_sites();
    let dir = dir.path();
    let learn = |file| ["learn", "en.jsonl", "-o", file];
    refused(
        dir,
        &["learn", "-", "-o", "a.toml"],
        &["standard input", "three times"],
    );
    refused(
        dir,
        &["learn", "gone.jsonl", "-o", "a.toml"],
        &["gone.jsonl: no such file"],
    );
    refused(
        dir,
        &learn("Site Rules.toml"),
        &["Site Rules.toml", "site-rules.toml"],
    );
    refused(dir, &learn("rules.txt"), &["rules.txt", ".toml"]);
    fs::write(dir.join("mine.toml"), "category = \"other\"\n").unwrap();
    refused(
        dir,
        &learn("mine.toml"),
        &["mine.toml", "not written by `jingwen learn`"],
    );
    assert_eq!(read(dir, "mine.toml"), "category = \"other\"\n");
    done(dir, &learn("a.toml"));
    let broken = read(dir, "a.toml").replacen("zone = \"", "zone = \"x", 1);
    fs::write(dir.join("a.toml"), &broken).unwrap();
    refused(dir, &learn("a.toml"), &["a.toml:", "R005"]);
    assert_eq!(read(dir, "a.toml"), broken);
    refused(
        dir,
        &["clean", "en.jsonl", "--learn-output", "b.toml"],
        &["--learn"],
    );
    refused(
        dir,
        &["clean", "--learn", "--in-place", "--resume", "."],
        &["--learn would learn"],
    );
    // A broken line is named once, and the rest is learned.
    let text = read(dir, "en.jsonl") + "{\"text\": \n";
    fs::write(dir.join("en.jsonl"), text).unwrap();
    let said = said(&run(dir, &["learn", "en.jsonl", "-o", "c.toml"], 2));
    assert_eq!(said.matches("en.jsonl:21").count(), 1, "{said}");
    assert!(read(dir, "c.toml").contains("[[pattern]]"));
}
