//! The events of a program, and their values.

use std::sync::atomic::Ordering::{self, AcqRel, Acquire, Relaxed, Release, SeqCst};

use super::choices::Choices;
use super::program::{Access, Instruction, Operation, Program};
use super::relation::Relation;

/// An event: an initial write, or the effect of one instruction.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Event {
    /// `None` for the initial writes.
    pub(crate) thread: Option<usize>,
    /// Variables first, then mutexes; `None` for a fence.
    pub(crate) location: Option<usize>,
    pub(crate) reads: bool,
    pub(crate) writes: bool,
    pub(crate) fence: bool,
    /// Whether it is an access to plain memory, which orders nothing.
    pub(crate) plain: bool,
    pub(crate) ordering: Ordering,
}

impl Event {
    /// Whether it is in [R acq] or [F acq].
    pub(crate) fn acquires(&self) -> bool {
        (self.reads || self.fence) && matches!(self.ordering, Acquire | AcqRel | SeqCst)
    }

    /// Whether it is in [W rel] or [F rel].
    pub(crate) fn releases(&self) -> bool {
        (self.writes || self.fence) && matches!(self.ordering, Release | AcqRel | SeqCst)
    }
}

/// The events of those executions in which certain guards hold and certain
/// compare_exchanges succeed.
pub(crate) struct Run<'p> {
    program: &'p Program,
    /// The initial write of each variable, then the threads, in program order.
    pub(crate) events: Vec<Event>,
    /// Program order ("sequenced before"): initial writes come before everything.
    pub(crate) sb: Relation,
    /// The event of each instruction; `None` if a guard skips it.
    event_of: Vec<Vec<Option<usize>>>,
    /// Whether the guard of each instruction holds, or its compare_exchange succeeds.
    decisions: Vec<Vec<bool>>,
}

/// The values for one choice of the sources of all reads.
pub(crate) struct Values {
    pub(crate) registers: Vec<u64>,
    /// The value that each event wrote; 0 if it writes nothing.
    pub(crate) written: Vec<u64>,
}

/// The runs with every combination of guards that hold and compare_exchanges that succeed.
///
/// # Panics
///
/// If the program has more than loads, stores, read-modify-writes, fences, locks
/// and unlocks, or a compare_exchange under a guard.
pub(crate) fn runs(program: &Program) -> Vec<Run<'_>> {
    let mut sites = Vec::new();
    for (thread, instructions) in program.threads.iter().enumerate() {
        for (position, instruction) in instructions.iter().enumerate() {
            let compares = matches!(instruction.operation, Operation::CompareExchange { .. });
            let both = compares && instruction.guard.is_some();
            assert!(
                !both,
                "a compare_exchange under a guard is beyond the oracle"
            );
            if compares || instruction.guard.is_some() {
                sites.push((thread, position));
            }
        }
    }
    let mut runs = Vec::new();
    for choice in Choices::new(vec![2; sites.len()]) {
        let undecided = program
            .threads
            .iter()
            .map(|thread| vec![true; thread.len()]);
        let mut decisions: Vec<Vec<bool>> = undecided.collect();
        for (&(thread, position), yes) in sites.iter().zip(choice) {
            decisions[thread][position] = yes == 1;
        }
        runs.push(Run::new(program, decisions));
    }
    runs
}

impl<'p> Run<'p> {
    fn new(program: &'p Program, decisions: Vec<Vec<bool>>) -> Self {
        let initial = (0..program.variables.len()).map(|variable| Event {
            thread: None,
            location: Some(variable),
            reads: false,
            writes: true,
            fence: false,
            plain: false,
            ordering: Relaxed,
        });
        let mut events: Vec<Event> = initial.collect();
        let mut event_of = Vec::new();
        for (thread, instructions) in program.threads.iter().enumerate() {
            let with_decisions = instructions.iter().zip(&decisions[thread]);
            let of_thread = with_decisions.map(|(instruction, &holds)| {
                (holds || instruction.guard.is_none()).then(|| {
                    events.push(event(program, thread, instruction, holds));
                    events.len() - 1
                })
            });
            event_of.push(of_thread.collect());
        }
        let sb = Relation::all(events.len(), |a, b| match events[a].thread {
            None => events[b].thread.is_some(),
            thread => events[b].thread == thread && a < b,
        });
        Self {
            program,
            events,
            sb,
            event_of,
            decisions,
        }
    }

    /// The writes of a variable, the initial one first.
    pub(crate) fn writes_of(&self, variable: usize) -> Vec<usize> {
        let writes =
            |e: &usize| self.events[*e].writes && self.events[*e].location == Some(variable);
        (0..self.events.len()).filter(writes).collect()
    }

    /// Each read, with the writes from which it could read.
    pub(crate) fn sources(&self) -> Vec<(usize, Vec<usize>)> {
        let reads = (0..self.events.len()).filter(|&e| self.events[e].reads);
        let with_sources = reads.map(|read| {
            let location = self.events[read].location.expect("a read has a location");
            let mut sources = self.writes_of(location);
            sources.retain(|&write| write != read);
            (read, sources)
        });
        with_sources.collect()
    }

    /// The critical sections of a mutex: their lock and unlock events.
    pub(crate) fn sections(&self, mutex: usize) -> Vec<(usize, usize)> {
        let mut sections = Vec::new();
        for (thread, instructions) in self.program.threads.iter().enumerate() {
            let mut locked = None;
            for (position, instruction) in instructions.iter().enumerate() {
                let event = self.event_of[thread][position];
                if instruction.operation == Operation::Lock(mutex) {
                    locked = event;
                } else if instruction.operation == Operation::Unlock(mutex) {
                    sections.extend(locked.take().zip(event));
                }
            }
            assert!(locked.is_none(), "every lock is unlocked");
        }
        sections
    }

    /// Executes the events, where each read returns the value of its source; sb u rf must be
    /// acyclic. `None` if a guard or a compare_exchange has another result than in this run.
    pub(crate) fn values(&self, source_of: &[Option<usize>]) -> Option<Values> {
        let mut registers = vec![0; self.program.registers.len()];
        let initial = self.events.iter().map(|e| e.thread.is_none().then_some(0));
        let mut written: Vec<Option<u64>> = initial.collect();
        let mut next = vec![0; self.program.threads.len()];
        let lengths = || self.program.threads.iter().map(Vec::len);
        while !lengths().eq(next.iter().copied()) {
            let before = next.clone();
            for (thread, instructions) in self.program.threads.iter().enumerate() {
                while let Some(instruction) = instructions.get(next[thread]) {
                    let decision = self.decisions[thread][next[thread]];
                    if instruction.guard.is_some() && instruction.enabled(&registers) != decision {
                        return None;
                    }
                    if let Some(event) = self.event_of[thread][next[thread]] {
                        let value = source_of[event].map_or(Some(0), |source| written[source]);
                        let Some(read) = value else {
                            break;
                        };
                        written[event] = match instruction.operation {
                            Operation::Store { value, .. } => Some(value.value(&registers)),
                            Operation::Update {
                                function, operand, ..
                            } => Some(function.apply(read, operand.value(&registers))),
                            Operation::CompareExchange { expected, new, .. } => {
                                if (read == expected) != decision {
                                    return None;
                                }
                                decision.then_some(new)
                            }
                            _ => None,
                        };
                        if let Some(register) = instruction.operation.register() {
                            registers[register] = read;
                        }
                    }
                    next[thread] += 1;
                }
            }
            assert_ne!(next, before, "a value depends on itself");
        }
        let written = written.into_iter().map(|value| value.unwrap_or(0));
        Some(Values {
            registers,
            written: written.collect(),
        })
    }
}

fn event(program: &Program, thread: usize, instruction: &Instruction, holds: bool) -> Event {
    let of = |access| match access {
        Access::Plain => Relaxed,
        Access::Atomic(ordering) => ordering,
    };
    let mutex = |m: usize| Some(program.variables.len() + m);
    let (location, reads, writes, ordering) = match instruction.operation {
        Operation::Load {
            variable, access, ..
        } => (Some(variable), true, false, of(access)),
        Operation::Store {
            variable, access, ..
        } => (Some(variable), false, true, of(access)),
        Operation::Update {
            variable, ordering, ..
        } => (Some(variable), true, true, ordering),
        Operation::CompareExchange {
            variable, success, ..
        } if holds => (Some(variable), true, true, success),
        Operation::CompareExchange {
            variable, failure, ..
        } => (Some(variable), true, false, failure),
        Operation::Fence(ordering) => (None, false, false, ordering),
        Operation::Lock(m) | Operation::Unlock(m) => (mutex(m), false, false, Relaxed),
        other => panic!("{other:?} is beyond the axioms"),
    };
    Event {
        thread: Some(thread),
        location,
        reads,
        writes,
        fence: location.is_none(),
        plain: matches!(
            instruction.operation,
            Operation::Load {
                access: Access::Plain,
                ..
            } | Operation::Store {
                access: Access::Plain,
                ..
            }
        ),
        ordering,
    }
}
