//! The same programs one by one, on threads of one interpreter, and on processes with an
//! interpreter each: how long does it take?

use std::hint::black_box;
use std::thread;
use std::time::{Duration, Instant};

use labs::lab_10::{Bytecode, Interpreter, Machine};
use racelab::cli::Notice;
use racelab::process::{Pool, Result};
use racelab::sync::Mutex;
use racelab::view::scaling::Point;

/// How often each is measured.
pub(crate) const ROUNDS: usize = 5;

/// How long the program of one thread works, about.
const WORKS: Duration = Duration::from_millis(60);

/// How often a program sleeps, and how long.
const SLEEPS: usize = 10;
const SLEEP: Duration = Duration::from_millis(3);

/// What the programs of a measurement do.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Load {
    /// Works.
    Computing,
    /// Sleeps, and releases the lock for it.
    Sleeping,
    /// Sleeps, and holds the lock meanwhile.
    SleepingLocked,
}

/// What runs the programs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    /// One thread, one program after the other.
    One,
    /// A thread for each, with one interpreter.
    Threads,
    /// A process for each, with an interpreter each.
    Processes,
}

pub(crate) const LOADS: [Load; 3] = [Load::Computing, Load::Sleeping, Load::SleepingLocked];
pub(crate) const BYS: [By; 3] = [By::One, By::Threads, By::Processes];

/// An interpreter that acquires one lock for each bytecode.
pub(crate) struct Giant {
    lock: Mutex<()>,
    /// Whether it holds the lock while it sleeps.
    sleeps_locked: bool,
}

impl Giant {
    fn of(load: Load) -> Self {
        let sleeps_locked = load == Load::SleepingLocked;
        Self {
            sleeps_locked,
            ..Self::new()
        }
    }
}

impl Interpreter for Giant {
    fn new() -> Self {
        Self {
            lock: Mutex::new(()),
            sleeps_locked: false,
        }
    }

    // ANCHOR: run
    fn run(&self, program: &[Bytecode], machine: &mut dyn Machine) {
        for bytecode in program {
            let is_work = *bytecode == Bytecode::Work;
            let guard = (is_work || self.sleeps_locked).then(|| self.lock.lock());
            match bytecode {
                Bytecode::Work => machine.work(),
                Bytecode::Sleep => machine.sleep(),
            }
            drop(guard);
        }
    }
    // ANCHOR_END: run
}

/// A machine that really works, some microseconds for a bytecode.
struct Real(u64);

impl Machine for Real {
    fn work(&mut self) {
        for _ in 0..1_000 {
            self.0 = black_box(
                self.0
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1),
            );
        }
    }

    fn sleep(&mut self) {
        thread::sleep(SLEEP);
    }
}

/// How many bytecodes fill the time that a program is to work.
fn calibrated() -> usize {
    const CODES: usize = 100;
    let program = [Bytecode::Work; CODES];
    let sample = |_| {
        let begun = Instant::now();
        Giant::new().run(&program, &mut Real(1));
        begun.elapsed()
    };
    // The fastest of many: in the others another program may have had the processor.
    let quickest = (0..50).map(sample).min().unwrap_or_default();
    let samples = WORKS.as_nanos() / quickest.as_nanos().max(1);
    // The limit ends the loop on a clock that is too coarse to show any time.
    usize::try_from(samples).map_or(CODES, |samples| CODES * samples.clamp(1, 100_000))
}

fn program(load: Load, codes: usize) -> Vec<Bytecode> {
    match load {
        Load::Computing => vec![Bytecode::Work; codes],
        _ => vec![Bytecode::Sleep; SLEEPS],
    }
}

/// A task: runs the program with an interpreter of its own.
pub(crate) fn in_a_process(load: u8, codes: u64) {
    let load = LOADS[usize::from(load)];
    let codes = usize::try_from(codes).expect("they fit into memory where they were counted");
    Giant::of(load).run(&program(load, codes), &mut Real(1));
}

/// Milliseconds, for each load and each way to run it, in the order of the constants.
pub(crate) fn measure(workers: usize) -> Result<[[Point; 3]; 3]> {
    let notice = Notice::new("Measuring how fast this machine is.");
    let codes = calibrated();
    let pool = Pool::new(workers)?;
    // The first tasks wait until the workers have started.
    run(By::Processes, Load::Sleeping, codes, workers, &pool)?;
    let mut samples: [[Vec<f64>; 3]; 3] = Default::default();
    for round in 1..=ROUNDS {
        let text = "Measuring programs on threads and on processes";
        notice.say(&format!("{text}: round {round} of {ROUNDS}."));
        for (load, samples) in LOADS.into_iter().zip(&mut samples) {
            for (by, samples) in BYS.into_iter().zip(samples) {
                let begun = Instant::now();
                run(by, load, codes, workers, &pool)?;
                samples.push(begun.elapsed().as_secs_f64() * 1e3);
            }
        }
    }
    pool.close();
    pool.join()?;
    Ok(samples.map(|samples| samples.map(|samples| Point::of(workers, &samples))))
}

/// Runs as many programs as there are workers.
fn run(by: By, load: Load, codes: usize, workers: usize, pool: &Pool) -> Result<()> {
    let program = program(load, codes);
    let interpreter = Giant::of(load);
    match by {
        By::One => {
            for _ in 0..workers {
                interpreter.run(&program, &mut Real(1));
            }
        }
        By::Threads => thread::scope(|scope| {
            for _ in 0..workers {
                scope.spawn(|| interpreter.run(&program, &mut Real(1)));
            }
        }),
        By::Processes => {
            let place = LOADS.iter().position(|&other| other == load).unwrap_or(0);
            let place = u8::try_from(place).expect("there are three");
            pool.starmap(in_a_process, vec![(place, codes as u64); workers])?;
        }
    }
    Ok(())
}
