//! Lets loom run a program, and reports its verdict.

use std::any::Any;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, Location, PanicHookInfo, catch_unwind};
use std::path::Path;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Once};

use racelab_engine::loom::{LoomLimits, LoomVerdict};
use racelab_engine::plug::{self, End, Program};

/// Lets loom execute the program on an OS thread of its own, as often as it takes.
pub(crate) fn judge(limits: LoomLimits, program: Arc<Program>) -> LoomVerdict {
    install_panic_hook();
    let (sender, receiver) = channel();
    let thread = std::thread::Builder::new().name("loom".to_owned());
    let thread = thread.spawn(move || {
        CAPTURE.set(Some(Capture {
            panic: None,
            program: Arc::clone(&program),
            verdict: sender.clone(),
        }));
        // The receiver exists until it has the verdict.
        let _ = sender.send(judge_here(&limits, &program));
    });
    let undecided = |reason| LoomVerdict::Undecided {
        reason,
        iterations: 0,
    };
    match thread {
        Ok(_) => receiver
            .recv()
            .unwrap_or_else(|_| undecided("loom's thread ended without a verdict".to_owned())),
        Err(error) => undecided(format!("loom's thread could not be started: {error}")),
    }
}

fn judge_here(limits: &LoomLimits, program: &Arc<Program>) -> LoomVerdict {
    let result = catch_unwind(AssertUnwindSafe(|| {
        let program = Arc::clone(program);
        builder(limits).check(move || program.execute());
    }));
    let end = plug::leave();
    let panic = with_capture(|capture| capture.panic.take());
    let iterations = program.started();
    match (result, end) {
        (Ok(()), None) => match limits.preemption_bound {
            None => LoomVerdict::Holds { iterations },
            Some(bound) => LoomVerdict::Undecided {
                reason: format!(
                    "loom found no failure with at most {bound} preemptions and was told not to \
                     look further"
                ),
                iterations,
            },
        },
        (_, Some(End::CannotJudge(reason))) => LoomVerdict::Undecided {
            reason,
            iterations: iterations.saturating_sub(1),
        },
        (Err(payload), _) => failure(panic.or_else(|| Panic::from(&*payload)), iterations),
        (Ok(()), Some(End::Panic)) => failure(panic, iterations),
    }
}

/// A builder with every setting of loom: `Builder::new` takes the settings that are not set
/// here from the environment.
fn builder(limits: &LoomLimits) -> loom::model::Builder {
    let mut builder = loom::model::Builder::new();
    builder.max_threads = loom::MAX_THREADS;
    builder.max_branches = limits.max_branches;
    builder.preemption_bound = limits.preemption_bound.map(|bound| bound.min(255));
    // loom ends at these two limits as if it had run everything; `Program::execute` does not.
    builder.max_permutations = None;
    builder.max_duration = None;
    builder.checkpoint_file = None;
    builder.checkpoint_interval = usize::MAX;
    builder.expect_explicit_explore = false;
    // The seam records lines itself. If loom did it too, it would take many times as long.
    builder.location = false;
    builder.log = false;
    builder
}

/// The verdict for a panic that leaves loom.
fn failure(panic: Option<Panic>, iterations: u64) -> LoomVerdict {
    let Some(Panic {
        message,
        place,
        is_looms,
    }) = panic
    else {
        return LoomVerdict::Undecided {
            reason: "a thread ended without a message, most likely because it needs more than the \
                     32 KiB of stack that loom gives it"
                .to_owned(),
            iterations: iterations.saturating_sub(1),
        };
    };
    let undecided = |reason: String| LoomVerdict::Undecided {
        reason,
        iterations: iterations.saturating_sub(1),
    };
    let fails = |message: String| LoomVerdict::Fails {
        message: match place {
            Some(place) => format!("{place}: {message}"),
            None => message,
        },
        iterations,
    };
    if message.starts_with("Model exceeded maximum number of branches") {
        undecided(
            "an execution has more choices than max_branches; often a thread spins, and loom \
             lets it spin for ever"
                .to_owned(),
        )
    } else if message.starts_with("invalid value for `LOOM_") {
        undecided(format!(
            "the environment has an {message}; unset that variable"
        ))
    } else if is_looms && is_fault(&message) {
        undecided(format!("loom itself failed: {message}"))
    } else if message.starts_with("deadlock; threads") {
        LoomVerdict::Fails {
            message: "deadlock: every thread that has not ended waits".to_owned(),
            iterations,
        }
    } else if let Some(race) = message.strip_prefix("Causality violation: ") {
        fails(format!("data race: {}", lower_first(race.trim_end())))
    } else {
        fails(message)
    }
}

/// Whether the message of a panic in loom's own code tells of a fault there, and not of one in the
/// program: loom counts the steps of a thread in 16 bits, for example.
fn is_fault(message: &str) -> bool {
    let of_faults = [
        "attempt to ",
        "called `",
        "index out of bounds",
        "internal error",
    ];
    of_faults.iter().any(|words| message.starts_with(words))
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(chars).collect()
    })
}

/// A panic's message and the student's line.
struct Panic {
    message: String,
    place: Option<String>,
    /// Whether loom's own code panicked.
    is_looms: bool,
}

/// The state of the panic hook on an OS thread on which loom runs.
struct Capture {
    panic: Option<Panic>,
    program: Arc<Program>,
    /// Where to send the verdict if the OS thread cannot go on.
    verdict: Sender<LoomVerdict>,
}

thread_local! {
    static CAPTURE: RefCell<Option<Capture>> = const { RefCell::new(None) };
}

fn with_capture<R>(f: impl FnOnce(&mut Capture) -> R) -> R {
    CAPTURE.with_borrow_mut(|capture| f(capture.as_mut().expect("set by `judge`")))
}

/// std's message if a destructor panics while its thread unwinds, just before std aborts
/// the process.
const CLEANUP: &str = "panic in a destructor during cleanup";

impl Capture {
    fn see(&mut self, info: &PanicHookInfo<'_>) {
        let text = info.payload_as_str();
        if text == Some(CLEANUP) {
            self.sleep_for_good();
        }
        // loom's generators end by a panic, which is not the program's. (Their own hook keeps
        // it from this one, unless other code in the process has used loom first.)
        let of_crate = |name| info.location().is_some_and(|at| is_of_crate(at, name));
        if text.is_none() && of_crate("generator") {
            return;
        }
        plug::fail();
        self.panic.get_or_insert_with(|| Panic {
            message: text.unwrap_or("a panic without a message").to_owned(),
            place: info.location().and_then(student_line),
            is_looms: of_crate("loom"),
        });
    }

    /// Sends the verdict and does not return: std would abort the process. The OS thread has
    /// no work left. (It holds std's panic hook from here on: a thread that replaces the hook
    /// afterwards waits for ever.)
    fn sleep_for_good(&mut self) -> ! {
        let first = self.panic.take();
        let _ = self.verdict.send(LoomVerdict::Fails {
            message: format!(
                "a destructor panicked while its thread was unwinding, which ends the whole \
                 program (first panic: {})",
                first.map_or_else(|| "unknown".to_owned(), |panic| panic.message)
            ),
            iterations: self.program.started(),
        });
        loop {
            std::thread::park();
        }
    }
}

impl Panic {
    /// For a process in which other code has replaced the panic hook since.
    fn from(payload: &dyn Any) -> Option<Self> {
        let text = payload.downcast_ref::<&str>().copied();
        let message = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str))?;
        Some(Self {
            message: message.to_owned(),
            place: None,
            is_looms: false,
        })
    }
}

/// The line of the program that panicked; if loom's own code panicked, the line of the last
/// operation.
fn student_line(location: &Location<'_>) -> Option<String> {
    if is_of_crate(location, "loom") {
        return plug::last_place().map(|place| place.to_string());
    }
    let name = Path::new(location.file()).file_name()?.to_string_lossy();
    Some(format!("{name}:{}", location.line()))
}

/// Whether the code belongs to this dependency: it is in a folder `loom/src`, which `cargo vendor`
/// makes, or in `loom-0.7.3/src`.
fn is_of_crate(location: &Location<'_>, name: &str) -> bool {
    let path = Path::new(location.file());
    let folders = path.iter().filter_map(|part| part.to_str());
    let inner = folders.clone().skip(1);
    folders.zip(inner).any(|(folder, inner)| {
        let rest = folder.strip_prefix(name);
        inner == "src" && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    })
}

/// Stores loom's panics and passes on all others.
fn install_panic_hook() {
    static INSTALL: Once = Once::new();
    INSTALL.call_once(|| {
        let previous = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            let kept = CAPTURE.with_borrow_mut(|capture| {
                let capture = capture.as_mut()?;
                capture.see(info);
                Some(())
            });
            if kept.is_none() {
                previous(info);
            }
        }));
    });
}
