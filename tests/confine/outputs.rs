//! The outputs of a confined command.

use std::io::Read;
use std::process::Stdio;

use super::run::{Run, flat};
use super::{Test, terminal};

pub(crate) const TESTS: &[Test] = &[
    ("a check that takes long says what it judges", || {
        let (mut terminal, theirs) = terminal::pair();
        let mut command = Run::new("races-slowly").command(&["check"]);
        command.stdout(Stdio::null()).stderr(theirs);
        let mut child = command.spawn().unwrap();
        // This process holds the other end, too.
        drop(command);
        let mut shown = Vec::new();
        // The end is an error on Linux, and the end of the file on other systems.
        let _ = terminal.read_to_end(&mut shown);
        assert_eq!(child.wait().unwrap().code(), Some(1));
        let shown = String::from_utf8_lossy(&shown);
        assert!(
            shown.contains(" s  judging 1 of 2: 2 threads, 2 increments each"),
            "{shown:?}"
        );
        let last = shown.trim_end_matches('\r').rsplit('\r').next();
        assert_eq!(
            last.map(str::trim),
            Some(""),
            "the line is wiped: {shown:?}"
        );
    }),
    ("wrong use of a confined command stays wrong use", || {
        let output = Run::new("right").output(&["replay", "A9", "--exercise"]);
        assert_eq!(output.status.code(), Some(2));
        assert!(flat(&output.stderr).starts_with("error: "));
    }),
    (
        "where JSON is asked for, nothing else is on standard output",
        || {
            let output = Run::new("recursion").output(&["explore", "--exercise", "--json"]);
            assert_eq!(output.status.code(), Some(1));
            assert_eq!(flat(&output.stdout), "");
            assert!(flat(&output.stderr).starts_with("stack overflow: "));
        },
    ),
    ("what is printed is shown apart from the results", || {
        let output = Run::new("chatty").output(&["explore", "--exercise", "--json"]);
        let found: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(found["complete"], true);
        assert!(flat(&output.stderr).contains("Printed on the way: counting counting"));
    }),
    (
        "a file that was asked for is written, and by the parent",
        || {
            let file = concat!(env!("CARGO_TARGET_TMPDIR"), "/confined-graph.json");
            let _ = std::fs::remove_file(file);
            let output = Run::new("right").output(&["explore", "--exercise", "--graph", file]);
            let text = flat(&output.stdout);
            assert_eq!(output.status.code(), Some(0), "{text}");
            assert!(text.starts_with("Wrote "), "{text}");
            let graph = std::fs::read(file).unwrap();
            assert!(serde_json::from_slice::<serde_json::Value>(&graph).is_ok());
        },
    ),
    (
        "the screen that a confined command fills is the caller's",
        || {
            let narrow = |columns: &str| {
                let mut command = Run::new("racy").command(&["explore", "--exercise"]);
                let output = command.env("COLUMNS", columns).output().unwrap();
                let text = String::from_utf8(output.stdout).unwrap();
                text.lines().map(|line| line.chars().count()).max().unwrap()
            };
            assert!(narrow("60") <= 60);
            assert!(narrow("80") > 60);
        },
    ),
];
