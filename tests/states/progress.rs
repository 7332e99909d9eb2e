//! The progress of an exploration, and its interruption.

use racelab::explore::{Explorer, StoppedBy, Watch};

use crate::programs::racing;
use crate::support;
#[cfg(unix)]
use crate::terminal;

#[test]
fn the_estimate_grows_to_one_whatever_the_number_of_workers() {
    for workers in [1, 2] {
        let watch = Watch::default();
        let explorer = Explorer::new().workers(workers).watched_by(&watch);
        let found = explorer.explore(racing(&[1, 1, 1], 2));
        let progress = watch.progress();
        assert_eq!(progress.executions, found.executions());
        assert!((progress.share - 1.0).abs() < 1e-6, "{progress:?}");
    }
}

#[test]
fn the_estimate_is_within_a_factor_of_ten_from_early_on() {
    // 7,134 executions, looked at after every 500th.
    let mut shares = Vec::new();
    for limit in (500..7_000).step_by(500) {
        let watch = Watch::default();
        let explorer = Explorer::new().max_executions(limit).watched_by(&watch);
        explorer.explore(racing(&[1, 1, 1], 2));
        let progress = watch.progress();
        assert_eq!(progress.executions, limit);
        shares.push(progress.share);
        let estimate = progress.estimate().unwrap();
        assert!((713.0..71_340.0).contains(&estimate), "{progress:?}");
    }
    assert!(shares.is_sorted());
}

#[test]
fn an_interrupted_exploration_has_what_it_found() {
    let watch = Watch::default();
    let from_inside = watch.clone();
    let explorer = Explorer::new().watched_by(&watch);
    let found = explorer.explore(move || {
        if from_inside.progress().executions >= 100 {
            from_inside.interrupt();
        }
        racing(&[1, 1, 1], 2)()
    });
    assert_eq!(found.stopped_by(), Some(&StoppedBy::Interrupted));
    assert!(!found.complete());
    assert_eq!(found.executions(), 101);
    assert!(!found.outcomes().is_empty());
}

/// Through the process that confines it: the line appears on the parent's terminal, and
/// the parent passes the Ctrl-C on.
#[cfg(unix)]
#[test]
fn a_confined_exploration_shows_its_progress_and_ends_at_ctrl_c() {
    use std::io::Read;
    use std::process::Stdio;

    let lab = racelab::course::LABS.iter().find(|lab| lab.number == 5);
    let Some(mut command) = support::command("05_racy_counter") else {
        return;
    };
    if !support::is_stub(lab.expect("lab 05 is there")) {
        return;
    }
    let (mut terminal, theirs) = terminal::pair();
    // 100 reads and 100 writes: no run can finish all of these executions.
    command.args(["explore", "--exercise", "--increments", "50"]);
    command.stdin(Stdio::null()).stdout(Stdio::piped());
    let child = command.stderr(theirs).spawn().expect("the lab starts");
    // This process holds the other end, too.
    drop(command);
    let mut shown = Vec::new();
    let mut some = [0; 4096];
    let is_line = |shown: &[u8]| {
        let shown = String::from_utf8_lossy(shown);
        shown.contains(" a second; a rough guess: ") && shown.contains(" executions, ")
    };
    while !is_line(&shown) {
        let count = terminal.read(&mut some).expect("it goes on until Ctrl-C");
        assert!(count > 0, "it goes on until Ctrl-C");
        shown.extend(&some[..count]);
    }
    let pid = i32::try_from(child.id()).expect("a process id");
    // SAFETY: sends a signal to a child that is not reaped yet, so its id is still its own.
    assert_eq!(unsafe { libc::kill(pid, libc::SIGINT) }, 0);
    // The end is an error on Linux, and the end of the file on other systems.
    while let Ok(count @ 1..) = terminal.read(&mut some) {
        shown.extend(&some[..count]);
    }
    let output = child.wait_with_output().expect("it comes to its end");
    let found = support::stdout(&output);
    assert!(found.contains("stopped by you after "), "{found}");
    assert!(found.contains("not a proof"), "{found}");
    let shown = String::from_utf8_lossy(&shown);
    let last = shown.trim_end_matches('\r').rsplit('\r').next();
    assert_eq!(
        last.map(str::trim),
        Some(""),
        "the line is wiped: {shown:?}"
    );
}
