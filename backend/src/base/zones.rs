//! Clocks in words: those of France by the names people give them, others by the place that names them.

use chrono_tz::Tz;

use super::words::Words;

/// Where the clocks of France stand.
const FRENCH: [Tz; 13] = [
    Tz::Europe__Paris,
    Tz::America__Guadeloupe,
    Tz::America__Martinique,
    Tz::America__Cayenne,
    Tz::Indian__Reunion,
    Tz::Indian__Mayotte,
    Tz::America__Miquelon,
    Tz::America__St_Barthelemy,
    Tz::America__Marigot,
    Tz::Pacific__Tahiti,
    Tz::Pacific__Noumea,
    Tz::Pacific__Wallis,
    Tz::Pacific__Marquesas,
];

fn key(of: &str, zone: Tz) -> String {
    format!("{of}-{}", zone.name().to_lowercase().replace(['/', '_'], "-"))
}

/// `America/Argentina/Buenos_Aires` is at Buenos Aires.
fn city(zone: Tz) -> String {
    zone.name().rsplit('/').next().unwrap_or_default().replace('_', " ")
}

/// Where a clock stands: « La Réunion », “Réunion”.
pub fn place(words: Words, zone: Tz) -> String {
    if FRENCH.contains(&zone) { words.say(key("zone", zone)) } else { city(zone) }
}

/// What its time is called: « heure de La Réunion », “Réunion time”.
pub fn clock(words: Words, zone: Tz) -> String {
    match FRENCH.contains(&zone) {
        true => words.say(key("clock", zone)),
        false => words.with("clock-elsewhere", "place", city(zone)),
    }
}

/// Whether a clock can be chosen: those of France, and the one that was chosen before.
pub fn is_choice(zone: Tz, chosen: Option<&str>) -> bool {
    FRENCH.contains(&zone) || chosen == Some(zone.name())
}

/// The clocks of France, and the one that was chosen elsewhere: IANA names with their places.
pub fn choices(words: Words, chosen: &str) -> Vec<(String, String)> {
    let other = chosen.parse().ok().filter(|zone| !FRENCH.contains(zone));
    let all = FRENCH.into_iter().chain(other);
    all.map(|zone| (zone.name().to_owned(), place(words, zone))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::words::Lang;

    #[test]
    fn every_clock_of_france_has_its_words_and_no_code_is_shown() {
        for lang in [Lang::Fr, Lang::En] {
            let words = Words::new(lang);
            for zone in FRENCH {
                for said in [place(words, zone), clock(words, zone)] {
                    assert!(
                        !said.contains(['/', '_']) && !said.contains("zone-") && !said.contains("clock-"),
                        "{said}"
                    );
                }
            }
        }
        let (fr, en) = (Words::new(Lang::Fr), Words::new(Lang::En));
        assert_eq!(clock(fr, Tz::Indian__Reunion), "heure de La Réunion");
        assert_eq!(clock(en, Tz::Indian__Reunion), "Réunion time");
        assert_eq!(clock(fr, Tz::America__Argentina__Buenos_Aires), "heure locale de Buenos Aires");
        assert_eq!(clock(en, Tz::America__New_York), "New York time");
    }
}
