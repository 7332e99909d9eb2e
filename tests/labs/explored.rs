//! `explore` and `replay`, and the real runs beside them.

use crate::support::{run, stdout};

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
    for outcome in found["outcomes"].as_array().unwrap() {
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
