//! Identifiers in Greek, Russian and Chinese.

use labs::lab_06::{Account as Λογαριασμός, Fields};
use racelab::sync::{Mutex, MutexGuard};

struct 金额(u64);

pub struct Exercise {
    дверь: Mutex<Fields>,
}

impl Exercise {
    fn открыть(&self) -> MutexGuard<'_, Fields> {
        self.дверь.lock()
    }
}

impl Λογαριασμός for Exercise {
    fn new(fields: Fields) -> Self {
        Self {
            дверь: Mutex::new(fields).named("дверь"),
        }
    }

    fn transfer(&self, amount: u64) {
        let (поля, 金额(сумма)) = (self.открыть(), 金额(amount));
        поля.checking.set(поля.checking.get() - сумма);
        поля.savings.set(поля.savings.get() + сумма);
    }

    fn read(&self) -> (u64, u64) {
        let поля = self.открыть();
        (поля.checking.get(), поля.savings.get())
    }
}
