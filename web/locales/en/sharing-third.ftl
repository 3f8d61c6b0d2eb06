invalid-price-for-free = You gave an amount: on which conditions? Choose them, or take the amount out.
refused-ledger-cancelled = This entry is cancelled out by another of the same booking: there is nothing to settle or to open again.
booking-field-moment = And this time
booking-hint-moment =
    { $count ->
        [0] Nobody waits for it.
        [one] One organisation waits for it.
       *[other] { $count } organisations wait for it.
    }
moment-close = It isn’t to be had any more: it is closed in the calendar, and who waits for it is told
moment-open = It stays open: who waits for it gets it
invalid-close-owner = Only the organisation that lends can close this time.
invalid-close-many = The hours have too many exceptions already: take out those that are past, or leave this time open.
done-booking-cancelled-closed = The booking is cancelled and its time is closed in the calendar. To open it again, take the exception out of the hours.
letter-booking-waited-in-vain-subject = “{ $about }” doesn’t come free
letter-booking-waited-in-vain-text = “{ $about }”, at { $who }, doesn’t come free at the time you waited for: { $when }. You are no longer on the waiting list.
week-free-from = Free from { $time }
week-free-units-from =
    { $count ->
        [one] { $count } free from { $time }
       *[other] { $count } free from { $time }
    }
refused-asked-already = Your organisation has asked for this time already: the request awaits its answer.
booking-asked-already = Your request that awaits its answer
done-alert-known = You had this alert already: here it is.
territory-kind-country = country
territory-kind-region = région
territory-kind-departement = département
territory-kind-epci = intercommunality
territory-kind-commune = commune
letter-booking-cancelled-by = Cancelled by { $who }.
invalid-price-large = This amount is too large: a billion at most.
invalid-alert-everything-shared = An alert asks for something: words, a place, a type, a day…
