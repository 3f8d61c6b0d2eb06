week-not-yet = Not yet offered
week-no-longer = No longer offered
week-too-soon = Too soon
week-too-far = Too far ahead
week-too-short = Too short
shared-units-free =
    { $free ->
        [one] { $free } of { $count } units free
       *[other] { $free } of { $count } units free
    }
shared-by-days = Booked by whole days
alert-resume-at_once = Resume, at once
alert-resume-daily = Resume, every day
alert-resume-weekly = Resume, every week
sharing-outside = Bookings outside of the hours
sharing-outside-text = These accepted bookings lie outside of the hours or days as they are now. They stay: open them to cancel them or to write to whoever booked.
sharing-outside-caption =
    { $count ->
        [one] { $count } accepted booking outside of the hours
       *[other] { $count } accepted bookings outside of the hours
    }
