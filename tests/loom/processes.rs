//! Effects outside the judged program: the environment, and the output of the process.

use std::process::{Command, Output};

use racelab::sync::atomic::{AtomicU64, Ordering::Relaxed};
use racelab::sync::thread;
use racelab_loom::{LoomLimits, LoomVerdict, judge};

/// Runs one test of this file, which is ignored otherwise, in a separate process.
fn in_a_process(test: &str, environment: &[(&str, &str)]) -> Output {
    Command::new(std::env::current_exe().expect("this test's path"))
        .args([
            "--exact",
            &format!("processes::{test}"),
            "--ignored",
            "--nocapture",
        ])
        .env("RUST_BACKTRACE", "0")
        .envs(environment.iter().copied())
        .output()
        .expect("this test, run again")
}

/// Fails in one execution of many: the main thread is preempted once, in the middle.
fn wrong() {
    let x = AtomicU64::new(0);
    thread::scope(|s| {
        s.spawn(|| x.fetch_add(1, Relaxed));
        s.spawn(|| x.fetch_add(1, Relaxed));
        let before = x.load(Relaxed);
        let after = x.load(Relaxed);
        assert!(before != 0 || after != 2, "both in between");
    });
}

#[test]
#[ignore = "run by the_environment_has_no_effect, in a process with one"]
fn finds_the_failure_and_the_proof() {
    let verdict = judge(&LoomLimits::default(), wrong);
    assert!(matches!(verdict, LoomVerdict::Fails { .. }), "{verdict:?}");
    let verdict = judge(&LoomLimits::default(), || {
        let x = AtomicU64::new(0);
        thread::scope(|s| {
            s.spawn(|| x.fetch_add(1, Relaxed));
            s.spawn(|| x.fetch_add(1, Relaxed));
        });
        assert_eq!(x.into_inner(), 2);
    });
    let LoomVerdict::Holds { iterations } = verdict else {
        panic!("{verdict:?}");
    };
    assert!(iterations > 1);
}

#[test]
fn the_environment_has_no_effect() {
    // Each of these weakens loom's own `model`, so that it misses the failure, or stops it.
    for environment in [
        &[][..],
        &[("LOOM_MAX_PREEMPTIONS", "0")],
        &[
            ("LOOM_MAX_PERMUTATIONS", "1"),
            ("LOOM_CHECKPOINT_INTERVAL", "1"),
        ],
        &[
            ("LOOM_MAX_DURATION", "0"),
            ("LOOM_CHECKPOINT_INTERVAL", "1"),
        ],
        &[("LOOM_MAX_BRANCHES", "1")],
        &[("LOOM_CHECKPOINT_FILE", "/nowhere/at/all")],
        &[("LOOM_LOG", "trace"), ("LOOM_LOCATION", "1")],
    ] {
        let output = in_a_process("finds_the_failure_and_the_proof", environment);
        let stdout = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{environment:?}: {stdout}");
        assert!(stdout.contains("1 passed"), "{stdout}");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(stderr, "", "{environment:?}");
    }
}

#[test]
#[ignore = "run by an_environment_that_loom_cannot_read_is_said, in a process with one"]
fn says_what_is_wrong_with_the_environment() {
    let LoomVerdict::Undecided { reason, iterations } = judge(&LoomLimits::default(), wrong) else {
        panic!("a verdict");
    };
    assert!(
        reason.contains("`LOOM_MAX_BRANCHES`") && reason.ends_with("unset that variable"),
        "{reason}"
    );
    assert_eq!(iterations, 0);
}

#[test]
fn an_environment_that_loom_cannot_read_is_said() {
    let environment = [("LOOM_MAX_BRANCHES", "many")];
    let output = in_a_process("says_what_is_wrong_with_the_environment", &environment);
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{stdout}");
    assert!(stdout.contains("1 passed"), "{stdout}");
}

#[test]
#[ignore = "run by other_threads_keep_their_panic_hook, in a process with another hook"]
fn panics_of_other_threads_go_to_the_hook_that_was_there() {
    std::panic::set_hook(Box::new(|info| {
        anstream::eprintln!("hook: {}", info.payload_as_str().unwrap_or("?"));
    }));
    let verdict = judge(&LoomLimits::default(), || panic!("of loom"));
    assert!(matches!(verdict, LoomVerdict::Fails { .. }), "{verdict:?}");
    std::thread::spawn(|| panic!("of another thread"))
        .join()
        .unwrap_err();
}

#[test]
fn other_threads_keep_their_panic_hook() {
    let output = in_a_process("panics_of_other_threads_go_to_the_hook_that_was_there", &[]);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
    assert_eq!(stderr, "hook: of another thread\n");
}

#[test]
#[ignore = "run by too_deep_a_recursion_is_no_verdict, in a process whose output is not shown"]
fn recurses_too_deep() {
    fn depth(n: u64) -> u64 {
        let frame = std::hint::black_box([n; 64]);
        if n == 0 {
            frame[0]
        } else {
            depth(n - 1) + frame[1]
        }
    }
    let LoomVerdict::Undecided { reason, .. } = judge(&LoomLimits::default(), || {
        depth(1_000);
    }) else {
        panic!("a verdict");
    };
    assert!(reason.contains("32 KiB of stack"), "{reason}");
}

#[test]
fn too_deep_a_recursion_is_no_verdict() {
    let output = in_a_process("recurses_too_deep", &[]);
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{stdout}");
    assert!(stdout.contains("1 passed"), "{stdout}");
}

/// The last output of a process that has come to its verdict. It ends at once, because the
/// OS thread that cannot go on holds std's panic hook, which libtest needs at its end.
const JUDGED: i32 = 42;

#[test]
#[ignore = "run by a_destructor_that_panics_because_of_a_panic_does_not_abort, as it ends the process"]
fn panics_in_a_destructor() {
    struct Bomb;

    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("second");
        }
    }

    let verdict = judge(&LoomLimits::default(), || {
        let _bomb = Bomb;
        panic!("first");
    });
    let LoomVerdict::Fails { message, .. } = verdict else {
        panic!("{verdict:?}");
    };
    assert!(message.contains("a destructor panicked"), "{message}");
    assert!(message.contains("first panic: first"), "{message}");
    std::process::exit(JUDGED);
}

#[test]
fn a_destructor_that_panics_because_of_a_panic_does_not_abort() {
    let output = in_a_process("panics_in_a_destructor", &[]);
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(JUDGED), "{stdout}");
}
