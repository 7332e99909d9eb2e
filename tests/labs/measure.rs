//! `measure` of lab 09: the counters that it finds right, its drawing, and its messages
//! about wrong use. No time is asserted.

use crate::support::{command, run, stderr, stdout};
use racelab::view::scaling::{Point, Series, svg};

const LAB: &str = "09_counters_compared";

/// Counters that lose nothing, on any machine and in any build.
const RIGHT: [&str; 7] = [
    "parking_lot::Mutex",
    "std::sync::Mutex",
    "fetch_add",
    "channel",
    "shards, by hash",
    "shards, unpadded",
    "shards, padded",
];

#[test]
fn every_counter_is_measured_and_the_right_ones_lose_nothing() {
    let file = std::env::temp_dir().join(format!("racelab-counters-{}.svg", std::process::id()));
    let path = file.to_str().expect("a plain path");
    let arguments = ["measure", "--as-built", "--rounds", "3", "--svg", path];
    let Some(output) = run(LAB, &arguments) else {
        return;
    };
    let text = stdout(&output);
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(stderr(&output), "", "a pipe gets no progress bar");
    for line in text.lines().filter(|line| !line.contains(path)) {
        assert!(line.chars().count() <= 80, "wider than 80: {line}");
    }
    let (shared, apart) = text
        .split_once("a counter for each thread")
        .expect("two tables");
    for name in RIGHT {
        let row = shared.lines().find(|line| line.contains(name));
        assert!(row.is_some_and(|row| row.contains(" right ")), "{text}");
        assert!(apart.contains(name), "{text}");
    }
    let drawing = std::fs::read_to_string(&file).expect("the drawing is there");
    std::fs::remove_file(&file).expect("it can be removed");
    assert!(drawing.starts_with("<svg") && drawing.trim_end().ends_with("</svg>"));
    assert!(RIGHT.iter().all(|name| drawing.contains(name)), "{drawing}");
}

#[test]
fn a_file_that_cannot_be_written_is_wrong_use() {
    let nowhere = "/nonexistent/counters.svg";
    let arguments = ["measure", "--as-built", "--rounds", "3", "--svg", nowhere];
    let Some(output) = run(LAB, &arguments) else {
        return;
    };
    let text = stderr(&output);
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert_eq!(text.lines().count(), 1, "{text}");
    assert!(
        text.starts_with("error: ") && text.contains(nowhere),
        "{text}"
    );
}

#[test]
fn wrong_options_are_one_sentence_and_status_2() {
    for arguments in [
        &["measure", "--round"][..],
        &["measure", "--rounds=2"],
        &["--seed", "3", "measure"],
    ] {
        let Some(mut command) = command(LAB) else {
            return;
        };
        let output = command.args(arguments).output().unwrap();
        let text = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{text}");
        assert!(text.starts_with("error: "), "{text}");
        assert_eq!(text.lines().count(), 1, "{text}");
    }
}

#[cfg(unix)]
#[test]
fn it_is_built_again_in_release_where_it_was_started() {
    let Some(mut command) = command(LAB) else {
        return;
    };
    let folder = std::env::temp_dir().join(format!("racelab-measure-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let cargo = folder.join("cargo");
    // Replaces cargo; so a drawing with a relative name is written beside it.
    crate::script::write(&cargo, "#!/bin/sh\necho \"$@\" > asked\nexit 7\n");
    let output = command
        .args(["measure", "--svg", "here.svg"])
        .current_dir(&folder)
        .env("CARGO", &cargo)
        .output()
        .unwrap();
    let asked = std::fs::read_to_string(folder.join("asked")).unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(output.status.code(), Some(7), "{}", stderr(&output));
    assert!(asked.starts_with("run --release --locked "), "{asked}");
    assert!(asked.ends_with(" -- measure --svg here.svg\n"), "{asked}");
}

#[test]
fn names_beside_a_drawing_do_not_touch() {
    // All series but one at the highest place, with no room above, and all but one at the lowest,
    // with no room below.
    for (many, one) in [(1_000.0, 1.0), (1.0, 1_000.0)] {
        let heights = heights_of_names(many, one);
        let apart = |two: &[f64]| two[1] - two[0] >= 15.0;
        assert!(heights.windows(2).all(apart), "{heights:?}");
        assert!(heights[0] > 95.0 && heights[11] < 480.0, "{heights:?}");
    }
}

#[test]
fn bars_at_one_number_of_threads_stand_side_by_side() {
    let point = |threads| Point {
        threads,
        median: 5.0,
        low: 4.0,
        high: 7.0,
    };
    let series = (0..9).map(|at| Series {
        name: format!("series {at}"),
        points: [1, 2, 4, 8].map(point).to_vec(),
    });
    let drawing = svg("Bars", &series.collect::<Vec<_>>());
    // A median is a circle; its bar goes through its middle.
    let circles = drawing.lines().filter(|line| line.starts_with("<circle "));
    let places = circles.map(|circle| {
        let (_, place) = circle.split_once("cx=\"").expect("a place");
        let (place, _) = place.split_once('"').expect("a place ends");
        place.parse::<f64>().expect("a place is a number")
    });
    let mut places: Vec<f64> = places.collect();
    assert_eq!(places.len(), 9 * 4);
    places.sort_by(f64::total_cmp);
    // More than the ends of two bars are wide.
    let apart = |two: &[f64]| two[1] - two[0] > 6.5;
    assert!(places.windows(2).all(apart), "{places:?}");
}

/// The places of the names of twelve series, of which all but one end at the same place.
fn heights_of_names(many: f64, one: f64) -> Vec<f64> {
    let point = |median| Point {
        threads: 1,
        median,
        low: median,
        high: median,
    };
    let name = |at: usize| format!("series {at}");
    let series = (0..12).map(|at| Series {
        name: name(at),
        points: vec![point(if at == 0 { one } else { many })],
    });
    let series: Vec<_> = series.collect();
    let drawing = svg("Names", &series);
    let heights = (0..12).map(|at| {
        let end = format!(">{}</text>", name(at));
        let line = drawing.lines().find(|line| line.ends_with(&end));
        let line = line.expect("every series has its name");
        let (_, rest) = line.split_once(" y=\"").expect("a text has a place");
        let (height, _) = rest.split_once('"').expect("a place ends");
        height.parse::<f64>().expect("a place is a number")
    });
    let mut heights: Vec<f64> = heights.collect();
    heights.sort_by(f64::total_cmp);
    heights
}
