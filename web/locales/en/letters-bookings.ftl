letter-booking-action = Open the booking
letter-booking-times =
    { $count ->
        [one] It comes back { $count } time.
       *[other] It comes back { $count } times.
    }
letter-booking-reason = Reason: { $reason }
letter-booking-purpose = What for: { $text }
letter-booking-place = Place on the waiting list: { $place }.
letter-booking-where = Place: { $place }
letter-booking-handover = Handing over: { $text }
letter-booking-requested-subject = { $who } asks for “{ $about }”
letter-booking-requested-text = { $who } asks for “{ $about }”: { $when }. Accept, refuse or offer another time.
letter-booking-taken-subject = { $who } booked “{ $about }”
letter-booking-taken-text = { $who } booked “{ $about }”: { $when }.
letter-booking-counter-refused-subject = { $who } refuses the time offered for “{ $about }”
letter-booking-counter-refused-text = { $who } doesn’t take “{ $about }” at the time you offered.
letter-booking-asked-subject = “{ $about }” came free: your request is sent
letter-booking-asked-text = Room came free. { $who } has your request for “{ $about }”: { $when }.
letter-booking-countered-subject = { $who } offers another time for “{ $about }”
letter-booking-countered-text = { $who } offers another time for “{ $about }”: { $when }. Accept it or refuse it.
letter-booking-accepted-subject = “{ $about }” is booked
letter-booking-accepted-text = The booking of “{ $about }”, from { $who }, is accepted: { $when }.
letter-booking-refused-subject = The request for “{ $about }” isn’t accepted
letter-booking-refused-text = { $who } didn’t accept your request for “{ $about }”: { $when }.
letter-booking-waiting-subject = Waiting list for “{ $about }”
letter-booking-waiting-text = You wait for “{ $about }”, from { $who }: { $when }. You will know at once if it comes free.
letter-booking-cancelled-subject = Booking of “{ $about }” cancelled
letter-booking-cancelled-text = The booking of “{ $about }” with { $who } is cancelled: { $when }.
letter-booking-lapsed-subject = The request for “{ $about }” wasn’t answered
letter-booking-lapsed-text = Nobody answered in time about “{ $about }”, with { $who }: { $when }. The request no longer holds.
letter-booking-reminder-subject = Tomorrow: “{ $about }”
letter-booking-reminder-text = Your booking of “{ $about }”, from { $who }, comes near: { $when }.
letter-booking-units = How many: { $count }
letter-booking-thing = { $name } (× { $count })
letter-booking-along = Booked along: { $things }
letter-booking-owed = Owed in all: { $amount }
letter-booking-stays-due = It was too late to cancel for nothing: { $amount } stays due.
letter-booking-due-no-more = Nothing is owed.
letter-booking-given-subject = “{ $about }” is given to someone else at that time
letter-booking-given-text = The time you asked for “{ $about }”, from { $who }, is given to someone else: { $when }. Your request isn’t deleted. On its page, move it to another time, join the waiting list or take it back.
letter-booking-changed-subject = { $who } changes its booking of “{ $about }”
letter-booking-changed-text = { $who } changes the time of “{ $about }”: { $when }. Before this change: { $before }.
letter-booking-still-asked = The request waits for your answer.
letter-booking-people = Number of people: { $count }
