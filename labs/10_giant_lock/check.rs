//! Lab 10: an interpreter under one lock, and the proof that it holds the lock while it
//! executes a bytecode, and does not while it sleeps.

#[path = "check/sleeper.rs"]
mod sleeper;

use racelab::explore::letter;
use racelab::proof::{Claim, Report, Sequence, Wrong};
use racelab::sync::cell::PlainCell;
use racelab::sync::mpsc::{Receiver, Sender, channel};
use racelab::sync::{Arc, Barrier, thread};

use crate::{MANY, joined};

/// One instruction of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bytecode {
    /// Computes with objects that all threads share.
    Work,
    /// Waits for something outside the interpreter: a disk, a network, a clock. It
    /// touches no object.
    Sleep,
}

/// The part of an interpreter that executes the bytecodes of one thread.
pub trait Machine {
    /// Executes a [`Bytecode::Work`]. No other machine of the same interpreter may do so at
    /// the same time.
    fn work(&mut self);

    /// Executes a [`Bytecode::Sleep`].
    fn sleep(&mut self);
}

/// What the exercise implements: an interpreter, which runs the programs of several
/// threads at the same time.
pub trait Interpreter: Send + Sync + 'static {
    /// An interpreter that runs nothing yet.
    fn new() -> Self;

    /// Has the machine execute the program, one bytecode after the other. Each thread
    /// calls it with its own machine. No two machines work at the same time; while
    /// one sleeps, others may work, or sleep as well.
    fn run(&self, program: &[Bytecode], machine: &mut dyn Machine);
}

/// The event that ends a sleep.
enum Alarm {
    /// Another machine works once more.
    Rings(Receiver<()>),
    /// The other machines sleep as well.
    Meets(Arc<Barrier>),
    /// None: the sleep returns at once.
    None,
}

/// The machine of the check. Its work accesses plain memory, as Python's accesses reference counts.
/// Its sleep lasts until something happens that can happen only while the lock is free.
struct Watched {
    objects: Arc<PlainCell<u64>>,
    alarm: Alarm,
    /// The sleeper that its work wakes, and how many times.
    wakes: Option<(Sender<()>, usize)>,
    executed: Vec<Bytecode>,
}

impl Machine for Watched {
    fn work(&mut self) {
        self.executed.push(Bytecode::Work);
        self.objects.set(self.objects.get() + 1);
        if let Some((sleeper, times)) = &mut self.wakes
            && *times > 0
        {
            *times -= 1;
            // The send fails only if a panic has ended the sleeping thread.
            let _ = sleeper.send(());
        }
    }

    fn sleep(&mut self) {
        self.executed.push(Bytecode::Sleep);
        match &self.alarm {
            Alarm::Rings(bell) => bell.recv().expect("it has as many wakings as sleeps"),
            Alarm::Meets(sleepers) => drop(sleepers.wait()),
            Alarm::None => {}
        }
    }
}

/// What the threads of a run did.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ran {
    /// How many bytecodes the objects have counted.
    pub objects: u64,
    /// What each thread has executed.
    pub executed: Vec<Vec<Bytecode>>,
}

/// A case of the check: programs that run at the same time.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// What it is called.
    pub name: &'static str,
    programs: &'static [&'static [Bytecode]],
    /// Whether each sleep lasts until all threads sleep. Otherwise there are two programs, and each
    /// sleep of one lasts until the other has worked once more.
    all_sleep: bool,
}

use Bytecode::{Sleep, Work};

/// The cases that the check proves.
pub const CASES: [Case; 3] = [
    Case {
        name: "2 threads work",
        programs: &[&[Work, Work], &[Work, Work]],
        all_sleep: false,
    },
    Case {
        name: "1 works while 1 sleeps, in turns",
        // The last two bytecodes may come in either order, even if an interpreter keeps its
        // lock for two bytecodes in a row.
        programs: &[
            &[Sleep, Sleep, Work, Sleep, Work, Sleep, Work],
            &[Work, Work, Sleep, Work, Work, Sleep, Work],
        ],
        all_sleep: false,
    },
    Case {
        name: "2 sleep at the same time",
        programs: &[&[Work, Sleep, Work], &[Work, Sleep, Work]],
        all_sleep: true,
    },
];

/// A larger case for each of [`CASES`]. The check explores some of its executions if that one
/// holds.
const LARGER: [Case; 3] = [
    // The programs have different lengths, and two threads may wait for the lock at once.
    Case {
        name: "3 threads that work",
        programs: &[&[Work], &[Work, Work], &[Work, Work, Work]],
        all_sleep: false,
    },
    // An interpreter may not choose a lock by the length of a program, or by what is in it.
    Case {
        name: "1 that only works, and 1 whose last bytecode is a sleep",
        programs: &[&[Work, Work, Work, Work], &[Sleep, Work, Sleep]],
        all_sleep: false,
    },
    Case {
        name: "3 threads that sleep",
        programs: &[&[Sleep, Work], &[Work, Sleep], &[Work, Sleep]],
        all_sleep: true,
    },
];

/// How many executions of a larger case the check explores at most. A plain lock has fewer; an
/// interpreter whose threads wait on condition variables may have more.
const SOME: u64 = 10_000;

impl Case {
    /// Runs the programs on an interpreter.
    pub fn run<I: Interpreter>(self) -> Ran {
        let objects = Arc::new(PlainCell::new(0).named("objects"));
        let interpreter = Arc::new(I::new());
        let count = self.programs.len();
        let mut alarms: Vec<_> = (0..count).map(|_| Alarm::None).collect();
        let mut wakes: Vec<_> = (0..count).map(|_| None).collect();
        if self.all_sleep {
            let meeting = Arc::new(Barrier::new(count).named("all asleep"));
            alarms.fill_with(|| Alarm::Meets(Arc::clone(&meeting)));
        } else {
            for (sleeper, program) in self.programs.iter().enumerate() {
                let sleeps = program.iter().filter(|code| **code == Sleep).count();
                if sleeps > 0 {
                    let (sender, receiver) = channel();
                    let sleep = format!("sleep of {}", letter(sleeper + 1));
                    alarms[sleeper] = Alarm::Rings(receiver.named(&sleep));
                    wakes[1 - sleeper] = Some((sender, sleeps));
                }
            }
        }
        let threads = self.programs.iter().zip(alarms).zip(wakes);
        let threads = threads.map(|((program, alarm), wakes)| {
            let interpreter = Arc::clone(&interpreter);
            let mut machine = Watched {
                objects: Arc::clone(&objects),
                alarm,
                wakes,
                executed: Vec::new(),
            };
            thread::spawn(move || {
                interpreter.run(program, &mut machine);
                machine.executed
            })
        });
        Ran {
            executed: joined(threads),
            // No data race: every access of a thread happens before its join.
            objects: objects.get(),
        }
    }

    fn judge(self, ran: &Ran) -> Result<(), Wrong> {
        for (executed, program) in ran.executed.iter().zip(self.programs) {
            judge_executed(executed, program)?;
        }
        let expected = self.work();
        if ran.objects == expected {
            return Ok(());
        }
        Err(Wrong::lost_update(format!(
            "the objects have counted {} bytecodes, though {expected} were executed",
            ran.objects
        )))
    }

    /// How many bytecodes of the programs are [`Bytecode::Work`].
    pub fn work(self) -> u64 {
        let codes = self.programs.iter().copied().flatten();
        codes.filter(|code| **code == Work).count() as u64
    }

    fn claim<I: Interpreter>(self) -> Claim<Ran> {
        Claim::new(self.name, move || self.run::<I>()).judged(move |ran| self.judge(ran))
    }
}

/// Says whether a thread has executed its program.
fn judge_executed(executed: &[Bytecode], program: &[Bytecode]) -> Result<(), Wrong> {
    if executed == program {
        return Ok(());
    }
    let (executed, program) = (shortened(executed), shortened(program));
    Err(Wrong::outcome(format!(
        "a thread executed {executed}, but its program is {program}"
    )))
}

/// The bytecodes in words; of a long program only their number.
fn shortened(codes: &[Bytecode]) -> String {
    match codes.len() {
        ..10 => format!("{codes:?}"),
        many => format!("{many} bytecodes"),
    }
}

/// Has one thread run programs on two interpreters: an empty one, a short one, and long
/// random ones.
fn in_sequence<I: Interpreter>(done: &Sequence) -> Result<(), Wrong> {
    let interpreters = [I::new(), I::new()];
    for length in [0, 1, MANY, 10, MANY] {
        for interpreter in &interpreters {
            let code = |_| if rand::random() { Work } else { Sleep };
            let program: Vec<Bytecode> = (0..length).map(code).collect();
            let mut machine = Watched {
                objects: Arc::new(PlainCell::new(0)),
                alarm: Alarm::None,
                wakes: None,
                executed: Vec::new(),
            };
            interpreter.run(&program, &mut machine);
            done.count();
            judge_executed(&machine.executed, &program)?;
        }
    }
    Ok(())
}

/// Why loom judges the case without sleeps only.
const LOOM_IS_SLOW: &str = "for threads that wait for each other it can take many seconds";

/// Proves that no two threads work at the same time and that no thread holds the lock while it
/// sleeps. The proof needs no clock: a sleep ends when another thread has worked, or sleeps too,
/// and that thread needs the lock for it. If the sleeper holds the lock, that is a deadlock.
pub fn check<I: Interpreter>() -> Report {
    let cases = CASES.into_iter().zip(LARGER);
    let proofs = (1..).zip(cases).map(|(number, (case, larger))| {
        let claim = case.claim::<I>();
        let claim = claim.arguments(format!("--exercise --case {number}"));
        let claim = match number {
            1 => claim,
            _ => claim.without_loom(LOOM_IS_SLOW),
        };
        let larger = || larger.claim::<I>().without_spurious();
        let proof = claim.prove().and_some_of(SOME, larger);
        sleeper::named(match number {
            2 => proof.and_in_sequence("program", in_sequence::<I>),
            _ => proof,
        })
    });
    Report::new(
        "In every execution, one thread works at a time, and none holds the lock in a sleep.",
        proofs,
    )
}
