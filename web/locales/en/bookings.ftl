refused-full = It is no longer free then.
invalid-booking-archived = This notice or this organisation is archived.
invalid-booking-request = Only what is offered can be booked, not what is looked for.
invalid-booking-people = There are { $most } places at most.
invalid-booking-people-each = There are { $each } places in each unit: { $most } at most in what you book.
invalid-booking-none = It can’t be booked online: write to the organisation.
invalid-booking-ess = This offer is for organisations of the social and solidarity economy. The legal form of yours, or a guarantee it declares, must show it.
invalid-booking-networks = This offer is for members of a network of its owner.
invalid-booking-extra = This can’t be booked along.
invalid-booking-reason = Give a reason: those who counted on it will read it.
invalid-booking-moved = This booking has moved on: see where it stands.
invalid-booking-over = This booking is over.
invalid-booking-both = A request is accepted, or another time is offered: not both.
invalid-booking-organization = Choose the organisation that books.
invalid-booking-number = Write a whole number in figures, at least { $least }.
invalid-booking-time = A time is written like 14:00.
invalid-booking-leapt = On that day { $time } doesn’t exist: the clock goes forward. Write { $next } or later.
invalid-booking-calendar = Choose what the calendar shows.
invalid-stay-empty = The end comes after the start.
invalid-stay-units = There are { $most } at most.
invalid-stay-past = That time has passed.
invalid-stay-too-soon = That is too soon: from { $when } on.
invalid-stay-too-far = That is too far: until { $when }.
invalid-stay-quarter = It starts on a quarter of an hour, like 14:15, and ends on a whole minute.
invalid-stay-half = It starts on an hour or half past, like 14:30, and ends on a whole minute.
invalid-stay-hour = It starts on the hour, like 14:00, and ends on a whole minute.
invalid-stay-days = It is booked by whole days.
invalid-stay-too-short = That is too short: { $length } at least.
invalid-stay-too-long = That is too long: { $length } at most.
invalid-stay-closed = It is closed during part of that time.
invalid-stay-validity = The offer doesn’t hold at that time.
invalid-repeat-too-many = A booking comes back { $most } times at most.
invalid-repeat-too-far = A booking comes back until { $day } at most.
invalid-repeat-backwards = The last day comes before the first.
invalid-repeat-never = Say how often it comes back, or empty the number of times and the last day.
invalid-repeat-no-end = Say until when it comes back: a number of times, or a last day.
invalid-waiting-free = It is free: book it.
invalid-handover = What is accepted is handed over once, then handed back once.
invalid-ledger-entries = Only entries that are owed to your organisation can be settled or opened again.
invalid-too-many-calendars = You have { $most } calendars already: delete one.
feed-of-mine = BDIS PRO: my bookings
feed-lent = { $name }, for { $who }
feed-booked = { $name }, from { $who }
feed-asked = { $what } (requested)
week-label = Weeks
week-day = Week of
week-show = Show
week-of-day = Week of the chosen day
week-before = Previous week
week-after = Next week
week-caption = { $name }: week of { $day }
week-column = { $day } { $date }
weekday-short-1 = Mon
weekday-short-2 = Tue
weekday-short-3 = Wed
weekday-short-4 = Thu
weekday-short-5 = Fri
weekday-short-6 = Sat
weekday-short-7 = Sun
week-whole-day = Day
week-closed = Closed
week-past = Past
week-full = Full
week-free = Free
week-free-units =
    { $count ->
        [one] { $count } free
       *[other] { $count } free
    }
booking-mode-at_once = Bookings are confirmed at once.
booking-mode-on_request = The owner accepts, refuses or offers another time.
booking-mode-none = It can’t be booked online: write to the organisation.
booking-audience-ess = For organisations of the social and solidarity economy.
booking-audience-networks = For members of a network of its owner.
booking-zone = Times are those of the place ({ $zone }).
booking-next = First free time: { $when }
booking-next-none = No time is free within the booking limits.
booking-week = The week
booking-heading = Book
booking-sign-in = To book, sign in.
booking-reader = Your role at “{ $name }” is reader: it isn’t enough to book. Ask an owner of the organisation for the editor’s role.
booking-reader-owners = See who owns it
booking-no-organization = One books for an organisation. Create the page of yours, or join it.
booking-title = Book: { $name }
booking-field-organization = For
booking-field-day = Day
booking-field-lastDay = Last day
booking-field-startTime = From
booking-field-endTime = To
booking-field-units = How many
booking-field-people = Number of people
booking-field-extras = With
booking-field-purpose = What for
booking-field-repeat = Comes back
booking-field-repeatTimes = Number of times in all
booking-field-repeatUntil = Or until
booking-field-onlyFree = If not all of it is free
booking-field-reason = Reason
booking-field-note = Condition, remarks
booking-field-series = Series
booking-hint-last-day = If it ends on another day.
booking-hint-units = { $count } in all.
booking-hint-people = { $count } places.
booking-hint-people-each =
    { $count ->
        [one] { $count } place for each unit booked.
       *[other] { $count } places for each unit booked.
    }
booking-hint-purpose = The owner reads it.
booking-hint-times = 104 at most.
booking-hint-reason = The organisation that asked reads it.
booking-hint-note = Both organisations read it.
rhythm-never = Never
rhythm-daily = Every day
rhythm-weekly = Every week
rhythm-fortnightly = Every two weeks
rhythm-monthly = Every month, on the same date
booking-only-free = Book the days that are free, leave the others
submit-reserver = Book
submit-attendre = Join the waiting list
submit-contre-proposer = Offer this time
submit-accepter-heure = Accept this time
submit-refuser-heure = Refuse this time
submit-remettre = It is handed over
submit-rendre = It is handed back
submit-decommander = Cancel the booking
submit-abonner = Make the address
submit-desabonner = Delete
submit-regler = Settled
submit-rouvrir-compte = Not settled
amount-hours =
    { $few ->
        [1] { $hours } hour
       *[other] { $hours } hours
    }
account-bookings-heading = Bookings
bookings-what = What
bookings-when = When
bookings-booker = For
bookings-owner = From
bookings-state = State
bookings-to-answer = To answer
bookings-to-answer-caption =
    { $count ->
        [one] { $count } booking waits for your answer
       *[other] { $count } bookings wait for your answer
    }
bookings-coming = To come
bookings-coming-caption =
    { $count ->
        [one] { $count } booking of your organisations
       *[other] { $count } bookings of your organisations
    }
bookings-lent = Lent to others
bookings-lent-caption =
    { $count ->
        [one] { $count } booking by another organisation
       *[other] { $count } bookings by other organisations
    }
bookings-past = Past
bookings-past-caption =
    { $count ->
        [one] { $count } booking past, refused or cancelled
       *[other] { $count } bookings past, refused or cancelled
    }
bookings-next = Next bookings
bookings-none = Nothing is booked so far.
booking-link-sharing = See what is shared
booking-state-requested = Requested
booking-state-countered = Another time offered
booking-state-accepted = Accepted
booking-state-refused = Refused
booking-state-lapsed = Not answered in time
booking-state-cancelled = Cancelled
booking-state-waiting = On the waiting list
booking-left-out = These weren’t free or were closed, and were not booked: { $days }.
booking-of = Booking: { $name }
booking-fact-state = State
booking-fact-when = When
booking-fact-counter = Time offered instead
booking-fact-line = Place on the waiting list
booking-fact-answer-by = Answer expected before
booking-fact-booker = For
booking-fact-by = Booked by
booking-fact-owner = From
booking-fact-units = How many
booking-fact-purpose = What for
booking-fact-reason = Reason
booking-fact-owed = Owed
booking-fact-deposit = Deposit
booking-fact-cancellation = Cancellation
booking-fact-insurance = Insurance
booking-fact-place = Place
booking-fact-access = Getting there
booking-fact-handover = How it is handed over
booking-fact-handed-over = Handed over
booking-fact-handed-back = Handed back
booking-fact-handover-note = Handing-over notes
booking-holders = Who has it now
booking-holders-caption = { $name }, now
booking-accept-heading = Accept
booking-refuse-heading = Refuse
booking-counter-heading = Offer another time
booking-counter-answer-heading = Answer this time
booking-cancel-heading = Cancel
booking-cancel-series = The whole series to come
done-booked = It is booked.
done-asked = The request is sent.
done-waiting = You are on the waiting list.
done-booking-accepted = The booking is accepted.
done-booking-refused = It is refused.
done-booking-countered = The other time is offered.
done-handover = It is noted.
done-booking-cancelled = The booking is cancelled.
done-calendar-ended = That address answers no more.
done-ledger-settled = The entry is settled.
done-ledger-open = The entry isn’t settled.
calendars-heading = Calendars
calendars-lead = A secret address shows your bookings in your own calendar. Whoever knows it reads them: delete it if it went astray.
calendar-made = Address of the calendar
calendar-made-text = It is shown once. Copy it into your calendar.
calendar-of-mine = All my organisations
calendar-of-organization = { $name }
calendar-of-resource = { $name } ({ $owner })
calendar-of-nothing = What you no longer see
calendars-caption =
    { $count ->
        [one] { $count } calendar
       *[other] { $count } calendars
    }
calendar-what = What it shows
calendar-since = Since
calendar-new = New calendar
own-ledger = Account
ledger-lead = What bookings make organisations owe each other. No payment is taken here.
ledger-none = Nothing is owed, by your organisation or to it.
ledger-owes = owes { $amount }
ledger-is-owed = is owed { $amount }
ledger-balances = Balances
ledger-balances-caption = What your organisation owes or is owed, by partner
ledger-even = All is settled.
ledger-partner = Partner
ledger-amount = Amount
ledger-label = What for
ledger-day = Day
ledger-settled = Settled
ledger-currency = Currency
ledger-booking = Booking
ledger-is-settled = Settled
ledger-is-open = To settle
ledger-entries = Entries
ledger-caption =
    { $count ->
        [one] { $count } entry
       *[other] { $count } entries
    }
ledger-next = Next entries
ledger-csv = Download as CSV
ledger-xlsx = Download as XLSX
todo-bookings =
    { $count ->
        [one] { $count } booking waits for your answer.
       *[other] { $count } bookings wait for your answer.
    }
kept-bookings-what = The bookings you made and your calendar addresses
kept-bookings-why = So that organisations know who has what
kept-bookings-long = Without your name and your words once the account is erased; calendars are deleted
booking-when-zone = { $when } ({ $zone })
booking-owed-nothing = Nothing
booking-together = Booked together
booking-series = The series
booking-price = Price
booking-total = Owed in all: { $amount }
booking-listed-caption =
    { $count ->
        [one] { $count } booking
       *[other] { $count } bookings
    }
booking-cancel-owner-owes-nothing = If you cancel, the organisation that booked owes nothing.
booking-cancel-owes-nothing = If you cancel now, you owe nothing.
booking-cancel-owes = It is too late to cancel for nothing: if you cancel now, you still owe { $amount }.
booking-cancel-owes-series = If you cancel the whole series to come, you still owe { $amount }.
booking-inside-delay = What starts before { $when } is owed even if you cancel it.
booking-heading-remettre = Say that it was handed over
booking-heading-rendre = Say that it came back
done-booking-cancelled-owed = The booking is cancelled. It was too late to cancel for nothing: what it costs stays due.
ledger-is-cancelled = Cancelled
invalid-booking-begun = This booking has begun, or the thing was handed over already: it can no longer be cancelled. Hand the thing back early by shortening the booking, or write to its owner, who can still cancel it.
invalid-booking-start-begun = It has begun, or was handed over already: the start stays. Only the end can be brought forward.
booking-begun-text = It has begun, or was handed over already: this booking can no longer be cancelled. You can hand the thing back early by shortening the booking, or write to { $owner }, who can still cancel it.
booking-begun-series = The dates of the series that are to come are cancelled from the page of one of them.
booking-begun-write = Write to { $owner }
invalid-stay-on-day = { $wrong } First date at fault: { $day }.
invalid-booking-extra-named = { $wrong } At fault: “{ $name }”, booked along with it.
booking-extra-priced = { $name } ({ $price })
booking-hint-extra-priced = { $price }. { $most }
week-not-yet = Not yet offered
week-no-longer = No longer offered
week-too-soon = Too soon
week-too-far = Too far ahead
week-too-short = Too short
booking-hint-extra = { $count } at most. Leave it empty to take none.
booking-field-extra = { $name }, how many
booking-field-moment = And this time
booking-hint-moment =
    { $count ->
        [0] Nobody waits for it.
        [one] One organisation waits for it.
       *[other] { $count } organisations wait for it.
    }
done-booking-cancelled-closed = The booking is cancelled and its time is closed in the calendar. To open it again, take the exception out of the hours.
week-free-from = Free from { $time }
week-free-units-from =
    { $count ->
        [one] { $count } free from { $time }
       *[other] { $count } free from { $time }
    }
booking-asked-already = Your request that awaits its answer
invalid-booking-twice = That night { $time } comes twice: the clock goes back an hour. Choose which one.
invalid-booking-unchanged = It is the same time as before.
invalid-booking-longer = What is accepted can be made shorter, not longer or moved. For another time, book that one, then cancel this one.
invalid-handover-when = It is noted from an hour before the start until the end.
booking-field-startTurn = The start comes twice that night
booking-field-endTurn = The end comes twice that night
booking-turn-choose = Choose
booking-turn-first = The first time, before the clock changes
booking-turn-second = The second time, after the clock has changed
booking-hint-turn = The clock changes: it goes back an hour.
booking-fact-people = Number of people
booking-change-heading = Change the time
booking-shorten-heading = Make it shorter
booking-change-text = The request still awaits its answer. The owner is told.
booking-shorten-text = The new time lies within the old one. It is done at once, and its owner is told.
booking-shorten-owes-less = Less is owed for less time.
booking-shorten-owes-use = The price doesn’t depend on the time: as much is owed as before.
booking-shorten-owes-same = It is too late to cancel for nothing: as much is owed as before.
done-booking-changed = The time is changed. Its owner is told.
booking-refuse-countered = The time you offered no longer holds, and the request is refused.
booking-counter-again = This time takes the place of the one you offered.
booking-ask-heading = Ask for another time
booking-change-countered = The time offered is left aside. Your request goes to its owner again, who answers.
booking-next-together = First time at which all of it is free: { $when }
booking-without = Book “{ $name }” at that time, with nothing along
invalid-booking-extra-kept = This organisation can’t book “{ $name }” along with it: its owner took it away or keeps it for others. Untick it, or write to its owner.
booking-hint-beside =
    { $count ->
        [one] Another accepted booking stays at that time: closing it doesn’t cancel it.
       *[other] { $count } other accepted bookings stay at that time: closing it doesn’t cancel them.
    }
booking-accept-outside = This time is outside of the hours: you can accept it all the same.
