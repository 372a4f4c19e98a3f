//! Directories and packed files.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read as _, Write as _};
use std::path::Path;

use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;
use tempfile::TempDir;

pub fn put(path: &Path, bytes: impl AsRef<[u8]>) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

pub fn dir_with(files: &[(&str, &[u8])]) -> TempDir {
    let dir = TempDir::new().unwrap();
    for (name, bytes) in files {
        put(&dir.path().join(name), bytes);
    }
    dir
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
                files.insert(name.replace('\\', "/"), fs::read(&path).unwrap());
            }
        }
    }
    files
}

/// How many entries of a kind the journal of a tree has.
pub fn entries(dir: &Path, kind: &str) -> usize {
    let journal = fs::read_to_string(dir.join(".jingwen/journal.jsonl")).unwrap_or_default();
    let kind = format!(r#""type":"{kind}""#);
    journal.lines().filter(|line| line.contains(&kind)).count()
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub fn gunzip(bytes: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    MultiGzDecoder::new(bytes).read_to_end(&mut plain).unwrap();
    plain
}

/// The content of a file that its name may say is packed.
pub fn unpacked(name: &str, bytes: &[u8]) -> Vec<u8> {
    match Path::new(name).extension().and_then(|end| end.to_str()) {
        Some("gz") => gunzip(bytes),
        Some("zst") => zstd::decode_all(bytes).unwrap(),
        _ => bytes.to_vec(),
    }
}
