//! verdict: deadlock
//!
//! Checks whether the answer is there, and if not, waits for the notification. If it comes
//! between the check and the wait, no thread waits for it yet, and `get` waits for ever.
//! (As in Open3D's PoissonRecon, issue 6.)

use labs::lab_08::{Service, Total};
use racelab::sync::{Arc, Condvar, Mutex, mpsc, thread};

enum Order {
    Add(u64),
    Tell(mpsc::Sender<u64>, Arc<Condvar>),
}

#[derive(Clone)]
pub struct Exercise {
    orders: mpsc::Sender<Order>,
}

impl Service for Exercise {
    fn start(total: Total) -> Self {
        let (orders, inbox) = mpsc::channel();
        let inbox = inbox.named("orders");
        thread::spawn(move || {
            for order in inbox {
                match order {
                    Order::Add(number) => total.set(total.get() + number),
                    Order::Tell(answer, bell) => {
                        let _ = answer.send(total.get());
                        bell.notify_one();
                    }
                }
            }
        });
        Self { orders }
    }

    fn add(&self, number: u64) {
        self.orders.send(Order::Add(number)).expect("the service runs");
    }

    fn get(&self) -> u64 {
        let (answer, reply) = mpsc::channel();
        let bell = Arc::new(Condvar::new().named("bell"));
        let door = Mutex::new(()).named("door");
        self.orders.send(Order::Tell(answer, Arc::clone(&bell))).expect("the service runs");
        if let Ok(count) = reply.try_recv() {
            return count;
        }
        let mut guard = door.lock();
        bell.wait(&mut guard);
        reply.recv().expect("the service answers")
    }
}
