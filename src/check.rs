//! Rules are tested by their own examples: what must hold before a rule is trusted.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::category::Category;
use crate::clean::{Cleaned, Cleaner};
use crate::options::{Context, Options};
use crate::rules::model::{Example, Family, Pattern, PatternLang, Strength};
use crate::rules::{RuleError, RuleErrors, RuleSet};
use crate::text::fold::fold_pattern;

/// Checks every family that has examples against them, and that every family has enough of them.
///
/// The built-in rules as they are embedded carry no examples; read them from `corpus/rules`.
///
/// # Errors
/// Every rule that fails, together, each with its file and line.
///
/// ```
/// use jingwen::{RuleSet, check_rules};
///
/// let (rules, _warnings) = RuleSet::empty().with_dir("corpus/rules/advertisement".as_ref())?;
/// check_rules(&rules)?;
/// # Ok::<(), jingwen::rules::RuleErrors>(())
/// ```
pub fn check_rules(rules: &RuleSet) -> Result<(), RuleErrors> {
    let mut options = Options::new();
    options.remove.extend(Category::ALL);
    let cleaner = Cleaner::with_weights(rules.clone(), None, options);
    let mut errors: Vec<RuleError> = rules
        .families()
        .flat_map(|f| {
            Check {
                family: f,
                cleaner: &cleaner,
                errors: Vec::new(),
            }
            .run()
        })
        .collect();
    errors.sort_by(|a, b| (&a.file, a.line, a.code).cmp(&(&b.file, b.line, b.code)));
    if errors.is_empty() {
        Ok(())
    } else {
        Err(RuleErrors(errors))
    }
}

struct Check<'a> {
    family: &'a Family,
    cleaner: &'a Cleaner,
    errors: Vec<RuleError>,
}

impl Check<'_> {
    fn run(mut self) -> Vec<RuleError> {
        let family = self.family;
        if family.origin.is_empty() {
            self.error(
                1,
                "R023",
                "say where the wording was seen (`origin`)".to_owned(),
            );
        }
        let folder = family
            .file
            .parent()
            .and_then(|p| p.file_name())
            .and_then(|n| n.to_str());
        if folder.is_some_and(|f| f.parse::<Category>().is_ok() && f != family.category.as_str()) {
            self.error(
                1,
                "R006",
                format!("category `{}` does not match the folder", family.category),
            );
        }
        self.languages();
        let mut hit = vec![false; family.patterns.len()];
        let mut excepted = vec![false; family.patterns.len()];
        let mut inside_body = false;
        let mut variant = false;
        let wordings = Wordings::new(&family.patterns);
        let number = |(i, pattern): (usize, &Pattern)| (pattern.id.to_string(), i);
        let numbers: FxHashMap<String, usize> =
            family.patterns.iter().enumerate().map(number).collect();
        for example in &family.examples {
            let context = Context::new().source(example.source.as_deref());
            let cleaned = self.cleaner.clean_with(&example.text, &context);
            let keys = self.hits(&cleaned);
            self.compare(example, &cleaned, &keys);
            for key in &keys {
                if let Some(&i) = numbers.get(&format!("{}/{key}", family.id)) {
                    hit[i] = true;
                }
            }
            for dropped in cleaned.dropped() {
                if dropped.why == crate::detect::EXCEPTED
                    && let Some(&i) = numbers.get(&*dropped.rule)
                {
                    excepted[i] = true;
                }
            }
            variant |= example.removed.iter().any(|r| wordings.are_varied_by(r));
            inside_body |= !example.removed.is_empty()
                && letters(&example.text)
                    > 2 * example
                        .removed
                        .iter()
                        .map(|r| letters(r))
                        .sum::<usize>()
                        .min(60);
        }
        for (i, pattern) in family.patterns.iter().enumerate() {
            if !hit[i] {
                self.error(
                    pattern.line,
                    "R013",
                    format!("no example hits the pattern `{}`", pattern.id),
                );
            }
            if !pattern.except.is_empty() && !excepted[i] {
                self.error(
                    pattern.line,
                    "R016",
                    format!("no example exercises the `except` of `{}`", pattern.id),
                );
            }
        }
        let removes = family.patterns.iter().any(|p| p.strength != Strength::Weak);
        if removes && !inside_body {
            self.error(
                1,
                "R020",
                "no positive example stands inside body text that must stay".to_owned(),
            );
        }
        if removes && !variant {
            self.error(
                1,
                "R021",
                "no positive example uses a slot, a variant or an inflection".to_owned(),
            );
        }
        self.errors
    }

    fn error(&mut self, line: usize, code: &'static str, message: String) {
        self.errors.push(RuleError {
            file: self.family.file.clone(),
            line,
            column: 1,
            code,
            fatal: true,
            message,
        });
    }

    /// A positive and a negative in each language the family speaks.
    fn languages(&mut self) {
        let family = self.family;
        let removes = family.patterns.iter().any(|p| p.strength != Strength::Weak);
        for (lang, prefix) in [(PatternLang::En, "en"), (PatternLang::Zh, "zh")] {
            if !family.patterns.iter().any(|p| p.lang == lang) {
                continue;
            }
            let of_lang = || {
                family
                    .examples
                    .iter()
                    .filter(|e| e.lang.starts_with(prefix))
            };
            if removes && !of_lang().any(|e| !e.removed.is_empty()) {
                self.error(1, "R011", format!("no positive example in {prefix}"));
            }
            if !of_lang().any(|e| e.removed.is_empty()) {
                self.error(1, "R012", format!("no negative example in {prefix}"));
            }
        }
    }

    /// Keys of the family's own patterns that hit, let go or not.
    fn hits(&self, cleaned: &Cleaned) -> Vec<String> {
        let own = |id: &str| {
            id.strip_prefix(&format!("{}/", self.family.id))
                .map(str::to_owned)
        };
        let mut keys: Vec<String> = cleaned.hits.iter().filter_map(|id| own(id)).collect();
        keys.sort();
        keys.dedup();
        keys
    }

    fn compare(&mut self, example: &Example, cleaned: &Cleaned, keys: &[String]) {
        let mut expected = example.text.clone();
        for removed in &example.removed {
            match expected.find(removed.as_str()) {
                Some(at) => expected.replace_range(at..at + removed.len(), ""),
                None => self.error(
                    example.line,
                    "R014",
                    format!("`{}` is not in the example's text", excerpt(removed)),
                ),
            }
        }
        let squeeze = |s: &str| s.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        if squeeze(&expected) != squeeze(cleaned.body()) {
            let gone: Vec<&str> = cleaned
                .findings()
                .iter()
                .filter(|f| f.removed)
                .map(|f| &example.text[f.range.clone()])
                .collect();
            self.error(
                example.line,
                "R014",
                format!(
                    "the example lost {gone:?}, not what `removed` says ({})",
                    cleaned.outcome()
                ),
            );
        }
        for key in &example.hits {
            if !keys.contains(key) {
                self.error(
                    example.line,
                    "R015",
                    format!("the pattern `{key}` does not hit this example"),
                );
            }
        }
        if example.removed.is_empty() && keys.is_empty() {
            self.error(
                example.line,
                "R015",
                "no pattern of the file hits this negative: it proves nothing".to_owned(),
            );
        }
    }
}

/// What the first literals of a family's patterns say.
struct Wordings {
    /// By letters and figures alone.
    plain: FxHashSet<String>,
    /// A shape has no wording.
    shaped: bool,
}

impl Wordings {
    fn new(patterns: &[Pattern]) -> Self {
        let first = |pattern: &Pattern| -> String {
            let atoms = pattern.atoms.iter();
            core(&atoms.filter_map(|a| a.iter().next()).collect::<String>())
        };
        Wordings {
            plain: patterns.iter().map(first).collect(),
            shaped: patterns.iter().any(|p| p.shape.is_some()),
        }
    }

    /// Whether there is a pattern of which the removed text is not the first literal alone.
    fn are_varied_by(&self, removed: &str) -> bool {
        let same = || self.plain.contains(&core(&fold_pattern(removed)));
        self.shaped || self.plain.len() > 1 || !self.plain.is_empty() && !same()
    }
}

fn core(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn letters(s: &str) -> usize {
    s.chars().filter(|c| c.is_alphanumeric()).count()
}

fn excerpt(s: &str) -> String {
    s.chars().take(30).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn wordings_are_compared_all_at_once() {
        let patterns = |texts: &[&str]| -> Vec<Pattern> {
            let one = |(i, text): (usize, &&str)| {
                format!("[[pattern]]\nkey = \"k{i}\"\nlang = \"en\"\ntext = \"{text}\"\n")
            };
            let all: String = texts.iter().enumerate().map(one).collect();
            let text = format!("category = \"other\"\n{all}");
            let rules = RuleSet::empty().with_text(Path::new("a.toml"), &text);
            rules.unwrap().patterns().into_iter().cloned().collect()
        };
        let one = patterns(&["the lantern is lit", "The lantern is lit!"]);
        assert!(!Wordings::new(&one).are_varied_by("The Lantern is lit."));
        assert!(Wordings::new(&one).are_varied_by("The lantern was lit."));
        // Of two wordings each varies the other.
        let two = patterns(&["the lantern is lit", "the lantern is out"]);
        assert!(Wordings::new(&two).are_varied_by("The lantern is lit."));
        assert!(!Wordings::new(&[]).are_varied_by("The lantern is lit."));
    }
}
