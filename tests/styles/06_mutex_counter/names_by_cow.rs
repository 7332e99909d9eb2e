//! A table from names to fields, whose keys are `Cow`s.

use std::borrow::Cow;
use std::collections::BTreeMap;

use labs::lab_06::{Account, Fields};
use racelab::sync::cell::PlainCell;
use racelab::sync::{Arc, Mutex};

type Table = BTreeMap<Cow<'static, str>, Arc<PlainCell<u64>>>;

fn key(name: &str, suffix: Option<&str>) -> Cow<'static, str> {
    match suffix {
        None if name == "checking" => Cow::Borrowed("checking"),
        None => Cow::Owned(name.to_owned()),
        Some(suffix) => format!("{name}{suffix}").into(),
    }
}

pub struct Exercise {
    table: Mutex<Table>,
}

impl Account for Exercise {
    fn new(Fields { checking, savings }: Fields) -> Self {
        let table = [
            (key("checking", None), checking),
            (key("sav", Some("ings")), savings),
        ];
        Self {
            table: Mutex::new(table.into()),
        }
    }

    fn transfer(&self, amount: u64) {
        let table = self.table.lock();
        let [checking, savings] = ["checking", "savings"].map(|name| &table[name]);
        checking.set(checking.get() - amount);
        savings.set(savings.get() + amount);
    }

    fn read(&self) -> (u64, u64) {
        let table = self.table.lock();
        let mut read = table.values().map(|field| field.get());
        match (read.next(), read.next(), read.next()) {
            (Some(checking), Some(savings), None) => (checking, savings),
            _ => unreachable!("there are two fields"),
        }
    }
}
