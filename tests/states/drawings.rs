//! The state graph and the progress graph, drawn.

use racelab::explore::Explorer;
use racelab::sync::cell::PlainCell;
use racelab::sync::{Arc, Mutex, thread};
use racelab::view::state_graph::About;
use racelab::view::{Rating, Subject, Undrawn, progress_graph, state_graph};
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

/// What a drawing of this title is about.
fn subject(title: &str, outcome: &str) -> Subject {
    Subject {
        title: title.to_owned(),
        outcome: outcome.to_owned(),
        ..Subject::default()
    }
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
    let mut subject = subject("a < b & c", "x");
    let lost = (Rating::Forbidden, "an addition is lost".to_owned());
    subject.ratings.insert("1".to_owned(), lost);
    let svg = state_graph::svg(&subject, &graph).unwrap();
    let texts = texts(&svg);
    let count = |wanted: &str| texts.iter().filter(|t| t.as_str() == wanted).count();
    assert_eq!(count("a &lt; b &amp; c: every state"), 2);
    assert_eq!((count("outcome 3"), count("outcome 2")), (2, 1));
    assert_eq!(count("outcome 1, forbidden"), 1);
    assert_eq!(count("an addition is lost"), 1);
    // Of all borders only that of the forbidden end is so thick.
    assert_eq!(svg.matches("stroke-width=\"3.5\"").count(), 1);
    assert_eq!(count("A") + count("B"), graph.steps.len());
    let first = texts.iter().filter(|t| t.ends_with(" load x"));
    // Three states before A has read, three before B has.
    assert_eq!(first.count(), 6);
}

#[test]
fn a_progress_graph_shows_what_a_lock_excludes() {
    let graph = Explorer::new().state_graph(1_000, guarded);
    let svg = progress_graph::svg(&subject("guarded", "counter"), &graph).unwrap();
    let texts = texts(&svg);
    let has = |wanted: &str| texts.iter().any(|t| t == wanted);
    assert!(
        has("counter = 2, by schedule A4B4, 0 preemptions"),
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
    let svg = progress_graph::svg(&subject("opposite", "x"), &graph).unwrap();
    let texts = texts(&svg);
    let has = |wanted: &str| texts.iter().any(|t| t == wanted);
    assert!(has("DEADLOCK, by schedule AB, 1 preemption"), "{texts:?}");
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
        let svg = progress_graph::svg(&subject("shared", "x"), &graph).unwrap();
        // A rectangle, and one in the legend; or neither.
        let hatched = svg.matches("fill=\"url(#hatched)\"").count();
        assert_eq!(hatched, regions, "{writes:?}");
    }
}

#[test]
fn what_cannot_be_drawn_is_said_in_a_sentence() {
    let explorer = Explorer::new();
    let big = explorer.state_graph(20_000, racing(&[1, 1], 3));
    let why = state_graph::svg(&subject("big", "x"), &big).unwrap_err();
    assert_eq!(why, Undrawn::States(1_338));
    let sentence = why.to_string();
    assert!(sentence.contains("1,338 states"), "{sentence}");
    let cut = explorer.state_graph(10, racing(&[1, 1], 3));
    let why = state_graph::svg(&subject("cut", "x"), &cut).unwrap_err();
    assert!(matches!(why, Undrawn::Incomplete(_)), "{why}");
    let three = explorer.state_graph(20_000, racing(&[1, 1, 1], 1));
    let why = progress_graph::svg(&subject("three", "x"), &three).unwrap_err();
    assert_eq!(why, Undrawn::Threads(3));
    let main = explorer.state_graph(20_000, main_races);
    let why = progress_graph::svg(&subject("main", "x"), &main).unwrap_err();
    assert_eq!(why, Undrawn::MainMoves);
}

/// Under the lock one thread waits, in words that are longer than a box is wide.
#[test]
fn a_state_graph_cuts_no_words() {
    let name = "the lock of the counter that two threads would like to hold";
    let program = move || {
        let lock = Arc::new(Mutex::new(0).named(name));
        let other = lock.clone();
        let thread = thread::spawn(move || *other.lock() += 1);
        *lock.lock() += 1;
        thread.join().unwrap();
    };
    let graph = Explorer::new().state_graph(1_000, program);
    let svg = state_graph::svg(&subject("long", "x"), &graph).unwrap();
    let texts = texts(&svg).join(" ");
    assert!(!texts.contains('…'), "{texts}");
    let waits = format!("waits for lock {name}, held by A");
    assert!(texts.contains(&waits), "{texts}");
}

/// An arrow over several layers would cross the boxes between its ends if it were straight.
#[test]
fn an_arrow_of_a_state_graph_crosses_no_box() {
    for graph in [
        Explorer::new().state_graph(1_000, racing(&[1, 2], 1)),
        Explorer::new().state_graph(1_000, guarded),
        Explorer::new().state_graph(1_000, main_races),
        Explorer::new().state_graph(1_000, skipping),
    ] {
        let svg = state_graph::svg(&subject("boxes", "x"), &graph).unwrap();
        let boxes: Vec<[f64; 4]> = svg.lines().filter_map(a_box).collect();
        let arrows = svg.lines().filter(|line| line.contains("<polyline"));
        for arrow in arrows {
            for point in between(&points(arrow)) {
                let inside = |[x, y, width, height]: &&[f64; 4]| {
                    let (right, bottom) = (x + width, y + height);
                    (x + 1.0..right - 1.0).contains(&point.0)
                        && (y + 2.0..bottom - 2.0).contains(&point.1)
                };
                let crossed = boxes.iter().find(inside);
                assert!(crossed.is_none(), "{arrow} crosses {crossed:?}");
            }
        }
        assert!(boxes.len() >= graph.nodes.len());
    }
}

/// Main drops its sender early or late, so paths of different lengths lead to one state.
fn skipping() -> u64 {
    let (sender, inbox) = racelab::sync::mpsc::channel();
    let own = sender.clone();
    let owner = thread::spawn(move || inbox.into_iter().sum());
    let thread = thread::spawn(move || own.send(1).unwrap());
    drop(sender);
    thread.join().unwrap();
    owner.join().unwrap()
}

/// Corner and size of the box that a line of SVG draws.
fn a_box(line: &str) -> Option<[f64; 4]> {
    let line = line.strip_prefix("<rect ")?;
    line.contains("rx=\"5\" class=\"pale").then_some(())?;
    let number = |name: &str| {
        let (_, rest) = line.split_once(&format!("{name}=\""))?;
        rest.split('"').next()?.parse().ok()
    };
    Some([
        number("x")?,
        number(" y")?,
        number(" width")?,
        number(" height")?,
    ])
}

/// The points of a line.
fn points(line: &str) -> Vec<(f64, f64)> {
    let (_, points) = line.split_once("points=\"").unwrap();
    let points = points.split('"').next().unwrap().split(' ');
    let points = points.map(|point| {
        let (x, y) = point.split_once(',').unwrap();
        (x.parse().unwrap(), y.parse().unwrap())
    });
    points.collect()
}

/// Points on a line, close to each other, without its very ends.
fn between(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let stretches = points.windows(2).flat_map(|ends| {
        let [(x, y), (to_x, to_y)] = [ends[0], ends[1]];
        (1..100).map(move |percent| {
            let share = f64::from(percent) / 100.0;
            (x + (to_x - x) * share, y + (to_y - y) * share)
        })
    });
    stretches.collect()
}

/// WCAG 2 asks for a contrast of 4.5.
#[test]
fn every_text_can_be_read_in_both_schemes() {
    let graph = Explorer::new().state_graph(1_000, guarded);
    let svg = state_graph::svg(&subject("colours", "x"), &graph).unwrap();
    let (_, rest) = svg.split_once("<style>").unwrap();
    let (sheet, _) = rest.split_once("</style>").unwrap();
    let (light, dark) = sheet.split_once("@media").unwrap();
    for scheme in [light, dark] {
        let colour = |class: &str| luminance(scheme, class);
        let names = scheme.split(".fill-").skip(1);
        let names: Vec<&str> = names.filter_map(|rest| rest.split('{').next()).collect();
        assert_eq!(names.len(), 12);
        let pairs = names
            .iter()
            .filter(|name| **name != "paper")
            .flat_map(|name| {
                let (strong, pale) = (format!("fill-{name}"), format!("pale-{name}"));
                [
                    (strong.clone(), "fill-paper".to_owned()),
                    (strong, pale.clone()),
                    ("fill-ink".to_owned(), pale),
                ]
            });
        for (one, other) in pairs {
            let (a, b) = (colour(&one), colour(&other));
            let contrast = (a.max(b) + 0.05) / (a.min(b) + 0.05);
            assert!(contrast >= 4.5, "{one} on {other}: {contrast}");
        }
    }
}

/// How light the colour of a class is, as WCAG 2 computes it.
fn luminance(sheet: &str, class: &str) -> f64 {
    let (_, rest) = sheet.split_once(&format!(".{class}{{fill:#")).unwrap();
    let part = |at: usize| {
        let byte = u8::from_str_radix(&rest[at..at + 2], 16).unwrap();
        let part = f64::from(byte) / 255.0;
        match part <= 0.03928 {
            true => part / 12.92,
            false => ((part + 0.055) / 1.055).powf(2.4),
        }
    };
    0.2126 * part(0) + 0.7152 * part(2) + 0.0722 * part(4)
}

#[test]
fn the_json_names_nodes_and_steps() {
    let about = About {
        lab: "a lab".to_owned(),
        ..About::default()
    };
    let graph = Explorer::new().state_graph(1_000, racing(&[1, 2], 1));
    let json: Value = serde_json::from_str(&state_graph::json(&about, &graph)).unwrap();
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
