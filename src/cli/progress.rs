//! Tells what a run says while it runs: messages, and how far it is.

use std::io::{self, IsTerminal as _, Write as _};
use std::time::{Duration, Instant};

use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jingwen::batch::{Notice, Plan, Progress, Watch};

use super::message::Messages;

/// How progress is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// A bar, if standard error is a terminal
    Bar,
    /// A JSON object a second on standard error
    Json,
    /// Not at all
    None,
}

const EVERY: Duration = Duration::from_secs(1);

/// Passes messages on, and shows progress.
pub struct Teller<'m> {
    messages: &'m mut Messages,
    shown: Shown,
}

enum Shown {
    Nothing,
    Bar(ProgressBar, usize),
    Json {
        files: usize,
        bytes: u64,
        begun: Instant,
        last: Instant,
        now: Progress,
    },
}

impl Kind {
    /// A teller for a run over a tree.
    pub fn teller<'m>(self, plan: &Plan, messages: &'m mut Messages) -> Teller<'m> {
        let files = plan.files.len();
        let bytes = plan.files.iter().map(|file| file.input.size).sum();
        let shown = match self {
            Kind::Bar if io::stderr().is_terminal() && !messages.is_quiet() => {
                Shown::Bar(bar(files, bytes), files)
            }
            Kind::Json => Shown::Json {
                files,
                bytes,
                begun: Instant::now(),
                last: Instant::now(),
                now: Progress::default(),
            },
            Kind::Bar | Kind::None => Shown::Nothing,
        };
        Teller { messages, shown }
    }
}

fn bar(files: usize, bytes: u64) -> ProgressBar {
    let target = ProgressDrawTarget::stderr_with_hz(4);
    let bar = ProgressBar::with_draw_target(Some(bytes), target);
    let template = "{bar:24} {percent:>3} %  {msg}  {decimal_bytes_per_sec}  {eta} left";
    let style = ProgressStyle::with_template(template).expect("the template is constant");
    bar.set_style(style);
    bar.set_message(told(files, &Progress::default()));
    bar
}

fn told(files: usize, progress: &Progress) -> String {
    let documents = progress.documents;
    format!("{} of {files} files, {documents} documents", progress.files)
}

impl<'m> Teller<'m> {
    /// Shows no progress.
    pub fn silent(messages: &'m mut Messages) -> Self {
        let shown = Shown::Nothing;
        Teller { messages, shown }
    }

    /// The run is over.
    pub fn finish(self) {
        match self.shown {
            Shown::Bar(bar, _) => bar.finish_and_clear(),
            Shown::Json { .. } => self.shown.print(),
            Shown::Nothing => {}
        }
    }
}

impl Shown {
    fn print(&self) {
        let Shown::Json {
            files,
            bytes,
            begun,
            now,
            ..
        } = self
        else {
            return;
        };
        let seconds = begun.elapsed().as_secs_f64();
        let line = serde_json::json!({
            "type": "progress",
            "files": now.files,
            "files_total": files,
            "documents": now.documents,
            "bytes": now.bytes,
            "bytes_total": bytes,
            "seconds": (seconds * 10.0).round() / 10.0,
        });
        let _ = writeln!(io::stderr().lock(), "{line}");
    }
}

impl Watch for Teller<'_> {
    fn notice(&mut self, notice: &Notice) {
        match &self.shown {
            Shown::Bar(bar, _) => bar.suspend(|| self.messages.tell(notice)),
            _ => self.messages.tell(notice),
        }
    }

    fn progress(&mut self, progress: &Progress) {
        let due = match &mut self.shown {
            Shown::Nothing => false,
            Shown::Bar(bar, files) => {
                bar.set_position(progress.bytes);
                bar.set_message(told(*files, progress));
                false
            }
            Shown::Json { last, now, .. } => {
                *now = *progress;
                let due = last.elapsed() >= EVERY;
                if due {
                    *last = Instant::now();
                }
                due
            }
        };
        if due {
            self.shown.print();
        }
    }
}
