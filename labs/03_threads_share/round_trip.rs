//! What it costs to send a number and to get one back, in four ways.

use std::error::Error;
use std::hint::spin_loop;
use std::io::{Read, Write};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Instant;

use racelab::process::Pool;
use racelab::view::scaling::Point;

/// How many samples are taken of each way.
pub(crate) const SAMPLES: usize = 21;

/// How many round trips a sample has.
pub(crate) const TRIPS: u64 = 100;

/// How often to poll before the thread yields the processor.
const SPINS: u32 = 200;

/// A way to send a number, and what a round trip takes, in nanoseconds.
pub(crate) struct Way {
    pub(crate) name: &'static str,
    pub(crate) point: Point,
}

/// A task: returns its argument.
pub(crate) fn echo(number: u64) -> u64 {
    number
}

/// Measures all four ways.
///
/// # Errors
///
/// If a process cannot be started.
pub(crate) fn measure() -> Result<Vec<Way>, Box<dyn Error>> {
    Ok(vec![
        way("a shared variable, two threads", &shared_variable()),
        way("a channel, two threads", &channel()),
        way("a pipe, two processes", &pipe()?),
        way("pool.apply, two processes", &pool()?),
    ])
}

fn way(name: &'static str, samples: &[f64]) -> Way {
    // Each way has two threads, or two processes.
    let point = Point::of(2, samples);
    Way { name, point }
}

/// Nanoseconds for one round trip, in each sample; a first sample warms up.
fn samples(mut trip: impl FnMut(u64)) -> Vec<f64> {
    let sample = |_| {
        let begun = Instant::now();
        (0..TRIPS).for_each(&mut trip);
        // Far below 2^53.
        #[allow(clippy::cast_precision_loss)]
        let trips = TRIPS as f64;
        begun.elapsed().as_secs_f64() * 1e9 / trips
    };
    (0..=SAMPLES).map(sample).skip(1).collect()
}

/// One thread makes the variable odd, the other one makes it even again.
fn shared_variable() -> Vec<f64> {
    let turn = AtomicU64::new(0);
    // Acquire and Release, as for a variable that says that other memory is ready.
    let wait = |is_right: &dyn Fn(u64) -> bool| {
        let mut spins = 0;
        loop {
            let value = turn.load(Ordering::Acquire);
            if is_right(value) {
                return value;
            }
            spins += 1;
            match spins % SPINS {
                // On one processor the other thread runs only if this one yields.
                0 => thread::yield_now(),
                _ => spin_loop(),
            }
        }
    };
    const OVER: u64 = u64::MAX;
    thread::scope(|scope| {
        scope.spawn(|| {
            loop {
                match wait(&|value| value % 2 == 1) {
                    OVER => return,
                    value => turn.store(value + 1, Ordering::Release),
                }
            }
        });
        let found = samples(|_| {
            let sent = turn.load(Ordering::Acquire) + 1;
            turn.store(sent, Ordering::Release);
            wait(&|value| value == sent + 1);
        });
        turn.store(OVER, Ordering::Release);
        found
    })
}

/// One channel there and one back.
fn channel() -> Vec<f64> {
    let (ask, asked) = mpsc::channel::<u64>();
    let (answer, answered) = mpsc::channel::<u64>();
    thread::scope(|scope| {
        scope.spawn(move || asked.into_iter().try_for_each(|number| answer.send(number)));
        let found = samples(|number| {
            ask.send(number).expect("the other thread is there");
            assert_eq!(answered.recv(), Ok(number));
        });
        drop(ask);
        found
    })
}

/// A pipe to the program `cat`, which writes what it reads, and one back.
fn pipe() -> Result<Vec<f64>, Box<dyn Error>> {
    let mut cat = Command::new("cat")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("cannot start `cat` ({error}); put it in the PATH"))?;
    let (Some(mut there), Some(mut back)) = (cat.stdin.take(), cat.stdout.take()) else {
        unreachable!("both are piped");
    };
    let found = samples(|number| {
        let mut answer = [0; 8];
        there.write_all(&number.to_ne_bytes()).expect("it reads");
        back.read_exact(&mut answer).expect("it writes");
        assert_eq!(u64::from_ne_bytes(answer), number);
    });
    // `cat` ends when its input does.
    drop(there);
    cat.wait()?;
    Ok(found)
}

/// A pool of one process: the pool encodes a number and sends it over a socket, the worker
/// decodes it, and the same happens on the way back.
fn pool() -> racelab::process::Result<Vec<f64>> {
    let pool = Pool::new(1)?;
    let found = samples(|number| {
        assert_eq!(pool.apply(echo, (number,)), Ok(number));
    });
    pool.close();
    pool.join()?;
    Ok(found)
}
