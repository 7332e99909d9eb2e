//! Two preloaded turnstiles: the last thread to come opens the first one for all, the last to
//! pass opens the second one.

use labs::lab_17::Barrier;
use racelab::sync::{Mutex, Semaphore};

pub struct Exercise {
    threads: usize,
    count: Mutex<usize>,
    come: Semaphore,
    gone: Semaphore,
}

impl Barrier for Exercise {
    fn new(threads: usize) -> Self {
        Self {
            threads,
            count: Mutex::new(0),
            come: Semaphore::new(0),
            gone: Semaphore::new(0),
        }
    }

    fn wait(&self) -> bool {
        let leads = {
            let mut count = self.count.lock();
            *count += 1;
            *count == self.threads
        };
        if leads {
            self.come.release(self.threads);
        }
        self.come.acquire().forget();
        {
            let mut count = self.count.lock();
            *count -= 1;
            if *count == 0 {
                self.gone.release(self.threads);
            }
        }
        self.gone.acquire().forget();
        leads
    }
}
