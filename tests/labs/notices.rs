//! What a long demonstration says while it prints nothing yet.

use std::io::Read;
use std::process::Stdio;

use crate::support::{command, run, stderr, stdout};
use crate::terminal;
use crate::thorough::every;

/// The demonstrations that take longer than a second, and words that each begins with.
const LONG: [(&str, &str); 3] = [
    ("10_giant_lock", "Measuring how fast this machine is."),
    ("11_pool_methods", "Observing the methods of a pool."),
    (
        "12_largest_prime_factor",
        "Factoring ten numbers of 21 digits.",
    ),
];

#[test]
fn a_terminal_shows_what_a_long_demonstration_does_until_it_prints() {
    for (lab, words) in LONG.into_iter().step_by(every(3)) {
        let Some(mut command) = command(lab) else {
            continue;
        };
        let (mut terminal, theirs) = terminal::pair();
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        let child = command.stderr(theirs).spawn().expect("the lab starts");
        // This process holds the other end, too.
        drop(command);
        let mut shown = Vec::new();
        let mut some = [0; 4096];
        // The end is an error on Linux, and the end of the file on other systems.
        while let Ok(count @ 1..) = terminal.read(&mut some) {
            shown.extend(&some[..count]);
        }
        let output = child.wait_with_output().expect("it comes to its end");
        assert!(output.status.success(), "{}", stdout(&output));
        let shown = String::from_utf8_lossy(&shown);
        let mut lines = shown.split('\r').map(str::trim);
        assert_eq!(lines.find(|line| !line.is_empty()), Some(words));
        let last = shown.trim_end_matches('\r').rsplit('\r').next();
        assert_eq!(
            last.map(str::trim),
            Some(""),
            "the line is erased: {shown:?}"
        );
        assert!(!stdout(&output).contains(words));
    }
}

#[test]
fn a_pipe_gets_no_notice() {
    let Some(output) = run("12_largest_prime_factor", &[]) else {
        return;
    };
    assert_eq!(stderr(&output), "");
}
