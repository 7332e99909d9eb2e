//! What of a failed build is the machine's, and not the exercise's: from what cargo, the
//! compiler and the linker say.

/// What is said where the system, and not the compiler, has refused something.
const REFUSALS: &[(&str, &str)] = &[
    (
        "No space left on device",
        "there is no space left on the disk; make some, and grade again",
    ),
    (
        "Disk quota exceeded",
        "your quota of the disk is used up; make room, and grade again",
    ),
    (
        "Read-only file system",
        "the disk of the workshop cannot be written; name another place with CARGO_TARGET_DIR, \
         and grade again",
    ),
    (
        "Input/output error",
        "the disk cannot be read or written; see what the system says of it, and grade again",
    ),
    (
        "Resource temporarily unavailable",
        "the system starts no more processes or threads; end some, or have the limit raised \
         (`ulimit -u`), and grade again",
    ),
    (
        "Too many open files",
        "the system opens no more files; have the limit raised (`ulimit -n`), and grade again",
    ),
];

/// How a linker ended that built no program.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Linker {
    /// What of the machine was in its way.
    Machine(String),
    /// Which limit of ours ended it.
    Limit(String),
}

/// What of the machine was in the way, if this says so.
pub(super) fn refusal(said: &str) -> Option<String> {
    let found = REFUSALS.iter().find(|(words, _)| said.contains(words));
    found.map(|(_, sentence)| (*sentence).to_owned())
}

/// Why the system, and no limit of ours, has ended a program by a signal, if this says so.
pub(super) fn signal(how: &str) -> Option<&'static str> {
    let ends = |names: &[&str]| names.iter().any(|name| how.contains(name));
    // Where a file in memory finds no room on the disk. macOS has it for an overflow of a
    // stack besides.
    if ends(&["SIGBUS", "Bus error"]) && cfg!(not(target_vendor = "apple")) {
        return Some("as it does where a disk is full; make room, and grade again");
    }
    ends(&["SIGKILL", "signal 9 [", "signal 9)"])
        .then_some("perhaps for want of memory; grade again with --jobs 1")
}

/// How the linker ended, if this error of the compiler is that it built nothing: by the
/// machine, or by a limit. `None` for what is the exercise's own fault: where its data is
/// so large that the code cannot reach over it.
///
/// An exercise has no `unsafe` code, and so nothing else that a linker could miss.
pub(super) fn linker(message: &str, rendered: &str) -> Option<Linker> {
    if !message.starts_with("linking with `") && !message.starts_with("linker `") {
        return None;
    }
    let machine = |why: String| Some(Linker::Machine(why));
    if let Some(why) = refusal(rendered) {
        return machine(why);
    }
    if let Some(why) = signal(rendered) {
        return machine(format!("the system ended the linker, {why}"));
    }
    for (limit, words) in [
        ("SIGXCPU", &["SIGXCPU", "signal 24", "CPU time limit"][..]),
        (
            "SIGXFSZ",
            &["SIGXFSZ", "signal 25", "File size limit", "File too large"],
        ),
        (
            "its limit of memory",
            &["memory exhausted", "out of memory", "bad_alloc"],
        ),
    ] {
        if words.iter().any(|word| rendered.contains(word)) {
            return Some(Linker::Limit(format!("the linker, at {limit}")));
        }
    }
    if rendered.contains("relocation") {
        return None;
    }
    let mut lines = rendered.lines().map(str::trim);
    let last = lines.rfind(|line| !line.is_empty()).unwrap_or(message);
    machine(format!(
        "the linker builds no program here; look whether `cargo run --bin 05_racy_counter` does \
         in the course, and grade again; it says: {last}"
    ))
}
