//! `jingwen rules`: check rule files, list what there is.

use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::Result;
use clap::Subcommand;
use jingwen::category::Action;
use jingwen::{Category, RuleSet};

use super::Exit;
use super::message::Messages;
use super::options::with_dir;

/// Check rule files, list categories
#[derive(Debug, Subcommand)]
pub enum RulesCommand {
    /// Check directories of rule files; every mistake is printed with its place
    Check {
        /// Directory of .toml rule files (repeatable)
        #[arg(long, value_name = "DIR", required = true)]
        rules: Vec<PathBuf>,
    },
    /// List what rules are made of
    List {
        /// The categories, what happens to each, and what belongs to it
        #[arg(long, required = true)]
        categories: bool,
    },
}

pub fn run(command: &RulesCommand) -> Result<Exit> {
    match command {
        RulesCommand::Check { rules } => Ok(check(rules)),
        RulesCommand::List { .. } => list_categories(),
    }
}

fn check(dirs: &[PathBuf]) -> Exit {
    let mut messages = Messages::new(false);
    let mut rules = RuleSet::builtin();
    for dir in dirs {
        if let Some(more) = with_dir(rules.clone(), dir, &mut messages) {
            rules = more;
        }
    }
    Exit::of(&messages)
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
