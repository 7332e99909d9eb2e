//! The output of the commands.

use racelab::course::{LABS, Part};

use super::support::{Copy, lab, root, stderr, stdout};

const HELP: &str = "\
A laboratory for race conditions: see one, cause one, prove it gone

Usage: cargo lab [COMMAND]

Commands:
  tour      See a race, all of its executions, and the proof of a fix, in a
            minute
  next      Show what to do next
  predict   Think first: ask a lab's question; with an answer, judge it
  run       Run a lab's demonstration: for real, and every execution
  check     Judge your exercise, over all executions
  explore   Show every execution: how many, which outcomes, an example of each
  play      Be the scheduler, and cause a race yourself
  replay    Show the execution with this schedule
  measure   Measure what the counters of lab 09 cost
  hint      Show the next hint for an exercise
  watch     Check your exercise after each save
  open      Open your exercise in $VISUAL or $EDITOR
  reset     Restore an exercise as it was shipped; yours is kept beside it
  solution  Show a solution, once yours is proved
  book      Build the walkthrough as a web book with pages that run
  doctor    Check that everything that the course needs is installed
  grade     For instructors: grade submissions
  merge     For instructors: join the grades of several machines
  report    For instructors: turn grades into the files of a grade book
  release   For instructors: make the copy for students
  verify    For instructors: check that the course is intact

Options:
  -h, --help  Print help

A LAB is its number, its name or the beginning of its name; without one, the
command takes the next lab.
With a LAB only, as in `cargo lab 05`: the same as run.
Without a command: the map of the course.
";

#[test]
fn help_says_what_there_is() {
    let output = lab(&["--help"]).output().unwrap();
    assert!(output.status.success());
    assert_eq!(stdout(&output), HELP);
}

#[test]
fn each_command_has_its_help() {
    let commands = HELP.lines().skip_while(|line| *line != "Commands:").skip(1);
    let commands = commands.take_while(|line| !line.is_empty());
    let commands = commands
        .filter(|line| !line.starts_with("    "))
        .filter_map(|line| line.split_whitespace().next());
    let mut all = String::new();
    for command in commands {
        let output = lab(&[command, "--help"]).output().unwrap();
        assert!(output.status.success(), "{command}: {}", stderr(&output));
        all += &format!("$ cargo lab {command} --help\n{}\n", stdout(&output));
    }
    assert_fits(&all);
    let file = root().join("tests/course/help.txt");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&file, &all).unwrap();
    }
    let known = std::fs::read_to_string(&file).unwrap();
    assert_eq!(all, known, "BLESS=1 keeps what it is now");
}

#[test]
fn the_map_of_a_fresh_course_has_parts_and_suggests_the_second() {
    let copy = Copy::new();
    let output = copy.lab(&[]).env("COLUMNS", "60").output().unwrap();
    let text = stdout(&output);
    let mut lines = text.lines();
    assert_eq!(
        lines.next(),
        Some("racelab: a race is not bad luck, it is a schedule")
    );
    for part in Part::ALL {
        assert_eq!(lines.next(), Some(""));
        let heading = format!("  {:3} {}", part.number(), part.title());
        assert_eq!(lines.next(), Some(heading.as_str()));
        for lab in part.labs() {
            let line = format!("  {:02}  {}", lab.number, lab.title);
            assert_eq!(lines.next(), Some(line.as_str()));
        }
    }
    let all = LABS.len();
    let rest: Vec<_> = lines.collect();
    let expected = format!(
        "
  0 of {all} labs done. You may begin with any part.
  Next  Lab 04 · One, two or three
        see it happen:     cargo lab 04
        new here?          cargo lab tour
        all commands:      cargo lab --help"
    );
    assert_eq!(rest.join("\n"), expected);
}

#[test]
fn the_next_step_names_every_command_of_a_lab() {
    let expected = "  Next  Lab 04 · One, two or three
        see it happen:     cargo lab 04
        cause it yourself: cargo lab play 04
        solve it, in       labs/04_one_two_or_three/exercise.rs
        have it proved:    cargo lab check 04
        or at each save:   cargo lab watch 04
        a hint:            cargo lab hint 04
        read about it:     docs/04_one_two_or_three.md
";
    assert_eq!(Copy::new().says(&["next"]), expected);
}

#[test]
fn the_map_fits_a_screen_of_24_lines_however_far_a_student_is() {
    let copy = Copy::new();
    let names: Vec<_> = LABS.iter().map(|lab| lab.name).collect();
    for lab in LABS {
        copy.write(&lab.exercise(), "// Mine.\n");
    }
    for done in [0, 1, names.len()] {
        copy.write("progress.json", &passed(&names[..done]));
        let text = copy.says(&[]);
        assert_fits(&text);
        // The last line is the shell's.
        assert!(text.lines().count() < 24, "{text}");
        for lab in LABS {
            let entry = format!("{:02}  {}", lab.number, lab.title);
            assert!(text.contains(&entry), "{entry} is not in\n{text}");
        }
    }
}

#[test]
fn the_map_shows_what_is_begun_and_what_is_done() {
    let copy = Copy::new();
    copy.write("progress.json", &passed(&[LABS[0].name]));
    copy.write(&LABS[1].exercise(), "// Mine.\n");
    let text = copy.says(&[]);
    // What stands behind the title: the stage, before the other column begins.
    let is = |at: usize, stage: &str| {
        let (_, rest) = text.split_once(LABS[at].title).unwrap();
        rest.split_whitespace().next() == Some(stage)
    };
    assert!(is(0, "done"), "{text}");
    assert!(is(1, "begun"), "{text}");
    assert!(
        text.contains(&format!("1 of {} labs done.", LABS.len())),
        "{text}"
    );
    // Its demonstration has been seen, so the next step is to solve it.
    let next = copy.says(&["next"]);
    let number = LABS[1].number;
    let start = format!("  Next  Lab {number:02} · ");
    assert!(next.starts_with(&start), "{next}");
    let check = format!("cargo lab check {number:02}");
    assert!(!next.contains("cargo lab run") && next.contains(&check));
    assert!(text.contains(next.lines().next().unwrap()));
    assert!(text.contains(&check), "{text}");
}

#[test]
fn the_next_lab_is_the_one_that_is_begun() {
    let copy = Copy::new();
    copy.write("progress.json", &passed(&["15_bounded_buffer"]));
    assert!(copy.says(&["next"]).starts_with("  Next  Lab 14 · "));
    copy.write("labs/17_barrier/exercise.rs", "// Mine.\n");
    assert!(copy.says(&["next"]).starts_with("  Next  Lab 17 · "));
    // Once it is done, the part goes on where it was left.
    copy.write(
        "progress.json",
        &passed(&["15_bounded_buffer", "17_barrier"]),
    );
    assert!(copy.says(&["next"]).starts_with("  Next  Lab 14 · "));
}

#[test]
fn when_all_is_done_the_map_says_so() {
    let copy = Copy::new();
    let names: Vec<_> = LABS.iter().map(|lab| lab.name).collect();
    copy.write("progress.json", &passed(&names));
    let text = copy.says(&[]);
    assert!(
        text.contains(&format!("All {} labs done.", LABS.len())),
        "{text}"
    );
    assert!(text.contains("Congratulations!"), "{text}");
    for page in ["docs/proved.md", "docs/patterns.md", "docs/further.md"] {
        assert!(text.contains(page) && root().join(page).exists(), "{text}");
    }
    assert!(text.contains(&copy.says(&["next"])), "{text}");
    assert_fits(&text);
}

#[test]
fn the_tour_goes_from_a_race_to_a_proof() {
    let output = lab(&["tour"]).output().unwrap();
    let text = stdout(&output);
    assert!(output.status.success(), "{}", stderr(&output));
    assert_fits(&text);
    for words in [
        "1  It happens",
        "2  It is a schedule",
        "        1           2  AB2A      forbidden  an update is lost",
        "  counter = 1: B's update is lost.                                 schedule AB2A",
        "3  It can be proved gone",
        "  2 threads, 2 increments each: proved, 6 executions.",
        "cargo lab play 04",
    ] {
        assert!(text.contains(words), "{words:?} is not in\n{text}");
    }
}

#[test]
fn the_doctor_lists_installed_and_missing_things() {
    let output = lab(&["doctor"]).output().unwrap();
    let text = stdout(&output);
    assert!(output.status.success(), "{text}");
    assert_fits(&text);
    assert!(text.contains("  ok       rustc "), "{text}");
    assert!(text.contains("Next: cargo lab next"), "{text}");

    let copy = Copy::new();
    std::fs::remove_file(copy.folder.join("labs/05_racy_counter/exercise.rs")).unwrap();
    let output = copy.lab(&["doctor"]).output().unwrap();
    let text = stdout(&output);
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.contains("  missing  labs/05_racy_counter/exercise.rs: `cargo lab reset"));
}

#[test]
fn colour_is_for_terminals() {
    let copy = Copy::new();
    assert!(!copy.says(&[]).contains('\x1b'));
    let output = copy.lab(&[]).env("CLICOLOR_FORCE", "1").output().unwrap();
    assert!(stdout(&output).contains('\x1b'));
}

/// A file of progress in which these labs are done.
fn passed(labs: &[&str]) -> String {
    let labs = labs
        .iter()
        .map(|lab| format!("\"{lab}\": {{\"passed\": true}}"));
    let labs: Vec<_> = labs.collect();
    format!("{{\"schema\": 1, \"labs\": {{{}}}}}", labs.join(", "))
}

#[track_caller]
fn assert_fits(text: &str) {
    for line in text.lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
}
