//! The message to the student about a program that finishes.

use super::Test;
use super::run::{Run, flat};

pub(crate) const TESTS: &[Test] = &[
    ("a right program is proved", || {
        let output = Run::new("right").output(&["check"]);
        let text = flat(&output.stdout);
        assert_eq!(output.status.code(), Some(0), "{text}");
        assert!(
            text.contains("your counter counts every increment"),
            "{text}"
        );
        assert_eq!(flat(&output.stderr), "");
    }),
    ("loom judges where it is plugged in, and only there", || {
        let said = |program| flat(&Run::new(program).output(&["check"]).stdout);
        let note = "Note: loom judges your code too, in `cargo test` and when you are graded.";
        let text = said("right");
        assert_eq!(text.matches(note).count(), 1, "{text}");
        assert_eq!(text.matches("loom").count(), 1, "{text}");
        let text = said("right-for-loom");
        assert!(
            text.contains("proved: 6 executions, loom agrees ("),
            "{text}"
        );
        assert!(!text.contains(note), "{text}");
    }),
    ("what is proved is said within the width there is", || {
        let mut command = Run::new("right").command(&["check"]);
        let output = command.env("COLUMNS", "50").output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(text.contains("In every execution, your counter"), "{text}");
        for line in text.lines() {
            assert!(line.chars().count() <= 50, "{line}");
        }
    }),
    ("a proof is kept, and nothing else is", || {
        for (program, kept) in [("right", true), ("racy", false)] {
            let file = format!("{}/kept-{program}.json", env!("CARGO_TARGET_TMPDIR"));
            let _ = std::fs::remove_file(&file);
            let mut command = Run::new(program).command(&["check"]);
            command.env("RACELAB_PROGRESS", &file).output().unwrap();
            let text = std::fs::read_to_string(&file).unwrap_or_default();
            assert_eq!(text.contains("\"passed\": true"), kept, "{text}");
            assert_eq!(text.contains("05_racy_counter"), kept, "{text}");
        }
    }),
    (
        "what a grader refuses is not done, and the check says so first",
        || {
            let file = concat!(env!("CARGO_TARGET_TMPDIR"), "/kept-refused.json");
            let _ = std::fs::remove_file(file);
            let mut command = Run::new("refused").command(&["check"]);
            let output = command.env("RACELAB_PROGRESS", file).output().unwrap();
            let text = flat(&output.stdout);
            assert_eq!(output.status.code(), Some(1), "{text}");
            let (before, after) = text.split_once("Not done: a grader refuses").expect(&text);
            assert!(!before.contains("proved"), "{text}");
            assert!(
                after.contains("Line 2, column 5: std::sync::RwLock: "),
                "{text}"
            );
            assert!(after.contains("proved: 6 executions"), "{text}");
            assert!(!std::path::Path::new(file).exists(), "{text}");
        },
    ),
    ("a proof that cannot be kept is one all the same", || {
        let mut command = Run::new("right").command(&["check"]);
        let output = command
            .env("RACELAB_PROGRESS", "/nowhere/progress.json")
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(0));
        assert!(flat(&output.stdout).contains("your counter counts every increment"));
        let note = "note: cannot keep your progress in /nowhere/progress.json: ";
        assert!(
            flat(&output.stderr).starts_with(note),
            "{}",
            flat(&output.stderr)
        );
    }),
    ("an overflow of loom's smaller stack costs nothing", || {
        let output = Run::new("large-frame").output(&["check"]);
        let text = flat(&output.stdout);
        assert_eq!(output.status.code(), Some(0), "{text}");
        assert!(text.contains("Note: loom came to no verdict"), "{text}");
    }),
    ("a wrong program gets its verdict", || {
        let output = Run::new("racy").output(&["check"]);
        let text = flat(&output.stdout);
        assert_eq!(output.status.code(), Some(1), "{text}");
        assert!(
            text.contains("data race") && text.contains("Replay it"),
            "{text}"
        );
    }),
    ("a panic is what each command says it is", || {
        let run = Run::new("panic");
        let saying = |arguments: &[&str], status: i32, words: &str| {
            let output = run.output(arguments);
            let text = flat(&output.stdout);
            assert_eq!(output.status.code(), Some(status), "{text}");
            assert!(text.contains(words), "{text}");
        };
        saying(&["check"], 1, "A thread panicked: the counter is tired");
        saying(&["explore", "--exercise"], 0, "panic: the counter is tired");
        saying(
            &["replay", "A", "--exercise"],
            0,
            "panic: the counter is tired",
        );
        saying(&["play", "--exercise"], 0, "Goal: make a thread panic.");
    }),
];
