//! verdict: proved
//!
//! No channel: a queue under a mutex and a condition variable, and a thread that owns the sum.

use labs::lab_08::{Service, Total};
use racelab::sync::{Arc, Condvar, Mutex, thread};
use std::collections::VecDeque;
struct Mail {
    queue: Mutex<(VecDeque<u64>, u64, u64, usize)>,
    changed: Condvar,
    total: Mutex<Total>,
}
pub struct Exercise {
    mail: Arc<Mail>,
}
impl Clone for Exercise {
    fn clone(&self) -> Self {
        self.mail.queue.lock().3 += 1;
        Self {
            mail: self.mail.clone(),
        }
    }
}
impl Drop for Exercise {
    fn drop(&mut self) {
        self.mail.queue.lock().3 -= 1;
        self.mail.changed.notify_all();
    }
}
impl Service for Exercise {
    fn start(total: Total) -> Self {
        let mail = Arc::new(Mail {
            queue: Mutex::new((VecDeque::new(), 0, 0, 1)),
            changed: Condvar::new(),
            total: Mutex::new(total),
        });
        let m = mail.clone();
        thread::spawn(move || {
            let mut q = m.queue.lock();
            loop {
                if let Some(n) = q.0.pop_front() {
                    let t = m.total.lock();
                    t.set(t.get() + n);
                    q.2 += 1;
                    m.changed.notify_all();
                    continue;
                }
                if q.3 == 0 {
                    return;
                }
                m.changed.wait(&mut q);
            }
        });
        Self { mail }
    }
    fn add(&self, number: u64) {
        let mut q = self.mail.queue.lock();
        q.0.push_back(number);
        q.1 += 1;
        self.mail.changed.notify_all();
    }
    fn get(&self) -> u64 {
        let mut q = self.mail.queue.lock();
        let sent = q.1;
        while q.2 < sent {
            self.mail.changed.wait(&mut q);
        }
        self.mail.total.lock().get()
    }
}
