//! procspawn's side of `cargo bench --bench pool`: reads the name of a row, does its
//! work with procspawn's pool, prints the figure.
//!
//! procspawn has only calls and no `map`, so the program makes chunks itself, of the same size as
//! ours. Each pending call opens four files, so at most a few hundred calls can be pending; "map
//! by one" keeps that many pending.

use std::collections::VecDeque;
use std::io::{self, BufRead, Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::time::Instant;

use procspawn::Pool;

const AHEAD: usize = 64;

type Failure = Box<dyn std::error::Error>;

fn same(x: u64) -> u64 {
    x
}

fn same_of_all(items: Vec<u64>) -> Vec<u64> {
    items.into_iter().map(same).collect()
}

/// Reports its process id, and waits for the permission to continue.
fn stand(path: String) {
    let mut stream = UnixStream::connect(path).expect("the measuring process listens");
    let pid = std::process::id();
    stream.write_all(&pid.to_ne_bytes()).expect("the measuring process reads");
    let _ = stream.read(&mut [0]);
}

/// Makes all workers of a pool wait at the same time, calls `look` with their pids, and lets them
/// continue.
fn standing<T>(pool: &Pool, workers: usize, look: impl FnOnce(&[u32]) -> T) -> Result<T, Failure> {
    let path = std::env::temp_dir().join(format!("procspawn-side-{}", std::process::id()));
    let listener = UnixListener::bind(&path)?;
    let name = path.to_string_lossy().into_owned();
    let calls: Vec<_> = (0..workers)
        .map(|_| pool.spawn(name.clone(), stand))
        .collect();
    let mut visitors = Vec::new();
    let mut pids = Vec::new();
    for _ in 0..workers {
        let (mut visitor, _) = listener.accept()?;
        let mut pid = [0; 4];
        visitor.read_exact(&mut pid)?;
        pids.push(u32::from_ne_bytes(pid));
        visitors.push(visitor);
    }
    std::fs::remove_file(path)?;
    let seen = look(&pids);
    drop(visitors);
    for call in calls {
        call.join()?;
    }
    Ok(seen)
}

/// Seconds until this many workers are ready.
fn ready(workers: usize) -> Result<f64, Failure> {
    let start = Instant::now();
    let pool = Pool::new(workers)?;
    let taken = standing(&pool, workers, |_| start.elapsed().as_secs_f64())?;
    pool.shutdown();
    Ok(taken)
}

/// Seconds for one call and its result; the median of many.
fn apply() -> Result<f64, Failure> {
    let pool = Pool::new(1)?;
    let mut times = Vec::new();
    for call in 0..2_200 {
        let start = Instant::now();
        pool.spawn(1, same).join()?;
        if call >= 200 {
            times.push(start.elapsed().as_secs_f64());
        }
    }
    pool.shutdown();
    times.sort_unstable_by(f64::total_cmp);
    Ok(times[times.len() / 2])
}

fn in_chunks(pool: &Pool, items: u64) -> Result<Vec<u64>, Failure> {
    let items: Vec<u64> = (0..items).collect();
    let chunks = items.chunks(items.len().div_ceil(16));
    let calls = chunks.map(|chunk| pool.spawn(chunk.to_vec(), same_of_all));
    let calls: Vec<_> = calls.collect();
    let mut results = Vec::with_capacity(items.len());
    for call in calls {
        results.extend(call.join()?);
    }
    Ok(results)
}

/// Seconds for each task of a map on four workers.
fn map() -> Result<f64, Failure> {
    let pool = Pool::new(4)?;
    standing(&pool, 4, |_| ())?;
    let start = Instant::now();
    let results = in_chunks(&pool, 1_000_000)?;
    let taken = start.elapsed().as_secs_f64();
    assert!(results.into_iter().eq(0..1_000_000));
    pool.shutdown();
    Ok(taken / 1e6)
}

/// Seconds for each task, one call for each.
fn map_by_one() -> Result<f64, Failure> {
    let pool = Pool::new(4)?;
    standing(&pool, 4, |_| ())?;
    let start = Instant::now();
    let (mut calls, mut results) = (VecDeque::new(), Vec::new());
    for x in 0..20_000 {
        if calls.len() == AHEAD {
            results.extend(
                calls
                    .pop_front()
                    .map(procspawn::JoinHandle::join)
                    .transpose()?,
            );
        }
        calls.push_back(pool.spawn(x, same));
    }
    for call in calls {
        results.push(call.join()?);
    }
    let taken = start.elapsed().as_secs_f64();
    assert!(results.into_iter().eq(0..20_000));
    pool.shutdown();
    Ok(taken / 20_000.0)
}

/// Bytes of private memory of a worker, after it has handled long chunks.
fn memory() -> Result<f64, Failure> {
    let pool = Pool::new(4)?;
    for _ in 0..4 {
        in_chunks(&pool, 1_000_000)?;
    }
    let bytes = standing(&pool, 4, |pids| {
        pids.iter().map(|&pid| private(pid)).sum::<u64>()
    })?;
    pool.shutdown();
    Ok(bytes as f64 / 4.0)
}

/// The private memory of a process; 0 if the system does not report it.
fn private(pid: u32) -> u64 {
    let text = std::fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).unwrap_or_default();
    let lines = text.lines().filter(|line| line.starts_with("Private_"));
    let kibibytes = lines.filter_map(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
    kibibytes.sum::<u64>() * 1024
}

fn main() -> Result<(), Failure> {
    procspawn::init();
    for row in io::stdin().lock().lines() {
        let figure = match row?.as_str() {
            "ready 4" => ready(4)?,
            "ready 40" => ready(40)?,
            "apply" => apply()?,
            "map" => map()?,
            "map by one" => map_by_one()?,
            "memory" => memory()?,
            row => return Err(format!("no such row: {row}").into()),
        };
        println!("{figure}");
    }
    Ok(())
}
