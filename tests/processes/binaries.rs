//! The numbered binaries, run as a student runs them.

use std::panic::catch_unwind;

use libtest_mimic::{Failed, Trial};
use racelab::course::LABS;

use crate::support::{run, side_by_side, stderr, stdout};

/// A test for each function, by its name.
macro_rules! trials {
    ($($test:ident)*) => {
        vec![$(Trial::test(stringify!($test), || {
            catch_unwind($test).map_err(|_| Failed::from("it panicked, as said above"))
        })),*]
    };
}

pub(crate) fn all() -> Vec<Trial> {
    trials![
        a_giant_lock_is_measured_in_nine_ways
        a_demonstration_fits_a_screen_and_says_what_comes_next
        wrong_use_is_one_sentence_and_status_2
        forty_processes_are_alive_and_at_work_at_the_same_time
        the_seed_decides_the_numbers
        what_five_processes_draw_is_seen_and_what_they_write_is_not
        threads_see_each_others_writes_and_processes_do_not
        each_method_of_a_pool_is_seen_to_do_what_it_is_for
    ]
}

fn a_demonstration_fits_a_screen_and_says_what_comes_next() {
    let labs: Vec<_> = LABS.iter().filter(|lab| !lab.explored).collect();
    side_by_side(&labs, |lab| {
        let Some(output) = run(lab.name, &[]) else {
            return;
        };
        let text = stdout(&output);
        assert!(output.status.success(), "{}", stderr(&output));
        assert_eq!(stderr(&output), "", "progress is for terminals");
        assert!(text.lines().count() <= 31, "{text}");
        assert!(
            text.lines().all(|line| line.chars().count() <= 80),
            "{text}"
        );
        for word in ["predict", "check", &lab.exercise(), &lab.chapter()] {
            assert!(text.contains(word), "{word} is not in\n{text}");
        }
    });
}

fn wrong_use_is_one_sentence_and_status_2() {
    for (arguments, sentence) in [
        (&["--processes", "0"][..], "0 is not in 1..=500"),
        (&["--count", "0"], "0 is not in 1..=100000"),
        (&["--low", "9", "--high", "3"], "--low 9 is above --high 3"),
        (&["--low", "1"], "1 is not in 2..="),
        (&["--seed", "x"], "invalid value 'x' for '--seed <SEED>'"),
        (&["explore"], "unrecognized subcommand 'explore'"),
        (&["hint", "99"], "there is no hint 99"),
        (&["predict", "z"], "'z' is no answer here"),
    ] {
        assert_wrong_use("13_forty_processes", arguments, sentence);
    }
    for (lab, arguments, sentence) in [
        (
            "02_five_processes",
            &["--seed", "x"][..],
            "invalid value 'x'",
        ),
        (
            "02_five_processes",
            &["--seed", "-1"],
            "unexpected argument '-1'",
        ),
    ] {
        assert_wrong_use(lab, arguments, sentence);
    }
}

fn assert_wrong_use(lab: &str, arguments: &[&str], sentence: &str) {
    let Some(output) = run(lab, arguments) else {
        return;
    };
    let text = stderr(&output);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {text}");
    assert_eq!(text.lines().count(), 1, "{text}");
    assert!(
        text.starts_with("error: ") && text.contains(sentence),
        "{text}"
    );
    assert_eq!(stdout(&output), "");
}

/// The output with `--json`.
fn json(arguments: &[&str]) -> Option<serde_json::Value> {
    json_of("13_forty_processes", arguments)
}

fn json_of(lab: &str, arguments: &[&str]) -> Option<serde_json::Value> {
    let output = run(lab, &[&["--json"], arguments].concat())?;
    Some(serde_json::from_slice(&output.stdout).expect("it prints JSON"))
}

fn forty_processes_are_alive_and_at_work_at_the_same_time() {
    let Some(found) = json(&[]) else { return };
    assert_eq!((&found["schema"], &found["seed"]), (&1.into(), &42.into()));
    assert_eq!(found["alive"], 40);
    // Each takes a moment; on a busy machine the first may finish before the last begins.
    assert!(found["at_work"].as_u64() > Some(20), "{found}");
    let numbers = found["numbers"].as_array().unwrap();
    assert_eq!(numbers.len(), 100);
    for pair in numbers {
        let [number, factor] = ["number", "factor"].map(|key| pair[key].as_u64().unwrap());
        assert!((1_000_000..=1_000_000_000).contains(&number));
        assert_eq!(number % factor, 0);
        assert!((2..factor.min(40_000)).all(|less| number % less != 0));
    }
}

fn the_seed_decides_the_numbers() {
    let numbers = |arguments: &[&str]| Some(json(arguments)?["numbers"].take());
    let Some(once) = numbers(&["--seed", "7", "--processes", "3", "--count", "9"]) else {
        return;
    };
    let again = numbers(&["--seed", "7", "--processes", "5", "--count", "9"]);
    assert_eq!(again.as_ref(), Some(&once), "however many draw them");
    let other = numbers(&["--seed", "8", "--processes", "3", "--count", "9"]);
    assert_ne!(other, Some(once));
    let small = numbers(&["--low", "10", "--high", "10", "--count", "2"]).unwrap();
    let ten = serde_json::json!({"number": 10, "factor": 2});
    assert_eq!(small, serde_json::json!([ten, ten]));
}

fn what_five_processes_draw_is_seen_and_what_they_write_is_not() {
    let seen = |seed| json_of("02_five_processes", &["--seed", seed]);
    let Some(found) = seen("7") else { return };
    assert_eq!((&found["schema"], &found["seed"]), (&1.into(), &7.into()));
    assert_eq!(found["sum_in_parent"], 0);
    let numbers = |found: &serde_json::Value| {
        let processes = found["processes"].as_array().unwrap();
        let numbers = processes.iter().map(|p| p["number"].as_u64().unwrap());
        numbers.collect::<Vec<_>>()
    };
    let drawn = numbers(&found);
    assert!(drawn.len() == 5 && drawn.iter().all(|n| (1..=51).contains(n)));
    assert_eq!(numbers(&seen("7").unwrap()), drawn);
    assert_ne!(numbers(&seen("8").unwrap()), drawn);
    let times = |p: &serde_json::Value| ["started_us", "ended_us"].map(|k| p[k].as_u64().unwrap());
    let mut processes = found["processes"].as_array().unwrap().clone();
    processes.sort_by_key(|p| times(p)[1]);
    for (place, process) in processes.iter().enumerate() {
        assert_eq!(process["place"], place + 1);
        assert!(times(process)[0] < times(process)[1]);
    }
}

fn threads_see_each_others_writes_and_processes_do_not() {
    let Some(found) = json_of("03_threads_share", &["--increments", "500"]) else {
        return;
    };
    assert_eq!(found["schema"], 1);
    let alone = serde_json::json!({"adders": [500, 500, 500, 500], "main": 0});
    assert_eq!(found["processes"], alone);
    let threads = &found["threads"];
    assert_eq!(threads["main"], 2_000);
    let mut adders: Vec<_> = threads["adders"].as_array().unwrap().clone();
    adders.sort_by_key(|sum| sum.as_u64());
    // The thread that adds last sees all.
    assert_eq!(adders.len(), 4);
    assert_eq!(adders[3], 2_000);
    let ways = found["round_trips"].as_array().unwrap();
    assert_eq!(ways.len(), 4);
    for way in ways {
        let [low, median, high] = ["low_ns", "median_ns", "high_ns"].map(|k| way[k].as_u64());
        assert!(low > Some(0) && low <= median && median <= high, "{way}");
    }
}

fn each_method_of_a_pool_is_seen_to_do_what_it_is_for() {
    let Some(found) = json_of("11_pool_methods", &["--processes", "3"]) else {
        return;
    };
    assert_eq!(found["schema"], 1);
    let rows = found["methods"].as_array().unwrap().iter().map(|row| {
        let number = |key| row[key].as_u64().unwrap();
        assert_eq!(number("processes"), 3);
        let words = [&row["method"], &row["results"]].map(|word| word.as_str().unwrap());
        let blocks = number("done_at_return") == number("asked");
        (
            words[0],
            number("arguments"),
            number("at_work"),
            blocks,
            words[1],
        )
    });
    let expected = [
        ("apply", 2, 1, true, "as asked"),
        ("apply_async, get", 2, 3, false, "as asked"),
        ("apply_async, callback", 2, 3, false, "as finished"),
        ("map", 1, 3, true, "as asked"),
        ("map_async", 1, 3, false, "as asked"),
        ("starmap", 2, 3, true, "as asked"),
        ("imap", 1, 3, false, "as asked"),
        ("imap_unordered", 1, 3, false, "as finished"),
    ];
    assert_eq!(rows.collect::<Vec<_>>(), expected);
}

fn a_giant_lock_is_measured_in_nine_ways() {
    let Some(found) = json_of("10_giant_lock", &["--workers", "3"]) else {
        return;
    };
    assert_eq!(
        (&found["schema"], &found["workers"]),
        (&1.into(), &3.into())
    );
    let times = found["times"].as_array().unwrap();
    let rows = times.iter().map(|row| {
        let [low, median, high] = ["low_ms", "median_ms", "high_ms"].map(|k| row[k].as_f64());
        assert!(low > Some(0.0) && low <= median && median <= high, "{row}");
        ["load", "by"].map(|key| row[key].as_str().unwrap())
    });
    let loads = ["working", "sleeping", "sleeping, lock held"];
    let bys = ["one by one", "3 threads", "3 processes"];
    let expected = loads.into_iter().flat_map(|load| bys.map(|by| [load, by]));
    assert!(rows.eq(expected));
}
