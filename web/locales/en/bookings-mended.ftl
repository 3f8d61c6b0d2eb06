bookings-out = Handed over, not back yet
bookings-out-caption =
    { $count ->
        [one] { $count } booking whose thing isn’t back
       *[other] { $count } bookings whose thing isn’t back
    }
booking-state-out = { $state } ({ $out })
booking-out-since = handed over { $when }
booking-out-late = late: it should have come back { $when }
booking-out-by-hours = Nothing noted: by its hours
sharing-at-whom = Where, now
sharing-at-one = With { $name }
sharing-at-several = With { $count } organisations
sharing-at-late = { $with } (late)
invalid-counter-same = That is the time asked for, or offered already: offer another one.
booking-refuse-countered = The time you offered no longer holds, and the request is refused.
booking-counter-again = This time takes the place of the one you offered.
booking-ask-heading = Ask for another time
booking-change-countered = The time offered is left aside. Your request goes to its owner again, who answers.
booking-given-counter = The time offered was given to someone else. Ask for another time, or cancel your request.
booking-given-counter-owner = Someone else has the time you offered. Offer another one, or refuse the request.
booking-state-lacking = { $state } (not all of it is free any more at that time)
booking-lacking-heading = Not all of it is free any more at that time
booking-lacking = Given to someone else: { $things }.
booking-lacking-owner = All of it is asked for together: it can’t be accepted for that time any more. Offer another time, or refuse the request.
booking-lacking-booker = It is booked together, or not at all. Ask for another time, or cancel your request.
booking-lacking-next = Next time as long at which all of it is free: { $when }
booking-lacking-without = Book “{ $name }” at that time, without: { $things }
booking-next-together = First time at which all of it is free: { $when }
booking-without = Book “{ $name }” at that time, with nothing along
waiting-things = All of it is waited for together, or nothing: { $things }.
waiting-dates = The { $count } dates are waited for together, or none of them.
booking-field-whole = Of what
handover-whole = All that is booked together
handover-only = Only “{ $name }”
