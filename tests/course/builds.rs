//! The builds for a student's run and for the tests.

use std::collections::BTreeMap;
use std::process::Command;

use crate::support::root;

/// The features of each package in the tree, by name and version.
fn features(edges: &str) -> BTreeMap<String, String> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--offline", "--prefix=none", "--edges"])
        .args([edges, "--format={p}|{f}"])
        .current_dir(root())
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let tree = String::from_utf8(output.stdout).unwrap();
    let packages = tree.lines().filter_map(|line| {
        // A package whose dependencies are listed earlier is marked.
        let line = line.strip_suffix(" (*)").unwrap_or(line);
        let (package, features) = line.split_once('|')?;
        Some((package.to_owned(), features.to_owned()))
    });
    packages.collect()
}

/// Otherwise `cargo test` would build it again, and everything that depends on it.
#[test]
fn the_tests_ask_for_no_feature_that_a_run_of_a_lab_does_not_have() {
    let (run, tests) = (features("no-dev"), features("all"));
    assert!(run.len() > 20 && tests.len() > run.len(), "{run:?}");
    for (package, features) in run {
        assert_eq!(tests.get(&package), Some(&features), "{package}");
    }
}
