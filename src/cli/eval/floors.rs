//! The floors of `jingwen eval`: read, compared, raised.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use clap::Args;
use jingwen::eval::baseline::Fall;
use jingwen::eval::{Baseline, Evaluation, Half, Summary};
use serde::Serialize;

use crate::cli::message::shown;
use crate::cli::output::AtomicFile;
use jingwen::batch::printable;

#[derive(Debug, Args)]
#[command(next_help_heading = "Floors")]
pub struct FloorArgs {
    /// Articles to report on, by the SHA-256 of their id: held (0-7), fitted (8-f) or all
    #[arg(long, value_name = "HALF", default_value = "all")]
    pub half: Half,
    /// Compare the held half with the floors of this file; exit 1 if anything fell below
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write the measured values as floors, rounded down to three digits
    #[arg(long, requires = "baseline")]
    update_baseline: bool,
    /// Let --update-baseline lower a floor
    #[arg(long, requires = "update_baseline")]
    allow_regression: bool,
}

/// How the floors were kept.
#[derive(Debug, Serialize)]
pub struct Floors {
    file: String,
    held_documents: usize,
    /// What fell below its floor.
    pub fell: Vec<Fall>,
    /// Whether the file was written.
    pub updated: bool,
}

impl FloorArgs {
    /// Whether a file that was to be rewritten may not be lowered.
    pub fn refused(&self) -> bool {
        self.update_baseline && !self.allow_regression
    }

    /// Compares, and rewrites the file if that was asked for and lowers nothing; none without
    /// `--baseline`.
    pub fn check(&self, evaluation: &Evaluation) -> Result<Option<Floors>> {
        let Some(path) = &self.baseline else {
            return Ok(None);
        };
        let held = evaluation.documents(Half::Held).count();
        if held == 0 {
            bail!("no article is in the held half, so there is nothing to hold against the floors");
        }
        let measured = Baseline::measured(&Summary::new(evaluation.documents(Half::Held)));
        let floors = read(path, self.update_baseline)?;
        let rewrite = self.update_baseline;
        let new = measured.clone().rounded_down();
        let against = if rewrite { &new } else { &measured };
        let fell = floors.map_or_else(Vec::new, |floors| floors.falls(against));
        let updated = rewrite && (fell.is_empty() || self.allow_regression);
        if updated {
            let named = || format!("{}: cannot be written", shown(path));
            let mut file = AtomicFile::create(path).with_context(named)?;
            file.write_all(new.to_toml().as_bytes())
                .with_context(named)?;
            file.finish().with_context(named)?;
        }
        Ok(Some(Floors {
            file: printable(&path.to_string_lossy()),
            held_documents: held,
            fell,
            updated,
        }))
    }
}

/// The floors; none if there are none yet and they are to be written.
fn read(path: &Path, may_be_new: bool) -> Result<Option<Baseline>> {
    match fs::read_to_string(path) {
        Ok(text) => {
            let floors = Baseline::parse(&text);
            let named = floors.map_err(|error| anyhow::anyhow!("{}:{error}", shown(path)));
            Ok(Some(named?))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound && may_be_new => Ok(None),
        Err(error) if error.kind() == io::ErrorKind::NotFound => bail!(
            "{}: no such file; check the path, or write it with --update-baseline",
            shown(path)
        ),
        Err(error) => Err(error).with_context(|| format!("{}: cannot be read", shown(path))),
    }
}

impl Floors {
    /// Whether something fell that was not let through.
    pub fn broken(&self) -> bool {
        !self.fell.is_empty() && !self.updated
    }

    /// The comparison for people.
    pub fn text(&self) -> String {
        let count = self.held_documents;
        let mut out = format!("floors of {} on {count} held documents: ", self.file);
        out += match (self.updated, self.fell.is_empty()) {
            (false, true) => "all hold\n",
            (true, true) => "written\n",
            (true, false) => "written, these lowered\n",
            (false, false) => "broken\n",
        };
        for fall in &self.fell {
            out += &format!("  {fall}\n");
        }
        out
    }
}
