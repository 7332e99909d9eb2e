//! The order of the destructors, whatever they use: the same as in std.

use super::*;
// (A glob does not hide the name of std's.)
use racelab::sync::thread_local;

/// The action of a value's destructor: it uses other keys.
type Plan = [Vec<usize>; 5];
type Log = std::sync::Arc<std::sync::Mutex<Vec<String>>>;

struct Noted {
    key: usize,
    plan: Plan,
    log: Log,
}

impl Drop for Noted {
    fn drop(&mut self) {
        self.log.lock().unwrap().push(format!("drop {}", self.key));
        for &key in &self.plan[self.key] {
            reach(key, &self.plan, &self.log);
        }
    }
}

thread_local! {
    static A: RefCell<Option<Noted>> = const { RefCell::new(None) };
    static B: RefCell<Option<Noted>> = RefCell::new(None);
    static C: RefCell<Option<Noted>> = const { RefCell::new(None) };
    static D: RefCell<Option<Noted>> = RefCell::new(None);
    static E: RefCell<Option<Noted>> = RefCell::new(None);
}

fn reach(key: usize, plan: &Plan, log: &Log) {
    let keys = [&A, &B, &C, &D, &E];
    let reached = keys[key].try_with(|value| {
        let mut value = value.borrow_mut();
        let is_new = value.is_none();
        value.get_or_insert_with(|| Noted {
            key,
            plan: plan.clone(),
            log: log.clone(),
        });
        is_new
    });
    log.lock()
        .unwrap()
        .push(format!("reach {key}: {reached:?}"));
}

/// What a new thread does with its values, in order.
fn run(uses: &[usize], plan: &Plan) -> Vec<String> {
    let log = Log::default();
    let child = thread::spawn({
        let (uses, plan, log) = (uses.to_vec(), plan.clone(), log.clone());
        move || {
            for key in uses {
                reach(key, &plan, &log);
            }
        }
    });
    child.join().unwrap();
    std::mem::take(&mut *log.lock().unwrap())
}

#[test]
fn of_destructors_is_stds_whatever_they_use() {
    for seed in 0..300 {
        let mut rng = StdRng::seed_from_u64(seed);
        let mut keys = |most: usize| -> Vec<usize> {
            let count = rng.random_range(0..=most);
            (0..count).map(|_| rng.random_range(0..5)).collect()
        };
        let (uses, plan): (_, Plan) = (keys(6), std::array::from_fn(|_| keys(2)));
        let real = run(&uses, &plan);
        let explored = Explorer::new().explore({
            let (uses, plan) = (uses.clone(), plan.clone());
            move || run(&uses, &plan)
        });
        assert!(explored.complete() && explored.failures().is_empty());
        let outcomes: Vec<_> = explored.outcomes().keys().collect();
        assert_eq!(outcomes, [&real], "seed {seed}: {uses:?}, {plan:?}");
        if seed < 50 {
            let verdict = judge(&LoomLimits::default(), {
                let real = real.clone();
                move || assert_eq!(run(&uses, &plan), real)
            });
            assert!(matches!(verdict, LoomVerdict::Holds { .. }), "{verdict:?}");
        }
    }
}
