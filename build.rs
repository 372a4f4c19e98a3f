//! Embeds the rule files of `corpus/rules`, sorted and folded, as static data: reading them anew at
//! every start would cost more than all else. Descriptions, origins and examples stay behind. And
//! makes the tables that the program folds with. Nothing generated is committed; tests compare the
//! embedded rules with the files, and the tables with the rules they are made of.

// The program's own rules of folding. Formatted with the program: from here the modules of their
// tests are not found.
#[allow(dead_code)]
#[rustfmt::skip]
#[path = "src/text/chars.rs"]
mod chars;
#[rustfmt::skip]
#[path = "src/text/fold/entity.rs"]
mod entity;
#[rustfmt::skip]
#[path = "src/text/fold/entry.rs"]
mod entry;
#[allow(dead_code)]
#[rustfmt::skip]
#[path = "src/text/fold/plain.rs"]
mod plain;
#[allow(dead_code)]
#[rustfmt::skip]
#[path = "src/text/fold/rule.rs"]
mod rule;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use chars::{is_cjk, is_ignorable};
use entry::{DROPPED, LEN, SPACE, TIGHT, bytes};
use toml::{Table, Value};

fn main() {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let rules = root.join("corpus/rules");
    let mut files = Vec::new();
    walk(&rules, &mut files);
    files.sort();
    let mut out = String::from(
        "/// Every built-in rule file, by path.\nstatic BUILTIN: &[embedded::Family] = &[\n",
    );
    for file in files {
        let text = fs::read_to_string(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        let table: Table = text
            .parse()
            .unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        let name = file
            .strip_prefix(&rules)
            .expect("walked from there")
            .to_string_lossy()
            .replace('\\', "/");
        family(&mut out, &name, &table);
    }
    out.push_str("];\n");
    write("builtin_rules.rs", &out);
    write("fold_table.rs", &fold_table());
}

fn write(name: &str, text: &str) {
    let dir = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    fs::write(dir.join(name), text).expect("OUT_DIR is writable");
}

fn fold_pattern(pattern: &str) -> String {
    plain::Plain::new(pattern, |_| false).text
}

/// What every character folds to: see `src/text/fold/table.rs`.
fn fold_table() -> String {
    let mut pages: Vec<[u32; 64]> = Vec::new();
    let mut of_block = Vec::new();
    let mut stay = Vec::new();
    for block in 0..0x400 {
        let page = std::array::from_fn(|i| {
            // Surrogates never occur.
            let c = char::from_u32(block << 6 | i as u32);
            c.map_or(0, entry)
        });
        let stays = |i: &u32| {
            let c = char::from_u32(block << 6 | i);
            c.is_some_and(|c| c.len_utf8() == 3 && rule::fold_char(c) == Some(c))
        };
        stay.push((0..64).filter(stays).fold(0, |bits, i| bits | 1u64 << i));
        let known = pages.iter().position(|p| *p == page);
        of_block.push(known.unwrap_or_else(|| {
            pages.push(page);
            pages.len() - 1
        }));
    }
    let far = ('\u{10000}'..=char::MAX).filter_map(|c| match rule::fold_char(c) {
        Some(to) if to == c => None,
        Some(to) if to.len_utf8() == 4 => Some((c, to)),
        to => panic!("{c:?} folds to {to:?}, for which the table has no room"),
    });
    format!(
        "static PAGE: [u16; 0x400] = {of_block:?};\nstatic STAY: [u64; 0x400] = {stay:?};\n\
         static ENTRIES: [u32; {}] = {:?};\n\
         static FAR: &[(char, char)] = &{:?};\n",
        pages.len() * 64,
        pages.concat(),
        far.collect::<Vec<_>>(),
    )
}

/// The entry of a character of at most three bytes.
fn entry(c: char) -> u32 {
    match rule::fold_char(c) {
        None => DROPPED,
        Some(' ') => SPACE,
        Some(to) => {
            let len = to.len_utf8() as u32;
            assert!(len <= 3, "{c:?} folds to {to:?}, too long for an entry");
            let tight = if rule::is_tight(to) { TIGHT } else { 0 };
            (bytes(c) ^ bytes(to)) | len << LEN | tight
        }
    }
}

fn walk(dir: &Path, files: &mut Vec<PathBuf>) {
    println!("cargo::rerun-if-changed={}", dir.display());
    for entry in fs::read_dir(dir).unwrap_or_else(|e| panic!("{}: {e}", dir.display())) {
        let path = entry.expect("a readable directory").path();
        if path.is_dir() {
            walk(&path, files);
        } else if path.extension().is_some_and(|e| e == "toml") {
            println!("cargo::rerun-if-changed={}", path.display());
            files.push(path);
        }
    }
}

fn family(out: &mut String, name: &str, table: &Table) {
    let patterns = tables(table, "pattern");
    let id = Path::new(name).file_stem().and_then(|s| s.to_str());
    let id = id.unwrap_or_else(|| panic!("{name}: the name is not text"));
    writeln!(
        out,
        "    embedded::Family {{ file: {name:?}, category: {:?}, covers: &{:?}, since: {:?}, patterns: &[",
        string(table.get("category")),
        strings(table.get("covers")),
        string(table.get("since")),
    )
    .expect("writing to a string");
    for p in patterns {
        for key in ["before", "after", "category"] {
            assert!(
                p.get(key).is_none(),
                "{name}: `{key}` is for users' own rules"
            );
        }
        // What a pattern does not say stands at the head of the file.
        let word = |key| string(p.get(key).or_else(|| table.get(key)));
        let atoms: Vec<Vec<&str>> = match (p.get("text"), p.get("seq")) {
            (Some(text), _) => vec![strings(Some(text))],
            (None, Some(Value::Array(atoms))) => atoms.iter().map(|a| strings(Some(a))).collect(),
            _ => Vec::new(),
        };
        let gap = p.get("gap").or_else(|| table.get("gap"));
        let except: Vec<String> = tables(p, "except").iter().map(|e| except(e)).collect();
        let atoms: Vec<String> = atoms.iter().map(|a| alternatives(a)).collect();
        writeln!(
            out,
            "        embedded::Pattern {{ id: \"{id}/{}\", lang: {:?}, shape: {:?}, atoms: &[{}], gap: {:?}, zone: {:?}, \
             extent: {:?}, strength: {:?}, anchor: {:?}, status: {:?}, sources: &{:?}, except: &[{}] }},",
            string(p.get("key")),
            word("lang"),
            string(p.get("shape")),
            atoms.join(", "),
            gap.and_then(Value::as_integer),
            word("zone"),
            word("extent"),
            word("strength"),
            word("anchor"),
            word("status"),
            strings(p.get("sources").or_else(|| table.get("sources"))),
            except.join(", "),
        )
        .expect("writing to a string");
    }
    out.push_str("    ] },\n");
}

/// The alternatives of an atom: folded, each once, in order.
fn alternatives(texts: &[&str]) -> String {
    let mut folded: Vec<String> = Vec::new();
    for text in texts.iter().map(|t| fold_pattern(t)) {
        if !text.is_empty() && !folded.contains(&text) {
            folded.push(text);
        }
    }
    let mut end = 0;
    let ends: Vec<usize> = folded
        .iter()
        .map(|text| {
            end += text.len();
            end
        })
        .collect();
    let text = folded.concat();
    format!("Alternatives {{ text: Borrowed({text:?}), ends: Borrowed(&{ends:?}) }}")
}

fn except(table: &Table) -> String {
    let (text, why) = (string(table.get("text")), string(table.get("why")));
    let text = fold_pattern(text);
    format!("Except {{ text: Borrowed({text:?}), why: Borrowed({why:?}) }}")
}

fn string(value: Option<&Value>) -> &str {
    value.and_then(Value::as_str).unwrap_or_default()
}

/// A string or a list of strings.
fn strings(value: Option<&Value>) -> Vec<&str> {
    match value {
        Some(Value::String(s)) => vec![s],
        Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

fn tables<'t>(table: &'t Table, key: &str) -> Vec<&'t Table> {
    let items = table.get(key).and_then(Value::as_array);
    items
        .into_iter()
        .flatten()
        .filter_map(Value::as_table)
        .collect()
}
