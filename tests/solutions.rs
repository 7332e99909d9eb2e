//! The solution of every explored lab is proved, and loom agrees wherever it judges. A
//! release without solutions does not have this file.

#![allow(
    unreachable_pub,
    reason = "a solution is written as a library would be"
)]

#[path = "../labs/04_one_two_or_three/solution.rs"]
mod solution_04;
#[path = "../labs/05_racy_counter/solution.rs"]
mod solution_05;
#[path = "../labs/06_mutex_counter/solution.rs"]
mod solution_06;
#[path = "../labs/07_atomic_counter/solution.rs"]
mod solution_07;
#[path = "../labs/08_channel_counter/solution.rs"]
mod solution_08;
#[path = "../labs/09_counters_compared/solution.rs"]
mod solution_09;
#[path = "../labs/14_philosophers/solution.rs"]
mod solution_14;
#[path = "../labs/15_bounded_buffer/solution.rs"]
mod solution_15;
#[path = "../labs/16_semaphore/solution.rs"]
mod solution_16;
#[path = "../labs/17_barrier/solution.rs"]
mod solution_17;
#[path = "../labs/18_readers_writers/solution.rs"]
mod solution_18;
#[path = "../labs/19_once/solution.rs"]
mod solution_19;

use std::path::Path;
use std::sync::OnceLock;

use racelab::course::LABS;
use racelab::proof::{Report, SecondOpinion, Verdict};
use racelab::view::counted;

type Check = fn() -> Report;

/// The labs by name, each with the check of its solution.
const SOLUTIONS: &[(&str, Check)] = &[
    (
        "04_one_two_or_three",
        labs::lab_04::check::<solution_04::Exercise>,
    ),
    (
        "05_racy_counter",
        labs::lab_05::check::<solution_05::Exercise>,
    ),
    (
        "06_mutex_counter",
        labs::lab_06::check::<solution_06::Exercise>,
    ),
    (
        "07_atomic_counter",
        labs::lab_07::check::<solution_07::Exercise>,
    ),
    (
        "08_channel_counter",
        labs::lab_08::check::<solution_08::Exercise>,
    ),
    (
        "09_counters_compared",
        labs::lab_09::check::<solution_09::Exercise>,
    ),
    (
        "14_philosophers",
        labs::lab_14::check::<solution_14::Exercise>,
    ),
    (
        "15_bounded_buffer",
        labs::lab_15::check::<solution_15::Exercise>,
    ),
    ("16_semaphore", labs::lab_16::check::<solution_16::Exercise>),
    ("17_barrier", labs::lab_17::check::<solution_17::Exercise>),
    (
        "18_readers_writers",
        labs::lab_18::check::<solution_18::Exercise>,
    ),
    ("19_once", labs::lab_19::check::<solution_19::Exercise>),
];

#[test]
fn every_lab_has_its_solution_here() {
    let names: Vec<_> = SOLUTIONS.iter().map(|(name, _)| *name).collect();
    let labs = LABS.iter().filter(|lab| lab.explored);
    let labs: Vec<_> = labs.map(|lab| lab.name).collect();
    assert_eq!(names, labs);
}

/// The report on each solution, which all tests read.
fn reports() -> &'static [(&'static str, Report)] {
    static REPORTS: OnceLock<Vec<(&str, Report)>> = OnceLock::new();
    REPORTS.get_or_init(|| {
        racelab_loom::plug_in();
        let all = SOLUTIONS.iter().map(|(name, check)| (*name, check()));
        all.collect()
    })
}

#[test]
fn every_solution_is_proved() {
    for (name, report) in reports() {
        assert_eq!(report.verdict(), Verdict::Proved, "{name}: {report:#?}");
    }
}

/// loom judges here; for larger instances each lab says why it does not.
#[test]
fn loom_agrees_wherever_it_is_asked() {
    for (name, report) in reports() {
        for proof in report.proofs() {
            let opinion = &proof.second_opinion;
            let asked = !matches!(opinion, SecondOpinion::NotAsked(_));
            let agrees = matches!(opinion, SecondOpinion::Agrees { .. });
            assert!(agrees || !asked, "{name}: {opinion:?}");
        }
    }
}

/// The table in docs/proved.md says what loom does with each instance; `BLESS=1` writes it
/// again.
#[test]
fn the_table_of_what_loom_judges_is_right() {
    let mut table =
        String::from("| lab | instance | executions | loom |\n| --- | --- | --- | --- |\n");
    for (name, report) in reports() {
        // It has schedules, and nothing to explore.
        let explored = report.proofs().iter().filter(|proof| proof.executions > 0);
        for proof in explored {
            let loom = match &proof.second_opinion {
                SecondOpinion::Agrees { iterations } => counted(*iterations, "run"),
                SecondOpinion::NotAsked(reason) => format!("not asked: {reason}"),
                other => format!("{other:?}"),
            };
            let (number, instance) = (&name[..2], &proof.instance);
            let executions = counted(proof.executions, "execution");
            table += &format!("| {number} | {instance} | {executions} | {loom} |\n");
        }
    }
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/proved.md");
    let text = std::fs::read_to_string(&page).expect("the page can be read");
    let begin = "<!-- loom: cargo test --test solutions -->\n";
    let (before, rest) = text.split_once(begin).expect("the page has the table");
    let (old, after) = rest.split_once("\n\n").expect("text follows the table");
    if std::env::var_os("BLESS").is_some() {
        let new = format!("{before}{begin}{}\n\n{after}", table.trim_end());
        std::fs::write(&page, new).expect("the page can be written");
        return;
    }
    assert_eq!(old.trim_end(), table.trim_end(), "BLESS=1 writes it again");
}

/// It does not judge a plain schedule, nor channels, a buffer and a barrier, of which it has too
/// many executions.
#[test]
fn loom_is_asked_about_the_counters_of_shared_memory() {
    for (name, report) in reports() {
        let agrees = |opinion: &_| matches!(opinion, SecondOpinion::Agrees { .. });
        let asked = report.proofs().iter().any(|p| agrees(&p.second_opinion));
        let left_out = [
            "04_one_two_or_three",
            "08_channel_counter",
            "15_bounded_buffer",
            "17_barrier",
        ];
        assert_eq!(asked, !left_out.contains(name), "{name}");
    }
}
