//! Identifiers in other scripts than the Latin one.

use labs::lab_05::Counter;
use racelab::sync::Mutex;
use racelab::sync::cell::PlainCell;

struct Zähler {
    größe: PlainCell<u64>,
    замок: Mutex<()>,
}

impl Zähler {
    fn erhöhe(&self, um: u64) {
        let _受け取った = self.замок.lock();
        self.größe.set(self.größe.get() + um);
    }

    fn τιμή(&self) -> u64 {
        let _φύλακας = self.замок.lock();
        self.größe.get()
    }
}

pub struct Exercise {
    zähler: Zähler,
}

impl Counter for Exercise {
    fn new() -> Self {
        let größe = PlainCell::new(0).named("größe");
        Self {
            zähler: Zähler {
                größe,
                замок: Mutex::new(()).named("замок"),
            },
        }
    }

    fn increment(&self) {
        self.zähler.erhöhe(1);
    }

    fn get(&self) -> u64 {
        self.zähler.τιμή()
    }
}
