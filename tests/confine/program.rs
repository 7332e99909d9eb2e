//! A numbered binary whose exercise is one of many bad programs.

use std::process::ExitCode;
use std::sync::OnceLock;
use std::time::Duration;

use clap::ValueEnum;
use labs::lab_05;
use racelab::cli::{self, Demonstration, Question, Window};
use racelab::confine::Limits;
use racelab::proof::Report;
use racelab::view::Rating;

use super::exercise::Bad05;

/// What the exercise does besides counting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Program {
    Right,
    /// Is correct, and its source names a lock of std, which a grader refuses.
    Refused,
    /// Is correct, and loom judges too.
    RightForLoom,
    Racy,
    /// Races, and each increment takes a fraction of a second.
    RacesSlowly,
    Chatty,
    EndlessLoop,
    EndlessLoopUntilTheClock,
    EndlessLoopUntilTheProcessor,
    StdLock,
    StdSleep,
    Hoarder,
    AllAtOnce,
    Flood,
    LongFile,
    Recursion,
    RecursionAfterLoom,
    RecursionInStdThread,
    LargeFrame,
    Panic,
    PanicInDrop,
    Exit,
    PretendsAndExits,
    Forger,
    Abort,
    /// Is killed as the system kills a process if memory is short.
    Killed,
    WildWrite,
    EscapesOnStderr,
    LeavesAProcess,
    LeavesAProcessAndLoops,
    Waits,
    /// Stops its own process, and is correct after it is continued.
    Halts,
    /// Starts another process, which stops itself, and waits for its end.
    Delegates,
    /// Waits for a thread that gets a processor only when no other thread wants it.
    Starves,
    /// Is correct, and allocates memory all the time, longer than one execution may last.
    Grows,
    /// Is correct, and has a short time limit.
    Pondered,
    /// Has a short time limit, and stops its own process.
    HaltsInAHurry,
    /// Has more executions than any run can finish.
    Long,
}

static PROGRAM: OnceLock<Program> = OnceLock::new();

/// The options of the binary. The program itself is chosen before the options are parsed,
/// because a check does not see them.
#[derive(Clone, PartialEq, clap::Args)]
struct Bad<const REFUSED: bool> {
    #[arg(long, global = true)]
    program: Option<Program>,
}

/// The main function of the numbered binary, for the arguments `COMMAND --program
/// NAME`.
pub(crate) fn main() -> ExitCode {
    let mut name = std::env::args().skip_while(|word| word != "--program");
    let name = name.nth(1).expect("a program's name");
    let program = Program::from_str(&name, false).expect("the name of a program");
    PROGRAM.set(program).expect("it is chosen once");
    // A student's binary has no loom; a grader's binary has it.
    let for_loom = [
        Program::RightForLoom,
        Program::RecursionAfterLoom,
        Program::LargeFrame,
    ];
    if for_loom.contains(&program) {
        racelab_loom::plug_in();
    }
    match program {
        Program::Refused => cli::run::<Bad<true>>(),
        _ => cli::run::<Bad<false>>(),
    }
}

/// The program that has been chosen.
pub(crate) fn program() -> Program {
    *PROGRAM.get().expect("it has been chosen")
}

impl<const REFUSED: bool> Demonstration for Bad<REFUSED> {
    type Outcome = u64;

    const LAB: &'static str = "05_racy_counter";
    const README: &'static str = "";
    const SOURCE: &'static str = match REFUSED {
        true => "use racelab::sync::Mutex;\nuse std::sync::RwLock;\n",
        false => "",
    };
    const OUTCOME: &'static str = "counter";
    const QUESTION: Question = Question {
        text: "",
        choices: &[],
        right: 0,
        because: "",
        shown_by: &[],
    };
    const EXERCISE: Option<fn(&Self) -> u64> = Some(|_| lab_05::count::<Bad05>(2, 1));

    fn instance(&self) -> String {
        labs::counting(2, 1)
    }

    fn run(&self, _: &Window) -> u64 {
        lab_05::count::<Bad05>(2, 1)
    }

    fn rate(&self, _: &u64) -> (Rating, String) {
        (Rating::Expected, String::new())
    }

    fn check() -> Report {
        lab_05::check::<Bad05>()
    }

    fn limits() -> Limits {
        let long = Duration::from_secs(100);
        let limits = Limits {
            wall: long,
            processor: long,
            silence: Duration::from_secs(1),
            idle: Duration::from_secs(1),
            memory: 512 << 20,
            file: 64 << 10,
            output: 64 << 10,
        };
        let short = Duration::from_millis(250);
        match program() {
            Program::EndlessLoop | Program::LeavesAProcessAndLoops | Program::Grows => Limits {
                silence: short,
                ..limits
            },
            Program::EndlessLoopUntilTheClock => Limits {
                wall: short,
                silence: long,
                ..limits
            },
            Program::EndlessLoopUntilTheProcessor => Limits {
                processor: Duration::from_secs(1),
                silence: long,
                ..limits
            },
            Program::StdLock
            | Program::StdSleep
            | Program::Halts
            | Program::Delegates
            | Program::Starves => Limits {
                idle: short,
                ..limits
            },
            Program::Pondered | Program::HaltsInAHurry => Limits {
                wall: Duration::from_secs(3),
                ..limits
            },
            Program::Waits => Limits {
                idle: long,
                ..limits
            },
            _ => limits,
        }
    }
}
