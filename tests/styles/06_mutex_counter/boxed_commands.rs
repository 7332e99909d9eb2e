//! Closures in boxes, which a function executes one after the other under the lock.

use labs::lab_06::{Account, Fields};
use racelab::sync::Mutex;

type Command<'a> = Box<dyn FnOnce(&Fields) + 'a>;

pub struct Exercise {
    fields: Mutex<Fields>,
}

impl Exercise {
    fn execute<'a>(&self, commands: impl IntoIterator<Item = Command<'a>>) {
        let fields = self.fields.lock();
        commands.into_iter().for_each(|command| command(&fields));
    }
}

impl Account for Exercise {
    fn new(fields: Fields) -> Self {
        Self {
            fields: Mutex::new(fields),
        }
    }

    fn transfer(&self, amount: u64) {
        let withdraw: Command<'_> = Box::new(move |f| f.checking.set(f.checking.get() - amount));
        let deposit: Command<'_> = Box::new(move |f| f.savings.set(f.savings.get() + amount));
        self.execute([withdraw, deposit]);
    }

    fn read(&self) -> (u64, u64) {
        let (mut checking, mut savings) = (0, 0);
        let commands: [Command<'_>; 2] = [
            Box::new(|fields| checking = fields.checking.get()),
            Box::new(|fields| savings = fields.savings.get()),
        ];
        self.execute(commands);
        (checking, savings)
    }
}
