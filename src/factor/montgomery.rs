//! Multiplication modulo an odd number of up to 128 bits, without a division.
//!
//! Montgomery's method represents a number x as x * R modulo n, with R = 2^128. A product of
//! two such numbers contains R twice. Dividing by R, after adding the right
//! multiple of n to make it divisible, means just taking the upper half.

/// Arithmetic modulo an odd `n`. All numbers that go in and come out of its
/// operations are in Montgomery form, less than `n`.
pub(super) struct Field {
    n: u128,
    /// The inverse of n modulo R.
    inverse: u128,
    /// 1, that is R modulo n.
    pub(super) one: u128,
    /// R squared modulo n.
    square: u128,
}

impl Field {
    /// # Panics
    ///
    /// If `n` is even or less than 3.
    pub(super) fn new(n: u128) -> Field {
        assert!(n % 2 == 1 && n > 1, "{n} is not odd or less than 3");
        // Newton: each step doubles the number of correct bits, and n is its own
        // inverse modulo 8: 3, 6, 12, 24, 48, 96, 192 bits.
        let mut inverse = n;
        for _ in 0..6 {
            inverse = inverse.wrapping_mul(2u128.wrapping_sub(n.wrapping_mul(inverse)));
        }
        let one = n.wrapping_neg() % n;
        let mut field = Field {
            n,
            inverse,
            one,
            square: one,
        };
        for _ in 0..128 {
            field.square = field.add(field.square, field.square);
        }
        field
    }

    /// A number in Montgomery form.
    pub(super) fn of(&self, x: u128) -> u128 {
        self.multiply(x % self.n, self.square)
    }

    pub(super) fn add(&self, a: u128, b: u128) -> u128 {
        // a + b may exceed the range of a u128.
        let room = self.n - b;
        if a >= room { a - room } else { a + b }
    }

    pub(super) fn multiply(&self, a: u128, b: u128) -> u128 {
        let (low, high) = a.carrying_mul(b, 0);
        // quotient * n has the same lower half as a * b. So only the upper halves
        // of their difference are left, which is the difference divided by R.
        let quotient = low.wrapping_mul(self.inverse);
        let (_, subtract) = quotient.carrying_mul(self.n, 0);
        // Both are less than n.
        match high.overflowing_sub(subtract) {
            (difference, false) => difference,
            (difference, true) => difference.wrapping_add(self.n),
        }
    }

    pub(super) fn power(&self, mut base: u128, mut exponent: u128) -> u128 {
        let mut power = self.one;
        while exponent > 0 {
            if exponent % 2 == 1 {
                power = self.multiply(power, base);
            }
            base = self.multiply(base, base);
            exponent /= 2;
        }
        power
    }
}
