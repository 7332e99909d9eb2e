//! The sentence about the sandbox names every part that is missing.

use racelab_grade::Level;

/// A level with these parts.
fn level(files: bool, tcp: bool, signals: bool, calls: bool) -> Level {
    let mut level = Level::here();
    (level.files, level.tcp) = (files, tcp);
    (level.signals, level.calls) = (signals, calls);
    level
}

#[test]
fn each_missing_wall_is_named() {
    let whole = level(true, true, true, true);
    assert!(whole.is_whole());
    assert!(
        whole
            .to_string()
            .ends_with("in a sandbox (files, TCP, signals, system calls).")
    );

    let old_kernel = level(true, false, false, true);
    assert!(!old_kernel.is_whole());
    let said = "in a sandbox (files, system calls; this kernel has none for: TCP, signals).";
    assert!(old_kernel.to_string().ends_with(said));

    let none = level(false, false, false, false);
    assert!(!none.is_whole());
    let said = "this system has no sandbox: an exercise could use the disk and the network.";
    assert!(none.to_string().ends_with(said));
}

#[test]
fn one_wall_alone_is_not_the_whole() {
    for missing in 0..4 {
        let [files, tcp, signals, calls] = [0, 1, 2, 3].map(|wall| wall != missing);
        assert!(!level(files, tcp, signals, calls).is_whole(), "{missing}");
    }
}
