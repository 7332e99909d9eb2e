//! A student's view: the tour, the help, hints, the question and its answer.

use std::io::Write;
use std::process::{Command, Stdio};

use racelab::course::{LABS, Lab};
use racelab::view::screen::to_paste;

use crate::support::{command, root, run, side_by_side, stderr, stdout};
use crate::thorough::{every, sample};
use crate::{assert_fits, assert_wrong_use};

#[test]
fn the_tour_fits_a_screen_and_says_what_comes_next() {
    let explored = LABS.iter().filter(|lab| lab.explored);
    for lab in explored.step_by(every(3)) {
        let Some(output) = run(lab.name, &["--runs", "500"]) else {
            continue;
        };
        let text = stdout(&output);
        assert!(output.status.success(), "{}", stderr(&output));
        assert!(text.lines().count() <= 31, "{text}");
        assert_fits(&text, 80);
        let exercise = lab.exercise();
        for word in [
            "predict",
            "explore",
            "play",
            "check",
            exercise.as_str(),
            lab.chapter().as_str(),
        ] {
            assert!(text.contains(word), "{word} is not in\n{text}");
        }
    }
}

#[test]
fn every_command_fits_60_80_and_100_columns() {
    // What fits 60 columns mostly fits more.
    let columns = (0..sample(3, 3)).zip([60, 80, 100]);
    let columns: Vec<usize> = columns.map(|(_, columns)| columns).collect();
    // A sample of the labs has those of processes and those that are explored.
    let labs: Vec<&Lab> = LABS.iter().step_by(every(3)).collect();
    side_by_side(&labs, |lab| {
        let mut commands = vec![vec!["hint"], vec!["predict"], vec!["check"]];
        commands.extend(["a", "b", "c"].map(|answer| vec!["predict", answer]));
        if lab.explored {
            // An empty schedule is continued, with a sentence about that.
            let shown = [
                &["--runs", "500"][..],
                &["explore"],
                &["play"],
                &["replay", ""],
            ];
            commands.extend(shown.map(<[_]>::to_vec));
        }
        for arguments in commands {
            for &columns in &columns {
                fits(lab, &arguments, columns, "");
            }
            // The commands of `cargo lab` are shorter.
            fits(lab, &arguments, 60, "1");
        }
        // The demonstrations of processes take long, and fit 80 columns in the chapters.
        if !lab.explored {
            fits(lab, &[], 60, "");
        }
    });
}

/// Runs the command in a terminal of `columns` columns. A player asks for everything once.
fn fits(lab: &Lab, arguments: &[&str], columns: usize, by_lab: &str) {
    let Some(mut command) = command(lab.name) else {
        return;
    };
    command
        .env("COLUMNS", columns.to_string())
        .env("RACELAB_BY_LAB", by_lab)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().expect("the lab starts");
    let mut input = child.stdin.take().expect("it is a pipe");
    // Most commands read nothing, and may have ended already.
    let _ = input.write_all(b"h\na\nx\n?\ns\n\n\n\nq\n");
    drop(input);
    let output = child.wait_with_output().expect("the lab ends");
    assert_fits(&stdout(&output), columns);
}

/// The command that replays a failure is broken into lines, which a shell joins again.
#[test]
fn a_command_in_several_lines_can_be_pasted_into_a_shell() {
    let long = "cargo run --bin 05_racy_counter -- replay AB2A --exercise --increments 2";
    for columns in 40..80 {
        let pasted = to_paste(long, 2, columns);
        let shell = format!("cargo() {{ echo cargo \"$@\"; }}\n{pasted}");
        let output = Command::new("sh").arg("-c").arg(shell).output().unwrap();
        assert_eq!(stdout(&output).trim_end(), long, "{pasted}");
        assert_fits(&pasted, columns);
    }
}

/// The help of every command of every lab equals the stored text. `BLESS=1` writes
/// it again, to be reviewed.
#[test]
fn every_command_has_its_help() {
    for lab in LABS {
        let mut all = String::new();
        let mut commands = vec![None];
        while let Some(command) = commands.pop() {
            let arguments: Vec<_> = command.as_deref().into_iter().chain(["--help"]).collect();
            let Some(output) = run(lab.name, &arguments) else {
                break;
            };
            assert!(output.status.success(), "{}", stderr(&output));
            let text = stdout(&output);
            if command.is_none() {
                commands.extend(commands_in(&text).into_iter().rev().map(Some));
            }
            let arguments = arguments.join(" ");
            all += &format!("$ cargo run --bin {} -- {arguments}\n{text}\n", lab.name);
        }
        if all.is_empty() {
            continue;
        }
        assert_fits(&all, 80);
        let file = root().join("tests/help").join(format!("{}.txt", lab.name));
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(&file, &all).unwrap();
        }
        let known = std::fs::read_to_string(&file).unwrap_or_default();
        assert_eq!(
            all,
            known,
            "{}: BLESS=1 keeps what it is now",
            file.display()
        );
    }
}

/// The commands that a help lists.
fn commands_in(help: &str) -> Vec<String> {
    let lines = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let lines = lines.take_while(|line| !line.is_empty());
    // A continued line is indented further.
    let lines = lines.filter(|line| !line.starts_with("   "));
    lines
        .filter_map(|line| line.split_whitespace().next().map(str::to_owned))
        .collect()
}

#[test]
fn a_narrow_screen_gets_the_lanes_as_a_list() {
    let Some(mut command) = command("05_racy_counter") else {
        return;
    };
    let output = command
        .args(["replay", "AB2A"])
        .env("COLUMNS", "44")
        .output()
        .unwrap();
    let text = stdout(&output);
    assert_fits(&text, 44);
    assert!(text.contains("1  A  main.rs:"), "{text}");
}

#[test]
fn colour_is_used_only_where_it_is_asked_for() {
    let Some(plain) = run("05_racy_counter", &["explore"]) else {
        return;
    };
    assert!(!stdout(&plain).contains('\x1b'));
    let coloured = run("05_racy_counter", &["explore", "--color", "always"]).unwrap();
    assert!(stdout(&coloured).contains('\x1b'));
    assert_eq!(
        anstream::adapter::strip_str(&stdout(&coloured)).to_string(),
        stdout(&plain)
    );
}

#[test]
fn hints_come_one_at_a_time_and_end() {
    for lab in LABS {
        let Some(first) = run(lab.name, &["hint"]) else {
            continue;
        };
        assert!(stdout(&first).contains("hint 2"), "{}", stdout(&first));
        let beyond = run(lab.name, &["hint", "99"]).unwrap();
        assert_wrong_use(&beyond, "there is no hint 99");
    }
}

#[test]
fn the_answer_to_the_question_is_hidden_until_asked() {
    for lab in LABS {
        let Some(question) = run(lab.name, &["predict"]) else {
            continue;
        };
        assert!(!stdout(&question).contains("Right") && stdout(&question).contains("predict a"));
        let letters = ["a", "b", "c", "d", "e"];
        let answers = letters.map(|letter| run(lab.name, &["predict", letter]).unwrap());
        let right = answers
            .iter()
            .filter(|answer| stdout(answer).contains("Right."));
        assert_eq!(right.count(), 1);
        // A wrong answer does not reveal the right one, and another try is allowed.
        let wrong = answers.iter().map(stdout);
        for text in wrong.filter(|text| text.contains("Not quite.")) {
            assert!(!text.contains("The answer is"), "{text}");
            assert!(text.contains("predict --tell"), "{text}");
        }
        let told = run(lab.name, &["predict", "--tell"]).unwrap();
        assert!(
            stdout(&told).contains("The answer is "),
            "{}",
            stdout(&told)
        );
    }
}
