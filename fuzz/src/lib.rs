//! What the fuzz targets share.

use std::fs;
use std::io::ErrorKind;
use std::panic;
use std::path::PathBuf;
use std::sync::LazyLock;

use jingwen::batch::{
    Batch, Choice, Fields, Form, Format, Input, Interrupt, Notice, Packing, Style, Watch,
};
use jingwen::batch::{documents, restore_lines};
use jingwen::{Cleaner, Options, RuleSet};

/// As users run it.
pub static CLEANER: LazyLock<Cleaner> = LazyLock::new(|| Cleaner::new(RuleSet::builtin()));

/// Changes nothing.
pub static NOTHING: LazyLock<Cleaner> =
    LazyLock::new(|| Cleaner::with_weights(RuleSet::empty(), None, Options::new()));

/// Bytes of a document; over it, it passes.
const LIMIT: usize = 1 << 15;

/// Where files of this process are put.
pub fn path(name: &str) -> PathBuf {
    static DIR: LazyLock<PathBuf> = LazyLock::new(|| {
        let base = std::env::var_os("FUZZ_FILES").map_or_else(std::env::temp_dir, PathBuf::from);
        let dir = base.join(format!("jingwen-fuzz-{}", std::process::id()));
        fs::create_dir_all(&dir).expect("a directory for the files");
        dir
    });
    DIR.join(name)
}

/// A file with these bytes, which say themselves how they are packed.
pub fn input(format: Format, bytes: &[u8]) -> Input {
    let name = format!("input.{}", format.extensions()[0]);
    let path = path(&name);
    fs::write(&path, bytes).expect("the file is written");
    let packing = match bytes {
        [0x1F, 0x8B, ..] => Packing::Gzip,
        [0x28, 0xB5, 0x2F, 0xFD, ..] => Packing::Zstd,
        _ => Packing::Plain,
    };
    Input {
        path: Some(path),
        relative: name.into(),
        form: Form { format, packing },
        size: bytes.len() as u64,
        begun: Vec::new(),
    }
}

#[derive(Default)]
struct Errors(Vec<String>);

impl Watch for Errors {
    fn notice(&mut self, notice: &Notice) {
        if let Notice::Error(_, what) = notice {
            self.0.push(what.clone());
        }
    }
}

/// What `clean` writes to standard output of a file, and the errors it reports.
pub fn clean(input: &Input, cleaner: &Cleaner, style: Style) -> (Vec<u8>, Vec<String>) {
    let batch = Batch {
        cleaner,
        fields: Fields::default(),
        style: Style {
            limit: LIMIT,
            ..style
        },
        choice: Choice::default(),
        threads: 1,
        checkpoint: 1 << 20,
        spans: None,
        removed: None,
        interrupt: Interrupt::default(),
        overview: None,
    };
    let (mut out, mut errors) = (Vec::new(), Errors::default());
    batch
        .to_stream(std::slice::from_ref(input), &mut out, &mut errors)
        .expect("memory can be written");
    (out, errors.0)
}

/// What `restore` writes of cleaned lines.
pub fn restored(input: &Input) -> Vec<u8> {
    let mut out = Vec::new();
    let names = Fields::default().texts();
    restore_lines(input, &names, &mut out, |_| {}).expect("memory can be written");
    out
}

/// The documents of a file, with their text.
pub fn texts(input: &Input) -> Vec<String> {
    let style = Style {
        limit: LIMIT,
        ..Style::default()
    };
    let mut all = Vec::new();
    documents(
        input_slice(input),
        &style,
        &Fields::default(),
        |_| {},
        |document| {
            all.extend(document.text.ok().map(|text| text.to_string()));
            Ok::<_, ErrorKind>(())
        },
    )
    .expect("nothing fails");
    all
}

fn input_slice(input: &Input) -> &[Input] {
    std::slice::from_ref(input)
}

/// A file to begin with, after the edits that the bytes spell: a place (two bytes, a share of the
/// length), how many bytes go there, how many come, and these.
pub fn edited(base: &[u8], mut edits: &[u8]) -> Vec<u8> {
    let mut file = base.to_vec();
    while let [high, low, gone, come, rest @ ..] = edits {
        let share = usize::from(*high) << 8 | usize::from(*low);
        let at = file.len() * share >> 16;
        let end = (at + usize::from(*gone)).min(file.len());
        let (new, rest) = rest.split_at(usize::from(*come).min(rest.len()));
        file.splice(at..end, new.iter().copied());
        edits = rest;
    }
    file
}

/// A panic that the library catches is no crash: without this, the fuzzer ends at any. With
/// RUST_BACKTRACE set they are told.
pub fn let_panics_be_caught() {
    let told = std::env::var_os("RUST_BACKTRACE").is_some();
    panic::set_hook(Box::new(move |info| {
        if told {
            eprintln!("{info}\n{}", std::backtrace::Backtrace::force_capture());
        }
    }));
}
