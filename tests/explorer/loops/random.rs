//! Random programs with loops, compared with the same programs with each loop unrolled.
//!
//! Unrolled, each round is at its own place, so no operations count as a loop. The comparison
//! discards an execution that needs more rounds.

use std::collections::BTreeSet;
use std::env;
use std::io::{self, Write};
use std::time::{Duration, Instant};

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};

use racelab::explore::{Exploration, Explorer, FailureKind, MemoryModel, StoppedBy};
use racelab::sync::atomic::Ordering::{self, AcqRel, Acquire, Relaxed, Release, SeqCst};
use racelab::sync::atomic::{AtomicU64, fence};
use racelab::sync::cell::PlainCell;
use racelab::sync::hint::spin_loop;
use racelab::sync::mpsc::{
    Receiver, RecvTimeoutError, SyncSender, TryRecvError, TrySendError, sync_channel,
};
use racelab::sync::{Arc, Mutex, RwLock, thread};

use crate::thorough::{every, sample};

/// The most executions of a program; larger ones are skipped.
const EXECUTIONS: u64 = 1_000;

/// The limit of one exploration of a random program, in processor time: two loops that change data
/// under one lock may run without end.
const LONGEST: Duration = Duration::from_secs(1);

/// The number of rounds that stands for a loop.
const LOOPED: usize = 0;

/// The rounds of an unrolled loop. An outcome of these programs needs no more.
const FEW: usize = 4;

/// The rounds of a loop whose rounds are kept: see [`has_as_many`].
const MANY: usize = 10;

/// The shared objects of the threads.
struct Shared {
    words: [AtomicU64; 2],
    locks: [Mutex<u64>; 2],
    shared: RwLock<u64>,
    plain: PlainCell<u64>,
}

/// A thread's end of the channel: main receives, the others send.
enum End {
    Nothing,
    Sends(SyncSender<u64>),
    Receives(Receiver<u64>),
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Store(usize, u64, Ordering),
    Load(usize, Ordering),
    Add(usize, Ordering),
    Fence(Ordering),
    Set(usize, u64),
    TryLock(usize),
    Write(u64),
    TryRead,
    Read,
    TryWrite,
    TrySend(u64),
    Receive,
    Plain(u64),
    PlainIf(usize, u64),
    Loop(Body),
}

/// The operation of a loop in each round.
#[derive(Clone, Copy, Debug)]
struct Body {
    kind: Kind,
    word: usize,
    wanted: u64,
    ordering: Ordering,
    hint: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Load,
    LoadBoth,
    Fenced,
    Look,
    TryLook,
    PutBack,
    Version,
    Exchange,
    ExchangeNewer,
    Swap,
    Take,
    ReadLook,
    Peek,
    TryWriteLook,
    Claim,
    Upgrade,
    Send,
    Poll,
    PollTimed,
    // The rounds of the following kinds change a variable.
    Last,
    Tried,
    Bounded,
    BoundedNewer,
    Stores,
    Marks,
}

const KINDS: [Kind; 19] = [
    Kind::Load,
    Kind::LoadBoth,
    Kind::Fenced,
    Kind::Look,
    Kind::TryLook,
    Kind::PutBack,
    Kind::Version,
    Kind::Exchange,
    Kind::ExchangeNewer,
    Kind::Swap,
    Kind::Take,
    Kind::ReadLook,
    Kind::Peek,
    Kind::Last,
    Kind::Tried,
    Kind::Bounded,
    Kind::BoundedNewer,
    Kind::Stores,
    Kind::Marks,
];

/// The kinds that try to write, to send and to receive.
const ATTEMPTS: [Kind; 6] = [
    Kind::TryWriteLook,
    Kind::Claim,
    Kind::Upgrade,
    Kind::Send,
    Kind::Poll,
    Kind::PollTimed,
];

#[derive(Clone, Debug)]
struct Program {
    threads: Vec<Vec<Step>>,
    /// The bound of the channel, if the program has one.
    bound: Option<usize>,
}

/// The variables that a loop keeps from round to round.
#[derive(Default)]
struct Kept {
    seen: u64,
    last: u64,
    rounds: u64,
}

/// Runs one round; returns whether it is the last one.
#[track_caller]
fn round(shared: &Shared, end: &End, body: Body, kept: &mut Kept) -> bool {
    let word = &shared.words[body.word];
    let other = &shared.words[1 - body.word];
    let (wanted, ordering) = (body.wanted, body.ordering);
    let leaves = match body.kind {
        Kind::Load => word.load(ordering) == wanted,
        Kind::LoadBoth => word.load(ordering) == wanted && other.load(Relaxed) != 0,
        Kind::Fenced => {
            let seen = word.load(Relaxed);
            fence(SeqCst);
            seen == wanted
        }
        Kind::Look => {
            let guard = shared.locks[body.word].lock();
            let seen = *guard;
            drop(guard);
            seen == wanted
        }
        Kind::TryLook => match shared.locks[body.word].try_lock() {
            Some(guard) => {
                let seen = *guard;
                drop(guard);
                seen == wanted
            }
            None => false,
        },
        Kind::PutBack => {
            let mut left = shared.locks[body.word].lock();
            let right = shared.locks[1 - body.word].try_lock();
            let both = right.is_some();
            if let Some(mut right) = right {
                *left += 10;
                *right += 10;
                drop(right);
            }
            drop(left);
            both
        }
        Kind::Version => {
            let before = word.load(ordering);
            kept.last = other.load(Relaxed);
            fence(Acquire);
            word.load(Relaxed) == before && before == wanted
        }
        Kind::Exchange => {
            let seen = word.load(Relaxed);
            word.compare_exchange(seen, seen + 10, AcqRel, ordering)
                .is_ok()
        }
        Kind::ExchangeNewer => {
            match word.compare_exchange(kept.seen, kept.seen + 10, AcqRel, ordering) {
                Ok(_) => true,
                Err(newer) => {
                    kept.seen = newer;
                    false
                }
            }
        }
        Kind::Swap => word.swap(7, AcqRel) != 7,
        Kind::Take => word.compare_exchange(wanted, 7, AcqRel, ordering).is_ok(),
        Kind::ReadLook => {
            let guard = shared.shared.read();
            let seen = *guard;
            drop(guard);
            seen == wanted
        }
        Kind::Peek => {
            let seen = word.load(ordering);
            if seen != wanted {
                shared.plain.get();
            }
            seen == wanted
        }
        Kind::TryWriteLook => shared
            .shared
            .try_write()
            .is_some_and(|data| *data == wanted),
        Kind::Claim => shared.shared.try_write().is_some_and(|mut data| {
            *data += 10;
            true
        }),
        Kind::Upgrade => {
            let reads = shared.shared.read();
            let seen = *reads;
            assert!(shared.shared.try_write().is_none());
            drop(reads);
            seen == wanted
        }
        Kind::Send | Kind::Poll | Kind::PollTimed => comes_through(end, body, kept),
        Kind::Last => {
            let seen = word.load(ordering);
            if seen != wanted {
                kept.last = seen;
            }
            seen == wanted
        }
        Kind::Tried => {
            let seen = word.load(ordering);
            kept.last |= u64::from(seen != wanted);
            seen == wanted
        }
        Kind::Bounded => {
            kept.rounds += 1;
            kept.last = u64::from(word.load(ordering) == wanted);
            kept.last == 1 || kept.rounds == 2
        }
        Kind::BoundedNewer => {
            kept.rounds += 1;
            match word.compare_exchange(kept.seen, kept.seen + 10, AcqRel, ordering) {
                Ok(_) => {
                    kept.last = 1;
                    true
                }
                Err(newer) => {
                    kept.seen = newer;
                    kept.rounds == 2
                }
            }
        }
        Kind::Stores => {
            other.store(5, Release);
            word.load(ordering) == wanted
        }
        Kind::Marks => {
            let mut guard = shared.locks[body.word].lock();
            let seen = *guard % 100;
            if seen != wanted {
                *guard = 100 + seen;
            }
            drop(guard);
            seen == wanted
        }
    };
    if !leaves {
        match body.hint {
            0 => spin_loop(),
            1 => thread::yield_now(),
            _ => {}
        }
    }
    leaves
}

/// Whether a message will come.
#[track_caller]
fn comes_through(end: &End, body: Body, kept: &mut Kept) -> bool {
    match (body.kind, end) {
        (Kind::Send, End::Sends(sender)) => match sender.try_send(body.wanted) {
            Ok(()) => true,
            Err(TrySendError::Full(_)) => false,
            Err(TrySendError::Disconnected(_)) => true,
        },
        (Kind::Poll | Kind::PollTimed, End::Receives(receiver)) => {
            let timed = body.kind == Kind::PollTimed;
            let received =
                match timed {
                    true => receiver
                        .recv_timeout(Duration::from_millis(1))
                        .map_err(|error| match error {
                            RecvTimeoutError::Timeout => TryRecvError::Empty,
                            RecvTimeoutError::Disconnected => TryRecvError::Disconnected,
                        }),
                    false => receiver.try_recv(),
                };
            match received {
                Err(TryRecvError::Empty) => false,
                Err(TryRecvError::Disconnected) => true,
                Ok(message) => {
                    kept.last = message;
                    true
                }
            }
        }
        // The thread has the other end.
        _ => true,
    }
}

/// The final variables of the loop; `None` if the rounds did not suffice.
fn go_round<const ROUNDS: usize>(shared: &Shared, end: &End, body: Body) -> Option<u64> {
    let mut kept = Kept::default();
    if matches!(body.kind, Kind::ExchangeNewer | Kind::BoundedNewer) {
        let ordering = [Relaxed, Acquire, SeqCst][usize::from(body.hint) % 3];
        kept.seen = shared.words[body.word].load(ordering);
    }
    if ROUNDS == LOOPED {
        while !round(shared, end, body, &mut kept) {}
        return Some(kept.last);
    }
    let done = round(shared, end, body, &mut kept)
        || round(shared, end, body, &mut kept)
        || round(shared, end, body, &mut kept)
        || round(shared, end, body, &mut kept)
        || ROUNDS == MANY
            && (round(shared, end, body, &mut kept)
                || round(shared, end, body, &mut kept)
                || round(shared, end, body, &mut kept)
                || round(shared, end, body, &mut kept)
                || round(shared, end, body, &mut kept)
                || round(shared, end, body, &mut kept));
    done.then_some(kept.last)
}

/// What a thread has seen; `None` if the rounds of a loop did not suffice.
fn run<const ROUNDS: usize>(shared: &Shared, end: End, steps: &[Step]) -> Option<Vec<u64>> {
    let mut seen = Vec::new();
    for &step in steps {
        match step {
            Step::Store(word, value, ordering) => shared.words[word].store(value, ordering),
            Step::Load(word, ordering) => seen.push(shared.words[word].load(ordering)),
            Step::Add(word, ordering) => seen.push(shared.words[word].fetch_add(1, ordering)),
            Step::Fence(ordering) => fence(ordering),
            Step::Set(lock, value) => *shared.locks[lock].lock() = value,
            Step::TryLock(lock) => seen.push(shared.locks[lock].try_lock().is_some().into()),
            Step::Write(value) => *shared.shared.write() = value,
            Step::Plain(value) => shared.plain.set(value),
            Step::PlainIf(word, value) => {
                if shared.words[word].load(Relaxed) == value {
                    shared.plain.set(value);
                }
            }
            Step::TryRead => seen.push(shared.shared.try_read().is_some().into()),
            Step::Read => seen.push(*shared.shared.read()),
            Step::TryWrite => seen.push(shared.shared.try_write().is_some().into()),
            Step::TrySend(value) => {
                if let End::Sends(sender) = &end {
                    seen.push(match sender.try_send(value) {
                        Ok(()) => 1,
                        Err(TrySendError::Full(_)) => 0,
                        Err(TrySendError::Disconnected(_)) => 2,
                    });
                }
            }
            Step::Receive => {
                if let End::Receives(receiver) = &end {
                    seen.push(receiver.recv().unwrap_or(9));
                }
            }
            Step::Loop(body) => seen.push(go_round::<ROUNDS>(shared, &end, body)?),
        }
    }
    Some(seen)
}

type Outcome = Option<Vec<Vec<u64>>>;

fn closure<const ROUNDS: usize>(program: Program) -> impl Fn() -> Outcome + Send + Sync + 'static {
    move || {
        let shared = Arc::new(Shared {
            words: [AtomicU64::new(0), AtomicU64::new(0)],
            locks: [Mutex::new(0), Mutex::new(0)],
            shared: RwLock::new(0),
            plain: PlainCell::new(0),
        });
        let (sender, receiver) = program.bound.map(sync_channel).unzip();
        let (main, children) = program.threads.split_first().expect("a main thread");
        let children: Vec<_> = children
            .iter()
            .map(|steps| {
                let (steps, shared) = (steps.clone(), shared.clone());
                let end = sender.clone().map_or(End::Nothing, End::Sends);
                thread::spawn(move || run::<ROUNDS>(&shared, end, &steps))
            })
            .collect();
        drop(sender);
        let mine = run::<ROUNDS>(&shared, receiver.map_or(End::Nothing, End::Receives), main);
        // Main joins all threads, whatever the result of one of them.
        let theirs: Vec<_> = children.into_iter().map(|c| c.join().unwrap()).collect();
        let mut seen = vec![mine?];
        for thread in theirs {
            seen.push(thread?);
        }
        let mut last: Vec<u64> = shared.words.iter().map(|w| w.load(Relaxed)).collect();
        last.extend(shared.locks.iter().map(|lock| *lock.lock()));
        if program.bound.is_some() {
            last.push(*shared.shared.read());
        }
        seen.push(last);
        Some(seen)
    }
}

fn generate(rng: &mut StdRng, attempts: bool) -> Program {
    let threads = if rng.random_bool(0.6) { 2 } else { 3 };
    // A lock or a channel with attempts has many orders.
    let most = if threads == 2 { 3 } else { 2 } - usize::from(attempts);
    let values = [1, 2];
    let mut program: Vec<Vec<Step>> = (0..threads)
        .map(|_| {
            (0..rng.random_range(1..=most))
                .map(|_| match attempts && rng.random_bool(0.6) {
                    true => attempt(rng, values),
                    false => step(rng, values),
                })
                .collect()
        })
        .collect();
    let loops = match attempts && threads == 3 {
        true => 1,
        false => rng.random_range(1..=2),
    };
    for _ in 0..loops {
        let thread = rng.random_range(0..threads);
        let at = rng.random_range(0..=program[thread].len());
        let kinds = match attempts {
            true => &ATTEMPTS[..],
            false => &KINDS[..],
        };
        let body = Body {
            kind: *kinds.choose(rng).expect("there are some"),
            word: rng.random_range(0..2),
            wanted: *values.choose(rng).expect("there are some"),
            ordering: *[Relaxed, Acquire, SeqCst]
                .choose(rng)
                .expect("there are some"),
            hint: rng.random_range(0..4),
        };
        program[thread].insert(at, Step::Loop(body));
    }
    let bound = attempts.then(|| rng.random_range(0..=2));
    Program {
        threads: program,
        bound,
    }
}

/// A step that is an attempt, or on which an attempt depends.
fn attempt(rng: &mut StdRng, values: [u64; 2]) -> Step {
    let value = *values.choose(rng).expect("there are some");
    match rng.random_range(0..8) {
        0 | 1 => Step::Write(value),
        2 => Step::Read,
        3 => Step::TryWrite,
        4 | 5 => Step::TrySend(value),
        6 => Step::Receive,
        _ => Step::TryRead,
    }
}

fn step(rng: &mut StdRng, values: [u64; 2]) -> Step {
    let word = rng.random_range(0..2);
    let value = *values.choose(rng).expect("there are some");
    match rng.random_range(0..14) {
        0..=3 => Step::Store(
            word,
            value,
            *[Relaxed, Release, SeqCst].choose(rng).expect("some"),
        ),
        4 => Step::Load(word, *[Relaxed, Acquire, SeqCst].choose(rng).expect("some")),
        5 => Step::Add(word, *[Relaxed, AcqRel].choose(rng).expect("some")),
        6 => Step::Fence(SeqCst),
        7 | 8 => Step::Set(word, value),
        9 => Step::TryLock(word),
        10 => Step::Write(value),
        11 => Step::Plain(value),
        12 => Step::PlainIf(word, value),
        _ => Step::TryRead,
    }
}

/// Explores; `None` if the program is too large, or takes longer.
fn explore(
    model: MemoryModel,
    longest: Duration,
    program: impl Fn() -> Outcome + Send + Sync + 'static,
) -> Option<Exploration<Outcome>> {
    let explorer = Explorer::new().memory_model(model).record_graphs(true);
    let found = explorer
        .max_steps(150)
        .max_executions(EXECUTIONS)
        .max_duration(longest)
        .explore(program);
    match found.stopped_by() {
        None => Some(found),
        Some(StoppedBy::Executions(_) | StoppedBy::Steps(_)) => None,
        // On a busy machine the second comes in place of the first.
        Some(StoppedBy::Duration(_) | StoppedBy::Idle(_)) => None,
        Some(why) => panic!("{why}"),
    }
}

fn outcomes(found: &Exploration<Outcome>) -> BTreeSet<&Vec<Vec<u64>>> {
    found.outcomes().keys().filter_map(Option::as_ref).collect()
}

/// Compares the two programs; returns whether they were small enough, and fast enough.
fn compare(program: &Program, model: MemoryModel, longest: Duration) -> Result<bool, String> {
    let Some(looped) = explore(model, longest, closure::<LOOPED>(program.clone())) else {
        return Ok(false);
    };
    let Some(unrolled) = explore(model, longest, closure::<FEW>(program.clone())) else {
        return Ok(false);
    };
    let (ours, theirs) = (outcomes(&looped), outcomes(&unrolled));
    if ours != theirs {
        let more: Vec<_> = ours.difference(&theirs).collect();
        let fewer: Vec<_> = theirs.difference(&ours).collect();
        return Err(format!("only looped: {more:?}; only unrolled: {fewer:?}"));
    }
    let mut graphs: Vec<&str> = looped.graphs().iter().map(String::as_str).collect();
    graphs.sort_unstable();
    if let Some(twice) = graphs.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(format!("twice: {}", twice[0]));
    }
    let executions = looped.executions();
    if executions > unrolled.executions() && !has_as_many(program, model, executions) {
        return Err(format!("{executions} executions, unrolled fewer"));
    }
    let races = |found: &Exploration<Outcome>| {
        let mut failures = found.failures().iter();
        failures.any(|failure| failure.kind == FailureKind::DataRace)
    };
    if races(&looped) != races(&unrolled) {
        return Err(format!("data race: {}, unrolled not so", races(&looped)));
    }
    for failure in looped.failures() {
        let gives_up = unrolled.outcomes().contains_key(&None);
        match failure.kind {
            FailureKind::DataRace => {}
            FailureKind::Livelock if gives_up => {}
            _ => return Err(format!("{failure:?}")),
        }
    }
    Ok(true)
}

/// Whether the program, with each loop unrolled [`MANY`] times, has at least so many executions.
///
/// If no execution leaves a loop, none allows a trial, and the loop is kept. Then an execution may
/// have more than [`FEW`] rounds: each differs from the one before it, but for the last two, which
/// read the same. A round differs from the one before it only if a write of another thread is new
/// to one of the two. So each write makes at most two rounds differ from the ones before them, and
/// w writes allow at most 2w + 2 rounds. [`MANY`] are enough for the four writes of two sections
/// under a write lock.
///
/// Unrolled as often, the program makes the same rounds, and repeats the last one until it gives
/// up. Different executions stay different: each is the part of the unrolled one up to the first
/// two rounds that read the same.
fn has_as_many(program: &Program, model: MemoryModel, executions: u64) -> bool {
    let explorer = Explorer::new().memory_model(model);
    let unrolled = explorer
        .max_executions(executions)
        .explore(closure::<MANY>(program.clone()));
    unrolled.executions() >= executions
}

#[test]
fn loops_have_the_outcomes_of_their_rounds() {
    compare_all(600, false);
}

#[test]
fn loops_of_attempts_have_the_outcomes_of_their_rounds() {
    compare_all(sample(300, 2), true);
}

/// No thread writes what these loops wait for.
#[test]
fn loops_without_an_exit_have_no_more_executions_than_their_rounds() {
    for seed in [95_006_380, 96_000_343, 96_010_076]
        .into_iter()
        .step_by(every(2))
    {
        let program = generate(&mut StdRng::seed_from_u64(seed), true);
        for model in [MemoryModel::Rc11, MemoryModel::Sc] {
            let compared = compare(&program, model, Duration::MAX);
            assert_eq!(compared, Ok(true), "seed {seed}, {model:?}: {program:?}");
        }
    }
}

/// Compares on as many programs as the environment says, otherwise on `programs`, or a tenth of
/// them.
fn compare_all(programs: u64, attempts: bool) {
    let number = |name| {
        env::var(name)
            .ok()
            .map(|set| set.parse::<u64>().expect(name))
    };
    let first = number("RACELAB_FUZZ_SEED").unwrap_or(1);
    let long = number("RACELAB_FUZZ_PROGRAMS");
    let programs = long.unwrap_or(sample(programs, 10));
    let (mut compared, mut left_out) = (0, 0);
    let mut said = Instant::now();
    for seed in first..first + programs {
        let program = generate(&mut StdRng::seed_from_u64(seed), attempts);
        for model in [MemoryModel::Rc11, MemoryModel::Sc] {
            match compare(&program, model, LONGEST) {
                Ok(true) => compared += 1,
                Ok(false) => left_out += 1,
                Err(why) => panic!("seed {seed}, {model:?}: {why}\n{program:?}"),
            }
        }
        if long.is_some() && said.elapsed() > Duration::from_secs(10) {
            said = Instant::now();
            // A lost line of progress does not matter.
            writeln!(
                io::stderr(),
                "loops: {} programs, {left_out} left out",
                seed - first
            )
            .ok();
        }
    }
    assert!(
        compared > 4 * left_out,
        "{compared} compared, {left_out} left out"
    );
}
