//! The interleaving interpreter: every order of the operations, one after the
//! other, on one memory. What sequential consistency means, without any theory.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

use super::program::{DISCONNECTED, EMPTY, Operation, Outcome, Program};

/// What the interpreter found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Interleavings {
    /// How the program can end.
    pub(crate) outcomes: BTreeSet<Outcome>,
    /// Whether it can come to a halt before its end.
    pub(crate) deadlock: bool,
    /// How many interleavings there are, those that come to a halt included.
    pub(crate) interleavings: u128,
}

/// The most states that a program may come to.
const STATES: usize = 100_000;

/// Runs every interleaving, equal states once; `None` if there are too many.
pub(crate) fn interleave(program: &Program) -> Option<Interleavings> {
    let mut search = Search {
        program,
        found: Interleavings::default(),
        known: HashMap::new(),
    };
    let interleavings = search.count(&State::new(program, false));
    (search.known.len() <= STATES).then_some(Interleavings {
        interleavings,
        ..search.found
    })
}

/// Counts the execution graphs that the interleavings make: what each read reads
/// from, and the order of the operations on each object that do not commute. Of
/// interleavings that deadlock, as far as they come.
///
/// A failed try_lock reads from the lock that it found, and parking and unparking
/// a thread are in one order with each other.
pub(crate) fn graphs(program: &Program) -> usize {
    let mut seen = BTreeSet::new();
    let mut ends = BTreeSet::new();
    let mut stack = vec![State::new(program, true)];
    while let Some(state) = stack.pop() {
        let successors = state.successors(program);
        if successors.is_empty() {
            ends.insert(state.history.expect("the history is kept"));
            continue;
        }
        let successors = successors.into_iter().map(|(_, next)| next);
        stack.extend(successors.filter(|next| seen.insert(next.clone())));
    }
    ends.len()
}

/// The fewest preemptions with which each outcome can be reached: how often a
/// thread has to be left that could have gone on.
pub(crate) fn fewest_preemptions(program: &Program) -> BTreeMap<Outcome, usize> {
    let mut fewest = BTreeMap::new();
    let mut known = HashSet::new();
    let mut queue = VecDeque::from([(State::new(program, false), None, 0)]);
    // The queue is in order of preemptions: a step that costs none goes in front.
    while let Some((state, last, preemptions)) = queue.pop_front() {
        if !known.insert((state.clone(), last)) {
            continue;
        }
        let successors = state.successors(program);
        if state.done(program) {
            fewest.entry(state.outcome()).or_insert(preemptions);
        }
        let could_go_on = successors.iter().any(|&(thread, _)| Some(thread) == last);
        for (thread, next) in successors {
            if could_go_on && Some(thread) != last {
                queue.push_back((next, Some(thread), preemptions + 1));
            } else {
                queue.push_front((next, Some(thread), preemptions));
            }
        }
    }
    fewest
}

struct Search<'p> {
    program: &'p Program,
    found: Interleavings,
    known: HashMap<State, u128>,
}

impl Search<'_> {
    /// How many interleavings lead from this state to the end, or to a halt.
    fn count(&mut self, state: &State) -> u128 {
        if let Some(&count) = self.known.get(state) {
            return count;
        }
        if self.known.len() > STATES {
            return 0;
        }
        let successors = state.successors(self.program);
        if state.done(self.program) {
            self.found.outcomes.insert(state.outcome());
        } else if successors.is_empty() {
            self.found.deadlock = true;
        }
        let after = successors.iter().map(|(_, next)| self.count(next));
        let count = after.sum::<u128>().max(1);
        self.known.insert(state.clone(), count);
        count
    }
}

/// The state between two operations.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct State {
    /// The next instruction of each thread.
    next: Vec<usize>,
    blocked: Vec<Blocked>,
    registers: Vec<u64>,
    memory: Vec<u64>,
    /// Which thread holds each mutex.
    holder: Vec<Option<usize>>,
    /// Whether the token of each thread is available.
    token: Vec<bool>,
    channels: Vec<Channel>,
    /// Who holds each reader-writer lock or waits for it, in the order of asking, and
    /// whether to write.
    queues: Vec<Vec<(usize, bool)>>,
    /// How many threads have come to each barrier.
    arrivals: Vec<usize>,
    /// What has been set once, and whether that is done.
    onces: Vec<Option<(u64, bool)>>,
    history: Option<History>,
}

/// What a thread inside a wait has still to do.
///
/// Beginning to wait and unlocking are two steps: a notification that comes
/// between them finds the waiter, and a try_lock there the mutex locked. So it is
/// with parking_lot, and the C++ standard, which joins the two, lets a try_lock
/// fail without a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Blocked {
    No,
    /// Waits for a notification.
    Waiting {
        condvar: usize,
        mutex: usize,
        /// The register of a wait with a time limit.
        limit: Option<usize>,
    },
    /// Has asked for a reader-writer lock.
    Asking(usize),
    /// Is at the barrier until so many have come.
    Meeting(usize, usize),
    /// Sets what is set once.
    Setting(usize),
    /// Has found it being set.
    Losing(usize),
    /// Was notified; has to lock the mutex again.
    Notified {
        mutex: usize,
    },
}

/// A channel between two operations.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Channel {
    messages: VecDeque<u64>,
    bound: Option<usize>,
    senders: usize,
    closed: bool,
}

impl Channel {
    fn new(program: &Program, channel: usize) -> Self {
        let threads = 0..program.threads.len();
        Self {
            bound: program.bound(channel),
            senders: threads.filter(|&t| program.sends(t, channel)).count(),
            ..Self::default()
        }
    }

    /// Whether a send would not have to wait.
    fn has_room(&self) -> bool {
        self.closed || self.bound.is_none_or(|bound| self.messages.len() < bound)
    }
}

/// An operation: its thread, and how many operations the thread made before.
type Id = (usize, usize);

/// The execution graph so far: for each operation its predecessor on its object,
/// and what it chose besides.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct History {
    last: BTreeMap<Shared, Id>,
    operations: Vec<Vec<(Option<Id>, Option<usize>)>>,
}

/// What an operation is ordered on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Shared {
    Variable(usize),
    Mutex(usize),
    Condvar(usize),
    Token(usize),
    Channel(usize),
    RwLock(usize),
    Barrier(usize),
    Once(usize),
}

impl State {
    fn new(program: &Program, with_history: bool) -> Self {
        let threads = program.threads.len();
        let history = History {
            operations: vec![Vec::new(); threads],
            ..History::default()
        };
        let mut state = Self {
            next: vec![0; threads],
            blocked: vec![Blocked::No; threads],
            registers: vec![0; program.registers.len()],
            memory: vec![0; program.variables.len()],
            holder: vec![None; program.mutexes.len()],
            token: vec![false; threads],
            channels: (0..program.channels.len())
                .map(|channel| Channel::new(program, channel))
                .collect(),
            queues: vec![Vec::new(); program.rwlocks.len()],
            arrivals: vec![0; program.barriers.len()],
            onces: vec![None; program.onces.len()],
            history: with_history.then_some(history),
        };
        (0..threads).for_each(|thread| state.skip(program, thread));
        state
    }

    /// Goes past the instructions whose guards do not hold: they are no steps.
    fn skip(&mut self, program: &Program, thread: usize) {
        let rest = &program.threads[thread][self.next[thread]..];
        let skipped = rest.iter().take_while(|i| !i.enabled(&self.registers));
        self.next[thread] += skipped.count();
    }

    fn done(&self, program: &Program) -> bool {
        let lengths = program.threads.iter().map(Vec::len);
        lengths.eq(self.next.iter().copied()) && self.blocked.iter().all(|&b| b == Blocked::No)
    }

    fn outcome(&self) -> Outcome {
        self.registers.iter().chain(&self.memory).copied().collect()
    }

    fn note(&mut self, thread: usize, shared: Shared, writes: bool, choice: Option<usize>) {
        if let Some(history) = &mut self.history {
            let operations = &mut history.operations[thread];
            operations.push((history.last.get(&shared).copied(), choice));
            if writes {
                history.last.insert(shared, (thread, operations.len()));
            }
        }
    }

    /// Every next state, with the thread that makes the step.
    fn successors(&self, program: &Program) -> Vec<(usize, Self)> {
        let threads = 0..self.next.len();
        let steps = threads.flat_map(|thread| {
            let steps = self.steps(program, thread).into_iter();
            steps.map(move |mut state| {
                state.settle();
                (thread, state)
            })
        });
        steps.collect()
    }

    /// Lets those go on that have what they waited for: that is no step.
    fn settle(&mut self) {
        for thread in 0..self.blocked.len() {
            let over = match self.blocked[thread] {
                Blocked::Asking(lock) => self.has(lock, thread),
                Blocked::Meeting(barrier, needed) => self.arrivals[barrier] >= needed,
                Blocked::Losing(once) => self.onces[once].is_some_and(|(_, done)| done),
                _ => false,
            };
            if over {
                self.blocked[thread] = Blocked::No;
            }
        }
    }

    /// Whether the thread has what it last asked for: no writer in front of a reader,
    /// nobody in front of a writer.
    fn has(&self, lock: usize, thread: usize) -> bool {
        let queue = &self.queues[lock];
        let last = queue.iter().rposition(|&(t, _)| t == thread);
        let Some(last) = last else {
            return true;
        };
        match queue[last].1 {
            true => last == 0,
            false => queue[..last].iter().all(|&(_, writes)| !writes),
        }
    }

    /// What the next step of one thread can lead to: nothing if it is blocked or
    /// at its end.
    fn steps(&self, program: &Program, thread: usize) -> Vec<Self> {
        let mut state = self.clone();
        match self.blocked[thread] {
            Blocked::No => {}
            Blocked::Waiting { mutex, .. } | Blocked::Notified { mutex }
                if self.holder[mutex] == Some(thread) =>
            {
                state.holder[mutex] = None;
                return vec![state];
            }
            Blocked::Notified { mutex } if self.holder[mutex].is_none() => {
                state.blocked[thread] = Blocked::No;
                state.holder[mutex] = Some(thread);
                state.note(thread, Shared::Mutex(mutex), true, None);
                state.skip(program, thread);
                return vec![state];
            }
            Blocked::Waiting {
                mutex,
                limit: Some(register),
                ..
            } => {
                state.registers[register] = 1;
                state.blocked[thread] = Blocked::Notified { mutex };
                return vec![state];
            }
            Blocked::Setting(once) => {
                state.blocked[thread] = Blocked::No;
                if let Some((_, done)) = &mut state.onces[once] {
                    *done = true;
                }
                state.note(thread, Shared::Once(once), true, None);
                return vec![state];
            }
            Blocked::Waiting { .. }
            | Blocked::Notified { .. }
            | Blocked::Asking(_)
            | Blocked::Meeting(..)
            | Blocked::Losing(_) => return Vec::new(),
        }
        let Some(instruction) = program.threads[thread].get(self.next[thread]) else {
            return Vec::new();
        };
        state.next[thread] += 1;
        let mut read = None;
        match instruction.operation {
            Operation::Load { variable, .. } => {
                read = Some(self.memory[variable]);
                state.note(thread, Shared::Variable(variable), false, None);
            }
            Operation::Store {
                variable, value, ..
            } => {
                state.memory[variable] = value.value(&self.registers);
                state.note(thread, Shared::Variable(variable), true, None);
            }
            Operation::Update {
                variable,
                function,
                operand,
                ..
            } => {
                let old = self.memory[variable];
                state.memory[variable] = function.apply(old, operand.value(&self.registers));
                read = Some(old);
                state.note(thread, Shared::Variable(variable), true, None);
            }
            Operation::CompareExchange {
                variable,
                expected,
                new,
                ..
            } => {
                let old = self.memory[variable];
                if old == expected {
                    state.memory[variable] = new;
                }
                read = Some(old);
                state.note(thread, Shared::Variable(variable), old == expected, None);
            }
            Operation::Fence(_) => {}
            Operation::Lock(mutex) => {
                if self.holder[mutex].is_some() {
                    return Vec::new();
                }
                state.holder[mutex] = Some(thread);
                state.note(thread, Shared::Mutex(mutex), true, None);
            }
            Operation::TryLock { mutex, .. } => {
                let free = self.holder[mutex].is_none();
                if free {
                    state.holder[mutex] = Some(thread);
                }
                read = Some(u64::from(free));
                state.note(thread, Shared::Mutex(mutex), free, Some(usize::from(free)));
            }
            Operation::Unlock(mutex) => {
                assert_eq!(self.holder[mutex], Some(thread), "unlocks what it holds");
                state.holder[mutex] = None;
            }
            Operation::Wait { condvar, mutex } | Operation::WaitFor { condvar, mutex, .. } => {
                assert_eq!(self.holder[mutex], Some(thread), "waits with what it holds");
                state.blocked[thread] = Blocked::Waiting {
                    condvar,
                    mutex,
                    limit: instruction.operation.register(),
                };
                state.note(thread, Shared::Condvar(condvar), true, None);
                return vec![state];
            }
            Operation::Read(lock) | Operation::Write(lock) => {
                let writes = matches!(instruction.operation, Operation::Write(_));
                state.queues[lock].push((thread, writes));
                state.blocked[thread] = Blocked::Asking(lock);
                state.note(thread, Shared::RwLock(lock), writes, None);
            }
            Operation::ReadUnlock(lock) | Operation::WriteUnlock(lock) => {
                let mine = state.queues[lock].iter().position(|&(t, _)| t == thread);
                state.queues[lock].remove(mine.expect("unlocks what it holds"));
            }
            Operation::TryRead { rwlock, .. } => {
                let free = self.queues[rwlock].iter().all(|&(_, writes)| !writes);
                if free {
                    state.queues[rwlock].push((thread, false));
                }
                read = Some(u64::from(free));
                let choice = Some(usize::from(free));
                state.note(thread, Shared::RwLock(rwlock), false, choice);
            }
            Operation::Meet { barrier, .. } => {
                let parties = program.parties(barrier);
                let before = self.arrivals[barrier];
                let needed = (before / parties + 1) * parties;
                state.arrivals[barrier] += 1;
                state.blocked[thread] = Blocked::Meeting(barrier, needed);
                read = Some(u64::from(before + 1 == needed));
                state.note(thread, Shared::Barrier(barrier), true, None);
            }
            Operation::SetOnce { once, value, .. } => {
                let first = self.onces[once].is_none();
                if first {
                    state.onces[once] = Some((value.value(&self.registers), false));
                }
                state.blocked[thread] = match first {
                    true => Blocked::Setting(once),
                    false => Blocked::Losing(once),
                };
                read = Some(u64::from(first));
                state.note(thread, Shared::Once(once), first, None);
            }
            Operation::GetOnce { once, .. } => {
                read = Some(match self.onces[once] {
                    Some((value, true)) => value,
                    _ => EMPTY,
                });
                state.note(thread, Shared::Once(once), false, None);
            }
            Operation::NotifyOne(condvar) => return state.notify_one(program, thread, condvar),
            Operation::NotifyAll(condvar) => {
                for waiter in self.waiters(condvar) {
                    state.wake(waiter);
                }
                state.note(thread, Shared::Condvar(condvar), true, None);
            }
            Operation::Park => {
                if !self.token[thread] {
                    return Vec::new();
                }
                state.token[thread] = false;
                state.note(thread, Shared::Token(thread), true, None);
            }
            Operation::Unpark(other) => {
                state.token[other] = true;
                state.note(thread, Shared::Token(other), true, None);
            }
            Operation::Send { channel, value, .. } => {
                let there = &mut state.channels[channel];
                if !there.has_room() {
                    return Vec::new();
                }
                let sent = !there.closed;
                if sent {
                    there.messages.push_back(value.value(&self.registers));
                }
                read = Some(u64::from(sent));
                state.note(thread, Shared::Channel(channel), sent, None);
            }
            Operation::Receive { channel, .. } => {
                if self.channels[channel].bound == Some(0) {
                    let met = state.meet(program, thread, channel);
                    if !met.is_empty() || self.channels[channel].senders > 0 {
                        return met;
                    }
                }
                let there = &mut state.channels[channel];
                read = match there.messages.pop_front() {
                    Some(message) => Some(message),
                    None if there.senders == 0 => Some(DISCONNECTED),
                    None => return Vec::new(),
                };
                state.note_receive(thread, None);
            }
            // The time is over whenever the thread could have waited longer.
            Operation::TryReceive { channel, .. } | Operation::ReceiveTimeout { channel, .. } => {
                let there = &mut state.channels[channel];
                let received = there.messages.pop_front();
                read = Some(match received {
                    Some(message) => message,
                    None if there.senders == 0 => DISCONNECTED,
                    None => EMPTY,
                });
                let kind = match (received, read) {
                    (Some(_), _) => 0,
                    (None, Some(EMPTY)) => 1,
                    (None, _) => 2,
                };
                state.note_receive(thread, Some(kind));
                if self.channels[channel].bound == Some(0) && read == Some(EMPTY) {
                    // Who would send has come, or has not come yet.
                    let mut next = self.clone();
                    next.next[thread] += 1;
                    let mut met = next.meet(program, thread, channel);
                    let register = instruction.operation.register();
                    state.registers[register.expect("a receive has one")] = EMPTY;
                    state.skip(program, thread);
                    met.push(state);
                    return met;
                }
            }
            Operation::DropSender(channel) => {
                state.channels[channel].senders -= 1;
                state.note_receive(thread, None);
            }
            Operation::Close(channel) => {
                let there = &mut state.channels[channel];
                there.closed = true;
                there.messages.clear();
                state.note(thread, Shared::Channel(channel), true, None);
            }
        }
        if let (Some(register), Some(value)) = (instruction.operation.register(), read) {
            state.registers[register] = value;
        }
        state.skip(program, thread);
        vec![state]
    }

    /// An operation on a channel that is ordered with no other one by itself.
    fn note_receive(&mut self, thread: usize, choice: Option<usize>) {
        if let Some(history) = &mut self.history {
            history.operations[thread].push((None, choice));
        }
    }

    /// The receiver of a channel without room, which has gone past its operation,
    /// meets a thread that is about to send: one state for each.
    fn meet(&self, program: &Program, receiver: usize, channel: usize) -> Vec<Self> {
        let threads = 0..self.next.len();
        let met = threads.filter_map(|sender| {
            let idle = sender != receiver && self.blocked[sender] == Blocked::No;
            let next = program.threads[sender].get(self.next[sender])?;
            let Operation::Send {
                channel: to,
                value,
                into,
            } = next.operation
            else {
                return None;
            };
            if !idle || to != channel {
                return None;
            }
            let mut state = self.clone();
            let asked = program.threads[receiver][self.next[receiver] - 1];
            let register = asked.operation.register()?;
            state.registers[register] = value.value(&self.registers);
            if let Some(into) = into {
                state.registers[into] = 1;
            }
            state.next[sender] += 1;
            state.skip(program, sender);
            state.skip(program, receiver);
            Some(state)
        });
        met.collect()
    }

    fn waiters(&self, condvar: usize) -> Vec<usize> {
        let waits = |&thread: &usize| matches!(self.blocked[thread], Blocked::Waiting { condvar: c, .. } if c == condvar);
        (0..self.blocked.len()).filter(waits).collect()
    }

    fn wake(&mut self, waiter: usize) {
        if let Blocked::Waiting { mutex, .. } = self.blocked[waiter] {
            self.blocked[waiter] = Blocked::Notified { mutex };
        }
    }

    /// One state per waiter that may be the one.
    fn notify_one(mut self, program: &Program, thread: usize, condvar: usize) -> Vec<Self> {
        self.skip(program, thread);
        let waiters = self.waiters(condvar);
        if waiters.is_empty() {
            self.note(thread, Shared::Condvar(condvar), true, None);
            return vec![self];
        }
        let woken = waiters.into_iter().map(|waiter| {
            let mut state = self.clone();
            state.wake(waiter);
            state.note(thread, Shared::Condvar(condvar), true, Some(waiter));
            state
        });
        woken.collect()
    }
}
