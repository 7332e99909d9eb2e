//! The state graph and the progress graph, drawn.

use racelab::explore::Explorer;
use racelab::sync::cell::PlainCell;
use racelab::sync::{Arc, Mutex, thread};
use racelab::view::{Undrawn, progress_graph, state_graph};
use serde_json::Value;

use crate::programs::{main_races, opposite, racing, sharing};

/// Two threads that count in plain memory under a lock.
fn guarded() -> u64 {
    let counter = Arc::new((
        Mutex::new(()).named("m"),
        PlainCell::new(0).named("counter"),
    ));
    let threads = [1, 2].map(|_| {
        let counter = counter.clone();
        thread::spawn(move || {
            let _guard = counter.0.lock();
            counter.1.set(counter.1.get() + 1);
        })
    });
    for thread in threads {
        thread.join().unwrap();
    }
    counter.1.get()
}

/// The texts of a drawing, if it is well-formed: every element closed, in order.
pub(crate) fn texts(svg: &str) -> Vec<String> {
    let mut open: Vec<&str> = Vec::new();
    let mut texts = Vec::new();
    let mut rest = svg;
    while let Some(start) = rest.find('<') {
        let text = &rest[..start];
        assert!(!text.contains('>'), "{text}");
        if matches!(open.last(), Some(&"text" | &"title" | &"desc")) {
            texts.push(text.to_owned());
        }
        let end = start + rest[start..].find('>').expect("a tag ends");
        let tag = &rest[start + 1..end];
        let name = tag.trim_matches('/').split_whitespace().next().unwrap();
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name));
        } else if !tag.ends_with('/') {
            open.push(name);
        }
        rest = &rest[end + 1..];
    }
    assert!(open.is_empty(), "{open:?}");
    texts
}

#[test]
fn a_state_graph_is_drawn_with_a_box_for_each_state() {
    let graph = Explorer::new().state_graph(1_000, racing(&[1, 2], 1));
    let texts = texts(&state_graph::svg("a < b & c", &graph).unwrap());
    let count = |wanted: &str| texts.iter().filter(|t| t.as_str() == wanted).count();
    assert_eq!(count("a &lt; b &amp; c: state graph"), 2);
    assert_eq!(count("outcome 3"), 2);
    assert_eq!((count("outcome 1"), count("outcome 2")), (1, 1));
    assert_eq!(count("A") + count("B"), graph.steps.len());
    let first = texts.iter().filter(|t| t.ends_with(" load x"));
    // Three states before A has read, three before B has.
    assert_eq!(first.count(), 6);
}

#[test]
fn a_progress_graph_shows_what_a_lock_excludes() {
    let graph = Explorer::new().state_graph(1_000, guarded);
    let svg = progress_graph::svg("guarded", "counter", &graph).unwrap();
    let texts = texts(&svg);
    let has = |wanted: &str| texts.iter().any(|t| t == wanted);
    assert!(
        has("counter = 2: schedule A4B4, 0 preemptions"),
        "{texts:?}"
    );
    assert!(has("both threads would hold m: no path comes here"));
    // One rectangle, and one in the legend.
    assert_eq!(svg.matches("fill=\"url(#hatched)\"").count(), 2);
    assert!(!svg.contains("fill=\"url(#dotted)\""));
    assert!(!svg.contains("DEADLOCK"));
}

#[test]
fn a_progress_graph_shows_the_deadlock_region() {
    let graph = Explorer::new().state_graph(1_000, opposite);
    let svg = progress_graph::svg("opposite", "x", &graph).unwrap();
    let texts = texts(&svg);
    let has = |wanted: &str| texts.iter().any(|t| t == wanted);
    assert!(has("DEADLOCK: schedule AB, 1 preemption"), "{texts:?}");
    for lock in ["first", "second"] {
        assert!(has(&format!(
            "both threads would hold {lock}: no path comes here"
        )));
    }
    assert_eq!(svg.matches("fill=\"url(#dotted)\"").count(), 2);
}

#[test]
fn readers_exclude_a_writer_and_not_each_other() {
    for (writes, regions) in [([false, false], 0), ([false, true], 2), ([true, true], 2)] {
        let graph = Explorer::new().state_graph(1_000, sharing(writes));
        let svg = progress_graph::svg("shared", "x", &graph).unwrap();
        // A rectangle, and one in the legend; or neither.
        let hatched = svg.matches("fill=\"url(#hatched)\"").count();
        assert_eq!(hatched, regions, "{writes:?}");
    }
}

#[test]
fn what_cannot_be_drawn_is_said_in_a_sentence() {
    let explorer = Explorer::new();
    let big = explorer.state_graph(20_000, racing(&[1, 1], 3));
    let why = state_graph::svg("big", &big).unwrap_err();
    assert_eq!(why, Undrawn::States(1_338));
    let sentence = why.to_string();
    assert!(sentence.contains("has 1,338 states"), "{sentence}");
    let cut = explorer.state_graph(10, racing(&[1, 1], 3));
    let why = state_graph::svg("cut", &cut).unwrap_err();
    assert!(matches!(why, Undrawn::Incomplete(_)), "{why}");
    let three = explorer.state_graph(20_000, racing(&[1, 1, 1], 1));
    let why = progress_graph::svg("three", "x", &three).unwrap_err();
    assert_eq!(why, Undrawn::Threads(3));
    let main = explorer.state_graph(20_000, main_races);
    let why = progress_graph::svg("main", "x", &main).unwrap_err();
    assert_eq!(why, Undrawn::MainMoves);
}

#[test]
fn the_json_names_nodes_and_steps() {
    let graph = Explorer::new().state_graph(1_000, racing(&[1, 2], 1));
    let json: Value = serde_json::from_str(&state_graph::json("a lab", &graph)).unwrap();
    assert_eq!(json["schema"], 1);
    assert_eq!(json["lab"], "a lab");
    assert_eq!(json["interleavings"], 6);
    assert_eq!(json["complete"], true);
    let (nodes, steps) = (json["nodes"].as_array(), json["steps"].as_array());
    let (nodes, steps) = (nodes.unwrap(), steps.unwrap());
    assert_eq!((nodes.len(), steps.len()), (14, 14));
    assert_eq!(nodes[0]["threads"][1]["next"], "load x");
    let step = &steps[0];
    assert_eq!((&step["from"], &step["thread"]), (&0.into(), &"A".into()));
    assert_eq!((&step["object"], &step["read"]), (&"x".into(), &0.into()));
    let stores = steps.iter().filter(|step| step["written"] == 3);
    assert_eq!(stores.count(), 2);
    let ends = nodes.iter().filter(|node| node["outcome"] == "3");
    assert_eq!(ends.count(), 2);
}
