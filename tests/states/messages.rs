//! The messages of channels: their values, for types that are words and for others.

use racelab::explore::{Channel, Explorer, StateGraph, Value};
use racelab::sync::mpsc::{channel, sync_channel};
use racelab::sync::thread;

/// The channel of the state that this schedule leads to.
fn channel_at<'g>(graph: &'g StateGraph, schedule: &str) -> &'g Channel {
    let mut nodes = graph.nodes.iter();
    let node = nodes.find(|node| node.schedule.to_string() == schedule);
    &node.expect("the schedule leads to a state").channels[0]
}

/// Sends these messages in the thread `A` before main receives any.
fn sent<T: Clone + Send + Sync + 'static>(messages: &[T]) -> StateGraph {
    let messages = messages.to_vec();
    Explorer::new().state_graph(1_000, move || {
        let (sender, receiver) = channel();
        let messages = messages.clone();
        let thread = thread::spawn(move || {
            for message in messages {
                sender.send(message).unwrap();
            }
        });
        thread.join().unwrap();
        drop(receiver);
    })
}

#[test]
fn a_message_that_is_a_word_shows_its_value() {
    let unsigned = sent(&[7_u8, 200]);
    let channel = channel_at(&unsigned, "A2");
    assert_eq!(channel.messages, ['A', 'A']);
    let values = [7, 200].map(|value| Some(Value::Unsigned(value)));
    assert_eq!(channel.values, values);
    let signed = sent(&[-3_i32]);
    assert_eq!(channel_at(&signed, "A").values, [Some(Value::Signed(-3))]);
    let truth = sent(&[true]);
    assert_eq!(channel_at(&truth, "A").values, [Some(Value::Bool(true))]);
}

#[test]
fn any_other_message_shows_its_sender_alone() {
    let texts = sent(&["x", "y"]);
    let channel = channel_at(&texts, "A2");
    assert_eq!(
        (channel.messages.len(), &channel.values),
        (2, &[None, None].into())
    );
    let units = sent(&[()]);
    assert_eq!(channel_at(&units, "A").values, [None]);
}

/// A message may borrow: its type has no `TypeId`, and the explorer must not ask for one.
#[test]
fn a_message_may_borrow() {
    let graph = Explorer::new().state_graph(1_000, || {
        let number = 5_u64;
        thread::scope(|scope| {
            let (sender, receiver) = channel::<&u64>();
            let number = &number;
            scope.spawn(move || sender.send(number).unwrap());
            *receiver.recv().unwrap()
        })
    });
    assert!(graph.complete, "{:?}", graph.stopped_by);
    assert_eq!(channel_at(&graph, "A").values, [None]);
}

/// What is taken is the oldest message, also on a bounded channel with a `try_send`.
#[test]
fn the_steps_say_what_is_sent_and_received() {
    let graph = Explorer::new().state_graph(1_000, || {
        let (sender, receiver) = sync_channel(2);
        let thread = thread::spawn(move || {
            sender.try_send(4_u64).unwrap();
            sender.send(9).unwrap();
        });
        let sum: u64 = receiver.iter().sum();
        thread.join().unwrap();
        sum
    });
    assert!(graph.complete, "{:?}", graph.stopped_by);
    let of = |operation: &str| {
        let steps = graph.steps.iter();
        let mut values: Vec<Value> = steps
            .filter(|step| step.operation.contains(operation))
            .filter_map(|step| step.message)
            .collect();
        values.sort_unstable();
        values.dedup();
        values
    };
    let both = [4, 9].map(Value::Unsigned);
    assert_eq!(of("send"), both);
    assert_eq!(of("receive from"), both);
}
