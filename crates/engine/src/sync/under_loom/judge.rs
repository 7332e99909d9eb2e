//! loom as the second judge.
//!
//! [loom](https://docs.rs/loom) explores the executions of a program in another way and
//! with other code than our [explorer](crate::explore): where the two agree, a fault in
//! one of them is unlikely to have decided. The explorer's verdict counts; loom's is the
//! check on it. loom may hold without having seen every execution, so it agrees only
//! where it has seen as many outcomes as the explorer: to compare them is the caller's.
//!
//! What loom 0.7 cannot see, or sees wrongly:
//!
//! - it runs at most five threads, the main thread included;
//! - it does not judge a SeqCst access by itself; the seam puts it between two SeqCst
//!   fences, which is at least as strong, so a failure that needs exactly the difference
//!   is missed;
//! - it does not always respect the order in which an atomic's values follow each other
//!   (its issue 282), so it can show an outcome that is impossible;
//! - it leaves out executions behind a load. Where a thread begins with one, loom may run
//!   the program once and hold, though there are two executions (its issues 166 and 392);
//! - it reports a deadlock that is none where two `try_lock` meet and one of the threads
//!   joins the other one (its issue 376);
//! - it remembers the last seven values of an atomic, no more;
//! - a notification wakes the thread that has waited longest; that it may wake another one
//!   is not explored. Nor are spurious wake-ups, or spurious failures of
//!   compare_exchange_weak;
//! - a thread that spins on a compare_exchange takes it past its limit on branches.
//!
//! A bound that is reached gives [`Undecided`](LoomVerdict::Undecided). Its environment variables (`LOOM_*`) have no
//! effect here.

use std::any::Any;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, Location, PanicHookInfo, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Once};
use std::time::Duration;

use super::run::{self, End};
use crate::explore::Place;
use crate::time::{Clocks, SystemClocks, seconds};

/// How far loom may go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoomLimits {
    /// How many executions loom may run. `None`: as many as there are.
    pub max_iterations: Option<usize>,
    /// How much processor time loom may take; looked at between executions. `None`: as
    /// much as it takes.
    pub max_duration: Option<Duration>,
    /// Run only executions with at most this many preemptions (more than 255 count as
    /// 255). Finds most bugs soon, and proves nothing: without a failure the verdict is
    /// [`Undecided`](LoomVerdict::Undecided).
    pub preemption_bound: Option<usize>,
    /// How many choices (of a thread, of a value) one execution may have.
    pub max_branches: usize,
}

impl Default for LoomLimits {
    /// 100,000 executions, half a minute of the processor, every number of preemptions, and 10,000 choices.
    fn default() -> Self {
        Self {
            max_iterations: Some(100_000),
            max_duration: Some(Duration::from_secs(30)),
            preemption_bound: None,
            max_branches: 10_000,
        }
    }
}

/// What loom found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoomVerdict {
    /// No execution fails that loom has run, and loom takes them for all that there are.
    Holds {
        /// How many executions loom ran. It runs many of them more than once.
        iterations: u64,
    },
    /// An execution fails.
    Fails {
        /// Where it failed and what the first panic said, in loom's own words only where
        /// there are no better ones.
        message: String,
        /// How many executions loom ran, the failing one included.
        iterations: u64,
    },
    /// loom cannot tell.
    Undecided {
        /// Why, in words.
        reason: String,
        /// How many executions loom ran to their end.
        iterations: u64,
    },
}

/// Has loom judge `program`: whether any of its executions panics, deadlocks or has a data
/// race.
///
/// The program must make everything that it shares by itself, from the names of
/// [`racelab::sync`](crate::sync), and be deterministic but for its threads. It runs on an
/// OS thread of its own, many times over. Nothing is printed.
///
/// ```
/// use racelab::proof::loom::{LoomLimits, LoomVerdict, judge};
/// use racelab::sync::{Arc, atomic::{AtomicU64, Ordering::Relaxed}, thread};
///
/// let verdict = judge(&LoomLimits::default(), || {
///     let hits = Arc::new(AtomicU64::new(0));
///     let child = thread::spawn({
///         let hits = Arc::clone(&hits);
///         move || hits.fetch_add(1, Relaxed)
///     });
///     hits.fetch_add(1, Relaxed);
///     child.join().unwrap();
///     assert_eq!(hits.load(Relaxed), 2);
/// });
/// assert!(matches!(verdict, LoomVerdict::Holds { .. }));
/// ```
pub fn judge<F>(limits: &LoomLimits, program: F) -> LoomVerdict
where
    F: Fn() + Send + Sync + 'static,
{
    judge_dyn(limits.clone(), Arc::new(program))
}

/// Not generic, so that loom's loop is compiled here, where it is optimized.
fn judge_dyn(limits: LoomLimits, program: Arc<dyn Fn() + Send + Sync>) -> LoomVerdict {
    install_panic_hook();
    let (sender, receiver) = channel();
    let thread = std::thread::Builder::new().name("loom".to_owned());
    let thread = thread.spawn(move || {
        CAPTURE.set(Some(Capture {
            panic: None,
            started: Arc::default(),
            verdict: sender.clone(),
        }));
        // The receiver waits for it.
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

fn judge_here(limits: &LoomLimits, program: &Arc<dyn Fn() + Send + Sync>) -> LoomVerdict {
    let started = with_capture(|capture| Arc::clone(&capture.started));
    let result = catch_unwind(AssertUnwindSafe(|| {
        builder(limits).check(one_execution(limits, program, &started));
    }));
    let end = run::leave();
    let panic = with_capture(|capture| capture.panic.take());
    // Relaxed: all of loom happens on this thread.
    let iterations = started.load(Ordering::Relaxed);
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

/// One execution, as loom runs it again and again: within the bounds that loom itself
/// would stop at without saying so.
fn one_execution(
    limits: &LoomLimits,
    program: &Arc<dyn Fn() + Send + Sync>,
    started: &Arc<AtomicU64>,
) -> impl Fn() + Send + Sync + 'static {
    let (limits, program, started) = (limits.clone(), program.clone(), started.clone());
    let start = SystemClocks.processor();
    move || {
        run::begin();
        let before = started.fetch_add(1, Ordering::Relaxed);
        if let Some(max) = limits.max_iterations
            && before >= max as u64
        {
            run::cannot_judge(format!("loom did not finish within {max} executions"));
        }
        if let Some(max) = limits.max_duration
            && SystemClocks.processor().saturating_sub(start) > max
        {
            run::cannot_judge(format!(
                "loom did not finish within {} of processor time",
                seconds(max)
            ));
        }
        program();
        run::end_thread();
    }
}

/// loom's settings, every one of them: what `Builder::new` leaves comes from the
/// environment.
fn builder(limits: &LoomLimits) -> loom::model::Builder {
    let mut builder = loom::model::Builder::new();
    builder.max_threads = loom::MAX_THREADS;
    builder.max_branches = limits.max_branches;
    builder.preemption_bound = limits.preemption_bound.map(|bound| bound.min(255));
    // loom ends at these two as if it had seen everything; `one_execution` does not.
    builder.max_permutations = None;
    builder.max_duration = None;
    builder.checkpoint_file = None;
    builder.checkpoint_interval = usize::MAX;
    builder.expect_explicit_explore = false;
    // The seam knows the lines by itself; loom would take many times as long.
    builder.location = false;
    builder.log = false;
    builder
}

/// What a panic out of loom means.
fn failure(panic: Option<Panic>, iterations: u64) -> LoomVerdict {
    let Some(Panic { message, place }) = panic else {
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
}

/// What the panic hook needs on an OS thread whose panics are loom's.
struct Capture {
    panic: Option<Panic>,
    started: Arc<AtomicU64>,
    /// Where to send the verdict if the OS thread cannot go on.
    verdict: Sender<LoomVerdict>,
}

thread_local! {
    static CAPTURE: RefCell<Option<Capture>> = const { RefCell::new(None) };
}

fn with_capture<R>(f: impl FnOnce(&mut Capture) -> R) -> R {
    CAPTURE.with_borrow_mut(|capture| f(capture.as_mut().expect("set by judge_dyn")))
}

/// What std says when a destructor panics while its thread unwinds, right before it aborts
/// the process.
const CLEANUP: &str = "panic in a destructor during cleanup";

impl Capture {
    fn see(&mut self, info: &PanicHookInfo<'_>) {
        let text = info.payload_as_str();
        if text == Some(CLEANUP) {
            self.sleep_for_good();
        }
        // loom's generators end by a panic, which is none of the program's. (Their own hook
        // keeps it from us, but for a process in which somebody else used loom first.)
        let of_crate = |name| info.location().is_some_and(|at| is_of_crate(at, name));
        if text.is_none() && of_crate("generator") {
            return;
        }
        run::end(End::Panic);
        self.panic.get_or_insert_with(|| Panic {
            message: text.unwrap_or("a panic without a message").to_owned(),
            place: info.location().and_then(student_line),
        });
    }

    /// Gives the verdict and does not return: std would abort the process. The OS thread has
    /// nothing left to do. (It holds std's panic hook from here on: whoever replaces the hook
    /// afterwards waits for ever.)
    fn sleep_for_good(&mut self) -> ! {
        let first = self.panic.take();
        let _ = self.verdict.send(LoomVerdict::Fails {
            message: format!(
                "a destructor panicked while its thread was unwinding, which ends the whole \
                 program (first panic: {})",
                first.map_or_else(|| "unknown".to_owned(), |panic| panic.message)
            ),
            iterations: self.started.load(Ordering::Relaxed),
        });
        loop {
            std::thread::park();
        }
    }
}

impl Panic {
    /// For a process in which somebody has replaced the panic hook since.
    fn from(payload: &dyn Any) -> Option<Self> {
        let text = payload.downcast_ref::<&str>().copied();
        let message = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str))?;
        Some(Self {
            message: message.to_owned(),
            place: None,
        })
    }
}

/// The line of the program that panicked; where loom's own code did, the line of the last
/// operation.
fn student_line(location: &Location<'_>) -> Option<String> {
    if is_of_crate(location, "loom") {
        return run::last_place().map(|place| Place::from(place).to_string());
    }
    let name = Path::new(location.file()).file_name()?.to_string_lossy();
    Some(format!("{name}:{}", location.line()))
}

/// Whether the code stands in this dependency: in a folder `loom/src`, as `cargo vendor` makes
/// it, or `loom-0.7.3/src`.
fn is_of_crate(location: &Location<'_>, name: &str) -> bool {
    let path = Path::new(location.file());
    let folders = path.iter().filter_map(|part| part.to_str());
    let inner = folders.clone().skip(1);
    folders.zip(inner).any(|(folder, inner)| {
        let rest = folder.strip_prefix(name);
        inner == "src" && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    })
}

/// Keeps loom's panics and passes on all others.
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
