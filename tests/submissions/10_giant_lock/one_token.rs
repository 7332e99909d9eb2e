//! verdict: proved
//!
//! A token in a channel: a thread that has received it may work, and sends it back.

use labs::lab_10::{Bytecode, Interpreter, Machine};
use racelab::sync::Mutex;
use racelab::sync::mpsc::{Receiver, Sender, channel};

pub struct Exercise {
    giver: Sender<()>,
    token: Mutex<Receiver<()>>,
}

impl Interpreter for Exercise {
    fn new() -> Self {
        let (giver, token) = channel();
        giver.send(()).expect("the receiver is here");
        Self {
            giver,
            token: Mutex::new(token),
        }
    }

    fn run(&self, program: &[Bytecode], machine: &mut dyn Machine) {
        let take = || self.token.lock().recv().expect("the sender is here");
        let give_back = || self.giver.send(()).expect("the receiver is here");
        for bytecode in program {
            match bytecode {
                Bytecode::Work => {
                    take();
                    machine.work();
                    give_back();
                }
                Bytecode::Sleep => machine.sleep(),
            }
        }
    }
}
