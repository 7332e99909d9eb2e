//! Random programs, each made from its own seed.
//!
//! The instructions of a [`Family`] are in the file of its name; those of `Mutex` and
//! `Sequential` are in that of `Memory`, of `Timed` in that of `Blocking`, of `Trying` in that of
//! `Sharing`, of `Bounded` in that of `Channels`.

mod blocking;
mod channels;
mod litmus;
mod meetings;
mod memory;
mod permits;
mod sharing;

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};

use super::program::{Instruction, Operand, Program};

/// A kind of random programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    /// Loads, stores, read-modify-writes and fences, of all orderings.
    Memory,
    /// The same with one mutex, and a plain variable now and then.
    Mutex,
    /// Rings of threads that access two variables each, as in litmus tests: only the orderings
    /// decide their outcomes.
    Litmus,
    /// Nested locks, try_lock, a condition variable, park and unpark.
    Blocking,
    /// As `Blocking`, with waits that have a time limit.
    Timed,
    /// Channels: threads drop their ends, and try and wait to receive.
    Channels,
    /// Reader-writer locks, nested, and a mutex.
    Sharing,
    /// As `Sharing`, with attempts to write.
    Trying,
    /// Bounded channels, with attempts to send.
    Bounded,
    /// Barriers, and one-time values.
    Meetings,
    /// Semaphores.
    Permits,
    /// SeqCst only, with a mutex now and then.
    Sequential,
}

/// The program of this seed.
pub(crate) fn generate(family: Family, seed: u64) -> Program {
    let mut generator = Generator {
        family,
        random: StdRng::seed_from_u64(seed),
        program: Program::default(),
        plain: None,
        asks: false,
    };
    generator.program();
    generator.program
}

struct Generator {
    family: Family,
    random: StdRng,
    program: Program,
    /// The plain variable, if the program has one.
    plain: Option<usize>,
    /// Whether threads ask which of them leads at a barrier, or try to acquire a permit.
    asks: bool,
}

impl Generator {
    fn program(&mut self) {
        self.objects();
        if self.family == Family::Litmus {
            return self.ring();
        }
        // Some effects of a reader on a writer show only with four threads, which take the oracle
        // long.
        let four = self.family == Family::Sharing && self.random.random_bool(0.02);
        let threads = if four {
            4
        } else {
            self.random.random_range(2..=3)
        };
        for thread in 0..threads {
            let most = if threads == 2 { 5 } else { 3 };
            let length = self.random.random_range(1..=most);
            let instructions = match self.family {
                Family::Mutex => self.with_sections(length),
                Family::Sequential if self.random.random_bool(0.4) => self.with_sections(length),
                Family::Memory | Family::Sequential => self.straight(length),
                Family::Channels | Family::Bounded => self.messages(thread, length),
                // Its oracle examines every interleaving of requests and of locks. With one order
                // of its operations, a lock has more of them.
                Family::Trying => {
                    let length = length.min(if threads == 2 { 2 } else { 1 });
                    self.sharing(&mut Vec::new(), length)
                }
                Family::Sharing => {
                    let length = length.min(if threads == 2 { 3 } else { 2 });
                    self.sharing(&mut Vec::new(), length)
                }
                Family::Meetings => self.meetings(length.min(4)),
                Family::Permits => self.permits(length),
                Family::Blocking | Family::Timed => self.blocks(thread, &mut Vec::new(), length),
                Family::Litmus => unreachable!("a ring is made as a whole"),
            };
            self.program.threads.push(instructions);
        }
        if matches!(self.family, Family::Blocking | Family::Timed) {
            self.wake_sleepers();
        }
    }

    /// Names the objects that the threads of the family share.
    fn objects(&mut self) {
        let names = |names: &[&str]| names.iter().map(ToString::to_string).collect();
        let variables = self.random.random_range(1..=3);
        self.program.variables = names(&["x", "y", "z"][..variables]);
        match self.family {
            Family::Memory | Family::Litmus => {}
            Family::Mutex => {
                self.program.mutexes = names(&["m"]);
                let plain = self.random.random_bool(0.3);
                self.plain = plain.then(|| self.random.random_range(0..variables));
            }
            Family::Sequential => self.program.mutexes = names(&["m"]),
            Family::Blocking | Family::Timed => {
                self.program.mutexes = names(&["m", "n"]);
                self.program.condvars = names(&["cv"]);
            }
            Family::Channels => {
                let kinds = [
                    ["c", "d"],
                    ["c", "d"],
                    ["c1", "d"],
                    ["c0", "d"],
                    ["c2", "d1"],
                ];
                let channels = self.random.random_range(1..=2);
                self.program.channels = names(&self.one(&kinds)[..channels]);
            }
            Family::Bounded => {
                let kinds = [["c1", "d0"], ["c1", "d1"], ["c0", "d2"], ["c2", "d1"]];
                let channels = self.random.random_range(1..=2);
                self.program.channels = names(&self.one(&kinds)[..channels]);
            }
            Family::Sharing | Family::Trying => {
                let rwlocks = self.random.random_range(1..=2);
                self.program.rwlocks = names(&["l", "k"][..rwlocks]);
                self.program.mutexes = names(&["m"]);
            }
            Family::Meetings => {
                let barriers = self.one(&[["b2", "e2"], ["b2", "e3"], ["b3", "e1"]]);
                self.program.barriers = names(&barriers);
                self.program.onces = names(&["o"]);
                self.asks = self.random.random_bool(0.5);
            }
            Family::Permits => {
                let semaphores = self.one(&[["s0", "t1"], ["s1", "t0"], ["s2", "t0"]]);
                let count = self.random.random_range(1..=2);
                self.program.semaphores = names(&semaphores[..count]);
                self.asks = self.random.random_bool(0.5);
            }
        }
    }

    /// One of these items.
    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        *of.choose(&mut self.random)
            .expect("there is something to choose from")
    }

    fn variable(&mut self) -> usize {
        self.random.random_range(0..self.program.variables.len())
    }

    fn register(&mut self) -> usize {
        let register = self.program.registers.len();
        self.program.registers.push(format!("r{register}"));
        register
    }

    fn constant(&mut self) -> Operand {
        Operand::Constant(self.random.random_range(1..=3))
    }
}

/// The registers that these instructions assign.
fn registers(instructions: &[Instruction]) -> Vec<usize> {
    instructions
        .iter()
        .filter_map(|i| i.operation.register())
        .collect()
}
