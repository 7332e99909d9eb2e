//! A clerk, a thread of its own, owns the slots and answers the letters that it can answer.

use std::collections::VecDeque;

use labs::lab_15::{Buffer, Slot};
use racelab::sync::mpsc::{Receiver, Sender, channel};
use racelab::sync::thread::{self, JoinHandle};

enum Letter {
    Put(u64, Sender<()>),
    Take(Sender<Option<u64>>),
    Close,
}

fn serve(slots: &[Slot], letters: &Receiver<Letter>) {
    let (mut puts, mut takes) = (VecDeque::new(), VecDeque::new());
    let (mut put, mut taken, mut closed) = (0, 0, false);
    for letter in letters {
        match letter {
            Letter::Put(value, reply) => puts.push_back((value, reply)),
            Letter::Take(reply) => takes.push_back(reply),
            Letter::Close => closed = true,
        }
        loop {
            if put - taken < slots.len()
                && let Some((value, reply)) = puts.pop_front()
            {
                slots[put % slots.len()].set(value);
                put += 1;
                _ = reply.send(());
            } else if taken < put
                && let Some(reply) = takes.pop_front()
            {
                _ = reply.send(Some(slots[taken % slots.len()].get()));
                taken += 1;
            } else {
                break;
            }
        }
        if closed {
            takes.drain(..).for_each(|reply| _ = reply.send(None));
        }
    }
}

pub struct Exercise {
    clerk: Option<(Sender<Letter>, JoinHandle<()>)>,
}

impl Exercise {
    fn write(&self, letter: Letter) {
        let (clerk, _) = self.clerk.as_ref().expect("it works until the drop");
        clerk.send(letter).expect("it reads until the drop");
    }
}

impl Buffer for Exercise {
    fn new(slots: Vec<Slot>) -> Self {
        let (clerk, letters) = channel();
        let thread = thread::spawn(move || serve(&slots, &letters));
        Self {
            clerk: Some((clerk, thread)),
        }
    }

    fn put(&self, value: u64) {
        let (reply, answer) = channel();
        self.write(Letter::Put(value, reply));
        answer.recv().expect("each letter is answered");
    }

    fn take(&self) -> Option<u64> {
        let (reply, answer) = channel();
        self.write(Letter::Take(reply));
        answer.recv().expect("each letter is answered")
    }

    fn close(&self) {
        self.write(Letter::Close);
    }
}

impl Drop for Exercise {
    fn drop(&mut self) {
        if let Some((clerk, thread)) = self.clerk.take() {
            drop(clerk);
            _ = thread.join();
        }
    }
}
