//! A thread that waits knows the one that came before it, and wakes it when it is woken.

use labs::lab_17::Barrier;
use racelab::sync::atomic::{
    AtomicBool,
    Ordering::{Acquire, Release},
};
use racelab::sync::thread::{self, Thread};
use racelab::sync::{Arc, Mutex};

struct Link {
    thread: Thread,
    is_woken: AtomicBool,
}

#[derive(Default)]
struct Chain {
    links: usize,
    last: Option<Arc<Link>>,
}

pub struct Exercise {
    threads: usize,
    chain: Mutex<Chain>,
}

fn wake(link: Option<Arc<Link>>) {
    if let Some(link) = link {
        link.is_woken.store(true, Release);
        link.thread.unpark();
    }
}

impl Barrier for Exercise {
    fn new(threads: usize) -> Self {
        Self {
            threads,
            chain: Mutex::default(),
        }
    }

    fn wait(&self) -> bool {
        let mut chain = self.chain.lock();
        if chain.links + 1 == self.threads {
            chain.links = 0;
            wake(chain.last.take());
            return true;
        }
        let own = Arc::new(Link {
            thread: thread::current(),
            is_woken: AtomicBool::new(false),
        });
        chain.links += 1;
        let before = chain.last.replace(Arc::clone(&own));
        drop(chain);
        while !own.is_woken.load(Acquire) {
            thread::park();
        }
        wake(before);
        false
    }
}
