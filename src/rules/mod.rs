//! Rules: pattern data, parsed and validated. The format is described in `corpus/rules/README.md`.

mod embedded;
mod files;
mod literals;
mod load;
pub mod model;
mod read;
mod source;
mod warn;
#[cfg(feature = "batch")]
mod whole;

use std::borrow::Cow::Borrowed;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use files::RuleFile;
use model::{Alternatives, Except, Extent, Family, Pattern, PatternLang, Status, Strength, Zone};

use crate::category::Category;
use crate::text::fold::fold_pattern;
use crate::text::printable::printable;
#[cfg(feature = "batch")]
pub(crate) use whole::is_whole;

include!(concat!(env!("OUT_DIR"), "/builtin_rules.rs"));

/// One mistake in a rule file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleError {
    /// The file.
    pub file: PathBuf,
    /// Line, from 1 (0: the file as a whole).
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// `R001`…
    pub code: &'static str,
    /// Whether the rules cannot be used (false: a warning).
    pub fatal: bool,
    /// What is wrong and how to mend it, one lower-case sentence.
    pub message: String,
}

impl std::fmt::Display for RuleError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let file = printable(&self.file.to_string_lossy());
        let kind = if self.fatal { "error" } else { "warning" };
        let (line, column) = (self.line, self.column);
        if line == 0 {
            write!(f, "{file}: {kind} {}: {}", self.code, self.message)
        } else {
            write!(
                f,
                "{file}:{line}:{column}: {kind} {}: {}",
                self.code, self.message
            )
        }
    }
}

/// All mistakes of a run together, sorted by file, line and column.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} in rule files, first: {}", if .0.len() == 1 { "1 mistake".to_owned() } else { format!("{} mistakes", .0.len()) }, .0.first().map(ToString::to_string).unwrap_or_default())]
pub struct RuleErrors(pub Vec<RuleError>);

/// A parsed, validated, immutable set of rules.
#[derive(Debug, Clone, Default)]
pub struct RuleSet {
    families: Vec<Arc<Family>>,
}

impl RuleSet {
    /// The rules shipped with the program.
    pub fn builtin() -> Self {
        let families = BUILTIN.iter().filter_map(embedded::Family::load);
        let families = families.map(Arc::new).collect();
        Self { families }
    }

    /// No rules: a cleaner made of it changes nothing.
    pub fn empty() -> Self {
        Self::default()
    }

    /// These rules and those of one rule file's text. `file` names it; its stem is the family's id.
    ///
    /// # Errors
    /// Every mistake in the text, or a family of this id that is there already.
    ///
    /// ```
    /// use jingwen::{Cleaner, RuleSet};
    ///
    /// let rule = r#"
    /// category = "house_promo"
    /// description = "The paper's motto."
    /// [[pattern]]
    /// key = "motto"
    /// lang = "en"
    /// text = "your morning in one cup"
    /// extent = "line"
    /// strength = "decisive"
    /// "#;
    /// let rules = RuleSet::builtin().with_text("morning-cup.toml".as_ref(), rule)?;
    /// let text = "The bridge opens in May, the mayor said on Monday.\n\
    ///             It will carry trams as well.\n\
    ///             Your morning in one cup!";
    /// let cleaned = Cleaner::new(rules).clean(text);
    /// assert_eq!(&*cleaned.findings()[0].rule, "morning-cup/motto");
    ///
    /// let mistakes = RuleSet::empty().with_text("bad.toml".as_ref(), "colour = 1").unwrap_err();
    /// assert!(mistakes.0.iter().any(|mistake| mistake.code == "R002" && mistake.line == 1));
    /// # Ok::<(), jingwen::rules::RuleErrors>(())
    /// ```
    pub fn with_text(mut self, file: &Path, text: &str) -> Result<Self, RuleErrors> {
        let (family, errors) = load::parse(file, text);
        if !errors.is_empty() {
            return Err(RuleErrors(errors));
        }
        self.push(family.expect("a file without mistakes is a family"))
            .map_err(|e| RuleErrors(vec![e]))?;
        Ok(self)
    }

    /// These rules and those of every `.toml` file under `dir` (or of the one file `dir`), whatever
    /// their order on disk. Missing examples and origins are warnings, returned beside the set.
    ///
    /// # Errors
    /// Every mistake in the files, together.
    pub fn with_dir(self, dir: &Path) -> Result<(Self, Vec<RuleError>), RuleErrors> {
        let (files, errors) = files::read(dir);
        self.and_files(&files, errors)
    }

    /// These rules and those of files that were read, in any order. Missing examples and origins are
    /// warnings, returned beside the set.
    ///
    /// # Errors
    /// Every mistake in the files, together.
    pub fn with_files(self, files: &[RuleFile]) -> Result<(Self, Vec<RuleError>), RuleErrors> {
        self.and_files(files, Vec::new())
    }

    fn and_files(
        mut self,
        files: &[RuleFile],
        mut errors: Vec<RuleError>,
    ) -> Result<(Self, Vec<RuleError>), RuleErrors> {
        let mut warnings = Vec::new();
        for RuleFile { file, text } in files {
            let (family, mut found) = load::parse(file, text);
            errors.append(&mut found);
            if let Some(family) = family {
                warnings.append(&mut warn::warnings(&family));
                errors.extend(self.push(family).err());
            }
        }
        let place = |e: &RuleError| (e.file.clone(), e.line, e.column);
        warnings.sort_by_key(place);
        if errors.is_empty() {
            Ok((self, warnings))
        } else {
            errors.sort_by_key(place);
            Err(RuleErrors(errors))
        }
    }

    /// These rules and one decisive whole-sentence phrase a line of `file` (blank lines and lines
    /// that begin with `#` skipped), category `other`.
    ///
    /// # Errors
    /// The file cannot be read, or a phrase is too short.
    pub fn with_phrases(mut self, file: &Path) -> Result<Self, RuleErrors> {
        let text = fs::read_to_string(file)
            .map_err(|e| RuleErrors(vec![whole_file(file, format!("cannot be read: {e}"))]))?;
        // The mark some editors begin a file with would make a comment a phrase.
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
        let mut patterns = Vec::new();
        let mut errors = Vec::new();
        for (index, phrase) in text.lines().enumerate() {
            if phrase.trim().is_empty() || phrase.starts_with('#') {
                continue;
            }
            let folded = fold_pattern(phrase);
            if folded.len() < load::MIN_UNANCHORED {
                let message = format!(
                    "the phrase `{}` folds to {} bytes; at least {} are needed",
                    phrase.trim(),
                    folded.len(),
                    load::MIN_UNANCHORED
                );
                errors.push(RuleError {
                    line: index + 1,
                    column: 1,
                    code: "R008",
                    ..whole_file(file, message)
                });
                continue;
            }
            patterns.push(Pattern {
                id: format!("phrases/line-{}", index + 1).into(),
                category: Category::Other,
                lang: PatternLang::Other,
                shape: None,
                atoms: vec![[folded].into_iter().collect()].into(),
                gap: 0,
                zone: Zone::Any,
                extent: Extent::Sentence,
                strength: Strength::Decisive,
                anchor: None,
                slack: [0; 2],
                sources: Vec::new(),
                except: Vec::new().into(),
                status: Status::Stable,
                line: index + 1,
            });
        }
        if !errors.is_empty() {
            return Err(RuleErrors(errors));
        }
        self.families.push(Arc::new(Family {
            id: "phrases".to_owned(),
            file: file.to_owned(),
            category: Category::Other,
            covers: Vec::new(),
            description: "the user's own phrases".to_owned(),
            since: String::new(),
            origin: Vec::new(),
            patterns,
            examples: Vec::new(),
        }));
        Ok(self)
    }

    /// The same rules without the patterns whose id fails the test: as though nobody had seen their
    /// wording.
    pub fn thinned(&self, keep: impl Fn(&str) -> bool) -> Self {
        let thin = |family: &Arc<Family>| {
            let mut family = Family::clone(family);
            family.patterns.retain(|p| keep(&p.id));
            Arc::new(family)
        };
        RuleSet {
            families: self.families.iter().map(thin).collect(),
        }
    }

    /// The same rules without those of a file, whatever the path by which it was read.
    pub fn without_file(&self, file: &Path) -> Self {
        let whole = |path: &Path| fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let file = whole(file);
        let other = |family: &&Arc<Family>| {
            family.file.file_name() != file.file_name() || whole(&family.file) != file
        };
        RuleSet {
            families: self.families.iter().filter(other).cloned().collect(),
        }
    }

    /// The families, sorted by id.
    pub fn families(&self) -> impl Iterator<Item = &Family> {
        self.families.iter().map(Arc::as_ref)
    }

    /// Every pattern that takes part in matching, sorted by id: the same whatever the file order.
    pub fn patterns(&self) -> Vec<&Pattern> {
        let mut all: Vec<&Pattern> = self
            .families()
            .flat_map(|f| &f.patterns)
            .filter(|p| p.status.is_active())
            .collect();
        all.sort_by(|a, b| a.id.cmp(&b.id));
        all
    }

    fn push(&mut self, family: Family) -> Result<(), RuleError> {
        match self
            .families
            .binary_search_by(|f| f.id.as_str().cmp(&family.id))
        {
            Ok(i) => {
                let message = format!(
                    "the family `{}` exists already in {}; rename the file",
                    family.id,
                    printable(&self.families[i].file.to_string_lossy())
                );
                Err(RuleError {
                    code: "R019",
                    ..whole_file(&family.file, message)
                })
            }
            Err(i) => {
                self.families.insert(i, Arc::new(family));
                Ok(())
            }
        }
    }
}

fn whole_file(file: &Path, message: String) -> RuleError {
    RuleError {
        file: file.to_owned(),
        line: 0,
        column: 0,
        code: "R000",
        fatal: true,
        message,
    }
}
