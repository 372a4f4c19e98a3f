//! Embeds the rule files of `corpus/rules`, sorted, examples stripped. Nothing generated is committed.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let rules = root.join("corpus/rules");
    println!("cargo::rerun-if-changed={}", rules.display());
    let mut files = Vec::new();
    walk(&rules, &mut files);
    files.sort();
    let mut out = String::from(
        "/// Path inside `corpus/rules` and text of every built-in rule file.\nstatic BUILTIN: &[(&str, &str)] = &[\n",
    );
    for file in files {
        let text = fs::read_to_string(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        let mut table: toml::Table = text
            .parse()
            .unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        for key in ["example", "description", "origin"] {
            table.remove(key);
        }
        let name = file
            .strip_prefix(&rules)
            .expect("walked from there")
            .to_string_lossy()
            .replace('\\', "/");
        let stripped = toml::to_string(&table).expect("a parsed table can be written");
        writeln!(out, "    ({name:?}, {stripped:?}),").expect("writing to a string");
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
