//! Every combination, and every order, of a few things.

/// All ways to choose one number below each of the given bounds, in the order of an odometer.
/// Without bounds there is one way, the empty one.
pub(crate) struct Choices {
    bounds: Vec<usize>,
    next: Option<Vec<usize>>,
}

impl Choices {
    /// The choices below these bounds.
    pub(crate) fn new(bounds: Vec<usize>) -> Self {
        let possible = bounds.iter().all(|&bound| bound > 0);
        let next = possible.then(|| vec![0; bounds.len()]);
        Self { bounds, next }
    }
}

impl Iterator for Choices {
    type Item = Vec<usize>;

    fn next(&mut self) -> Option<Vec<usize>> {
        let current = self.next.take()?;
        let below = |&place: &usize| current[place] + 1 < self.bounds[place];
        if let Some(place) = (0..current.len()).find(below) {
            let mut following = current.clone();
            following[..place].fill(0);
            following[place] += 1;
            self.next = Some(following);
        }
        Some(current)
    }
}

/// Every order of the numbers below `n`.
pub(crate) fn orders(n: usize) -> Vec<Vec<usize>> {
    if n == 0 {
        return vec![Vec::new()];
    }
    let shorter = orders(n - 1);
    let with_last = shorter.iter().flat_map(|order| {
        (0..n).map(move |place| {
            let mut order = order.clone();
            order.insert(place, n - 1);
            order
        })
    });
    with_last.collect()
}

#[test]
fn each_choice_and_each_order_occurs_once() {
    assert_eq!(Choices::new(vec![2, 3, 1]).count(), 6);
    assert_eq!(Choices::new(vec![]).count(), 1);
    assert_eq!(Choices::new(vec![2, 0]).count(), 0);
    let mut all = orders(4);
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), 24);
}
