//! The tasks that the tests send to other processes.

use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::net::UnixStream;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};

use racelab::process::{Pool, Process, current_process, parent_process};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::support::{append, stand_at};

/// The first line of `main`.
pub(crate) fn register() {
    racelab::tasks![
        square,
        add,
        raise,
        wait_at,
        pid,
        nothing,
        identity,
        echo,
        panic_at,
        panic_long,
        panic_with_number,
        panic_without_hook,
        panic_line,
        square_or_note,
        note,
        note_pid,
        note_pid_and_fail,
        unencodable,
        undecodable,
        take_undecodable,
        take_unencodable,
        tokens,
        live_tokens,
        nested_pool,
        exit_with,
        abort,
        overflow,
        grandchild_then_abort,
        take_lock,
        count_fds,
        read_stdin,
        lengths,
        describe_me,
        parent_watch,
        start_and_watch,
        exit_message,
        leave_thread,
        tree,
        upper_case_server,
        daemon_report,
        child_names,
        own_pool,
        die_as_asked,
        crate::values::hold,
        crate::values::held_at,
        crate::errors::stand_or_fail,
        crate::errors::fail_at_two,
    ];
}

pub(crate) fn square(x: i64) -> i64 {
    x * x
}

pub(crate) fn add(a: i64, b: i64) -> i64 {
    a + b
}

/// Python's keyword arguments.
#[derive(Serialize, Deserialize)]
pub(crate) struct Raise {
    pub(crate) base: i64,
    pub(crate) exponent: u32,
}

pub(crate) fn raise(arguments: Raise) -> i64 {
    arguments.base.pow(arguments.exponent)
}

/// Runs until the test lets it end.
pub(crate) fn wait_at(gate: String, id: u64) -> u64 {
    stand_at(&gate, id);
    id
}

pub(crate) fn pid() -> u32 {
    std::process::id()
}

pub(crate) fn nothing() {}

pub(crate) fn identity(x: u64) -> u64 {
    x
}

pub(crate) fn echo(bytes: Vec<u8>) -> Vec<u8> {
    bytes
}

/// The line of the panic in [`panic_at`].
pub(crate) const PANIC_LINE: u32 = line!() + 4;

pub(crate) fn panic_at(x: i64, bad: i64) -> i64 {
    if x == bad {
        panic!("{x} is bad");
    }
    x
}

/// Where [`panic_at`] panics, as a worker sees it.
pub(crate) fn panic_line() -> u32 {
    PANIC_LINE
}

pub(crate) fn panic_long(length: usize) {
    panic!("{}", "x".repeat(length));
}

pub(crate) fn panic_with_number() {
    std::panic::panic_any(7);
}

pub(crate) fn panic_without_hook() {
    std::panic::resume_unwind(Box::new("no hook".to_string()));
}

/// Records the item, and fails for 2.
pub(crate) fn square_or_note(path: String, x: i64) -> i64 {
    append(&path, x);
    assert_ne!(x, 2, "2 fails");
    x * x
}

pub(crate) fn note(path: String, text: String) {
    append(&path, text);
}

pub(crate) fn note_pid(path: String) {
    append(&path, std::process::id());
}

pub(crate) fn note_pid_and_fail(path: String) {
    append(&path, std::process::id());
    panic!("the initializer does not want to");
}

/// Cannot be encoded if it is negative.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(crate) struct Unencodable(pub(crate) i64);

impl Serialize for Unencodable {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 < 0 {
            return Err(serde::ser::Error::custom("negative"));
        }
        self.0.serialize(serializer)
    }
}

pub(crate) fn unencodable(x: i64) -> Unencodable {
    Unencodable(x)
}

pub(crate) fn take_unencodable(x: Unencodable) -> i64 {
    x.0
}

/// Cannot be decoded if it is negative.
#[derive(Debug, PartialEq, Serialize)]
pub(crate) struct Undecodable(pub(crate) i64);

impl<'de> Deserialize<'de> for Undecodable {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let x = i64::deserialize(deserializer)?;
        if x < 0 {
            return Err(serde::de::Error::custom("negative"));
        }
        Ok(Undecodable(x))
    }
}

pub(crate) fn undecodable(x: i64) -> Undecodable {
    Undecodable(x)
}

pub(crate) fn take_undecodable(x: Undecodable) -> i64 {
    x.0
}

/// How many tokens exist in this process.
pub(crate) static TOKENS: AtomicI64 = AtomicI64::new(0);

/// Counts itself.
pub(crate) struct Token;

impl Token {
    pub(crate) fn new() -> Token {
        TOKENS.fetch_add(1, Ordering::SeqCst);
        Token
    }
}

impl Drop for Token {
    fn drop(&mut self) {
        TOKENS.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Serialize for Token {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_unit()
    }
}

impl<'de> Deserialize<'de> for Token {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <()>::deserialize(deserializer)?;
        Ok(Token::new())
    }
}

/// Returns two values for one argument.
pub(crate) fn tokens(_: Token) -> (Token, Token) {
    (Token::new(), Token::new())
}

pub(crate) fn live_tokens() -> i64 {
    TOKENS.load(Ordering::SeqCst)
}

/// The errors in a worker that starts a pool, and in one that starts a process.
pub(crate) fn nested_pool() -> (String, String) {
    let pool = Pool::new(1).err().map(|error| error.to_string());
    let process = Process::new(nothing).daemon(false).start().err();
    (
        pool.unwrap_or_default(),
        process.map(|error| error.to_string()).unwrap_or_default(),
    )
}

pub(crate) fn exit_with(code: i32) {
    std::process::exit(code);
}

pub(crate) fn abort() {
    std::process::abort();
}

pub(crate) fn overflow() -> u64 {
    fn deeper(n: u64) -> u64 {
        if n == u64::MAX {
            return 0;
        }
        let frame = std::hint::black_box([n; 512]);
        deeper(n + 1) + frame[usize::try_from(n % 512).unwrap()]
    }
    deeper(0)
}

/// Starts a program that waits at the gate, then dies.
pub(crate) fn grandchild_then_abort(gate: String) {
    Command::new(std::env::current_exe().unwrap())
        .args(["--program", "stand_at", &gate])
        .stdin(Stdio::inherit())
        .spawn()
        .expect("a grandchild");
    std::process::abort();
}

/// A lock that a thread of the parent holds while the parent starts its pool.
pub(crate) static LOCK: Mutex<()> = Mutex::new(());

pub(crate) fn take_lock() -> bool {
    LOCK.try_lock().is_ok()
}

pub(crate) fn count_fds() -> (u32, usize) {
    let directory = if cfg!(target_os = "linux") {
        "/proc/self/fd"
    } else {
        "/dev/fd"
    };
    let count = std::fs::read_dir(directory).unwrap().count();
    (std::process::id(), count)
}

pub(crate) fn read_stdin() -> usize {
    std::io::stdin().read_to_end(&mut Vec::new()).unwrap()
}

pub(crate) fn lengths(a: Vec<u8>, b: String) -> (usize, usize) {
    (a.len(), b.len())
}

/// Records what a child knows about itself.
pub(crate) fn describe_me(path: String, x: i64, more: Raise) {
    let me = current_process();
    let parent = parent_process().expect("a parent");
    append(&path, format!("{x} {} {}", more.base, more.exponent));
    append(&path, format!("{} {}", me.name(), me.pid()));
    append(&path, format!("{} {}", parent.name(), parent.pid()));
}

/// A grandchild: records whether its parent lives, before and after.
pub(crate) fn parent_watch(path: String, gate: String) {
    let parent = parent_process().expect("a parent");
    append(&path, format!("alive {}", parent.is_alive()));
    let ended = parent.join_timeout(std::time::Duration::ZERO);
    append(&path, format!("ended {ended}"));
    stand_at(&gate, 1);
    parent.join();
    append(&path, format!("alive {}", parent.is_alive()));
    stand_at(&gate, 2);
}

/// The parent of that grandchild.
pub(crate) fn start_and_watch(path: String, gate: String) {
    let mut child = Process::new(parent_watch).args((path, gate));
    child.start().unwrap();
    child.join().unwrap();
}

pub(crate) fn exit_message(message: String) {
    let _ = writeln!(std::io::stderr(), "{message}");
    std::process::exit(1);
}

/// Ends while its thread still has work.
pub(crate) fn leave_thread(path: String, gate: String) {
    std::thread::spawn(move || {
        stand_at(&gate, 0);
        append(&path, "the thread went on");
    });
}

/// Records itself, then its two children, each with its own number.
pub(crate) fn tree(path: String, id: String, depth: u32) {
    append(&path, &id);
    if depth > 0 {
        for i in 0..2 {
            let mut child = Process::new(tree).args((path.clone(), format!("{id}{i}"), depth - 1));
            child.start().unwrap();
            child.join().unwrap();
        }
    }
}

/// Answers each line in capitals, until the input ends.
pub(crate) fn upper_case_server(address: String) {
    let mut stream = UnixStream::connect(address).unwrap();
    let lines = BufReader::new(stream.try_clone().unwrap()).lines();
    for line in lines {
        writeln!(stream, "{}", line.unwrap().to_uppercase()).unwrap();
    }
}

/// What a daemon sees of its own children's flag.
pub(crate) fn daemon_report(path: String) {
    append(&path, current_process().is_daemon());
    append(&path, Process::new(nothing).is_daemon());
    append(&path, Process::new(nothing).daemon(false).is_daemon());
    let mut child = Process::new(nothing);
    append(&path, child.start().unwrap_err());
}

pub(crate) fn child_names(path: String) {
    append(&path, current_process().name());
    for _ in 0..2 {
        append(&path, Process::new(nothing).get_name());
    }
}

/// A child with a pool.
pub(crate) fn own_pool(path: String) {
    let pool = Pool::new(2).unwrap();
    append(&path, format!("{:?}", pool.map(square, 0..4).unwrap()));
}

/// Ends in the requested way.
pub(crate) fn die_as_asked(way: String) {
    match way.as_str() {
        "return" => {}
        "panic" => panic!("as asked"),
        "abort" => std::process::abort(),
        code => std::process::exit(code.parse().unwrap()),
    }
}
