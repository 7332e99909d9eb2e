//! Lab 10: an interpreter under one lock, and the proof that it holds the lock while it
//! executes a bytecode, and does not while it sleeps.

use racelab::proof::{Claim, Proof, Report, Verdict, Wrong};
use racelab::sync::cell::PlainCell;
use racelab::sync::mpsc::{Receiver, Sender, channel};
use racelab::sync::{Arc, Barrier, thread};

/// What a program consists of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bytecode {
    /// Computes something, with objects that all threads share.
    Work,
    /// Waits for something that is none of the interpreter's: a disk, a network, a
    /// clock. It touches no object.
    Sleep,
}

/// What executes the bytecodes of one thread.
pub trait Machine {
    /// Executes a [`Bytecode::Work`]. The machine trusts that no other one of the same
    /// interpreter does so at the same time.
    fn work(&mut self);

    /// Executes a [`Bytecode::Sleep`].
    fn sleep(&mut self);
}

/// What the exercise implements: an interpreter, which runs the programs of several
/// threads at the same time.
pub trait Interpreter: Send + Sync + 'static {
    /// An interpreter that runs nothing yet.
    fn new() -> Self;

    /// Lets the machine execute the program, one bytecode after the other. Each thread
    /// calls it with a machine of its own. No two machines work at the same time; while
    /// one sleeps, others may work, or sleep as well.
    fn run(&self, program: &[Bytecode], machine: &mut dyn Machine);
}

/// What the sleep of a machine waits for.
enum Alarm {
    /// That another one has worked once more.
    Rings(Receiver<()>),
    /// That another one sleeps as well.
    Meets(Arc<Barrier>),
    /// Nothing: it never sleeps.
    None,
}

/// A machine whose work touches plain memory, as that of Python touches the counters of
/// its references, and which sleeps until something happens that can happen only if the
/// lock is free.
struct Watched {
    objects: Arc<PlainCell<u64>>,
    alarm: Alarm,
    /// Whom it wakes by working, as often as is needed.
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
            // Who has been ended by a panic needs no waking.
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

/// What was seen of two threads.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Ran {
    /// How many bytecodes have left their mark on the objects.
    objects: u64,
    /// What each thread has executed.
    executed: [Vec<Bytecode>; 2],
}

/// Two programs, run at the same time.
#[derive(Clone, Copy)]
struct Case {
    name: &'static str,
    programs: [&'static [Bytecode]; 2],
    /// Whether both sleep until both do; otherwise each sleep of one lasts until the
    /// other has worked once more.
    both_sleep: bool,
}

use Bytecode::{Sleep, Work};

const CASES: [Case; 3] = [
    Case {
        name: "2 threads work",
        programs: [&[Work, Work], &[Work, Work]],
        both_sleep: false,
    },
    Case {
        name: "1 works while 1 sleeps, in turns",
        // The last of each come in either order, also if a lock is kept for two in a row.
        programs: [
            &[Sleep, Sleep, Work, Sleep, Work, Sleep, Work],
            &[Work, Work, Sleep, Work, Work, Sleep, Work],
        ],
        both_sleep: false,
    },
    Case {
        name: "2 sleep at the same time",
        programs: [&[Work, Sleep, Work], &[Work, Sleep, Work]],
        both_sleep: true,
    },
];

impl Case {
    fn run<I: Interpreter>(self) -> Ran {
        let objects = Arc::new(PlainCell::new(0).named("objects"));
        let interpreter = Arc::new(I::new());
        let (mut alarms, mut wakes) = ([Alarm::None, Alarm::None], [None, None]);
        if self.both_sleep {
            let meeting = Arc::new(Barrier::new(2).named("both asleep"));
            alarms = [Alarm::Meets(Arc::clone(&meeting)), Alarm::Meets(meeting)];
        } else {
            for (sleeper, program) in self.programs.into_iter().enumerate() {
                let sleeps = program.iter().filter(|code| **code == Sleep).count();
                if sleeps > 0 {
                    let (sender, receiver) = channel();
                    alarms[sleeper] = Alarm::Rings(receiver.named("alarm"));
                    wakes[1 - sleeper] = Some((sender, sleeps));
                }
            }
        }
        let threads = self.programs.into_iter().zip(alarms).zip(wakes);
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
        let threads: Vec<_> = threads.collect();
        let executed = threads.into_iter().map(|thread| {
            // A panic of the student's code has ended the execution before this.
            thread.join().expect("nothing in it panics")
        });
        let mut executed = executed.collect::<Vec<_>>().into_iter();
        Ran {
            executed: std::array::from_fn(|_| executed.next().unwrap_or_default()),
            // The threads have been joined: nothing races with this.
            objects: objects.get(),
        }
    }

    fn judge(self, ran: &Ran) -> Result<(), Wrong> {
        for (executed, program) in ran.executed.iter().zip(self.programs) {
            if executed != program {
                return Err(Wrong::outcome(format!(
                    "a thread has executed {executed:?}, and its program is {program:?}"
                )));
            }
        }
        let codes = self.programs.iter().copied().flatten();
        let expected = codes.filter(|code| **code == Work).count() as u64;
        if ran.objects == expected {
            return Ok(());
        }
        Err(Wrong::lost_update(format!(
            "the objects count {} bytecodes, and {expected} were executed",
            ran.objects
        )))
    }

    fn prove<I: Interpreter>(self) -> Proof {
        let claim = Claim::new(self.name, move || self.run::<I>());
        let claim = claim.judged(move |ran| self.judge(ran));
        let proof = match self.name {
            name if name == CASES[0].name => claim.prove(),
            _ => claim.without_loom(LOOM_IS_SLOW).prove(),
        };
        named(proof)
    }
}

/// Why loom is asked about work only.
const LOOM_IS_SLOW: &str = "of threads that wait for each other it can take many seconds";

/// Says of a deadlock what it is here, if somebody sleeps in it: who is to wake the
/// sleeper cannot do anything.
fn named(mut proof: Proof) -> Proof {
    if !matches!(proof.verdict, Verdict::Deadlock | Verdict::Livelock) {
        return proof;
    }
    let Some(example) = &proof.example else {
        return proof;
    };
    // What a thread of theirs waits for in this file is the end of a sleep.
    let waiting = example.waiting.iter();
    let mut waiting = waiting.filter(|waiting| waiting.place.file_name() == "check.rs");
    let sleeper = waiting.find_map(|waiting| {
        let letter = example.threads.get(waiting.thread)?.letter;
        // The main thread waits for the end of the others.
        (letter != 'M').then_some(letter)
    });
    if let Some(sleeper) = sleeper {
        proof.sentence =
            format!("while {sleeper} sleeps the other one waits for a lock, and can do nothing");
        proof.verdict = Verdict::NoConcurrency;
        return proof.advising(
            "A sleep touches no object, so it needs no lock. Let go of it before the sleep, and \
             take it again before the next bytecode that works.",
        );
    }
    proof
}

/// Proves that no two threads work at the same time and that nobody sleeps with the
/// lock. That needs no clock: a sleep ends when another thread has worked, or sleeps too,
/// which it can only if it gets the lock; if it does not, that is a deadlock.
pub fn check<I: Interpreter>() -> Report {
    let proofs = CASES.into_iter().map(Case::prove::<I>);
    Report::new(
        "In every execution, one thread works at a time, and nobody sleeps with the lock.",
        proofs,
    )
}
