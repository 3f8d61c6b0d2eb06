use chrono::{DateTime, Duration, MappedLocalTime, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::{GapInfo, Tz};

use super::calendar::Window;
use crate::base::words::Words;
use crate::base::zones;
use crate::sharing::queries::{Booking, Resource};

/// Where a booking stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// The owner is asked.
    Requested,
    /// The owner offers another time.
    Countered,
    /// It counts against the capacity.
    Accepted,
    Refused,
    /// Nobody answered in time.
    Lapsed,
    Cancelled,
    /// For room that isn't free.
    Waiting,
}

impl State {
    pub const ALL: [State; 7] = [
        State::Requested,
        State::Countered,
        State::Accepted,
        State::Refused,
        State::Lapsed,
        State::Cancelled,
        State::Waiting,
    ];

    pub fn code(self) -> &'static str {
        match self {
            State::Requested => "requested",
            State::Countered => "countered",
            State::Accepted => "accepted",
            State::Refused => "refused",
            State::Lapsed => "lapsed",
            State::Cancelled => "cancelled",
            State::Waiting => "waiting",
        }
    }

    pub fn named(code: &str) -> Option<State> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    pub fn holds(self) -> bool {
        self == State::Accepted
    }

    /// Whether something can still come of it.
    pub fn is_open(self) -> bool {
        matches!(self, State::Requested | State::Countered | State::Accepted | State::Waiting)
    }
}

/// On whose behalf a booking moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Owner,
    Booker,
    /// Time has passed, or room has come free.
    Nobody,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    Accept,
    Refuse,
    Counter,
    Cancel,
    Lapse,
    /// Room came free for what may only be asked for.
    Ask,
    /// Another time, or a shorter one of what is accepted.
    Change,
    /// Someone else has that time: whoever asked waits for it to come free.
    Wait,
}

/// Where an act of one side leads; none where that side can't do it.
pub fn moved(from: State, act: Act, by: Side) -> Option<State> {
    Some(match (from, act, by) {
        (State::Requested, Act::Accept, Side::Owner)
        | (State::Countered, Act::Accept, Side::Booker)
        | (State::Waiting, Act::Accept, Side::Nobody) => State::Accepted,
        (State::Requested | State::Countered, Act::Refuse, Side::Owner)
        | (State::Countered, Act::Refuse, Side::Booker) => State::Refused,
        (State::Requested | State::Countered, Act::Counter, Side::Owner) => State::Countered,
        (State::Waiting, Act::Ask, Side::Nobody)
        | (State::Requested | State::Countered, Act::Change, Side::Booker) => State::Requested,
        (State::Accepted, Act::Change, Side::Booker) => State::Accepted,
        (State::Requested, Act::Wait, Side::Booker) => State::Waiting,
        (State::Requested | State::Countered | State::Waiting, Act::Cancel, Side::Booker)
        | (State::Accepted, Act::Cancel, Side::Booker | Side::Owner) => State::Cancelled,
        (State::Requested | State::Countered | State::Waiting, Act::Lapse, Side::Nobody) => State::Lapsed,
        _ => return None,
    })
}

/// Whether a reason must be given: who asked is owed one, and so is who counted on it.
pub fn needs_reason(act: Act, by: Side) -> bool {
    by == Side::Owner && matches!(act, Act::Refuse | Act::Cancel)
}

/// Whether it has been used, or may have been: its time has come, or the thing was handed over.
pub fn has_begun(one: &Booking, now: DateTime<Utc>) -> bool {
    one.holds && (one.starts_at <= now || one.handed_over_at.is_some())
}

/// Whether it was handed over and hasn't come back.
pub fn is_out(one: &Booking) -> bool {
    one.handed_over_at.is_some() && one.handed_back_at.is_none()
}

/// Whether it should have come back by now.
pub fn is_late(one: &Booking, now: DateTime<Utc>) -> bool {
    is_out(one) && one.ends_at <= now
}

/// For which side someone who writes for one of them, or both, takes back a booking: once it has begun, only the owner can.
pub fn taken_back_by(booker: bool, owner: bool, begun: bool) -> Option<Side> {
    match (booker, owner) {
        (true, _) if !begun => Some(Side::Booker),
        (_, true) => Some(Side::Owner),
        _ => None,
    }
}

/// The time that is offered instead.
pub fn offered(one: &Booking) -> Option<Window> {
    let offered = one.counter_starts_at.zip(one.counter_ends_at).filter(|_| one.state == "countered");
    offered.map(|(from, until)| Window::new(from, until))
}

/// The time that an answer is about: the one that is offered, else its own.
pub fn answered(one: &Booking) -> Window {
    offered(one).unwrap_or(Window::new(one.starts_at, one.ends_at))
}

/// When nothing can come of it any more: another time that is offered may lie after its own.
pub fn over_at(one: &Booking) -> DateTime<Utc> {
    answered(one).until.max(one.ends_at)
}

/// Until when an answer counts: so many hours from now, and never past the start.
pub fn answer_by(now: DateTime<Utc>, hours: i32, start: DateTime<Utc>) -> DateTime<Utc> {
    start.min(now + Duration::hours(i64::from(hours.clamp(1, 24 * 90))))
}

/// The instant of a local day and time: two of them where the clock goes back over it, none where it leaps over it.
pub fn moments(zone: Tz, day: NaiveDate, time: NaiveTime) -> MappedLocalTime<DateTime<Utc>> {
    zone.from_local_datetime(&day.and_time(time)).map(|at| at.to_utc())
}

/// Of two instants, the first.
pub fn moment(zone: Tz, day: NaiveDate, time: NaiveTime) -> Option<DateTime<Utc>> {
    moments(zone, day, time).earliest()
}

/// The first time of the clock after one that it leaps over.
pub fn after_leap(zone: Tz, day: NaiveDate, time: NaiveTime) -> Option<NaiveTime> {
    let gap = GapInfo::new(&day.and_time(time), &zone)?;
    gap.end.map(|end| end.naive_local().time())
}

/// « 14:00 »; « 02:30 (UTC+02:00) » where the clock shows it twice that night.
fn clock(at: DateTime<Tz>) -> String {
    let local = at.naive_local();
    let twice = moments(at.timezone(), local.date(), local.time());
    let form = if matches!(twice, MappedLocalTime::Ambiguous(..)) { "%H:%M (UTC%:z)" } else { "%H:%M" };
    at.format(form).to_string()
}

/// The first instant of a local day.
pub fn day_start(zone: Tz, day: NaiveDate) -> Option<DateTime<Utc>> {
    // Where the clock leaps over midnight, the day begins within the next hours.
    (0..4).find_map(|hours| moment(zone, day, NaiveTime::from_hms_opt(hours, 0, 0)?))
}

/// The first and the last day of a stay of whole days; none of any other.
pub fn whole_days(zone: Tz, stay: Window) -> Option<(NaiveDate, NaiveDate)> {
    let day_of = |at: DateTime<Utc>| {
        let day = at.with_timezone(&zone).date_naive();
        Some(day).filter(|day| day_start(zone, *day) == Some(at))
    };
    let (first, next) = (day_of(stay.from)?, day_of(stay.until)?);
    let last = next.pred_opt()?;
    (first <= last).then_some((first, last))
}

/// « 3 mars 2027, 14:00 – 16:00 », where the thing is; « du 1er au 2 décembre 2026 » of whole days.
pub fn when(words: Words, zone: Tz, stay: Window) -> String {
    if let Some((first, last)) = whole_days(zone, stay) {
        return words.days(&first, &last);
    }
    let (from, until) = (stay.from.with_timezone(&zone), stay.until.with_timezone(&zone));
    let day = words.date(&from.date_naive());
    let begins = format!("{day}, {}", clock(from));
    match from.date_naive() == until.date_naive() {
        true => format!("{begins} – {}", clock(until)),
        false => format!("{begins} – {}, {}", words.date(&until.date_naive()), clock(until)),
    }
}

/// Dates of what comes back that are all named; of more, the first ones and the last.
const NAMED: usize = 10;

/// « 7 décembre 2026, 14 décembre 2026 et 21 décembre 2026 »: by their days where all have the same hours of one day.
pub fn dates(words: Words, zone: Tz, stays: &[Window]) -> String {
    let clocks = |stay: &Window| {
        let (from, until) = (stay.from.with_timezone(&zone), stay.until.with_timezone(&zone));
        (from.date_naive() == until.date_naive()).then(|| (from.time(), until.time()))
    };
    let first = stays.first().and_then(clocks);
    let alike = first.is_some() && stays.iter().all(|stay| clocks(stay) == first);
    let said = |stay: &Window| match alike {
        true => words.date(&stay.from.with_timezone(&zone).date_naive()),
        false => when(words, zone, *stay),
    };
    match stays {
        [most @ .., last] if stays.len() > NAMED => {
            let named: Vec<String> = most.iter().take(NAMED - 1).map(said).collect();
            format!("{}, …, {}", named.join(", "), said(last))
        }
        _ => words.list(&stays.iter().map(said).collect::<Vec<_>>()),
    }
}

/// When a stay is, with the time zone where the reader's own clock shows another time.
pub fn when_for(words: Words, zone: Tz, reader: &str, stay: Window) -> String {
    zoned(words, zone, reader, stay.from, when(words, zone, stay))
}

/// A moment where the thing is, with the time zone where the reader's own clock shows another time.
pub fn moment_for(words: Words, zone: Tz, reader: &str, at: DateTime<Utc>) -> String {
    let local = at.with_timezone(&zone);
    zoned(words, zone, reader, at, format!("{}, {}", words.date(&local.date_naive()), clock(local)))
}

fn zoned(words: Words, zone: Tz, reader: &str, at: DateTime<Utc>, said: String) -> String {
    let own: Tz = reader.parse().unwrap_or(Tz::Europe__Paris);
    let local = |zone: Tz| at.with_timezone(&zone).naive_local();
    match local(own) == local(zone) {
        true => said,
        false => words.with2("booking-when-zone", "when", said, "zone", zones::clock(words, zone)),
    }
}

/// What waiting for a thing means, in words: whoever waits agrees to it; `owes`: it has a price.
pub fn waiting_means(words: Words, thing: &Resource, owes: bool) -> Vec<String> {
    let firm = thing.booking_mode == "at_once";
    let mut said = vec![
        words.with("waiting-alone", "name", &thing.name),
        words.say(if firm { "waiting-becomes-firm" } else { "waiting-becomes-asked" }),
    ];
    // What can be cancelled for nothing until it starts is never too late to cancel.
    if firm && owes && thing.cancellation_hours.is_some_and(|hours| hours > 0) {
        said.push(words.say("waiting-owes"));
    }
    said
}

/// Whether a thing is handed over about now: from an hour before the start until the end.
pub fn is_handed_over_about(now: DateTime<Utc>, stay: Window) -> bool {
    stay.from - Duration::hours(1) <= now && now < stay.until
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::words::Lang;

    const ACTS: [Act; 8] =
        [Act::Accept, Act::Refuse, Act::Counter, Act::Cancel, Act::Lapse, Act::Ask, Act::Change, Act::Wait];
    const SIDES: [Side; 3] = [Side::Owner, Side::Booker, Side::Nobody];

    #[test]
    fn what_has_ended_never_moves_again() {
        for from in State::ALL.into_iter().filter(|state| !state.is_open()) {
            for act in ACTS {
                assert!(SIDES.iter().all(|by| moved(from, act, *by).is_none()), "{from:?} {act:?}");
            }
        }
    }

    #[test]
    fn every_state_that_waits_for_someone_can_lapse_and_nothing_else_can() {
        for from in State::ALL {
            let waits = matches!(from, State::Requested | State::Countered | State::Waiting);
            assert_eq!(moved(from, Act::Lapse, Side::Nobody).is_some(), waits, "{from:?}");
            assert_eq!(moved(from, Act::Lapse, Side::Owner), None);
        }
    }

    #[test]
    fn nobody_accepts_their_own_request_nor_refuses_for_the_other() {
        assert_eq!(moved(State::Requested, Act::Accept, Side::Booker), None);
        assert_eq!(moved(State::Countered, Act::Accept, Side::Owner), None);
        assert_eq!(moved(State::Requested, Act::Refuse, Side::Booker), None);
        assert_eq!(moved(State::Waiting, Act::Refuse, Side::Owner), None);
        assert_eq!(moved(State::Requested, Act::Cancel, Side::Owner), None);
        assert_eq!(moved(State::Accepted, Act::Cancel, Side::Owner), Some(State::Cancelled));
        assert!(needs_reason(Act::Cancel, Side::Owner) && !needs_reason(Act::Cancel, Side::Booker));
    }

    #[test]
    fn another_time_that_is_offered_is_its_owners_to_take_back_and_its_bookers_to_turn_down_for_one_more() {
        assert_eq!(moved(State::Countered, Act::Refuse, Side::Owner), Some(State::Refused));
        assert_eq!(moved(State::Countered, Act::Counter, Side::Owner), Some(State::Countered));
        assert_eq!(moved(State::Countered, Act::Change, Side::Booker), Some(State::Requested));
        assert_eq!(moved(State::Accepted, Act::Counter, Side::Owner), None);
        assert!(needs_reason(Act::Refuse, Side::Owner) && !needs_reason(Act::Refuse, Side::Booker));
    }

    #[test]
    fn what_has_begun_is_its_owners_alone_to_take_back() {
        assert_eq!(taken_back_by(true, false, false), Some(Side::Booker));
        assert_eq!(taken_back_by(true, true, false), Some(Side::Booker));
        assert_eq!(taken_back_by(true, false, true), None);
        assert_eq!(taken_back_by(true, true, true), Some(Side::Owner));
        assert_eq!(taken_back_by(false, true, true), Some(Side::Owner));
    }

    #[test]
    fn states_have_names_of_their_own() {
        for state in State::ALL {
            assert_eq!(State::named(state.code()), Some(state));
        }
        assert!(State::ALL.iter().filter(|state| state.holds()).eq([&State::Accepted]));
    }

    #[test]
    fn a_request_never_waits_past_its_start() {
        let now: DateTime<Utc> = "2027-01-04T08:00:00Z".parse().unwrap();
        let start = now + Duration::hours(10);
        assert_eq!(answer_by(now, 48, start), start);
        assert_eq!(answer_by(now, 4, start), now + Duration::hours(4));
        assert_eq!(answer_by(now, i32::MAX, start), start);
    }

    #[test]
    fn local_times_that_the_clock_leaps_over_are_none() {
        let paris = chrono_tz::Europe::Paris;
        let day: NaiveDate = "2027-03-28".parse().unwrap();
        let at = |hour| moment(paris, day, NaiveTime::from_hms_opt(hour, 30, 0).unwrap());
        assert_eq!(at(2), None);
        assert_eq!(at(3), Some("2027-03-28T01:30:00Z".parse().unwrap()));
        assert_eq!(day_start(paris, day), Some("2027-03-27T23:00:00Z".parse().unwrap()));
        assert_eq!(
            after_leap(paris, day, NaiveTime::from_hms_opt(2, 30, 0).unwrap()),
            NaiveTime::from_hms_opt(3, 0, 0)
        );
    }

    #[test]
    fn an_hour_that_comes_twice_is_said_with_its_distance_to_utc() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let said = |from, until| {
            when(Words::new(Lang::Fr), chrono_tz::Europe::Paris, Window::new(at(from), at(until)))
        };
        let second = said("2026-10-25T01:00:00Z", "2026-10-25T03:00:00Z");
        assert_eq!(second, "25\u{A0}octobre 2026, 02:00 (UTC+01:00) – 04:00");
        assert!(said("2026-10-25T00:00:00Z", "2026-10-25T03:00:00Z").contains("02:00 (UTC+02:00)"));
    }

    #[test]
    fn whose_clock_it_is_is_said_where_the_reader_has_another() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let stay = Window::new(at("2027-03-03T10:00:00Z"), at("2027-03-03T12:00:00Z"));
        let reunion = chrono_tz::Indian::Reunion;
        let said = |reader: &str| when_for(Words::new(Lang::Fr), reunion, reader, stay);
        assert_eq!(said("Europe/Paris"), "3\u{A0}mars 2027, 14:00 – 16:00 (heure de La Réunion)");
        assert_eq!(said("Indian/Reunion"), "3\u{A0}mars 2027, 14:00 – 16:00");
    }

    #[test]
    fn a_stay_is_said_in_the_time_of_its_place() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let stay = Window::new(at("2027-03-03T13:00:00Z"), at("2027-03-03T15:00:00Z"));
        let said = when(Words::new(Lang::Fr), chrono_tz::Europe::Paris, stay);
        assert_eq!(said, "3\u{A0}mars 2027, 14:00 – 16:00");
        let long = Window::new(stay.from, at("2027-03-04T09:00:00Z"));
        let said = when(Words::new(Lang::En), chrono_tz::Europe::Paris, long);
        assert_eq!(said, "3\u{A0}March 2027, 14:00 – 4\u{A0}March 2027, 10:00");
    }

    #[test]
    fn whole_days_are_said_without_hours_and_without_the_midnight_that_ends_them() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let said = |from, until| {
            when(Words::new(Lang::Fr), chrono_tz::Europe::Paris, Window::new(at(from), at(until)))
        };
        let two = said("2026-11-30T23:00:00Z", "2026-12-02T23:00:00Z");
        assert_eq!(two, "du 1er au 2\u{A0}décembre 2026");
        assert_eq!(said("2026-11-29T23:00:00Z", "2026-11-30T23:00:00Z"), "le 30\u{A0}novembre 2026");
        // A day of 23 hours.
        assert_eq!(said("2027-03-27T23:00:00Z", "2027-03-28T22:00:00Z"), "le 28\u{A0}mars 2027");
        assert!(said("2026-11-30T23:00:00Z", "2026-12-01T22:00:00Z").ends_with("00:00 – 23:00"));
    }

    #[test]
    fn dates_that_come_back_are_named_and_of_many_the_first_and_the_last() {
        let paris = chrono_tz::Europe::Paris;
        let first: DateTime<Utc> = "2026-10-05T07:00:00Z".parse().unwrap();
        // Nine o'clock in Paris, in summer and in winter.
        let stay = |week: i64| {
            let from = first + Duration::weeks(week) + Duration::hours(i64::from(week >= 3));
            Window::new(from, from + Duration::hours(2))
        };
        let stays = |count| (0..count).map(stay).collect::<Vec<_>>();
        let fr = Words::new(Lang::Fr);
        let two = dates(fr, paris, &stays(2));
        assert_eq!(two, "5\u{A0}octobre 2026 et 12\u{A0}octobre 2026");
        let many = dates(fr, paris, &stays(12));
        assert!(many.ends_with(", 30\u{A0}novembre 2026, …, 21\u{A0}décembre 2026"), "{many}");
        assert!(!many.contains("7\u{A0}décembre"), "{many}");
        let longer = Window::new(first, first + Duration::hours(3));
        let said = dates(fr, paris, &[longer, stay(1)]);
        assert_eq!(said, "5\u{A0}octobre 2026, 09:00 – 12:00 et 12\u{A0}octobre 2026, 09:00 – 11:00");
    }
}
