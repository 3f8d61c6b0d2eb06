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
booking-field-whole = Of what
handover-whole = All that is booked together
handover-only = Only “{ $name }”
