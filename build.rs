//! Embeds the rule files of `corpus/rules`, sorted and folded, as static data: reading them anew at
//! every start would cost more than all else. Descriptions, origins and examples stay behind. Nothing
//! generated is committed; a test compares the embedded rules with the files.

// The program's own folding, of which a part is used here. Formatted with the program: from here
// the modules of their tests are not found.
#[allow(dead_code)]
#[rustfmt::skip]
#[path = "src/text/chars.rs"]
mod chars;
#[allow(dead_code, clippy::wrong_self_convention)]
#[rustfmt::skip]
#[path = "src/text/fold.rs"]
mod fold;
#[allow(dead_code)]
#[rustfmt::skip]
#[path = "src/text/row.rs"]
mod layout;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use chars::{is_cjk, is_ignorable};
use fold::fold_pattern;
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
    let target =
        PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it")).join("builtin_rules.rs");
    fs::write(target, out).expect("OUT_DIR is writable");
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
