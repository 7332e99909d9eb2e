//! What a pool's log says of an answer: who is there, who was at work, and what ended when.

use std::thread;
use std::time::Duration;

use racelab::process::{Event, EventKind, Pool};

/// Waits until so many workers of a pool are there, so that whoever is asked for
/// anything is asked of all of them.
pub(crate) fn wait_for_all(pool: &Pool, processes: usize) {
    let ready = || {
        let events = pool.events().into_iter();
        events
            .filter(|event| event.kind == EventKind::Ready)
            .count()
    };
    while ready() < processes {
        thread::sleep(Duration::from_millis(1));
    }
}

/// What is to be said where no more than `most` of a pool's workers were at work at the
/// same time.
pub(crate) fn too_few_at_work(events: &[Event], most: usize, workers: usize) -> String {
    let is_long = |event: &Event| matches!(event.kind, EventKind::Started { calls: 2.., .. });
    let few = format!("no more than {most} of {workers} workers were at work at the same time");
    match most {
        _ if events.iter().any(is_long) => {
            format!("{few}: a chunk of many tasks keeps one worker busy and leaves none for others")
        }
        1 => "the workers worked one after the other".to_owned(),
        _ => few,
    }
}

/// The places of the calls that have been finished, in the order in which they were.
pub(crate) fn finished(events: &[Event]) -> Vec<usize> {
    let mut chunks: Vec<(u64, usize)> = Vec::new();
    for event in events {
        if let EventKind::Started { chunk, calls } = event.kind {
            chunks.push((chunk, usize::try_from(calls).unwrap_or(0)));
        }
    }
    // Chunks are numbered in the order in which they were asked for.
    chunks.sort_unstable();
    let mut places = Vec::new();
    for event in events {
        if let EventKind::Finished { chunk } = event.kind {
            let before = chunks.iter().take_while(|(other, _)| *other < chunk);
            let first: usize = before.map(|(_, calls)| calls).sum();
            let calls = chunks.iter().find(|(other, _)| *other == chunk);
            places.extend(first..first + calls.map_or(0, |(_, calls)| *calls));
        }
    }
    places
}

/// When the tasks ended that were sent one by one, those that took the shortest first.
pub(crate) fn ends_by_length(events: &[Event]) -> Vec<Duration> {
    let mut tasks = Vec::new();
    for event in events {
        let EventKind::Finished { chunk: ended } = event.kind else {
            continue;
        };
        let began = events.iter().find(
            |event| matches!(event.kind, EventKind::Started { chunk, calls: 1 } if chunk == ended),
        );
        if let Some(began) = began {
            tasks.push((event.at - began.at, event.at));
        }
    }
    tasks.sort_unstable();
    tasks.into_iter().map(|(_, end)| end).collect()
}
