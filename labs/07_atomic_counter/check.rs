//! Lab 07: two small services on one atomic each, a flag that guards data, and the proof that
//! they hold.

#[path = "check/served.rs"]
mod served;
#[path = "check/tray.rs"]
mod tray;

use racelab::proof::{Claim, Proof, Report, Sequence, Wrong};
use racelab::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};
use racelab::sync::{Arc, thread};

use crate::{MANY, joined};

use served::{left, lengths, name};

pub use served::{Served, judge};
pub use tray::{Tray, hand_over, instance as tray_instance};

/// Why loom judges the smallest instances only: for a retry loop of more than two threads
/// it needs seconds and the explorer milliseconds.
const LOOM_IS_SLOW: &str = "beyond the smallest instances it can take many seconds";

/// What the exercise implements: a desk that hands out numbers and remembers the
/// longest queue. Any number of threads call these functions at the same time. At the desk
/// stands a tray, in which one thread hands forms over to another one.
pub trait Desk: Send + Sync + 'static {
    /// A desk that keeps the number to hand out next in `next`, and the longest queue
    /// so far in `longest`.
    fn new(next: Arc<AtomicU32>, longest: Arc<AtomicU64>) -> Self;

    /// A number that no earlier call has returned: `next`, which grows by one. `None` when
    /// `next` is `u32::MAX`, which is never handed out, and in every later call.
    fn take(&self) -> Option<u32>;

    /// Reports the length of the queue: from now on `longest` is at least that, and
    /// it never falls.
    fn report(&self, length: u64);

    /// Part two: puts a form into the tray. `false` if the last one still lies there; then it
    /// changes nothing. One thread calls it, and another one `fetch`, at the same time.
    ///
    /// An answer without these two functions is an answer to part one.
    fn put(tray: &Tray, form: u64) -> bool {
        let _ = (tray, form);
        false
    }

    /// Part two: takes the form out of the tray; `None` if there is none. It waits for nothing.
    fn fetch(tray: &Tray) -> Option<u64> {
        let _ = tray;
        None
    }
}

/// Which of the desk's two services is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Service {
    /// take, which hands out numbers
    Numbers,
    /// report, which raises a maximum
    Longest,
}

/// Runs `threads` threads with `times` calls each: of `take`, at a desk that has `left`
/// numbers, or of `report`, with 1, 2 and so on, every other thread the highest first.
pub fn serve<D: Desk>(service: Service, threads: u8, times: u32) -> Served {
    let first = u32::MAX - left(threads, times);
    let next = Arc::new(AtomicU32::new(first).named("next"));
    let longest = Arc::new(AtomicU64::new(0).named("longest"));
    let desk = Arc::new(D::new(Arc::clone(&next), Arc::clone(&longest)));
    match service {
        Service::Numbers => {
            let threads = (0..threads).map(|_| {
                let (desk, next) = (Arc::clone(&desk), Arc::clone(&next));
                thread::spawn(move || ask(&*desk, &next, times))
            });
            let (numbers, seen) = joined(threads).into_iter().unzip();
            Served::Taken {
                numbers,
                seen,
                // Relaxed: every write happens before the joins, and so before this load.
                next: next.load(Relaxed),
            }
        }
        Service::Longest => {
            let threads = (0..threads).map(|thread| {
                let (desk, longest) = (Arc::clone(&desk), Arc::clone(&longest));
                thread::spawn(move || {
                    let reports = lengths(thread, times).map(|length| {
                        desk.report(length);
                        // Relaxed: it reads this thread's own write or a newer one.
                        longest.load(Relaxed)
                    });
                    reports.collect()
                })
            });
            Served::Reported {
                seen: joined(threads),
                longest: longest.load(Relaxed),
            }
        }
    }
}

/// Takes so many numbers, and reads `next` after each.
fn ask(desk: &impl Desk, next: &AtomicU32, times: u32) -> (Vec<Option<u32>>, Vec<u32>) {
    // Relaxed: it reads this thread's own write or a newer one.
    let takes = (0..times).map(|_| (desk.take(), next.load(Relaxed)));
    takes.unzip()
}

/// Proves both services of `D`: with two threads, with three, and with two that call twice,
/// so that a call also meets an earlier one of its own thread. Then looks for code that is
/// right only up to some number: one thread calls many times, one is overtaken many times,
/// many threads call at the same time. Then proves part two, the tray.
pub fn check<D: Desk>() -> Report {
    let services = [Service::Longest, Service::Numbers];
    let sizes = [(2, 1), (3, 1), (2, 2)];
    let proofs = services.into_iter().flat_map(|service| {
        sizes
            .into_iter()
            .map(move |(threads, times)| prove::<D>(service, threads, times))
    });
    let tray: [fn() -> Proof; 2] = [tray::one_look::<D>, tray::in_turn::<D>];
    Report::new(
        "In every execution, no number is given twice, no maximum is lost, and each form is \
         handed over whole.",
        proofs.chain(tray.into_iter().map(|prove| prove())),
    )
}

fn prove<D: Desk>(service: Service, threads: u8, times: u32) -> Proof {
    let claim = move |threads, times| claim::<D>(service, threads, times);
    match (threads, times) {
        (2, 1) => claim(threads, times).prove(),
        (2, 2) => claim(threads, times)
            .without_loom(LOOM_IS_SLOW)
            .prove()
            .and_in_sequence("request", |done| in_sequence::<D>(service, done))
            .and_beyond(2, claim),
        _ => claim(threads, times).without_loom(LOOM_IS_SLOW).prove(),
    }
}

fn claim<D: Desk>(service: Service, threads: u8, times: u32) -> Claim<Served> {
    let (name, option) = match service {
        Service::Numbers => ("take", "numbers"),
        Service::Longest => ("report", "longest"),
    };
    let often = match times {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        times => format!("{times} times"),
    };
    let instance = format!("{name}: {threads} threads, {often} each");
    Claim::new(instance, move || serve::<D>(service, threads, times))
        .judged(move |ending| judge(ending, threads, times))
        .arguments(format!(
            "--exercise --service {option} --threads {threads} --increments {times}"
        ))
}

/// Has one thread call many times, at two desks in turn, and then report the largest length.
fn in_sequence<D: Desk>(service: Service, done: &Sequence) -> Result<(), Wrong> {
    let wrong = |sentence| Err(Wrong::outcome(sentence));
    let desk = || {
        let (next, longest) = (Arc::new(AtomicU32::new(0)), Arc::new(AtomicU64::new(0)));
        let desk = D::new(Arc::clone(&next), Arc::clone(&longest));
        (desk, next, longest, 0)
    };
    let mut desks = [desk(), desk()];
    for number in 0..u32::try_from(MANY).expect("it is small") {
        for (at, (desk, next, longest, most)) in (0..).zip(&mut desks) {
            match service {
                Service::Numbers => {
                    let taken = desk.take();
                    if taken != Some(number) {
                        let out = format!("{number} numbers and then {}", name(taken));
                        return wrong(format!("one of two desks handed out {out}"));
                    }
                    // Relaxed, here and below: there is one thread.
                    let next = next.load(Relaxed);
                    if next != number + 1 {
                        let out = format!("{number}, and its next is {next}");
                        return wrong(format!("one of two desks handed out {out}"));
                    }
                }
                Service::Longest => {
                    // Lengths rise and fall, and differ between the two desks.
                    let length = (u64::from(number) + 100 * at) * 7 % MANY;
                    *most = length.max(*most);
                    desk.report(length);
                    let longest = longest.load(Relaxed);
                    if longest != *most {
                        let got = format!("the report {most}, and its longest is {longest}");
                        return wrong(format!("one of two desks got {got}"));
                    }
                }
            }
            done.count();
        }
    }
    let (desk, _, longest, _) = desk();
    desk.report(u64::MAX);
    match longest.load(Relaxed) {
        u64::MAX => Ok(()),
        longest => wrong(format!(
            "a desk got the report u64::MAX, and its longest is {longest}"
        )),
    }
}
