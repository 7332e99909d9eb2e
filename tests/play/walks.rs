//! No hint contradicts the state graph: random walks, compared with a graph that this test
//! evaluates itself, without code of `play`.

use std::collections::HashSet;

use racelab::explore::StateGraph;
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use serde_json::Value;

use crate::drawn;
use crate::program::{Kind, played};
use crate::support::{run, side_by_side, stdout, talk};
use crate::table::Hint;
use crate::thorough::{every, sample};

/// What the graph says about a game: for each state the steps and their targets, the distance of
/// the goal, and whether every way ends badly.
struct Known {
    steps: Vec<Vec<(String, usize)>>,
    far: Vec<Option<usize>>,
    doomed: Vec<bool>,
}

/// The end of a state: the outcome in words, or the kinds of its failures.
type End<'e> = (Option<&'e str>, &'e [String]);

impl Known {
    /// Computes it from these steps and ends, over every path from every state.
    fn of(
        steps: Vec<Vec<(String, usize)>>,
        ends: &[(Option<String>, Vec<String>)],
        is_goal: impl Fn(End<'_>) -> bool,
        is_bad: impl Fn(End<'_>) -> bool,
    ) -> Self {
        let all = |is: &dyn Fn(End<'_>) -> bool| -> Vec<bool> {
            let ends = ends.iter();
            ends.map(|(outcome, failures)| is((outcome.as_deref(), failures)))
                .collect()
        };
        let (goals, bad) = (all(&is_goal), all(&is_bad));
        let mut known = Self {
            far: vec![None; steps.len()],
            doomed: vec![false; steps.len()],
            steps,
        };
        let mut done = HashSet::new();
        known.look_from(0, &goals, &bad, &mut done);
        known
    }

    fn look_from(&mut self, at: usize, goals: &[bool], bad: &[bool], done: &mut HashSet<usize>) {
        if !done.insert(at) {
            return;
        }
        let next: Vec<usize> = self.steps[at].iter().map(|(_, to)| *to).collect();
        for &to in &next {
            self.look_from(to, goals, bad, done);
        }
        let nearest = next.iter().filter_map(|&to| self.far[to]).min();
        self.far[at] = match goals[at] {
            true => Some(0),
            false => nearest.map(|steps| steps + 1),
        };
        self.doomed[at] = match next.is_empty() {
            true => bad[at],
            false => next.iter().all(|&to| self.doomed[to]),
        };
    }

    /// Walks at random to an end, and asks for a hint before each step.
    fn walk(&self, seed: u64) -> Walk {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
        let mut walk = Walk::default();
        let mut at = 0;
        walk.states.push(at);
        while !self.steps[at].is_empty() && self.far[at] != Some(0) {
            let steps = &self.steps[at];
            let (step, to) = &steps[random.random_range(0..steps.len())];
            walk.lines.extend(["h".to_owned(), step.clone()]);
            at = *to;
            walk.states.push(at);
        }
        walk
    }

    /// Compares the answer with the graph.
    fn judge(&self, walk: &Walk, text: &str) {
        let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut rest = flat.as_str();
        for (number, pair) in (1..).zip(walk.states.windows(2)) {
            let [from, to] = [pair[0], pair[1]];
            let (before, after) = rest
                .split_once(&format!(" Step {number}, "))
                .unwrap_or_else(|| panic!("no step {number} in {text}"));
            let hint = before.rfind("Hint: ").map_or("", |at| &before[at..]);
            match (Hint::read(hint), self.far[from]) {
                (Hint::TooLate, None) => {}
                (Hint::Type(typed, away), Some(far)) => {
                    assert_eq!(away, far, "in front of step {number}: {text}");
                    let hinted = self.steps[from].iter().find(|(step, _)| *step == typed);
                    let (_, to) = hinted.unwrap_or_else(|| panic!("{typed} in {text}"));
                    assert_eq!(self.far[*to], Some(far - 1), "step {number}: {text}");
                }
                (hint, far) => panic!("{hint:?}, and the goal is {far:?} away: {text}"),
            }
            let told = after.split(" Hint: ").next().unwrap_or_default();
            let told = told.contains("Here the bad end becomes unavoidable.");
            let turns = self.doomed[to] && !self.doomed[from];
            assert_eq!(told, turns, "at step {number}: {text}");
            rest = after;
        }
    }
}

/// The input, and the states that it leads to.
#[derive(Default)]
struct Walk {
    lines: Vec<String>,
    states: Vec<usize>,
}

/// A lab's game, with the outcomes that are the goal, and those that are bad ends. A
/// failure that ends an execution is a bad end as well.
struct Game(&'static str, &'static [&'static str], fn(&str) -> bool);

const GAMES: &[Game] = &[
    Game("05_racy_counter", &[], |end| end != "2"),
    Game("05_racy_counter", &["--atomic"], |end| end != "2"),
    Game("05_racy_counter", &["--threads", "3"], |end| end != "3"),
    Game("06_mutex_counter", &["--lock", "small"], |end| end != "4"),
    Game("06_mutex_counter", &["--lock", "two"], |end| end != "4"),
    Game("07_atomic_counter", &["--how", "load-store"], |end| {
        end != "2"
    }),
    Game("08_channel_counter", &["--gone", "owner"], loses_a_message),
    Game(
        "08_channel_counter",
        &["--gone", "owner", "--room", "1"],
        loses_a_message,
    ),
    Game("08_channel_counter", &["--gone", "neither"], |_| false),
    Game(
        "09_counters_compared",
        &["--counter", "load-store"],
        |end| end != "8",
    ),
    Game("14_philosophers", &[], |_| false),
    Game("15_bounded_buffer", &[], |_| false),
    Game("15_bounded_buffer", &["--how", "if"], |end| end != "2"),
    Game("16_semaphore", &[], |_| false),
    Game("16_semaphore", &["--how", "if"], |end| end != "2"),
    Game("17_barrier", &[], |_| false),
    Game("18_readers_writers", &[], |_| false),
    Game("18_readers_writers", &["--how", "writers"], |_| false),
    Game("19_once", &["--how", "unlocked"], |end| {
        end.contains("twice")
    }),
];

/// Of six messages: the counted ones and the refused ones together are fewer.
fn loses_a_message(end: &str) -> bool {
    let numbers = end.split(", refused ").map(|n| n.parse::<u64>().unwrap());
    numbers.sum::<u64>() < 6
}

#[test]
fn no_hint_of_a_lab_contradicts_its_state_graph() {
    let games: Vec<&Game> = GAMES.iter().step_by(every(2)).collect();
    side_by_side(&games, |Game(lab, arguments, is_goal)| {
        let file = format!(
            "{}/{lab}{}.json",
            env!("CARGO_TARGET_TMPDIR"),
            arguments.concat()
        );
        let asked = [&["explore", "--graph", &file], *arguments].concat();
        let Some(output) = run(lab, &asked) else {
            return;
        };
        assert!(output.status.success(), "{output:?}");
        let text = std::fs::read_to_string(&file).expect("it was written");
        let known = from_json(&serde_json::from_str(&text).expect("it is JSON"), is_goal);
        for seed in 0..sample(4, 2) {
            let walk = known.walk(seed);
            let asked = [&["play"], *arguments].concat();
            let Some(output) = talk(lab, &asked, &walk.lines.join("\n")) else {
                return;
            };
            known.judge(&walk, &stdout(&output));
        }
    });
}

/// A graph as `explore --graph` writes it.
fn from_json(graph: &Value, is_goal: &fn(&str) -> bool) -> Known {
    assert_eq!(graph["complete"], Value::Bool(true));
    let list = |name: &str| graph[name].as_array().expect("a list").clone();
    let nodes = list("nodes");
    let mut steps = vec![Vec::new(); nodes.len()];
    for step in list("steps") {
        let number = |name: &str| step[name].as_u64().map(|n| usize::try_from(n).unwrap());
        let typed = step["schedule"].as_str().expect("a text").to_owned();
        steps[number("from").unwrap()].push((typed, number("to").unwrap()));
    }
    let ends: Vec<_> = nodes
        .iter()
        .map(|node| {
            let failures = node["failures"].as_array().into_iter().flatten();
            let kinds = failures.map(|f| f["kind"].as_str().unwrap().to_owned());
            (node["outcome"].as_str().map(str::to_owned), kinds.collect())
        })
        .collect();
    Known::of(
        steps,
        &ends,
        |end| ends_so(end, is_goal),
        |end| ends_so(end, is_goal),
    )
}

fn ends_so((outcome, failures): End<'_>, is: &fn(&str) -> bool) -> bool {
    outcome.is_some_and(is) || failures.iter().any(|kind| kind != "data race")
}

#[test]
fn no_hint_of_a_random_program_contradicts_its_state_graph() {
    let mut judged = 0;
    let programs = sample(24, 4);
    for seed in 0..programs {
        let Some(graph) = drawn::graph(seed) else {
            continue;
        };
        let known = from_graph(&graph, seed);
        for number in 0..2 {
            let walk = known.walk(number);
            let text = played(Kind::Drawn(seed), false, &walk.lines.join("\n"));
            known.judge(&walk, &text);
            judged += 1;
        }
    }
    // Some programs are too big to draw.
    assert!(judged > programs, "only {judged} walks");
}

fn from_graph(graph: &StateGraph, seed: u64) -> Known {
    let mut steps = vec![Vec::new(); graph.nodes.len()];
    for step in &graph.steps {
        steps[step.from].push((step.schedule.to_string(), step.to));
    }
    let ends: Vec<_> = graph
        .nodes
        .iter()
        .map(|node| {
            let kinds = node.failures.iter().map(|failure| failure.kind.clone());
            (node.outcome.clone(), kinds.collect())
        })
        .collect();
    let goal = drawn::goal(seed).map(|goal| format!("{goal:?}"));
    let is_goal = |(outcome, failures): End<'_>| match &goal {
        Some(goal) => outcome == Some(goal),
        // Every way ends in a deadlock.
        None => failures.iter().any(|kind| kind == "deadlock"),
    };
    let is_bad = |(outcome, failures): End<'_>| {
        let forbidden = outcome.is_some_and(|text| {
            let numbers = text.trim_matches(['(', ')']).split(", ");
            let sum: u64 = numbers.map(|n| n.parse::<u64>().unwrap()).sum();
            sum % 2 == 1
        });
        forbidden || !failures.is_empty()
    };
    Known::of(steps, &ends, is_goal, is_bad)
}
