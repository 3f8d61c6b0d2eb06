nav-sharing = Sharing
shared-heading = Sharing
shared-description = Premises, equipment, skills, transport and group purchases that organisations of the social and solidarity economy lend, rent and look for.
shared-when = When
shared-day = Day
shared-from = From
shared-until = Until
shared-when-note = Give a day alone, a part of that day, or hours: on the clocks of the place.
shared-where = Where
shared-what = What
shared-around = Around a place
shared-direction = Direction
shared-offers = offers
shared-requests = requests
shared-places-least = For how many people
shared-units-least = How many at once
shared-accessibility = Accessibility
shared-total = { $count ->
    [one] { $count } offer matches
   *[other] { $count } offers match
}
shared-total-requests = { $count ->
    [one] { $count } request matches
   *[other] { $count } requests match
}
shared-would-give = { $count ->
    [one] { $count } result
   *[other] { $count } results
}
shared-places = { $count ->
    [one] { $count } person
   *[other] { $count } people
}
shared-places-each = { $count ->
    [one] { $count } person per unit
   *[other] { $count } people per unit
}
shared-units = { $count ->
    [one] { $count } unit
   *[other] { $count } units
}
shared-time = { $date }, from { $from } to { $until }
shared-way-in = Offer something or ask for it
shared-ask-when-empty = Publish a request, which those who can answer it will see
shared-alert = Be told of what is new in this search
shared-alert-when-empty = Save this search: you will be told as soon as something answers it
facet-type = Type
facet-prix = Price
shared-map-note = The same results as in the list. What doesn’t tell its exact place is shown at the town hall.
shared-map-cluster = { $count } results, zoom in
shared-map-here = { $count } results in the same place
shared-map-placed = Results on the map: { $placed } of { $total }
shared-feed-title = BDIS PRO: sharing
problem-shared-kind = There is no type “{ $typed }”.
problem-shared-price = There is no price “{ $typed }”.
problem-shared-accessibility = “{ $typed }” is no criterion of accessibility.
problem-shared-direction = “{ $typed }” is neither “offre” nor “demande”.
problem-shared-places = Write a whole number of people, from 1 to 100,000.
problem-shared-units = Write a whole number, from 1 to 10,000.
problem-shared-day = “{ $typed }” is no day. Write it as 2027-01-14.
problem-shared-day-missing = Give the day too.
problem-shared-hour = “{ $typed }” is no time. Write it as 14:00.
problem-shared-hours = The end must come after the start.
problem-shared-past = This moment has passed.
invalid-shared-count = A number from 1 to { $most }.
invalid-shared-time-order = The end must come after the start.
invalid-shared-time-length = A time of { $most } days at most.
invalid-shared-time-past = This moment has passed.
invalid-shared-time-incomplete = Start and end go together.
problem-shared-owner = The organisation “{ $typed }” doesn’t exist.
shared-by = Shared by: { $name }
shared-by-one = What one organisation shares
shared-units-free =
    { $free ->
        [one] { $free } of { $count } units free
       *[other] { $free } of { $count } units free
    }
shared-by-days = Booked by whole days
