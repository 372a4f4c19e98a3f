//! Bounds to what a compressed file may unpack to: a small one can hold more than a disk does.

use std::io::{self, Read};

use crate::batch::input::meter::Meter;

/// Below so many unpacked bytes no ratio is looked at: lines that repeat compress a thousandfold.
pub(crate) const FREE: u64 = 64 << 20;

/// How far a compressed file is unpacked; 0 is no limit. An input that goes beyond is an error, and
/// nothing of it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unpacking {
    /// Most bytes of one input, unpacked.
    pub most: u64,
    /// So many times its size an input may unpack to, if that is over 64 MiB.
    pub ratio: u64,
    /// Largest window of Zstandard in bytes: so much memory unpacking takes.
    pub window: u64,
}

impl Default for Unpacking {
    /// 100 GiB, 250 times, and the 128 MiB that the `zstd` program allows.
    fn default() -> Self {
        Unpacking {
            most: 100 << 30,
            ratio: 250,
            window: 128 << 20,
        }
    }
}

impl Unpacking {
    /// The window as a power of two.
    pub(crate) fn window_log(&self) -> u32 {
        // What no system has memory for, the format does not have either.
        const MOST: u32 = if cfg!(target_pointer_width = "64") {
            31
        } else {
            30
        };
        self.window.checked_ilog2().unwrap_or(MOST).clamp(10, MOST)
    }

    /// The limit that so many bytes go beyond, unpacked out of so many.
    pub(crate) fn excess(&self, unpacked: u64, packed: u64) -> Option<Excess> {
        let &Unpacking { most, ratio, .. } = self;
        if most > 0 && unpacked > most {
            return Some(Excess::Size(most));
        }
        let many = ratio > 0 && unpacked > FREE && unpacked > packed.saturating_mul(ratio);
        many.then_some(Excess::Ratio(ratio))
    }
}

/// A limit that a file goes beyond.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Excess {
    #[error("unpacks to more than --max-unpacked {}; if it is to be read, add --max-unpacked 0 or a larger size", size(*.0))]
    Size(u64),
    #[error(
        "unpacks to over 64 MiB and more than {0} times its size, --max-ratio {0}; if it is to be read, add --max-ratio 0 or a larger number"
    )]
    Ratio(u64),
    #[error(
        "was packed with a window of Zstandard over --max-window {}; if there is memory for it, add --max-window 2G, or pack it anew without --long", size(*.0)
    )]
    Window(u64),
}

/// As the flags take it.
fn size(bytes: u64) -> String {
    let units = [(30, "G"), (20, "M"), (10, "K")];
    let unit = units
        .into_iter()
        .find(|(shift, _)| bytes != 0 && bytes.trailing_zeros() >= *shift);
    match unit {
        Some((shift, name)) => format!("{}{name}", bytes >> shift),
        None => bytes.to_string(),
    }
}

/// Unpacked bytes, as far as they may come.
pub(crate) struct Bounded<R> {
    inner: R,
    bounds: Unpacking,
    /// Knows what was read of the file.
    meter: Meter,
    unpacked: u64,
}

impl<R> Bounded<R> {
    pub fn new(inner: R, bounds: Unpacking, meter: Meter) -> Self {
        Bounded {
            inner,
            bounds,
            meter,
            unpacked: 0,
        }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer).map_err(|error| {
            // The library says it in words alone.
            match error.to_string().contains("requires too much memory") {
                true => excessive(Excess::Window(self.bounds.window)),
                false => error,
            }
        })?;
        self.unpacked += n as u64;
        match self.bounds.excess(self.unpacked, self.meter.bytes()) {
            Some(excess) => Err(excessive(excess)),
            None => Ok(n),
        }
    }
}

fn excessive(excess: Excess) -> io::Error {
    io::Error::other(excess)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_as_the_flags_take_them() {
        let named = [
            (100 << 30, "100G"),
            (1 << 20, "1M"),
            (1536, "1536"),
            (0, "0"),
            (2048, "2K"),
        ];
        for (bytes, name) in named {
            assert_eq!(size(bytes), name);
        }
    }

    #[test]
    fn a_ratio_counts_only_above_what_is_free() {
        let bounds = Unpacking {
            ratio: 1,
            ..Unpacking::default()
        };
        let unpacked = |bytes: u64, bounds| {
            let from = io::repeat(0).take(bytes);
            let mut bounded = Bounded::new(from, bounds, Meter::default());
            io::copy(&mut bounded, &mut io::sink())
        };
        assert_eq!(unpacked(FREE, bounds).unwrap(), FREE);
        let over = unpacked(FREE + 1, bounds).unwrap_err();
        assert!(over.to_string().contains("--max-ratio 1;"), "{over}");
        let none = Unpacking { ratio: 0, ..bounds };
        assert_eq!(unpacked(FREE + 1, none).unwrap(), FREE + 1);
        let small = Unpacking { most: 9, ..bounds };
        let over = unpacked(10, small).unwrap_err();
        assert!(over.to_string().contains("--max-unpacked 9;"), "{over}");
    }

    #[test]
    fn windows_are_powers_of_two() {
        let of = |window| {
            Unpacking {
                window,
                ..Unpacking::default()
            }
            .window_log()
        };
        assert_eq!(
            [of(128 << 20), of(2 << 30), of(3 << 20), of(1)],
            [27, 31, 21, 10]
        );
        assert!(of(0) >= 30);
    }
}
