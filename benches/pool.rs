//! Our pool beside Python's, with the same work in one run.
//!
//! `cargo bench --bench pool` measures each row several times, ours and Python's in
//! turn. The figures are the least of each: whatever else the machine does can only
//! add to them. (Within a round, `apply` takes the median of its calls.)
//!
//! Python is `python3` (or what `PYTHON` names) with the script beside this file, and
//! its workers are forked; without it, our figures stand alone. The row `apply` keeps
//! both sides of it on one processor, and has a floor: a ping-pong of 16 bytes over a
//! socket pair with a process that does nothing else.

#[cfg(unix)]
fn main() -> std::io::Result<()> {
    unix::main()
}

#[cfg(not(unix))]
fn main() {}

#[cfg(unix)]
mod unix {
    use std::io::{self, BufRead, BufReader, Read, Write};
    use std::os::fd::OwnedFd;
    use std::os::unix::net::UnixStream;
    use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
    use std::thread;
    use std::time::{Duration, Instant};

    use racelab::process::{EventKind, Pool, Result, chunked};

    /// Times each row is measured.
    const ROUNDS: usize = 7;

    fn same(x: u64) -> u64 {
        x
    }

    /// A row of the table.
    struct Row {
        /// Its name, as Python's side knows it.
        name: &'static str,
        /// What the figures are.
        title: &'static str,
        unit: Unit,
        ours: fn() -> Result<f64>,
    }

    enum Unit {
        Milliseconds,
        Microseconds,
        Nanoseconds,
        Kibibytes,
    }

    impl Unit {
        fn show(&self, figure: f64) -> String {
            match self {
                Unit::Milliseconds => format!("{:.2} ms", figure * 1e3),
                Unit::Microseconds => format!("{:.1} us", figure * 1e6),
                Unit::Nanoseconds => format!("{:.0} ns", figure * 1e9),
                Unit::Kibibytes => format!("{:.0} KiB", figure / 1024.0),
            }
        }
    }

    const ROWS: &[Row] = &[
        Row {
            name: "ready 4",
            title: "4 workers ready",
            unit: Unit::Milliseconds,
            ours: || ready(4),
        },
        Row {
            name: "ready 40",
            title: "40 workers ready",
            unit: Unit::Milliseconds,
            ours: || ready(40),
        },
        Row {
            name: "apply",
            title: "apply, one processor",
            unit: Unit::Microseconds,
            ours: || on_one_processor(apply),
        },
        Row {
            name: "map",
            title: "map of 1,000,000, a task",
            unit: Unit::Nanoseconds,
            ours: || map(1_000_000, None),
        },
        Row {
            name: "map by one",
            title: "map in chunks of 1, a task",
            unit: Unit::Microseconds,
            ours: || map(20_000, Some(1)),
        },
        Row {
            name: "memory",
            title: "private memory of a worker",
            unit: Unit::Kibibytes,
            ours: memory,
        },
    ];

    pub(crate) fn main() -> io::Result<()> {
        if std::env::args().nth(1).as_deref() == Some(ECHO) {
            return echo();
        }
        racelab::tasks![same];
        let wanted: Vec<String> = std::env::args()
            .skip(1)
            .filter(|a| !a.starts_with('-'))
            .collect();
        let mut python = Python::start();
        let mut out = anstream::stdout();
        writeln!(
            out,
            "{ROUNDS} rounds of each, in turn; the least of each\n\n{:<28}{:>12}{:>12}{:>8}",
            "", "racelab", "Python", "ratio"
        )?;
        for row in ROWS {
            if !wanted.is_empty() && !wanted.iter().any(|name| name == row.name) {
                continue;
            }
            let (mut ours, mut theirs, mut floor) = (Vec::new(), Vec::new(), Vec::new());
            for _ in 0..ROUNDS {
                ours.push((row.ours)().map_err(io::Error::other)?);
                if row.name == "apply" {
                    floor.push(on_one_processor(ping_pong).map_err(io::Error::other)?);
                }
                if let Some(figure) = python.as_mut().and_then(|python| python.measure(row.name)) {
                    theirs.push(figure);
                }
            }
            let ours = least(&ours);
            write!(out, "{:<28}{:>12}", row.title, row.unit.show(ours))?;
            if !theirs.is_empty() {
                let theirs = least(&theirs);
                write!(out, "{:>12}{:>8.2}", row.unit.show(theirs), ours / theirs)?;
            }
            writeln!(out)?;
            if !floor.is_empty() {
                let floor = least(&floor);
                let title = "  of that, the floor";
                writeln!(
                    out,
                    "{title:<28}{:>12}    ours is {:.1} times that",
                    row.unit.show(floor),
                    ours / floor
                )?;
            }
        }
        Ok(())
    }

    fn median(mut figures: Vec<f64>) -> f64 {
        figures.sort_unstable_by(f64::total_cmp);
        figures[figures.len() / 2]
    }

    fn least(figures: &[f64]) -> f64 {
        figures.iter().copied().fold(f64::INFINITY, f64::min)
    }

    // ---- ours ----

    /// Seconds until so many workers are ready.
    fn ready(workers: usize) -> Result<f64> {
        let start = Instant::now();
        let pool = Pool::new(workers)?;
        loop {
            let events = pool.events();
            let ready = events.iter().filter(|event| event.kind == EventKind::Ready);
            if ready.count() == workers {
                break;
            }
            // Short against what is measured, long enough to leave the processors to it.
            thread::sleep(Duration::from_micros(20) * u32::try_from(workers).unwrap_or(1));
        }
        let taken = start.elapsed().as_secs_f64();
        pool.close();
        pool.join()?;
        Ok(taken)
    }

    /// Seconds for one call, there and back; the median of many.
    fn apply() -> Result<f64> {
        let pool = Pool::new(1)?;
        let mut times = Vec::new();
        for call in 0..2_200 {
            let start = Instant::now();
            pool.apply(same, (1,))?;
            if call >= 200 {
                times.push(start.elapsed().as_secs_f64());
            }
        }
        Ok(median(times))
    }

    /// Seconds for each task of a map on four workers.
    fn map(items: u64, chunksize: Option<usize>) -> Result<f64> {
        let pool = Pool::new(4)?;
        pool.map(same, 0..1_000)?;
        let start = Instant::now();
        let results = match chunksize {
            None => pool.map(same, 0..items)?,
            Some(size) => pool.map(same, chunked(0..items, size))?,
        };
        let taken = start.elapsed().as_secs_f64();
        assert!(results.into_iter().eq(0..items));
        #[expect(clippy::cast_precision_loss, reason = "a million")]
        Ok(taken / items as f64)
    }

    /// Bytes that a worker has to itself, after it has seen long chunks.
    fn memory() -> Result<f64> {
        let pool = Pool::new(4)?;
        for _ in 0..4 {
            pool.map(same, 0..1_000_000)?;
        }
        let pids = pool.pids();
        let bytes: u64 = pids.iter().map(|&pid| private(pid)).sum();
        #[expect(clippy::cast_precision_loss, reason = "some megabytes")]
        Ok(bytes as f64 / pids.len() as f64)
    }

    /// The memory of a process that is no other's; 0 where the system does not tell.
    fn private(pid: u32) -> u64 {
        let text = std::fs::read_to_string(format!("/proc/{pid}/smaps_rollup"));
        let text = text.unwrap_or_default();
        let lines = text.lines().filter(|line| line.starts_with("Private_"));
        let kibibytes =
            lines.filter_map(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
        kibibytes.sum::<u64>() * 1024
    }

    // ---- the floor ----

    /// The argument that makes this program the other side of the ping-pong.
    const ECHO: &str = "--echo";

    fn ping_pong() -> Result<f64> {
        let measure = || -> io::Result<f64> {
            let (mut ours, theirs) = UnixStream::pair()?;
            let mut child = Command::new(std::env::current_exe()?)
                .arg(ECHO)
                .stdin(OwnedFd::from(theirs))
                .spawn()?;
            let mut times = Vec::new();
            for call in 0..2_200 {
                let start = Instant::now();
                let mut bytes = [0; 16];
                ours.write_all(&bytes)?;
                ours.read_exact(&mut bytes)?;
                if call >= 200 {
                    times.push(start.elapsed().as_secs_f64());
                }
            }
            drop(ours);
            child.wait()?;
            Ok(median(times))
        };
        measure().map_err(|error| racelab::process::Error::Misuse {
            why: error.to_string(),
        })
    }

    fn echo() -> io::Result<()> {
        use std::os::fd::AsFd;
        let mut stream = UnixStream::from(io::stdin().as_fd().try_clone_to_owned()?);
        let mut bytes = [0; 16];
        while stream.read_exact(&mut bytes).is_ok() {
            stream.write_all(&bytes)?;
        }
        Ok(())
    }

    /// Keeps this process and the children that it starts on its first processor,
    /// where the system can.
    fn on_one_processor(measure: fn() -> Result<f64>) -> Result<f64> {
        #[cfg(target_os = "linux")]
        {
            // SAFETY: the set is plain bits, for which zeros are none; both calls get
            // its true size and the calling thread's number, 0.
            let (mut every, mut first): (libc::cpu_set_t, libc::cpu_set_t) =
                unsafe { (std::mem::zeroed(), std::mem::zeroed()) };
            let size = size_of::<libc::cpu_set_t>();
            // SAFETY: as above.
            unsafe { libc::sched_getaffinity(0, size, &raw mut every) };
            // SAFETY: the macros look at bits below the size of the set only.
            unsafe {
                let bits = 0..8 * size;
                if let Some(cpu) = bits.into_iter().find(|&cpu| libc::CPU_ISSET(cpu, &every)) {
                    libc::CPU_SET(cpu, &mut first);
                }
            }
            // SAFETY: as above.
            unsafe { libc::sched_setaffinity(0, size, &raw const first) };
            let result = measure();
            // SAFETY: as above.
            unsafe { libc::sched_setaffinity(0, size, &raw const every) };
            result
        }
        #[cfg(not(target_os = "linux"))]
        measure()
    }

    // ---- Python ----

    /// Python's side, which is told a row and tells its figure.
    struct Python {
        child: Child,
        input: ChildStdin,
        output: BufReader<ChildStdout>,
    }

    impl Python {
        /// `None` where there is no Python.
        fn start() -> Option<Python> {
            let program = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
            let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/pool.py");
            let mut child = Command::new(program)
                .arg(script)
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .spawn()
                .ok()?;
            let (input, output) = (child.stdin.take()?, BufReader::new(child.stdout.take()?));
            Some(Python {
                child,
                input,
                output,
            })
        }

        fn measure(&mut self, row: &str) -> Option<f64> {
            writeln!(self.input, "{row}").ok()?;
            let mut line = String::new();
            self.output.read_line(&mut line).ok()?;
            line.trim().parse().ok()
        }
    }

    impl Drop for Python {
        fn drop(&mut self) {
            // It ends by itself at the end of its input; this is for one that hangs.
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}
