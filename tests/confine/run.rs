//! One call of the numbered binary, with all processes that it starts.

use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use rustix::process::Pid;

/// Longer than each limit that stops a program, and shorter than the
/// limits that must not have stopped it.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// One call of the numbered binary. Its environment has a mark, by which the test recognises
/// every process that it starts.
pub(crate) struct Run {
    program: &'static str,
    mark: String,
}

const MARK: &str = "RACELAB_TEST_MARK";

impl Run {
    pub(crate) fn new(program: &'static str) -> Self {
        static RUNS: AtomicU32 = AtomicU32::new(0);
        // Relaxed: the number orders no other access.
        let run = RUNS.fetch_add(1, Ordering::Relaxed);
        let mark = format!("{}.{run}.", std::process::id());
        Self { program, mark }
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command
            .args(arguments)
            .args(["--program", self.program])
            .env(MARK, &self.mark)
            .env(
                "RACELAB_PROGRESS",
                concat!(env!("CARGO_TARGET_TMPDIR"), "/confined-progress.json"),
            )
            .env_remove("COLUMNS");
        command
    }

    pub(crate) fn output(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    pub(crate) fn start(&self, arguments: &[&str]) -> Child {
        let mut command = self.command(arguments);
        command.stdout(Stdio::piped()).spawn().unwrap()
    }

    /// The number of processes of this call.
    pub(crate) fn living(&self) -> usize {
        self.processes().count()
    }

    /// The processes of this call, each by its folder under /proc.
    fn processes(&self) -> impl Iterator<Item = PathBuf> {
        let wanted = format!("{MARK}={}", self.mark);
        let processes = std::fs::read_dir("/proc").unwrap().flatten();
        let folders = processes.map(|process| process.path());
        folders.filter(move |folder| {
            let environment = std::fs::read(folder.join("environ")).unwrap_or_default();
            let mut variables = environment.split(|&byte| byte == 0);
            variables.any(|variable| variable == wanted.as_bytes())
        })
    }

    /// How often the thread that watches the child has looked, which it does ten
    /// times a second. It counts the thread's waits.
    pub(crate) fn ticks(&self) -> u64 {
        let statuses = self.tasks("status");
        let watching = statuses.filter(|status| status.starts_with("Name:\twatch\n"));
        watching.map(|status| waits(&status)).sum()
    }

    /// A process of this call that is stopped.
    pub(crate) fn stopped(&self) -> Option<Pid> {
        let stats = self.tasks("stat");
        let mut stopped = stats.filter(|stat| stat.contains(") T "));
        let number = stopped.next()?.split(' ').next()?.parse().ok()?;
        Pid::from_raw(number)
    }

    /// The contents of this file for each thread.
    pub(crate) fn tasks(&self, file: &str) -> impl Iterator<Item = String> {
        let folders = self.processes().map(|process| process.join("task"));
        let threads = folders.filter_map(|folder| std::fs::read_dir(folder).ok());
        let threads = threads.flatten().flatten();
        threads.filter_map(move |thread| std::fs::read_to_string(thread.path().join(file)).ok())
    }

    /// Asserts that every process of this call is gone or ending. Without /proc it knows
    /// nothing.
    #[track_caller]
    pub(crate) fn assert_nothing_left(&self) {
        if cfg!(target_os = "linux") {
            eventually("every process is gone", || self.living() == 0);
        }
    }
}

/// How often a thread with this status has waited.
pub(crate) fn waits(status: &str) -> u64 {
    let mut lines = status.lines();
    let waits = lines.find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"));
    waits.map_or(0, |waits| waits.trim().parse().unwrap())
}

/// Waits for an event in another process that sends no message about it.
#[track_caller]
pub(crate) fn eventually(what: &str, holds: impl Fn() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < PATIENCE, "not so for a minute: {what}");
        // Leaves the processor to the processes in question; no result depends on the
        // length.
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// The words of a text, separated by single spaces.
pub(crate) fn flat(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(text);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
