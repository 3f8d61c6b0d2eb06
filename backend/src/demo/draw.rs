//! Chance that repeats itself: every supplier has a stream of its own, so that the same
//! seed and place in the row give the same supplier, whatever the number asked for.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use uuid::{Builder, Uuid};

/// 2026-01-01T00:00:00Z in milliseconds: identifiers count from there, not from today.
const EPOCH_MS: u64 = 1_767_225_600_000;
/// Identifiers one supplier may need, one a millisecond.
const IDS_EACH: u64 = 64;
/// SIRENs that begin with 000: five free digits, but not all zeros.
const SIRENS: u64 = 99_999;

pub struct Draw {
    rng: ChaCha8Rng,
    next_id: u64,
}

impl Draw {
    pub fn new(seed: u64, index: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(index);
        Self { rng, next_id: index.wrapping_mul(IDS_EACH) }
    }

    /// Laid out as version 7; the moment in it comes from the index.
    pub fn id(&mut self) -> Uuid {
        let moment = EPOCH_MS.wrapping_add(self.next_id);
        self.next_id = self.next_id.wrapping_add(1);
        Builder::from_unix_timestamp_millis(moment, &self.rng.random()).into_uuid()
    }

    /// Both ends included; the lowest when they cross.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        if low < high { self.rng.random_range(low..=high) } else { low }
    }

    pub fn chance(&mut self, percent: i64) -> bool {
        self.between(1, 100) <= percent
    }

    pub fn below(&mut self, end: usize) -> usize {
        if end > 1 { self.rng.random_range(0..end) } else { 0 }
    }

    pub fn one<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        let place = self.below(from.len());
        from.get(place)
    }

    /// Degrees, within about a kilometre.
    pub fn nearby(&mut self, degrees: f64) -> f64 {
        let moved = degrees + self.rng.random_range(-0.009..0.009);
        (moved * 100_000.0).round() / 100_000.0
    }

    /// So many of them, in their order.
    pub fn some<'a, T>(&mut self, from: &[&'a T], count: usize) -> Vec<&'a T> {
        let mut needed = count.min(from.len());
        let mut taken = Vec::with_capacity(needed);
        for (place, item) in from.iter().enumerate() {
            if self.below(from.len() - place) < needed {
                taken.push(*item);
                needed -= 1;
            }
        }
        taken
    }
}

/// SIREN and SIRET both pass Luhn's check; no two indexes below 999 millions share one.
pub fn siret(index: u64) -> String {
    // 61801 has no divisor in common with the number of SIRENs: neighbours look unlike.
    let siren = format!("000{:05}", 1 + (index % SIRENS) * 61_801 % SIRENS);
    let siren = format!("{siren}{}", check_digit(&siren));
    let siret = format!("{siren}{:04}", 1 + index / SIRENS % 9_999);
    format!("{siret}{}", check_digit(&siret))
}

/// The digit that makes the whole pass Luhn's check.
fn check_digit(digits: &str) -> u8 {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, byte)| {
            let digit = u32::from(byte.saturating_sub(b'0'));
            let counted = if place % 2 == 0 { digit * 2 } else { digit };
            if counted > 9 { counted - 9 } else { counted }
        })
        .sum();
    ((10 - sum % 10) % 10) as u8
}

/// No register of associations has the number 00.
pub fn rna(index: u64) -> String {
    format!("W00{:07}", index % 10_000_000)
}
