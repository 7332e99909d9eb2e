//! A receiver that threads share behind a lock, while each of them sends, too. A receive knows all
//! that its thread knows of the channel, whatever that thread has received before.

use std::collections::{BTreeSet, VecDeque};

use racelab::explore::{Explorer, MemoryModel};
use racelab::sync::{Arc, Mutex, mpsc, thread};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// A step of a thread.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Act {
    /// Sends the number of its thread.
    Send,
    /// Tries to receive, with the lock.
    Take,
}

/// A sender of a channel without a bound, or of one with room for all messages, which sends or
/// tries to.
#[derive(Clone)]
enum Sender {
    Unbounded(mpsc::Sender<usize>),
    Bounded(mpsc::SyncSender<usize>),
    Tries(mpsc::SyncSender<usize>),
}

impl Sender {
    fn send(&self, message: usize) {
        match self {
            Self::Unbounded(sender) => sender.send(message).unwrap(),
            Self::Bounded(sender) => sender.send(message).unwrap(),
            Self::Tries(sender) => sender.try_send(message).unwrap(),
        }
    }
}

type Channel = fn() -> (Sender, mpsc::Receiver<usize>);

const CHANNELS: [Channel; 3] = [
    || {
        let (sender, receiver) = mpsc::channel();
        (Sender::Unbounded(sender), receiver)
    },
    || {
        let (sender, receiver) = mpsc::sync_channel(ROOM);
        (Sender::Bounded(sender), receiver)
    },
    || {
        let (sender, receiver) = mpsc::sync_channel(ROOM);
        (Sender::Tries(sender), receiver)
    },
];

/// More than the messages of any program here.
const ROOM: usize = 12;

/// For each thread what it has received, in its order.
type Received = Vec<Vec<Option<usize>>>;

/// The outcomes by the explorer. The main thread has sent `before` messages first.
fn explored(
    channel: Channel,
    model: MemoryModel,
    before: usize,
    threads: &[Vec<Act>],
) -> BTreeSet<Received> {
    let threads = threads.to_vec();
    let explorer = Explorer::new().memory_model(model).first_examples(true);
    let found = explorer.explore(move || {
        let (sender, receiver) = channel();
        (0..before).for_each(|_| sender.send(usize::MAX));
        let receiver = Arc::new(Mutex::new(receiver));
        let spawn = |(number, acts): (usize, &Vec<Act>)| {
            let (sender, receiver, acts) = (sender.clone(), receiver.clone(), acts.clone());
            thread::spawn(move || {
                let mut received = Vec::new();
                for act in acts {
                    match act {
                        Act::Send => sender.send(number),
                        Act::Take => received.push(receiver.lock().try_recv().ok()),
                    }
                }
                received
            })
        };
        let handles: Vec<_> = threads.iter().enumerate().map(spawn).collect();
        let received = handles.into_iter().map(|thread| thread.join().unwrap());
        received.collect::<Received>()
    });
    assert!(found.complete() && found.failures().is_empty());
    found.outcomes().keys().cloned().collect()
}

/// The outcomes by all interleavings of the steps.
fn interleaved(before: usize, threads: &[Vec<Act>]) -> BTreeSet<Received> {
    let mut outcomes = BTreeSet::new();
    let start = (
        VecDeque::from(vec![usize::MAX; before]),
        vec![0; threads.len()],
    );
    let mut open = vec![(start, vec![Vec::new(); threads.len()])];
    while let Some(((queue, done), received)) = open.pop() {
        let mut is_over = true;
        for (thread, acts) in threads.iter().enumerate() {
            let Some(act) = acts.get(done[thread]) else {
                continue;
            };
            is_over = false;
            let (mut queue, mut done, mut received) =
                (queue.clone(), done.clone(), received.clone());
            done[thread] += 1;
            match act {
                Act::Send => queue.push_back(thread),
                Act::Take => received[thread].push(queue.pop_front()),
            }
            open.push(((queue, done), received));
        }
        if is_over {
            outcomes.insert(received);
        }
    }
    outcomes
}

#[test]
fn a_message_that_happened_before_is_found_after_an_earlier_one_was_received() {
    use Act::{Send, Take};
    let threads = [vec![Send, Take], vec![Take]];
    for channel in CHANNELS {
        let found = explored(channel, MemoryModel::Rc11, 1, &threads);
        assert_eq!(found, interleaved(1, &threads));
    }
}

#[test]
fn random_programs_have_the_outcomes_of_their_interleavings() {
    let mut random = StdRng::seed_from_u64(16);
    for _ in 0..60 {
        let before = random.random_range(0..=2);
        let count = random.random_range(2..=3);
        let threads: Vec<Vec<Act>> = (0..count)
            .map(|_| {
                let acts = (0..random.random_range(1..=5 - count)).map(|_| match random.random() {
                    true => Act::Send,
                    false => Act::Take,
                });
                acts.collect()
            })
            .collect();
        let expected = interleaved(before, &threads);
        for (kind, channel) in CHANNELS.into_iter().enumerate() {
            for model in [MemoryModel::Sc, MemoryModel::Rc11] {
                let found = explored(channel, model, before, &threads);
                let what = format!("channel {kind}, {model:?}, {before} before, {threads:?}");
                assert_eq!(found, expected, "{what}");
            }
        }
    }
}
