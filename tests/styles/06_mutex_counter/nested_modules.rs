//! Modules inside of modules, which import from each other by `super`.

use labs::lab_06::{Account, Fields};

mod bank {
    pub mod vault {
        use labs::lab_06::Fields;
        use racelab::sync::Mutex;

        pub struct Vault {
            pub(super) door: Mutex<Fields>,
        }

        impl From<Fields> for Vault {
            fn from(fields: Fields) -> Self {
                Self {
                    door: Mutex::new(fields),
                }
            }
        }
    }

    pub mod counter {
        use self::sums::{less, more};
        use super::vault::Vault;

        mod sums {
            pub(super) fn less(a: u64, b: u64) -> u64 {
                a - b
            }

            pub(super) fn more(a: u64, b: u64) -> u64 {
                a + b
            }
        }

        pub fn transfer(vault: &Vault, amount: u64) {
            let fields = vault.door.lock();
            fields.checking.set(less(fields.checking.get(), amount));
            fields.savings.set(more(fields.savings.get(), amount));
        }

        pub fn read(vault: &Vault) -> (u64, u64) {
            let fields = vault.door.lock();
            (fields.checking.get(), fields.savings.get())
        }
    }
}

pub struct Exercise(bank::vault::Vault);

impl Account for Exercise {
    fn new(fields: Fields) -> Self {
        Self(fields.into())
    }

    fn transfer(&self, amount: u64) {
        bank::counter::transfer(&self.0, amount);
    }

    fn read(&self) -> (u64, u64) {
        bank::counter::read(&self.0)
    }
}
