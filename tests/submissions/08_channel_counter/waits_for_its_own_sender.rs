//! verdict: deadlock
//!
//! Keeps a sender of the answer while it waits until all senders are dropped.

use labs::lab_08::{Service, Total};
use racelab::sync::{mpsc, thread};

enum Order {
    Add(u64),
    Tell(mpsc::Sender<u64>),
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
                    Order::Tell(answer) => {
                        let _ = answer.send(total.get());
                    }
                }
            }
        });
        Self { orders }
    }
    fn add(&self, number: u64) {
        self.orders
            .send(Order::Add(number))
            .expect("the service runs");
    }
    fn get(&self) -> u64 {
        let (answer, reply) = mpsc::channel();
        self.orders
            .send(Order::Tell(answer.clone()))
            .expect("the service runs");
        reply.iter().sum()
    }
}
