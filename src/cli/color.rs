//! Whether to colour what is printed.

use std::io::IsTerminal;

use clap::{Args, ColorChoice};

#[derive(Debug, Args)]
pub struct ColorArgs {
    /// Colour: auto is on a terminal, unless NO_COLOR is set
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    color: ColorChoice,
}

impl ColorArgs {
    /// Whether to colour what goes to this stream. `NO_COLOR` (no-color.org) counts where it is
    /// not empty, and an explicit --color outranks it.
    pub fn on(&self, stream: &impl IsTerminal) -> bool {
        let refused = || std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        match self.color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => stream.is_terminal() && !refused(),
        }
    }
}
