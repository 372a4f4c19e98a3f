//! The rules as a page of Markdown: what they cover, category by category.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use jingwen::category::Action;
use jingwen::rules::model::{Family, Pattern, PatternLang, Status, Strength};
use jingwen::{Category, RuleSet};

/// The command that writes the page of the built-in rules.
const COMMAND: &str =
    "cargo run --quiet -- rules list --format markdown --rules corpus/rules --no-builtin";

/// The page. `missing` are the ids of a taxonomy that no family covers, if one was compared.
pub fn page(
    set: &RuleSet,
    category: Option<Category>,
    dirs: &[PathBuf],
    missing: Option<&[String]>,
) -> String {
    let families: Vec<&Family> = set
        .families()
        .filter(|f| category.is_none_or(|c| f.category == c))
        .collect();
    let mut out = String::from("# Rules\n\n");
    let _ = writeln!(
        out,
        "What the rules look for. This page is written by a command; change the rules, then run it again:\n\n```sh\n{COMMAND} > docs/rules.md\n```\n"
    );
    overview(&mut out, &families);
    for category in Category::ALL {
        let all: Vec<&Family> = by_category(&families, *category).collect();
        if !all.is_empty() {
            section(&mut out, *category, &all);
        }
    }
    covers(&mut out, &families);
    if let Some(missing) = missing {
        not_covered(&mut out, missing, dirs);
    }
    out
}

fn by_category<'f>(
    families: &[&'f Family],
    category: Category,
) -> impl Iterator<Item = &'f Family> {
    families
        .iter()
        .copied()
        .filter(move |f| f.category == category)
}

fn overview(out: &mut String, families: &[&Family]) {
    let patterns: Vec<&Pattern> = families.iter().copied().flat_map(active).collect();
    let unseen = with(&patterns, |p| p.status == Status::Unseen);
    let _ = writeln!(
        out,
        "{} families, {} patterns, {unseen} of them unseen: worded after the known forms and never met on a real page.\nWhat is kept is reported and stays in the body, unless `--remove` takes it.\n",
        families.len(),
        patterns.len()
    );
    let _ = writeln!(
        out,
        "| category | what belongs to it | by default | families | patterns | en | zh | other |\n|---|---|---|--:|--:|--:|--:|--:|"
    );
    for category in Category::ALL {
        let all: Vec<&Family> = by_category(families, *category).collect();
        let patterns: Vec<&Pattern> = all.iter().copied().flat_map(active).collect();
        let of = |lang| match with(&patterns, |p| p.lang == lang) {
            0 => String::new(),
            count => count.to_string(),
        };
        if all.is_empty() {
            continue;
        }
        let name = category.as_str();
        let _ = writeln!(
            out,
            "| [{name}](#{name}) | {} | {} | {} | {} | {} | {} | {} |",
            cell(category.description()),
            match category.action() {
                Action::Keep => "kept",
                Action::Delete | Action::Label => "removed",
            },
            all.len(),
            patterns.len(),
            of(PatternLang::En),
            of(PatternLang::Zh),
            of(PatternLang::Other)
        );
    }
}

fn section(out: &mut String, category: Category, families: &[&Family]) {
    // The embedded rules carry no descriptions.
    let described = families.iter().any(|f| !f.description.is_empty());
    let _ = writeln!(
        out,
        "\n## {category}\n\n| family | languages | patterns | strength | status |{}\n|---|---|--:|---|---|{}",
        if described { " what it says |" } else { "" },
        if described { "---|" } else { "" }
    );
    for family in families {
        let (all, patterns): (Vec<&Pattern>, Vec<&Pattern>) =
            (family.patterns.iter().collect(), active(family).collect());
        let langs: BTreeSet<&str> = patterns.iter().map(|p| p.lang.as_str()).collect();
        let langs: Vec<&str> = langs.into_iter().collect();
        let strengths = [Strength::Decisive, Strength::Strong, Strength::Weak];
        let strengths = strengths.map(|s| (s.as_str(), with(&patterns, |p| p.strength == s)));
        let _ = write!(
            out,
            "| [{}]({}) | {} | {} | {} | {} |",
            family.id,
            link(&family.file),
            langs.join(", "),
            patterns.len(),
            counted(strengths.into_iter(), patterns.len()),
            counted(statuses(&all).into_iter(), all.len())
        );
        if described {
            let _ = write!(out, " {} |", cell(&family.description));
        }
        out.push('\n');
    }
}

fn statuses(patterns: &[&Pattern]) -> Vec<(&'static str, usize)> {
    let of = |word: &&'static str| {
        let status = Status::from_word(word);
        (*word, with(patterns, |p| Some(p.status) == status))
    };
    Status::WORDS.iter().map(of).collect()
}

fn with(patterns: &[&Pattern], is: impl Fn(&Pattern) -> bool) -> usize {
    patterns.iter().filter(|p| is(p)).count()
}

fn active(family: &Family) -> impl Iterator<Item = &Pattern> {
    family.patterns.iter().filter(|p| p.status.is_active())
}

/// `stable`, or `stable 3, unseen 2` where there is more than one kind.
fn counted<'w>(kinds: impl Iterator<Item = (&'w str, usize)>, all: usize) -> String {
    let shown = kinds.filter(|(_, count)| *count > 0);
    let shown: Vec<String> = shown
        .map(|(word, count)| {
            if count == all {
                word.to_owned()
            } else {
                format!("{word} {count}")
            }
        })
        .collect();
    shown.join(", ")
}

fn covers(out: &mut String, families: &[&Family]) {
    let mut by_id: BTreeMap<&str, Vec<&Family>> = BTreeMap::new();
    for family in families {
        for id in &family.covers {
            by_id.entry(id).or_default().push(family);
        }
    }
    let _ = writeln!(
        out,
        "\n## Taxonomy\n\nThe kinds of boilerplate that the rules were written against, and the families that cover each. Ids that\nare left out on purpose are named in [corpus/rules](../corpus/rules/README.md#not-covered).\n\n| id | families |\n|---|---|"
    );
    for (id, families) in by_id {
        let links = families
            .iter()
            .map(|f| format!("[{}]({})", f.id, link(&f.file)));
        let _ = writeln!(
            out,
            "| {} | {} |",
            cell(id),
            links.collect::<Vec<_>>().join(", ")
        );
    }
}

fn not_covered(out: &mut String, missing: &[String], dirs: &[PathBuf]) {
    let _ = writeln!(out, "\n## Not covered\n\n| id | why |\n|---|---|");
    let readmes: Vec<String> = dirs
        .iter()
        .filter_map(|dir| fs::read_to_string(dir.join("README.md")).ok())
        .collect();
    for id in missing {
        let why = readmes.iter().find_map(|text| reason(text, id));
        let _ = writeln!(
            out,
            "| {} | {} |",
            cell(id),
            cell(why.as_deref().unwrap_or("–"))
        );
    }
}

/// What the section "Not covered" of a README says of an id: the words in brackets after it.
fn reason(readme: &str, id: &str) -> Option<String> {
    let (_, section) = readme.split_once("\n## Not covered\n")?;
    let section = section.split("\n## ").next()?;
    let section = section.split_whitespace().collect::<Vec<_>>().join(" ");
    let (_, rest) = section.split_once(&format!("`{id}` ("))?;
    Some(rest.split(')').next()?.to_owned())
}

/// A file as docs/ sees it; the embedded rules are named from their folder.
fn link(file: &Path) -> String {
    let path = file.to_string_lossy().replace('\\', "/");
    if file.is_absolute() {
        path
    } else if file.components().count() == 2 {
        format!("../corpus/rules/{path}")
    } else {
        format!("../{path}")
    }
}

/// A text that does not end a cell of a table.
fn cell(text: &str) -> String {
    text.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .replace('|', "\\|")
        .replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_read_from_the_section_and_from_nowhere_else() {
        let readme = "`a` (no)\n\n## Not covered\n\nTwo: `a` (as a\nwhole) and `b` (gone).\n\n## More\n`c` (x)\n";
        assert_eq!(reason(readme, "a").as_deref(), Some("as a whole"));
        assert_eq!(reason(readme, "b").as_deref(), Some("gone"));
        assert_eq!(reason(readme, "c"), None);
    }

    #[test]
    fn links_lead_out_of_docs() {
        assert_eq!(
            link(Path::new("corpus/rules/other/x.toml")),
            "../corpus/rules/other/x.toml"
        );
        assert_eq!(
            link(Path::new("other/x.toml")),
            "../corpus/rules/other/x.toml"
        );
    }

    #[test]
    fn cells_hold_bars_and_line_breaks() {
        assert_eq!(cell("a | b\n  c <d>"), "a \\| b c &lt;d>");
    }

    #[test]
    fn one_kind_is_named_and_several_are_counted() {
        let kinds = |a, b| counted([("stable", a), ("unseen", b)].into_iter(), 3);
        assert_eq!(kinds(3, 0), "stable");
        assert_eq!(kinds(2, 1), "stable 2, unseen 1");
    }
}
