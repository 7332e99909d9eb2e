//! What a student sees of each bad program.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use libtest_mimic::Trial;
use rustix::process::{Pid, Signal, kill_process};

/// Longer than any of the limits that a program is stopped by, shorter than the
/// limits that must not have stopped it.
const PATIENCE: Duration = Duration::from_secs(60);

/// Every test.
pub(crate) fn all() -> Vec<Trial> {
    let ends = ENDS.iter().map(|end| {
        let name = format!("{} ends as: {}", end.program, end.verdict);
        Trial::test(name, || {
            end.holds();
            Ok(())
        })
    });
    let others = OTHERS.iter().map(|&(name, test)| {
        Trial::test(name, move || {
            test();
            Ok(())
        })
    });
    // Those that wait for longest first.
    others.chain(ends).collect()
}

/// How the check of a bad program must end.
struct End {
    program: &'static str,
    verdict: &'static str,
    sentence: &'static str,
}

const ENDS: &[End] = &[
    End {
        program: "endless-loop",
        verdict: "time limit",
        sentence: "one execution did not end within 0.25 s of processor time",
    },
    End {
        program: "endless-loop-until-the-clock",
        verdict: "time limit",
        sentence: "the check took longer than 0.25 s",
    },
    End {
        program: "endless-loop-until-the-processor",
        verdict: "time limit",
        sentence: "the check took longer than 1 s",
    },
    End {
        program: "std-lock",
        verdict: "waiting",
        sentence: "the model waits outside its own operations: std lock? (nothing has moved for 0.25 s)",
    },
    End {
        program: "std-sleep",
        verdict: "waiting",
        sentence: "the model waits outside its own operations: std lock? (nothing has moved for 0.25 s)",
    },
    End {
        program: "hoarder",
        verdict: "memory limit",
        sentence: "the code asked for more than 512 MiB of memory",
    },
    End {
        program: "all-at-once",
        verdict: "memory limit",
        sentence: "the code asked for more than 512 MiB of memory",
    },
    End {
        program: "flood",
        verdict: "output limit",
        sentence: "the code printed more than 64 KiB",
    },
    End {
        program: "long-file",
        verdict: "file limit",
        sentence: "the code wrote a file of more than 64 KiB",
    },
    End {
        program: "recursion",
        verdict: "stack overflow",
        sentence: "a thread has used up its stack",
    },
    End {
        program: "recursion-after-loom",
        verdict: "stack overflow",
        sentence: "a thread has used up its stack",
    },
    End {
        program: "recursion-in-std-thread",
        verdict: "crashed",
        sentence: "or the overflow of a stack that is not a model thread's",
    },
    End {
        program: "panic-in-drop",
        verdict: "panic in a destructor",
        sentence: "panicked ('the second') while it was unwinding from the panic 'the first'",
    },
    End {
        program: "exit",
        verdict: "crashed",
        sentence: "the process ended itself (exit status 0) before the check was over",
    },
    End {
        program: "pretends-and-exits",
        verdict: "crashed",
        sentence: "the process ended itself (exit status 0) before the check was over",
    },
    End {
        program: "forger",
        verdict: "no result",
        sentence: "what came back did not come from the check",
    },
    End {
        program: "abort",
        verdict: "crashed",
        sentence: "the process was ended by SIGABRT",
    },
    End {
        program: "wild-write",
        verdict: "crashed",
        sentence: "the process was ended by SIGSEGV, a wild access to memory",
    },
    End {
        program: "escapes-on-stderr",
        verdict: "crashed",
        sentence: "its last words: \u{fffd}[2Jgone\u{fffd} \u{fffd}txt",
    },
];

impl End {
    /// With every command, side by side, since most of them wait most of the time.
    fn holds(&self) {
        std::thread::scope(|scope| {
            for (command, arguments) in COMMANDS {
                // loom runs in `check` only, and three threads; and who is ended by the
                // processor's limit uses a second of it.
                let of_check = ["recursion-after-loom", "endless-loop-until-the-processor"];
                if command == "check" || !of_check.contains(&self.program) {
                    scope.spawn(move || self.holds_for(command, arguments));
                }
            }
        });
    }

    fn holds_for(&self, command: &str, arguments: &[&str]) {
        let begun = Instant::now();
        let run = Run::new(self.program);
        let output = run.output(arguments);
        let text = flat(&output.stdout);
        assert_eq!(output.status.code(), Some(1), "{command}: {text}");
        assert!(
            text.contains(&format!("{}: ", self.verdict)),
            "{command}: {text}"
        );
        assert!(text.contains(self.sentence), "{command}: {text}");
        assert!(text.contains("Try next"), "{command}: {text}");
        assert!(
            begun.elapsed() < PATIENCE,
            "{command}: {:?}",
            begun.elapsed()
        );
        run.assert_nothing_left();
    }
}

/// Every command that runs the exercise, with its arguments.
const COMMANDS: [(&str, &[&str]); 4] = [
    ("check", &["check"]),
    ("explore", &["explore", "--exercise"]),
    ("replay", &["replay", "A", "--exercise"]),
    ("play", &["play", "--exercise"]),
];

const OTHERS: &[(&str, fn())] = &[
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
    (
        "an overflow of loom's smaller stack costs nobody anything",
        || {
            let output = Run::new("large-frame").output(&["check"]);
            let text = flat(&output.stdout);
            assert_eq!(output.status.code(), Some(0), "{text}");
            assert!(text.contains("Note: loom came to no verdict"), "{text}");
        },
    ),
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
    ("a long exploration can be ended with what it has", || {
        let run = Run::new("long");
        let mut command = run.command(&["explore", "--exercise"]);
        let parent = command.stdout(Stdio::piped()).spawn().unwrap();
        let pid = Pid::from_child(&parent);
        if cfg!(target_os = "linux") {
            eventually("the parent listens to Ctrl-C", || catches_interrupts(pid));
            kill_process(pid, Signal::INT).unwrap();
        }
        let output = parent.wait_with_output().unwrap();
        let text = flat(&output.stdout);
        assert_eq!(output.status.code(), Some(0), "{text}");
        if cfg!(target_os = "linux") {
            assert!(text.contains("(RC11): stopped by you after "), "{text}");
            assert!(text.contains("; not a proof."), "{text}");
        }
        run.assert_nothing_left();
    }),
    ("while somebody thinks what to play, no time counts", || {
        let run = Run::new("pondered");
        let mut command = run.command(&["play", "--exercise"]);
        let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut parent = piped.spawn().unwrap();
        let mut input = parent.stdin.take().unwrap();
        input.write_all(b"a\n").unwrap();
        if cfg!(target_os = "linux") {
            // Longer than the limit on idleness, and than the one on the clock.
            eventually("the child was idle for 4 s", || run.ticks() >= 40);
        }
        input.write_all(b"b\n").unwrap();
        drop(input);
        let output = parent.wait_with_output().unwrap();
        let text = flat(&output.stdout);
        assert_eq!(output.status.code(), Some(0), "{text}");
        assert!(text.contains("Step 2, B: "), "{text}");
        run.assert_nothing_left();
    }),
    (
        "a right program that is stopped for a while is proved",
        || a_pause_costs_nothing("halts"),
    ),
    ("so is one that waits for a process that is stopped", || {
        a_pause_costs_nothing("delegates")
    }),
    ("so is one whose parent is stopped for a while", || {
        if cfg!(target_os = "linux") {
            let run = Run::new("halts-in-a-hurry");
            let parent = run.start(&["check"]);
            let pid = Pid::from_child(&parent);
            eventually("the child is stopped", || run.stopped().is_some());
            let child = run.stopped().unwrap();
            kill_process(pid, Signal::STOP).unwrap();
            kill_process(child, Signal::CONT).unwrap();
            // Longer than the limit on the clock.
            let begun = Instant::now();
            eventually("4 s have passed", || begun.elapsed().as_secs() >= 4);
            kill_process(pid, Signal::CONT).unwrap();
            proved(parent);
        }
    }),
    ("so is one that others keep from any processor", starved),
    (
        "so is one that takes long since it takes much memory",
        || proved(Run::new("grows").start(&["check"])),
    ),
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
    ("what others have left open is not open to the code", || {
        // Where the child's socket would be otherwise, to which a forger writes.
        let forger = Run::new("forger").command(&["check"]);
        let mut shell = Command::new("sh");
        shell.args(["-c", "exec \"$@\" 3>/dev/null", "sh"]);
        shell.arg(forger.get_program()).args(forger.get_args());
        let text = flat(&shell.output().unwrap().stdout);
        assert!(text.contains("no result: "), "{text}");
    }),
    ("a process that the code leaves behind is killed", || {
        let run = Run::new("leaves-a-process");
        let output = run.output(&["check"]);
        assert_eq!(output.status.code(), Some(0), "{}", flat(&output.stdout));
        run.assert_nothing_left();
    }),
    (
        "so is one that it leaves behind when it runs out of time",
        || {
            let run = Run::new("leaves-a-process-and-loops");
            let output = run.output(&["check"]);
            assert!(flat(&output.stdout).contains("time limit: "));
            run.assert_nothing_left();
        },
    ),
    (
        "the mark of a child, without a parent, is an error that says so",
        || {
            let mut command = Run::new("right").command(&["check"]);
            let output = command.env("RACELAB_CONFINED", "1").output().unwrap();
            assert_eq!(output.status.code(), Some(2));
            assert!(flat(&output.stderr).starts_with("error: cannot run your code in a process"));
        },
    ),
    ("a child does not outlive its parent", || {
        let run = Run::new("waits");
        let mut parent = run
            .command(&["check"])
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        if cfg!(target_os = "linux") {
            eventually("parent and child run", || run.living() == 2);
        }
        parent.kill().unwrap();
        parent.wait().unwrap();
        run.assert_nothing_left();
    }),
];

/// Runs a program that comes to be stopped, and lets it go on when its parent has looked
/// often enough to take it for one that waits.
fn a_pause_costs_nothing(program: &'static str) {
    if cfg!(target_os = "linux") {
        let run = Run::new(program);
        let parent = run.start(&["check"]);
        eventually("somebody is stopped", || run.stopped().is_some());
        looks_ten_times(&parent);
        kill_process(run.stopped().unwrap(), Signal::CONT).unwrap();
        proved(parent);
    }
}

#[cfg(target_os = "linux")]
fn starved() {
    use racelab::confine::Family;

    let busy = |_| {
        let mut busy = Command::new("sh");
        // It ends by itself if this program is ended before it is.
        busy.args(["-c", "ulimit -t 60; while :; do :; done"]);
        // In a session of its own, since Linux may share processors out by session.
        // SAFETY: it only makes system calls.
        unsafe { Family::start(&mut busy, super::stay_on_one_processor) }.unwrap()
    };
    let busy: Vec<_> = (0..4).map(busy).collect();
    let run = Run::new("starves");
    let parent = run.start(&["check"]);
    eventually("somebody starves", || {
        let mut statuses = run.tasks("status");
        statuses.any(|status| status.starts_with("Name:\tstarved\n"))
    });
    looks_ten_times(&parent);
    drop(busy);
    proved(parent);
}

#[cfg(not(target_os = "linux"))]
fn starved() {}

/// Waits until the parent has looked ten times at a child that gives no sign, or has
/// ended: it waits in between.
fn looks_ten_times(parent: &Child) {
    let path = format!("/proc/{}/status", parent.id());
    let status = || std::fs::read_to_string(&path).unwrap();
    let before = waits(&status());
    eventually("the parent looks", || {
        let status = status();
        waits(&status) >= before + 10 || status.contains("(zombie)")
    });
}

/// How often a thread with this status has waited.
fn waits(status: &str) -> u64 {
    let mut lines = status.lines();
    let waits = lines.find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"));
    waits.map_or(0, |waits| waits.trim().parse().unwrap())
}

/// Asserts that a check proves its program.
#[track_caller]
fn proved(parent: Child) {
    let output = parent.wait_with_output().unwrap();
    let text = flat(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(text.contains("proved"), "{text}");
}

/// One call of the numbered binary, marked so that whatever it starts is known by
/// its environment.
struct Run {
    program: &'static str,
    mark: String,
}

const MARK: &str = "RACELAB_TEST_MARK";

impl Run {
    fn new(program: &'static str) -> Self {
        static RUNS: AtomicU32 = AtomicU32::new(0);
        // A number, and nothing else, is published: Relaxed will do.
        let run = RUNS.fetch_add(1, Ordering::Relaxed);
        let mark = format!("{}.{run}.", std::process::id());
        Self { program, mark }
    }

    fn command(&self, arguments: &[&str]) -> Command {
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

    fn output(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    fn start(&self, arguments: &[&str]) -> Child {
        let mut command = self.command(arguments);
        command.stdout(Stdio::piped()).spawn().unwrap()
    }

    /// How many processes of this call there are.
    fn living(&self) -> usize {
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
    /// times a second: it waits in between.
    fn ticks(&self) -> u64 {
        let statuses = self.tasks("status");
        let watching = statuses.filter(|status| status.starts_with("Name:\twatch\n"));
        watching.map(|status| waits(&status)).sum()
    }

    /// A process of this call that is stopped.
    fn stopped(&self) -> Option<Pid> {
        let stats = self.tasks("stat");
        let mut stopped = stats.filter(|stat| stat.contains(") T "));
        let number = stopped.next()?.split(' ').next()?.parse().ok()?;
        Pid::from_raw(number)
    }

    /// What there is under this name of each thread.
    fn tasks(&self, file: &str) -> impl Iterator<Item = String> {
        let folders = self.processes().map(|process| process.join("task"));
        let threads = folders.filter_map(|folder| std::fs::read_dir(folder).ok());
        let threads = threads.flatten().flatten();
        threads.filter_map(move |thread| std::fs::read_to_string(thread.path().join(file)).ok())
    }

    /// Asserts that every process of this call is gone, or about to go. Where there
    /// is no /proc, nothing is known.
    #[track_caller]
    fn assert_nothing_left(&self) {
        if cfg!(target_os = "linux") {
            eventually("every process is gone", || self.living() == 0);
        }
    }
}

/// Whether the process has a handler for SIGINT.
fn catches_interrupts(pid: Pid) -> bool {
    let status = std::fs::read_to_string(format!("/proc/{}/status", pid.as_raw_nonzero()));
    let status = status.unwrap_or_default();
    let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:"));
    let caught = caught.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    caught.is_some_and(|mask| mask >> (Signal::INT.as_raw() - 1) & 1 == 1)
}

/// Waits for something that happens in another process, and that nobody tells.
#[track_caller]
fn eventually(what: &str, holds: impl Fn() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < PATIENCE, "not so for a minute: {what}");
        // To leave the processor to those who are waited for; no result depends on how
        // long it is.
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// The words of a text, one space apart.
fn flat(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(text);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
