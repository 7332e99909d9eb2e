//! The other roles of this test program: programs that a test starts, watches
//! and kills.

use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;

use racelab::process::{Error, Pool, Process, active_children};

use crate::support::{stand_at, wait_ready};
use crate::tasks;

fn role() -> Option<(String, Vec<String>)> {
    let mut arguments = std::env::args().skip(1);
    (arguments.next()? == "--program")
        .then(|| Some((arguments.next()?, arguments.collect())))
        .flatten()
}

fn say(what: impl std::fmt::Display) {
    let _ = writeln!(io::stdout(), "{what}");
    let _ = io::stdout().flush();
}

/// Roles of programs that do not call `tasks!` in their first line.
pub(crate) fn run_before_tasks() {
    let Some((role, arguments)) = role() else {
        // A child of `late_tasks` runs this too, because its first line is not
        // `tasks!`; so does every other role.
        if let Ok(path) = std::env::var("RACELAB_TEST_LATE") {
            crate::support::append(&path, std::process::id());
        }
        // The role `siblings` may have another thread before `tasks!`.
        if std::env::var_os("RACELAB_TEST_THREAD").is_some() {
            std::thread::spawn(std::thread::park);
        }
        // A child of `other_tasks` has a list of its own.
        if std::env::var_os("RACELAB_TEST_OTHER").is_some() {
            racelab::tasks![tasks::square];
        }
        // A child of `stuck` never gets past this.
        if std::env::var_os("RACELAB_TEST_STUCK").is_some() {
            let _ = UnixStream::pair().map(|(mut end, _other)| end.read(&mut [0]));
        }
        // And a child of `conditional_tasks` never calls it.
        if std::env::var_os("RACELAB_TEST_CONDITIONAL").is_some() {
            say(match Pool::new(2) {
                Ok(_) => "a fork bomb".to_string(),
                Err(error) => error.to_string(),
            });
            std::process::exit(7);
        }
        return;
    };
    match role.as_str() {
        "no_tasks" => {
            say(Pool::new(2)
                .err()
                .map_or("a pool".to_string(), |e| e.to_string()));
            let started = Process::new(tasks::nothing).start();
            say(started
                .err()
                .map_or("a process".to_string(), |e| e.to_string()));
        }
        "stand_at" => stand_at(&arguments[0], 0),
        _ => return,
    }
    std::process::exit(0);
}

/// Roles of ordinary programs.
pub(crate) fn run_after_tasks() {
    let Some((role, arguments)) = role() else {
        return;
    };
    match role.as_str() {
        "conditional_tasks" | "late_tasks" | "other_tasks" | "stuck" => {
            match Pool::new(2).and_then(|pool| pool.apply(tasks::square, (3,))) {
                Ok(value) => say(value),
                Err(error) => say(error),
            }
        }
        "siblings" => {
            let pool = Pool::new(3).unwrap();
            wait_ready(&pool, 3);
            say(pool.map(tasks::square, [3; 9]).unwrap().len());
        }
        "traceback" => say(Pool::new(1)
            .and_then(|pool| pool.apply(tasks::panic_at, (1, 1)))
            .unwrap_err()),
        "overflow" => match Pool::new(1).unwrap().apply(tasks::overflow, ()) {
            Err(Error::WorkerLost {
                exitcode: Some(code),
                ..
            }) => say(code),
            other => say(format!("{other:?}")),
        },
        "too_few_files" => too_few_files(),
        "open_pool" => {
            let pool = Pool::new(2).unwrap();
            std::mem::forget(pool.apply_async(tasks::wait_at, (arguments[0].clone(), 0)));
            // Not before the task is at its gate, which only the test knows.
            let _ = io::stdin().read(&mut [0]);
            std::mem::forget(pool);
        }
        "parent" => parent(&arguments[0]),
        "children_at_exit" => {
            let gate = &arguments[0];
            let mut daemon = Process::new(tasks::wait_at)
                .args((gate.clone(), 0))
                .daemon(true);
            let mut other = Process::new(tasks::wait_at).args((gate.clone(), 1));
            daemon.start().unwrap();
            other.start().unwrap();
        }
        "die" => {
            let mut process = Process::new(tasks::die_as_asked).args((arguments[0].clone(),));
            process.start().unwrap();
            process.join().unwrap();
            say(process.exitcode().unwrap());
        }
        "exit_message" => {
            let mut process = Process::new(tasks::exit_message).args((arguments[0].clone(),));
            process.start().unwrap();
            process.join().unwrap();
            say(process.exitcode().unwrap());
        }
        "deadly_sigpipe" => {
            // SAFETY: sets a disposition that is no handler, in a program with
            // one thread.
            unsafe {
                unsafe extern "C" {
                    fn signal(number: i32, disposition: usize) -> usize;
                }
                signal(rustix::process::Signal::PIPE.as_raw(), 0);
            }
            // A child that ends before it has read its long arguments.
            let long = "x".repeat(16 << 20);
            for _ in 0..5 {
                let arguments = (String::new(), long.clone());
                let mut process = Process::new(tasks::note).args(arguments);
                process.start().unwrap();
                process.kill().unwrap();
                process.join().unwrap();
                say(process.exitcode().unwrap());
            }
        }
        role => panic!("no such role: {role}"),
    }
    std::process::exit(0);
}

/// A pool of five with file descriptors for three.
fn too_few_files() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let before = tasks::count_fds().1;
    // Each worker keeps one, and starting one takes two: with four left, the
    // fourth worker cannot be started.
    let is_open = |fd: &u64| std::path::Path::new(&format!("/dev/fd/{fd}")).exists();
    let limit = (0..).find(|&limit| (0..limit).filter(|fd| !is_open(fd)).count() == 4);
    let limits = getrlimit(Resource::Nofile);
    setrlimit(
        Resource::Nofile,
        Rlimit {
            current: limit,
            ..limits
        },
    )
    .unwrap();
    let error = Pool::new(5).err();
    setrlimit(Resource::Nofile, limits).unwrap();
    say(error.map_or("a pool".to_string(), |error| error.to_string()));
    // Three workers got a number, the third in vain; the elder is there, too.
    say(Process::new(tasks::nothing).get_name());
    say(active_children().len());
    let children = rustix::process::wait(rustix::process::WaitOptions::NOHANG);
    say(children.err() == Some(rustix::io::Errno::CHILD));
    say(tasks::count_fds().1 == before);
}

/// Prints its workers' pids, keeps one of them busy, and waits until it is killed.
fn parent(gate: &str) {
    let pool = Pool::new(3).unwrap();
    let busy = pool
        .apply_async(tasks::wait_at, (gate.to_string(), 0))
        .unwrap();
    let mut daemon = Process::new(tasks::wait_at)
        .args((gate.to_string(), 1))
        .daemon(true);
    daemon.start().unwrap();
    for pid in wait_ready(&pool, 3) {
        say(pid);
    }
    say(daemon.pid().unwrap());
    let _ = io::stdin().read_to_end(&mut Vec::new());
    busy.wait();
}
