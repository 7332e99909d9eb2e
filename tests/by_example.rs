//! The Rust of docs/process_and_pool.md, as one program: each fragment of the page stands
//! between two marks here, and the test runs it.
//!
//! This target has its own `main` because children are this program started
//! again: `tasks!` must be its first line.

#![allow(
    clippy::print_stdout,
    reason = "the page shows what a reader would write"
)]

#[cfg(unix)]
mod examples {
    use std::collections::BTreeSet;
    use std::process::exit;
    use std::sync::OnceLock;
    use std::thread;
    use std::time::{Duration, Instant};

    use libtest_mimic::{Arguments, Failed, Trial};
    use racelab::process::{
        AsyncResult, Error, Pool, Process, Result, chunked, current_process, parent_process,
    };
    use racelab::tasks;

    // ANCHOR: hello
    fn hello(name: String) {
        println!("hello {name}");
    }
    // ANCHOR_END: hello

    // ANCHOR: introduce
    fn introduce(number: u64) {
        let me = current_process();
        let parent = parent_process().expect("a child has a parent");
        assert_eq!(me.name(), format!("number {number}"));
        assert_eq!(parent.name(), "MainProcess");
    }
    // ANCHOR_END: introduce

    // ANCHOR: endings
    fn exit_with(code: i32) {
        exit(code);
    }

    fn wait_for_ever() {
        loop {
            thread::park();
        }
    }
    // ANCHOR_END: endings

    // ANCHOR: square
    fn square(x: u64) -> u64 {
        x * x
    }
    // ANCHOR_END: square

    // ANCHOR: power
    fn power(base: u64, exponent: u32) -> u64 {
        base.pow(exponent)
    }
    // ANCHOR_END: power

    // ANCHOR: add
    fn add(x: u64, n: u64) -> u64 {
        x + n
    }
    // ANCHOR_END: add

    // ANCHOR: prepare
    static WORDS: OnceLock<BTreeSet<String>> = OnceLock::new();

    fn prepare(text: String) {
        WORDS.get_or_init(|| text.split(' ').map(String::from).collect());
    }

    fn known(word: String) -> bool {
        WORDS.get().is_some_and(|words| words.contains(&word))
    }
    // ANCHOR_END: prepare

    // ANCHOR: reciprocal
    fn reciprocal(x: f64) -> f64 {
        assert!(x != 0.0, "0 has no reciprocal");
        1.0 / x
    }
    // ANCHOR_END: reciprocal

    fn start_and_join() -> Result<()> {
        // ANCHOR: start_and_join
        let mut process = Process::new(hello).args(("bob".to_string(),));
        process.start()?;
        process.join()?;
        // ANCHOR_END: start_and_join
        assert_eq!(process.exitcode(), Some(0));
        Ok(())
    }

    fn many_processes() -> Result<()> {
        // ANCHOR: many_processes
        let mut processes: Vec<Process> = (0..5)
            .map(|n| {
                Process::new(introduce)
                    .args((n,))
                    .name(format!("number {n}"))
            })
            .collect();
        assert_eq!(
            format!("{:?}", processes[0]),
            "<Process(number 0, initial)>"
        );
        for process in &mut processes {
            process.start()?;
        }
        for process in &processes {
            process.join()?;
        }
        assert!(processes.iter().all(|p| p.exitcode() == Some(0)));
        // ANCHOR_END: many_processes
        Ok(())
    }

    fn exit_codes() -> Result<()> {
        // ANCHOR: exit_codes
        let mut process = Process::new(exit_with).args((3,));
        process.start()?;
        process.join()?;
        assert_eq!(process.exitcode(), Some(3));

        let mut process = Process::new(wait_for_ever);
        process.start()?;
        let ended = process.join_timeout(Duration::from_millis(10))?;
        assert!(!ended && process.exitcode().is_none());
        process.terminate()?;
        process.join()?;
        assert_eq!(process.exitcode(), Some(-15)); // minus SIGTERM
        // ANCHOR_END: exit_codes
        Ok(())
    }

    fn what_can_be_sent() -> Result<()> {
        // ANCHOR: what_can_be_sent
        let pool = Pool::new(2)?;
        let n = 10;
        let result = pool.map(move |x: u64| x + n, 0..3);
        assert!(matches!(result, Err(Error::NotRegistered { .. })));

        let sums = pool.starmap(add, (0..3).map(|x| (x, n)))?;
        assert_eq!(sums, [10, 11, 12]);
        // ANCHOR_END: what_can_be_sent
        Ok(())
    }

    fn map() -> Result<()> {
        // ANCHOR: map
        let pool = Pool::new(4)?;
        assert_eq!(pool.map(square, 0..5)?, [0, 1, 4, 9, 16]);
        pool.close();
        pool.join()?;
        // ANCHOR_END: map
        Ok(())
    }

    fn starmap() -> Result<()> {
        let pool = Pool::new(2)?;
        // ANCHOR: starmap
        let powers = pool.starmap(power, [(2, 10), (3, 2)])?;
        assert_eq!(powers, [1024, 9]);
        // ANCHOR_END: starmap
        Ok(())
    }

    fn apply() -> Result<()> {
        let pool = Pool::new(2)?;
        // ANCHOR: apply
        assert_eq!(pool.apply(power, (2, 10))?, 1024);

        let handles: Vec<AsyncResult<u64>> = (0..5)
            .map(|x| pool.apply_async(square, (x,)))
            .collect::<Result<_>>()?;
        let squares: Vec<u64> = handles
            .iter()
            .map(AsyncResult::get)
            .collect::<Result<_>>()?;
        assert_eq!(squares, [0, 1, 4, 9, 16]);

        let handle = pool.map_async(square, 0..5)?;
        assert_eq!(handle.get()?, squares);
        // ANCHOR_END: apply
        Ok(())
    }

    fn callback() -> Result<()> {
        let pool = Pool::new(2)?;
        // ANCHOR: callback
        let (sender, receiver) = std::sync::mpsc::channel();
        let handle = pool.apply_async(square, (7,))?;
        let handle = handle.callback(move |square| sender.send(square).unwrap());
        handle.wait();
        assert_eq!(receiver.recv(), Ok(49));
        // ANCHOR_END: callback
        Ok(())
    }

    fn one_by_one() -> Result<()> {
        let pool = Pool::new(2)?;
        // ANCHOR: one_by_one
        for (x, result) in (0..5).zip(pool.imap(square, 0..5)?) {
            assert_eq!(result?, x * x);
        }

        let mut squares = BTreeSet::new();
        for result in pool.imap_unordered(square, 0..5)? {
            squares.insert(result?);
        }
        assert!(squares.into_iter().eq([0, 1, 4, 9, 16]));
        // ANCHOR_END: one_by_one
        Ok(())
    }

    fn chunks() -> Result<()> {
        let pool = Pool::new(2)?;
        // ANCHOR: chunks
        let squares = pool.map(square, chunked(0..1000, 100))?;
        assert_eq!(squares.len(), 1000);
        // ANCHOR_END: chunks
        let finished = |kind| matches!(kind, racelab::process::EventKind::Finished { .. });
        let events = pool.events();
        assert_eq!(events.iter().filter(|e| finished(e.kind)).count(), 10);
        Ok(())
    }

    fn initializer() -> Result<()> {
        // ANCHOR: initializer
        let pool = Pool::builder()
            .processes(2)
            .initializer(prepare, ("a lock is held".to_string(),))
            .start()?;
        let words = ["lock", "key"].map(String::from);
        assert_eq!(pool.map(known, words)?, [true, false]);
        // ANCHOR_END: initializer
        Ok(())
    }

    fn errors() -> Result<()> {
        // ANCHOR: errors
        let pool = Pool::new(2)?;
        match pool.map(reciprocal, [4.0, 0.0]) {
            Err(Error::Panicked(panic)) => assert_eq!(panic.message, "0 has no reciprocal"),
            other => unreachable!("{other:?}"),
        }

        let never = pool.apply_async(wait_for_ever, ())?;
        let result = never.get_timeout(Duration::from_millis(10));
        assert_eq!(result, Err(Error::Timeout));

        match pool.apply(exit_with, (3,)) {
            Err(Error::WorkerLost { exitcode, .. }) => assert_eq!(exitcode, Some(3)),
            other => unreachable!("{other:?}"),
        }
        // ANCHOR_END: errors
        Ok(())
    }

    fn the_end() -> Result<()> {
        // ANCHOR: the_end
        let pool = Pool::new(2)?;
        let never = pool.apply_async(wait_for_ever, ())?;
        pool.terminate();
        pool.join()?;
        assert_eq!(never.get(), Err(Error::Terminated));
        // ANCHOR_END: the_end
        Ok(())
    }

    fn timing() -> Result<()> {
        // ANCHOR: timing
        let cores = thread::available_parallelism().map_or(1, |cores| cores.get());
        let start = Instant::now();
        let pool = Pool::new(cores)?;
        pool.apply(square, (0,))?;
        let ready = start.elapsed();
        let squares = pool.map(square, 0..100_000)?;
        let done = start.elapsed() - ready;
        println!("{cores} workers: {ready:.1?} to start, {done:.1?} for the squares");
        // ANCHOR_END: timing
        assert_eq!(squares.len(), 100_000);
        Ok(())
    }

    pub(crate) fn main() {
        tasks![
            hello,
            introduce,
            exit_with,
            wait_for_ever,
            square,
            power,
            add,
            prepare,
            known,
            reciprocal,
        ];
        type Example = fn() -> Result<()>;
        let examples: [(&str, Example); 14] = [
            ("start_and_join", start_and_join),
            ("many_processes", many_processes),
            ("exit_codes", exit_codes),
            ("what_can_be_sent", what_can_be_sent),
            ("map", map),
            ("starmap", starmap),
            ("apply", apply),
            ("callback", callback),
            ("one_by_one", one_by_one),
            ("chunks", chunks),
            ("initializer", initializer),
            ("errors", errors),
            ("the_end", the_end),
            ("timing", timing),
        ];
        let trials = examples
            .map(|(name, example)| Trial::test(name, move || example().map_err(Failed::from)));
        libtest_mimic::run(&Arguments::from_args(), trials.into()).exit();
    }
}

#[cfg(unix)]
fn main() {
    examples::main();
}

/// This system has no processes of this kind.
#[cfg(not(unix))]
fn main() {}
