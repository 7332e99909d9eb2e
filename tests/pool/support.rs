//! Shared helpers of the tests: gates, temporary files, programs, and a guard
//! against hanging.

use std::any::Any;
use std::cell::RefCell;
use std::fs;
use std::io::{Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::panic::{self, AssertUnwindSafe};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::mpsc::channel;
use std::thread;
use std::time::{Duration, Instant};

use libtest_mimic::{Conclusion, Failed, Trial};
use racelab::process::{EventKind, Pool};

/// Far more than any test takes; a test that has not finished by then hangs.
const HANGING: Duration = Duration::from_secs(240);

static HUNG: AtomicBool = AtomicBool::new(false);

/// A test that fails if it panics, and if it hangs.
pub(crate) fn trial(name: &'static str, test: fn()) -> Trial {
    Trial::test(name, move || {
        let (done, wait) = channel();
        thread::Builder::new()
            .name(name.to_string())
            .spawn(move || {
                let result = panic::catch_unwind(AssertUnwindSafe(test));
                let failure =
                    result.map_err(|payload| format!("{}:\n{}", PLACE.take(), text(&*payload)));
                let _ = done.send(failure);
            })
            .expect("a thread for the test");
        match wait.recv_timeout(HANGING) {
            Ok(Ok(())) => Ok(()),
            Ok(Err(failure)) => Err(Failed::from(failure)),
            Err(_) => {
                HUNG.store(true, Ordering::SeqCst);
                Err(Failed::from("it hangs"))
            }
        }
    })
}

thread_local! {
    /// Where this thread panicked last.
    static PLACE: RefCell<String> = const { RefCell::new(String::new()) };
}

/// The failing test reports its panic; many panics are part of a test.
pub(crate) fn keep_panics() {
    panic::set_hook(Box::new(|info| {
        let place = info.location().map(ToString::to_string);
        PLACE.set(place.unwrap_or_default());
    }));
}

/// The text of a panic.
pub(crate) fn text(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(ToString::to_string);
    text.or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_default()
}

/// Ends the test program, because a test that hangs would wait for its children.
pub(crate) fn leave(conclusion: &Conclusion) -> ! {
    if HUNG.load(Ordering::SeqCst) {
        std::process::abort();
    }
    conclusion.exit()
}

/// Polls until the condition holds.
pub(crate) fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + HANGING / 2;
    while !holds() {
        assert!(Instant::now() < deadline, "waited in vain for: {what}");
        // Leaves the processor to the other tests; no result depends on the length.
        thread::sleep(Duration::from_millis(1));
    }
}

/// A path in the directory for temporary files, removed at the end.
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    pub(crate) fn new() -> Scratch {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::SeqCst);
        let name = format!("racelab-{}-{number}", std::process::id());
        Scratch(std::env::temp_dir().join(name))
    }

    pub(crate) fn path(&self) -> String {
        self.0.to_str().expect("a path in UTF-8").to_string()
    }

    /// The lines that tasks appended so far.
    pub(crate) fn lines(&self) -> Vec<String> {
        let text = fs::read_to_string(&self.0).unwrap_or_default();
        text.lines().map(ToString::to_string).collect()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// Appends a line in one write, so that lines of several processes do not mix.
pub(crate) fn append(path: &str, line: impl std::fmt::Display) {
    let mut file = fs::File::options()
        .append(true)
        .create(true)
        .open(path)
        .expect("the scratch file");
    file.write_all(format!("{line}\n").as_bytes())
        .expect("a line in the scratch file");
}

/// A place where tasks stop until the test lets them go on.
pub(crate) struct Gate {
    listener: UnixListener,
    path: Scratch,
}

/// A task that stands at a gate. Dropping it lets the task go on.
pub(crate) struct Visitor {
    pub(crate) pid: u32,
    pub(crate) id: u64,
    stream: UnixStream,
}

impl Gate {
    pub(crate) fn new() -> Gate {
        let path = Scratch::new();
        let listener = UnixListener::bind(&path.0).expect("a gate");
        Gate { listener, path }
    }

    /// The data with which a task finds the gate.
    pub(crate) fn path(&self) -> String {
        self.path.path()
    }

    /// Waits for the next task to come.
    pub(crate) fn visitor(&self) -> Visitor {
        let (mut stream, _) = self.listener.accept().expect("a visitor");
        let mut words = [0; 12];
        stream.read_exact(&mut words).expect("its name");
        let (pid, id) = words.split_at(4);
        Visitor {
            pid: u32::from_le_bytes(pid.try_into().unwrap()),
            id: u64::from_le_bytes(id.try_into().unwrap()),
            stream,
        }
    }

    /// Waits for `count` tasks; ordered by id.
    pub(crate) fn visitors(&self, count: usize) -> Vec<Visitor> {
        let mut visitors: Vec<_> = (0..count).map(|_| self.visitor()).collect();
        visitors.sort_by_key(|visitor| visitor.id);
        visitors
    }
}

impl Visitor {
    /// Waits until the process that waited here is gone (or went on).
    pub(crate) fn is_gone(&mut self) -> bool {
        self.stream.read(&mut [0]).is_ok_and(|count| count == 0)
    }
}

/// A task's part at a gate: it reports its process id, and waits until the test lets it go on or
/// ends.
pub(crate) fn stand_at(gate: &str, id: u64) {
    let Ok(mut stream) = UnixStream::connect(gate) else {
        return;
    };
    let mut words = std::process::id().to_le_bytes().to_vec();
    words.extend(id.to_le_bytes());
    if stream.write_all(&words).is_ok() {
        let _ = stream.read(&mut [0]);
    }
}

/// This program in one of its other roles (see `programs.rs`).
pub(crate) fn program(role: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command
        .arg("--program")
        .arg(role)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Runs a program to its end: exit code, standard output, standard error.
pub(crate) fn outcome(mut command: Command) -> (Option<i32>, String, String) {
    let output = command.output().expect("the program");
    (
        output.status.code(),
        String::from_utf8_lossy(&output.stdout).into_owned(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    )
}

/// Whether a process is gone completely, without a zombie.
pub(crate) fn is_reaped(pid: u32) -> bool {
    rustix::process::test_kill_process(pid_of(pid)) == Err(rustix::io::Errno::SRCH)
}

/// Whether a process runs; a zombie does not.
pub(crate) fn is_running(pid: u32) -> bool {
    if cfg!(target_os = "linux") {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        let state = stat
            .rsplit(") ")
            .next()
            .and_then(|rest| rest.chars().next());
        return state.is_some_and(|state| state != 'Z' && state != 'X');
    }
    let ps = Command::new("ps")
        .args(["-o", "stat=", "-p", &pid.to_string()])
        .output()
        .expect("ps");
    let state = String::from_utf8_lossy(&ps.stdout).trim().to_string();
    !state.is_empty() && !state.starts_with('Z')
}

pub(crate) fn kill(pid: u32) {
    signal(pid, rustix::process::Signal::KILL);
}

pub(crate) fn signal(pid: u32, signal: rustix::process::Signal) {
    rustix::process::kill_process(pid_of(pid), signal).expect("a process to signal");
}

fn pid_of(pid: u32) -> rustix::process::Pid {
    rustix::process::Pid::from_raw(i32::try_from(pid).unwrap()).expect("a pid")
}

/// The pids of workers that became ready and have not ended.
pub(crate) fn ready_workers(pool: &Pool) -> Vec<u32> {
    let mut ready = Vec::new();
    for event in pool.events() {
        match event.kind {
            EventKind::Ready => ready.push(event.pid),
            EventKind::Ended { .. } => ready.retain(|&pid| pid != event.pid),
            _ => {}
        }
    }
    ready
}

/// Waits until so many workers are ready; returns their pids.
pub(crate) fn wait_ready(pool: &Pool, count: usize) -> Vec<u32> {
    until("workers to be ready", || ready_workers(pool).len() == count);
    ready_workers(pool)
}
