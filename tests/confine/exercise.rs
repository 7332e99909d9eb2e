//! The exercises of all bad programs.

use std::io::Write;
use std::process::Command;
use std::time::{Duration, Instant};

use labs::lab_05::Counter;
use racelab::sync::atomic::{AtomicU64, Ordering::SeqCst};
use racelab::sync::cell::PlainCell;
use rustix::process::{Signal, getpid, kill_process};

use super::processor::burn;
#[cfg(target_os = "linux")]
use super::processor::stay_on_one;
use super::program::{Program, program};

/// The exercise.
pub(crate) struct Bad05 {
    value: AtomicU64,
    plain: PlainCell<u64>,
    lock: std::sync::Mutex<()>,
}

impl Counter for Bad05 {
    fn new() -> Self {
        Self {
            value: AtomicU64::new(0),
            plain: PlainCell::new(0),
            lock: std::sync::Mutex::new(()),
        }
    }

    fn increment(&self) {
        match program() {
            Program::Racy => {
                self.plain.set(self.plain.get() + 1);
                return;
            }
            Program::RacesSlowly => {
                let begun = Instant::now();
                while begun.elapsed() < Duration::from_millis(20) {
                    std::hint::spin_loop();
                }
                self.plain.set(self.plain.get() + 1);
                return;
            }
            Program::Chatty => print("counting\n"),
            // In short sleeps, during which the program does not count as held up.
            Program::EndlessLoopUntilTheClock => loop {
                std::thread::sleep(Duration::from_millis(10));
            },
            Program::EndlessLoop | Program::EndlessLoopUntilTheProcessor => loop {
                std::hint::spin_loop();
            },
            Program::StdLock => {
                let _held = self.lock.lock();
                self.value.fetch_add(1, SeqCst);
                return;
            }
            Program::StdSleep => std::thread::sleep(Duration::from_secs(1_000)),
            Program::Hoarder => {
                let mut hoard = Vec::new();
                loop {
                    hoard.push(vec![1_u8; 1 << 20]);
                }
            }
            Program::AllAtOnce => drop(std::hint::black_box(vec![1_u8; 1 << 40])),
            Program::Flood => loop {
                print("more and more and more\n");
            },
            Program::LongFile => {
                let file = concat!(env!("CARGO_TARGET_TMPDIR"), "/long-file");
                let _ = std::fs::write(file, vec![0; 1 << 20]);
            }
            Program::Recursion => drop(deeper(1)),
            Program::RecursionInStdThread => {
                let _ = std::thread::spawn(|| deeper(1)).join();
            }
            Program::LargeFrame => large_frame(),
            Program::Panic => {
                self.value.load(SeqCst);
                panic!("the counter is tired");
            }
            Program::PanicInDrop => {
                let _bomb = Bomb;
                panic!("the first");
            }
            Program::Exit => std::process::exit(0),
            Program::PretendsAndExits => {
                print("  2 threads, 2 increments each  proved\n");
                std::process::exit(0);
            }
            Program::Forger => forge(),
            Program::Abort => std::process::abort(),
            Program::Killed => drop(kill_process(getpid(), Signal::KILL)),
            Program::WildWrite => {
                // SAFETY: none; this program has to crash.
                unsafe { std::ptr::without_provenance_mut::<u8>(8).write_volatile(1) }
            }
            Program::EscapesOnStderr => {
                let _ = std::io::stderr().write_all(b"\x1b[2Jgone\x07 \xe2\x80\xaetxt\n");
                std::process::abort();
            }
            Program::LeavesAProcess => {
                leave_a_process();
            }
            Program::LeavesAProcessAndLoops => {
                leave_a_process();
                loop {
                    std::hint::spin_loop();
                }
            }
            Program::Waits => loop {
                std::thread::park();
            },
            Program::Halts | Program::HaltsInAHurry => once(|| {
                let _ = kill_process(getpid(), Signal::STOP);
            }),
            Program::Delegates => once(|| {
                let shell = Command::new("sh").args(["-c", "kill -STOP $$"]).status();
                assert!(shell.expect("a process can be started").success());
            }),
            Program::Starves => once(starve),
            Program::Grows => once(grow),
            Program::Long => {
                for _ in 0..20 {
                    self.value.fetch_add(1, SeqCst);
                }
            }
            Program::Right
            | Program::Refused
            | Program::RightForLoom
            | Program::Pondered
            | Program::RecursionAfterLoom => {}
        }
        self.value.fetch_add(1, SeqCst);
    }

    fn get(&self) -> u64 {
        let count = match program() {
            Program::Racy => self.plain.get(),
            _ => self.value.load(SeqCst),
        };
        // The check's second instance has 3 increments, and loom has run by then.
        if program() == Program::RecursionAfterLoom && count == 3 {
            deeper(1);
        }
        count
    }
}

/// Acts only in the first execution.
fn once(what: fn()) {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(what);
}

fn leave_a_process() {
    once(|| {
        let sleep = Command::new("sleep").arg("1000").spawn();
        drop(sleep.expect("a process can be started"));
    });
}

/// Uses a hundredth of a second of a processor, in a thread that gets the processor only when
/// no other thread wants it.
fn starve() {
    let starved = || {
        #[cfg(target_os = "linux")]
        {
            let least = libc::sched_param { sched_priority: 0 };
            // SAFETY: `least` is readable.
            unsafe { libc::sched_setscheduler(0, libc::SCHED_IDLE, &raw const least) };
            stay_on_one().expect("a thread may stay where it is");
        }
        // Some Linux systems share processors among sessions. There a low priority applies only
        // within the session, so the session gets a low priority as well for that time.
        let _ = std::fs::write("/proc/self/autogroup", "19");
        burn(Duration::from_millis(10));
        let _ = std::fs::write("/proc/self/autogroup", "0");
    };
    let starved = std::thread::Builder::new()
        .name("starved".to_owned())
        .spawn(starved);
    let _ = starved.expect("a thread can be started").join();
}

/// Uses more than twice the time of one execution, and a new MiB of memory in each
/// hundredth of a second.
fn grow() {
    let mut grown = Vec::new();
    for _ in 0..60 {
        grown.push(std::hint::black_box(vec![1_u8; 1 << 20]));
        burn(Duration::from_millis(10));
    }
}

fn print(text: &str) {
    let _ = std::io::stdout().write_all(text.as_bytes());
}

/// Needs more stack than loom has, and less than a model thread has.
#[inline(never)]
fn large_frame() {
    std::hint::black_box([1_u8; 200_000]);
}

/// Recurses until the stack is used up.
#[allow(unconditional_recursion, reason = "that is the point")]
fn deeper(n: u64) -> u64 {
    let room = std::hint::black_box([n; 100]);
    deeper(n + 1) + room[0]
}

struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        panic!("the second");
    }
}

/// Writes a forged result to the first descriptor that might be the
/// socket, like code that knows how confinement works.
fn forge() {
    use std::os::fd::BorrowedFd;
    let line = br#"{"nonce":"0","said":{"Done":{"Ok":{"text":"proved","status":0}}}}"#;
    let line = [&line[..], b"\n"].concat();
    for number in 3..100 {
        // SAFETY: none; misusing a descriptor of other code is the
        // point. A number that is not open is an error of write.
        let socket = unsafe { BorrowedFd::borrow_raw(number) };
        if rustix::io::write(socket, &line).is_ok() {
            break;
        }
    }
    // The parent reads this before any other message.
    loop {
        std::thread::park();
    }
}
