//! Embeds the rule files of `corpus/rules`, sorted, as static data: parsing them anew at every
//! start would cost more than all else. Descriptions, origins and examples stay behind. Nothing
//! generated is committed; a test compares the embedded rules with the files.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

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
        let except: Vec<(&str, &str)> = tables(p, "except")
            .iter()
            .map(|e| (string(e.get("text")), string(e.get("why"))))
            .collect();
        let atoms: Vec<String> = atoms.iter().map(|a| format!("&{a:?}")).collect();
        writeln!(
            out,
            "        embedded::Pattern {{ key: {:?}, lang: {:?}, shape: {:?}, atoms: &[{}], gap: {:?}, zone: {:?}, \
             extent: {:?}, strength: {:?}, anchor: {:?}, status: {:?}, sources: &{:?}, except: &{except:?} }},",
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
        )
        .expect("writing to a string");
    }
    out.push_str("    ] },\n");
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
