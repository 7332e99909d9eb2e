//! Lab 16: threads acquire permits, as a lock and as a signal.

mod exercise;
mod permits;

use std::fmt;
use std::process::ExitCode;

use labs::lab_16::{self, Scene, Seen};
use racelab::cli::{self, Demonstration, Goal, Question, Window};
use racelab::proof::Report;
use racelab::sync::cell::PlainCell;
use racelab::sync::{Arc, thread};
use racelab::view::Rating::{self, Expected, Forbidden};

use permits::{How, Permits};

/// The number of permits, the threads that use them, and when a release notifies.
#[derive(Clone, PartialEq, clap::Args)]
struct Permitting {
    #[command(flatten)]
    scene: Scene,
    /// When a release notifies, and how a thread waits
    #[arg(long, global = true, value_enum, default_value_t = How::IfZero)]
    how: How,
}

/// How it ended.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    /// So many permits were acquired.
    Acquired(u64),
    /// A real run in which all threads slept.
    Asleep,
    /// The exercise's semaphore.
    Seen(Seen),
}

impl fmt::Debug for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Acquired(permits) => write!(f, "{permits}"),
            Self::Asleep => write!(f, "asleep"),
            Self::Seen(seen) => seen.fmt(f),
        }
    }
}

impl Demonstration for Permitting {
    type Outcome = End;

    const LAB: &'static str = "16_semaphore";
    const README: &'static str = include_str!("README.md");
    const SOURCE: &'static str = include_str!("exercise.rs");
    const OUTCOME: &'static str = "acquired";
    const QUESTION: Question = Question {
        text: "A semaphore has no permits. Two threads wait for one each, on a condition variable, \
               in a loop. A third thread calls release twice. Each release adds a permit under the \
               lock, and notifies one thread if there was no permit before: a thread waits only \
               while there is none. Can a thread wait for ever?",
        choices: &[
            "no: where a permit is left, no thread waits",
            "only if a wait ends spuriously",
            "yes",
        ],
        right: 2,
        because: "The first release finds no permit and wakes one thread. That thread has to \
                  acquire the lock before it takes the permit, and the second release may come \
                  first. It finds the permit of the first one still there, and does not notify. \
                  So one thread waits for ever beside a permit. That a thread is woken does not \
                  mean that it has come.",
        shown_by: &["explore"],
    };
    const EXERCISE: Option<fn(&Self) -> End> =
        Some(|permitting| End::Seen(lab_16::play::<exercise::Exercise>(permitting.scene)));

    fn instance(&self) -> String {
        let how = match self.how {
            How::IfZero => "notified if there was none",
            How::IfWaiting => "notified if a thread waits",
            How::Always => "each notified",
            How::All => "each notified to all",
            How::If => "a wait in an if",
        };
        let scene = Scene {
            tries: false,
            ..self.scene
        };
        format!("{scene}, {how}")
    }

    fn exercise_instance(&self) -> String {
        self.scene.to_string()
    }

    fn arguments(&self) -> String {
        let typed = self.scene.typed();
        typed.choice("how", self.how, How::IfZero).to_string()
    }

    fn run(&self, window: &Window) -> End {
        let scene = self.scene;
        let threads = usize::from(scene.threads) + usize::from(scene.releasers);
        let permits = Arc::new(Permits::new(scene.permits, self.how, threads, window));
        let used = Arc::new(PlainCell::new(0_u64).named("used"));
        let mut pauses = window.pauses(threads);
        let releasers = pauses.split_off(scene.threads.into());
        let acquirers = pauses.into_iter().map(|mut pauses| {
            let (permits, used) = (Arc::clone(&permits), Arc::clone(&used));
            thread::spawn(move || {
                pauses.meet();
                let mut acquired = 0;
                for _ in 0..scene.times {
                    pauses.pause();
                    acquired += u64::from(permits.acquire());
                    if scene.releasers == 0 {
                        if scene.permits == 1 {
                            used.set(used.get() + 1);
                        }
                        pauses.pause();
                        permits.release();
                    }
                }
                permits.monitor.leave();
                acquired
            })
        });
        let acquirers: Vec<_> = acquirers.collect();
        let releasers = (0..).zip(releasers).map(|(releaser, mut pauses)| {
            let permits = Arc::clone(&permits);
            thread::spawn(move || {
                pauses.meet();
                for _ in 0..scene.share(releaser) {
                    pauses.pause();
                    permits.release();
                }
                permits.monitor.leave();
            })
        });
        let releasers: Vec<_> = releasers.collect();
        let acquired = labs::joined(acquirers).into_iter().sum();
        labs::joined(releasers);
        match permits.monitor.all_waited() {
            true => End::Asleep,
            false => End::Acquired(acquired),
        }
    }

    fn runs(&self) -> u64 {
        (10_000 / (self.scene.acquired().max(1) * 2)).clamp(500, 2_500)
    }

    fn rate(&self, end: &End) -> (Rating, String) {
        let (rating, sentence) = match end {
            End::Acquired(acquired) if *acquired == self.scene.acquired() => {
                (Expected, "each thread has its permits")
            }
            End::Acquired(_) => (Forbidden, "a thread goes on without a permit"),
            End::Asleep => (Forbidden, "a thread sleeps beside a permit"),
            End::Seen(seen) => match lab_16::judge(seen, self.scene) {
                Ok(()) => (Expected, "each thread has its permits"),
                Err(_) => (Forbidden, "permits are lost, made up or refused"),
            },
        };
        (rating, sentence.to_owned())
    }

    fn goals(&self) -> Vec<Goal<End>> {
        let without = "let a thread go on without a permit";
        let asleep = "let a thread sleep for ever beside a permit";
        vec![
            Goal::Forbidden(without.to_owned()),
            Goal::Deadlock(asleep.to_owned()),
        ]
    }

    fn exercise_goals(&self) -> Vec<Goal<End>> {
        let wrong = "let a permit be lost, made up or refused";
        let asleep = "put a thread to sleep that no other thread wakes";
        vec![
            Goal::Forbidden(wrong.to_owned()),
            Goal::Deadlock(asleep.to_owned()),
        ]
    }

    fn check() -> Report {
        lab_16::check::<exercise::Exercise>()
    }

    fn small(&self) -> Self {
        if self.scene.acquired() <= 4 && self.scene.threads + self.scene.releasers <= 4 {
            return self.clone();
        }
        Self {
            scene: Scene::SIGNAL,
            how: self.how,
        }
    }

    fn others_to_play(&self, exercise: bool) -> Vec<Self> {
        let scenes: &[Scene] = match exercise {
            true => &[Scene::TRIES, Scene::TRIER, Scene::SIGNAL],
            false => &[Scene::SIGNAL],
        };
        let how = self.how;
        scenes.iter().map(|&scene| Self { scene, how }).collect()
    }

    fn compared(&self) -> Vec<(&'static str, Self)> {
        let with = |how| Self {
            how,
            ..self.clone()
        };
        let lock = Self {
            scene: Scene::LOCK,
            how: How::IfZero,
        };
        vec![
            ("if there was none", with(How::IfZero)),
            ("if a thread waits", with(How::IfWaiting)),
            ("each, to one", with(How::Always)),
            ("each, to all", with(How::All)),
            ("an if for a while", with(How::If)),
            ("the first, as a lock", lock),
        ]
    }

    fn number(end: &End) -> Option<u64> {
        match end {
            End::Acquired(permits) => Some(*permits),
            _ => None,
        }
    }
}

fn main() -> ExitCode {
    labs::plug_in_loom();
    cli::run::<Permitting>()
}
