//! What SIGINT and SIGTERM do. A run that leaves things behind finishes the document in hand first, and
//! a second signal ends it at once; everything else ends at once.

#[cfg(unix)]
use std::sync::Mutex;

#[cfg(unix)]
use jingwen::batch::Interrupt;

#[cfg(unix)]
static RUN: Mutex<Run> = Mutex::new(Run {
    interrupt: None,
    signal: None,
});

/// The run that is to end in order, and the signal that asked it to.
#[cfg(unix)]
struct Run {
    interrupt: Option<Interrupt>,
    signal: Option<i32>,
}

/// Waits for signals on a thread of its own, which does all there is to do.
///
/// # Errors
/// There are no file descriptors left.
#[cfg(unix)]
pub fn watch() -> std::io::Result<()> {
    use signal_hook::consts::{SIGINT, SIGTERM};
    let mut signals = signal_hook::iterator::Signals::new([SIGINT, SIGTERM])?;
    std::thread::Builder::new().spawn(move || {
        for signal in signals.forever() {
            let mut run = RUN.lock().expect("no thread panics with it");
            match (&run.interrupt, run.signal) {
                (Some(interrupt), None) => {
                    interrupt.ask();
                    run.signal = Some(signal);
                    let name = if signal == SIGINT {
                        "SIGINT"
                    } else {
                        "SIGTERM"
                    };
                    super::message::say(format_args!(
                        "note: {name}: finishing the document in hand; once more ends at once\n"
                    ));
                }
                _ => std::process::exit(128 + signal),
            }
        }
    })?;
    Ok(())
}

/// From now on a signal asks a run to end in order.
#[cfg(unix)]
pub fn interrupts(interrupt: &Interrupt) {
    RUN.lock().expect("no thread panics with it").interrupt = Some(interrupt.clone());
}

/// The exit status of a run that a signal ended.
#[cfg(unix)]
pub fn status() -> u8 {
    let signal = RUN.lock().expect("no thread panics with it").signal;
    128 + signal.and_then(|s| u8::try_from(s).ok()).unwrap_or(2)
}

#[cfg(not(unix))]
pub use elsewhere::{interrupts, status, watch};

/// Without these signals, programs are ended from outside.
#[cfg(not(unix))]
mod elsewhere {
    pub fn watch() -> std::io::Result<()> {
        Ok(())
    }

    pub fn interrupts(_: &jingwen::batch::Interrupt) {}

    pub fn status() -> u8 {
        130
    }
}
