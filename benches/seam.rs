//! The cost of the choice at run time for a real lock and a real atomic.
//!
//! Run with `cargo bench --bench seam`. Each row does the same work with the raw type and
//! with the seam's type, alternately, so that any slowdown of the machine affects
//! both; the ratio is that of the medians. One thread: with contention, waiting would hide
//! the cost of the choice.

use std::cell::Cell;
use std::hint::black_box;
use std::io::{self, Write};
use std::time::{Duration, Instant};

use racelab::sync;
use racelab::sync::atomic::Ordering::{Acquire, Relaxed, Release, SeqCst};

/// Operations in a round: long compared to the clock's resolution, short compared to a time slice.
const OPERATIONS: u32 = 20_000;
/// Rounds of each kind: enough for medians that repeat within a percent.
const ROUNDS: usize = 1_001;

fn main() -> io::Result<()> {
    let mut out = anstream::stdout();
    writeln!(
        out,
        "{OPERATIONS} operations a round, {ROUNDS} rounds of each, in turn; medians\n\n\
         {:<29}{:>10}{:>10}{:>8}",
        "", "raw", "seam", "ratio"
    )?;

    locks(&mut out)?;
    atomics(&mut out)?;
    threads(&mut out)
}

/// Mutex, semaphore and `OnceLock`.
fn locks(out: &mut impl Write) -> io::Result<()> {
    let (raw, seam) = (parking_lot::Mutex::new(0_u64), sync::Mutex::new(0_u64));
    row(
        out,
        "Mutex lock, += 1, unlock",
        || *black_box(&raw).lock() += 1,
        || *black_box(&seam).lock() += 1,
    )?;

    let (raw, seam) = (RawSemaphore::new(1), sync::Semaphore::new(1));
    row(
        out,
        "Semaphore acquire, release",
        || {
            black_box(&raw).acquire();
            black_box(&raw).release();
        },
        || drop(black_box(&seam).acquire()),
    )?;

    let (raw, seam) = (std::sync::OnceLock::from(1), sync::OnceLock::from(1));
    row(
        out,
        "OnceLock get",
        || _ = black_box(black_box(&raw).get()),
        || _ = black_box(black_box(&seam).get()),
    )?;
    Ok(())
}

/// Atomics of every size.
fn atomics(out: &mut impl Write) -> io::Result<()> {
    macro_rules! atomic {
        ($Atomic:ident) => {
            let raw = std::sync::atomic::$Atomic::new(0);
            let seam = sync::atomic::$Atomic::new(0);
            let name = |operation| format!("{} {operation}", stringify!($Atomic));
            row(
                out,
                &name("fetch_add SeqCst"),
                || _ = black_box(&raw).fetch_add(1, SeqCst),
                || _ = black_box(&seam).fetch_add(1, SeqCst),
            )?;
            row(
                out,
                &name("fetch_add Relaxed"),
                || _ = black_box(&raw).fetch_add(1, Relaxed),
                || _ = black_box(&seam).fetch_add(1, Relaxed),
            )?;
            row(
                out,
                &name("load Acquire"),
                || _ = black_box(black_box(&raw).load(Acquire)),
                || _ = black_box(black_box(&seam).load(Acquire)),
            )?;
            row(
                out,
                &name("store Release"),
                || black_box(&raw).store(1, Release),
                || black_box(&seam).store(1, Release),
            )?;
        };
    }
    atomic!(AtomicU64);
    atomic!(AtomicI8);
    atomic!(AtomicU16);
    atomic!(AtomicI32);
    atomic!(AtomicIsize);
    Ok(())
}

/// What belongs to one thread.
fn threads(out: &mut impl Write) -> io::Result<()> {
    std::thread_local!(static RAW: Cell<u64> = const { Cell::new(0) });
    sync::thread_local!(static SEAM: Cell<u64> = const { Cell::new(0) });
    row(
        out,
        "thread_local get, set",
        || RAW.set(black_box(RAW.get() + 1)),
        || SEAM.set(black_box(SEAM.get() + 1)),
    )?;
    let raw = std::thread::current();
    let seam = sync::thread::current();
    row(
        out,
        "unpark, park_timeout",
        || {
            raw.unpark();
            std::thread::park_timeout(Duration::from_secs(1));
        },
        || {
            seam.unpark();
            sync::thread::park_timeout(Duration::from_secs(1));
        },
    )?;
    Ok(())
}

/// A count in a mutex, with a condition variable.
struct RawSemaphore {
    count: parking_lot::Mutex<usize>,
    released: parking_lot::Condvar,
}

impl RawSemaphore {
    fn new(permits: usize) -> Self {
        Self {
            count: parking_lot::Mutex::new(permits),
            released: parking_lot::Condvar::new(),
        }
    }

    fn acquire(&self) {
        let mut count = self.count.lock();
        self.released.wait_while(&mut count, |count| *count == 0);
        *count -= 1;
    }

    fn release(&self) {
        *self.count.lock() += 1;
        self.released.notify_one();
    }
}

/// Measures `raw` and `seam` in turn, and prints nanoseconds per operation and their ratio.
fn row(out: &mut impl Write, name: &str, raw: impl Fn(), seam: impl Fn()) -> io::Result<()> {
    let mut times = [const { Vec::new() }; 2];
    for _ in 0..ROUNDS {
        times[0].push(round(&raw));
        times[1].push(round(&seam));
    }
    let [raw, seam] = times.map(median);
    writeln!(
        out,
        "{name:<29}{:>7.2} ns{:>7.2} ns{:>8.3}",
        raw,
        seam,
        seam / raw
    )
}

fn round(operation: impl Fn()) -> Duration {
    let start = Instant::now();
    for _ in 0..OPERATIONS {
        operation();
    }
    start.elapsed()
}

/// Nanoseconds of one operation in the median round.
fn median(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    times[times.len() / 2].as_secs_f64() * 1e9 / f64::from(OPERATIONS)
}
