//! Asks a run to end, from another thread.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Asks a run to end soon and in order: the document in hand is finished, and how far the run came is
/// entered in the journal. Clones ask for the same.
///
/// ```
/// use jingwen::batch::Interrupt;
///
/// let interrupt = Interrupt::default();
/// let other = interrupt.clone();
/// std::thread::spawn(move || other.ask()).join().unwrap();
/// assert!(interrupt.asked());
/// ```
#[derive(Debug, Clone, Default)]
pub struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Asks; there is no taking back.
    pub fn ask(&self) {
        self.0.store(true, Ordering::Release);
    }

    /// Whether anyone asked.
    pub fn asked(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}
