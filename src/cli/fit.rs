//! `jingwen fit`: the judge's weights from annotated articles.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use clap::Args;
use jingwen::eval::Half;
use jingwen::fit::{Fitted, Fitter, MarkedTexts};

use super::Exit;
use super::articles::{articles, marks};
use super::judging::JudgeArgs;
use super::message::{Messages, shown};
use super::output::AtomicFile;

/// Which fold each article is in, by id.
pub const FOLD_OF: &str = "folds.json";

/// Fit the weights of the judge to annotated articles
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub struct FitArgs {
    /// Annotated articles, a JSON object a line; - is standard input
    #[arg(value_name = "GOLD", required_unless_present_any = ["fitted_half", "marks"])]
    files: Vec<PathBuf>,
    /// Write the weights here
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,
    /// Write the weights fitted without each fifth of the publishers into this directory, too, for
    /// `jingwen eval --folds`
    #[arg(long, value_name = "DIR")]
    folds: Option<PathBuf>,
    /// More of them, of which only the half is used that carries no floors: the SHA-256 of the id
    /// begins with 8-f (repeatable)
    #[arg(long, value_name = "GOLD")]
    fitted_half: Vec<PathBuf>,
    /// Also what reviewers marked in samples and reports (repeatable): spans marked right are
    /// boilerplate, those marked wrong are body text, and the rest of their texts counts for nothing
    #[arg(long, value_name = "FILE")]
    marks: Vec<PathBuf>,
    /// Print errors only
    #[arg(long, short)]
    quiet: bool,
    #[command(flatten)]
    judge: JudgeArgs,
}

const AFTER: &str =
    "Articles of one publisher never stand on both sides of a fold, nor does a page that stands in
the files twice. The same articles in the same order give the same bytes.";

/// The name of a fold's weights.
pub fn fold_file(fold: usize) -> String {
    format!("fold-{}.toml", fold + 1)
}

pub fn run(args: &FitArgs) -> Result<Exit> {
    let mut messages = Messages::new(args.quiet);
    let Some(rules) = args.judge.rules(&mut messages) else {
        return Ok(Exit::Error);
    };
    let mut fitter = Fitter::new(&rules);
    let mut count = 0usize;
    for (files, half) in [(&args.files, Half::All), (&args.fitted_half, Half::Fitted)] {
        articles(files, &mut messages, |article| {
            if half.has(&article.id) {
                fitter.add(&article).map_err(|error| error.to_string())?;
                count += 1;
            }
            Ok(())
        });
    }
    let mut marked = MarkedTexts::default();
    marks(&args.marks, &mut messages, |mark| marked.add(mark));
    if marked.without_text() > 0 {
        messages.note(format_args!(
            "{} marks carry no text and are passed over: their documents are too long for the sample",
            marked.without_text()
        ));
    }
    let mut texts = 0usize;
    for article in marked.articles() {
        fitter.add(&article)?;
        texts += 1;
    }
    if messages.failed() {
        messages.note("nothing was fitted; mend what is named above and run again");
        return Ok(Exit::Error);
    }
    messages.plain(format_args!("{count} articles read"));
    if texts > 0 {
        messages.plain(format_args!("{texts} texts with marks read"));
    }
    let quiet = args.quiet;
    let fitted = fitter.fit(&|what| Messages::new(quiet).plain(what))?;
    write(&args.output, &fitted.weights.to_text())?;
    if let Some(dir) = &args.folds {
        write_folds(dir, &fitted)?;
    }
    Ok(Exit::Done)
}

fn write_folds(dir: &Path, fitted: &Fitted) -> Result<()> {
    for (fold, weights) in fitted.folds.iter().enumerate() {
        write(&dir.join(fold_file(fold)), &weights.to_text())?;
    }
    let sorted: BTreeMap<_, _> = fitted.fold_of.iter().collect();
    write(&dir.join(FOLD_OF), &serde_json::to_string(&sorted)?)
}

fn write(path: &Path, text: &str) -> Result<()> {
    let named = || format!("{}: cannot be written", shown(path));
    let mut file = AtomicFile::create(path).with_context(named)?;
    file.write_all(text.as_bytes()).with_context(named)?;
    file.finish().with_context(named)
}
