//! The options of a demonstration, as they are typed.

use clap::ValueEnum;

/// The options that make an instance, without those that have their default value.
///
/// ```
/// use labs::typed::Typed;
///
/// let typed = Typed::default().number("threads", 3_u8, 2).number("increments", 1_u32, 1);
/// assert_eq!(typed.flag("atomic", true).to_string(), "--threads 3 --atomic");
/// ```
#[derive(Debug, Default)]
#[must_use]
pub struct Typed(Vec<String>);

impl Typed {
    /// An option with a number.
    pub fn number(self, name: &str, number: impl Into<u64>, default: u64) -> Self {
        let number = number.into();
        self.optional(name, (number != default).then_some(number))
    }

    /// An option with a number, which has none by default.
    pub fn optional(mut self, name: &str, number: Option<impl Into<u64>>) -> Self {
        self.0
            .extend(number.map(|number| format!("--{name} {}", number.into())));
        self
    }

    /// An option with a choice.
    pub fn choice<C: ValueEnum + PartialEq>(mut self, name: &str, choice: C, default: C) -> Self {
        let is_given = choice != default;
        self.0
            .extend(is_given.then(|| format!("--{name} {}", self::name(&choice))));
        self
    }

    /// An option without a value.
    pub fn flag(mut self, name: &str, is_given: bool) -> Self {
        self.0.extend(is_given.then(|| format!("--{name}")));
        self
    }
}

impl std::fmt::Display for Typed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.join(" "))
    }
}

/// The name of a choice, as it is typed.
pub fn name(choice: &impl ValueEnum) -> String {
    let value = choice.to_possible_value();
    value.map_or_else(String::new, |value| value.get_name().to_owned())
}
