//! State graphs: their paths are the interleavings, their ends the outcomes.

mod support;

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::fs;
use std::path::Path;

use racelab::explore::{
    Activity, Explorer, FailureKind, MemoryModel, StateGraph, StoppedBy, Watch,
};
use racelab::sync::atomic::{AtomicU64, Ordering::SeqCst};
use racelab::sync::cell::PlainCell;
use racelab::sync::{Arc, Condvar, Mutex, RwLock, hint, thread};
use racelab::view::{progress_graph, situation, state_graph};
use serde_json::Value;

/// Each thread adds so many times, by a load and a store.
fn racing(adds: &'static [u64], times: usize) -> impl Fn() -> u64 + Send + Sync + Clone + 'static {
    move || {
        let x = &AtomicU64::new(0).named("x");
        thread::scope(|scope| {
            for add in adds {
                scope.spawn(move || {
                    for _ in 0..times {
                        x.store(x.load(SeqCst) + add, SeqCst);
                    }
                });
            }
        });
        x.load(SeqCst)
    }
}

/// Threads that count under a lock.
fn counting(threads: usize, times: usize) -> impl Fn() -> u64 + Send + Sync + Clone + 'static {
    move || {
        let counter = Mutex::new(0).named("m");
        thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    for _ in 0..times {
                        *counter.lock() += 1;
                    }
                });
            }
        });
        *counter.lock()
    }
}

/// Two threads that have a lock, to write or to read, while they look at x.
fn sharing(writes: [bool; 2]) -> impl Fn() -> u64 + Send + Sync + Clone + 'static {
    move || {
        let x = &AtomicU64::new(0).named("x");
        let lock = &RwLock::new(()).named("rates");
        thread::scope(|scope| {
            for writes in writes {
                scope.spawn(move || match writes {
                    true => {
                        let _guard = lock.write();
                        x.load(SeqCst)
                    }
                    false => {
                        let _guard = lock.read();
                        x.load(SeqCst)
                    }
                });
            }
        });
        x.load(SeqCst)
    }
}

/// Two threads that take two locks in opposite order, and count in between.
fn opposite() -> u64 {
    let x = Arc::new(AtomicU64::new(0).named("x"));
    let locks = ["first", "second"].map(|name| Arc::new(Mutex::new(()).named(name)));
    let swapped = [locks[1].clone(), locks[0].clone()];
    let threads = [locks, swapped].map(|[outer, inner]| {
        let x = x.clone();
        thread::spawn(move || {
            let _outer = outer.lock();
            let _inner = inner.lock();
            x.store(x.load(SeqCst) + 1, SeqCst);
        })
    });
    for thread in threads {
        thread.join().unwrap();
    }
    x.load(SeqCst)
}

/// Two wait until main opens a gate; it tells one of them, who tells the other.
fn gate() -> Vec<usize> {
    let gate = Arc::new((Mutex::new((false, Vec::new())), Condvar::new()));
    let threads = [1, 2].map(|number| {
        let gate = gate.clone();
        thread::spawn(move || {
            let mut state = gate.0.lock();
            while !state.0 {
                gate.1.wait(&mut state);
            }
            state.1.push(number);
            drop(state);
            gate.1.notify_one();
        })
    });
    gate.0.lock().0 = true;
    gate.1.notify_one();
    for thread in threads {
        thread.join().unwrap();
    }
    std::mem::take(&mut gate.0.lock().1)
}

/// The children's children race, so letters depend on the order.
fn grandchildren() -> u64 {
    let x = Arc::new(AtomicU64::new(0));
    let children = [1, 2].map(|add| {
        let x = x.clone();
        thread::spawn(move || {
            x.fetch_add(add, SeqCst);
            let y = x.clone();
            thread::spawn(move || y.store(y.load(SeqCst) * 2, SeqCst))
                .join()
                .unwrap();
        })
    });
    for child in children {
        child.join().unwrap();
    }
    x.load(SeqCst)
}

/// Main moves as well, and panics if it comes too late.
fn main_races() -> u64 {
    let x = Arc::new(AtomicU64::new(0));
    let other = x.clone();
    let child = thread::spawn(move || {
        other.store(1, SeqCst);
        other.store(2, SeqCst);
    });
    let seen = x.load(SeqCst);
    assert!(seen < 2, "too late");
    child.join().unwrap();
    seen
}

/// Holds a program's state graph against its exploration.
fn compare<O: Ord + Clone + Debug + Send + 'static>(
    name: &str,
    program: impl Fn() -> O + Send + Sync + Clone + 'static,
) -> StateGraph {
    let explorer = Explorer::new()
        .memory_model(MemoryModel::Sc)
        .count_interleavings(true);
    let found = explorer.explore(program.clone());
    let graph = explorer.state_graph(20_000, program);
    assert!(graph.complete, "{name}: {:?}", graph.stopped_by);
    assert!(found.interleavings().is_some(), "{name}");
    assert_eq!(graph.paths(), found.interleavings(), "{name}");

    let outcomes: BTreeSet<String> = graph
        .nodes
        .iter()
        .filter_map(|node| node.outcome.clone())
        .collect();
    let expected: BTreeSet<String> = found.outcomes().keys().map(|o| format!("{o:?}")).collect();
    assert_eq!(outcomes, expected, "{name}");

    let ends = (0..graph.nodes.len()).filter(|&node| graph.is_last(node));
    assert_eq!(ends.count() as u64, found.executions(), "{name}");

    let failed: BTreeSet<(String, String)> = graph
        .nodes
        .iter()
        .flat_map(|node| &node.failures)
        .map(|failure| (failure.kind.clone(), failure.message.clone()))
        .collect();
    let failures = found.failures().iter();
    let expected: BTreeSet<_> = failures
        .map(|f| (f.kind.to_string(), f.message.clone()))
        .collect();
    assert_eq!(failed, expected, "{name}");

    for ending in graph.endings() {
        let (fewest, schedule) = match ending.failed {
            false => found
                .outcomes()
                .iter()
                .find(|(outcome, _)| format!("{outcome:?}") == ending.text)
                .map(|(_, o)| (o.example.preemptions, &o.example.schedule)),
            true => found
                .failures()
                .iter()
                .find(|failure| failure.kind.to_string() == ending.text)
                .map(|f| (f.execution.preemptions, &f.execution.schedule)),
        }
        .unwrap();
        assert_eq!(ending.preemptions, fewest, "{name}: {schedule}");
    }
    graph
}

// ---- paths, outcomes and failures ----

#[test]
fn the_paths_are_the_interleavings_and_the_ends_the_outcomes() {
    let sizes = [
        compare("1 and 2", racing(&[1, 2], 1)).nodes.len(),
        compare("two times each", racing(&[1, 1], 2)).nodes.len(),
        compare("three threads", racing(&[1, 1, 1], 1)).nodes.len(),
        compare("a lock", counting(2, 2)).nodes.len(),
        compare("a lock for three", counting(3, 1)).nodes.len(),
    ];
    // Of 6, 70, 90, 6 and 6 interleavings.
    assert_eq!(sizes, [14, 134, 119, 37, 31]);
}

#[test]
fn a_reader_writer_lock_says_who_reads_and_who_writes() {
    let held = |writes: [bool; 2]| {
        let graph = compare(&format!("sharing {writes:?}"), sharing(writes));
        let locks = graph.nodes.iter().flat_map(|node| &node.locks);
        locks
            .map(|lock| {
                assert_eq!(lock.object, "rates");
                (lock.held_by, lock.read_by.iter().collect())
            })
            .collect::<BTreeSet<(Option<char>, String)>>()
    };
    let states = |all: &[(Option<char>, &str)]| -> BTreeSet<(Option<char>, String)> {
        all.iter()
            .map(|&(by, readers)| (by, readers.to_owned()))
            .collect()
    };
    assert_eq!(
        held([false, false]),
        states(&[(None, ""), (None, "A"), (None, "B"), (None, "AB")])
    );
    assert_eq!(
        held([false, true]),
        states(&[(None, ""), (None, "A"), (Some('B'), "")])
    );
    assert_eq!(
        held([true, true]),
        states(&[(None, ""), (Some('A'), ""), (Some('B'), "")])
    );
    let look = |schedule: &str, writes| {
        let schedule = schedule.parse().unwrap();
        let situation = Explorer::new().look(&schedule, sharing(writes)).unwrap();
        situation::memory(&situation, 80)
    };
    let memory = look("AB", [false, false]);
    assert_eq!(memory.trim(), "Memory: x = 0, lock rates read by A and B");
    let memory = look("A", [true, false]);
    assert_eq!(memory.trim(), "Memory: x = 0, lock rates held by A");
    let memory = look("", [true, false]);
    assert_eq!(memory.trim(), "Memory: x = 0, lock rates free");
}

#[test]
fn a_deadlock_is_a_last_state_with_its_reasons() {
    let graph = compare("opposite", opposite);
    let stuck = graph.nodes.iter().find(|n| !n.failures.is_empty()).unwrap();
    assert_eq!(stuck.failures[0].kind, FailureKind::Deadlock.to_string());
    assert_eq!(stuck.schedule.to_string(), "AB");
    let reasons = stuck.threads.iter().map(|t| match &t.activity {
        Activity::Waiting { reason, .. } => reason.as_str(),
        _ => "",
    });
    assert_eq!(
        reasons.collect::<Vec<_>>(),
        [
            "waits for the end of A",
            "waits for lock second, held by B",
            "waits for lock first, held by A"
        ]
    );
}

#[test]
fn which_waiter_is_woken_is_a_step_of_its_own() {
    let graph = compare("gate", gate);
    // Main is alone when it wakes one of two, and chooses all the same.
    let last = graph
        .steps
        .iter()
        .filter(|step| step.schedule.to_string() == "M.B");
    assert!(last.count() > 0);
}

#[test]
fn every_example_of_a_woken_waiter_replays() {
    let found = Explorer::new().explore(gate);
    assert_eq!(found.outcomes().len(), 2);
    for (outcome, shown) in found.outcomes() {
        let replay = Explorer::new()
            .replay(&shown.example.schedule, gate)
            .unwrap();
        assert_eq!(replay.outcome.as_ref(), Some(outcome));
    }
}

#[test]
fn letters_that_depend_on_the_order_do_not_confuse_states() {
    compare("grandchildren", grandchildren);
}

#[test]
fn main_takes_part_and_may_panic() {
    let graph = compare("main races", main_races);
    let mut loads = graph.steps.iter().filter(|step| step.thread == 'M');
    assert!(loads.all(|step| step.operation.starts_with("load") && step.read.is_some()));
}

#[test]
fn a_data_race_does_not_end_the_program() {
    let graph = compare("plain", || {
        let x = Arc::new(PlainCell::new(0));
        let y = x.clone();
        let child = thread::spawn(move || y.set(y.get() + 1));
        x.set(x.get() + 2);
        child.join().unwrap();
        x.get()
    });
    let races = graph.endings();
    assert!(races.iter().all(|ending| !ending.failed), "{races:?}");
}

// ---- progress ----

#[test]
fn the_estimate_grows_to_one_whatever_the_number_of_workers() {
    for workers in [1, 2] {
        let watch = Watch::default();
        let explorer = Explorer::new().workers(workers).watched_by(&watch);
        let found = explorer.explore(racing(&[1, 1, 1], 2));
        let progress = watch.progress();
        assert_eq!(progress.executions, found.executions());
        assert!((progress.share - 1.0).abs() < 1e-6, "{progress:?}");
    }
}

#[test]
fn the_estimate_is_within_a_factor_of_ten_from_early_on() {
    // 7,134 executions, looked at after every 500th.
    let mut shares = Vec::new();
    for limit in (500..7_000).step_by(500) {
        let watch = Watch::default();
        let explorer = Explorer::new().max_executions(limit).watched_by(&watch);
        explorer.explore(racing(&[1, 1, 1], 2));
        let progress = watch.progress();
        assert_eq!(progress.executions, limit);
        shares.push(progress.share);
        let estimate = progress.estimate().unwrap();
        assert!((713.0..71_340.0).contains(&estimate), "{progress:?}");
    }
    assert!(shares.is_sorted());
}

#[test]
fn an_interrupted_exploration_has_what_it_found() {
    let watch = Watch::default();
    let from_inside = watch.clone();
    let explorer = Explorer::new().watched_by(&watch);
    let found = explorer.explore(move || {
        if from_inside.progress().executions >= 100 {
            from_inside.interrupt();
        }
        racing(&[1, 1, 1], 2)()
    });
    assert_eq!(found.stopped_by(), Some(&StoppedBy::Interrupted));
    assert!(!found.complete());
    assert_eq!(found.executions(), 101);
    assert!(!found.outcomes().is_empty());
}

/// Through the process that confines it: the line comes to the parent's terminal, and
/// the parent hands the Ctrl-C on.
#[cfg(unix)]
#[test]
fn a_confined_exploration_shows_its_progress_and_ends_at_ctrl_c() {
    use std::io::Read;
    use std::process::Stdio;

    let lab = racelab::course::LABS.iter().find(|lab| lab.number == 5);
    let Some(mut command) = support::command("05_racy_counter") else {
        return;
    };
    if !support::is_stub(lab.expect("lab 05 is there")) {
        return;
    }
    let (mut terminal, theirs) = pseudo_terminal();
    // 100 reads and 100 writes: nobody waits for all of these executions.
    command.args(["explore", "--exercise", "--increments", "50"]);
    command.stdin(Stdio::null()).stdout(Stdio::piped());
    let child = command.stderr(theirs).spawn().expect("the lab starts");
    // It has the other end, too.
    drop(command);
    let mut shown = Vec::new();
    let mut some = [0; 4096];
    let is_line = |shown: &[u8]| {
        let shown = String::from_utf8_lossy(shown);
        shown.contains(" a second; a rough guess: ") && shown.contains(" executions, ")
    };
    while !is_line(&shown) {
        let count = terminal.read(&mut some).expect("it goes on until Ctrl-C");
        assert!(count > 0, "it goes on until Ctrl-C");
        shown.extend(&some[..count]);
    }
    let pid = i32::try_from(child.id()).expect("a process id");
    // SAFETY: sends a signal to a child that nobody has waited for: its id is its own.
    assert_eq!(unsafe { libc::kill(pid, libc::SIGINT) }, 0);
    // Its end is an error on Linux, and the end of the file elsewhere.
    while let Ok(count @ 1..) = terminal.read(&mut some) {
        shown.extend(&some[..count]);
    }
    let output = child.wait_with_output().expect("it comes to its end");
    let found = support::stdout(&output);
    assert!(found.contains("stopped by you after "), "{found}");
    assert!(found.contains("not a proof"), "{found}");
    let shown = String::from_utf8_lossy(&shown);
    let last = shown.trim_end_matches('\r').rsplit('\r').next();
    assert_eq!(
        last.map(str::trim),
        Some(""),
        "the line is wiped: {shown:?}"
    );
}

/// Both ends of a terminal: what is written to the second can be read from the first.
#[cfg(unix)]
fn pseudo_terminal() -> (fs::File, std::os::fd::OwnedFd) {
    use std::os::fd::{FromRawFd, OwnedFd};
    use std::ptr::null_mut;

    let (mut ours, mut theirs) = (-1, -1);
    // SAFETY: the two places are valid, and the other arguments may be null.
    let result =
        unsafe { libc::openpty(&mut ours, &mut theirs, null_mut(), null_mut(), null_mut()) };
    assert_eq!(result, 0, "{}", std::io::Error::last_os_error());
    // The children of other tests are not to inherit them: they would keep them open.
    for end in [ours, theirs] {
        // SAFETY: the descriptor is open.
        unsafe { libc::fcntl(end, libc::F_SETFD, libc::FD_CLOEXEC) };
    }
    // SAFETY: openpty has just opened the two, and nobody else has them.
    unsafe {
        (
            OwnedFd::from_raw_fd(ours).into(),
            OwnedFd::from_raw_fd(theirs),
        )
    }
}

// ---- drawings ----

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
fn texts(svg: &str) -> Vec<String> {
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
    assert!(why.contains("1,338 states"), "{why}");
    let cut = explorer.state_graph(10, racing(&[1, 1], 3));
    let why = state_graph::svg("cut", &cut).unwrap_err();
    assert!(why.contains("not complete"), "{why}");
    let three = explorer.state_graph(20_000, racing(&[1, 1, 1], 1));
    let why = progress_graph::svg("three", "x", &three).unwrap_err();
    assert!(why.contains("3 threads move"), "{why}");
    let main = explorer.state_graph(20_000, main_races);
    let why = progress_graph::svg("main", "x", &main).unwrap_err();
    assert!(why.contains("main moves as well"), "{why}");
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

// ---- the command, and what the documentation says of it ----

/// Runs lab 05 with `explore`, these arguments and a file, and reads the file.
fn written(arguments: &[&str], file: &str) -> Option<String> {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(file);
    let _ = fs::remove_file(&file);
    let arguments = [&["explore"], arguments, &[file.to_str().unwrap()]].concat();
    let output = support::run("05_racy_counter", &arguments)?;
    assert!(output.status.success(), "{}", support::stderr(&output));
    assert!(support::stdout(&output).contains("Wrote"));
    Some(fs::read_to_string(&file).unwrap())
}

#[test]
fn the_documented_sample_is_what_the_command_writes() {
    let Some(json) = written(&["--atomic", "--graph"], "graph.json") else {
        return;
    };
    let graph: Value = serde_json::from_str(&json).unwrap();
    let of = |list: &str| graph[list].as_array().unwrap().clone();
    let mut parts = [of("nodes"), of("steps")].concat();
    parts.iter_mut().for_each(forget_lines);
    let page = fs::read_to_string(support::root().join("docs/state_graph.md")).unwrap();
    let samples = page.split("```json").skip(1);
    let samples: Vec<_> = samples.filter_map(|s| s.split("```").next()).collect();
    assert_eq!(samples.len(), 3);
    for sample in samples {
        let mut sample: Value = serde_json::from_str(sample).unwrap();
        forget_lines(&mut sample);
        assert!(parts.contains(&sample), "{sample:#} is not in {graph:#}");
    }
    // Every member that is written is described.
    let described = |member: &str| page.contains(&format!("`{member}`"));
    for object in parts.iter().chain([&graph]) {
        for member in object.as_object().unwrap().keys() {
            assert!(described(member), "{member} is not described");
        }
    }
}

/// Lines move when the lab is edited.
fn forget_lines(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.remove("line");
            members.values_mut().for_each(forget_lines);
        }
        Value::Array(values) => values.iter_mut().for_each(forget_lines),
        _ => {}
    }
}

#[test]
fn the_command_draws_both_graphs() {
    let Some(states) = written(&["--graph"], "states.svg") else {
        return;
    };
    assert!(texts(&states).contains(&"05_racy_counter: state graph".to_owned()));
    let progress = written(&["--svg"], "progress.svg").unwrap();
    let wanted = "counter = 1: schedule AB2A, 1 preemption".to_owned();
    assert!(texts(&progress).contains(&wanted));
}

#[test]
fn a_file_that_cannot_be_written_is_an_error() {
    let arguments = ["explore", "--graph", "/nowhere/at/all.json"];
    let Some(output) = support::run("05_racy_counter", &arguments) else {
        return;
    };
    assert_eq!(output.status.code(), Some(2));
    assert!(support::stderr(&output).contains("cannot write /nowhere/at/all.json"));
}

// ---- limits ----

#[test]
fn a_limit_on_the_states_is_said() {
    let graph = Explorer::new().state_graph(10, racing(&[1, 2], 1));
    assert!(!graph.complete);
    assert_eq!(graph.nodes.len(), 10);
    assert!(graph.stopped_by.unwrap().contains("more than 10 states"));
}

#[test]
fn a_spin_loop_has_finitely_many_states() {
    let graph = Explorer::new().state_graph(1_000, || {
        let ready = Arc::new(AtomicU64::new(0).named("ready"));
        let flag = ready.clone();
        let waiter = thread::spawn(move || {
            while flag.load(SeqCst) == 0 {
                hint::spin_loop();
            }
        });
        ready.store(1, SeqCst);
        waiter.join().unwrap();
    });
    assert!(graph.complete, "{:?}", graph.stopped_by);
    let ends: Vec<_> = graph.endings().into_iter().map(|e| e.text).collect();
    assert_eq!(ends, ["()"]);
}
