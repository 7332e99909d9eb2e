//! `explore` and `replay`, and the real runs beside them.

use crate::support::{run, stdout};
use crate::thorough::every;
use crate::{assert_fits, assert_wrong_use};

#[test]
fn lab_04_has_four_executions_and_three_outcomes() {
    let Some(output) = run("04_one_two_or_three", &["explore", "--json"]) else {
        return;
    };
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let expected = serde_json::json!({
        "schema": 1,
        "lab": "04_one_two_or_three",
        "memory_model": "rc11",
        "complete": true,
        "executions": 4,
        "interleavings": 6,
        "outcomes": [
            {"outcome": "1", "executions": 1, "schedule": "AB2A"},
            {"outcome": "2", "executions": 1, "schedule": "BA2B"},
            {"outcome": "3", "executions": 2, "schedule": "A2B2"},
        ],
        "failures": [],
    });
    assert_eq!(found, expected);
}

#[test]
fn every_schedule_of_lab_04_replays_to_its_outcome() {
    let Some(output) = run("04_one_two_or_three", &["explore", "--json"]) else {
        return;
    };
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let outcomes = found["outcomes"].as_array().unwrap();
    for outcome in outcomes.iter().step_by(every(4)) {
        let schedule = outcome["schedule"].as_str().unwrap();
        let replayed = run("04_one_two_or_three", &["replay", schedule]).unwrap();
        let ending = format!("x = {}", outcome["outcome"].as_str().unwrap());
        assert!(stdout(&replayed).contains(&ending), "{}", stdout(&replayed));
        assert!(
            stdout(&replayed).contains(schedule),
            "{}",
            stdout(&replayed)
        );
    }
}

#[test]
fn plain_memory_races_in_every_execution_and_atomics_in_none() {
    let Some(plain) = run("05_racy_counter", &["explore", "--json"]) else {
        return;
    };
    let plain: serde_json::Value = serde_json::from_slice(&plain.stdout).unwrap();
    let atomic = run("05_racy_counter", &["explore", "--json", "--atomic"]).unwrap();
    let atomic: serde_json::Value = serde_json::from_slice(&atomic.stdout).unwrap();
    let races = plain["failures"].as_array().unwrap();
    assert!(races.iter().all(|race| race["kind"] == "data race"));
    assert!(
        races
            .iter()
            .any(|race| race["executions"] == plain["executions"])
    );
    assert_eq!(atomic["failures"], serde_json::json!([]));
    assert_eq!(
        plain["outcomes"], atomic["outcomes"],
        "the lost update stays"
    );
}

#[test]
fn two_threads_of_three_increments_end_at_two_to_six() {
    let arguments = ["explore", "--json", "--increments", "3"];
    let Some(output) = run("05_racy_counter", &arguments) else {
        return;
    };
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let outcomes = found["outcomes"].as_array().unwrap();
    let outcomes: Vec<_> = outcomes
        .iter()
        .map(|o| o["outcome"].as_str().unwrap())
        .collect();
    assert_eq!(outcomes, ["2", "3", "4", "5", "6"]);
    assert_eq!(found["executions"], 328);
}

#[test]
fn real_runs_are_counted_in_json() {
    let Some(output) = run(
        "05_racy_counter",
        &["--json", "--runs", "200", "--seed", "7"],
    ) else {
        return;
    };
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&found["schema"], &found["seed"]), (&1.into(), &7.into()));
    let outcomes = found["outcomes"].as_array().unwrap();
    let runs: u64 = outcomes.iter().map(|o| o["runs"].as_u64().unwrap()).sum();
    assert_eq!(runs, 200);
}

#[test]
fn few_preemptions_show_some_executions() {
    let preemptions = |n: &str| {
        let arguments = ["explore", "--json", "--preemptions", n];
        let output = run("04_one_two_or_three", &arguments)?;
        let found: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        Some(found)
    };
    let Some(none) = preemptions("0") else {
        return;
    };
    let expected = serde_json::json!({
        "schema": 1,
        "lab": "04_one_two_or_three",
        "memory_model": "sc",
        "complete": false,
        "stopped_by": "stopped after all executions with up to 0 preemptions",
        "preemptions": 0,
        "executions": 2,
        "interleavings": null,
        "outcomes": [{"outcome": "3", "executions": 2, "schedule": "A2B2"}],
        "failures": [],
    });
    assert_eq!(none, expected);
    let all = preemptions("9").unwrap();
    assert_eq!(
        (&all["complete"], &all["executions"]),
        (&true.into(), &4.into())
    );
}

#[test]
fn preemptions_and_another_model_are_wrong_use() {
    let arguments = ["explore", "--preemptions", "1", "--memory-model", "rc11"];
    let Some(output) = run("04_one_two_or_three", &arguments) else {
        return;
    };
    assert_eq!(output.status.code(), Some(2));
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(error.contains("cannot be used with"), "{error}");
}

#[test]
#[ignore = "explores for half a minute of processor time"]
fn an_exploration_that_is_not_complete_says_how_many_there_may_be() {
    let Some(output) = run("05_racy_counter", &["explore", "--increments", "12"]) else {
        return;
    };
    let text = stdout(&output);
    assert!(text.contains("not complete: stopped after 30 s"), "{text}");
    assert!(text.contains("by an estimate that may be wrong"), "{text}");
}

/// The demonstration of lab 10 measures; the cases of its check can still be explored.
#[test]
fn the_cases_of_lab_10_can_be_explored_and_replayed() {
    for case in ["1", "2", "3"] {
        let Some(output) = run("10_giant_lock", &["explore", "--json", "--case", case]) else {
            return;
        };
        let found: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(found["complete"], true, "case {case}: {found}");
        let schedule = found["outcomes"][0]["schedule"].as_str().unwrap();
        let replay = ["replay", schedule, "--case", case];
        let output = run("10_giant_lock", &replay).unwrap();
        let text = stdout(&output);
        assert!(output.status.success(), "{text}");
        assert!(text.contains(&format!("schedule {schedule}")), "{text}");
        assert_fits(&text, 80);
    }
    let wrong = run("10_giant_lock", &["replay", "AB", "--case", "4"]).unwrap();
    assert_wrong_use(&wrong, "4 is not in 1..=3");
}
