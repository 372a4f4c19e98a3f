//! Work on every core, results in the order of the jobs, in bounded memory.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Condvar, Mutex, mpsc};
use std::thread;

/// Jobs under way hold at most so many bytes together, or one job.
const BYTES: usize = 48 << 20;
/// So many jobs may be under way for each thread.
const JOBS: usize = 16;

/// What is under way.
#[derive(Default)]
struct Load {
    now: Mutex<Now>,
    less: Condvar,
}

#[derive(Default)]
struct Now {
    jobs: usize,
    bytes: usize,
    /// No more jobs are wanted.
    stopped: bool,
}

impl Load {
    /// Waits until there is room, and takes it; false if no more jobs are wanted. The jobs are let
    /// in in order, so that the next one to be used is always among them.
    fn take(&self, bytes: usize, most: usize) -> bool {
        let mut now = self.now.lock().expect("no thread panics with it");
        while !now.stopped && (now.jobs >= most || now.jobs > 0 && now.bytes + bytes > BYTES) {
            now = self.less.wait(now).expect("no thread panics with it");
        }
        now.jobs += 1;
        now.bytes += bytes;
        !now.stopped
    }

    fn give(&self, bytes: usize) {
        let mut now = self.now.lock().expect("no thread panics with it");
        now.jobs -= 1;
        now.bytes -= bytes;
        self.less.notify_one();
    }

    fn stopped(&self) -> bool {
        self.now.lock().expect("no thread panics with it").stopped
    }

    fn stop(&self) {
        self.now.lock().expect("no thread panics with it").stopped = true;
        self.less.notify_one();
    }
}

/// Gives every job that `produce` makes to one of the threads, and what `work` makes of it to
/// `consume`, in the order of the jobs. `size` is what a job and its result hold in bytes. When
/// `consume` fails, no more jobs are begun, and `produce` is told so by `false`.
pub(crate) fn run<J: Send, R: Send, E>(
    threads: usize,
    size: impl Fn(&J) -> usize + Sync,
    produce: impl FnOnce(&mut dyn FnMut(J) -> bool) + Send,
    work: impl Fn(J) -> R + Sync,
    mut consume: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    let load = Load::default();
    let (jobs, queue) = mpsc::channel::<(usize, usize, J)>();
    let queue = Mutex::new(queue);
    let (results, done) = mpsc::channel::<(usize, usize, thread::Result<R>)>();
    thread::scope(|scope| {
        let (load, queue, work, size) = (&load, &queue, &work, &size);
        scope.spawn(move || {
            let mut number = 0;
            produce(&mut |job| {
                let bytes = size(&job);
                let wanted = load.take(bytes, threads * JOBS);
                number += 1;
                wanted && jobs.send((number - 1, bytes, job)).is_ok()
            });
        });
        for _ in 0..threads {
            let results = results.clone();
            scope.spawn(move || {
                loop {
                    let job = queue.lock().expect("no worker panics with it").recv();
                    let Ok((number, bytes, job)) = job else { break };
                    if load.stopped() {
                        continue;
                    }
                    let result = catch_unwind(AssertUnwindSafe(|| work(job)));
                    if results.send((number, bytes, result)).is_err() {
                        break;
                    }
                }
            });
        }
        drop(results);
        let mut failed = None;
        let mut waiting = BTreeMap::new();
        let mut next = 0;
        for (number, bytes, result) in done {
            waiting.insert(number, (bytes, result));
            while let Some((bytes, result)) = waiting.remove(&next) {
                let result = match result {
                    Ok(result) => result,
                    Err(panic) => {
                        load.stop();
                        resume_unwind(panic);
                    }
                };
                if failed.is_none() {
                    failed = consume(result).err();
                }
                if failed.is_some() {
                    load.stop();
                }
                load.give(bytes);
                next += 1;
            }
        }
        failed.map_or(Ok(()), Err)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn doubled(threads: usize, jobs: usize, until: usize) -> (Result<(), usize>, Vec<usize>) {
        let mut seen = Vec::new();
        let result = run(
            threads,
            |_| BYTES / 3,
            |send| {
                for job in 0..jobs {
                    if !send(job) {
                        break;
                    }
                }
            },
            |job| job * 2,
            |result| {
                seen.push(result);
                if result == until { Err(result) } else { Ok(()) }
            },
        );
        (result, seen)
    }

    #[test]
    fn results_come_in_the_order_of_the_jobs() {
        for threads in [1, 2, 7] {
            let (result, seen) = doubled(threads, 500, usize::MAX);
            assert_eq!(result, Ok(()));
            assert!(seen.into_iter().eq((0..500).map(|job| job * 2)));
        }
    }

    #[test]
    fn an_error_ends_the_run() {
        let (result, seen) = doubled(2, usize::MAX, 20);
        assert_eq!(result, Err(20));
        assert_eq!(seen.len(), 11);
    }

    #[test]
    #[should_panic(expected = "job 30")]
    fn a_panic_of_a_worker_is_passed_on() {
        let _ = run(
            2,
            |_| 1,
            |send| while send(30) {},
            |job: usize| assert_ne!(job, 30, "job 30"),
            |()| Ok::<(), ()>(()),
        );
    }
}
