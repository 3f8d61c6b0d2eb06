own-sharing = Sharing
sharing-text = What the organisation offers to others and what it looks for: premises, equipment, skills, transport, group purchases.
sharing-new = Offer or look for something
sharing-new-text = A few lines are enough. The rest can be added later.
sharing-none = Nothing yet. Offer a room, a vehicle, a skill, or say what you look for.
sharing-caption = Offers and requests: { $count }
sharing-see = See the public page
sharing-archive = Take down or put back
sharing-archive-text = The page is seen by your members only. Past bookings stay. While bookings are to come, cancel them first.
sharing-restore-text = The page is seen by everyone again.
sharing-over-text = The last day has passed: others no longer find this page nor book. To show it again, change the last day of the offer.
sharing-archived-text = This page has been taken down: only members of the organisation see it.
sharing-extras = Booked along with it
sharing-extras-text = What can be added to a booking, among your other offers. All is booked together, or nothing.
sharing-photos = Photos
sharing-photos-none = No photo. A picture helps to decide.
sharing-photos-caption = Photos, eight at most
sharing-title = { $name }, { $owner }
sharing-over = This is no longer offered.
sharing-not-yet = Offered from { $date }.
sharing-conditions = Conditions
sharing-price = Price
sharing-exchange = Wished for in exchange
sharing-deposit = Deposit
sharing-cancellation = Cancellation
sharing-insurance = Insurance
sharing-audience = Who may book
sharing-booking = Booking
sharing-hours = Opening hours
sharing-never-open = No regular hours.
sharing-exceptions = Particular days
sharing-zone = Local time ({ $zone }).
sharing-next = First free slot
sharing-book = Book
sharing-write = Write
sharing-edit = Edit this page
sharing-blurred = The exact address comes with an accepted booking.
sharing-with = Booked along with it
sharing-matches-request = Offers that answer this request
sharing-matches-offer = Requests that this offer answers
sharing-matches-none = None for now.
sharing-address = Address
sharing-place = Place
sharing-radius = Travels
sharing-radius-km = up to { $km } km
sharing-places = Capacity
sharing-persons =
    { $count ->
        [one] { $count } person
       *[other] { $count } persons
    }
sharing-unit = unit
sharing-each = { $count } per { $unit }
sharing-units = Quantity
sharing-accessibility = Accessibility
sharing-accessibility-note = More on accessibility
sharing-access = Getting there
sharing-valid = Valid
sharing-day-0 = Monday
sharing-day-1 = Tuesday
sharing-day-2 = Wednesday
sharing-day-3 = Thursday
sharing-day-4 = Friday
sharing-day-5 = Saturday
sharing-day-6 = Sunday
supplier-shares = What the organisation shares
supplier-shares-more =
    { $count ->
        [one] and { $count } other
       *[other] and { $count } others
    }
direction-offer = Offer
direction-request = Request
resource-kind = Kind
resource-kind-premises = Premises
resource-kind-equipment = Equipment
resource-kind-skills = Skills
resource-kind-transport = Transport
resource-kind-group-purchase = Group purchase
resource-direction = Offer or request
resource-archived = taken down
resource-ended = ended
resource-not-yet = to come
resource-shown = shown
resource-exact = Show the exact address to everyone
resource-no-currency = None
resource-fold-place = Place, access and accessibility
resource-fold-conditions = Conditions, quantity and validity
resource-fold-hours = Opening hours
resource-fold-terms = Booking rules
resource-step-15 = every quarter of an hour
resource-step-30 = every half-hour
resource-step-60 = every hour
resource-step-1440 = by whole days
resource-field-direction = You offer or you look for
resource-field-kind = Kind
resource-field-name = In one line
resource-field-description = Description
resource-field-places = Number of persons
resource-field-units = How many can be had at once
resource-field-unit = What one unit is
resource-field-address = Street and number
resource-field-postCode = Post code
resource-field-city = Town
resource-field-point = Point on the map
resource-field-exact = Public address
resource-field-radiusKm = Travel distance, in kilometres
resource-field-access = How to get there
resource-field-accessibility = Accessibility
resource-field-accessibilityNote = More on accessibility
resource-field-priceKind = On which conditions
resource-field-price = Amount
resource-field-currency = Local currency
resource-field-pricePer = The amount is owed
resource-field-exchange = Wished for in exchange
resource-field-deposit = Deposit in euros
resource-field-cancellationHours = Free cancellation until, in hours before
resource-field-insurance = Insurance asked for
resource-field-audience = Who may book
resource-field-bookingMode = How it is booked
resource-field-answerHours = Time to answer, in hours
resource-field-zone = Time zone
resource-field-monday = Monday
resource-field-tuesday = Tuesday
resource-field-wednesday = Wednesday
resource-field-thursday = Thursday
resource-field-friday = Friday
resource-field-saturday = Saturday
resource-field-sunday = Sunday
resource-field-exceptions = Particular days
resource-field-step = A booking starts
resource-field-shortest = Shortest stay
resource-field-longest = Longest stay
resource-field-bufferBefore = Time kept free before
resource-field-bufferAfter = Time kept free after
resource-field-notice = At least… ahead
resource-field-horizon = At most… ahead
resource-field-validFrom = First day of the offer
resource-field-validUntil = Last day of the offer
resource-field-handover = Handing over
resource-field-extras = Offers
resource-hint-description = What it is, for which uses, with what. Plain text.
resource-hint-places = That of a single unit, where there are several.
resource-hint-postCode = Unless said, the commune of the organisation.
resource-hint-exact = Otherwise only the commune is shown, until a booking is accepted.
resource-hint-point = Latitude, longitude. Unless said, the town hall.
resource-hint-radiusKm = How far it can come, or how far you would go.
resource-hint-price = Like 12.50. For time: hours, like 1.5. At cost: an indication.
resource-hint-cancellationHours = After it the price remains owed. Empty: a cancellation never costs anything.
resource-hint-unit = a desk, a bicycle, a kilogram… Empty: the thing as a whole.
resource-hint-answerHours = A request without an answer lapses after that time.
resource-hint-handover = Shown to those who have booked, to nobody else.
resource-hint-monday = Like “9h-12h, 14h-18h30”, “9:00-17:00”, “24h”. Empty: closed.
resource-hint-exceptions = One a line: “2026-12-24..2026-12-31 closed”, “2027-01-04 14:00-17:00”.
resource-hint-step = By whole days, an open day is so from midnight to midnight.
resource-hint-shortest = Like “45 min”, “2h”, “1 day”.
resource-hint-bufferBefore = To prepare or tidy up, like “30 min”.
resource-hint-notice = A number alone: hours.
resource-hint-horizon = A number alone: days.
extra-choice = { $name } ({ $units } at most)
accessibility-step-free = step-free
accessibility-lift = lift
accessibility-accessible-toilet = accessible toilet
accessibility-hearing-loop = hearing loop
accessibility-parking = reserved parking space
accessibility-quiet = quiet place
price-kind-free = Free
price-kind-at-cost = At cost
price-kind-price = For a price
price-kind-exchange = In exchange
price-kind-time = Time for time
price-kind-currency = In a local currency
price-per-hour = per hour
price-per-day = per day
price-per-use = each time
price-about = At cost, about { $amount }
price-hours = Time for time: { $amount }
price-in-hours = { $count } h
amount-currency = { $count } ({ $currency })
amount-per-hour = { $amount } per hour
amount-per-day = { $amount } per day
amount-per-use = { $amount } per use
amount-each = { $amount }, per unit ({ $unit })
cancel-until-start = Free until the start
cancel-until = Free until { $length } before
audience-everyone = Everyone
audience-ess = Organisations of the ESS
audience-networks = Members of its networks
resource-booking-at-once = Booked at once
resource-booking-on-request = On request
resource-booking-none = Not booked: people write
hours-closed = closed
hours-all-day = day and night
hours-days = { $first } to { $last }
hours-from-to = from { $first } to { $last }
length-minutes = { $count } min
length-hours =
    { $count ->
        [one] { $count } hour
       *[other] { $count } hours
    }
length-hours-minutes = { $hours } h { $minutes }
length-days =
    { $count ->
        [one] { $count } day
       *[other] { $count } days
    }
terms-exactly = For { $length }.
terms-between = From { $shortest } to { $longest }.
terms-step-15 = Starts every quarter of an hour.
terms-step-30 = Starts every half-hour.
terms-step-60 = Starts every hour.
terms-step-1440 = By whole days.
terms-notice = At least { $length } ahead.
terms-horizon =
    { $days ->
        [one] Up to { $days } day ahead.
       *[other] Up to { $days } days ahead.
    }
match-near = { $km } km away at most
match-commune = same commune
match-departement = same département
match-anywhere = bound to no place
match-places =
    { $count ->
        [one] { $count } place
       *[other] { $count } places
    }
match-units =
    { $count ->
        [one] { $count } unit
       *[other] { $count } units
    }
zone-europe-paris = Mainland France
zone-america-guadeloupe = Guadeloupe
zone-america-martinique = Martinique
zone-america-cayenne = French Guiana
zone-indian-reunion = Réunion
zone-indian-mayotte = Mayotte
zone-america-miquelon = Saint Pierre and Miquelon
zone-america-st-barthelemy = Saint Barthélemy
zone-america-marigot = Saint Martin
zone-pacific-tahiti = Tahiti
zone-pacific-noumea = New Caledonia
zone-pacific-wallis = Wallis and Futuna
zone-pacific-marquesas = Marquesas Islands
submit-partager = Publish
submit-ressource = Save
submit-complements = Save
submit-archiver-ressource = Take this page down
submit-remettre-ressource = Put this page back
done-shared-over = It is saved, and not shown: its last day has already passed.
done-shared = It is published. You can add photos and complete the hours.
done-request-watched = It is published. An alert will write to you as soon as an offer answers it: it is among your alerts. You can add photos.
done-resource-saved = It is saved.
done-extras = It is saved.
done-photo = The photo is added.
done-photo-removed = The photo is removed. “Bring back” shows it again, for thirty days.
done-resource-archived = The page is taken down. It can be put back at any time.
invalid-number = Give a whole number, from { $low } to { $high }.
invalid-length = “{ $text }” is no length of time. Write for example 45 min, 2h or 1 day.
invalid-shortest = The shortest stay is more than nothing and no longer than the longest.
invalid-longest = The longest stay is { $days } days at most.
invalid-buffer = The time kept free is { $days } days at most.
invalid-horizon = Bookings can be made from 1 to { $most } days ahead.
invalid-notice = This is more than how far ahead bookings can be made.
invalid-hours = Write for example 9h-12h, 14h-18h30, or nothing for closed.
invalid-hours-order = It ends before it starts. After midnight, write the rest on the next day.
invalid-hours-grain = Hours go by five minutes.
invalid-hours-overlap = Two spans overlap at { $at }.
invalid-hours-many = Twelve spans a day at most.
invalid-exception-date = Line { $line }, “{ $text }”: begin with a date, like 2026-12-24, or two, like 2026-12-24..2026-12-31.
invalid-exception-hours = Line { $line }, “{ $text }”: after the date, write closed or hours like 14:00-17:00.
invalid-exception-order = Line { $line }, “{ $text }”: it ends before it starts.
invalid-exception-grain = Line { $line }, “{ $text }”: hours go by five minutes.
invalid-exception-overlap = Line { $line }, “{ $text }”: two spans overlap at { $at }.
invalid-exception-many = Line { $line }, “{ $text }”: twelve spans a day at most.
invalid-exceptions-many = { $most } particular days at most.
invalid-price-missing = Give an amount, or choose “Free” or “At cost”.
invalid-currency-missing = Choose the local currency.
invalid-too-many-resources = { $most } offers and requests of an organisation at most.
invalid-units-held = Accepted bookings hold { $held } of them at once already.
invalid-resource-booked = Bookings to come: { $count }. Cancel them first; everyone will be told.
invalid-extra = Choose among the other offers of the same organisation.
invalid-extra-units = There aren’t as many.
invalid-number-fixed = This number identifies the organisation: if it is wrong, ask the moderators to correct it.
invalid-extra-days = “{ $name }” is booked by whole days: it can’t be added to what is booked otherwise.
sharing-extras-days = What is booked by whole days can only be added to what is booked by whole days too.
sharing-outside = Bookings outside of the hours
sharing-outside-text = These bookings and requests lie outside of the hours or days as they are now. They stay: open them to answer them, to cancel them or to write to whoever booked.
sharing-outside-caption =
    { $count ->
        [one] { $count } booking or request outside of the hours
       *[other] { $count } bookings and requests outside of the hours
    }
clock-europe-paris = Paris time
clock-america-guadeloupe = Guadeloupe time
clock-america-martinique = Martinique time
clock-america-cayenne = French Guiana time
clock-indian-reunion = Réunion time
clock-indian-mayotte = Mayotte time
clock-america-miquelon = Saint Pierre and Miquelon time
clock-america-st-barthelemy = Saint Barthélemy time
clock-america-marigot = Saint Martin time
clock-pacific-tahiti = Tahiti time
clock-pacific-noumea = New Caledonia time
clock-pacific-wallis = Wallis and Futuna time
clock-pacific-marquesas = Marquesas Islands time
clock-elsewhere = { $place } time
invalid-price-for-free = You gave an amount: on which conditions? Choose them, or take the amount out.
moment-close = It isn’t to be had any more: it is closed in the calendar, and who waits for it is told
moment-open = It stays open: who waits for it gets it
invalid-price-large = This amount is too large: a billion at most.
sharing-at-whom = Where, now
sharing-at-one = With { $name }
sharing-at-several = With { $count } organisations
sharing-at-late = { $with } (late)
