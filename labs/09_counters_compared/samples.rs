//! Samples of what each counter costs.
//!
//! Every counter is measured at every number of threads in each round, one after the
//! other, so that a disturbance of the machine slows all of them. The
//! first round, which warms up, finds how many increments fill a sample; its times are
//! thrown away.

use std::hint::black_box;
use std::sync::Barrier;
use std::time::{Duration, Instant};

use labs::bar::Bar;
use racelab::counter::{
    Atomic, Channel, Counter, Crowded, LoadStore, Locked, Plain, Sharded, StdLocked,
};
use racelab::view::scaling::{Point, Series};

/// Numbers of threads.
const THREADS: [usize; 4] = [1, 2, 4, 8];

/// How long a sample takes: much longer than starting a thread, too short to wait for.
const SAMPLE: Duration = Duration::from_millis(8);

/// The most increments of a thread in one sample.
const MOST: u64 = 50_000_000;

/// A counter to measure.
struct Candidate {
    name: &'static str,
    sample: fn(Setting) -> Sample,
}

/// What is measured.
const CANDIDATES: [Candidate; 9] = [
    candidate::<Plain>("plain memory"),
    candidate::<LoadStore>("load, then store"),
    candidate::<Locked>("parking_lot::Mutex"),
    candidate::<StdLocked>("std::sync::Mutex"),
    candidate::<Atomic>("fetch_add"),
    candidate::<Channel>("channel"),
    candidate::<Hashed>("shards, by hash"),
    candidate::<Crowded>("shards, unpadded"),
    candidate::<Sharded>("shards, padded"),
];

const fn candidate<C: Counter>(name: &'static str) -> Candidate {
    let sample = sample::<C>;
    Candidate { name, sample }
}

/// The padded shards, where each increment must find its shard.
struct Hashed(Sharded);

impl Counter for Hashed {
    fn new() -> Self {
        Self(Sharded::new())
    }

    fn increment(&self) {
        self.0.increment();
    }

    fn get(&self) -> u64 {
        self.0.get()
    }
}

/// How a sample is taken.
#[derive(Clone, Copy)]
struct Setting {
    threads: usize,
    /// Whether each thread has a counter of its own.
    apart: bool,
    /// Increments of each thread.
    increments: u64,
}

/// The result of a sample.
struct Sample {
    /// From the first increment to the last, plus the time until the count is known.
    time: Duration,
    /// What was counted.
    count: u64,
}

/// All samples of one counter at one number of threads.
#[derive(Clone, Default)]
struct Samples {
    /// Nanoseconds per increment, of all threads together.
    times: Vec<f64>,
    /// The increments that were made, and those of them that were lost.
    made: u64,
    lost: u64,
}

impl Samples {
    fn add(&mut self, setting: Setting, sample: &Sample) {
        let made = setting.increments * setting.threads as u64;
        // Far below 2^53.
        #[allow(clippy::cast_precision_loss)]
        self.times
            .push(sample.time.as_secs_f64() * 1e9 / made as f64);
        self.made += made;
        self.lost += made - sample.count;
    }

    /// The share of increments that were lost, of 1.
    #[allow(clippy::cast_precision_loss)]
    fn lost(&self) -> f64 {
        self.lost as f64 / self.made.max(1) as f64
    }

    fn point(&self, threads: usize) -> Point {
        Point::of(threads, &self.times)
    }
}

/// What was measured: for each candidate, at each number of threads.
pub(crate) struct Measured {
    shared: Vec<Vec<Samples>>,
    apart: Vec<Vec<Samples>>,
}

impl Measured {
    pub(crate) fn series(&self, apart: bool) -> Vec<Series> {
        let samples = if apart { &self.apart } else { &self.shared };
        let series = CANDIDATES.iter().zip(samples).map(|(candidate, samples)| {
            let points = samples.iter().zip(THREADS);
            Series {
                name: candidate.name.to_owned(),
                points: points
                    .map(|(samples, threads)| samples.point(threads))
                    .collect(),
            }
        });
        series.collect()
    }

    /// The largest share of lost increments of each shared counter.
    pub(crate) fn lost(&self) -> Vec<f64> {
        let most = |samples: &Vec<Samples>| samples.iter().map(Samples::lost).fold(0.0, f64::max);
        self.shared.iter().map(most).collect()
    }
}

/// Warms up, and then measures each counter `rounds` times.
pub(crate) fn measured(rounds: usize) -> Measured {
    let configurations = || {
        (0..CANDIDATES.len()).flat_map(|candidate| {
            [false, true].into_iter().flat_map(move |apart| {
                (0..THREADS.len()).map(move |threads| (candidate, apart, threads))
            })
        })
    };
    let all = configurations().count() * (rounds + 1);
    let mut bar = Bar::new("measuring", all as u64);
    let settings: Vec<Setting> = configurations()
        .map(|(candidate, apart, threads)| {
            bar.step();
            warm_up(&CANDIDATES[candidate], apart, THREADS[threads])
        })
        .collect();
    let empty = vec![vec![Samples::default(); THREADS.len()]; CANDIDATES.len()];
    let mut measured = Measured {
        shared: empty.clone(),
        apart: empty,
    };
    for _ in 0..rounds {
        for ((candidate, apart, threads), &setting) in configurations().zip(&settings) {
            bar.step();
            let samples = match apart {
                false => &mut measured.shared,
                true => &mut measured.apart,
            };
            let sample = (CANDIDATES[candidate].sample)(setting);
            samples[candidate][threads].add(setting, &sample);
        }
    }
    measured
}

/// Samples more and more increments until a sample is long enough.
fn warm_up(candidate: &Candidate, apart: bool, threads: usize) -> Setting {
    let mut setting = Setting {
        threads,
        apart,
        increments: 100,
    };
    loop {
        // The fastest of three: in the others the threads may have waited for a processor.
        let times = (0..3).map(|_| (candidate.sample)(setting).time);
        let time = times.min().unwrap_or_default();
        if time * 2 >= SAMPLE || setting.increments >= MOST {
            return setting;
        }
        // At most ten times more at once: a short sample predicts a long one badly.
        let factor = (SAMPLE.as_secs_f64() / time.as_secs_f64().max(1e-9)).clamp(2.0, 10.0);
        // Both below 2^53.
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss
        )]
        let increments = (setting.increments as f64 * factor) as u64;
        setting.increments = increments.min(MOST);
    }
}

/// A counter that shares its cache lines with nothing else.
#[repr(align(128))]
struct Aligned<C>(C);

/// Runs the threads, all on one counter or each on its own.
fn sample<C: Counter>(setting: Setting) -> Sample {
    let counters = if setting.apart { setting.threads } else { 1 };
    let counters: Vec<_> = (0..counters).map(|_| Aligned(C::new())).collect();
    let line = Barrier::new(setting.threads);
    let count = |place: usize| {
        let counter = &counters[place % counters.len()].0;
        line.wait();
        let begun = Instant::now();
        for _ in 0..setting.increments {
            black_box(counter).increment_at(place);
        }
        (begun, Instant::now())
    };
    let times: Vec<(Instant, Instant)> = std::thread::scope(|scope| {
        let count = &count;
        let threads = (0..setting.threads).map(|place| scope.spawn(move || count(place)));
        let threads: Vec<_> = threads.collect();
        let times = threads.into_iter().map(|thread| thread.join());
        times
            .map(|time| time.expect("counting does not panic"))
            .collect()
    });
    // A channel counts a message only when the owner receives it.
    let asked = Instant::now();
    let count = counters.iter().map(|counter| counter.0.get()).sum();
    let answered = asked.elapsed();
    let begun = times.iter().map(|(begun, _)| *begun).min();
    let ended = times.iter().map(|(_, ended)| *ended).max();
    let counting = begun.zip(ended).map(|(begun, ended)| ended - begun);
    Sample {
        time: counting.unwrap_or_default() + answered,
        count,
    }
}
