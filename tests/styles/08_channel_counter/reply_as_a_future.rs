//! The reply is a future with a waker; an executor parks until it is ready.

use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Wake, Waker};

use labs::lab_08::{Service, Total};
use racelab::sync::thread::{self, Thread};
use racelab::sync::{Arc, Mutex, mpsc};

#[derive(Default)]
enum State {
    #[default]
    Empty,
    Waited(Waker),
    Full(u64),
}

#[derive(Clone, Default)]
struct Reply(Arc<Mutex<State>>);

impl Reply {
    fn fill(&self, number: u64) {
        let before = std::mem::replace(&mut *self.0.lock(), State::Full(number));
        if let State::Waited(waker) = before {
            waker.wake();
        }
    }
}

impl Future for Reply {
    type Output = u64;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<u64> {
        let mut state = self.0.lock();
        if let State::Full(number) = *state {
            return Poll::Ready(number);
        }
        *state = State::Waited(context.waker().clone());
        Poll::Pending
    }
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: std::sync::Arc<Self>) {
        self.0.unpark();
    }
}

fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let waker = Waker::from(std::sync::Arc::new(Unpark(thread::current())));
    let mut context = Context::from_waker(&waker);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(output) => return output,
            Poll::Pending => thread::park(),
        }
    }
}

enum Message {
    Add(u64),
    Get(Reply),
}

#[derive(Clone)]
pub struct Exercise {
    owner: mpsc::Sender<Message>,
}

impl Exercise {
    async fn count(&self) -> u64 {
        let reply = Reply::default();
        assert!(self.owner.send(Message::Get(reply.clone())).is_ok());
        reply.await
    }
}

impl Service for Exercise {
    fn start(total: Total) -> Self {
        let (owner, inbox) = mpsc::channel();
        thread::spawn(move || {
            for message in inbox {
                match message {
                    Message::Add(number) => total.set(total.get() + number),
                    Message::Get(reply) => reply.fill(total.get()),
                }
            }
        });
        Self { owner }
    }

    fn add(&self, number: u64) {
        assert!(self.owner.send(Message::Add(number)).is_ok());
    }

    fn get(&self) -> u64 {
        block_on(self.count())
    }
}
