//! Counts and hashes what is read of an input, as it is on disk.

use std::io::{self, Read};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

/// What was read of a file, as it is on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Raw {
    pub bytes: u64,
    /// BLAKE3, in hexadecimal.
    pub hash: String,
}

/// What was read so far; the reader and whoever asks share it.
#[derive(Clone, Default)]
pub(crate) struct Meter(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    hasher: blake3::Hasher,
    bytes: u64,
}

impl Meter {
    /// Measures what is read of `inner`; `total` counts that of all inputs together.
    pub fn over<R: Read>(&self, inner: R, total: Arc<AtomicU64>) -> Metered<R> {
        Metered {
            inner,
            meter: self.clone(),
            total,
        }
    }

    pub fn bytes(&self) -> u64 {
        self.0.lock().expect("no reader panics").bytes
    }

    pub fn raw(&self) -> Raw {
        let state = self.0.lock().expect("no reader panics");
        Raw {
            bytes: state.bytes,
            hash: state.hasher.finalize().to_hex().to_string(),
        }
    }
}

/// A reader that is measured.
pub(crate) struct Metered<R> {
    inner: R,
    meter: Meter,
    total: Arc<AtomicU64>,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        let mut state = self.meter.0.lock().expect("no reader panics");
        state.hasher.update(&buffer[..n]);
        state.bytes += n as u64;
        self.total.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}
