//! `jingwen eval --ablate`: the figures without one input of the model at a time.

use std::io::{self, Write as _};

use anyhow::{Result, bail};
use jingwen::Weights;
use jingwen::eval::rates::Rates;
use jingwen::eval::{Article, Evaluation};

use super::judges::Judges;
use super::{EvalArgs, table};
use crate::cli::Exit;
use crate::cli::articles::articles;
use crate::cli::message::Messages;

pub fn run(args: &EvalArgs, judges: &Judges, mut messages: Messages) -> Result<Exit> {
    let half = args.floors.half;
    let mut all: Vec<Article> = Vec::new();
    articles(&args.files, &mut messages, |article| {
        if half.has(&article.id) {
            all.push(article);
        }
        Ok(())
    });
    if messages.failed() {
        messages.note("nothing was measured; mend what is named above and run again");
        return Ok(Exit::Error);
    }
    if all.is_empty() {
        bail!("no article of the half `{half}` in the files: there is nothing to measure");
    }
    let mut rows = vec![row("nothing", judges, &all)?];
    for input in Weights::inputs() {
        rows.push(row(input, &judges.without(input), &all)?);
    }
    // The dearest first, below the row with everything.
    rows[1..].sort_by(|a, b| a.1.f1.total_cmp(&b.1.f1));
    let mut out = io::stdout().lock();
    out.write_all(table::ablation(&rows).as_bytes())?;
    out.flush()?;
    Ok(Exit::Done)
}

fn row(name: &str, judges: &Judges, articles: &[Article]) -> Result<(String, Rates, usize)> {
    let mut evaluation = Evaluation::new(jingwen::eval::Half::All);
    for article in articles {
        evaluation.add(judges.of(&article.id), article)?;
    }
    let overall = evaluation.summary(jingwen::eval::Half::All).overall;
    Ok((
        name.to_owned(),
        overall.characters,
        overall.docs_with_body_loss,
    ))
}
