//! `jingwen rules`: check rule files, list and show what there is, begin a new one.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use clap::{Args, Subcommand, ValueEnum};
use jingwen::category::Action;
use jingwen::rules::model::{Family, Pattern};
use jingwen::{Category, RuleSet};

use super::Exit;
use super::judging::with_dir;
use super::message::{Messages, nearest, shown};
use super::rules_coverage::{list_coverage, not_covered};
use super::rules_markdown::page;

/// Check rule files, list and show rules, begin a new one
#[derive(Debug, Subcommand)]
pub enum RulesCommand {
    /// Check rule files and run their examples; every mistake is printed with its place
    Check {
        #[command(flatten)]
        set: SetArgs,
        /// Missing examples and origins are errors, as they are for the built-in rules
        #[arg(long)]
        strict: bool,
    },
    /// List the rules, one a line
    List {
        #[command(flatten)]
        set: SetArgs,
        /// Only this category
        #[arg(long, value_name = "CATEGORY")]
        category: Option<Category>,
        /// The categories instead: what happens to each, and what belongs to it
        #[arg(long, conflicts_with_all = ["category", "coverage"])]
        categories: bool,
        /// Which taxonomy ids of this file (one JSON object a line, with `id`) the rules cover
        #[arg(long, value_name = "FAMILIES.jsonl")]
        coverage: Option<PathBuf>,
        /// markdown: a page with every family, its languages, strengths and status; descriptions
        /// are in rule files only, not in the program: --rules corpus/rules --no-builtin
        #[arg(
            long,
            value_enum,
            value_name = "FORMAT",
            default_value = "text",
            conflicts_with = "categories"
        )]
        format: ListFormat,
    },
    /// Show a family or one rule in full
    Show {
        #[command(flatten)]
        set: SetArgs,
        /// The family, or family/key
        id: String,
    },
    /// Write the beginnings of a rule file: FOLDER/CATEGORY/FAMILY.toml
    New {
        /// category/family, such as copyright/my-site-bar
        name: String,
        /// The folder of rules to write into
        #[arg(long, value_name = "DIR", default_value = "rules")]
        rules: PathBuf,
    },
}

/// The forms a list of rules comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// One rule a line
    Text,
    /// A page, as docs/rules.md
    Markdown,
}

/// Which rules are meant.
#[derive(Debug, Args)]
pub struct SetArgs {
    /// Add the rules of this .toml file, or of every one under this directory (repeatable)
    #[arg(long, value_name = "PATH")]
    rules: Vec<PathBuf>,
    /// Leave out the rules that come with the program
    #[arg(long)]
    no_builtin: bool,
}

impl SetArgs {
    fn load(&self, messages: &mut Messages) -> Option<RuleSet> {
        let mut set = if self.no_builtin {
            RuleSet::empty()
        } else {
            RuleSet::builtin()
        };
        let mut sound = true;
        for dir in &self.rules {
            match with_dir(set.clone(), dir, messages) {
                Some(more) => set = more,
                None => sound = false,
            }
        }
        sound.then_some(set)
    }
}

pub fn run(command: &RulesCommand) -> Result<Exit> {
    let mut messages = Messages::new(false);
    match command {
        RulesCommand::Check { set, strict } => check(set, *strict, &mut messages),
        RulesCommand::List {
            categories: true, ..
        } => list_categories(),
        RulesCommand::List {
            set,
            category,
            coverage,
            format,
            ..
        } => {
            let Some(rules) = set.load(&mut messages) else {
                return Ok(Exit::Error);
            };
            match (format, coverage) {
                (ListFormat::Markdown, file) => {
                    let missing = match file {
                        Some(file) => Some(not_covered(&rules, file)?),
                        None => None,
                    };
                    let page = page(&rules, *category, &set.rules, missing.as_deref());
                    write!(io::stdout().lock(), "{page}")?;
                    Ok(Exit::Done)
                }
                (ListFormat::Text, Some(file)) => list_coverage(&rules, file),
                (ListFormat::Text, None) => list(&rules, *category),
            }
        }
        RulesCommand::Show { set, id } => {
            let Some(rules) = set.load(&mut messages) else {
                return Ok(Exit::Error);
            };
            show(&rules, id)
        }
        RulesCommand::New { name, rules } => new(name, rules),
    }
}

/// What a user's own rule may lack.
const MAY_LACK: [&str; 6] = ["R011", "R012", "R013", "R020", "R021", "R023"];

fn check(args: &SetArgs, strict: bool, messages: &mut Messages) -> Result<Exit> {
    let Some(set) = args.load(messages) else {
        return Ok(Exit::Error);
    };
    if let Err(errors) = jingwen::check_rules(&set) {
        for mut error in errors.0 {
            // The embedded rules carry no examples: their check is a test of the repository.
            if !args.rules.iter().any(|dir| error.file.starts_with(dir)) {
                continue;
            }
            error.fatal = strict || !MAY_LACK.contains(&error.code);
            if error.fatal {
                messages.error(&error)
            } else {
                messages.note(&error)
            }
        }
    }
    let (families, patterns) = (set.families().count(), set.patterns().len());
    messages.note(format_args!(
        "{families} families, {patterns} patterns checked"
    ));
    Ok(Exit::of(messages))
}

fn list(set: &RuleSet, category: Option<Category>) -> Result<Exit> {
    let mut out = io::stdout().lock();
    for pattern in set
        .patterns()
        .iter()
        .filter(|p| category.is_none_or(|c| c == p.category))
    {
        let (id, category, lang) = (
            &pattern.id,
            pattern.category.as_str(),
            pattern.lang.as_str(),
        );
        let (strength, zone, extent) = (
            pattern.strength.as_str(),
            pattern.zone.as_str(),
            pattern.extent.as_str(),
        );
        writeln!(
            out,
            "{id:<48} {category:<22} {lang:<5} {strength:<8} {zone:<6} {extent}"
        )?;
    }
    Ok(Exit::Done)
}

fn list_categories() -> Result<Exit> {
    let mut out = io::stdout().lock();
    for &category in Category::ALL {
        let action = match category.action() {
            Action::Delete => "delete",
            Action::Label => "label",
            Action::Keep => "keep",
        };
        let (name, what) = (category.as_str(), category.description());
        writeln!(out, "{name:<24}{action:<8}{what}")?;
    }
    Ok(Exit::Done)
}

fn show(set: &RuleSet, id: &str) -> Result<Exit> {
    let name = id.split('/').next().unwrap_or(id);
    let Some(family) = set.families().find(|f| f.id == name) else {
        let near = nearest(name, set.families().map(|f| f.id.as_str()));
        bail!(
            "no rule `{id}`{}",
            near.map(|n| format!("; did you mean `{n}`?"))
                .unwrap_or_default()
        );
    };
    let mut out = io::stdout().lock();
    writeln!(out, "{}  {}", family.id, family.category)?;
    if !family.covers.is_empty() {
        writeln!(out, "covers: {}", family.covers.join(", "))?;
    }
    let chosen: Vec<&Pattern> = family
        .patterns
        .iter()
        .filter(|p| id == name || *p.id == *id)
        .collect();
    if chosen.is_empty() {
        bail!(
            "the family `{name}` has no key `{}`: {}",
            &id[name.len() + 1..],
            keys(family)
        );
    }
    for p in chosen {
        writeln!(
            out,
            "\n{}  [{} {} zone={} extent={}{}]",
            p.id,
            p.lang.as_str(),
            p.strength.as_str(),
            p.zone.as_str(),
            p.extent.as_str(),
            p.anchor
                .map(|a| format!(" anchor={}", a.as_str()))
                .unwrap_or_default()
        )?;
        if let Some(shape) = p.shape {
            writeln!(out, "  lines of the shape {}", shape.as_str())?;
        }
        for (i, atom) in p.atoms.iter().enumerate() {
            let gap = if i == 0 {
                String::new()
            } else {
                format!("(≤{}) ", p.gap)
            };
            let atom: Vec<&str> = atom.iter().collect();
            writeln!(out, "  {gap}{}", atom.join(" | "))?;
        }
        for e in p.except.iter() {
            writeln!(out, "  except {} ({})", e.text, e.why)?;
        }
    }
    Ok(Exit::Done)
}

fn keys(family: &Family) -> String {
    family
        .patterns
        .iter()
        .map(|p| p.id.rsplit('/').next().unwrap_or_default())
        .collect::<Vec<_>>()
        .join(", ")
}

fn new(name: &str, dir: &Path) -> Result<Exit> {
    let Some((category, family)) = name.split_once('/') else {
        bail!(
            "`{name}` is not category/family; the categories are listed by `jingwen rules list --categories`"
        );
    };
    let category: Category = category.parse()?;
    if family.is_empty()
        || !family
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    {
        bail!("the family `{family}` is not kebab-case (a-z, 0-9, -)");
    }
    let path = dir.join(category.as_str()).join(format!("{family}.toml"));
    fs::create_dir_all(dir.join(category.as_str()))
        .with_context(|| format!("{}: cannot be made", shown(dir)))?;
    let mut file = fs::File::create_new(&path).with_context(|| {
        format!(
            "{}: cannot be made (a rule file is never overwritten)",
            shown(&path)
        )
    })?;
    write!(file, "category = \"{category}\"\n{SKELETON}")?;
    writeln!(io::stdout().lock(), "{}", path.display())?;
    Ok(Exit::Done)
}

const SKELETON: &str = r#"covers = []
description = "What the wording says, in one sentence."
origin = ["where it was seen"]
zone = "any"            # head | tail | inline | any
extent = "sentence"     # match | sentence | line | paragraph | block | rest
strength = "strong"     # decisive | strong | weak

[[pattern]]
key = "the-phrase"
lang = "en"             # en | zh | other
text = "the stock phrase, whole"

[[example]]             # positive: the exact strings that leave the text
lang = "en"
text = """
A body sentence that must stay, with more than twenty-five words in it, so that it is a paragraph and not a scrap that nobody would call an article.
This is the stock phrase, whole.
"""
removed = ["This is the stock phrase, whole."]
hits = ["the-phrase"]

[[example]]             # negative: the phrase is the news, and nothing leaves
lang = "en"
text = "The court said that the stock phrase, whole, did not bind the reader."
removed = []
hits = ["the-phrase"]
"#;
