//! The command that writes both graphs, and its documentation.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::drawings::texts;
use crate::support;

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
    // Every member is described.
    let described = |member: &str| page.contains(&format!("`{member}`"));
    for object in parts.iter().chain([&graph]) {
        for member in object.as_object().unwrap().keys() {
            assert!(described(member), "{member} is not described");
        }
    }
}

/// Removes line numbers, which change when the lab is edited.
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
    assert!(texts(&states).contains(&"outcome 1, forbidden".to_owned()));
    let progress = written(&["--svg"], "progress.svg").unwrap();
    let wanted = "counter = 1 (forbidden: an increment is lost), by schedule AB2A, 1 preemption";
    assert!(texts(&progress).contains(&wanted.to_owned()));
}

#[test]
fn an_execution_and_real_runs_are_drawn() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let draw = |arguments: &[&str], name: &str| {
        let file = folder.join(name);
        let arguments = [arguments, &["--svg", file.to_str().unwrap()]].concat();
        let output = support::run("05_racy_counter", &arguments)?;
        assert!(output.status.success(), "{}", support::stderr(&output));
        Some(fs::read_to_string(&file).unwrap())
    };
    let Some(lanes) = draw(&["replay", "ab2a"], "lanes.svg") else {
        return;
    };
    let title = "A counter without a lock: schedule AB2A";
    assert!(texts(&lanes).contains(&title.to_owned()));
    let runs = draw(&["--runs", "20", "--seed", "3"], "runs.svg").unwrap();
    let facts = "2 threads, 1 increment each · 20 real runs, seed 3";
    assert!(texts(&runs).contains(&facts.to_owned()), "{runs}");
}

#[test]
fn a_name_that_promises_another_form_is_an_error() {
    for (command, option, name) in [
        ("explore", "--graph", "graph.png"),
        ("explore", "--svg", "progress.png"),
    ] {
        let Some(output) = support::run("05_racy_counter", &[command, option, name]) else {
            return;
        };
        let text = support::stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{text}");
        assert!(
            text.contains(name) && text.contains("ends in .svg"),
            "{text}"
        );
        assert!(!Path::new(name).exists(), "{name} is written");
    }
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
