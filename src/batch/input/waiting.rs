//! Reads what may not come for long, a pipe or a terminal, so that a run that is asked to end does
//! not wait for it.

use std::io::{self, Read};
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use crate::batch::interrupt::Interrupt;

/// Bytes read at once, and how often so many may wait to be used.
const BUFFER: usize = 1 << 16;
const AHEAD: usize = 4;
/// How often it is looked whether the run is to end.
const EVERY: Duration = Duration::from_millis(50);

/// What another thread reads.
pub(crate) struct Waiting {
    from: Receiver<io::Result<Vec<u8>>>,
    now: io::Cursor<Vec<u8>>,
    interrupt: Interrupt,
}

/// A run is asked to end while nothing comes.
#[derive(Debug, thiserror::Error)]
#[error("interrupted")]
struct Interrupted;

impl Waiting {
    /// Opens a file, or standard input, and reads it. The thread outlives what it reads for, until
    /// something comes, or the process ends.
    pub fn open(path: Option<&Path>, interrupt: &Interrupt) -> io::Result<Self> {
        let (send, from) = sync_channel(AHEAD);
        let path = path.map(Path::to_owned);
        thread::Builder::new().spawn(move || match path {
            Some(path) => match std::fs::File::open(path) {
                Ok(file) => pass_on(file, &send),
                Err(error) => drop(send.send(Err(error))),
            },
            None => pass_on(io::stdin(), &send),
        })?;
        Ok(Waiting {
            from,
            now: io::Cursor::default(),
            interrupt: interrupt.clone(),
        })
    }
}

/// Nothing more is sent behind the end, or an error.
fn pass_on(mut from: impl Read, send: &SyncSender<io::Result<Vec<u8>>>) {
    let mut buffer = vec![0; BUFFER];
    loop {
        let read = match from.read(&mut buffer) {
            Ok(0) => return,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            read => read.map(|n| buffer[..n].to_vec()),
        };
        let failed = read.is_err();
        if send.send(read).is_err() || failed {
            return;
        }
    }
}

impl Read for Waiting {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.now.read(buffer)? {
                0 if !buffer.is_empty() => {}
                n => return Ok(n),
            }
            match self.from.recv_timeout(EVERY) {
                Ok(read) => self.now = io::Cursor::new(read?),
                Err(RecvTimeoutError::Disconnected) => return Ok(0),
                Err(RecvTimeoutError::Timeout) if self.interrupt.asked() => {
                    return Err(io::Error::other(Interrupted));
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }
}
