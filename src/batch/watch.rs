//! Who watches a run: what it has to say, and how far it is.

use super::notice::Notice;
use super::tally::Tally;

/// What a run tells whoever watches it, as it happens.
pub trait Watch {
    /// Something to say.
    fn notice(&mut self, notice: &Notice);
    /// How far the run is.
    fn progress(&mut self, _: &Progress) {}
}

/// How far a run is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Inputs that are done.
    pub files: usize,
    /// Documents.
    pub documents: u64,
    /// Bytes of the inputs that were read, as they are on disk.
    pub bytes: u64,
}

/// Counts an error, and passes on what there is to say.
pub(crate) fn tell(notice: &Notice, tally: &mut Tally, watch: &mut dyn Watch) {
    if let Notice::Error(trouble, _) = notice {
        tally.error(*trouble);
    }
    watch.notice(notice);
}
