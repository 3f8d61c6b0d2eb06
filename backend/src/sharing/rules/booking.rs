use chrono::{DateTime, Duration, Utc};

use super::calendar::Window;
pub use super::when::{
    after_leap, dates, day_start, moment, moment_for, moments, when, when_for, whole_days,
};
use crate::base::words::Words;
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

/// That what is waited for comes together or not at all; nothing where it is one thing on one date.
pub fn waited_together(words: Words, things: &[&Resource], dates: usize) -> Vec<String> {
    let names: Vec<String> = things.iter().map(|thing| thing.name.clone()).collect();
    let mut said = Vec::new();
    if things.len() > 1 {
        said.push(words.with("waiting-things", "things", words.list(&names)));
    }
    if dates > 1 {
        said.push(words.with("waiting-dates", "count", dates));
    }
    said
}

/// What waiting for things on so many dates means, in words: whoever waits agrees to it; `owes`: they have a price.
pub fn waiting_means(words: Words, things: &[&Resource], dates: usize, owes: bool) -> Vec<String> {
    let firm = things.iter().all(|thing| thing.booking_mode == "at_once");
    let mut said = waited_together(words, things, dates);
    said.push(words.say(if firm { "waiting-becomes-firm" } else { "waiting-becomes-asked" }));
    // What can be cancelled for nothing until it starts is never too late to cancel.
    let can_be_late = |thing: &&Resource| thing.cancellation_hours.is_some_and(|hours| hours > 0);
    if firm && owes && things.iter().any(can_be_late) {
        said.push(words.say("waiting-owes"));
    }
    said
}

/// Whether that it was handed over, or came back, is still to be noted; what was cancelled after it went over still comes
/// back.
pub fn can_be_noted(one: &Booking, back: bool) -> bool {
    let accepted = one.state == State::Accepted.code();
    match back {
        false => accepted && one.handed_over_at.is_none(),
        true => (accepted || one.state == State::Cancelled.code()) && is_out(one),
    }
}

/// Whether a thing is handed over about now: from an hour before the start until the end.
pub fn is_handed_over_about(now: DateTime<Utc>, stay: Window) -> bool {
    stay.from - Duration::hours(1) <= now && now < stay.until
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
