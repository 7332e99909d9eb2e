//! Recognises builds that failed because of the machine and not of the exercise, by the
//! messages of cargo, the compiler and the linker.

/// Messages of the system, and what to say about them.
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

/// The end of a linker that built no program.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Linker {
    /// The fault of the machine.
    Machine(String),
    /// The limit that ended it.
    Limit(String),
}

/// The fault of the machine, if this message is about one.
pub(super) fn refusal(said: &str) -> Option<String> {
    let found = REFUSALS.iter().find(|(words, _)| said.contains(words));
    found.map(|(_, sentence)| (*sentence).to_owned())
}

/// Why the system, and not one of our limits, has ended a program by a signal, if it has.
pub(super) fn signal(how: &str) -> Option<&'static str> {
    let ends = |names: &[&str]| names.iter().any(|name| how.contains(name));
    // The signal for a memory-mapped file on a full disk. macOS also uses it for a stack
    // overflow.
    if ends(&["SIGBUS", "Bus error"]) && cfg!(not(target_vendor = "apple")) {
        return Some("as it does if a disk is full; make room, and grade again");
    }
    ends(&["SIGKILL", "signal 9 [", "signal 9)"])
        .then_some("perhaps for want of memory; grade again with --jobs 1")
}

/// The end of the linker, if this error of the compiler says that it built nothing: by the
/// machine, or by a limit. `None` if the exercise is at fault, because its data is
/// so large that the code cannot address it.
///
/// An exercise has no `unsafe` code, so a linker can miss nothing else.
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
