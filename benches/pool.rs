//! Our pool beside Python's and procspawn's, with the same work in one run.
//!
//! `cargo bench --bench pool` measures each row several times, all sides in turn. The
//! figures are the least of each: whatever else the machine does can only add to them.
//! (Within a round, `apply` takes the median of its calls.) Names of rows after a `--`
//! leave out the others.
//!
//! Python is `python3` (or what `PYTHON` names) with the script beside this file, and
//! its workers are forked. procspawn is measured if it has been built, by
//! `cargo build --release --manifest-path benches/procspawn/Cargo.toml`. Without them,
//! our figures stand alone. The row `apply` keeps both sides of it on one processor,
//! and has a floor: a ping-pong of 16 bytes over a socket pair with a process that does
//! nothing else.

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
        let mut peers = [Peer::python(), Peer::procspawn()];
        let mut out = anstream::stdout();
        writeln!(out, "{ROUNDS} rounds of each, in turn; the least of each\n")?;
        for peer in peers.iter().filter(|peer| peer.running.is_none()) {
            writeln!(out, "{}: {}\n", peer.name, peer.absent)?;
        }
        write!(out, "{:<28}{:>12}", "", "racelab")?;
        for peer in peers.iter().filter(|peer| peer.running.is_some()) {
            write!(out, "{:>12}{:>8}", peer.name, "ratio")?;
        }
        writeln!(out)?;
        for row in ROWS {
            if !wanted.is_empty() && !wanted.iter().any(|name| name == row.name) {
                continue;
            }
            let (mut ours, mut floor) = (f64::INFINITY, f64::INFINITY);
            let mut theirs = [f64::INFINITY; 2];
            for _ in 0..ROUNDS {
                ours = ours.min((row.ours)().map_err(io::Error::other)?);
                if row.name == "apply" {
                    let figure = on_one_processor(ping_pong).map_err(io::Error::other)?;
                    floor = floor.min(figure);
                }
                for (peer, least) in peers.iter_mut().zip(&mut theirs) {
                    *least = least.min(peer.measure(row.name).unwrap_or(f64::INFINITY));
                }
            }
            write!(out, "{:<28}{:>12}", row.title, row.unit.show(ours))?;
            for (peer, figure) in peers.iter().zip(theirs) {
                match figure {
                    f64::INFINITY if peer.running.is_none() => {}
                    // It has stopped, and said why on its standard error.
                    f64::INFINITY => write!(out, "{:>12}{:>8}", "-", "-")?,
                    _ => write!(out, "{:>12}{:>8.2}", row.unit.show(figure), ours / figure)?,
                }
            }
            writeln!(out)?;
            if floor.is_finite() {
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
        let every = confine(0);
        let result = measure();
        release(0, every);
        result
    }

    /// Keeps a process on its first processor, and says where it was before. Threads and
    /// processes that it starts from then on stay there too. 0 is this one.
    #[cfg(target_os = "linux")]
    fn confine(pid: libc::pid_t) -> libc::cpu_set_t {
        // SAFETY: the set is plain bits, for which zeros are none.
        let (mut every, mut first): (libc::cpu_set_t, libc::cpu_set_t) =
            unsafe { (std::mem::zeroed(), std::mem::zeroed()) };
        let size = size_of::<libc::cpu_set_t>();
        // SAFETY: the call gets the set's true size.
        unsafe { libc::sched_getaffinity(pid, size, &raw mut every) };
        // SAFETY: the macros look at bits below the size of the set only.
        unsafe {
            if let Some(cpu) = (0..8 * size).find(|&cpu| libc::CPU_ISSET(cpu, &every)) {
                libc::CPU_SET(cpu, &mut first);
            }
        }
        release(pid, first);
        every
    }

    #[cfg(target_os = "linux")]
    fn release(pid: libc::pid_t, every: libc::cpu_set_t) {
        // SAFETY: the call gets the set's true size.
        unsafe { libc::sched_setaffinity(pid, size_of::<libc::cpu_set_t>(), &raw const every) };
    }

    #[cfg(not(target_os = "linux"))]
    fn confine(_: libc::pid_t) {}

    #[cfg(not(target_os = "linux"))]
    fn release(_: libc::pid_t, (): ()) {}

    // ---- theirs ----

    /// Another pool: a program that is told a row and tells its figure.
    struct Peer {
        name: &'static str,
        /// What is said if it does not run.
        absent: &'static str,
        running: Option<Running>,
    }

    struct Running {
        child: Child,
        input: ChildStdin,
        output: BufReader<ChildStdout>,
    }

    impl Peer {
        fn python() -> Peer {
            let program = std::env::var_os("PYTHON").unwrap_or_else(|| "python3".into());
            let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/pool.py");
            Peer {
                name: "Python",
                absent: "no python3 here; PYTHON can name one",
                running: Running::start(Command::new(program).arg(script)),
            }
        }

        fn procspawn() -> Peer {
            let program = concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/benches/procspawn/target/release/procspawn-side"
            );
            Peer {
                name: "procspawn",
                absent: "not built; to have it here as well:\n  \
                         cargo build --release --manifest-path benches/procspawn/Cargo.toml",
                running: Running::start(&mut Command::new(program)),
            }
        }

        fn measure(&mut self, row: &str) -> Option<f64> {
            let running = self.running.as_mut()?;
            if row != "apply" {
                return running.measure(row);
            }
            let pid = running.child.id().try_into().ok()?;
            let every = confine(pid);
            let figure = running.measure(row);
            release(pid, every);
            figure
        }
    }

    impl Running {
        fn start(command: &mut Command) -> Option<Running> {
            let command = command.stdin(Stdio::piped()).stdout(Stdio::piped());
            let mut child = command.spawn().ok()?;
            let (input, output) = (child.stdin.take()?, BufReader::new(child.stdout.take()?));
            Some(Running {
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

    impl Drop for Running {
        fn drop(&mut self) {
            // It ends by itself at the end of its input; this is for one that hangs.
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}
