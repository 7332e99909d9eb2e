//! How bad programs end, each with its own verdict and sentence.

use std::time::Instant;

use libtest_mimic::Trial;

use super::run::{PATIENCE, Run, flat};

/// One test for each bad program.
pub(crate) fn all() -> impl Iterator<Item = Trial> {
    ENDS.iter().map(|end| {
        let name = format!("{} ends as: {}", end.program, end.verdict);
        Trial::test(name, || {
            end.holds();
            Ok(())
        })
    })
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
        sentence: "a thread waits outside the operations of racelab::sync, perhaps in a lock of std (nothing has moved for 0.25 s)",
    },
    End {
        program: "std-sleep",
        verdict: "waiting",
        sentence: "a thread waits outside the operations of racelab::sync, perhaps in a lock of std (nothing has moved for 0.25 s)",
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
        verdict: "stack overflow",
        sentence: "a thread has used up its stack",
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
        sentence: "the answer did not come from the check",
    },
    End {
        program: "abort",
        verdict: "crashed",
        sentence: "the process was ended by SIGABRT",
    },
    End {
        program: "killed",
        verdict: "no room",
        sentence: "the machine has no room for the check: it ended its process, perhaps for want \
                   of memory",
    },
    End {
        program: "wild-write",
        verdict: "crashed",
        sentence: "the process was ended by SIGSEGV, an access to invalid memory",
    },
    End {
        program: "escapes-on-stderr",
        verdict: "crashed",
        sentence: "its last output: \u{fffd}[2Jgone\u{fffd} \u{fffd}txt",
    },
];

impl End {
    /// Runs every command, in parallel, because most of them wait most of the time.
    fn holds(&self) {
        std::thread::scope(|scope| {
            for (command, arguments) in COMMANDS {
                // loom runs only in `check`, and three threads too; and a program that reaches the
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
