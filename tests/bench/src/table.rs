//! The table: what was measured, what is to be reached, and whether it is.

use std::fmt;

#[derive(Default)]
pub struct Table {
    /// Suppliers in the data of the rows that follow.
    pub size: usize,
    rows: Vec<[String; 5]>,
}

impl Table {
    pub fn at_least(&mut self, what: &str, value: f64, goal: f64, unit: &str) {
        self.row(what, value, unit, format!("≥ {}", written(goal)), Some(value >= goal));
    }

    pub fn at_most(&mut self, what: &str, value: f64, goal: f64, unit: &str) {
        self.row(what, value, unit, format!("≤ {}", written(goal)), Some(value <= goal));
    }

    /// Nothing is to be reached; others are compared with it.
    pub fn known(&mut self, what: &str, value: f64, unit: &str) {
        self.row(what, value, unit, String::new(), None);
    }

    fn row(&mut self, what: &str, value: f64, unit: &str, goal: String, reached: Option<bool>) {
        eprintln!("  {what}: {} {unit} {goal}", written(value));
        let reached = reached.map_or("", |reached| if reached { "yes" } else { "**no**" }).to_owned();
        let size = whole(self.size as f64);
        self.rows.push([what.to_owned(), size, format!("{} {unit}", written(value)), goal, reached]);
    }
}

/// Three digits that count, thousands apart.
fn written(value: f64) -> String {
    match value.abs() {
        size if size >= 100.0 => whole(value),
        size if size >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

fn whole(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| figure | suppliers | measured | to reach | reached |")?;
        writeln!(f, "| --- | ---: | ---: | ---: | --- |")?;
        self.rows.iter().try_for_each(|row| writeln!(f, "| {} |", row.join(" | ")))
    }
}
