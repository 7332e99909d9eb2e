//! The fault run kills workers of a pool at random moments, and then
//! parents.
//!
//! As a test it is short. The long run is the same with more kills:
//!
//! ```sh
//! RACELAB_FAULT_KILLS=1000 cargo test --test process_faults
//! ```
//!
//! `RACELAB_FAULT_SEED` repeats the plan of a run: the tasks, and the targets of the
//! kills. Their exact moments depend on the operating system.

use std::collections::HashMap;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::Stdio;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::support::{
    self, Gate, Scratch, append, is_running, program, stand_at, until, wait_ready,
};
use libtest_mimic::Arguments;
use racelab::process::{Error, Pool, active_children, chunked};
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};

pub(crate) fn main() {
    racelab::tasks![work, echo, wait_at];
    if std::env::args().nth(1).as_deref() == Some("--program") {
        be_parent();
        return;
    }
    let mut arguments = Arguments::from_args();
    // One after the other, because they count the processes that are left over.
    arguments.test_threads = Some(1);
    let trials = vec![
        #[cfg(target_os = "linux")]
        support::trial("elders_killed_amid_their_siblings", kill_elders),
        support::trial("workers_killed_at_random_moments", kill_workers),
        support::trial("parents_killed_idle_and_busy", kill_parents),
    ];
    support::leave(&libtest_mimic::run(&arguments, trials));
}

fn number(variable: &str, otherwise: usize) -> usize {
    match std::env::var(variable) {
        Ok(text) => text.parse().expect("a number in the environment"),
        Err(_) => otherwise,
    }
}

fn say(what: impl std::fmt::Display) {
    let _ = writeln!(io::stdout(), "{what}");
}

/// Records that it ran, and takes some time.
fn work(path: String, id: u64, steps: u64) -> u64 {
    append(&path, id);
    (0..steps).fold(id, |x, step| std::hint::black_box(x ^ step.rotate_left(7)))
}

fn expected(id: u64, steps: u64) -> u64 {
    (0..steps).fold(id, |x, step| x ^ step.rotate_left(7))
}

fn echo(bytes: Vec<u8>) -> Vec<u8> {
    bytes
}

fn wait_at(gate: String, id: u64) {
    stand_at(&gate, id);
}

/// The results of the tasks.
#[derive(Default)]
struct Tally {
    right: usize,
    lost: usize,
}

impl Tally {
    /// A correct value or a lost worker; every other result is an error.
    fn count<T: PartialEq + std::fmt::Debug>(&mut self, result: &Result<T, Error>, right: &T) {
        match result {
            Ok(value) => {
                assert!(value == right, "a wrong value");
                self.right += 1;
            }
            Err(Error::WorkerLost { exitcode, .. }) => {
                assert_eq!(*exitcode, Some(-9));
                self.lost += 1;
            }
            Err(other) => panic!("{other}"),
        }
    }
}

fn kill_workers() {
    let goal = number("RACELAB_FAULT_KILLS", 60);
    let seed = number("RACELAB_FAULT_SEED", rand::random_range(0..1_000_000)) as u64;
    let pool = Pool::new(4).unwrap();
    wait_ready(&pool, 4);
    let files = open_files();
    let kills = AtomicUsize::new(0);
    let over = AtomicBool::new(false);
    let mut rng = SmallRng::seed_from_u64(seed);
    let mut tally = Tally::default();
    let mut rounds = 0;
    thread::scope(|scope| {
        scope.spawn(|| kill_at_random(seed, &kills, &over));
        // Also when an assertion fails; otherwise the scope would wait for ever.
        let _over = SetOnDrop(&over);
        while kills.load(Ordering::SeqCst) < goal {
            small_tasks(&pool, &mut rng, &mut tally);
            long_messages(&pool, &mut rng, &mut tally);
            rounds += 1;
        }
    });
    // Afterwards everything is as before.
    let squares = pool.starmap(work, chunked(items(&Scratch::new(), &[3; 100]), 1));
    assert_eq!(squares, Ok((0..100).map(|id| expected(id, 3)).collect()));
    wait_ready(&pool, 4);
    assert_eq!(open_files(), files, "files are left open");
    let (kills, Tally { right, lost }) = (kills.into_inner(), tally);
    assert!(lost <= kills, "{lost} tasks lost in {kills} kills");
    drop(pool);
    assert!(active_children().is_empty());
    let child = rustix::process::wait(rustix::process::WaitOptions::NOHANG);
    assert_eq!(child.err(), Some(rustix::io::Errno::CHILD), "a zombie");
    say(format_args!(
        "seed {seed}: {kills} kills in {rounds} rounds; {right} tasks right, {lost} lost \
         with their worker, 0 wrong, 0 run twice; {files} files open before and after"
    ));
}

/// The first worker of a pool forks the others. A thread that watches it in `/proc` kills it
/// at a random moment of that. Still the pool has all its
/// workers in the end, and none of them survives the pool.
#[cfg(target_os = "linux")]
fn kill_elders() {
    let rounds = 50;
    let seed = number("RACELAB_FAULT_SEED", rand::random_range(0..1_000_000)) as u64;
    let mut rng = SmallRng::seed_from_u64(seed);
    if !std::path::Path::new("/proc/thread-self/children").exists() {
        say("this kernel does not list children (CONFIG_PROC_CHILDREN)");
        return;
    }
    let files = open_files();
    let mut amid = 0;
    for _ in 0..rounds {
        // The random moment: 0 to 1 ms after the first sibling is visible.
        let moment = Duration::from_micros(rng.random_range(0..1_000));
        let children = format!("/proc/self/task/{}/children", thread_id());
        let over = AtomicBool::new(false);
        let (pool, seen) = thread::scope(|scope| {
            let killer = scope.spawn(|| kill_first_of(&children, moment, &over));
            let pool = Pool::new(12);
            over.store(true, Ordering::SeqCst);
            (pool.unwrap(), killer.join().unwrap())
        });
        amid += usize::from((2..12).contains(&seen));
        // The elder may have been handed out before it was killed, but without a task.
        let squares = pool.starmap(work, chunked(items(&Scratch::new(), &[3; 100]), 1));
        assert_eq!(squares, Ok((0..100).map(|id| expected(id, 3)).collect()));
        drop(pool);
        let child = rustix::process::wait(rustix::process::WaitOptions::NOHANG);
        assert_eq!(child.err(), Some(rustix::io::Errno::CHILD), "a zombie");
    }
    assert!(active_children().is_empty());
    assert_eq!(open_files(), files, "files are left open");
    say(format_args!(
        "seed {seed}: {rounds} elders killed, {amid} of them amid their siblings"
    ));
}

#[cfg(target_os = "linux")]
fn thread_id() -> String {
    let path = std::fs::read_link("/proc/thread-self").unwrap();
    path.file_name().unwrap().to_str().unwrap().to_string()
}

/// Kills the first child in this list a moment after there is a second one; returns the number of
/// children at that time.
#[cfg(target_os = "linux")]
fn kill_first_of(children: &str, moment: Duration, over: &AtomicBool) -> usize {
    let read = || -> Vec<i32> {
        let text = std::fs::read_to_string(children).unwrap();
        text.split_whitespace()
            .map(|pid| pid.parse().unwrap())
            .collect()
    };
    let mut found = read();
    while found.len() < 2 && !over.load(Ordering::SeqCst) {
        found = read();
    }
    let start = Instant::now();
    while start.elapsed() < moment {
        std::hint::spin_loop();
    }
    let seen = read().len();
    if let Some(elder) = found
        .first()
        .and_then(|&pid| rustix::process::Pid::from_raw(pid))
    {
        // No thread reaps it before the pool is dropped, so the id still belongs to it.
        let _ = rustix::process::kill_process(elder, rustix::process::Signal::KILL);
    }
    seen
}

struct SetOnDrop<'a>(&'a AtomicBool);

impl Drop for SetOnDrop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

fn kill_at_random(seed: u64, kills: &AtomicUsize, over: &AtomicBool) {
    let mut rng = SmallRng::seed_from_u64(!seed);
    while !over.load(Ordering::SeqCst) {
        // The random moment: 0 to 20 ms after the one before.
        thread::sleep(Duration::from_micros(rng.random_range(0..20_000)));
        let children = active_children();
        if let Some(child) = children.get(rng.random_range(0..4)) {
            child.kill().unwrap();
            kills.fetch_add(1, Ordering::SeqCst);
        }
    }
}

fn items(scratch: &Scratch, steps: &[u64]) -> Vec<(String, u64, u64)> {
    let ids = 0..;
    let item = |(id, steps): (u64, &u64)| (scratch.path(), id, *steps);
    ids.zip(steps).map(item).collect()
}

/// Many short tasks, each a chunk: either the value is correct and the task ran once, or its
/// worker was lost and it ran at most once.
fn small_tasks(pool: &Pool, rng: &mut SmallRng, tally: &mut Tally) {
    let scratch = Scratch::new();
    let steps: Vec<u64> = (0..200).map(|_| rng.random_range(0..200_000)).collect();
    let results: Vec<_> = items(&scratch, &steps)
        .into_iter()
        .map(|item| pool.apply_async(work, item).unwrap())
        .collect();
    let results: Vec<_> = results.iter().map(|result| result.get()).collect();
    let mut runs: HashMap<String, usize> = HashMap::new();
    for id in scratch.lines() {
        *runs.entry(id).or_default() += 1;
    }
    for (id, (result, &steps)) in (0..).zip(results.iter().zip(&steps)) {
        tally.count(result, &expected(id, steps));
        let runs = runs.get(&id.to_string()).copied().unwrap_or(0);
        assert!(runs <= 1, "task {id} ran {runs} times");
        assert!(runs == 1 || result.is_err(), "task {id} never ran");
    }
}

/// Messages longer than any buffer, so that kills cut them in two.
fn long_messages(pool: &Pool, rng: &mut SmallRng, tally: &mut Tally) {
    let messages: Vec<Vec<u8>> = (0..16)
        .map(|_| vec![rng.random(); rng.random_range(0..1 << 20)])
        .collect();
    let echoes = pool.imap(echo, messages.clone()).unwrap();
    let mut count = 0;
    for (echo, message) in echoes.zip(&messages) {
        tally.count(&echo, message);
        count += 1;
    }
    assert_eq!(count, messages.len());
}

fn open_files() -> usize {
    let directory = if cfg!(target_os = "linux") {
        "/proc/self/fd"
    } else {
        "/dev/fd"
    };
    std::fs::read_dir(directory).unwrap().count()
}

fn kill_parents() {
    let goal = number("RACELAB_FAULT_KILLS", 60).div_ceil(10);
    let slowest = Mutex::new(Duration::ZERO);
    for round in 0..goal {
        let gate = Gate::new();
        let busy = round % 2 * 4;
        let mut parent = program("parent", &[&gate.path(), &busy.to_string()])
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        let visitors = gate.visitors(busy);
        let said = BufReader::new(parent.stdout.take().unwrap()).lines();
        let workers: Vec<u32> = said
            .take(4)
            .map(|line| line.unwrap().parse().unwrap())
            .collect();
        assert!(workers.iter().all(|&pid| is_running(pid)));
        parent.kill().unwrap();
        let killed = Instant::now();
        until("the orphans to end", || {
            !workers.iter().any(|&pid| is_running(pid))
        });
        let mut slowest = slowest.lock().unwrap();
        *slowest = killed.elapsed().max(*slowest);
        parent.wait().unwrap();
        drop(visitors);
    }
    say(format_args!(
        "{goal} parents killed, every second one with 4 of 4 workers busy; the last worker was \
         gone after {:.1} ms at most",
        slowest.into_inner().unwrap().as_secs_f64() * 1e3
    ));
}

/// A program with a pool of four workers, some of which are busy, that waits until it is killed.
fn be_parent() {
    let mut arguments = std::env::args().skip(3);
    let gate = arguments.next().unwrap();
    let busy: u64 = arguments.next().unwrap().parse().unwrap();
    let pool = Pool::new(4).unwrap();
    let pids = wait_ready(&pool, 4);
    let held: Vec<_> = (0..busy)
        .map(|id| pool.apply_async(wait_at, (gate.clone(), id)).unwrap())
        .collect();
    pids.iter().for_each(say);
    let _ = io::stdin().read_to_end(&mut Vec::new());
    held.iter().for_each(|held| held.wait());
}
