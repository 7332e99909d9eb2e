//! The measurements of our pool.

use std::thread;
use std::time::{Duration, Instant};

use racelab::process::{EventKind, Pool, Result, chunked};

/// The task of every row.
pub(crate) fn same(x: u64) -> u64 {
    x
}

/// Seconds until this many workers are ready.
pub(crate) fn ready(workers: usize) -> Result<f64> {
    let start = Instant::now();
    let pool = Pool::new(workers)?;
    loop {
        let events = pool.events();
        let ready = events.iter().filter(|event| event.kind == EventKind::Ready);
        if ready.count() == workers {
            break;
        }
        // Short compared to the measured time, long enough to leave the processors to the workers.
        thread::sleep(Duration::from_micros(20) * u32::try_from(workers).unwrap_or(1));
    }
    let taken = start.elapsed().as_secs_f64();
    pool.close();
    pool.join()?;
    Ok(taken)
}

/// Seconds for one call and its result; the median of many.
pub(crate) fn apply() -> Result<f64> {
    let pool = Pool::new(1)?;
    let mut times = Vec::new();
    for call in 0..2_200 {
        let start = Instant::now();
        pool.apply(same, (1,))?;
        if call >= 200 {
            times.push(start.elapsed().as_secs_f64());
        }
    }
    Ok(median(times))
}

/// Seconds for each task of a map on four workers.
pub(crate) fn map(items: u64, chunksize: Option<usize>) -> Result<f64> {
    let pool = Pool::new(4)?;
    pool.map(same, 0..1_000)?;
    let start = Instant::now();
    let results = match chunksize {
        None => pool.map(same, 0..items)?,
        Some(size) => pool.map(same, chunked(0..items, size))?,
    };
    let taken = start.elapsed().as_secs_f64();
    assert!(results.into_iter().eq(0..items));
    #[expect(clippy::cast_precision_loss, reason = "a million")]
    Ok(taken / items as f64)
}

/// Bytes of private memory of a worker, after it has handled long chunks.
pub(crate) fn memory() -> Result<f64> {
    let pool = Pool::new(4)?;
    for _ in 0..4 {
        pool.map(same, 0..1_000_000)?;
    }
    let pids = pool.pids();
    let bytes: u64 = pids.iter().map(|&pid| private(pid)).sum();
    #[expect(clippy::cast_precision_loss, reason = "some megabytes")]
    Ok(bytes as f64 / pids.len() as f64)
}

/// The private memory of a process; 0 if the system does not report it.
fn private(pid: u32) -> u64 {
    let text = std::fs::read_to_string(format!("/proc/{pid}/smaps_rollup"));
    let text = text.unwrap_or_default();
    let lines = text.lines().filter(|line| line.starts_with("Private_"));
    let kibibytes = lines.filter_map(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
    kibibytes.sum::<u64>() * 1024
}

/// The median.
pub(crate) fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_unstable_by(f64::total_cmp);
    figures[figures.len() / 2]
}
