//! Rule files: TOML in, [`Family`] out, with every mistake reported at its place.

use std::path::Path;
use std::sync::Arc;

use rustc_hash::FxHashSet;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::RuleError;
use super::model::{
    Alternatives, Anchor, Example, Except, Extent, Family, HostGlob, Pattern, PatternLang, Shape,
    Status, Strength, Zone,
};
use super::read::{Reader, Table, is_kebab};
use crate::category::{Category, UnknownCategory};
use crate::text::fold::fold_pattern;

/// Fewest folded bytes of a pattern that may stand without an anchor.
pub(super) const MIN_UNANCHORED: usize = 11;
pub(super) const DEFAULT_GAP: usize = 12;

const FAMILY_KEYS: &[&str] = &[
    "category",
    "covers",
    "description",
    "since",
    "origin",
    "zone",
    "extent",
    "strength",
    "anchor",
    "sources",
    "status",
    "gap",
    "lang",
    "pattern",
    "example",
];
const PATTERN_KEYS: &[&str] = &[
    "key", "lang", "text", "seq", "shape", "gap", "zone", "extent", "strength", "anchor",
    "sources", "status", "except", "category", "origin", "before", "after",
];
const EXAMPLE_KEYS: &[&str] = &["lang", "text", "removed", "hits", "source"];

/// Parses one rule file. A family comes back even with mistakes in it, as far as it could be read.
pub(super) fn parse(file: &Path, text: &str) -> (Option<Family>, Vec<RuleError>) {
    let mut reader = Reader::new(file, text);
    let family = reader.family();
    (family, reader.errors)
}

impl Reader<'_> {
    fn family(&mut self) -> Option<Family> {
        let text = self.text;
        let root = match DeTable::parse(text) {
            Ok(root) => root,
            Err(e) => {
                let at = e.span().map_or(0, |s| s.start);
                let message = e
                    .message()
                    .lines()
                    .next()
                    .unwrap_or("invalid TOML")
                    .to_owned();
                self.error(at, "R001", format!("not valid TOML: {message}"));
                return None;
            }
        };
        let root = Table {
            table: root.get_ref(),
            at: 0,
        };
        self.known_keys(&root, FAMILY_KEYS);
        let stem = self
            .file
            .file_stem()
            .and_then(|s| s.to_str())
            .unwrap_or_default()
            .to_owned();
        if !is_kebab(&stem) {
            self.error(
                0,
                "R017",
                format!("the file name `{stem}` is not kebab-case (a-z, 0-9, -)"),
            );
        }
        let category = self.category(&root, true);
        let mut family = Family {
            id: stem,
            file: self.file.to_owned(),
            category: category.unwrap_or(Category::Other),
            covers: self.strings(&root, "covers"),
            description: self
                .string(&root, "description", false)
                .map(|s| s.0)
                .unwrap_or_default(),
            since: self
                .string(&root, "since", false)
                .map(|s| s.0)
                .unwrap_or_default(),
            origin: self.strings(&root, "origin"),
            patterns: Vec::new(),
            examples: Vec::new(),
        };
        let tables = self.tables(&root, "pattern");
        // `pattern = []` says that there is none.
        if tables.is_empty() && root.table.get("pattern").is_none() {
            self.error(0, "R018", "the file has no [[pattern]]");
        }
        let mut ids = FxHashSet::default();
        for table in &tables {
            if let Some(pattern) = self.pattern(&root, table, &family, &ids) {
                ids.insert(pattern.id.clone());
                family.patterns.push(pattern);
            }
        }
        for table in self.tables(&root, "example") {
            let example = self.example(&table);
            family.examples.push(example);
        }
        category.map(|_| family)
    }

    fn category(&mut self, table: &Table, required: bool) -> Option<Category> {
        let (name, at) = self.string(table, "category", required)?;
        name.parse()
            .map_err(|e: UnknownCategory| self.error(at, "R005", e.to_string()))
            .ok()
    }

    fn pattern(
        &mut self,
        root: &Table,
        table: &Table,
        family: &Family,
        ids: &FxHashSet<Arc<str>>,
    ) -> Option<Pattern> {
        self.known_keys(table, PATTERN_KEYS);
        let (key, key_at) = self.string(table, "key", true)?;
        if !is_kebab(&key) {
            self.error(
                key_at,
                "R017",
                format!("the key `{key}` is not kebab-case (a-z, 0-9, -)"),
            );
        }
        let id: Arc<str> = format!("{}/{key}", family.id).into();
        if ids.contains(&id) {
            self.error(
                key_at,
                "R007",
                format!("the key `{key}` is used twice in this file"),
            );
        }
        let shape = self.shape(table);
        let atoms = match shape {
            Some(_) => Vec::new(),
            None => self.atoms(table)?,
        };
        let lang = self.word(
            root,
            table,
            "lang",
            PatternLang::WORDS,
            PatternLang::from_word,
        );
        if lang.is_none() && table.table.get("lang").is_none() && root.table.get("lang").is_none() {
            self.error(
                table.at,
                "R003",
                format!("pattern `{key}` has no `lang` (en, zh or other)"),
            );
        }
        let anchor = match shape {
            Some(shape) => Some(shape.anchor()),
            None => self.word(root, table, "anchor", Anchor::WORDS, Anchor::from_word),
        };
        let shortest: usize = atoms
            .iter()
            .map(|a| a.iter().map(str::len).min().unwrap_or(0))
            .sum();
        if shortest < MIN_UNANCHORED && anchor.is_none() {
            self.error(
                table.at,
                "R008",
                format!("pattern `{key}` folds to {shortest} bytes; under {MIN_UNANCHORED} it needs an `anchor` ({})", Anchor::WORDS.join(", ")),
            );
        }
        let mut sources = Vec::new();
        let from = if table.table.get("sources").is_some() {
            table
        } else {
            root
        };
        for glob in self.strings(from, "sources") {
            match HostGlob::new(&glob) {
                Ok(g) => sources.push(g),
                Err(e) => self.error(from.at, "R022", format!("`{glob}` is not a glob: {e}")),
            }
        }
        let gap = self
            .number(table, "gap")
            .or_else(|| self.number(root, "gap"))
            .unwrap_or(DEFAULT_GAP);
        let except = self.excepts(table);
        let category = self.category(table, false).unwrap_or(family.category);
        // Read for its mistakes only: it is for people.
        self.strings(table, "origin");
        let slack = ["before", "after"].map(|side| self.slack(table, side, anchor));
        Some(Pattern {
            id,
            category,
            lang: lang.unwrap_or(PatternLang::Other),
            shape,
            atoms: atoms.into(),
            gap,
            zone: self
                .word(root, table, "zone", Zone::WORDS, Zone::from_word)
                .unwrap_or(Zone::Any),
            extent: self
                .word(root, table, "extent", Extent::WORDS, Extent::from_word)
                .unwrap_or(Extent::Sentence),
            strength: self
                .word(
                    root,
                    table,
                    "strength",
                    Strength::WORDS,
                    Strength::from_word,
                )
                .unwrap_or(Strength::Strong),
            anchor,
            slack,
            sources,
            except: except.into(),
            status: self
                .word(root, table, "status", Status::WORDS, Status::from_word)
                .unwrap_or(Status::Stable),
            line: self.line(table.at),
        })
    }

    /// `before` or `after`: a slot at an end of what is to be whole.
    fn slack(&mut self, table: &Table, side: &str, anchor: Option<Anchor>) -> usize {
        let slack = self.number(table, side).unwrap_or(0);
        let whole = matches!(anchor, Some(Anchor::WholeLine | Anchor::WholeSentence));
        if slack > 0 && !whole {
            let message = format!("`{side}` needs the anchor whole-line or whole-sentence");
            self.error(table.at, "R002", message);
        }
        slack
    }

    /// `shape`, in place of `text` and `seq`; it always speaks of a whole line.
    fn shape(&mut self, table: &Table) -> Option<Shape> {
        let value = table.table.get("shape")?;
        for other in ["text", "seq", "anchor"] {
            if table.table.get(other).is_some() {
                let message = format!("a pattern with `shape` has no `{other}`");
                self.error(value.span().start, "R002", message);
            }
        }
        self.word(table, table, "shape", Shape::WORDS, Shape::from_word)
    }

    /// `text` (one atom) or `seq` (several), folded.
    fn atoms(&mut self, table: &Table) -> Option<Vec<Alternatives>> {
        let (name, value) = match (table.table.get("text"), table.table.get("seq")) {
            (Some(v), None) => ("text", v),
            (None, Some(v)) => ("seq", v),
            (Some(_), Some(v)) => {
                self.error(
                    v.span().start,
                    "R002",
                    "a pattern has `text` or `seq`, not both",
                );
                return None;
            }
            (None, None) => {
                self.error(
                    table.at,
                    "R003",
                    "the pattern has neither `text` nor `seq` nor `shape`",
                );
                return None;
            }
        };
        let atoms: Vec<Alternatives> = match (name, value.get_ref()) {
            ("text", _) => vec![self.alternatives(value)],
            (_, DeValue::Array(items)) => {
                items.iter().map(|item| self.alternatives(item)).collect()
            }
            _ => {
                self.error(
                    value.span().start,
                    "R004",
                    "`seq` must be a list of strings or lists of strings",
                );
                return None;
            }
        };
        if atoms.is_empty() || atoms.iter().any(Alternatives::is_empty) {
            self.error(value.span().start, "R009", format!("`{name}` is empty"));
            return None;
        }
        Some(atoms)
    }

    fn alternatives(&mut self, value: &Spanned<DeValue>) -> Alternatives {
        let items: Vec<&Spanned<DeValue>> = match value.get_ref() {
            DeValue::Array(items) => items.iter().collect(),
            _ => vec![value],
        };
        let (mut folded, mut seen) = (Vec::new(), FxHashSet::default());
        for item in items {
            match item.get_ref() {
                DeValue::String(s) => {
                    let f = fold_pattern(s);
                    if f.is_empty() {
                        self.error(
                            item.span().start,
                            "R009",
                            format!("`{s}` folds to nothing and would match everywhere"),
                        );
                    } else if seen.insert(f.clone()) {
                        folded.push(f);
                    }
                }
                _ => self.error(item.span().start, "R004", "expected a string"),
            }
        }
        folded.into_iter().collect()
    }

    fn excepts(&mut self, table: &Table) -> Vec<Except> {
        let mut all = Vec::new();
        for t in self.tables(table, "except") {
            self.known_keys(&t, &["text", "why"]);
            let text = self.string(&t, "text", true).map(|s| fold_pattern(&s.0));
            let why = self
                .string(&t, "why", false)
                .map(|s| s.0)
                .unwrap_or_default();
            if why.trim().is_empty() {
                self.error(t.at, "R010", "an `except` needs a `why`");
            }
            if let Some(text) = text.filter(|t| !t.is_empty()) {
                let (text, why) = (text.into(), why.into());
                all.push(Except { text, why });
            }
        }
        all
    }

    fn example(&mut self, table: &Table) -> Example {
        self.known_keys(table, EXAMPLE_KEYS);
        let (lang, at) = self.string(table, "lang", true).unwrap_or_default();
        if !matches!(lang.as_str(), "en" | "zh-Hans" | "zh-Hant" | "other" | "") {
            self.error(
                at,
                "R005",
                format!("unknown language `{lang}`: en, zh-Hans, zh-Hant or other"),
            );
        }
        Example {
            lang,
            text: self
                .string(table, "text", true)
                .map(|s| s.0)
                .unwrap_or_default(),
            removed: self.strings(table, "removed"),
            hits: self.strings(table, "hits"),
            source: self.string(table, "source", false).map(|s| s.0),
            line: self.line(table.at),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> Vec<(usize, &'static str)> {
        let (_, errors) = parse(Path::new("rules/a-family.toml"), text);
        errors.into_iter().map(|e| (e.line, e.code)).collect()
    }

    #[test]
    fn all_mistakes_come_at_once_with_their_lines() {
        let text = "category = \"copyrite\"\ncolour = 1\n[[pattern]]\nkey = \"a\"\nlang = \"en\"\ntext = \"short\"\nstrength = \"iron\"\n";
        let mut found = codes(text);
        found.sort_unstable();
        assert_eq!(found, [(1, "R005"), (2, "R002"), (3, "R008"), (7, "R005")]);
    }

    #[test]
    fn a_key_used_twice_is_found_among_many() {
        let pattern = |key: usize| {
            format!(
                "[[pattern]]\r\nkey = \"k{key}\"\r\nlang = \"en\"\r\ntext = \"the lantern is lit\"\r\n"
            )
        };
        let patterns: String = (0..500).chain([7]).map(pattern).collect();
        let text = format!("category = \"other\"\r\n{patterns}");
        assert_eq!(codes(&text), [(1 + 4 * 500 + 2, "R007")]);
        let (family, _) = parse(Path::new("a-family.toml"), &text);
        let lines = family.unwrap().patterns.into_iter().map(|p| p.line);
        assert!(lines.eq((0..=500).map(|n| 2 + 4 * n)));
    }

    #[test]
    fn broken_toml_is_named() {
        assert_eq!(codes("category = \n")[0].1, "R001");
    }

    #[test]
    fn alternatives_fold_and_dedupe() {
        let text = "category = \"copyright\"\n[[pattern]]\nkey = \"a\"\nlang = \"zh\"\ntext = [\"版权所有翻印必究\", \"版權所有翻印必究\"]\n";
        let (family, errors) = parse(Path::new("x.toml"), text);
        assert!(errors.is_empty(), "{errors:?}");
        let atoms = &family.unwrap().patterns[0].atoms;
        assert_eq!(format!("{atoms:?}"), r#"[["版权所有翻印必究"]]"#);
    }
}
