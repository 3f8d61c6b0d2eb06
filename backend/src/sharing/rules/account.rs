use uuid::Uuid;

use crate::sharing::queries::LedgerEntry;

/// What moves with an entry, and who says so.
#[derive(Debug, PartialEq, Eq)]
pub struct Moved {
    pub entries: Vec<Uuid>,
    /// What is left of them is due to it.
    pub owed: Uuid,
}

/// What is settled, or opened again, with an entry: all that stands as it does for the same booking, so that a debt never
/// goes without what was taken off it. None where that cancels out, or would be owed for what is no longer.
pub fn moved_with(one: &LedgerEntry, all: &[LedgerEntry]) -> Option<Moved> {
    let together = |other: &&LedgerEntry| {
        other.id == one.id
            || (one.booking.is_some() && other.booking == one.booking && other.currency == one.currency)
    };
    let of_it: Vec<&LedgerEntry> = all.iter().filter(together).collect();
    let sum = |keep: &dyn Fn(&LedgerEntry) -> bool| -> i64 {
        of_it.iter().filter(|other| keep(other)).map(|other| other.amount_cents).sum()
    };
    let stands = |other: &LedgerEntry| other.settled_at == one.settled_at;
    let reopened = one.settled_at.is_some();
    let owed_again = sum(&|other| other.settled_at.is_none() || (reopened && stands(other)));
    let for_nothing = reopened && sum(&|_| true) == 0 && owed_again > 0;
    let moving = sum(&stands);
    if moving == 0 || for_nothing {
        return None;
    }
    // What was paid and is to be given back is due to whoever paid it.
    let left = Some(sum(&|other| other.settled_at.is_none())).filter(|left| *left != 0).unwrap_or(moving);
    Some(Moved {
        entries: of_it.iter().filter(|other| stands(other)).map(|other| other.id).collect(),
        owed: if left > 0 { one.creditor } else { one.debtor },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, Utc};

    fn entry(booking: Option<Uuid>, amount_cents: i64, settled: Option<&str>) -> LedgerEntry {
        let now: DateTime<Utc> = "2027-01-04T08:00:00Z".parse().unwrap();
        LedgerEntry {
            id: Uuid::now_v7(),
            creditor: Uuid::nil(),
            debtor: Uuid::max(),
            booking,
            label: String::new(),
            day: now.date_naive(),
            currency: "EUR".to_owned(),
            amount_cents,
            created_at: now,
            settled_at: settled.map(|at| at.parse().unwrap()),
        }
    }

    fn moved(amounts: &[(i64, Option<&str>)]) -> Vec<usize> {
        let booking = Some(Uuid::now_v7());
        let all: Vec<_> = amounts.iter().map(|(cents, settled)| entry(booking, *cents, *settled)).collect();
        all.iter().map(|one| moved_with(one, &all).map_or(0, |moved| moved.entries.len())).collect()
    }

    const EARLY: Option<&str> = Some("2027-01-05T08:00:00Z");
    const LATE: Option<&str> = Some("2027-01-06T08:00:00Z");

    #[test]
    fn what_cancels_out_is_neither_settled_nor_opened_again() {
        assert_eq!(moved(&[(40, None), (-40, None)]), [0, 0]);
        assert_eq!(moved(&[(40, None), (-15, None), (-40, None), (15, None)]), [0, 0, 0, 0]);
        assert_eq!(moved(&[(40, EARLY), (-40, EARLY)]), [0, 0]);
        assert_eq!(moved(&[(40, EARLY), (-40, LATE)]), [0, 1], "what was given back may not have been");
    }

    #[test]
    fn what_is_left_of_a_shorter_stay_is_settled_as_one() {
        assert_eq!(moved(&[(40, None), (-15, None)]), [2, 2]);
        assert_eq!(moved(&[(40, EARLY), (-15, EARLY)]), [2, 2]);
        assert_eq!(moved(&[(40, EARLY), (-40, None)]), [1, 1], "it was paid, and is to be given back");
    }

    #[test]
    fn what_is_of_no_booking_stands_alone() {
        let all = [entry(None, 40, None), entry(None, -40, None)];
        let alone = Moved { entries: vec![all[0].id], owed: all[0].creditor };
        assert_eq!(moved_with(&all[0], &all), Some(alone));
    }

    #[test]
    fn who_is_owed_what_is_left_says_so() {
        let owed = |amounts: &[(i64, Option<&str>)]| {
            let booking = Some(Uuid::now_v7());
            let all: Vec<_> =
                amounts.iter().map(|(cents, settled)| entry(booking, *cents, *settled)).collect();
            all.iter().map(|one| moved_with(one, &all).map(|moved| moved.owed)).collect::<Vec<_>>()
        };
        let (creditor, debtor) = (Some(Uuid::nil()), Some(Uuid::max()));
        assert_eq!(owed(&[(40, None), (-15, None)]), [creditor, creditor]);
        assert_eq!(
            owed(&[(40, EARLY), (-15, None)]),
            [debtor, debtor],
            "it was paid, and a part is to be given back"
        );
        assert_eq!(owed(&[(40, EARLY), (-15, EARLY), (-40, None), (15, None)]), [debtor; 4]);
        assert_eq!(owed(&[(40, EARLY), (-40, LATE)]), [None, debtor], "who had it back may say it wasn’t");
    }
}
